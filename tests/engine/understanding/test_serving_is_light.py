from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

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


@pytest.mark.parametrize("first", ["engine.understanding.encoder", "training.export"])
def test_the_inference_library_does_not_call_its_maker(shop: Path, teach: Any, tmp_path: Path, first: str) -> None:
    """It would keep a device's id in the home folder, and look for its maker's host."""
    if first.startswith("training"):
        pytest.importorskip("onnx")
    teach(shop, "m1")
    home = tmp_path / "home"
    home.mkdir()
    code = (
        f"import time, {first}; from pathlib import Path; from engine.understanding.classifier import Classifier;"
        f"Classifier.load(Path({str(shop / '.trunkline/models/m1')!r})).close(); time.sleep(0.5)"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ORT_", "XDG_"))}
    subprocess.run([sys.executable, "-c", code], env={**kept, "HOME": str(home)}, check=True)
    assert list(home.rglob("*")) == []
