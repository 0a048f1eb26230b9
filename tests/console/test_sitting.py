"""Whatever is done at the bench: the test that is saved of it passes, and holds no secret."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Coroutine
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.parts import Parts, opened
from console.saving import as_test, failures_on
from console.sitting import Sitting
from console.typed import Does, Interrupts, Wishes, read
from engine.errors import FlowError
from engine.settings import read_settings
from engine.types import CallStarted, Fill, Keyed, Leave, Move, Said, Situation, StartFlow, Transfer

ROOT = Path(__file__).parents[2]
ACME = ROOT / "tests" / "acme"
TODAY = date.today()  # noqa: DTZ011 - as the chat does
FORM = {"Result": "success", "PaymentToken": "tok_planted_77", "PaymentCardNumber": "xxxx-xxxx-xxxx-4242"}


class Model:
    """A language model with fixed answers."""

    name = "a model"

    async def moves(self, situation: Situation) -> tuple[Move, ...]:
        found: dict[str, tuple[Move, ...]] = {
            "i want to give you money": (StartFlow("make_payment"),),
            "the usual please": (Fill("amount", "forty pounds"),),
        }
        return found.get(situation.utterance.lower(), ())


def at_the_bench(
    story: Callable[[Sitting], Coroutine[Any, Any, None]], project: Path, database: Path, fallback: Any = None
) -> None:
    async def run() -> None:
        copy = database / "project"
        for part in ("flows", "intents", "tests/intents"):
            shutil.copytree(project / part, copy / part, dirs_exist_ok=True)
        shutil.copy(project / "handlers.py", copy)
        wanted = read_settings(
            project=copy, database_url=f"sqlite+aiosqlite:///{database / 'x.db'}", language_model="none"
        )
        async with opened(wanted) as parts:
            changed = Parts(**{name: getattr(parts, name) for name in parts.__slots__} | {"fallback": fallback})
            sitting = Sitting(changed, lambda _line: None)
            await sitting.does(CallStarted())
            try:
                await story(sitting)
            finally:
                await sitting.close()

    asyncio.run(run())


async def do(sitting: Sitting, *lines: str) -> None:
    for line in lines:
        match read(line):
            case Does(event=event):
                await sitting.does(event)
            case Interrupts(after=after):
                sitting.interrupts(after)
            case Wishes(what="back"):
                sitting.back()
        while isinstance(sitting.turn.next, Leave):
            await sitting.came_back("", FORM)


async def saved(sitting: Sitting) -> str:
    deeds = [deed for _, deed in sitting._deeds]
    idle = not sitting._conversation.state.stack
    found = await asyncio.to_thread(as_test, sitting.parts, deeds, "a call", TODAY, idle=idle)
    assert found.problems == (), found.text
    for later in (TODAY + timedelta(days=33), TODAY + timedelta(days=38)):
        assert await asyncio.to_thread(failures_on, sitting.parts, found.text, later) == [], found.text
    return found.text


TO_THE_CARD = ("/keys 2", "123456", "/keys 7391", "forty pounds", "yes")


def test_an_errand_is_one_turn_of_the_test_and_its_token_is_not_in_it(tmp_path: Path) -> None:
    async def story(sitting: Sitting) -> None:
        await do(sitting, *TO_THE_CARD)
        text = await saved(sitting)
        assert "tok_planted" not in text
        assert "7391" not in text
        assert "pay.card: {last4: '4242'}" in text
        assert "did: [pay.card]" in text
        assert text.count("caller: 'yes'") == 1

    at_the_bench(story, ACME, tmp_path)


def test_an_errand_may_come_to_an_outcome_that_the_designer_names(tmp_path: Path) -> None:
    async def story(sitting: Sitting) -> None:
        for line in TO_THE_CARD:
            await sitting.does(read(line).event)  # type: ignore[union-attr]
        assert isinstance(sitting.turn.next, Leave)
        for wrong in ("sunk", "done"):
            with pytest.raises(ValueError, match=r"can come to|last4|token"):
                await sitting.came_back(wrong, {"last5": "1"})
        await sitting.came_back("declined", {})
        await sitting.came_back("done", {"last4": "9876", "token": "tok_planted_78"})
        text = await saved(sitting)
        assert "pay.card:" in text
        assert "- declined" in text
        assert "{last4: '9876'}" in text
        assert "tok_planted" not in text

    at_the_bench(story, ACME, tmp_path)


def test_what_a_language_model_understood_is_pinned_by_its_moves(tmp_path: Path) -> None:
    async def story(sitting: Sitting) -> None:
        await do(sitting, "I want to give you money", "123456", "/keys 7391", "the usual please")
        assert (sitting.turn.rule, sitting.turn.by) == ("fill(amount)", "a model")
        text = await saved(sitting)
        assert "understood: {flow: make_payment}" in text
        assert "fill: {amount: forty pounds}" in text

    at_the_bench(story, ACME, tmp_path, Model())


def test_what_is_taken_back_never_happened(tmp_path: Path) -> None:
    async def story(sitting: Sitting) -> None:
        assert not sitting.back()
        await do(sitting, "/keys 1", "9999", "/back", "4568")
        assert sitting.turn.slots == {"order_number": "4568"}
        await do(sitting, "yes")
        assert isinstance(sitting.turn.next, Transfer)
        assert sitting.over
        await do(sitting, "/back", "no")
        text = await saved(sitting)
        assert "9999" not in text
        assert "transfer" not in text

    at_the_bench(story, ACME, tmp_path)


def test_a_spoken_secret_is_not_in_the_test_but_a_wish_is(tmp_path: Path) -> None:
    async def story(sitting: Sitting) -> None:
        await do(sitting, "/keys 2", "123456", "seven three nine one", "help", "/keys 7391")
        text = await saved(sitting)
        assert "seven three nine one" not in text
        assert "caller: •••" in text
        assert "caller: help" in text

    at_the_bench(story, ACME, tmp_path)


def test_the_fake_secret_is_never_the_real_one(tmp_path: Path) -> None:
    async def story(sitting: Sitting) -> None:
        await do(sitting, "/keys 2", "123456", "/keys 2580")
        text = await saved(sitting)
        assert "2580" not in text
        assert "keys: '1379'" in text

    at_the_bench(story, ACME, tmp_path)


def test_where_and_why(tmp_path: Path) -> None:
    async def story(sitting: Sitting) -> None:
        await do(sitting, "/keys 1")
        assert list(sitting.where()) == [
            "flows/order_status.yaml:17:5  order_status/ask.order_number",
            "flows/order_status.yaml:7:3  the slot 'order_number'",
        ]
        assert next(sitting.why()).startswith("menu(order_status): a key of the open question's menu")

    at_the_bench(story, ACME, tmp_path)


def test_flows_that_are_edited_are_reloaded_under_the_call(tmp_path: Path) -> None:
    flow = tmp_path / "project" / "flows" / "make_payment.yaml"
    before = (ACME / "flows" / "make_payment.yaml").read_text()

    async def story(sitting: Sitting) -> None:
        await do(sitting, "/keys 2", "123456", "/keys 7391")
        flow.write_text(before.replace("So that's {amount}", "You pay {amount}"))
        await sitting.reload()
        await do(sitting, "forty pounds")
        assert sitting.turn.lines[0].text.startswith("You pay 40 pounds from account")
        flow.write_text(before.replace("ask: amount", "ask: amuont"))
        with pytest.raises(FlowError, match="F020"):
            await sitting.reload()
        flow.write_text(before.replace("So that's {amount}", "Really {amount}"))
        with pytest.raises(FlowError, match="stands on a step that is gone"):
            await sitting.reload()
        await do(sitting, "yes")
        assert sitting.turn.did == (("pay.card", "done"),), "the passcode and all that was known are still there"

    at_the_bench(story, ACME, tmp_path)


LINES = st.sampled_from(
    [
        "/keys 1", "/keys 2", "/keys 9", "/keys 7391", "/keys 0000", "", "my order", "4568", "1234", "9999", "123456",
        "654321", "pay my bill", "forty pounds", "ninety pounds", "yes", "no", "no, I meant 15 pounds",
        "no, I meant account 6 5 4 3 2 1", "is there a fee for paying by card?", "do you sell tents", "help",
        "hang on a second", "pardon?", "never mind", "a person please", "goodbye", "mmm", "what's the weather like",
        "my card is 4111 1111 1111 1111", "/interrupt", "/interrupt how", "/back", "the first one",
        "it's # 4568: \"x\" [y]",
    ]
)  # fmt: skip


@given(lines=st.lists(LINES, min_size=1, max_size=9))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_call_at_the_bench_is_saved_as_a_test_that_passes(lines: list[str], tmp_path: Path) -> None:
    async def story(sitting: Sitting) -> None:
        secrets, open_keys = set(), set()
        for line in lines:
            if sitting.over and line != "/back":
                break
            keyed = line.removeprefix("/keys ")
            if keyed != line:
                (secrets if sitting._conversation.listening.secret else open_keys).add(keyed)
            await do(sitting, line)
        text = await saved(sitting)
        assert "4111" not in text
        assert not [secret for secret in secrets - open_keys if len(secret) > 1 and secret in text]

    at_the_bench(story, ACME, tmp_path)


def test_a_call_to_the_demo_shop_with_its_dates_and_its_streamed_answers(tmp_path: Path) -> None:
    async def story(sitting: Sitting) -> None:
        for event in (Keyed("1"), Said("four five six eight"), Said("no"), Said("how long have I got to send it back")):
            await sitting.does(event)
        text = await saved(sitting)
        assert "orders.lookup: {state: late, day:" in text
        assert str(TODAY.year) not in text, "near days go by their names"

    at_the_bench(story, ROOT, tmp_path)
