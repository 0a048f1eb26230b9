"""What does a model make of all that was ever logged? Scored in chunks, on all cores or a cluster, kept in columns."""
