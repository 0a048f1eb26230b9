"""When do key presses make an answer? A pure collector: keys in, whole answers out, by the open question's ``KeyRule``.

An answer is complete at ``longest`` digits, at ``#`` (left out of it) or when ``gap_ms`` passed since the last key;
``*`` starts over. Keys that nobody waits for yet are kept, so that a caller may type ahead of a prompt. But when an
answer leads back to its own question, the burst that goes on behind it (an order number keyed into a one-key choice)
was part of the same mistake: it is thrown away up to the first pause, and counts once.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.types import KeyRule

BURST_MS = 1000
"""Keys closer together than this were keyed in one go."""
MOST_AHEAD = 64
"""Keys kept while no question takes keys; later ones are lost."""


@dataclass(slots=True)
class Keypad:
    """What has been keyed and not been used."""

    rule: KeyRule | None = None
    """The open question's; None while there is none, or it takes no keys."""
    keys: str = field(default="", repr=False)

    burst: bool = False
    """Keys still follow the last answer without a pause."""
    refused: bool = False
    """That answer led back to its own question: keys are thrown away until there is a pause."""
    _spill: int = 0
    """How many of the keys kept ahead came before the pause."""

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

    def wait(self, *, keyed: bool) -> None:
        """Close the question, which was answered: with keys or otherwise."""
        self.rule, self.burst, self.refused, self._spill = None, keyed, False, 0

    def pause(self) -> bool:
        """Note that no key came for a while; say whether this ended a burst and nothing else."""
        if not self.burst:
            return False
        self.burst, self.refused, self._spill = False, False, len(self.keys)
        return True

    def settle(self, *, again: bool) -> None:
        """Note what came of the last answer: another question, or ``again`` the same one."""
        if again:
            self.keys = "" if self.burst else self.keys[self._spill :]
        self.refused = self.burst = again and self.burst

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
