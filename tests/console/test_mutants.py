from __future__ import annotations

from console.mutants import as_object
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
