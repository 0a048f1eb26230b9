"""What is remembered between calls: tables, and the few queries we use."""
