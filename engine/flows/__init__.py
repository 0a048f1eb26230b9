"""The flow language: positioned YAML in, findings or one compiled graph out."""
