"""Local stand-ins of the providers: they speak the real protocols and insist on the real rules."""
