from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.flows.model import Position
from engine.rehearsal.interrupting import Cut, cut
from engine.rehearsal.model import Fragment
from engine.types import Line

AT = Position("tests/calls/x.yaml", 1, 1)


def lines(*texts: str, barge: bool = True) -> list[Line]:
    return [Line(f"1.{n}", text, "x/say.y", barge) for n, text in enumerate(texts, 1)]


def test_the_line_with_the_words_is_cut_behind_them_and_the_rest_is_not_heard() -> None:
    found = cut(lines("You owe 80 pounds.", "How much would you like to pay?", "Or nothing?"), Fragment("how much", AT))
    assert found == Cut((("1.2", "How much"), ("1.3", "")), ("You owe 80 pounds.", "How much"))


def test_what_nobody_said_or_nobody_may_interrupt_is_a_sentence() -> None:
    assert cut(lines("Hello."), Fragment("goodbye", AT)) == "nobody said 'goodbye', so nobody can interrupt after it"
    assert cut(lines("Calls are recorded.", barge=False), Fragment("calls", AT)) == (
        "nobody can interrupt 'Calls are recorded.'"
    )


@given(texts=st.lists(st.text("abc .", min_size=1), min_size=1, max_size=4), at=st.data())
def test_what_was_heard_is_a_beginning_of_what_was_said(texts: list[str], at: st.DataObject) -> None:
    word = at.draw(st.sampled_from([text.strip() or text for text in texts]))
    found = cut(lines(*texts), Fragment(word, AT))
    if isinstance(found, Cut):
        assert "".join(texts).startswith("".join(found.said))
        assert len(found.said) + len(found.lines) == len(texts) + 1
