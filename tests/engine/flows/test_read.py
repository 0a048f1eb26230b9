from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from engine.flows.findings import Finding
from engine.flows.model import (
    Ask,
    Compare,
    Confirm,
    Constant,
    Do,
    End,
    Flow,
    If,
    Listen,
    Match,
    Name,
    Position,
    Project,
    Redo,
    Reference,
    Run,
    Say,
    Slot,
    Step,
    TransferTo,
)
from engine.flows.read import flow, project
from engine.flows.read_values import Reading
from engine.flows.source import read_text

MISTAKES = Path(__file__).parent / "mistakes"
AT = Position("f.yaml", 1, 1)
HEAD = "about: A\ntitle: a\nstart: never\n"


def read(text: str, *, head: str = HEAD) -> tuple[Flow, list[Finding]]:
    reading = Reading()
    source = read_text(head + text, "f.yaml")
    assert source.root is not None
    found = flow(reading, "f", source.root, AT)
    lines = head.count("\n")
    moved = [*source.findings, *reading.findings]
    return found, [
        Finding(Position("f.yaml", f.at.line - lines, f.at.column), f.severity, f.code, f.message, f.hint)
        for f in moved
    ]


def step(text: str) -> Step:
    found, findings = read(f"steps:\n{text}")
    assert findings == []
    return found.steps[0]


def slot(lines: str) -> Slot:
    body = "".join(f"    {line.strip()}\n" for line in lines.splitlines() if line.strip())
    found, findings = read(f"slots:\n  x:\n{body}steps: [end]\n")
    assert findings == []
    return found.slots["x"]


def findings(text: str, *, head: str = HEAD) -> list[str]:
    return [
        f"{f.at.line}:{f.at.column} {f.code} {f.message}" + (f"; {f.hint}" if f.hint else "")
        for f in read(text, head=head)[1]
    ]


def test_the_talking_steps() -> None:
    say = step("  - say: So that's {amount} on {order.day}.\n    barge: off\n")
    assert isinstance(say, Say)
    assert not say.barge
    template = say.prompt.variants[0]
    assert template.parts[0::2] == ("So that's ", " on ", ".")
    places = [(part.path, part.at.line, part.at.column) for part in template.parts if isinstance(part, Reference)]
    assert places == [(("amount",), 5, 21), (("order", "day"), 5, 33)]
    varied = step("  - say: {any: [One., Two.]}\n")
    assert isinstance(varied, Say)
    assert [variant.source for variant in varied.prompt.variants] == ["One.", "Two."]
    confirm = step("  - confirm: Sure?\n    no:\n      - end\n    retry: [Yes or no?]\n    tries: 2\n")
    assert isinstance(confirm, Confirm)
    assert (confirm.yes, confirm.no, confirm.tries, len(confirm.retry)) == (
        None,
        (End(Position("f.yaml", 7, 9)),),
        2,
        1,
    )
    listen = step("  - listen: What can I do?\n    keys: {1: orders, 2: pay}\n    wait: 500ms\n")
    assert isinstance(listen, Listen)
    assert (dict(listen.keys), listen.wait_s) == ({"1": "orders", "2": "pay"}, 0.5)


def test_the_acting_choosing_and_moving_steps() -> None:
    do = step(
        '  - do: kb.answer\n    as: told\n    with: {question: caller.said, kind: "short", most: 3}\n'
        "    filler: Let me see.\n    on:\n      no_answer:\n        - redo: told\n"
    )
    assert isinstance(do, Do)
    assert (do.handler, do.result) == ("kb.answer", "told")
    assert isinstance(do.inputs["question"], Reference)
    assert [node.value for node in do.inputs.values() if isinstance(node, Constant)] == ["short", Decimal(3)]
    assert isinstance(do.on["no_answer"][0], Redo)
    when = step(
        "  - if: order.state in [late, lost] and not agreed\n    then:\n      - run: other\n"
        "    else:\n      - end: hangup\n"
    )
    assert isinstance(when, If)
    assert isinstance(when.then[0], Run)
    assert when.otherwise[0] == End(Position("f.yaml", 9, 9), hangup=True)
    match = step("  - match: order.state\n    end: [{say: Over.}]\n    say:\n      - ask: x\n    else: []\n")
    assert isinstance(match, Match)
    assert (tuple(match.cases), match.otherwise) == (("end", "say"), ())
    case = next(iter(match.cases))
    assert isinstance(case, Name)
    assert case.at == Position("f.yaml", 6, 5)
    transfer = step("  - transfer: orders\n    note: Late order {order_number}.\n")
    assert isinstance(transfer, TransferTo)
    assert transfer.note is not None
    asked = step("  - ask: amount\n")
    assert isinstance(asked, Ask)
    assert isinstance(asked.slot, Name)
    assert asked.slot.at == Position("f.yaml", 5, 10)


def test_a_slot_with_every_key() -> None:
    found = slot("""
        type: one_of [wrong size, faulty]
        options: {faulty: [broken, ripped]}
        ask: Which?
        short: Which one?
        retry: [Sorry?, {any: [Again?, Once more?]}]
        silence: Are you there?
        help: It's on the label.
        readback: never
        keys: {1: wrong size, 2: faulty}
        voice: off
        secret: yes
        wait: 8s
        patience: 1.5s
        tries: 2
        barge: off
        keep: call
        on: {give_up: [{transfer: desk}]}
        check: [{if: x != faulty, else: Not that.}]
    """)
    assert found.type.options == {"wrong size": ("wrong size",), "faulty": ("faulty", "broken", "ripped")}
    assert (found.readback, found.keys, found.voice, found.secret) == (
        "never",
        {"1": "wrong size", "2": "faulty"},
        False,
        True,
    )
    assert (found.wait_s, found.patience_s, found.tries, found.barge, found.keep) == (8.0, 1.5, 2, False, True)
    assert [len(prompt.variants) for prompt in found.retry] == [1, 2]
    assert isinstance(found.checks[0].condition, Compare)
    assert isinstance(found.on["give_up"][0], TransferTo)
    assert found.short is not None
    assert found.silence is not None
    assert found.help is not None


@pytest.mark.parametrize(
    ("text", "kind", "shortest", "longest"),
    [
        ("digits(4-8)", "digits", 4, 8),
        ("digits(6)", "digits", 6, 6),
        ("digits", "digits", None, None),
        ("money", "money", None, None),
    ],
)
def test_types(text: str, kind: str, shortest: int | None, longest: int | None) -> None:
    found = slot(f"type: {text}\nask: Which?").type
    assert (found.kind, found.shortest, found.longest) == (kind, shortest, longest)


@pytest.mark.parametrize("mistake", yaml.safe_load((MISTAKES / "steps.yaml").read_text("utf-8")))
def test_what_is_wrong_with_a_step(mistake: dict[str, str]) -> None:
    assert findings(f"steps:\n{mistake['steps']}") == [mistake["finds"]]


@pytest.mark.parametrize("mistake", yaml.safe_load((MISTAKES / "slots.yaml").read_text("utf-8")))
def test_what_is_wrong_with_a_slot(mistake: dict[str, str]) -> None:
    body = "".join(f"    {line}\n" for line in mistake["slot"].splitlines())
    assert findings(f"slots:\n  x:\n{body}steps: [end]\n") == [mistake["finds"]]


def test_what_is_wrong_with_a_flow() -> None:
    assert findings("aboot: A\n", head="") == [
        "1:1 F005 unknown key 'aboot'; did you mean 'about'?",
        "1:1 F007 this file needs 'title': how the caller would call it, such as: your order",
        "1:1 F007 this file needs 'start': the intent that starts it, or never",
        "1:1 F007 this file needs 'steps': what it does",
    ]
    assert findings("slots: {yes: {type: money, ask: Q?}}\nsteps: [end]\n") == [
        "1:9 F006 'yes' cannot name a slot; use letters, digits and underscores"
    ]
    assert findings("a\n", head="")[0] == "1:1 F006 a flow must be keys and values"


def test_starts_guard_and_interrupt() -> None:
    found, problems = read(
        "steps: [end]\nif: agreed\ninterrupt: never\n", head="about: A\ntitle: a\nstart: [one, two]\n"
    )
    assert problems == []
    assert (found.start, found.interrupt) == (("one", "two"), False)
    assert isinstance(found.guard, Reference)
    assert read("steps: [end]\n")[0].start == ()
    assert findings("steps: [end]\n", head="about: A\ntitle: a\nstart: [never, one]\n") == [
        "0:9 F006 never stands alone: a flow that starts on an intent is not never started"
    ]


def read_project(text: str) -> tuple[Project, list[str]]:
    reading = Reading()
    source = read_text(text, "p.yaml")
    assert source.root is not None
    found = project(reading, source.root, AT)
    return found, [f"{f.at.line}:{f.at.column} {f.code} {f.message}" for f in (*source.findings, *reading.findings)]


def test_a_project_with_every_key() -> None:
    found, problems = read_project(
        "name: A\nlocale: es-ES\nstart: hello\nhandlers: handlers.py  # ours\ndisclosure: {none: internal line}\n"
        'queues: {desk: "+441632960100", pbx: sip:desk@example.com}\n'
        "limits: {tries: 2, wait: 4s, digressions: 0, call: 10m}\nunderstanding: {precision: .9, margin: 0.1}\n"
        "voices: {elevenlabs: abc}\non:\n  human: [{transfer: desk}]\n"
    )
    assert problems == []
    assert (found.locale, found.handlers, found.disclosure, found.disclosure_waived) == (
        "es-ES",
        "handlers.py",
        None,
        "internal line",
    )
    assert (found.limits.tries, found.limits.wait_s, found.limits.digressions, found.limits.call_s) == (
        2,
        4.0,
        0,
        600.0,
    )
    assert (found.understanding.precision, found.understanding.margin) == (0.9, 0.1)
    assert (dict(found.voices), found.queues["pbx"]) == ({"elevenlabs": "abc"}, "sip:desk@example.com")
    assert isinstance(found.on["human"][0], TransferTo)


def test_what_is_wrong_with_a_project() -> None:
    _, problems = read_project(
        "name: A\nlocale: English\nstart: hello\nqueues: {desk: 0123}\nlimits: {trys: 2, wait: 5}\n"
        "understanding: {precision: 98}\n"
    )
    assert problems == [
        "2:9 F006 this is not a locale",
        "4:16 F006 the queue 'desk' needs a number to dial",
        "5:10 F005 unknown key 'trys'",
        "5:25 F006 '5' is not a duration",
        "6:28 F006 this is a number from 0 to 1, such as 0.98",
    ]


WORDS = """
about start slots steps on say ask confirm listen do if then else match run redo transfer end type digits(4) retry
keys with as any none x {x} 1 8s limits queues disclosure options check wait
"""
WORD = st.sampled_from(["", "one_of [a]", *WORDS.split()])
NODES = st.recursive(
    WORD.map(lambda word: f'"{word}"'),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.lists(
            st.tuples(WORD.map(lambda word: f'"{word}"'), inner), max_size=3, unique_by=lambda pair: pair[0]
        ).map(lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}")
    ),
    max_leaves=15,
)


@given(NODES)
def test_no_shape_of_file_raises(text: str) -> None:
    root = read_text(text, "f.yaml").root
    assert root is not None
    reading = Reading()
    flow(reading, "f", root, AT)
    project(reading, root, AT)
    assert reading.findings
