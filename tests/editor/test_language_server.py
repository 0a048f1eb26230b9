"""Does a real YAML language server complete, mark and explain with the schemas that we write?"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.flows.vocabulary import BESIDE, SLOT_KEYS
from engine.schema import glossary
from engine.schema.write import write_schemas

from .language_server import Editor, LanguageServer

ROOT = Path(__file__).parents[2]
HEADER = "# yaml-language-server: $schema=../.trunkline/schema/flow.json\n"
FLOW = HEADER + "about: To try things out.\ntitle: your trial\nstart: never\nsteps:\n"
CALLS = "# yaml-language-server: $schema=../../.trunkline/schema/calls.json\n- call: x\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, with its schemas."""
    folder = tmp_path_factory.mktemp("project")
    for part in ("flows", "intents", "tests/intents", "tests/calls"):
        shutil.copytree(ROOT / part, folder / part)
    shutil.copy(ROOT / "handlers.py", folder)
    write_schemas(folder)
    return folder


@pytest.fixture(scope="module")
def editor(server: LanguageServer, project: Path) -> Editor:
    return Editor(server, project)


def test_every_file_of_the_demo_is_unmarked(editor: Editor, project: Path) -> None:
    paths = sorted(path for path in project.rglob("*.yaml") if ".trunkline" not in path.parts)
    assert len(paths) > 50
    opened = {path.name: editor.open(str(path.relative_to(project)), path.read_text("utf-8")) for path in paths}
    marked = {name: editor.server.wait_for_diagnostics(uri) for name, uri in opened.items()}
    assert {name: marks for name, marks in marked.items() if marks} == {}


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("  - do: |", {"orders.lookup", "delivery.check_day", "kb.answer"}),
        ("  - ask: |", {"order_number", "amount", "passcode"}),
        ("  - transfer: |", {"front_desk", "billing", "returns"}),
        ("  - run: |", {"verify_caller", "make_payment"}),
        ("  - redo: |", {"order_number", "receipt"}),
        ("  - listen: Yes?\n    keys: {1: |}", {"order_status", "callback"}),
        ("  - do: orders.cancel\n    on:\n      |", {"not_found", "too_late", "error", "timeout"}),
        ("  - do: orders.cancel\n    |", set(BESIDE["do"])),
        ("  - |", set(BESIDE)),
        ("  - if: amount > 0\n    then:\n      - ask: |", {"order_number", "amount"}),
        ("  - match: order.state\n    late:\n      - transfer: |", {"front_desk"}),
    ],
)
def test_it_offers(editor: Editor, typed: str, offered: set[str]) -> None:
    assert set(editor.offers("flows/trial.yaml", FLOW + typed)) >= offered


def test_it_offers_the_outcomes_of_that_handler_alone(editor: Editor) -> None:
    offered = editor.offers("flows/trial.yaml", FLOW + "  - do: billing.sign_in\n    on:\n      |")
    assert set(offered) == {"wrong", "locked", "error", "timeout"}


def test_it_offers_the_keys_of_a_slot_and_of_a_flow(editor: Editor) -> None:
    slot = FLOW.replace("steps:\n", "slots:\n  size:\n    |\nsteps:\n  - ask: size\n")
    assert set(editor.offers("flows/trial.yaml", slot)) >= set(SLOT_KEYS)
    assert {"if", "on", "interrupt", "slots"} <= set(editor.offers("flows/trial.yaml", FLOW + "  - end\n|"))


def test_it_tells_about_what_it_offers(editor: Editor) -> None:
    told = editor.offers("flows/trial.yaml", FLOW + "  - do: |")["orders.lookup"]
    assert "Look an order up by its number." in told
    assert "not_found" in told


def test_it_offers_in_a_conversation(editor: Editor) -> None:
    file = "tests/calls/trial.yaml"
    assert {"orders.lookup", "kb.answer"} <= set(editor.offers(file, CALLS + "  given:\n    |"))
    assert {"done", "not_found", "timeout"} <= set(editor.offers(file, CALLS + "  given:\n    orders.lookup: |"))
    assert {"caller", "hears", "understood"} <= set(editor.offers(file, CALLS + "  turns:\n    - |"))
    assert {"billing"} <= set(editor.offers(file, CALLS + "  ends: {transfer: |}"))


def test_it_offers_a_translator_the_texts_with_their_words(editor: Editor) -> None:
    header = "# yaml-language-server: $schema=../../.trunkline/schema/locale.json\n"
    assert "your balance" in editor.offers("flows/locales/fr.yaml", header + "|")["balance/title"]
    entry = header + "balance/ti|tle:\n  text: votre solde\n  from: 2a842ec1\n"
    assert "your balance" in editor.hover("flows/locales/fr.yaml", entry)


def test_it_offers_in_the_project_file(editor: Editor, project: Path) -> None:
    text = (project / "flows" / "project.yaml").read_text("utf-8")
    assert {"welcome", "faq"} <= set(editor.offers("flows/project.yaml", text.replace("start: welcome", "start: |")))
    assert {"timeout", "no_input", "declined"} <= set(editor.offers("flows/project.yaml", text + "  |"))


@pytest.mark.parametrize(
    ("typed", "line", "said"),
    [
        ("  - do: orders.lokup", 6, "orders.lookup"),
        ("  - say: Hi.\n  - ask: order_numbr", 7, "order_number"),
        ("  - transfer: biling", 6, "billing"),
        ("  - do: orders.lookup\n    on:\n      not_fund: []", 8, "not_fund"),
        ("  - do: orders.lookup\n    filer: One moment.", 7, "filer"),
        ("  - sya: Hi.", 6, "sya"),
        ("  - say: Hi.\n    ask: amount", 7, "ask"),
        ("  - if: amount > 0\n    then:\n      - do: nothing.of.this.name", 8, "orders.lookup"),
        ("  - say: {amount} is too much", 6, ""),
        ("  - end\nabuot: Once more.", 7, "abuot"),
    ],
)
def test_it_marks_what_is_wrong_at_its_line(editor: Editor, typed: str, line: int, said: str) -> None:
    marks = editor.marks("flows/trial.yaml", FLOW + typed)
    assert [at for at, message in marks if said in message][:1] == [line], marks


def test_one_slip_is_one_mark(editor: Editor) -> None:
    typed = "  - do: orders.lokup\n    as: order\n    on:\n      not_found:\n        - redo: order_number\n"
    assert len(editor.marks("flows/trial.yaml", FLOW + typed)) == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("  - s|ay: Hi.", glossary.STEPS["say"]),
        ("  - do: orders.lookup\n    fil|ler: One moment.", glossary.BESIDE["do"]["filler"]),
        ("  - do: orders.loo|kup", "Look an order up by its number."),
    ],
)
def test_hover_explains(editor: Editor, typed: str, told: str) -> None:
    assert told in editor.hover("flows/trial.yaml", FLOW + typed)


def test_hover_explains_the_keys_of_a_flow_and_a_slot(editor: Editor) -> None:
    assert glossary.FLOW["about"] in editor.hover("flows/trial.yaml", FLOW.replace("about", "ab|out") + "  - end\n")
    slots = "slots:\n  size:\n    type: text\n    ask: Which size?\n    pat|ience: 2s\nsteps:\n  - ask: size\n"
    assert glossary.SLOT["patience"] in editor.hover("flows/trial.yaml", FLOW.replace("steps:\n", slots))
