"""Which pictures show how the loop goes? A function for each, its finding is its title."""
