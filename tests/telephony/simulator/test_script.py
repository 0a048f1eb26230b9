import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import SettingsError
from telephony.simulator.pay import Card
from telephony.simulator.script import HangUp, Interrupt, Keys, Say, Script, Silence, Wait, load, parse

EXAMPLE = """
from: "+441632960011"
voice: flite:slt
pay: [caller-interrupted-with-star, success]
dial: [busy, answered]
steps:
  - wait
  - say: hello, where is my order
  - interrupt: 900
  - say: no, stop
  - wait: {quiet: 1200, at_most: 8000}
  - wait: {quiet: 900}
  - keys: "0458#"
  - silence: 2500
  - hang up
"""


def test_every_step_is_read(tmp_path: Path) -> None:
    file = tmp_path / "call.yaml"
    file.write_text(EXAMPLE, encoding="utf-8")
    assert load(file) == Script(
        (
            Wait(),
            Say("hello, where is my order"),
            Interrupt(900),
            Say("no, stop"),
            Wait(1200, 8000),
            Wait(900),
            Keys("0458#"),
            Silence(2500),
            HangUp(),
        ),
        caller="+441632960011",
        voice="flite:slt",
        cards=(Card("caller-interrupted-with-star"), Card("success")),
        dials=("busy", "answered"),
    )


@pytest.mark.parametrize(
    ("found", "part"),
    [
        ([], "a map with 'steps'"),
        ({"steps": "wait"}, "a map with 'steps'"),
        ({"steps": [], "form": "x"}, "unknown key 'form'"),
        ({"steps": [], "pay": "gladly"}, "pay is none of"),
        ({"steps": [], "pay": [{"x": 1}]}, "pay is none of"),
        ({"steps": [], "dial": "engaged"}, "dial is none of: answered, busy"),
        ({"steps": [], "dial": [["busy"]]}, "dial is none of"),
        ({"steps": ["wait", {"keys": 458}]}, "step 2"),
        ({"steps": [{"keys": "45A"}]}, "step 1"),
        ({"steps": [{"say": " "}]}, "step 1"),
        ({"steps": [{"silence": -1}]}, "step 1"),
        ({"steps": ["wiat"]}, "step 1"),
        ({"steps": [{"wait": {"quit": 5}}]}, "step 1"),
    ],
)
def test_a_bad_script_names_its_place(found: object, part: str) -> None:
    with pytest.raises(SettingsError, match="call") as error:
        parse(found, "call.yaml")
    assert part in str(error.value)


def test_a_file_that_is_not_yaml_or_not_there(tmp_path: Path) -> None:
    file = tmp_path / "call.yaml"
    with pytest.raises(SettingsError, match="call"):
        load(file)
    file.write_text("steps: [", encoding="utf-8")
    with pytest.raises(SettingsError, match="call"):
        load(file)


documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["say", "keys", "wait", "steps", "quiet"]), inner),
)


@given(documents)
def test_anything_is_read_or_refused(found: object) -> None:
    with contextlib.suppress(SettingsError):
        assert isinstance(parse({"steps": [found]}, "x"), Script)
