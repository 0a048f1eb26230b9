"""Proof that money is moved exactly once, whatever happens around it."""
