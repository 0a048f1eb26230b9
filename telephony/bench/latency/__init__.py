"""How long does a caller wait for us? Paths through the call, timed, and what of that is ours."""
