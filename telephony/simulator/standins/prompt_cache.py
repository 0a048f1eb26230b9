"""How much of a prompt has a provider seen before? Prefixes that were asked lately, by the tokens they have; pure.

A prefix counts only if it is the same to the last character and long enough. A token is taken for four characters.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

CHARACTERS = 4
"""Of a token."""
_MOST = 256


def tokens(text: str) -> int:
    """Estimate the tokens of ``text``."""
    return len(text) // CHARACTERS


def prefixes(body: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Return a request of Claude's in the order it is read in (tools, system, messages), and its marked beginnings."""
    system = body.get("system") or []
    turns = [block for message in body["messages"] for block in _blocks(message["content"])]
    said, marked = "", []
    for block in (*body.get("tools", ()), *_blocks(system), *turns):
        said += json.dumps({name: value for name, value in block.items() if name != "cache_control"})
        if "cache_control" in block:
            marked.append(said)
    return said, marked


def _blocks(content: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a string or blocks
    return [{"type": "text", "text": content}] if isinstance(content, str) else list(content)


class MarkedPrefixes:
    """Remembers the prefixes that requests mark (Claude's way)."""

    def __init__(self) -> None:
        """Nothing seen yet."""
        self._seen: OrderedDict[str, None] = OrderedDict()

    def read(self, prefix: str, least: int) -> int:
        """Return how many tokens of ``prefix`` come from the cache, and remember it; ``least``: of a model."""
        if tokens(prefix) < least:
            return 0
        known = prefix in self._seen
        self._seen[prefix] = None
        self._seen.move_to_end(prefix)
        if len(self._seen) > _MOST:
            self._seen.popitem(last=False)
        return tokens(prefix) if known else 0


class AnyPrefixes:
    """Remembers whole prompts and finds the longest common beginning, unasked (the OpenAI way)."""

    def __init__(self, least: int = 1024, step: int = 128) -> None:
        """``least`` tokens in common count, in steps of ``step``."""
        self._least, self._step = least, step
        self._seen: OrderedDict[str, None] = OrderedDict()

    def read(self, prompt: str) -> int:
        """Return how many tokens of ``prompt`` come from the cache, and remember it."""
        common = max((_common(prompt, other) for other in self._seen), default=0) // CHARACTERS
        self._seen[prompt] = None
        self._seen.move_to_end(prompt)
        if len(self._seen) > _MOST:
            self._seen.popitem(last=False)
        return common // self._step * self._step if common >= self._least else 0


def _common(one: str, other: str) -> int:
    """Return how many characters both begin with. Halving is much faster than counting."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one.startswith(other[:middle]) else (low, middle - 1)
    return low
