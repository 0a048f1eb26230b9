"""TEXT: what a caller means and what to say next. Knows nothing of audio, sockets or telephone providers."""

import os

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # read when onnxruntime is imported: it would call its maker
