"""Adapters to the services that hear and speak: one file each, a pure ``parse()`` and a thin shell, loaded by name when chosen."""
