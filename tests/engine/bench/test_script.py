from __future__ import annotations

from collections import Counter

import pytest

from engine.bench.bare import Bare, Held, Walk, edges
from engine.bench.script import PROJECT, TODAY, Script, Side, scripts, ways
from engine.errors import FlowError
from engine.rehearsal.read import read_calls
from engine.rehearsal.run import Theatre, play_all
from engine.release import Release, load
from engine.types import HangUp


@pytest.fixture(scope="module")
def release() -> Release:
    return load(PROJECT)


def test_what_is_measured_passes_as_conversation_tests(release: Release) -> None:
    calls, findings = read_calls(PROJECT)
    assert findings == ()
    played = play_all(calls, Theatre(release, {}, "pinned", TODAY))
    assert [str(failure) for each in played for failure in each.failures] == []


async def test_the_turns_are_a_real_mix(release: Release) -> None:
    found = [way for script in scripts() for way in await ways(release, script)]
    rules = Counter(way.rule for way in found)
    assert {
        "started", "start", "fill", "yes", "no", "correct", "digress", "no_input", "no_match", "menu", "check",
        "clarify", "choose", "help", "repeat", "cancel", "human", "goodbye",
    } <= set(rules)  # fmt: skip
    visited = {node.partition("/")[2].partition(".")[0] for way in found for node in way.nodes}
    assert {"say", "ask", "confirm", "listen", "do", "if", "match", "run", "redo", "transfer", "end"} <= visited
    assert max(len(way.nodes) for way in found) >= 8


async def test_bare_langgraph_walks_the_same_nodes(release: Release) -> None:
    bare = Bare(edges(release.plan))
    for script in scripts():
        for way in await ways(release, script):
            walk = Walk(iter(way.nodes[1:]))
            steps = bare._graph.astream(Held(state=None), context=walk, stream_mode="updates")
            assert [name async for step in steps for name in step] == list(way.nodes)
            await bare.turn(way)


async def test_a_script_that_goes_on_behind_its_end_is_refused(release: Release) -> None:
    script = next(each for each in scripts() if each.name.startswith("a menu key"))
    longer = Script(script.name, (*script.cues, script.cues[-1]))
    with pytest.raises(FlowError, match="is over after turn"):
        await ways(release, longer)


async def test_a_side_plays_its_script(release: Release) -> None:
    script = scripts()[0]
    side = Side(release, script, "x")
    turns = [await side.turn(index) for index in range(len(script.cues))]
    assert isinstance(turns[-1].next, HangUp)
