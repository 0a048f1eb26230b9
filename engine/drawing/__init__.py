"""What do a project's flows look like? One picture from the compiled plan, and what can be painted over it."""
