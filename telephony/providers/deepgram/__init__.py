"""What the two Deepgram transcribers have in common: the way out, the line, and how it is dialled."""
