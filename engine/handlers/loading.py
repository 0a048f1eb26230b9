"""How is a project's own file of handlers loaded? From its text, as a module of its own, each time it is asked for.

Every load is another module under another name, so that two releases keep theirs apart. Python's bytecode cache is
neither read nor written: it knows a file by its time and size, which an edit within the same second may leave as they
were, and which vouch for nothing.
"""

from __future__ import annotations

import ast
import itertools
import sys
import traceback
import weakref
from dataclasses import replace
from pathlib import Path
from types import ModuleType

from engine.errors import HandlerError
from engine.handlers.registry import Handler, handlers_of
from engine.handlers.source import outcomes_named, overwritten

_numbers = itertools.count(1)


class _Hold:
    """What every handler of one module refers to, and whatever is made of them; the last to go takes the module."""


def load_handlers(path: Path) -> list[Handler]:
    """Return the handlers that the file at ``path`` declares. Raises ``HandlerError``."""
    if not path.is_file():
        raise HandlerError(f"{path.name} is not a Python file here", todo="mend handlers: in flows/project.yaml")
    source, hold = path.read_bytes(), _Hold()
    module = _module(path, source)
    weakref.finalize(hold, _forget, module.__name__).atexit = False
    tree = ast.parse(source)
    for name, line in overwritten(tree):
        message = f"the function '{name}' stands twice in {path.name}, and Python keeps the last alone"
        raise HandlerError(message, todo="call one of them otherwise", line=line)
    named = outcomes_named(tree)
    return [replace(handler, hold=hold, named=named.get(handler.line, ())) for handler in handlers_of(module)]


def _module(path: Path, source: bytes) -> ModuleType:
    module = ModuleType(f"trunkline_handlers_{next(_numbers)}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module  # where typing looks up the names in the module's annotations
    try:
        code = compile(source, str(path), "exec", dont_inherit=True)
        exec(code, module.__dict__)  # noqa: S102 - what an import does, without the cache
    except (Exception, SystemExit) as problem:
        _forget(module.__name__)
        line = _line(problem, str(path))
        said = problem.msg if isinstance(problem, SyntaxError) else problem
        message = f"{path.name} does not load: {type(problem).__name__}: {said}"
        todo = "mend it there" if line else f"run python {path.name} to see where"
        raise HandlerError(message, todo=todo, line=line) from problem
    return module


def _line(problem: BaseException, file: str) -> int:
    """Return the line of ``file`` that ``problem`` is about, or was raised from; 0 when it is another file's."""
    if isinstance(problem, SyntaxError) and problem.filename == file:
        return problem.lineno or 0
    lines = [line for frame, line in traceback.walk_tb(problem.__traceback__) if frame.f_code.co_filename == file]
    return lines[-1] if lines else 0


def _forget(name: str) -> None:
    sys.modules.pop(name, None)
