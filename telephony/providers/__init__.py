"""Adapters to the services that hear and speak: one file each, loaded by name when chosen."""
