from __future__ import annotations

from collections import Counter

from engine.flows.source import MappingNode, Node, ScalarNode, SequenceNode, read_text
from engine.rehearsal.mutation import Mutant, doublings, mutations
from engine.rehearsal.slips import Names, misspelt

FLOW = """\
about: Pay a bill.
title: your payment
start: make_payment
slots:
  amount:
    type: money
    ask: How much?
    retry:
      - Sorry, how much?
      - In pounds and pence, please.
    check:
      - if: amount <= customer.owes
        else: The most is {customer.owes}.
  account:
    type: digits(6)
    secret: true
    ask: Which account?
steps:
  - ask: account
  - ask: amount
  - confirm: So that's {amount}?
    yes:
      - say: Good.
      - redo: amount
    no:
      - end
  - do: pay
    on:
      declined:
        - transfer: billing
"""
NAMES = Names(("account", "amount"), ("faq", "make_payment"), ("billing", "security"), ("pay", "refund"))


def root(text: str) -> Node:
    read = read_text(text, "flows/x.yaml").root
    assert read is not None
    return read


def made() -> list[Mutant]:
    return list(mutations("x.yaml", root(FLOW), NAMES))


def said(node: Node) -> list[str]:
    match node:
        case ScalarNode():
            return [node.text]
        case SequenceNode(items=items):
            return [text for item in items for text in said(item)]
        case MappingNode(entries=entries):
            return [text for key, value in entries for text in (key.text, *said(value))]


def test_each_slip_changes_one_thing_and_keeps_every_place() -> None:
    before = Counter(said(root(FLOW)))
    for mutant in made():
        assert mutant.source.root is not None
        after = Counter(said(mutant.source.root))
        assert (after - before).total() <= 1, mutant.what
        assert mutant.at.file == "flows/x.yaml"


def test_every_kind_of_slip_is_made() -> None:
    assert {mutant.operator for mutant in made()} >= {
        "drop a key", "misspell a name", "misspell a key", "cut an edge", "swap a type", "remove a prompt",
        "weaken a check", "swap a value", "swap two steps", "drop a step",
    }  # fmt: skip


def test_slips_are_described() -> None:
    told = {mutant.what for mutant in made()}
    assert {
        "'retry' is gone from 'slots.amount'",
        "'amount' is spelt 'amont'",
        "'digits(6)' became 'money'",
        "'amount <= customer.owes' became 'amount < customer.owes'",
        "'amount <= customer.owes' became 'true'",
        "'secret: true' became 'false'",
        "'billing' became 'security'",
        "'pay' became 'refund'",
        "'yes' and 'no' are swapped",
        "'amount' became 'account' in a text",
    } <= told


def test_a_slots_question_is_a_text_and_no_name() -> None:
    assert not any("spelt" in each.what and "How much" in each.what for each in made())


def test_a_doubled_key_is_seen_by_the_reader() -> None:
    doubled = list(doublings("x.yaml", FLOW, root(FLOW)))
    assert len(doubled) > 5
    for mutant in doubled:
        assert "F000" in {finding.code for finding in mutant.source.findings}, mutant


def test_a_word_of_two_letters_is_not_misspelt() -> None:
    assert misspelt("do") is None
    assert misspelt("amount") == "amont"
