"""Slow, broken and interrupted handlers, on virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import structlog.testing

from engine.dialog.snapshot import dump
from engine.errors import ProviderError
from engine.handlers.registry import Registry
from engine.rehearsal.virtual_time import run_virtual
from engine.types import CallStarted, Keyed, Listening, Outcome, Said, Secret, StartFlow, Transfer

OWES_80 = {"owes": Decimal("80.00")}
TAKEN = {"last4": "4242", "token": Secret("tok_1")}
TO_THE_CONFIRMATION = ("make a payment", "123456", "#7391", "15")


def slowly(seconds: float, answer: Any) -> Any:
    async def handler(_call: Any, **_: Any) -> Any:
        await asyncio.sleep(seconds)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return handler


async def timed(talk: Any, event: Any) -> tuple[Any, list[tuple[float, str, bool]]]:
    """Run a turn and return it with (seconds, text, filler) of each line."""
    clock = asyncio.get_running_loop().time
    began, lines = clock(), []
    turn = await talk.conversation.turn(event, lambda line: lines.append((clock() - began, line.text, line.filler)))
    talk.turns.append(turn)
    return turn, lines


async def started(open_talk: Any, acme: Any, given: Any, *events: str) -> Any:
    talk = open_talk(acme, given)
    await talk.all(*events)
    return talk


def test_a_slow_handler_is_bridged_by_its_filler_and_a_status(acme: Any, open_call_in_loop: Any) -> None:
    async def scene() -> None:
        given = {"billing.sign_in": OWES_80, "pay.card": slowly(6, TAKEN)}
        talk = await started(open_call_in_loop, acme, given, *TO_THE_CONFIRMATION)
        turn, lines = await timed(talk, Said("yes"))
        assert turn.did == (("pay.card", "done"),)
        assert [(round(at, 1), text, filler) for at, text, filler in lines if filler] == [
            (1.0, "Taking that payment now.", True),
            (4.0, "Sorry, this is taking a little longer.", True),
            (4.0, "I'm still on it.", True),
        ]
        assert round(turn.millis["handler:pay.card"]) == 6000

    run_virtual(scene())


@pytest.mark.parametrize(("handler", "seconds"), [("orders.lookup", 2.5), ("pay.card", 10.0)])
def test_a_hanging_handler_times_out(acme: Any, open_call_in_loop: Any, handler: Any, seconds: Any) -> None:
    async def scene() -> None:
        given = {"billing.sign_in": OWES_80, handler: slowly(60, None)}
        events = TO_THE_CONFIRMATION if handler == "pay.card" else ("my order",)
        talk = await started(open_call_in_loop, acme, given, *events)
        clock = asyncio.get_running_loop().time
        began = clock()
        turn = await talk.says("yes" if handler == "pay.card" else "4568")
        assert turn.did == ((handler, "timeout"),)
        assert isinstance(turn.next, Transfer)
        assert clock() - began == pytest.approx(seconds)

    run_virtual(scene())


class Odd:
    pass


@pytest.mark.parametrize(
    "nonsense",
    [
        RuntimeError("call 4568 for 123456"),
        Outcome("vanished"),
        {"state": "late"},
        {"state": "unheard of", "day": None, "place": ""},
        {"state": "late", "day": 7, "place": ""},
        Odd(),
        7,
        None,
        Secret("x"),
        TimeoutError("4568"),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_nonsense_is_the_outcome_error_and_no_message_is_logged(call: Any, nonsense: Any) -> None:
    async def handler(_call: Any, **_: Any) -> Any:
        if isinstance(nonsense, Exception):
            raise nonsense
        return nonsense

    talk = call({"orders.lookup": handler})
    with structlog.testing.capture_logs() as logs:
        turn = await talk.all("my order", "4568")
    assert turn.did == (("orders.lookup", "error"),)
    assert talk.heard == "Sorry, my system isn't answering at the moment."
    assert turn.next.queue == "front_desk"
    assert [log["event"] for log in logs] == ["handler_failed"]
    assert [each.kind for each in turn.trouble] == ["raised" if isinstance(nonsense, Exception) else "nonsense"]
    assert "4568" not in f"{logs} {turn.trouble}"


async def test_a_handler_that_cannot_even_be_called_ends_in_its_error(call: Any) -> None:
    def handler(day: str) -> Any:
        raise NotImplementedError

    talk = call({"orders.lookup": handler})
    registry = talk.conversation._release.registry
    lookup = replace(registry.get("orders.lookup"), function=handler)
    others = [each for each in registry if each.name != lookup.name]
    talk.conversation._release = replace(talk.conversation._release, registry=Registry([*others, lookup]))
    turn = await talk.all("my order", "4568")
    assert turn.did == (("orders.lookup", "error"),)
    assert str(turn.trouble[0]).startswith("orders.lookup raised TypeError (")


async def test_an_error_that_the_step_expects_goes_its_own_way(call: Any) -> None:
    talk = call({"billing.sign_in": OWES_80, "pay.card": RuntimeError("no")})
    turn = await talk.all(*TO_THE_CONFIRMATION, "yes")
    assert turn.next.queue == "billing"
    assert turn.next.note == "Card capture failed. Caller wants to pay £15.00. Nothing taken."


def test_interrupting_a_reading_handler_leaves_no_trace(acme: Any, open_call_in_loop: Any) -> None:
    async def scene() -> None:
        talk = await started(open_call_in_loop, acme, {"orders.lookup": slowly(2, None)}, "my order")
        before = talk.conversation.state
        work = asyncio.create_task(talk.says("4568"))
        await asyncio.sleep(0.5)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        assert talk.conversation.state is before
        assert len(talk.journal) == 2
        assert len(talk.conversation._vault) == 0
        assert not talk.conversation._running

    run_virtual(scene())


def test_interrupting_leaves_no_secret(acme: Any, open_call_in_loop: Any) -> None:
    async def scene() -> None:
        given = {"billing.sign_in": slowly(2, None)}
        talk = await started(open_call_in_loop, acme, given, "make a payment", "123456")
        work = asyncio.create_task(talk.keys("7391"))
        await asyncio.sleep(0.5)
        work.cancel()
        await asyncio.wait({work})
        assert len(talk.conversation._vault) == 0

    run_virtual(scene())


def test_interrupting_a_commit_waits_for_it_silently_and_tells_it_next(acme: Any, open_call_in_loop: Any) -> None:
    async def scene() -> None:
        given = {"billing.sign_in": OWES_80, "pay.card": slowly(3, TAKEN)}
        talk = await started(open_call_in_loop, acme, given, *TO_THE_CONFIRMATION)
        clock = asyncio.get_running_loop().time
        work = asyncio.create_task(talk.says("yes"))
        await asyncio.sleep(0.5)
        began = clock()
        work.cancel()
        await asyncio.sleep(0.1)
        work.cancel()  # twice as hard
        with pytest.raises(asyncio.CancelledError):
            await work
        assert clock() - began == pytest.approx(2.5)
        assert not any(line.filler for line in talk.lines)
        assert talk.journal[-1][0].did == (("pay.card", "done"),)
        turn = await talk.says("hang on a second")
        assert turn.rule == "continue"
        assert "I've taken 15 pounds" in talk.heard
        assert [name for name, _ in talk.asked].count("pay.card") == 1

    run_virtual(scene())


def test_interrupting_after_a_commit_keeps_what_it_did(acme: Any, open_call_in_loop: Any) -> None:
    async def scene() -> None:
        given = {"billing.sign_in": OWES_80, "pay.card": ["declined", slowly(30, TAKEN)]}
        talk = await started(open_call_in_loop, acme, given, *TO_THE_CONFIRMATION)
        work = asyncio.create_task(talk.conversation.turn(Said("yes"), lambda _line: work.cancel()))
        with pytest.raises(asyncio.CancelledError):
            await work
        assert talk.journal[-1][0].did[0] == ("pay.card", "declined")
        assert talk.conversation.state.counters["attempt:make_payment/do.pay.card"] == 1

    run_virtual(scene())


class _WithRun:
    """A release whose graph runs otherwise."""

    def __init__(self, release: Any, run: Any) -> None:
        self._release = release
        self.graph = self
        self.run = run

    def __getattr__(self, name: str) -> Any:
        return getattr(self._release, name)


def test_interrupting_in_the_turn_that_would_transfer_does_not_transfer_unheard(
    acme: Any, open_call_in_loop: Any
) -> None:
    async def scene() -> None:
        given = {"billing.sign_in": OWES_80, "pay.card": RuntimeError("no")}
        talk = await started(open_call_in_loop, acme, given, *TO_THE_CONFIRMATION)
        release = talk.conversation._release

        async def run(state: Any, live: Any) -> Any:
            after = await release.graph.run(state, live)
            await asyncio.sleep(1.0)
            return after

        talk.conversation._release = _WithRun(release, run)
        work = asyncio.create_task(talk.says("yes"))
        await asyncio.sleep(0.5)
        work.cancel()
        await asyncio.wait({work})
        assert isinstance(talk.journal[-1][0].next, Listening)
        talk.conversation._release = release
        turn = await talk.says("hello?")
        assert (turn.rule, turn.next.queue) == ("continue", "billing")

    run_virtual(scene())


def test_a_turn_that_breaks_after_a_commit_keeps_what_it_did(acme: Any, open_call_in_loop: Any) -> None:
    async def scene() -> None:
        talk = await started(
            open_call_in_loop, acme, {"billing.sign_in": OWES_80, "pay.card": TAKEN}, *TO_THE_CONFIRMATION
        )
        release = talk.conversation._release

        async def run(state: Any, live: Any) -> Any:
            await release.graph.run(state, live)
            raise KeyError("a defect")

        talk.conversation._release = _WithRun(release, run)
        turn = await talk.says("yes")
        assert (turn.rule, turn.did) == ("error", (("pay.card", "done"),))
        assert talk.conversation.state.counters["attempt:make_payment/do.pay.card"] == 1

    run_virtual(scene())


def test_what_was_cut_while_a_handler_committed_was_not_heard(acme: Any, open_call_in_loop: Any) -> None:
    async def scene() -> None:
        given = {"billing.sign_in": OWES_80, "pay.card": ["declined", slowly(3, TAKEN)]}
        talk = await started(open_call_in_loop, acme, given, *TO_THE_CONFIRMATION)
        work = asyncio.create_task(talk.says("yes"))
        await asyncio.sleep(0.5)
        line = talk.lines[-1]
        assert line.text == "The bank said no to that card."
        talk.conversation.heard(line.id, "The bank")
        work.cancel()
        await asyncio.wait({work})
        await talk.says("hello?")
        turn = await talk.says("put me through to a person")
        told = " ".join(each["text"] for each in turn.next.context["last_turns"])
        assert "The bank" in told
        assert "said no" not in told

    run_virtual(scene())


def test_what_was_cut_of_an_abandoned_turn_is_forgotten_with_it(acme: Any, open_call_in_loop: Any) -> None:
    async def scene() -> None:
        given = {"billing.sign_in": slowly(2, OWES_80)}
        talk = await started(open_call_in_loop, acme, given, "make a payment")
        await talk.says("123456")
        work = asyncio.create_task(talk.keys("7391"))
        await asyncio.sleep(0.5)
        talk.conversation.heard(f"{talk.turns[-1].index + 1}.1", "")
        work.cancel()
        await asyncio.wait({work})
        again = await talk.keys("7391")
        turn = await talk.says("put me through to a person")
        told = " ".join(each["text"] for each in turn.next.context["last_turns"])
        first = next(line for line in again.lines if not line.filler)
        assert first.text in told

    run_virtual(scene())


async def test_a_retry_has_the_same_key_and_another_attempt_another(call: Any) -> None:
    talk = call({"billing.sign_in": OWES_80, "pay.card": ["declined", TAKEN]})
    await talk.all(*TO_THE_CONFIRMATION, "yes")
    keys = [c.key for c in talk.calls if "pay.card" in c.key]
    assert keys == ["CA1:make_payment/do.pay.card:0", "CA1:make_payment/do.pay.card:1"]


async def test_only_a_handler_that_succeeded_verifies_the_caller(call: Any) -> None:
    async def sign_in(call: Any, account: str, passcode: Secret[str]) -> Any:
        call.verify(account)
        return Outcome("locked") if account == "111111" else OWES_80

    talk = call({"billing.sign_in": sign_in})
    await talk.all("make a payment", "111111", "#7391")
    assert talk.conversation.state.verified is None
    talk = call({"billing.sign_in": sign_in})
    await talk.all("make a payment", "123456", "#7391")
    assert talk.conversation.state.verified == "123456"


async def stream(*pieces: str | Exception) -> AsyncIterator[str]:
    for piece in pieces:
        if isinstance(piece, Exception):
            raise piece
        yield piece


async def test_a_streamed_answer_is_spoken_sentence_by_sentence(call: Any) -> None:
    talk = call({"kb.answer": {"say": stream("**No** fee.", "None at all.")}})
    turn = await talk.all("is there a fee for paying by card?")
    assert [line.text for line in turn.lines][:2] == ["No fee.", "None at all."]
    assert turn.lines[0].step == "faq/do.kb.answer"
    assert "say" not in str(dump(talk.conversation.state))


async def test_a_stream_that_breaks_ends_at_its_last_sentence(call: Any) -> None:
    talk = call({"kb.answer": {"say": stream("No fee.", RuntimeError("cut"))}})
    turn = await talk.all("is there a fee for paying by card?")
    assert turn.did == (("kb.answer", "done"),)
    assert talk.heard == "No fee. Is there anything else I can help with?"


async def test_a_stream_without_a_sentence_is_an_error(call: Any) -> None:
    talk = call({"kb.answer": {"say": stream(RuntimeError("cut"))}})
    turn = await talk.all("is there a fee for paying by card?")
    assert isinstance(turn.next, Transfer)


def test_a_stream_that_stalls_is_left(acme: Any, open_call_in_loop: Any) -> None:
    async def stalling() -> AsyncIterator[str]:
        yield "No fee."
        await asyncio.sleep(60)
        yield "Never heard."

    async def scene() -> None:
        talk = await started(open_call_in_loop, acme, {"kb.answer": {"say": stalling()}})
        clock = asyncio.get_running_loop().time
        began = clock()
        await talk.says("is there a fee for paying by card?")
        assert talk.heard.startswith("No fee. Is there anything else")
        assert clock() - began == pytest.approx(4.0)

    run_virtual(scene())


# -------------------------------------------------------------------------------------------------- the language model


async def test_what_the_classifier_defers_is_asked_of_the_fallback(call: Any) -> None:
    talk = call({}, fallback=True)
    talk.understands.moves_of["i want to give you money"] = (StartFlow("make_payment"),)
    turn = await talk.all("i want to give you money")
    assert (turn.rule, turn.by) == ("start(make_payment)", "a model")
    assert "fallback" in turn.millis


@pytest.mark.parametrize("problem", [ProviderError("x", provider="p", cause="dropped"), RuntimeError("secret words")])
async def test_a_fallback_that_fails_becomes_a_closed_question(call: Any, problem: Any) -> None:
    talk = call({}, fallback=True)

    async def moves(_situation: Any) -> Any:
        raise problem

    talk.understands.moves = moves
    with structlog.testing.capture_logs() as logs:
        turn = await talk.all("mumble")
    assert (turn.rule, turn.by) == ("no_match", "closed question")
    assert "secret words" not in str(logs)


def test_a_slow_fallback_is_bridged_and_left_after_six_seconds(acme: Any, open_call_in_loop: Any) -> None:
    async def scene() -> None:
        talk = open_call_in_loop(acme, {}, fallback=True)
        talk.understands.takes_s = 60
        await talk.rings()
        turn, lines = await timed(talk, Said("mumble"))
        assert turn.rule == "no_match"
        assert [round(at, 1) for at, _, filler in lines if filler] == [1.0, 4.0, 4.0]
        assert turn.millis["total"] == pytest.approx(6000)

    run_virtual(scene())


def test_a_fallback_that_was_asked_ahead_is_not_asked_twice(acme: Any, open_call_in_loop: Any) -> None:
    async def scene() -> None:
        talk = open_call_in_loop(acme, {}, fallback=True)
        talk.understands.takes_s = 60
        await talk.rings()
        talk.conversation.prepare("mumble")
        turn, _ = await timed(talk, Said("mumble"))
        assert (turn.rule, turn.by) == ("no_match", "closed question")
        assert turn.millis["total"] == pytest.approx(6000)
        assert len(talk.understands.situations) == 1

    run_virtual(scene())


def test_a_turn_ends_within_its_budget_however_much_is_slow(acme: Any, open_call_in_loop: Any) -> None:
    async def stalling() -> AsyncIterator[str]:
        yield "No fee."
        await asyncio.sleep(60)

    async def scene() -> None:
        talk = open_call_in_loop(acme, {"kb.answer": slowly(2.4, {"say": stalling()})}, fallback=True)
        talk.understands.takes_s = 5.9
        talk.understands.moves_of["fees"] = (StartFlow("faq"),)
        await talk.rings()
        turn, _ = await timed(talk, Said("fees"))
        assert turn.did == (("kb.answer", "done"),)
        assert turn.millis["total"] == pytest.approx(10_000)

    run_virtual(scene())


async def test_nothing_is_prepared_while_a_secret_is_asked(call: Any) -> None:
    talk = call()
    await talk.all("make a payment", "123456")
    talk.conversation.prepare("seven three nine one")
    assert "seven" not in repr(vars(talk.conversation._comprehension))
    assert talk.conversation._comprehension._ahead is None


async def test_what_was_prepared_is_used_if_the_words_agree(call: Any) -> None:
    talk = call({}, fallback=True)
    talk.understands.moves_of["give you money"] = (StartFlow("make_payment"),)
    await talk.rings()
    talk.conversation.prepare("give you")
    talk.conversation.prepare("give you money")
    await asyncio.sleep(0)
    turn = await talk.says("Give you money.")
    assert turn.rule == "start(make_payment)"
    assert talk.understands.asked.count("give you money") == 1
    assert "Give you money." not in talk.understands.asked


async def test_what_was_prepared_is_not_used_for_other_words_or_after_discard(call: Any) -> None:
    talk = call()
    await talk.rings()
    talk.conversation.prepare("my order please")
    turn = await talk.says("make a payment")
    assert turn.rule == "start(make_payment)"
    talk.conversation.prepare("123456")
    talk.conversation.discard()
    assert (await talk.says("123456")).rule == "fill(account)"


async def test_a_broken_classifier_is_one_that_is_not_sure(call: Any) -> None:
    talk = call()

    async def understand(_text: str) -> Any:
        raise RuntimeError("model lost")

    talk.understands.understand = understand
    turn = await talk.all("make a payment")
    assert turn.rule == "no_match"


# ------------------------------------------------------------------------------------------------------------ the call


async def test_a_broken_journal_does_not_end_the_call(acme: Any, call: Any) -> None:
    talk = call()
    talk.conversation._journal = lambda *_: 1 / 0
    assert isinstance((await talk.rings()).next, Listening)


async def test_a_bug_of_ours_is_spoken_and_transferred(call: Any) -> None:
    talk = call()
    await talk.rings()

    async def run(_state: Any, _live: Any) -> Any:
        raise KeyError("4568")

    talk.conversation._release = _WithRun(talk.conversation._release, run)
    with structlog.testing.capture_logs() as logs:
        turn = await talk.says("my order")
    assert (turn.rule, turn.next.queue) == ("error", "front_desk")
    assert talk.heard == "Sorry, my system isn't answering at the moment."
    assert "4568" not in str(logs)


async def test_a_call_goes_on_from_its_last_row(call: Any) -> None:
    first = call({"billing.sign_in": OWES_80})
    await first.all(*TO_THE_CONFIRMATION)
    second = call({"billing.sign_in": OWES_80, "pay.card": TAKEN}, resume=first.journal[-1][1])
    turn = await second.says("yes")
    assert turn.did == (("pay.card", "done"),)
    assert second.asked == [("pay.card", {"amount": Decimal("15.00")})]


async def test_a_card_number_is_masked_before_anything_sees_it(call: Any) -> None:
    talk = call({}, fallback=True)
    await talk.all("my card is 4111 1111 1111 1111")
    assert "4111" not in talk.everything
    assert "4111" not in str(talk.understands.asked)
    assert "4111" not in str([vars_of(s) for s in talk.understands.situations])


def vars_of(situation: Any) -> dict[str, Any]:
    return {name: getattr(situation, name) for name in situation.__slots__}


async def test_what_was_heard_of_a_line_is_what_a_person_gets(call: Any) -> None:
    talk = call()
    await talk.rings()
    last = talk.turns[-1].lines[-1]
    talk.conversation.heard(last.id, "How can")
    turn = await talk.says("I want to speak to a person")
    told = " ".join(each["text"] for each in turn.next.context["last_turns"])
    assert "How can" in told
    assert "How can I help" not in told


async def test_close_drops_every_secret(call: Any) -> None:
    talk = call({"billing.sign_in": OWES_80})
    await talk.all("make a payment", "123456", "#7391")
    assert len(talk.conversation._vault) == 1
    await talk.conversation.close()
    assert len(talk.conversation._vault) == 0


async def test_secrets_leave_the_vault_with_their_flow(call: Any) -> None:
    talk = call({"billing.sign_in": OWES_80, "pay.card": TAKEN})
    await talk.all(*TO_THE_CONFIRMATION, "yes")
    assert len(talk.conversation._vault) == 2
    turn = await talk.says("yes")
    assert "anything else" in talk.heard
    assert len(talk.conversation._vault) == 0
    assert turn.slots == {}


async def test_the_whole_call_is_one_driver_of_plain_events(acme: Any, call: Any) -> None:
    talk = call()
    for event in (CallStarted(), Keyed("1"), Keyed("12")):
        turn = await talk.turn(event)
    assert turn.rule == "no_match"
    assert turn.next == talk.conversation.listening
