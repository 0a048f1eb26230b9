"""What becomes of words when a transcriber's line breaks? Calls of marked words, a kill in each, on virtual time."""
