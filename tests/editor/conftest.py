"""A real YAML language server, the npm package that editors run.

It is installed once, by ``package-lock.json``, into ``.trunkline/editor``. Without Node.js these tests are skipped, but
not where ``CI`` is set: there they fail.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from .language_server import LanguageServer

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CACHE = ROOT / ".trunkline" / "editor"
SERVER = Path("node_modules", "yaml-language-server", "bin", "yaml-language-server")


def _missing(what: str) -> None:
    why = f"{what} is not here, and editors' YAML language server needs it"
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture(scope="session")
def installed() -> Path:
    """The language server's program, installed at most once."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            _missing(program)
    lock = (HERE / "package-lock.json").read_bytes()
    target = CACHE / hashlib.sha256(lock).hexdigest()[:16]
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not (target / "installed").exists():
            _install(target)
    return target / SERVER


def _install(target: Path) -> None:
    target.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, target)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    done = subprocess.run(command, cwd=target, capture_output=True, text=True, timeout=170, check=False)
    if done.returncode:
        _missing(f"the npm package yaml-language-server ({done.stderr.strip().splitlines()[-1:]})")
    (target / "installed").touch()


@pytest.fixture(scope="module")
def server(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    command = ["node", str(installed), "--stdio"]
    errors = tmp_path_factory.mktemp("editor") / "stderr"
    with (
        errors.open("wb") as log,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        speaking = LanguageServer(process.stdin, process.stdout)
        capabilities = {
            "workspace": {"configuration": True},
            "textDocument": {
                "hover": {"contentFormat": ["markdown"]},
                "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
            },
        }
        speaking.ask("initialize", processId=os.getpid(), rootUri=None, capabilities=capabilities)
        speaking.tell("initialized")
        yield speaking
        speaking.ask("shutdown")
        speaking.tell("exit")
        process.wait(20)
