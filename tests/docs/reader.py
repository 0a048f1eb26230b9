"""Somebody who follows a page of docs/ to the letter: each file written, each command run, all output compared."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .pages import Block

ROOT = Path(__file__).parents[2]
KEYS = (
    "DEEPGRAM_API_KEY",
    "ELEVENLABS_API_KEY",
    "CARTESIA_API_KEY",
    "ANTHROPIC_API_KEY",
    "TWILIO_AUTH_TOKEN",
    "TRUNKLINE_PROJECT",
)
_WRITE = re.compile(r"write `([^`]+)`:$", re.IGNORECASE)
_ADD = re.compile(r"add to the end of `([^`]+)`:$", re.IGNORECASE)
_CHANGE = re.compile(r"in `([^`]+)`, change:$", re.IGNORECASE)
_REPLACE = re.compile(r"in `([^`]+)`, put this in place of `(\w+)`:$", re.IGNORECASE)


@dataclass(slots=True)
class Reader:
    """Somebody who does what the page says."""

    at: Path

    def follow(self, block: Block) -> None:
        """Do what one block says."""
        if block.info == "console":
            for command, shown in exchanges(block.text):
                self.run(command, shown)
        else:
            self.edit(block)

    def edit(self, block: Block) -> None:
        """Write, extend or change a file, as the sentence before the block says."""
        if wanted := _WRITE.search(block.before):
            path = self.at / wanted[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")
        elif wanted := _ADD.search(block.before):
            with (self.at / wanted[1]).open("a", encoding="utf-8") as file:
                file.write(block.text)
        elif wanted := _CHANGE.search(block.before):
            path = self.at / wanted[1]
            path.write_text(changed(path.read_text("utf-8"), block.text), "utf-8")
        elif wanted := _REPLACE.search(block.before):
            path = self.at / wanted[1]
            path.write_text(replaced(path.read_text("utf-8"), wanted[2], block.text), "utf-8")
        else:
            raise AssertionError(f"what shall the reader do with the block at line {block.line}? {block.before!r}")

    def run(self, command: str, shown: str) -> None:
        """Run a command, typing what the page types, and compare what comes with what is shown."""
        if command.startswith("cd "):
            self.at /= command.removeprefix("cd ")
            assert self.at.is_dir()
            return
        typed = "".join(line.removeprefix("> ") + "\n" for line in shown.splitlines() if line.startswith("> "))
        said = output(command, self.at, typed)
        assert matches(shown, said), f"$ {command}\n--- the page shows\n{shown}\n--- what came\n{said}"


def replaced(text: str, key: str, by: str) -> str:
    """Put ``by`` in the place of the outermost ``key`` of the YAML ``text``."""
    found = re.search(rf"^{key}:.*\n(?:(?:[ \t].*)?\n)*(?=\S|\Z)", text, flags=re.MULTILINE)
    assert found, f"there is no {key!r} to replace"
    gap = "\n" if text[found.end() :] else ""
    return f"{text[: found.start()]}{by}{gap}{text[found.end() :]}"


def changed(text: str, diff: str) -> str:
    """Put the lines of ``diff`` that begin with + in the place of those that begin with -."""
    old = "".join(f"{line[1:]}\n" for line in diff.splitlines() if line.startswith("-"))
    new = "".join(f"{line[1:]}\n" for line in diff.splitlines() if line.startswith("+"))
    assert text.count(old) == 1, f"these lines must stand there once:\n{old}"
    return text.replace(old, new)


def exchanges(text: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a console block with what is shown under it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def output(command: str, folder: Path, typed: str) -> str:
    """Run a command as the reader's shell would; return all it prints, without a prompt that nothing came to."""
    where = {name: value for name, value in os.environ.items() if name not in KEYS}
    where |= {"PATH": f"{Path(sys.executable).parent}:{where['PATH']}", "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
    done = subprocess.run(  # noqa: S602 - the page's own commands, as its reader types them
        command,
        shell=True,
        cwd=folder,
        env=where,
        input=typed,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )
    return done.stdout.removesuffix("> \n")


def matches(expected: str, said: str) -> bool:
    """Whether ``said`` is what is shown; ``...`` stands for any lines, or for any part of one."""
    pattern = "".join(
        r"(?:.*\n)*?" if line == "..." else re.escape(line).replace(r"\.\.\.", ".*?") + r"\n"
        for line in expected.splitlines()
    )
    return re.fullmatch(pattern, said if said.endswith("\n") or not said else said + "\n") is not None
