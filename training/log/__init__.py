"""What did callers say, and what was made of it? One shape of a logged turn, and readers that stream it."""
