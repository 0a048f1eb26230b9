"""The bench of outages: one call through each provider that hangs, and how calls are judged."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest

from telephony.bench.outages.run import OUTAGES, Outage, Placed, Wanted, longest_silence_ms, report
from telephony.bench.outages.scene import SENTENCES, known
from telephony.ladder import local_is_installed
from telephony.simulator.caller import Ending, Report
from telephony.simulator.line import Tape

LOUD, QUIET = b"\x20\xa0" * 80, b"\xff" * 160


@pytest.mark.local
@pytest.mark.skipif(not local_is_installed(), reason="the local extra takes over")
async def test_callers_do_not_notice_that_a_provider_hangs() -> None:
    wanted = [Wanted(calls=1, providers=(provider,), outages=("hanging",)) for provider in OUTAGES]
    for told in await asyncio.gather(*map(report, wanted)):
        (outage,) = told["outages"]
        assert (outage["calls"], outage["ended"], outage["rung_logged"]) == (1, [], 1), outage


def tape(*pieces: tuple[bytes, bytes, int]) -> Report:
    us, caller = (bytearray(b"".join(piece[side] * piece[2] for piece in pieces)) for side in (0, 1))
    return Report("CA1", Ending("caller"), (), Tape(caller, us))


def test_silence_is_when_neither_side_is_heard() -> None:
    assert longest_silence_ms(tape((LOUD, QUIET, 10), (QUIET, QUIET, 50), (QUIET, LOUD, 90), (QUIET, QUIET, 7))) == 1000
    assert longest_silence_ms(tape((QUIET, QUIET, 101), (LOUD, QUIET, 5))) == 2020
    assert longest_silence_ms(tape((LOUD, QUIET, 5))) == 0


@pytest.mark.parametrize(
    ("call", "named", "met"),
    [
        (Placed("CA1", "caller", 2000), 1, True),
        (Placed("CA1", "caller", 2020), 1, False),
        (Placed("CA1", "dialled", 100), 1, False),
        (Placed("CA1", "caller", 100), 0, False),
    ],
)
def test_what_counts_as_met(call: Placed, named: int, met: bool) -> None:
    told: dict[str, Any] = Outage("transcriber", "hanging", [call], Counter(local=1), named).told()
    assert told["met"] is met


def test_some_sentences_are_known_and_some_are_not() -> None:
    assert 3 <= sum(map(known, SENTENCES)) <= len(SENTENCES) - 3
