from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from engine.flows.model import Name, Position
from engine.intents import LoadedIntents, load_intents

PAY = "about: Wants to pay.\nslots: [amount]\nexamples:\n" + "".join(f"  - pay it {n}\n" for n in "abcdefgh")
ASK = "about: Asks.\nexamples:\n" + "".join(f"  - what about {n}\n" for n in "abcdefgh")
OTHER = "examples:\n" + "".join(f"  - the weather {n}\n" for n in "abcdefgh")
GOOD = {
    "intents/pay.yaml": PAY,
    "intents/ask.yaml": ASK,
    "intents/_out_of_scope.yaml": OTHER,
    "tests/intents/pay.yaml": "examples: [settle up]\n",
    "tests/intents/ask.yaml": "examples: [one question]\n",
    "tests/intents/_out_of_scope.yaml": "examples: [is it raining]\n",
}


def loaded(folder: Path, files: Mapping[str, str]) -> LoadedIntents:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load_intents(folder)


def test_good_intents(tmp_path: Path) -> None:
    found = loaded(tmp_path, GOOD)
    assert found.findings == ()
    assert list(found.intents) == ["ask", "pay"]
    assert found.labels == {"ask", "pay"}
    pay = found.intents["pay"]
    assert (pay.about, pay.slots, len(pay.examples)) == ("Wants to pay.", ("amount",), 8)
    first = pay.examples[0]
    assert isinstance(first, Name)
    assert first.at == Position("intents/pay.yaml", 4, 5)
    assert len(found.background) == 8
    assert found.held_out["_out_of_scope"] == ("is it raining",)


MISTAKES = Path(__file__).parent / "mistakes_in_intents.yaml"


@pytest.mark.parametrize("mistake", yaml.safe_load(MISTAKES.read_text("utf-8")))
def test_what_is_wrong_with_intents(tmp_path: Path, mistake: Mapping[str, str]) -> None:
    file, old = mistake["file"], mistake["instead of"]
    assert GOOD[file].count(old) == 1
    found = loaded(tmp_path, {**GOOD, file: GOOD[file].replace(old, mistake["stands"])})
    assert [str(finding) for finding in found.findings] == [mistake["finds"]]


def test_a_mirror_without_its_intent(tmp_path: Path) -> None:
    found = loaded(tmp_path, {**GOOD, "tests/intents/payy.yaml": "examples: [x]\n"})
    place, code, said = str(found.findings[0]).split(": ", 2)
    assert (place, code) == ("tests/intents/payy.yaml:1:1", "error I003")
    assert said == "held-out sentences for 'payy', which is no intent; did you mean 'pay'?"


def test_no_intents_at_all(tmp_path: Path) -> None:
    assert [finding.code for finding in load_intents(tmp_path).findings] == ["I001"]


def test_a_file_that_is_no_mapping(tmp_path: Path) -> None:
    found = loaded(tmp_path, {**GOOD, "intents/pay.yaml": "- pay\n"})
    assert {finding.code for finding in found.findings} == {"F007", "I001"}


def test_the_demo_has_no_finding() -> None:
    found = load_intents(Path(__file__).parents[2])
    assert found.findings == ()
    assert len(found.intents) >= 12
    assert all(len(intent.examples) >= 20 for intent in found.intents.values())
    assert len(found.background) >= 300
