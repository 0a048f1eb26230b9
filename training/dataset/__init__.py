"""What is learned from? Versions of labelled utterances, each with where it came from, never changed once written."""
