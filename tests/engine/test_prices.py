"""A bill comes to money by component; what has no price is named, and what was not spent is told."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from engine.bill import Bill, charge, open_bill
from engine.errors import SettingsError
from engine.prices import LISTED, read_prices

HAIKU = "claude-haiku-5-5"


def a_bill() -> Bill:
    bill = Bill()
    bill.add("telephone", "twilio", "seconds", 120)
    bill.add("transcriber", "deepgram-flux", "seconds", 60)
    bill.add("synthesizer", "elevenlabs", "characters", 500)
    bill.add("synthesizer", "elevenlabs", "kept", 1000)
    for unit, tokens in (("answers", 2), ("input", 1_000_000), ("cached", 1_000_000), ("output", 1_000_000)):
        bill.add("language model", f"{HAIKU}-20261007", unit, tokens)  # type: ignore[arg-type]
    return bill


def test_every_component_is_priced_and_the_total_is_their_sum() -> None:
    cost = read_prices().cost(a_bill(), understood=0)
    assert cost.components == pytest.approx(
        {"telephone": 0.025, "transcriber": 0.0065, "synthesizer": 0.025, "language model": 0.61}
    )
    assert cost.total == pytest.approx(0.6665)
    assert (cost.asked, cost.unpriced, cost.currency, cost.as_of) == (2, (), "USD", "2026-11-01")


def test_what_was_avoided_is_counted_and_its_price_told() -> None:
    cost = read_prices().cost(a_bill(), understood=10, model=HAIKU)
    understandings = 10 * (1200 * 0.10 + 30 * 0.50) / 1e6
    assert cost.avoided == 10
    assert cost.saved == pytest.approx(understandings + 0.05)
    assert read_prices().cost(a_bill(), understood=10).saved == pytest.approx(0.05), "nobody would have been asked"


def test_our_own_work_costs_nothing_and_a_stranger_is_named() -> None:
    bill = Bill()
    bill.add("synthesizer", "local", "characters", 100)
    bill.add("transcriber", "whisper.example", "seconds", 100)
    cost = read_prices().cost(bill, understood=0)
    assert cost.total == 0
    assert cost.unpriced == ("transcriber whisper.example",)


async def test_each_call_has_a_bill_of_its_own_and_its_tasks_know_it() -> None:
    async def call(characters: int) -> float:
        bill = open_bill()
        await asyncio.gather(*(asyncio.create_task(speak(characters)) for _ in range(3)))
        return bill.amount("synthesizer", "characters")

    async def speak(characters: int) -> None:
        await asyncio.sleep(0)
        charge("synthesizer", "elevenlabs", "characters", characters)

    charge("synthesizer", "elevenlabs", "characters", 1000)  # on nobody's
    calls = [asyncio.create_task(call(characters)) for characters in (10, 20)]
    assert await asyncio.gather(*calls) == [30, 60]


def test_a_table_of_our_own(tmp_path: Path) -> None:
    file = tmp_path / "prices.yaml"
    file.write_text(LISTED.read_text().replace("0.0125", "0.02").replace("USD", "GBP"))
    cost = read_prices(file).cost(a_bill(), understood=0)
    assert (cost.components["telephone"], cost.currency) == (pytest.approx(0.04), "GBP")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("telephone: {}", "as_of"),
        ("- 1", "as_of"),
        ("as_of: 2026-11-01\ntelefone: {twilio: {minute: 1}}", "telefone"),
        ("as_of: 2026-11-01\ntelephone: {twilio: {minutes: 1}}", "telephone: twilio"),
        ("as_of: 2026-11-01\ntelephone: {twilio: {minute: -1}}", "telephone: twilio"),
        ("as_of: 2026-11-01\ntelephone: {twilio: {minute: cheap}}", "telephone: twilio"),
        ("as_of: 2026-11-01\ntelephone: [twilio]", "telephone"),
        ("as_of: [", "cannot be read"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "prices.yaml"
    file.write_text(text)
    with pytest.raises(SettingsError, match=told) as refused:
        read_prices(file)
    assert "TRUNKLINE_PRICES" in refused.value.todo
