"""How much of what can happen in a project's flows do its conversations make happen? Counted, gated and told."""
