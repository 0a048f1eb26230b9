"""Does a turn say what was made of an utterance, in labels, and nothing where a secret was asked?"""

from __future__ import annotations

from typing import Any

from engine.types import Accept, Candidate, Clarify, Defer, DoAct, Meant, Scored, StartFlow

WELCOME = "welcome/listen.how_can_i_help"
SCORED = Scored("m1", 0.8, 0.05)


async def test_an_accepted_label_is_the_meaning(call: Any) -> None:
    talk = call()
    talk.understands.verdicts["where's it got to"] = Accept((Candidate("order_status", 0.9),), SCORED)
    turn = await talk.all("where's it got to")
    assert turn.meant == Meant(WELCOME, "en-GB", "accept", SCORED, "order_status")


async def test_what_a_language_model_started_goes_by_the_likeliest_label_of_that_flow(call: Any) -> None:
    talk = call(fallback=True)
    talk.understands.verdicts["hm the thing"] = Defer(
        (Candidate("order_status", 0.4), Candidate("question", 0.3)), SCORED
    )
    talk.understands.moves_of["hm the thing"] = (StartFlow("faq"),)
    turn = await talk.all("hm the thing")
    assert (turn.meant.verdict, turn.meant.label, turn.by) == ("defer", "question", "a model")


async def test_a_key_says_what_it_chose_and_a_rule_needs_no_verdict(call: Any) -> None:
    talk = call()
    talk.understands.verdicts["pay for my order"] = Clarify(
        (Candidate("order_status", 0.5), Candidate("make_payment", 0.45)), SCORED
    )
    turn = await talk.all("pay for my order")
    assert (turn.meant.verdict, turn.meant.label) == ("clarify", "")
    turn = await talk.keys("1")
    assert (turn.meant.verdict, turn.meant.label) == ("", "order_status")


async def test_an_act_is_a_label_too_and_nobody_speaking_means_nothing(call: Any) -> None:
    talk = call(fallback=True)
    talk.understands.moves_of["fetch somebody"] = (DoAct("human"),)
    assert (await talk.rings()).meant is None
    assert (await talk.silence()).meant is None
    assert (await talk.says("fetch somebody")).meant.label == "human"


async def test_where_a_secret_is_asked_nothing_is_said(call: Any) -> None:
    talk = call()
    await talk.all("make a payment", "123456")
    assert (await talk.says("it is seven three nine one")).meant is None
    assert (await talk.keys("7391")).meant is None


async def test_two_wishes_are_the_sentence_of_no_intent(call: Any) -> None:
    turn = await call().all("order status and make a payment")
    assert turn.rule == "start(order_status, make_payment)"
    assert (turn.meant.verdict, turn.meant.label) == ("defer", "")
