from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.types import Candidate, Clarify, HangUp, Listening, Secret, Transfer

OWES_80 = {"owes": Decimal("80.00")}
TAKEN = {"last4": "4242", "token": Secret("tok_1")}
SIGNED_IN = ("make a payment", "123456", "#7391")


async def test_a_caller_asks_about_fees_half_way_changes_the_amount_and_pays(call: Any) -> None:
    talk = call(
        {
            "billing.sign_in": OWES_80,
            "kb.answer": {"say": "There's no fee for paying by card."},
            "pay.card": ["declined", TAKEN],
        }
    )
    await talk.all("I'd like to make a payment")
    assert "six digit account number" in talk.heard
    await talk.says("one two three four five six")
    turn = await talk.keys("7391")
    assert talk.heard == "You owe 80 pounds. How much would you like to pay?"
    assert turn.heard == "•••"
    turn = await talk.says("is there a fee for paying by card?")
    assert (turn.rule, "return" in turn.path) == ("digress(faq)", True)
    assert talk.heard == "There's no fee for paying by card. Back to your payment. How much?"
    await talk.says("90")
    assert "The most you can pay is 80 pounds" in talk.heard
    await talk.says("40")
    turn = await talk.says("no, I meant 45 pounds")
    assert turn.rule == "correct(amount)"
    assert "Okay, 45 pounds. So that's 45 pounds" in talk.heard
    turn = await talk.says("yes")
    assert turn.did == (("pay.card", "declined"), ("pay.card", "done"))
    assert talk.asked[-1] == ("pay.card", {"amount": Decimal("45.00")})
    assert "The bank said no" in talk.heard
    assert "ending 4242" in talk.heard
    for secret in ("7391", "tok_1"):
        assert secret not in talk.everything


async def test_a_corrected_account_is_signed_in_again_and_nothing_valid_is_asked_again(call: Any) -> None:
    talk = call({"billing.sign_in": [OWES_80, {"owes": Decimal("20.00")}]})
    await talk.all("pay my bill", "123456", "#7391", "15")
    turn = await talk.says("no, I meant account 6 5 4 3 2 1")
    assert talk.asked[-1][1]["account"] == "654321"
    assert talk.asked[-1][1]["passcode"].reveal() == "7391"
    assert "You owe 20 pounds. So that's 15 pounds from account six five four three two one." in talk.heard
    assert turn.path[0] == "verify_caller/do.billing.sign_in"
    assert "make_payment/ask.amount" in turn.path


async def test_a_value_that_no_longer_holds_its_check_is_asked_again(call: Any) -> None:
    talk = call({"billing.sign_in": [OWES_80, {"owes": Decimal("20.00")}]})
    await talk.all("pay my bill", "123456", "#7391", "45")
    turn = await talk.says("no, I meant account 6 5 4 3 2 1")
    assert "The most you can pay is 20 pounds. How much?" in talk.heard
    assert "amount" not in turn.slots


async def test_a_wrong_passcode_three_times_goes_to_a_person(call: Any) -> None:
    talk = call({"billing.sign_in": "wrong"})
    await talk.all("make a payment", "123456", "#0000", "#0000")
    assert isinstance(talk.turns[-1].next, Listening)
    turn = await talk.keys("0000")
    assert isinstance(turn.next, Transfer)
    assert turn.next.queue == "front_desk"


async def test_no_at_the_end_takes_nothing(call: Any) -> None:
    talk = call({"billing.sign_in": OWES_80})
    turn = await talk.all(*SIGNED_IN, "15", "no")
    assert "I won't take it. Is there anything else I can help with?" in talk.heard
    assert turn.slots == {}


async def test_a_late_order_is_handed_over_with_a_note_in_writing(call: Any) -> None:
    talk = call({"orders.lookup": {"state": "late", "day": "Friday", "place": ""}})
    await talk.all("where is my parcel", "four five six eight")
    assert talk.turns[-1].slots == {"order_number": "4568"}
    assert "running late. It should reach you on Friday" in talk.heard
    turn = await talk.says("yes please")
    assert isinstance(turn.next, Transfer)
    assert turn.next.queue == "orders"
    assert turn.next.number == "+15550101"
    assert turn.next.note == "Late order 4568, now due Friday. Caller asked to talk about it."
    assert turn.next.context["slots"] == {"order_number": "4568"}
    assert {"who": "caller", "text": "four five six eight"} in turn.next.context["last_turns"]


async def test_silence_and_mumbling_share_one_ladder_and_keys_always_work(call: Any) -> None:
    talk = call({"orders.lookup": {"state": "delivered", "day": "Monday", "place": "in the porch"}})
    await talk.all("order status")
    await talk.silence()
    assert talk.heard == "Sorry, I need the order number. It's four to eight digits long."
    await talk.says("mmm")
    assert "press hash" in talk.heard
    await talk.keys("1234")
    assert "left in the porch" in talk.heard


async def test_the_third_failure_gives_up(call: Any) -> None:
    talk = call()
    await talk.all("order status", "mmm")
    await talk.silence()
    turn = await talk.says("mmm")
    assert talk.heard == "Let me get someone to help you with that."
    assert turn.next.context["tries"] == {"order_status/ask.order_number": 3}


async def test_a_wrong_number_three_times_goes_to_a_person(call: Any) -> None:
    talk = call({"orders.lookup": "not_found"})
    await talk.all("my order", "1111")
    assert "can't find order one one one one" in talk.heard
    await talk.says("2222")
    turn = await talk.says("3333")
    assert "Let me get someone" in talk.heard
    assert isinstance(turn.next, Transfer)


async def test_pay_or_order_is_ambiguous_and_the_caller_presses_1(call: Any) -> None:
    talk = call()
    talk.understands.verdicts["pay for my order"] = Clarify(
        (Candidate("order_status", 0.5), Candidate("make_payment", 0.45))
    )
    turn = await talk.all("pay for my order")
    assert talk.heard == "Did you mean your order, or your payment? You can press 1 or 2."
    assert turn.next.expects == "choice"
    turn = await talk.keys("1")
    assert turn.rule == "choose(order_status)"
    assert "order number" in talk.heard


async def test_what_is_repeated_can_still_be_answered(call: Any) -> None:
    talk = call()
    talk.understands.verdicts["pay for my order"] = Clarify(
        (Candidate("order_status", 0.5), Candidate("make_payment", 0.45))
    )
    await talk.all("pay for my order")
    question = talk.heard
    turn = await talk.says("pardon?")
    assert (talk.heard, turn.next.expects) == (question, "choice")
    assert (await talk.keys("1")).rule == "choose(order_status)"
    await talk.says("4568", 0.5)
    question = talk.heard
    turn = await talk.says("sorry?")
    assert (talk.heard, turn.next.expects) == (question, "confirm")
    assert (await talk.says("no")).rule == "no_match"
    assert "order_number" not in talk.turns[-1].slots


async def test_a_question_that_was_ambiguous_is_asked_as_it_was_said(call: Any) -> None:
    talk = call({"kb.answer": {"say": "There is none."}})
    talk.understands.verdicts["paying a fee"] = Clarify((Candidate("question", 0.5), Candidate("make_payment", 0.45)))
    await talk.all("paying a fee", "the first one")
    assert talk.asked == [("kb.answer", {"question": "paying a fee"})]


async def test_nothing_else_ends_in_goodbye(call: Any) -> None:
    talk = call({"billing.sign_in": OWES_80})
    turn = await talk.all(*SIGNED_IN, "15", "no", "no thank you")
    assert turn.rule == "goodbye"
    assert isinstance(turn.next, HangUp)
    assert (await talk.says("hello?")).next == turn.next


async def test_what_went_through_cannot_be_corrected(call: Any) -> None:
    talk = call({"billing.sign_in": OWES_80, "pay.card": TAKEN})
    await talk.all(*SIGNED_IN, "15", "yes")
    turn = await talk.says("no, I meant 45 pounds")
    assert turn.rule == "refuse(amount)"
    assert talk.heard == "That's already gone through. Would you like a receipt by e-mail?"
    assert len([name for name, _ in talk.asked if name == "pay.card"]) == 1


async def test_no_without_a_way_on_asks_what_to_change(call: Any) -> None:
    talk = call({"billing.sign_in": OWES_80, "pay.card": TAKEN})
    await talk.all(*SIGNED_IN, "15", "yes", "no")
    assert talk.heard == "What should I change?"


async def test_an_unsure_value_is_read_back_as_a_question(call: Any) -> None:
    talk = call({"orders.lookup": {"state": "late", "day": "Friday", "place": ""}})
    await talk.all("my order")
    turn = await talk.says("4568", 0.5)
    assert talk.heard == "Four five six eight, is that right?"
    assert turn.next.expects == "confirm"
    turn = await talk.says("yes")
    assert turn.rule == "fill(order_number)"
    assert "running late" in talk.heard


async def test_a_value_heard_half_well_is_echoed_inside_the_next_line(call: Any) -> None:
    talk = call({"billing.sign_in": OWES_80})
    await talk.all(*SIGNED_IN[:1])
    await talk.says("123456")
    assert talk.heard == "One two three four five six. Please key in your four digit passcode."


async def test_the_starting_utterance_may_bring_the_answer(call: Any) -> None:
    talk = call({"orders.lookup": {"state": "late", "day": "Friday", "place": ""}})
    talk.understands.verdicts["where's order 4568"] = await talk.understands.understand("order status")
    turn = await talk.all("where's order 4568")
    assert turn.rule == "start(order_status)"
    assert turn.did == (("orders.lookup", "done"),)


async def test_a_secret_is_taken_from_the_keypad_only(call: Any) -> None:
    talk = call({"billing.sign_in": OWES_80})
    turn = await talk.all("make a payment", "123456", "seven three nine one")
    assert (turn.rule, turn.heard) == ("no_match", "•••")
    assert talk.heard.startswith("Please use your keypad for that.")
    assert turn.next.secret
    assert turn.next.keys.longest == 4
    assert "seven three nine one" not in talk.everything
    assert talk.understands.asked == ["make a payment"]


async def test_no_digression_leaves_a_secret_question(call: Any) -> None:
    talk = call()
    turn = await talk.all("make a payment", "123456", "is there a fee for paying by card?")
    assert turn.rule == "no_match"


async def test_digressions_go_two_deep_and_come_back_by_themselves(call: Any) -> None:
    talk = call({"kb.answer": "no_answer", "billing.sign_in": OWES_80})
    turn = await talk.all(*SIGNED_IN, "my order", "is there a fee for paying by card?")
    assert turn.rule == "digress(faq)"
    assert "Shall I put you through" in talk.heard
    talk.understands.verdicts["fee again"] = await talk.understands.understand("my order")
    turn = await talk.says("fee again")
    assert turn.rule == "back(order_status)"
    assert talk.heard == "Back to your order. What's your order number?"


async def test_an_unanswered_question_is_noted_as_it_was_asked(call: Any) -> None:
    talk = call({"kb.answer": "no_answer"})
    turn = await talk.all("is there a fee for paying by card?", "yes")
    assert turn.next.note == "Unanswered question. is there a fee for paying by card?"


async def test_cancel_stops_the_flow_and_forgets_its_values(call: Any) -> None:
    talk = call({"billing.sign_in": OWES_80})
    turn = await talk.all(*SIGNED_IN, "never mind")
    assert turn.rule == "cancel"
    assert talk.heard == "Okay, I've stopped that. Is there anything else I can help with?"
    assert turn.slots == {}


async def test_repeat_says_the_last_words_again(call: Any) -> None:
    talk = call()
    await talk.all("my order")
    before = talk.heard
    turn = await talk.says("could you repeat that please")
    assert (turn.rule, talk.heard) == ("repeat", before)


async def test_hold_waits_longer_and_counts_no_silence(call: Any) -> None:
    talk = call()
    turn = await talk.all("my order", "hang on a second")
    assert turn.next.wait_ms == 30_000
    turn = await talk.silence()
    assert talk.heard == "Are you still there? What's your order number?"
    assert turn.next.wait_ms == 8_000
    await talk.silence()
    assert talk.heard.startswith("Sorry, I need the order number.")


async def test_help_explains_the_question_that_is_open(call: Any) -> None:
    talk = call()
    await talk.all("my order", "help")
    assert talk.heard == "It's just under the total in your confirmation email. What's your order number?"


async def test_a_person_is_one_sentence_away_by_rule_and_by_classifier(call: Any) -> None:
    for text, by in (("I want to speak to a person", "rule"), ("put me through to a colleague of yours", "classifier")):
        talk = call()
        turn = await talk.all("my order", text)
        assert (turn.rule, turn.by) == ("human", by)
        assert turn.next.queue == "front_desk"


async def test_a_menu_key_starts_a_flow(call: Any) -> None:
    talk = call()
    turn = await talk.all("#1")
    assert (turn.rule, turn.by) == ("menu(order_status)", "keys")


async def test_the_disclosure_cannot_be_interrupted(call: Any) -> None:
    talk = call()
    turn = await talk.all()
    assert [line.barge for line in turn.lines][:2] == [False, False]
    assert turn.lines[-1].barge
    assert [line.id for line in turn.lines] == [f"1.{n}" for n in range(1, len(turn.lines) + 1)]
