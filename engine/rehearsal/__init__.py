"""REHEARSAL: whole conversations written as text, and whether the flows still hold them."""
