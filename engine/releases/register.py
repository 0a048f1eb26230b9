"""Which release takes new calls, which is on trial, and how did it come to that? The register, as a value.

Pure: every change returns a new register. A trial is shared out by the call's id, so that the same call always gets the
same answer, here and in every other process.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

import msgspec

from engine.errors import ReleaseError

WORKING = "working files"
"""The name of what is not released."""
WHOLE = 10_000
"""All calls; a share of 1 % is 100."""
LONGEST_HISTORY = 200

Hash = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{16}$")]
Share = Annotated[int, msgspec.Meta(ge=1, lt=WHOLE)]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A release on trial."""

    hash: Hash
    share: Share
    """How many of 10,000 new calls it takes."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done to the register."""

    at: str
    """ISO 8601, UTC."""
    hash: Hash
    what: str
    """``released``, ``on trial with 10 %``, ``promoted``, ``withdrawn`` or ``rolled back to``."""


@dataclass(frozen=True, slots=True)
class Register:
    """What is in force."""

    format: int = 1
    current: Hash | None = None
    before: tuple[Hash, ...] = ()
    """What was current before, oldest first: the way back."""
    candidate: Candidate | None = None
    history: tuple[Event, ...] = ()

    def named(self) -> frozenset[str]:
        """Return the releases that new calls may get."""
        return frozenset({self.current or "", self.candidate.hash if self.candidate else ""} - {""})


# --------------------------------------------------------------------------------------------------- sharing it out


def on_trial(candidate: str, share: int, sid: str) -> bool:
    """Say whether the call ``sid`` is one of the ``share`` in 10,000 that ``candidate`` takes.

    A call that is among 10 % is also among 20 %, and another candidate gets other calls.
    """
    lot = hashlib.sha256(f"{candidate}:{sid}".encode()).digest()[:8]
    return int.from_bytes(lot, "big") % WHOLE < share


def percent(share: int) -> str:
    """Return ``10 %`` or ``2.5 %``."""
    return f"{share / 100:g} %"


# --------------------------------------------------------------------------------------------------- changing it


def released(register: Register, name: str, at: str) -> Register:
    """Make ``name`` current; what was on trial is withdrawn, unless nothing has changed."""
    if name == register.current:
        return register
    return _noted(_forward(register, name), at, name, "released")


def tried(register: Register, name: str, share: int, at: str) -> Register:
    """Give ``share`` of 10,000 new calls to ``name``. Raises ``ReleaseError``."""
    if register.current is None:
        raise ReleaseError("there is no current release that another could be tried beside", todo="trunkline release")
    if name == register.current:
        raise ReleaseError(f"{name} is current already: every new call takes it", todo="change something first")
    on = replace(register, candidate=Candidate(name, share))
    return _noted(on, at, name, f"on trial with {percent(share)}")


def promoted(register: Register, at: str) -> Register:
    """Make the candidate current. Raises ``ReleaseError``."""
    if register.candidate is None:
        raise ReleaseError("there is no candidate to promote", todo="trunkline release --candidate --share 10%")
    name = register.candidate.hash
    return _noted(_forward(register, name), at, name, "promoted")


def rolled_back(register: Register, at: str, to: str = "") -> Register:
    """Undo the last step: withdraw what is on trial, else make current what was so before; or go to ``to``.

    Raises ``ReleaseError``.
    """
    candidate = register.candidate
    if candidate is not None and to in {"", register.current}:
        return _noted(replace(register, candidate=None), at, candidate.hash, "withdrawn")
    if not to and not register.before:
        raise ReleaseError("there is no release before this one", todo="trunkline release --list shows what there is")
    target = to or register.before[-1]
    if target == register.current:
        raise ReleaseError(f"{target} is current already", todo="trunkline release --list shows what there is")
    if target in register.before:
        kept = register.before[: len(register.before) - 1 - register.before[::-1].index(target)]
        back = replace(register, current=target, before=kept, candidate=None)
    else:
        back = _forward(register, target)
    return _noted(back, at, target, "rolled back to")


def _forward(register: Register, name: str) -> Register:
    left = () if register.current is None else (register.current,)
    before = (*register.before, *left)[-LONGEST_HISTORY:]
    return replace(register, current=name, before=before, candidate=None)


def _noted(register: Register, at: str, name: str, what: str) -> Register:
    return replace(register, history=(*register.history, Event(at, name, what))[-LONGEST_HISTORY:])


# --------------------------------------------------------------------------------------------------- writing it down


def dump(register: Register) -> bytes:
    """Return the register as JSON."""
    return msgspec.json.format(msgspec.json.encode(register), indent=1) + b"\n"


def load(text: bytes) -> Register:
    """Read what ``dump`` wrote. Raises ``ReleaseError``."""
    try:
        register = msgspec.json.decode(text, type=Register)
    except (msgspec.MsgspecError, UnicodeDecodeError) as problem:
        raise ReleaseError(f"the register of releases is damaged: {problem}", todo=_MEND) from None
    if register.format != Register().format:
        raise ReleaseError(f"the register of releases has format {register.format}", todo=_MEND)
    return register


def plain(register: Register) -> Mapping[str, Any]:
    """Return what is in force as plain values, for people's programs."""
    candidate = register.candidate
    return {
        "current": register.current,
        "candidate": candidate.hash if candidate else None,
        "share": candidate.share / WHOLE if candidate else 0.0,
        "before": list(register.before),
        "history": [{"at": event.at, "hash": event.hash, "what": event.what} for event in register.history],
    }


_MEND = "put .trunkline/releases/current back from a backup, or remove it and run: trunkline release"
