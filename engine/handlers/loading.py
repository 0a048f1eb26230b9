"""How is a project's own file of handlers loaded? From its text, as a module of its own, each time it is asked for.

Every load is another module under another name, so that two releases keep theirs apart. Python's bytecode cache is
neither read nor written: it knows a file by its time and size, which an edit within the same second may leave as they
were, and which vouch for nothing.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path
from types import ModuleType

from engine.errors import HandlerError

_numbers = itertools.count(1)


def load_module(path: Path) -> ModuleType:
    """Run the file at ``path`` as a module. Raises ``HandlerError``."""
    if not path.is_file():
        raise HandlerError(f"{path.name} is not a Python file here", todo="mend handlers: in flows/project.yaml")
    module = ModuleType(f"trunkline_handlers_{next(_numbers)}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module  # where typing looks up the names in the module's annotations
    try:
        code = compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
        exec(code, module.__dict__)  # noqa: S102 - what an import does, without the cache
    except (Exception, SystemExit) as problem:
        forget(module.__name__)
        raise HandlerError(
            f"{path.name} does not load: {type(problem).__name__}: {problem}",
            todo=f"run python {path.name} to see where",
        ) from problem
    return module


def forget(name: str) -> None:
    """Let a module go that nobody's handlers come from any more."""
    sys.modules.pop(name, None)
