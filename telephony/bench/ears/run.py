"""Is a word lost or doubled when a line breaks, and how much later is the turn over? Every call, also without.

The ears, the dial, the line and the dialect are those that serve calls; the clock is virtual, so that a run is the same
for a seed and nobody's machine counts. What is added is the difference between the ends of a turn in the two runs.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any

from engine.errors import ProviderError
from engine.rehearsal.virtual_time import run_virtual
from telephony.bench.ears.provider import Provider, Socket
from telephony.bench.ears.scene import Scene, scene
from telephony.ears import EarReports, Ears
from telephony.lines import Lines
from telephony.simulator.standins.watermark import FRAME_MS, token
from telephony.speech import EndOfTurn, Hearing
from telephony.standby import Standby

WARM_S = 2.0
"""Before the call, for a line to wait."""
MOST_MS = {False: 350.0, True: 50.0}
"""What a kill may add to the end of a turn (p95), cold and with a line that waits."""
NOTICED_MS = 1500.0
"""From the onset of speech until a mute line is given up, at most."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be measured."""

    kills: int = 1000
    seed: int = 0
    provider: str = "deepgram-flux"
    handshake_ms: float = 200.0
    standby: bool = False
    mute: bool = False
    """The line stays open and says nothing any more, instead of breaking."""


@dataclass(slots=True)
class Heard:
    """What one call's ears reported."""

    ends: list[tuple[float, str]] = field(default_factory=list)
    """When (ms of the call) which turn was over."""
    noticed: list[float] = field(default_factory=list)
    """When a line was given up."""
    deaf: bool = False

    def ended(self, word: int) -> float | None:
        """Return when the turn with this word was over."""
        return next((at for at, text in self.ends if token(word) in text.split()), None)


@dataclass(frozen=True, slots=True)
class Trial:
    """One call, with a kill."""

    number: int
    lost: int
    doubled: int
    moved: int
    """Turns that were cut in two, or put together."""
    added_ms: float
    """To the end of the turn that was hit hardest."""
    noticed_ms: float | None
    """From the first speech that no message followed; None when there was none, or it was not noticed."""
    unnoticed: bool


Progress = Callable[[int, int], None]


def report(wanted: Wanted, progress: Progress = lambda done, of: None) -> dict[str, Any]:  # noqa: ARG005 - nobody looks
    """Measure; return the figures."""
    found = []
    for number in range(wanted.kills):
        found.append(trial(wanted, number))
        progress(number + 1, wanted.kills)
    return figures(wanted, found)


def trial(wanted: Wanted, number: int) -> Trial:
    """Play one call twice."""
    drawn = scene(wanted.seed, number)
    plain = run_virtual(_play(drawn, wanted, None))
    broken = run_virtual(_play(drawn, wanted, drawn.kill))
    said = Counter(token(word) for turn in drawn.turns for word in turn)
    heard = Counter(word for _, text in broken.ends for word in text.split())
    ends = [(plain.ended(turn[-1]), broken.ended(turn[-1])) for turn in drawn.turns]
    onset = drawn.onset(drawn.kill)
    noticed = next(iter(broken.noticed), None)
    return Trial(
        number,
        lost=(said - heard).total(),
        doubled=(heard - said).total(),
        moved=abs(sum(bool(text) for _, text in broken.ends) - sum(bool(text) for _, text in plain.ends)),
        added_ms=max((late - due for due, late in ends if due is not None and late is not None), default=0.0),
        noticed_ms=None if onset is None or noticed is None else noticed - onset * FRAME_MS,
        unnoticed=onset is not None and noticed is None,
    )


async def _play(drawn: Scene, wanted: Wanted, kill: int | None) -> Heard:
    loop, heard = asyncio.get_running_loop(), Heard()
    provider = Provider(wanted.provider, wanted.handshake_ms / 1000)
    standby = Standby(provider, limit=10, draw=lambda: 0.5)
    began = loop.time() + WARM_S

    def tell(hearing: Hearing) -> None:
        if isinstance(hearing, EndOfTurn):
            heard.ends.append((1000 * (loop.time() - began), hearing.text))

    def failed(_error: ProviderError) -> None:
        heard.noticed.append(1000 * (loop.time() - began))

    def deaf() -> None:
        heard.deaf = True

    ears = Ears((provider,), EarReports(tell, lambda _: None, failed, deaf), Lines(standby if wanted.standby else None))
    async with standby.running():
        await asyncio.sleep(began - loop.time())
        known = len(provider.sockets)
        running = asyncio.create_task(ears.run())
        for n, frame in enumerate(drawn.frames):
            await asyncio.sleep(began + n * FRAME_MS / 1000 - loop.time())
            if n == kill:
                _hit(provider, known, mute=wanted.mute)
            ears.send(frame)
        await asyncio.sleep(1.0)
        running.cancel()
        await asyncio.wait([running])
    return heard


def _hit(provider: Provider, known: int, *, mute: bool) -> None:
    """Break the call's own line, the first that was opened for it; one that is being dialled, when it is open."""

    def hit(socket: Socket) -> None:
        if mute:
            socket.mute = True
        else:
            socket.kill()

    own = provider.sockets[known:]
    if own:
        hit(own[0])
    else:
        provider.doom = hit


def figures(wanted: Wanted, found: Sequence[Trial]) -> dict[str, Any]:
    """Return what was found; pure."""
    added = [each.added_ms for each in found]
    told: dict[str, Any] = {
        "kills": len(found),
        "seed": wanted.seed,
        "provider": wanted.provider,
        "handshake_ms": wanted.handshake_ms,
        "standby": wanted.standby,
        "mute": wanted.mute,
        "words_lost": sum(each.lost for each in found),
        "words_doubled": sum(each.doubled for each in found),
        "turns_moved": sum(each.moved for each in found),
        "added_ms": spread(added),
        "calls_delayed": sum(each > 1.0 for each in added),
        "strayed": [each.number for each in found if each.lost or each.doubled or each.unnoticed][:20],
    }
    late = [each for each in added if each > 1.0]
    told["added_where_delayed_ms"] = spread(late)
    met = not (told["words_lost"] or told["words_doubled"])
    if wanted.mute:
        noticed = [each.noticed_ms for each in found if each.noticed_ms is not None]
        told["noticed_ms"] = spread(noticed)
        told["unnoticed"] = sum(each.unnoticed for each in found)
        met = met and not told["unnoticed"] and max(noticed, default=0.0) <= NOTICED_MS
    else:
        met = met and told["added_ms"]["p95"] <= MOST_MS[wanted.standby]
    return {**told, "met": met}


def spread(values: Sequence[float]) -> dict[str, float]:
    """Return median, p95 and maximum; zeros of nothing."""
    if not values:
        return {"p50": 0.0, "p95": 0.0, "max": 0.0}
    p95 = quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]
    return {"p50": round(median(values), 1), "p95": round(p95, 1), "max": round(max(values), 1)}
