"""What does the engine itself cost? The loads and the floors of ``trunkline bench turns`` and ``bench yaml``."""
