from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"torch", "setfit", "sentence_transformers", "transformers", "sklearn", "onnx"}
SERVING = [
    "engine.llm.claude",
    "engine.llm.grounded",
    "engine.understanding.classifier",
    "engine.understanding.fallback",
    "engine.understanding.local",
]
LIGHT = ["training.train", "training.evaluate", "console.train", "console.evaluate", "console.bench"]


@pytest.mark.parametrize("module", [*SERVING, *LIGHT])
def test_importing_it_needs_no_train_extra(module: str) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & {name.split(".")[0] for name in done.stdout.split()}


@pytest.mark.parametrize("module", SERVING)
def test_serving_imports_nothing_above_it(module: str) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"training", "telephony", "console"} & {name.split(".")[0] for name in done.stdout.split()}
