"""Is what we write SARIF 2.1.0? Held to what the standard says of every object that we use."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import pytest

from engine.flows.explain import pages
from engine.flows.findings import Edit, Finding, error, warning
from engine.flows.model import Position
from engine.flows.sarif import sarif

AT = Position("flows/order status.yaml", 3, 7)
FINDINGS = (
    error(AT, "F020", "unknown slot 'cod'", "did you mean 'code'?", (Edit(AT, "cod", "code"),)),
    warning(Position("flows/a.yaml", 1, 1), "V101", "30 words are too many"),
    error(Position("flows/b.yaml", 9, 2), "F020", "unknown slot 'x'"),
    error(Position("flows/c.yaml", 2, 1), "X999", "a code without a page"),
    error(Position("flows/d.yaml", 4, 1), "F000", "twice", edits=(Edit(Position("flows/d.yaml", 4, 1), "a: 1\n", ""),)),
)

PROPERTIES: Mapping[str, tuple[set[str], set[str]]] = {
    "log": ({"version", "runs"}, {"$schema"}),
    "run": ({"tool"}, {"results", "columnKind", "originalUriBaseIds"}),
    "tool": ({"driver"}, set()),
    "driver": ({"name"}, {"rules", "semanticVersion"}),
    "rule": ({"id"}, {"shortDescription", "fullDescription", "help", "defaultConfiguration"}),
    "result": ({"message"}, {"ruleId", "ruleIndex", "level", "locations", "fixes"}),
    "fix": ({"artifactChanges"}, {"description"}),
    "change": ({"artifactLocation", "replacements"}, set()),
    "replacement": ({"deletedRegion"}, {"insertedContent"}),
}
"""Object -> properties that it must have (sections 3.13 to 3.57), and those of the others that we use."""


def held(kind: str, value: Any) -> Any:
    """Insist on the properties of one object: the standard allows no others."""
    needed, allowed = PROPERTIES[kind]
    assert needed <= value.keys() <= needed | allowed
    return value


def held_text(value: Any) -> None:
    """3.12: a multiformat message has a text, and Markdown only beside it."""
    assert value["text"].strip()
    assert value.keys() <= {"text", "markdown"}


def held_region(region: Any) -> None:
    """3.30: lines and columns count from 1; the end is behind the start, and its column is the one after."""
    assert region.keys() <= {"startLine", "startColumn", "endLine", "endColumn"}
    assert region["startLine"] >= 1
    assert region["startColumn"] >= 1
    end = (region.get("endLine", region["startLine"]), region.get("endColumn", region["startColumn"]))
    assert end >= (region["startLine"], region["startColumn"])


def held_artifact(location: Any, bases: Any) -> None:
    """3.4: a relative reference is a valid URI and says what it is relative to."""
    assert location.keys() == {"uri", "uriBaseId"}
    assert re.fullmatch(r"[\w.~/%-]+", location["uri"])
    assert not location["uri"].startswith("/")
    assert location["uriBaseId"] in bases


def valid(log: Any) -> Any:
    """Hold a whole log to the standard; return its run."""
    assert json.loads(json.dumps(log)) == log
    assert held("log", log)["version"] == "2.1.0"
    (run,) = log["runs"]
    assert held("run", run)["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}
    driver = held("driver", held("tool", run["tool"])["driver"])
    assert re.fullmatch(r"\d+\.\d+\.\d+(?:[-+].*)?", driver["semanticVersion"])
    rules = [held("rule", rule) for rule in driver["rules"]]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["defaultConfiguration"]["level"] in {"none", "note", "warning", "error"}
        for part in ("shortDescription", "fullDescription", "help"):
            held_text(rule.get(part, {"text": "none"}))
    for result in run["results"]:
        valid_result(held("result", result), rules, run["originalUriBaseIds"])
    return run


def valid_result(result: Any, rules: Any, bases: Any) -> None:
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert result["level"] in {"none", "note", "warning", "error"}
    held_text(result["message"])
    for location in result["locations"]:
        held_artifact(location["physicalLocation"]["artifactLocation"], bases)
        held_region(location["physicalLocation"]["region"])
    for fix in result.get("fixes", ()):
        assert held("fix", fix)["artifactChanges"]
        for change in fix["artifactChanges"]:
            held_artifact(held("change", change)["artifactLocation"], bases)
            assert change["replacements"]
            for each in change["replacements"]:
                held_region(held("replacement", each)["deletedRegion"])


@pytest.mark.parametrize("findings", [(), FINDINGS], ids=["none", "some"])
def test_a_log_is_what_the_standard_wants(findings: tuple[Finding, ...]) -> None:
    run = valid(sarif(findings, pages()))
    assert len(run["results"]) == len(findings)


def test_every_page_makes_a_rule_with_help() -> None:
    findings = [error(AT, code, "a finding") for code in pages()]
    rules = valid(sarif(findings, pages()))["tool"]["driver"]["rules"]
    for rule, page in zip(rules, pages().values(), strict=True):
        assert rule["shortDescription"]["text"] == page.title
        assert rule["help"]["markdown"] == page.text
        assert page.mend in rule["help"]["text"]


def test_a_result_points_at_its_place_and_says_what_to_do() -> None:
    run = valid(sarif(FINDINGS, pages()))
    first, second, *_ = run["results"]
    place = first["locations"][0]["physicalLocation"]
    assert unquote(place["artifactLocation"]["uri"]) == AT.file
    assert place["region"] == {"startLine": 3, "startColumn": 7}
    assert first["message"]["text"] == "unknown slot 'cod'; did you mean 'code'?"
    assert (first["level"], second["level"]) == ("error", "warning")
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["F000", "F020", "V101", "X999"]


def test_what_mends_it_is_a_fix() -> None:
    run = valid(sarif(FINDINGS, pages()))
    (change,) = run["results"][0]["fixes"][0]["artifactChanges"]
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 3, "startColumn": 7, "endLine": 3, "endColumn": 10},
            "insertedContent": {"text": "code"},
        }
    ]
    (change,) = run["results"][4]["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["deletedRegion"] == {
        "startLine": 4,
        "startColumn": 1,
        "endLine": 5,
        "endColumn": 1,
    }
    assert "fixes" not in run["results"][1]
