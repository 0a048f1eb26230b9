from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.flows.lines import slip
from engine.flows.mend import applied
from engine.flows.source import read_text

GOOD = """\
about: Book a room.
slots:
  day:
    type: date
    ask: For which day?
    help: Any day.
  people:
    type: number
    ask: For how many?
steps:
  - ask: day
  - do: rooms.find
    as: found
    on:
      none_free:
        - say: Nothing is free.
        - redo: day
  - say: There you are.
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    ask: For which", "   ask: For which", "5:4: error F003: this line has 3 spaces, its neighbours 4"),
        ("    ask: For which", "      ask: For which", "5:7: error F003: this line has 6 spaces, its neighbours 4"),
        ("    help: Any", "      help: Any", "6:7: error F003: this line has 6 spaces, its neighbours 4"),
        ("    type: date", "      type: date", "4:7: error F003: this line has 6 spaces, its neighbours 4"),
        ("    type: date", "   type: date", "4:4: error F003: this line has 3 spaces, its neighbours 4"),
        ("    as: found", "  as: found", "13:3: error F003: this line has 2 spaces, its neighbours 4"),
        ("    as: found", "      as: found", "13:7: error F003: this line has 6 spaces, its neighbours 4"),
        ("        - redo", "      - redo", "17:7: error F003: this line has 6 spaces, its neighbours 8"),
        ("        - redo", "         - redo", "17:10: error F003: this line has 9 spaces, its neighbours 8"),
        ("type: number", "type:number", "8:9: error F003: a space is missing behind 'type:'"),
        ("ask: For which", "ask:For which", "5:8: error F003: a space is missing behind 'ask:'"),
        ("- do:", "-do:", "12:3: error F003: a space is missing behind '-'"),
        ("- ask: day", "-ask: day", "11:3: error F003: a space is missing behind '-'"),
        ("help: Any", "help Any", "6:5: error F003: a colon is missing behind 'help'"),
        ("slots:", "slots", "2:1: error F003: a colon is missing behind 'slots'"),
    ],
)
def test_a_slip_is_told_at_its_line_and_read_as_it_was_meant(old: str, new: str, said: str) -> None:
    assert GOOD.count(old) == 1
    source = read_text(GOOD.replace(old, new), "f")
    (finding,) = source.findings
    assert str(finding).startswith(f"f:{said}")
    assert source.root is not None
    assert applied({"f": GOOD.replace(old, new)}, finding.edits) == {"f": GOOD}


def test_a_block_that_slipped_with_its_head_is_moved_back_with_it() -> None:
    head, steps = GOOD.index("    on:"), GOOD.index("  - say: There")
    broken = GOOD[:head] + textwrap.indent(GOOD[head:steps], "  ") + GOOD[steps:]
    (finding,) = read_text(broken, "f").findings
    assert str(finding).startswith("f:14:7: error F003: this line has 6 spaces, its neighbours 4")
    assert applied({"f": broken}, finding.edits) == {"f": GOOD}


def test_steps_under_an_if_lack_their_then() -> None:
    broken = GOOD.replace("  - do:", "  - if: people > 4\n      - say: Oh.\n  - do:")
    (finding,) = read_text(broken, "f").findings
    assert str(finding).startswith("f:13:7: error F003: 'then:' is missing above these steps")
    (mended,) = (applied({"f": broken}, finding.edits) or {}).values()
    assert "  - if: people > 4\n    then:\n      - say: Oh.\n" in mended
    assert read_text(mended, "f").findings == ()


def test_steps_under_the_text_of_a_confirm_need_an_answer() -> None:
    (finding,) = read_text(GOOD.replace("  - do:", "  - confirm: So?\n      - say: Oh.\n  - do:"), "f").findings
    assert str(finding).startswith("f:13:7: error F003: these steps stand under the text of 'confirm'; give them a key")


def test_a_comma_that_is_left_out_in_braces() -> None:
    source = read_text("keys: {1: a, 2: b 3: c}\n", "f")
    (finding,) = source.findings
    assert str(finding).startswith("f:1:18: error F003: a comma is missing before '3:'")
    assert applied({"f": "keys: {1: a, 2: b 3: c}\n"}, finding.edits) == {"f": "keys: {1: a, 2: b, 3: c}\n"}


WORDS = ["ask", "- ask", "type", "a b", "-say", "#", '"x"', "{a", "x:y", "on:", "- ", ""]


@given(
    st.lists(
        st.builds(
            lambda indent, word, rest: f"{' ' * indent}{word}{rest}",
            st.integers(0, 6),
            st.sampled_from(WORDS),
            st.sampled_from(["", ":", ": x", ":x", " y", ": z: w"]),
        ),
        max_size=8,
    ),
    st.integers(0, 9),
)
def test_whatever_the_lines_what_is_to_be_replaced_stands_there(lines: list[str], number: int) -> None:
    text = "\n".join(lines)
    finding = slip(text, "f", number, None)
    if finding is not None:
        assert 1 <= finding.at.line <= len(lines)
        assert not finding.edits or applied({"f": text}, finding.edits) is not None
