"""Makes ``.venv`` ready for a verb: ``python3 scripts/bootstrap.py [EXTRA ...]``.

Needs nothing but Python 3.11 to 3.13. Runs in no time when nothing changed: a stamp in the environment holds the hash
of what it was made from. PyTorch, which only the ``train`` extra needs, comes as the CPU build: from pip's find-links
where it is there, else from PyTorch's own index.
"""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TORCH = "2.13.0"


def main(extras: list[str]) -> int:
    """Build the environment that ``extras`` ask for."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        print(f"trunkline needs Python 3.11 to 3.13; this is {platform.python_version()}", file=sys.stderr)
        return 3
    home = Path(os.environ.get("TRUNKLINE_VENV") or ROOT / ".venv")
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = home / f"trunkline-{'-'.join(sorted(extras)) or 'serve'}.stamp"
    wanted = _hash(extras)
    if stamp.exists() and stamp.read_text() == wanted:
        return 0
    _ensure_uv(home, python)
    # The certificates that this machine trusts, as pip does: behind a company's proxy uv's own would not do.
    environment = dict(os.environ, UV_FIND_LINKS=_find_links(python), UV_SYSTEM_CERTS="true", VIRTUAL_ENV=str(home))
    install = [str(python), "-m", "uv", "pip", "install", "--python", str(python)]
    if "train" in extras and not _install_torch(install, environment):
        return 3
    groups = ["--group", "dev"] if "dev" in extras else []
    named = ",".join(e for e in extras if e != "dev")
    target = f"{ROOT}[{named}]" if named else str(ROOT)
    constraints = ["-c", str(ROOT / "constraints.txt")]
    if subprocess.run(
        [*install, *constraints, "-e", target, *groups], env=environment, cwd=ROOT, check=False
    ).returncode:
        print("the packages could not be installed: see above; is a package index reachable?", file=sys.stderr)
        return 3
    stamp.write_text(wanted)
    return 0


def _hash(extras: list[str]) -> str:
    sources = [ROOT / "pyproject.toml", ROOT / "constraints.txt", Path(__file__)]
    content = b"\0".join(
        [*(p.read_bytes() for p in sources), *(e.encode() for e in sorted(extras)), sys.version.encode()]
    )
    return hashlib.sha256(content).hexdigest()


def _ensure_uv(home: Path, python: Path) -> None:
    if not python.exists():
        print(f"making {home.name} ...", flush=True)
        venv.create(home, with_pip=True)
    if subprocess.run([str(python), "-m", "uv", "--version"], capture_output=True, check=False).returncode:
        subprocess.run([str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "uv"], check=True)


def _find_links(python: Path) -> str:
    """Where pip is told to look for wheels; uv does not read pip's configuration."""
    if os.environ.get("UV_FIND_LINKS") or os.environ.get("PIP_FIND_LINKS"):
        return os.environ.get("UV_FIND_LINKS") or os.environ["PIP_FIND_LINKS"]
    asked = subprocess.run(
        [str(python), "-m", "pip", "config", "get", "global.find-links"], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() if asked.returncode == 0 else ""


def _install_torch(install: list[str], environment: dict[str, str]) -> bool:
    """Install the CPU build; never fall back to the one that brings gigabytes of CUDA."""
    if sys.platform != "linux":
        attempts = [[f"torch=={TORCH}"]]
    else:
        attempts = [[f"torch=={TORCH}+cpu"], ["--torch-backend", "cpu", f"torch=={TORCH}"]]
    print(f"installing the CPU build of PyTorch {TORCH}: some 200 MB, once ...", flush=True)
    said = ""
    for attempt in attempts:
        tried = subprocess.run([*install, *attempt], env=environment, capture_output=True, text=True, check=False)
        if tried.returncode == 0:
            return True
        said += tried.stderr
    print(said, file=sys.stderr)
    print(
        f"no CPU build of torch {TORCH} was found: put its wheel into a folder and set PIP_FIND_LINKS to it",
        file=sys.stderr,
    )
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
