"""Are locale files read, matched with the flows' texts, and found fault with where they stand?"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from engine.flows.check import check
from engine.flows.facts import Facts
from engine.flows.findings import Finding
from engine.flows.model import Project
from engine.flows.project import load
from engine.flows.texts import Text, texts
from engine.flows.translation import scores, served
from engine.handlers.registry import Handler, Registry

PROJECT = """
name: Beacon Books
locale: en-GB
locales: [es-ES]
start: hello
disclosure: A machine speaks.
queues: {desk: "+441632960001"}
on:
  human:
    - say: One moment.
    - transfer: desk
      note: Wants a person.
"""
HELLO = """
about: The first question.
title: the start
start: order_status
slots:
  size:
    type: one_of [very small, large]
    options: {large: [big, huge]}
    ask: Which size?
    short: The size?
    retry: [Small or large?, Press 1 or 2.]
    silence: Are you there?
    help: It's on the label.
    check:
      - if: size != large
        else: We have no {size} ones.
  order_number:
    type: digits(4)
    ask: What's your order number?
  passcode:
    type: digits(4)
    secret: true
    ask: Your passcode, please.
steps:
  - ask: size
  - ask: order_number
  - ask: passcode
  - do: orders.lookup
    as: order
    filler: Just a second.
    on:
      not_found:
        - say: It isn't there.
        - redo: order_number
  - say:
      any: ["It's {order.state}, due {order.day}.", "It is {order.state}. Look out for it {order.day}."]
  - confirm: Shall I say it again?
    retry: [Yes or no?]
    yes:
      - say: It's due {order.day}.
    no: []
  - listen: What else?
    retry: [Anything?]
"""
KEYS = (
    "disclosure",
    "hello/title",
    "hello/ask.size",
    "hello/ask.size/short",
    "hello/ask.size/retry.1",
    "hello/ask.size/retry.2",
    "hello/ask.size/silence",
    "hello/ask.size/help",
    "hello/ask.size/check.1",
    "hello/ask.size/name",
    "hello/ask.size/option.very small",
    "hello/ask.size/option.large",
    "hello/ask.order_number",
    "hello/ask.order_number/name",
    "hello/ask.passcode",
    "hello/do.orders.lookup/filler",
    "hello/say.it_isnt_there",
    "hello/say.its_order_state_due",
    "hello/confirm.shall_i_say_it",
    "hello/confirm.shall_i_say_it/retry.1",
    "hello/say.its_due_order_day",
    "hello/listen.what_else",
    "hello/listen.what_else/retry.1",
    "on.human/say.one_moment",
    "values/order.state/delivered",
    "values/order.state/late",
    "values/order.state/on_its_way",
)

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write the small project with the locale files given by tag."""

    def written(hello: str = HELLO, project: str = PROJECT, **locales: str) -> Path:
        (tmp_path / "flows" / "locales").mkdir(parents=True, exist_ok=True)
        (tmp_path / "flows" / "project.yaml").write_text(project)
        (tmp_path / "flows" / "hello.yaml").write_text(hello)
        for tag, text in locales.items():
            path = tmp_path / "flows" / "locales" / f"{tag.replace('_', '-')}.yaml"
            path.write_text(textwrap.dedent(text))
        return tmp_path

    return written


@pytest.fixture
def found(write: Write, handlers: list[Handler]) -> Callable[..., tuple[Finding, ...]]:
    """Return what is found in locale files and because of them, with everything that is read wrongly."""

    def checked(**files: str) -> tuple[Finding, ...]:
        loaded = load(write(**files))
        assert loaded.project is not None
        everything = {*loaded.findings, *check(loaded.project, Registry(handlers), None)}
        return tuple(sorted(f for f in everything if f.code.startswith("L") or "locales" in f.at.file))

    return checked


@pytest.fixture
def facts(write: Write, handlers: list[Handler]) -> Callable[..., Facts]:
    def gathered(**files: str) -> Facts:
        return Facts(project(write(**files)), Registry(handlers), None)

    return gathered


def project(folder: Path) -> Project:
    loaded = load(folder)
    assert loaded.findings == ()
    assert loaded.project is not None
    return loaded.project


def entries(found: tuple[Text, ...], said: Mapping[str, Any]) -> str:
    """Return a locale file in which ``said`` is made from the words that the flows have now."""
    by_key = {text.key: text for text in found}
    return "".join(f"{key}:\n  text: {text}\n  from: {by_key[key].fingerprint}\n" for key, text in said.items())


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


# ------------------------------------------------------------------------------------------------------------ texts


def test_every_text_that_callers_hear_has_a_name_made_of_its_node_and_role(facts: Any) -> None:
    assert tuple(text.key for text in texts(facts())) == KEYS


def test_a_note_is_read_by_people_and_is_not_translated(facts: Any) -> None:
    assert not any("Wants a person." in text.words for text in texts(facts()))


def test_the_fingerprint_follows_the_words_alone(facts: Any) -> None:
    before = {text.key: text.fingerprint for text in texts(facts())}
    moved = HELLO.replace("  - ask: passcode\n", "  - say: Thank you.\n  - ask: passcode\n").replace(
        "help: It's on the label.", "help: >\n      It's on\n      the label."
    )
    changed = {text.key: text.fingerprint for text in texts(facts(hello=moved))}
    assert {key: changed[key] for key in before} == before
    reworded = HELLO.replace("Which size?", "What size?").replace("[big, huge]", "[big, huge, enormous]")
    again = {text.key: text.fingerprint for text in texts(facts(hello=reworded))}
    assert {key for key in before if again[key] != before[key]} == {"hello/ask.size"}


# --------------------------------------------------------------------------------------------------------- matching


def test_a_translation_serves_the_text_it_is_called_after(facts: Any) -> None:
    found = texts(facts())
    file = entries(found, {"hello/title": "el comienzo", "hello/ask.size": "¿Qué talla?"})
    now = facts(es=file)
    by_key = {each.text.key: each for each in served(texts(now), (now.project.translations["es"],))}
    assert by_key["hello/ask.size"].status == "current"
    assert by_key["hello/ask.size/short"].status == "missing"
    assert [(s.locale, s.all, s.translated, s.current) for s in scores(now)] == [("es-ES", len(KEYS), 2, 2)]


def test_the_same_words_are_translated_once_and_follow_a_step_that_moves(facts: Any) -> None:
    twice = HELLO.replace("  - ask: passcode\n", "  - say: It isn't there.\n  - ask: passcode\n", 1)
    found = texts(facts(hello=twice))
    assert "hello/say.it_isnt_there#2" in {text.key for text in found}
    now = facts(hello=twice, es=entries(found, {"hello/say.it_isnt_there": "No está."}))
    by_key = {each.text.key: each.status for each in served(texts(now), (now.project.translations["es"],))}
    assert by_key["hello/say.it_isnt_there"] == by_key["hello/say.it_isnt_there#2"] == "current"


def test_a_step_of_the_same_name_in_front_does_not_make_a_translation_stale(facts: Any) -> None:
    found = texts(facts())
    file = entries(found, {"hello/say.its_due_order_day": "Llega {order.day}."})
    front = HELLO.replace("  - ask: passcode\n", "  - say: It's due, order day unknown.\n  - ask: passcode\n", 1)
    now = facts(hello=front, es=file)
    by_key = {each.text.key: each for each in served(texts(now), (now.project.translations["es"],))}
    moved = by_key["hello/say.its_due_order_day#2"]
    assert (moved.status, moved.entry.key) == ("current", "hello/say.its_due_order_day")
    assert by_key["hello/say.its_due_order_day"].status == "stale"


def test_a_country_says_a_few_things_otherwise_and_has_the_rest_from_its_language(facts: Any) -> None:
    found = texts(facts())
    general = entries(found, {"hello/title": "el comienzo", "hello/ask.size": "¿Qué talla?"})
    mexico = entries(found, {"hello/ask.size": "¿De qué talla?"})
    offered = PROJECT.replace("[es-ES]", "[es-ES, es-MX]")
    now = facts(project=offered, es=general, es_MX=mexico)
    files = (now.project.translations["es-MX"], now.project.translations["es"])
    said = {each.text.key: each.entry for each in served(texts(now), files) if each.entry}
    assert said["hello/ask.size"].prompt.variants[0].source == "¿De qué talla?"
    assert said["hello/title"].prompt.variants[0].source == "el comienzo"
    assert {s.locale: s.current for s in scores(now)} == {"es-ES": 2, "es-MX": 2}


# --------------------------------------------------------------------------------------------------------- findings


def test_a_language_without_a_file_is_one_finding_where_it_is_offered(found: Any) -> None:
    (finding,) = found()
    assert (finding.code, finding.severity, str(finding.at)) == ("L001", "warning", "flows/project.yaml:4:11")
    assert finding.hint == "make it with: trunkline translate es"


def test_missing_texts_are_found_in_the_flow_and_unfilled_ones_in_the_file(found: Any, facts: Any) -> None:
    everything = texts(facts())
    said = {text.key: "[a, b]" if text.kind == "option" else values(text) for text in everything}
    assert found(es=entries(everything, said)) == ()
    del said["hello/ask.size/help"]
    said["hello/title"] = ""
    in_flow, in_file = found(es=entries(everything, said))
    assert str(in_flow) == (
        "flows/hello.yaml:13:11: warning L001: 'hello/ask.size/help' is not translated into es; "
        "run: trunkline translate es"
    )
    assert (in_file.code, str(in_file.at)) == ("L001", "flows/locales/es.yaml:4:1")
    assert in_file.hint == "write it behind 'text:'"


def values(text: Text) -> str:
    """Return a translation that says what its source always says."""
    if text.prompt is None:
        return "x"
    places = (".".join(part.path) for part in text.prompt.variants[0].parts if not isinstance(part, str))
    return f'"{" ".join(f"{{{place}}}" for place in places)}."'


def test_a_stale_text_is_found_before_and_after_it_is_marked(found: Any, facts: Any) -> None:
    file = "hello/title:\n  text: el comienzo\n  from: 00000000\n"
    (stale,) = (f for f in found(es=file) if f.code != "L001")
    assert (stale.code, stale.severity, str(stale.at)) == ("L002", "warning", "flows/locales/es.yaml:1:1")
    assert stale.hint == "run: trunkline translate es"
    now = next(text.fingerprint for text in texts(facts()) if text.key == "hello/title")
    (marked,) = (
        f
        for f in found(es=f"hello/title:\n  text: el comienzo\n  from: {now}\n  stale: 00000000\n")
        if f.code != "L001"
    )
    assert (marked.code, marked.hint) == ("L002", "mend the text, then delete the line 'stale:'")


def test_other_values_than_the_source_are_errors_where_they_stand(found: Any, facts: Any) -> None:
    file = entries(
        texts(facts()),
        {
            "hello/say.its_due_order_day": "Llega {order.dya}.",
            "hello/say.its_order_state_due": '["Está {order.state}, {order.day}.", "Llega {order.day}."]',
            "hello/title": "el {comienzo}",
        },
    )
    wrong = [f for f in found(es=file) if f.code == "L003"]
    assert [(f.severity, f.at.line, f.at.column) for f in wrong] == [
        ("error", 2, 9),
        ("error", 2, 16),
        ("error", 5, 46),
        ("error", 8, 13),
    ]
    assert wrong[0].message == "the translation does not say '{order.day}'"
    assert wrong[1].hint == "did you mean 'order.day'?"
    assert wrong[2].message == "the translation does not say '{order.state}'"
    assert wrong[3].hint == "it has no values"


def test_an_entry_for_nothing_is_found_with_what_was_meant(found: Any) -> None:
    file = "hello/titel:\n  text: x\n  from: a\nsomewhere/say.else:\n  text: x\n  from: a\n"
    first, second = (f for f in found(es=file) if f.code == "L004")
    assert (first.severity, first.hint, str(first.at)) == (
        "warning",
        "did you mean 'hello/title'?",
        "flows/locales/es.yaml:1:1",
    )
    assert "the step is gone" in second.hint


def test_a_language_that_is_not_offered_is_found_and_scored(found: Any, facts: Any) -> None:
    file = entries(texts(facts()), {"hello/title": "le début"})
    assert [str(f.at) for f in found(es=file, fr=file) if f.code == "L005"] == ["flows/locales/fr.yaml:1:1"]
    assert [s.locale for s in scores(facts(es=file, fr=file))] == ["es-ES", "fr"]


def test_a_variant_of_the_projects_own_language_misses_nothing(found: Any, facts: Any) -> None:
    american = PROJECT.replace("[es-ES]", "[en-US]")
    assert found(project=american) == ()
    assert [(s.locale, s.share) for s in scores(facts(project=american))] == [("en-US", 1.0)]


def test_a_locale_file_is_read_with_every_problem_in_its_place(found: Any) -> None:
    file = """\
        hello/title: {text: x, from: a}
        hello/ask.size:
          texts: ¿Qué talla?
        hello/ask.size/short:
          text: {order.day} llega
          from: a
        hello/ask.size/help: Está en la etiqueta.
        hello/ask.size/silence:
          text: Pulse # y espere
          from: a
        """
    wrong = [f for f in found(es=file) if not f.code.startswith("L")]
    assert [(f.code, f.at.line, f.at.column) for f in wrong] == [
        ("F006", 1, 14),
        ("F005", 3, 3),
        ("F002", 5, 9),
        ("F006", 7, 22),
        ("F004", 9, 9),
    ]


@pytest.mark.parametrize(
    ("locales", "where", "message"),
    [
        ("[spanish]", "4:11", "this is not a locale"),
        ("[es-ES, es-ES]", "4:18", "'es-ES' is already there"),
        ("en-GB", "4:10", "'en-GB' is already there"),
        ("{es: ES}", "4:10", "locales must be a list"),
    ],
)
def test_what_is_offered_is_checked(write: Any, locales: str, where: str, message: str) -> None:
    (finding,) = load(write(project=PROJECT.replace("[es-ES]", locales))).findings
    assert (finding.code, str(finding.at), finding.message) == ("F006", f"flows/project.yaml:{where}", message)


def test_a_file_that_names_no_language_is_found(write: Any) -> None:
    (finding,) = load(write(spanish="")).findings[:1]
    assert (finding.code, str(finding.at)) == ("F006", "flows/locales/spanish.yaml:1:1")
