"""Whatever a caller does and handlers answer: no turn breaks, nothing secret stays, every turn ends somewhere."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import orjson
import structlog.testing
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.coverage.items import ACTS, items
from engine.dialog.snapshot import dump, load
from engine.flows.plan import BUILT_IN
from engine.rehearsal.virtual_time import run_virtual
from engine.types import (
    Accept,
    Candidate,
    Clarify,
    Event,
    HangUp,
    Keyed,
    Leave,
    Listening,
    Outcome,
    Returned,
    Said,
    Secret,
    Silent,
    StartFlow,
    Transfer,
)

PASSCODE = "7391"
TOKEN = "tok-secret-9"

UNCOUNTED = (*ACTS, "goodbye", "clarify", "change amount", "change account", "change order_number")
"""What turns note for traces, and coverage counts for a whole flow, elsewhere, or not at all."""

SAYINGS = st.sampled_from(
    [
        "make a payment",
        "order status",
        "is there a fee for paying by card?",
        "pay for my order",
        "I want to give you money",
        "4568",
        "123456",
        "forty pounds",
        "ninety pounds",
        "yes",
        "no",
        "no, I meant 45 pounds",
        "no, I meant account 6 5 4 3 2 1",
        "the amount",
        "the account is wrong",
        "the first one",
        "your payment",
        "never mind",
        "could you repeat that",
        "hang on",
        "help",
        "mmm",
        "",
        "that's all, goodbye",
    ]
)
BEGINNINGS = st.sampled_from(
    [
        [],
        [Said("order status"), Said("4568")],
        [Said("make a payment"), Said("123456"), Keyed(PASSCODE)],
        [Said("make a payment"), Said("123456"), Keyed(PASSCODE), Said("15"), Said("yes")],
    ]
)
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(Said, SAYINGS, st.sampled_from([0.3, 0.7, 1.0])),
    st.builds(Said, SAYINGS),
    st.builds(Keyed, st.sampled_from([PASSCODE, "1", "2", "9", "4568", "123456", ""])),
    st.just(Silent()),
    st.builds(Returned, st.sampled_from(["", "done", "timeout"])),
)
BAD = st.sampled_from([RuntimeError("x"), Outcome("unheard_of"), None, "slow"])
ANSWERS = {
    "orders.lookup": st.one_of(
        st.sampled_from(["late", "delivered", "on_its_way"]).map(
            lambda state: {"state": state, "day": "Friday", "place": ""}
        ),
        st.just("not_found"),
        BAD,
    ),
    "billing.sign_in": st.one_of(
        st.sampled_from([Decimal(80), Decimal(20)]).map(lambda owes: {"owes": owes}), st.just("wrong"), BAD
    ),
    "pay.card": st.one_of(
        st.just({"last4": "4242", "token": Secret(TOKEN)}), st.sampled_from(["declined", "cancelled"]), BAD
    ),
    "kb.answer": st.one_of(st.just({"say": "There is no fee."}), st.just("no_answer"), BAD),
}


def answer(found: Any) -> Any:
    async def handler(_call: Any, **_: Any) -> Any:
        if found == "slow":
            await asyncio.sleep(60)
        if isinstance(found, Exception):
            raise found
        return Outcome(found) if isinstance(found, str) else found

    return handler


def outside(found: Any) -> Any:
    """Answer as ``answer`` does, after an errand outside the call."""

    async def handler(call: Any, **arguments: Any) -> Any:
        await call.outside("<Pay/>")
        return await answer(found)(call, **arguments)

    return handler


@given(
    events=st.builds(lambda first, then: [*first, *then], BEGINNINGS, st.lists(EVENTS, min_size=1, max_size=12)),
    answers=st.fixed_dictionaries({name: st.lists(each, min_size=1, max_size=3) for name, each in ANSWERS.items()}),
    interrupted=st.sets(st.integers(0, 13), max_size=3),
)
@settings(max_examples=150, deadline=None)
def test_any_call(open_acme: Any, open_acme_outside: Any, events: Any, answers: Any, interrupted: Any) -> None:
    given_answers = {name: [answer(each) for each in each_list] for name, each_list in answers.items()}
    away = {"pay.card": [outside(each) for each in answers["pay.card"]]}
    with structlog.testing.capture_logs():
        run_virtual(scene(open_acme, events, given_answers, interrupted))
        run_virtual(scene(open_acme_outside, events, {**given_answers, **away}, interrupted))


async def scene(open_acme: Any, events: Any, given_answers: Any, interrupted: Any) -> None:
    talk = open_acme({"transfers.reachable": None, "transfers.call_back": None, **given_answers}, fallback=True)
    talk.understands.verdicts["pay for my order"] = Clarify(
        (Candidate("order_status", 0.5), Candidate("make_payment", 0.45))
    )
    talk.understands.verdicts["order status"] = Accept((Candidate("order_status", 0.97),))
    talk.understands.moves_of["i want to give you money"] = (StartFlow("make_payment"),)
    listed = frozenset(item.key for item in items(talk.conversation._release.plan))
    turn = await talk.rings()
    for index, event in enumerate(events):
        if isinstance(turn.next, Leave):
            talk.conversation.came_back({"Result": "success"})
            turn = await talk.turn(Returned())
            assert_sound(talk, turn)
        if isinstance(turn.next, Transfer) and turn.next.comes_back:
            turn = await talk.turn(Returned("unanswered"))
            assert_sound(talk, turn)
            assert_listed(talk, turn, listed)
        if not isinstance(turn.next, Listening):
            break
        turn = await one(talk, event, interrupted=index in interrupted) or turn
        assert_sound(talk, turn)
        assert_listed(talk, turn, listed)
    await talk.conversation.close()
    assert not talk.conversation._running
    assert TOKEN not in talk.everything


async def one(talk: Any, event: Event, *, interrupted: bool) -> Any:
    """Run one turn, or cut it off after 1.5 seconds."""
    if not interrupted:
        return await talk.turn(event)
    before = talk.conversation.state
    work = asyncio.create_task(talk.turn(event))
    _, late = await asyncio.wait({work}, timeout=1.5)
    if not late:
        return work.result()
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    assert talk.conversation.state is before or talk.journal[-1][0].did
    return None


def assert_sound(talk: Any, turn: Any) -> None:
    state = talk.conversation.state
    assert turn.rule != "error"
    assert turn.lines or turn.next
    assert isinstance(turn.next, Listening | Transfer | HangUp | Leave)
    assert load(orjson.loads(orjson.dumps(dump(state)))) == state
    assert len(state.stack) <= 9
    assert all(line.text for line in turn.lines)
    assert turn.slots.get("passcode", "•••") == "•••"
    if isinstance(turn.next, Listening):
        assert talk.conversation.listening == turn.next
        assert turn.next.step in acme_nodes(talk)
    paid = [t for t, _ in talk.journal for name, outcome in t.did if (name, outcome) == ("pay.card", "done")]
    confirmed = [t for t, _ in talk.journal if t.rule in ("yes", "continue")]
    assert len(paid) <= len(confirmed)


def assert_listed(talk: Any, turn: Any, listed: frozenset[Any]) -> None:
    """Everything that a turn notes is something that coverage knows can happen there."""
    nodes = acme_nodes(talk)
    for took in turn.took:
        own = took.where in nodes and nodes[took.where].at == BUILT_IN and took.kind != "prompt"
        act = took.kind == "repair" and took.name in UNCOUNTED
        assert own or act or (took.kind, took.where, took.name) in listed, took
        assert not any(told in repr(took) for told in (PASSCODE, TOKEN, "4568", "123456", "pounds"))


def acme_nodes(talk: Any) -> Any:
    return talk.conversation._release.plan.nodes
