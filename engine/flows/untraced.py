"""What stands in LangSmith's place? Names without a client behind them: nothing that a graph is given can leave.

LangGraph imports LangSmith, whose client uploads what callers say when an installation's environment asks for it, and
which takes 11 MB that no call needs. These are all the names that LangGraph and LangChain's core ask it for; any other
is an ``ImportError``. To be imported before LangGraph. Where LangSmith is loaded already, it stays.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from types import ModuleType
from typing import Any

_NO_CONTEXT = ("parent", "project_name", "tags", "metadata", "enabled", "client", "replicas", "distributed_parent_id")


class Absent:
    """A type of LangSmith's. There is nothing of it."""


class LangSmithError(Exception):
    """Never raised: nobody is asked anything."""


def tracing_is_enabled(*_: object) -> bool:
    """Tell LangChain's core that nothing is traced."""
    return False


def get_tracing_context(*_: object) -> dict[str, Any]:
    """Return what LangChain's core finds where nothing is traced."""
    return dict.fromkeys(_NO_CONTEXT)


def _set_tracing_context(*_: object) -> None:
    """Nothing is traced, so there is nothing to keep."""


def _stand_in(name: str, **names: object) -> ModuleType:
    module = module_from_spec(ModuleSpec(name, None, is_package=True))
    module.__dict__.update(names)
    sys.modules[name] = module
    return module


os.environ["LANGSMITH_TRACING"] = "false"  # for a LangSmith that is loaded already
os.environ["LANGCHAIN_TRACING_V2"] = "false"
if "langsmith" not in sys.modules:
    _stand_in(
        "langsmith",
        Client=Absent,
        RunTree=Absent,
        get_tracing_context=get_tracing_context,
        address=_stand_in("langsmith.address", AgentAddress=Absent),
        run_helpers=_stand_in(
            "langsmith.run_helpers", get_tracing_context=get_tracing_context, _set_tracing_context=_set_tracing_context
        ),
        run_trees=_stand_in("langsmith.run_trees", RunTree=Absent, _CLIENT=None),
        utils=_stand_in("langsmith.utils", tracing_is_enabled=tracing_is_enabled, LangSmithError=LangSmithError),
    )
