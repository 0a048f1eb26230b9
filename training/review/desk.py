"""Where does a review stand? What is asked next, what a key does to it, and what can be taken back. Pure.

The shell prints what is asked and writes down what is decided; nothing here knows a screen or a clock.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from training.mine.item import Item

KEYS: dict[str, str] = {
    "a": "accept",
    "r": "relabel",
    "n": "new intent",
    "o": "out of scope",
    "d": "discard",
    "u": "undo",
    "q": "quit",
}
_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")


@dataclass(frozen=True, slots=True)
class Desk:
    """The items of a queue that are not decided yet, and those that were in this sitting."""

    waiting: tuple[Item, ...]
    done: tuple[Item, ...] = ()

    @property
    def asked(self) -> Item | None:
        """The item that is asked about; None: there is none left."""
        return self.waiting[0] if self.waiting else None

    def after(self) -> Desk:
        """Return the desk when the item asked about is decided."""
        return Desk(self.waiting[1:], (*self.done, self.waiting[0]))

    def back(self) -> Desk:
        """Return the desk with the last decided item asked about again; itself when there is none."""
        return Desk((self.done[-1], *self.waiting), self.done[:-1]) if self.done else self


def chosen(typed: str, labels: Sequence[str]) -> tuple[str, str]:
    """Return the label that a number or the beginning of a name means, and else why it means none."""
    typed = typed.strip()
    if typed.isdecimal():
        at = int(typed) - 1
        return (labels[at], "") if 0 <= at < len(labels) else ("", f"there are {len(labels)} intents")
    if typed in labels:
        return typed, ""
    fitting = [label for label in labels if typed and label.startswith(typed)]
    if len(fitting) == 1:
        return fitting[0], ""
    return "", f"'{typed}' may be {', '.join(fitting)}" if fitting else f"no intent begins with '{typed}'"


def named(typed: str, item: Item, labels: Sequence[str]) -> tuple[str, str]:
    """Return the name of a new intent, the proposed one if nothing was typed, and else why it is none."""
    name = typed.strip() or item.name
    if name in labels:
        return "", f"'{name}' is an intent already: relabel it"
    if not _NAME.fullmatch(name):
        return "", "a name is small letters, digits and _, like parking_permit"
    return name, ""
