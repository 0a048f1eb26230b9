"""What the synthesizers behind a socket have in common: a line with contexts, its pieces, and their timing."""
