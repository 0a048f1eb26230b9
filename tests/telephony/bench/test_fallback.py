"""The benchmark of deferred turns, small: both providers' stand-ins in another process."""

from __future__ import annotations

from pathlib import Path

import pytest

from telephony.bench import fallback

DEMO = Path(__file__).parents[3]


@pytest.mark.timeout(120)
async def test_what_is_measured_adds_up() -> None:
    told = await fallback.report(DEMO, 30)
    calm, late = told["rows"]
    assert calm["answered"] == told["turns"] == 30
    assert calm["requests"] == 30 + calm["cascade_steps"]
    assert calm["hedges"] == 0
    assert 0.3 < calm["cached_share"] < 1, "the beginning is the same at the same place, and long enough"
    assert late["hedges"] >= 1
    assert told["bare"]["answered"] == 30
    assert told["ratio"] > 0
