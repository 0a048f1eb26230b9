"""How do findings look to editors and code hosts? As SARIF 2.1.0, with every rule's help text.

The form is OASIS' "Static Analysis Results Interchange Format (SARIF) Version 2.1.0". Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import quote

from engine.flows.explain import Page
from engine.flows.findings import Finding
from engine.flows.model import Position

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "PROJECTROOT"
"""The name under which files are relative to the project's folder."""


def sarif(findings: Sequence[Finding], pages: Mapping[str, Page]) -> dict[str, Any]:
    """Return a SARIF log of one run as JSON values. ``pages``: what there is to say of each code."""
    codes = sorted({finding.code for finding in findings})
    numbers = {code: index for index, code in enumerate(codes)}
    driver = {
        "name": "trunkline check",
        "semanticVersion": _version(),
        "rules": [_rule(code, pages.get(code), findings) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The folder that holds flows/."}}},
        "results": [_result(finding, numbers[finding.code]) for finding in findings],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _version() -> str:
    try:
        return version("trunkline")
    except PackageNotFoundError:
        return "0.0.0"


def _rule(code: str, page: Page | None, findings: Sequence[Finding]) -> dict[str, Any]:
    level = "error" if any(each.severity == "error" for each in findings if each.code == code) else "warning"
    rule: dict[str, Any] = {"id": code, "defaultConfiguration": {"level": level}}
    if page is None:
        return rule
    return rule | {
        "shortDescription": {"text": page.title},
        "fullDescription": {"text": page.meaning},
        "help": {"text": f"{page.meaning}\n\n{page.why}\n\n{page.mend}", "markdown": page.text},
    }


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    hint = f"; {finding.hint}" if finding.hint else ""
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": {"text": f"{finding.message}{hint}"},
        "locations": [{"physicalLocation": _place(finding.at)}],
    }
    return result | {"fixes": [_fix(finding)]} if finding.edits else result


def _place(at: Position) -> dict[str, Any]:
    region = {"startLine": at.line, "startColumn": at.column}
    return {"artifactLocation": _artifact(at.file), "region": region}


def _artifact(file: str) -> dict[str, Any]:
    return {"uri": quote(file), "uriBaseId": ROOT}


def _fix(finding: Finding) -> dict[str, Any]:
    files = list(dict.fromkeys(edit.at.file for edit in finding.edits))
    changes = [
        {
            "artifactLocation": _artifact(file),
            "replacements": [
                {"deletedRegion": _region(edit.at, edit.old), "insertedContent": {"text": edit.new}}
                for edit in finding.edits
                if edit.at.file == file
            ],
        }
        for file in files
    ]
    return {"description": {"text": finding.hint or finding.message}, "artifactChanges": changes}


def _region(at: Position, old: str) -> dict[str, Any]:
    """Return the region of ``old``; its end column is one behind its last character."""
    lines = old.split("\n")
    column = len(lines[-1]) + 1 + (at.column - 1 if len(lines) == 1 else 0)
    return {
        "startLine": at.line,
        "startColumn": at.column,
        "endLine": at.line + len(lines) - 1,
        "endColumn": column,
    }
