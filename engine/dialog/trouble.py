"""What went wrong in a turn, and where? The class of an error and its place: never its message, which may hold a value.

Pure.
"""

from __future__ import annotations

import traceback
from pathlib import PurePath

from engine.handlers.registry import Handler
from engine.handlers.results import NonsenseError
from engine.types import Trouble


def raised(handler: Handler, problem: Exception) -> Trouble:
    """Tell of a handler that raised, or gave what it does not declare."""
    if isinstance(problem, NonsenseError):  # its sentence holds names alone
        return Trouble("nonsense", str(problem), _at(handler.file, handler.line))
    lines = [frame.lineno for frame in traceback.extract_tb(problem.__traceback__) if frame.filename == handler.file]
    line = next((line for line in reversed(lines) if line), handler.line)
    return Trouble("raised", f"{handler.name} raised {type(problem).__name__}", _at(handler.file, line))


def late(handler: Handler, deadline_s: float) -> Trouble:
    """Tell of a handler that was not waited for any longer."""
    return Trouble("late", f"{handler.name} took longer than {deadline_s:.3g} s", _at(handler.file, handler.line))


def unwired(handler: Handler, needs: str) -> Trouble:
    """Tell of a handler that could not be called."""
    return Trouble("unwired", f"{handler.name} could not be called: {needs}", _at(handler.file, handler.line))


def broke(problem: Exception) -> Trouble:
    """Tell of a turn that failed in our own code."""
    last = (traceback.extract_tb(problem.__traceback__) or [None])[-1]
    at = "" if last is None else _at(last.filename, last.lineno or 0)
    return Trouble("broke", f"the turn broke off: {type(problem).__name__}", at)


def _at(file: str, line: int) -> str:
    return f"{PurePath(file).name}:{line}"
