"""The embedded ears' and voice's own parts."""
