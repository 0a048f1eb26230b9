"""When do key presses make an answer? A pure collector: keys in, whole answers out, by the open question's ``KeyRule``.

An answer is complete at ``longest`` digits, at ``#`` (left out of it) or when ``gap_ms`` passed since the last key;
``*`` starts over. Keys that nobody waits for yet are kept, so that a caller may type ahead of a prompt.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.types import KeyRule

MOST_AHEAD = 64
"""Keys kept while no question takes keys; later ones are lost."""


@dataclass(slots=True)
class Keypad:
    """What has been keyed and not been used."""

    rule: KeyRule | None = None
    """The open question's; None while there is none, or it takes no keys."""
    keys: str = field(default="", repr=False)

    @property
    def pending(self) -> bool:
        """Whether an answer to the open question has begun."""
        return self.rule is not None and bool(self.keys)

    def keep(self, key: str) -> None:
        """Take one key for later."""
        self.keys = (self.keys + key)[:MOST_AHEAD]

    def press(self, key: str, rule: KeyRule) -> str | None:
        """Take one key; return the answer it completes, if it does. Too few keys are an answer too."""
        if key == "*":
            self.keys = ""
            return None
        if key == "#":
            return self.close()
        self.keys += key
        return self.close() if len(self.keys) >= rule.longest else None

    def close(self) -> str | None:
        """End the answer now: at ``#``, or because the gap passed. None when nothing was keyed."""
        answer, self.keys = self.keys, ""
        return answer or None

    def ask(self, rule: KeyRule | None) -> str | None:
        """Open a question; return the answer that the keys typed ahead already complete."""
        ahead, self.keys, self.rule = self.keys, "", rule
        if rule is None:
            return None
        for at, key in enumerate(ahead):
            answer = self.press(key, rule)
            if answer is not None:
                self.keys = ahead[at + 1 :]
                return answer
        return None
