"""What is one labelled utterance? Its words, what they mean, and where they came from: for erasing, capping, trust."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from training.mine.item import whose
from training.review.decisions import Decision


@dataclass(frozen=True, slots=True)
class Labelled:
    """One sentence that is learned from."""

    text: str = field(repr=False)
    label: str
    """``_out_of_scope`` for none."""
    sid: str = ""
    """The call it was said in; empty: somebody of ours wrote it in intents/."""
    index: int = 0
    caller: str = ""
    by: str = ""
    """Who said what it means."""
    at: datetime | None = None
    audit: bool = False
    """Whether it was drawn at random."""

    @property
    def logged(self) -> bool:
        """Whether a caller said it."""
        return bool(self.sid)

    @property
    def owner(self) -> str:
        """Who said it: the caller, or where he is unknown the call."""
        return whose(self.caller, self.sid)


def reviewed(decision: Decision) -> Labelled:
    """Return what a decision teaches."""
    sid = decision.sid or "unknown"
    return Labelled(
        decision.text, decision.label, sid, decision.index, decision.caller, decision.by, decision.at, decision.audit
    )
