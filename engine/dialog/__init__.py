"""The conversation: which rule a turn falls under, what a slot's answer means, and how a turn is run."""
