"""What does a large contact centre's project look like? Flows in the usual mix of words, any number of them.

Made, not written: the same numbers give the same files. Every flow asks, confirms, calls handlers, branches and
repairs, in texts of the usual length; together they check without a finding.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

THINGS = tuple(
    """
    parcel booking meter invoice visit policy ticket repair tariff refund boiler tank chimney roof garden fence
    drain alarm lock window door carpet kitchen bathroom heater fridge oven washer dryer freezer lamp cable
    router phone tablet camera printer screen battery charger bicycle trailer van car tyre engine brake mirror
    seat belt
    """.split()  # noqa: SIM905 - a word list
)
KINDS = tuple(
    """
    loan pension mortgage voucher coupon deposit fine permit licence passport visa badge card key code contract
    quote claim survey audit course lesson exam degree library museum theatre concert stadium pool gym sauna
    hotel hostel campsite ferry train coach tram flight cruise taxi parking toll bridge tunnel harbour marina
    airport station
    """.split()  # noqa: SIM905 - a word list
)
STEPS = 20
"""Steps of each flow."""

HANDLERS = '''"""What can be done with a case? Everything, at once."""

from __future__ import annotations

from datetime import date
from typing import Literal, TypedDict

from engine.handlers.registry import Call, handler
from engine.types import Digits, Money, Outcome


class Case(TypedDict):
    """A case."""

    state: Literal["open", "late", "closed"]
    owner: str
    owes: Money


@handler("cases.find", outcomes=["not_found"])
async def find(call: Call, number: Digits) -> Case | Outcome:
    """Find a case."""
    return Outcome("not_found")


@handler("cases.move", outcomes=["taken"], commits=True)
async def move(call: Call, number: Digits, day: date) -> None | Outcome:
    """Move a case to another day."""
    return Outcome("taken")
'''

PROJECT = """
name: Large Company
locale: en-GB
start: welcome
handlers: handlers.py
disclosure: You're talking to the Large Company's assistant. Calls may be recorded.
queues: {front_desk: "+441632960000", cases: "sip:cases@example.com"}
limits: {tries: 3, wait: 5s, digressions: 2, call: 15m}
on:
  human:
    - say: I'll put you through to someone.
    - transfer: front_desk
  give_up:
    - say: Let me get someone to help you with that.
    - transfer: front_desk
  error:
    - say: Sorry, my system isn't answering at the moment.
    - transfer: front_desk
"""

WELCOME = """
about: The opening question.
title: the main menu
start: never
steps:
  - say: Thanks for calling the Large Company.
  - listen: How can I help?
    retry:
      - You can say things like, where's my parcel, or, move my visit.
      - You can also say, a person, please.
"""

FLOW = """
# Made flow {name}.
about: A {thing} or a {kind}, and moving it.
title: your {thing}
start: {name}

slots:
  {name}_number:
    type: digits(4-8)
    ask: What's the number of your {thing}?
    short: Which number?
    retry:
      - Sorry, I need the number of your {thing}. It's four to eight digits long.
      - It's in our letter. You can also key it in and press hash.
    help: It's at the top of our letter, on the right.
    wait: 8s
  {name}_day:
    type: date
    ask: Which day would suit you?
    retry:
      - Sorry, which day? You can say, next Tuesday.
      - Please say the day and the month.
  {name}_share:
    type: money
    ask: How much of it would you like to pay now?
    check:
      - if: {name}_share > 0 and {name}_share <= {name}_case.owes
        else: The most you can pay is {{{name}_case.owes}}.
  {name}_way:
    type: one_of [by post, by email, not at all]
    ask: Shall we confirm it by post, by email, or not at all?
    options:
      by post: [letter, in writing, the post]
      by email: [mail, electronically]

steps:
  - ask: {name}_number
  - do: cases.find
    as: {name}_case
    with: {{number: {name}_number}}
    filler: Let me find that for you.
    on:
      not_found:
        - say: I can't find the {thing} {{{name}_number}}.
        - redo: {name}_number
  - match: {name}_case.state
    closed:
      - say: That one is closed, and {{{name}_case.owner}} looked after it.
      - end
    late:
      - say: I'm sorry, that one's running late. {{{name}_case.owner}} is on it.
    else:
      - say: It's open, and with {{{name}_case.owner}}.
  - if: {name}_case.owes > 0
    then:
      - ask: {name}_share                       # nothing is taken on the phone, we send an invoice
  - ask: {name}_day
  - confirm: Shall I move {thing} {{{name}_number}} to {{{name}_day}}?
    no:
      - end
  - do: cases.move
    with: {{number: {name}_number, day: {name}_day}}
    filler: Moving it now.
    on:
      taken:
        - say: Somebody has just taken that day.
        - redo: {name}_day
      error:
        - transfer: cases
          note: Moving {thing} {{{name}_number}} broke. See whether it was done.
  - ask: {name}_way
  - say: "{bye}"
"""


def project(flows: int) -> dict[str, str]:
    """Return path -> text of a project with so many flows and a welcome."""
    return {
        "handlers.py": HANDLERS,
        "flows/project.yaml": PROJECT.lstrip(),
        "flows/welcome.yaml": WELCOME.lstrip(),
        **dict(_flows(flows)),
    }


def labels(flows: int) -> frozenset[str]:
    """Return the intents that start the made flows."""
    return frozenset(_name(n) for n in range(flows))


def write(folder: Path, flows: int) -> list[Path]:
    """Write the project into ``folder``; return its flow files."""
    for name, text in project(flows).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return sorted((folder / "flows").glob("*.yaml"))


def _name(n: int) -> str:
    return f"{THINGS[n % len(THINGS)]}_{n}"


def _flows(flows: int) -> Iterator[tuple[str, str]]:
    chosen = random.Random(flows)
    for n in range(flows):
        text = FLOW.format(
            name=_name(n),
            thing=THINGS[n % len(THINGS)],
            kind=KINDS[n % len(KINDS)],
            bye=chosen.choice(("That's done: you're all set.", "Done. It takes a day to show.", "All sorted.")),
        )
        yield f"flows/{_name(n)}.yaml", text.lstrip()
