"""TEXT: what a caller means and what to say next. Knows nothing of audio, sockets or telephone providers."""
