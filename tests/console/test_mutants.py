from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from console.main import app
from console.mutants import as_object
from engine.errors import SettingsError
from engine.flows.model import Position
from engine.flows.source import ScalarNode, Source
from engine.rehearsal.mutants import Judged, Notice
from engine.rehearsal.mutation import Mutant

AT = Position("flows/x.yaml", 3, 5)


def found(by: Notice, operator: str = "drop a key") -> Judged:
    return Judged(Mutant("x.yaml", AT, operator, "'retry' is gone", Source(ScalarNode("", AT))), by)


def test_survivors_count_as_missed_and_slips_that_change_nothing_count_as_none() -> None:
    report = as_object([found("checker"), found("nobody"), found("same"), found("conversation", "swap a type")])
    assert (report["mutants"], report["noticed"], report["unchanged"]) == (3, 2, 1)
    assert report["share"] == 0.6667
    assert report["survivors"] == [{"at": "flows/x.yaml:3:5", "operator": "drop a key", "what": "'retry' is gone"}]
    assert report["operators"]["swap a type"] == {"conversation": 1}


def test_nothing_made_is_nothing_noticed() -> None:
    assert as_object([])["share"] == 0.0


def slips(shop: Path, flow: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from console.main import main; main()"]
    more = ["mutants", flow, "--project", str(shop), "--jobs", "1", "--json"]
    return subprocess.run([*command, *more], capture_output=True, text=True, check=False)


def test_only_the_file_that_is_named_slips_and_no_raw_line_of_a_log_is_left(shop: Path) -> None:
    done = slips(shop, "flows/project.yaml")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert found["mutants"] > 0
    assert found["by"]["conversation"] > 0
    assert {each["at"].partition(":")[0] for each in found["survivors"]} == {"flows/project.yaml"}
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1


def test_a_flow_that_is_not_there_is_wrong_usage(shop: Path) -> None:
    result = CliRunner().invoke(app, ["mutants", "order_statsu", "--project", str(shop)])
    assert isinstance(result.exception, SettingsError)
    assert result.exception.todo == "did you mean 'order_status'?"
