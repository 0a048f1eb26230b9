"""How is a project's own file of handlers loaded? From its text, as a module of its own, each time it is asked for.

Every load is another module under another name, so that two releases keep theirs apart. Python's bytecode cache is
neither read nor written: it knows a file by its time and size, which an edit within the same second may leave as they
were, and which vouch for nothing.
"""

from __future__ import annotations

import itertools
import sys
import weakref
from dataclasses import replace
from pathlib import Path
from types import ModuleType

from engine.errors import HandlerError
from engine.handlers.registry import Handler, handlers_of

_numbers = itertools.count(1)


class _Hold:
    """What every handler of one module refers to, and whatever is made of them; the last to go takes the module."""


def load_handlers(path: Path) -> list[Handler]:
    """Return the handlers that the file at ``path`` declares. Raises ``HandlerError``."""
    module, hold = _module(path), _Hold()
    weakref.finalize(hold, _forget, module.__name__).atexit = False
    return [replace(handler, hold=hold) for handler in handlers_of(module)]


def _module(path: Path) -> ModuleType:
    if not path.is_file():
        raise HandlerError(f"{path.name} is not a Python file here", todo="mend handlers: in flows/project.yaml")
    module = ModuleType(f"trunkline_handlers_{next(_numbers)}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module  # where typing looks up the names in the module's annotations
    try:
        code = compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
        exec(code, module.__dict__)  # noqa: S102 - what an import does, without the cache
    except (Exception, SystemExit) as problem:
        _forget(module.__name__)
        raise HandlerError(
            f"{path.name} does not load: {type(problem).__name__}: {problem}",
            todo=f"run python {path.name} to see where",
        ) from problem
    return module


def _forget(name: str) -> None:
    sys.modules.pop(name, None)
