"""What may stand in a project's files, told to an editor? JSON Schemas with this project's own names."""
