"""What will the simulated caller do? A list of steps, in code or in YAML.

from: "+441632960010"
pay: [caller-interrupted-with-star, success]   # what he does when asked for a card outside the call: first, then, ...
dial: [busy, answered]        # what comes of ringing at people, likewise
steps:
  - wait                      # until we have spoken and then been quiet for 600 ms
  - say: hello, where is my order
  - interrupt: 900            # until we have spoken for 900 ms
  - say: no, stop
  - wait: {quiet: 1200, at_most: 8000}
  - keys: "4568#"
  - silence: 2500
  - hang up
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_args

import yaml

from engine.errors import SettingsError
from telephony.simulator.dial import Outcome
from telephony.simulator.pay import Card, Result

PRESSABLE = frozenset("0123456789*#")
SHORT_CALL = Path(__file__).with_name("short_call.yaml")
"""A call of half a minute to the demo contact centre."""


@dataclass(frozen=True, slots=True)
class Say:
    """Speak a sentence."""

    text: str = field(repr=False)
    audio: bytes | None = field(default=None, repr=False)
    """Mu-law to play instead of synthesised speech."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Press keys, one after another."""

    digits: str = field(repr=False)
    gap_ms: int = 240


@dataclass(frozen=True, slots=True)
class Wait:
    """Listen until they have spoken and then been quiet."""

    quiet_ms: int = 600
    at_most_ms: int = 15_000
    """Go on all the same after this long."""


@dataclass(frozen=True, slots=True)
class Interrupt:
    """Listen until they have been speaking for so long, then go on while they speak."""

    after_ms: int
    at_most_ms: int = 15_000


@dataclass(frozen=True, slots=True)
class Silence:
    """Say nothing for so long, whatever they do."""

    ms: int


@dataclass(frozen=True, slots=True)
class Lull:
    """Listen until they have been quiet for so long, whether or not they spoke first. In code only."""

    quiet_ms: int
    at_most_ms: int = 15_000


@dataclass(frozen=True, slots=True)
class HangUp:
    """Put the phone down."""


Step = Say | Keys | Wait | Interrupt | Silence | Lull | HangUp


@dataclass(frozen=True, slots=True)
class Script:
    """One caller's whole call. After the last step the caller stays on the line, silent."""

    steps: tuple[Step, ...]
    caller: str = "+441632960010"
    """E.164."""
    called: str = "+441632960000"
    voice: str = ""
    """Empty: the caller's default."""
    cards: tuple[Card, ...] = ()
    """What the caller does each time he is asked for a card; the last again and again, and none is a good card."""
    dials: tuple[Outcome, ...] = ()
    """What comes of it each time he is put through; likewise, and none is somebody who answers."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """What will be said, in order."""
        return tuple(step.text for step in self.steps if isinstance(step, Say))


def load(file: Path, *, voice: str = "") -> Script:
    """Read a script; ``voice`` wins over its own. Raises ``SettingsError`` naming the file and the step."""
    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, RecursionError, yaml.YAMLError) as error:
        raise SettingsError(f"{file}: cannot be read as YAML: {error}") from None
    script = parse(found, file.name)
    return replace(script, voice=voice) if voice else script


def parse(found: Any, where: str) -> Script:  # noqa: ANN401 - what YAML gives
    """Return the script that a YAML document describes."""
    if not isinstance(found, dict) or not isinstance(found.get("steps"), list):
        raise SettingsError(f"{where}: a script is a map with 'steps'")
    unknown = sorted(set(map(str, found)) - {"from", "to", "voice", "pay", "dial", "steps"})
    if unknown:
        raise SettingsError(f"{where}: unknown key {unknown[0]!r}")
    steps = tuple(_step(each, f"{where}: step {number}") for number, each in enumerate(found["steps"], start=1))
    blank = Script(steps)
    return Script(
        steps,
        caller=str(found.get("from", blank.caller)),
        called=str(found.get("to", blank.called)),
        voice=str(found.get("voice", "")),
        cards=tuple(Card(_one_of(Result, "pay", each, where)) for each in _listed(found.get("pay", []))),
        dials=tuple(_one_of(Outcome, "dial", each, where) for each in _listed(found.get("dial", []))),
    )


def _listed(found: Any) -> list[Any]:  # noqa: ANN401 - what YAML gives
    return found if isinstance(found, list) else [found]


def _one_of(words: Any, key: str, found: Any, where: str) -> Any:  # noqa: ANN401 - a Literal, and what YAML gives
    if found not in get_args(words):
        raise SettingsError(f"{where}: {key} is none of: {', '.join(get_args(words))}")
    return found


def _step(found: Any, where: str) -> Step:  # noqa: ANN401, PLR0911 - what YAML gives; one return a form
    match found:
        case "wait":
            return Wait()
        case "hang up":
            return HangUp()
        case {"say": str(text)} if text.strip():
            return Say(text)
        case {"keys": str(digits)} if digits and PRESSABLE.issuperset(digits):
            return Keys(digits)
        case {"silence": int(ms)} if ms >= 0:
            return Silence(ms)
        case {"interrupt": int(ms)} if ms >= 0:
            return Interrupt(ms)
        case {"wait": {"quiet": int(quiet), "at_most": int(at_most)}}:
            return Wait(quiet, at_most)
        case {"wait": {"quiet": int(quiet)}}:
            return Wait(quiet)
    raise SettingsError(
        f'{where} is none of: wait, say: text, keys: "123", silence: ms, interrupt: ms, hang up',
        todo="quote keys, so that YAML keeps their zeros",
    )
