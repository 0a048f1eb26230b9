"""RELEASES: what was checked, kept as it was, and given to callers."""
