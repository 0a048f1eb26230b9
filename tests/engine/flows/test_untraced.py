from __future__ import annotations

import os
import subprocess
import sys

import pytest

ASKED_FOR = {"LANGSMITH_TRACING": "true", "LANGCHAIN_TRACING_V2": "true", "LANGSMITH_API_KEY": "a key"}


def run(program: str) -> str:
    environment = os.environ | ASKED_FOR
    ran = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    return ran.stdout.strip()


def test_no_client_is_loaded_whatever_the_environment_asks_for() -> None:
    loaded = run("import sys, engine.flows.graph; print(*sorted(name for name in sys.modules if 'langsmith' in name))")
    assert loaded.split() == [
        "langsmith", "langsmith.address", "langsmith.run_helpers", "langsmith.run_trees", "langsmith.utils",
    ]  # fmt: skip


@pytest.mark.parametrize("asks", ["from langsmith import traceable", "import langsmith.client"])
def test_whoever_wants_more_of_it_is_told(asks: str) -> None:
    told = run(f"import engine.flows.graph\ntry:\n    {asks}\nexcept ImportError as error:\n    print(error)")
    assert "langsmith" in told


def test_one_that_is_loaded_already_stays_and_is_told_to_be_still() -> None:
    told = run(
        "from langsmith import Client, utils\n"
        "import engine.flows.graph\n"
        "print(Client.__module__, utils.tracing_is_enabled())"
    )
    assert told == "langsmith.client False"
