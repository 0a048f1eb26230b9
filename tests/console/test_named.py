from __future__ import annotations

import pytest

from console.named import flow_named
from engine.errors import SettingsError

KNOWN = frozenset({"room", "renewal", "project"})


@pytest.mark.parametrize("word", ["room", "room.yaml", "flows/room.yaml", "./flows/room.yaml", "/lib/flows/room.yaml"])
def test_a_flow_goes_by_its_name_and_by_its_file(word: str) -> None:
    assert flow_named(word, KNOWN) == "room"


@pytest.mark.parametrize(
    ("word", "todo"),
    [
        ("rooom", "did you mean 'room'?"),
        ("flows/rooom.yaml", "did you mean 'room'?"),
        ("xyz", "there are: project, renewal, room"),
        ("intents/room.yaml", "did you mean 'room'?"),
        ("", "there are: project, renewal, room"),
    ],
)
def test_a_word_that_names_no_flow_is_wrong_usage(word: str, todo: str) -> None:
    with pytest.raises(SettingsError, match=f"there is no flow '{word}'") as problem:
        flow_named(word, KNOWN)
    assert problem.value.todo == todo
