from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Literal, TypedDict

import pytest

from engine.flows.check import check
from engine.flows.findings import Finding
from engine.flows.project import load
from engine.handlers.registry import Call, Handler, Registry, handler, handlers_of
from engine.types import Digits, Money, Outcome, Secret

Write = Callable[[Mapping[str, str]], Path]
Check = Callable[[Mapping[str, str]], tuple[Finding, ...]]

LABELS = frozenset({"order_status", "make_payment", "question", "human", "repeat"})


class OrderFound(TypedDict):
    state: Literal["delivered", "late", "on_its_way"]
    day: date
    place: str


class Customer(TypedDict):
    owes: Money


class CardTaken(TypedDict):
    last4: Digits
    token: Secret[str]


class Told(TypedDict):
    say: str


@handler("orders.lookup", outcomes=["not_found"])
async def lookup(call: Call, order_number: Digits) -> OrderFound | Outcome: ...


@handler("billing.sign_in", outcomes=["wrong", "locked"])
async def sign_in(call: Call, account: Digits, passcode: Secret[str]) -> Customer | Outcome: ...


@handler("pay.card", outcomes=["declined", "cancelled"], commits=True, external=True)
async def pay_card(call: Call, amount: Money) -> CardTaken | Outcome: ...


@handler("kb.answer", outcomes=["no_answer"])
async def answer(call: Call, question: str) -> Told | Outcome: ...


HANDLERS = SimpleNamespace(lookup=lookup, sign_in=sign_in, pay_card=pay_card, answer=answer)


@pytest.fixture(scope="session")
def handlers() -> list[Handler]:
    return handlers_of(HANDLERS)


EXAMPLE: dict[str, str] = {
    "project": """
        name: Beacon Books
        locale: en-GB
        start: welcome
        limits: {tries: 3, wait: 5s, digressions: 2, call: 15m}
        understanding: {precision: 0.98, margin: 0.15}
        disclosure: You're talking to Beacon's automated assistant. Calls may be recorded.
        queues: {front_desk: "+441632960001", orders: "+441632960002", billing: "sip:billing@beacon.example"}
        on:                                # anywhere
          human:
            - transfer: front_desk
          give_up:
            - say: I'll find someone who can help.
            - transfer: front_desk
          error:
            - say: Something of ours isn't working.
            - transfer: front_desk
        """,
    "welcome": """
        about: The first question.
        title: the start
        start: never
        steps:
          - say: Thanks for ringing Beacon Books.
          - listen: What can I do for you?
            retry:
              - You can say, where's my order.
              - For an order, press 1. To pay, press 2.
            keys: {1: order_status, 2: make_payment}
        """,
    "order_status": """
        about: Where an order is and when it will come.
        title: your order
        start: order_status                # an intent
        slots:
          order_number:
            type: digits(4-8)
            ask: What's your order number?
            retry:
              - Sorry, which order number?
              - It's in the email. You can also key it in.
            wait: 8s                       # they look for it
        steps:
          - ask: order_number
          - do: orders.lookup
            as: order
            filler: One moment.
            on:
              not_found:
                - say: I can't find order {order_number}.
                - redo: order_number
          - match: order.state
            delivered:
              - say: It came on {order.day}, and was left {order.place}.
            late:
              - say: That one's late. It should come on {order.day}.
              - confirm: Would you like to talk to someone?
                yes:
                  - transfer: orders
                    note: Late order {order_number}, due {order.day}.
                no: []
            else:
              - say: It's on its way.
        """,
    "verify_caller": """
        about: Checks who is calling.
        title: checking your details
        start: never
        slots:
          account:
            type: digits(6)
            ask: What's your account number?
            readback: always
          passcode:
            type: digits(4)
            secret: true                   # keypad only
            ask: Please key in your passcode.
        steps:
          - ask: account
          - ask: passcode
          - do: billing.sign_in
            as: customer
            on:
              wrong:
                - say: That didn't match.
                - redo: passcode
              locked:
                - transfer: billing
                  note: Account {account} is locked.
        """,
    "make_payment": """
        about: Pay what is owed.
        title: your payment
        start: make_payment
        slots:
          amount:
            type: money
            ask: How much would you like to pay?
            short: How much?
            check:
              - if: amount <= customer.owes
                else: The most you can pay is {customer.owes}.
        steps:
          - run: verify_caller
          - say: You owe {customer.owes}.
          - ask: amount
          - confirm: So that's {amount} from account {account}. Shall I?
            no:
              - say: Okay, I won't.
              - end
          - do: pay.card
            as: card
            on:
              declined:
                - say: The bank said no.
                - redo: card
              cancelled:
                - say: Nothing has been taken.
                - end
              error:
                - transfer: billing
                  note: Card capture failed. Caller wants to pay {amount}.
          - say: I've taken {amount} on the card ending {card.last4}.
        """,
    "faq": """
        about: General questions.
        title: your question
        start: question
        steps:
          - do: kb.answer
            with: {question: caller.said}
            filler: Let me see.
            on:
              no_answer:
                - confirm: I don't know that. Shall I find someone who does?
                  yes:
                    - transfer: front_desk
                      note: Unanswered question. {caller.said}
                  no: []
        """,
}


TEXTS = {name: textwrap.dedent(text).lstrip("\n") for name, text in EXAMPLE.items()}


@pytest.fixture
def texts() -> Mapping[str, str]:
    return TEXTS


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a project: the example, with some of its files replaced or added; an empty text leaves a file out."""

    def written(changes: Mapping[str, str]) -> Path:
        (tmp_path / "flows").mkdir(exist_ok=True)
        for name, text in {**TEXTS, **changes}.items():
            if text:
                (tmp_path / "flows" / f"{name}.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return written


@pytest.fixture
def found(write: Write, handlers: list[Handler]) -> Check:
    """Load and check a project as ``write`` makes it; return every finding."""

    def checked(changes: Mapping[str, str]) -> tuple[Finding, ...]:
        loaded = load(write(changes))
        assert loaded.project is not None
        return tuple(sorted({*loaded.findings, *check(loaded.project, Registry(handlers), LABELS)}))

    return checked


def edited(flow: str, old: str, new: str) -> dict[str, str]:
    """Return a change to one file of the example."""
    text = TEXTS[flow]
    assert text.count(old) == 1, old
    return {flow: text.replace(old, new)}


@pytest.fixture
def edit() -> Callable[[str, str, str], dict[str, str]]:
    return edited
