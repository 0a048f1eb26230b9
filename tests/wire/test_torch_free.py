"""Does serving need PyTorch, or anything else that only training uses? A process that refuses to import any of it."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

SERVES = textwrap.dedent(
    """
    import asyncio, json, sys

    REFUSED = {"torch", "setfit", "sentence_transformers", "transformers", "sklearn", "onnx", "datasets"}

    class Refuse:
        def find_spec(self, name, path=None, target=None):
            if name.partition(".")[0] in REFUSED:
                raise ModuleNotFoundError(f"serving imported {name}", name=name)

    sys.meta_path.insert(0, Refuse())

    from pathlib import Path
    import console.serve
    from engine.settings import read_settings
    from engine.types import CallStarted, Said
    from telephony.editions import load_classifier
    from telephony.opening import open_house

    async def serve():
        settings = read_settings(
            project=Path("."), transcriber="deepgram-nova", synthesizer="elevenlabs", language_model="anthropic",
            deepgram_api_key="k", elevenlabs_api_key="k", anthropic_api_key="k",
        )
        async with open_house(settings) as house:
            dialog = house.dialog("CA1")
            await dialog.turn(CallStarted(), lambda line: None)
            turn = await dialog.turn(Said("where is my order", 1.0), lambda line: None)
            await dialog.close()
            classifier = load_classifier(settings)
            best = classifier.classify("where is my order")[0].label
            classifier.close()
        return {"rule": turn.rule, "by": turn.by, "best": best, "loaded": sorted(REFUSED & set(sys.modules))}

    print(json.dumps(asyncio.run(serve())))
    """
)


def test_the_house_opens_and_understands_without_what_only_training_needs(
    wire: Any, demo_model: Path, tmp_path: Path
) -> None:
    project = wire.branch(tmp_path / "project", demo_model)
    done = subprocess.run(
        [sys.executable, "-c", SERVES], cwd=project, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found == {"rule": "start(order_status)", "by": "classifier", "best": "order_status", "loaded": []}


@pytest.mark.parametrize("module", ["torch", "setfit"])
def test_the_refusal_works(module: str) -> None:
    program = SERVES.partition("from pathlib")[0] + f"import {module}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert f"serving imported {module}" in done.stderr
