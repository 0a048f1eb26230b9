from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from engine.flows.source import read_text
from engine.rehearsal.check import check_calls
from engine.rehearsal.read import read_source
from engine.rehearsal.run import Played, Theatre, play_all
from engine.rehearsal.suite import open_suite
from engine.understanding.classifier import Classifier

ROOT = Path(__file__).parents[3]
FILE = "tests/calls/x.yaml"
TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def theatre() -> Theatre:
    return open_suite(ROOT, "pinned", TODAY).theatre


def played(theatre: Theatre, text: str) -> Played:
    calls, findings = read_source(read_text(text, FILE))
    assert findings == ()
    (result,) = play_all(calls, theatre)
    return result


def messages(result: Played) -> list[str]:
    return [f"{each.at.line}: {each.message}" for each in result.failures]


def test_every_turn_goes_through_the_real_conversation(theatre: Theatre) -> None:
    result = played(theatre, '- call: x\n  turns:\n    - caller: where\'s my order\n    - keys: "1"\n    - silence\n')
    assert result.failures == ()
    assert [turn.event for turn in result.turns] == ["started", "said", "keyed", "silent"]
    assert [turn.rule for turn in result.turns] == ["started", "start(order_status)", "no_match", "no_input"]


def test_a_turn_after_the_end_is_a_failure(theatre: Theatre) -> None:
    result = played(theatre, "- call: x\n  turns:\n    - caller: goodbye\n    - caller: are you there\n")
    assert messages(result) == ["4: the call is over: it is hung up (us.dialog.done)"]


def test_hanging_up_ends_the_call_quietly(theatre: Theatre) -> None:
    result = played(theatre, "- call: x\n  turns:\n    - caller: where's my order\n    - hangs up\n  ends: done\n")
    assert [turn.event for turn in result.turns] == ["started", "said"]


def test_a_transfer_may_be_taken_by_nobody(theatre: Theatre) -> None:
    call = """\
- call: x
  given: {transfers.reachable: done, transfers.call_back: done}
  turns:
    - caller: I want to speak to a person
    - unanswered:
        hears: Shall we call you back
        path: [returned(unanswered)]
    - caller: yes please
      hears: We'll call you back
      did: [transfers.call_back]
  ends: hangup
"""
    assert messages(played(theatre, call)) == []


def test_nobody_is_missed_who_was_not_called(theatre: Theatre) -> None:
    call = "- call: x\n  turns:\n    - caller: where's my order\n    - unanswered\n"
    (message,) = messages(played(theatre, call))
    assert "nobody is asked to take the call: it listens at" in message


def test_the_filler_comes_after_a_virtual_second(theatre: Theatre) -> None:
    call = """\
- call: x
  given: {kb.answer: {takes: 2s, gives: {say: Yes.}}}
  turns:
    - caller: do you sell gift cards
      hears: [Let me check, "Yes."]
      within: 900ms
"""
    assert messages(played(theatre, call)) == ["4: the first line should come within 0.9 s, it came after 1.00 s"]


def test_what_was_not_heard_is_not_repeated_as_heard(theatre: Theatre) -> None:
    call = """\
- call: x
  given: {kb.answer: {say: Yes. Gift cards are valid for two years.}}
  turns:
    - caller: do you sell gift cards
    - caller: say that again please
      interrupts: {after: Gift cards}
      hears: valid for two years
"""
    assert messages(played(theatre, call)) == []


def test_an_interruption_is_a_turn_of_its_own_in_which_only_what_was_heard_was_said(theatre: Theatre) -> None:
    call = """\
- call: x
  given: {kb.answer: {say: "Yes. Gift cards are valid for two years. They come by post."}}
  turns:
    - caller: do you sell gift cards
    - interrupts: {after: Gift cards}
      hears: ["Yes.", Gift cards]
      never: [valid, by post]
    - caller: where's my order
      hears: order number
"""
    result = played(theatre, call)
    assert messages(result) == []
    assert [turn.event for turn in result.turns] == ["started", "said", "said"]


def test_nobody_interrupts_after_what_was_not_said_or_what_must_be_heard(theatre: Theatre) -> None:
    call = """\
- call: x
  turns:
    - interrupts: {after: Calls may be}
    - caller: where's my order
      interrupts: {after: a pound of plums}
    - interrupts: {after: order}
      hears: number
"""
    assert messages(played(theatre, call)) == [
        "3: nobody can interrupt 'Calls may be recorded.'",
        "4: nobody said 'a pound of plums', so nobody can interrupt after it",
        "7: the caller should hear 'number'",
    ]


ACME = open_suite(Path(__file__).parents[2] / "acme", "pinned", TODAY)
PAYS = """\
- call: x
  given:
    billing.sign_in: {{owes: 80.0}}
    pay.card: {card}
  turns:
    - caller: make a payment
    - keys: "123456"
    - keys: "7391"
    - caller: forty pounds
    - caller: "yes"
{expected}
"""


def paid(card: str, *expected: str) -> Played:
    return played(ACME.theatre, PAYS.format(card=card, expected="\n".join(f"      {line}" for line in expected)))


def test_a_call_that_leaves_our_stream_comes_back_in_the_same_written_turn() -> None:
    result = paid(
        "[declined, {last4: '4242', token: tok_1}]",
        "did: [{pay.card: declined}, {pay.card: done}]",
        "with: {amount: 40}",
        "path: [yes, make_payment/do.pay.card, returned(declined), make_payment/redo.card, returned(done)]",
        "hears: [The bank said no, ending 4242]",
        "never: tok_1",
    )
    assert messages(result) == []
    assert len(result.turns) == 6
    assert result.turns[-1].millis["handler:pay.card"] >= 0


@pytest.mark.parametrize(("card", "heard"), [("cancelled", "Nothing has been taken"), ("error", "")])
def test_an_external_handler_ends_in_any_outcome(card: str, heard: str) -> None:
    assert messages(paid(card, f"did: {{pay.card: {card}}}", *([f"hears: {heard}"] if heard else []))) == []


def test_an_external_handler_that_never_ends_is_a_timeout_with_fillers() -> None:
    result = paid("timeout", "did: {pay.card: timeout}", "hears: [One moment, I'm still on it]")
    assert messages(result) == []
    assert result.turns[-1].millis["handler:pay.card"] >= 10_000


def test_an_external_handler_without_an_answer_fails_and_leaves_for_nowhere() -> None:
    result = paid("[]", "did: {pay.card: error}")
    assert "'pay.card' was called and has no answer in given:" in " ".join(messages(result))
    assert "returned" not in " ".join(result.turns[-1].path)


def test_variants_come_in_the_order_of_the_file(theatre: Theatre) -> None:
    call = "- call: {}\n  turns:\n    - caller: goodbye\n      hears: Thanks for calling Fellside Outdoor\n"
    for name in ("one", "two", "three", "four"):
        assert messages(played(theatre, call.format(name))) == []


@pytest.mark.parametrize(("variant", "heard"), [("2", "enjoy the hills"), ("3", "Thanks for calling Fellside")])
def test_a_call_says_with_which_variant_it_begins(theatre: Theatre, variant: str, heard: str) -> None:
    call = f"- call: x\n  variant: {variant}\n  turns:\n    - caller: goodbye\n      hears: {heard}\n"
    assert messages(played(theatre, call)) == []


def test_a_call_may_name_its_day(theatre: Theatre) -> None:
    call = """\
- call: x
  today: 2026-03-04
  given: {orders.lookup: {state: late, day: today}, delivery.check_day: error}
  turns:
    - caller: change my delivery
      understood: {flow: change_delivery}
    - caller: "4568"
    - caller: on Friday
      slots: {new_day: 2026-03-06}
"""
    assert messages(played(theatre, call)) == []
    without = call.replace("  today: 2026-03-04\n", "")
    assert messages(played(theatre, without)) == ["8: the slot 'new_day' should be '2026-03-06', it is '2026-11-27'"]


@pytest.mark.parametrize(
    ("pin", "rule"),
    [
        ("{act: human}", "human"),
        ("{fill: {order_number: four five six eight}}", "fill(order_number)"),
        ("nothing", "no_match"),
        ("{answer: 'yes'}", "no_match"),
    ],
)
def test_a_language_models_moves_may_be_pinned(theatre: Theatre, pin: str, rule: str) -> None:
    given = "  given: {orders.lookup: not_found}\n"
    call = f'- call: x\n{given}  turns:\n    - keys: "1"\n    - caller: the usual one\n      understood: {pin}\n'
    result = played(theatre, call)
    assert (messages(result), result.turns[-1].rule) == ([], rule)


def test_a_planted_secret_is_looked_for_in_all_that_is_left_behind(theatre: Theatre) -> None:
    call = """\
- call: x
  given: {billing.sign_in: {owes: "80.00"}}
  turns:
    - caller: make a payment
    - keys: "123456"
      never: "123456"
    - keys: "7391"
      never: "7391"
"""
    assert messages(played(theatre, call)) == ["6: '123456' must never appear"]


def test_a_pinned_flow_is_started_by_its_label(theatre: Theatre) -> None:
    call = """\
- call: x
  given: {kb.answer: no_answer}
  turns:
    - caller: one thing I always wondered
      understood: {flow: faq}
      did: kb.answer
"""
    assert messages(played(theatre, call)) == []


def test_names_that_do_not_exist_are_findings(theatre: Theatre) -> None:
    call = """\
- call: x
  given:
    orders.lookup: {state: lost, day: Friday}
    orders.cancel: too_lat
    order.find: done
  turns:
    - caller: hello
      understood: {flow: order_statu}
      slots: {order_numbr: "1"}
      did: {payments.take: refused}
  ends: {transfer: nobody}
- call: x
"""
    calls, _ = read_source(read_text(call, FILE))
    project, registry = theatre.release.project, theatre.release.registry
    found = check_calls(calls, project, registry, frozenset({"order_status"}), TODAY)
    assert [f"{each.at.line} {each.code}" for each in found] == (
        ["1 T010", "3 T008", "4 T007", "5 T006", "8 T009", "9 T009", "10 T007", "11 T009", "12 T010"]
    )


def test_a_language_that_the_project_does_not_offer_is_found(theatre: Theatre) -> None:
    calls, _ = read_source(read_text("- call: x\n  locale: es-EX\n  turns: [silence]\n", FILE))
    project, registry = theatre.release.project, theatre.release.registry
    (finding,) = check_calls(calls, project, registry, frozenset(), TODAY)
    assert (finding.code, str(finding.at), finding.hint) == ("T011", f"{FILE}:2:11", "did you mean 'es-ES'?")


def test_a_call_in_another_language_never_asks_the_model(theatre: Theatre) -> None:
    asked = replace(theatre, mode="real", classifier=cast("Classifier", object()))  # it would break if it were asked
    result = played(asked, "- call: x\n  locale: es-ES\n  turns:\n    - caller: dónde está mi pedido\n")
    assert result.turns[-1].rule == "no_match"
    assert result.failures == ()
