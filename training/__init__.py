"""MODELS: example sentences and call logs in, a released intent model out."""

import engine as engine  # what is set before onnxruntime is imported, is set there
