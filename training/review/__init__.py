"""What did people say about what was mined? Decisions, each kept the moment it is made."""
