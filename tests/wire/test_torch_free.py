"""Does serving need PyTorch, or anything else that only training uses? A process that refuses to import any of it.

Nor does it unpickle: whatever looks up a class for a pickle, or asks for one to be loaded, is noted. Babel alone, which
ships its tables of languages as pickles, may open its own.
"""

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
    import asyncio, importlib.util, json, pickle, sys

    REFUSED = {"torch", "setfit", "sentence_transformers", "transformers", "sklearn", "onnx", "datasets", "joblib"}
    unpickled, own = [], []
    babel = importlib.util.find_spec("babel").submodule_search_locations[0]
    open_pickle = pickle.load

    def note(event, arguments):
        if event == "pickle.find_class" and not own:
            unpickled.append(arguments)

    def load(file, **options):
        if not getattr(file, "name", "").startswith(babel):
            refuse()
        own.append(file)
        try:
            return open_pickle(file, **options)
        finally:
            own.pop()

    def refuse(*_, **__):
        unpickled.append("loaded")
        raise AssertionError("something was unpickled")

    sys.addaudithook(note)
    pickle.load, pickle.loads = load, refuse

    class Refuse:
        def find_spec(self, name, path=None, target=None):
            if name.partition(".")[0] in REFUSED:
                raise ModuleNotFoundError(f"serving imported {name}", name=name)

    sys.meta_path.insert(0, Refuse())

    from pathlib import Path
    import console.serve
    import telephony.serving
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
        loaded = sorted(REFUSED & set(sys.modules))
        return {"rule": turn.rule, "by": turn.by, "best": best, "loaded": loaded, "unpickled": unpickled}

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
    understood = {"rule": "start(order_status)", "by": "classifier", "best": "order_status"}
    assert found == {**understood, "loaded": [], "unpickled": []}


def test_unpickling_would_be_noted() -> None:
    program = SERVES.partition("class Refuse")[0] + textwrap.dedent(
        """
        import io, pathlib
        pickle.Unpickler(io.BytesIO(pickle.dumps(pathlib.PurePosixPath("x")))).load()
        print(len(unpickled) > 0)
        """
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "True\n", done.stderr


@pytest.mark.parametrize("module", ["torch", "setfit", "joblib"])
def test_the_refusal_works(module: str) -> None:
    program = SERVES.partition("from pathlib")[0] + f"import {module}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert f"serving imported {module}" in done.stderr
