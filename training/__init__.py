"""MODELS: example sentences and call logs in, a released intent model out."""
