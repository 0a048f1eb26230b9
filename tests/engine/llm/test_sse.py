from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.llm.sse import LONGEST, EventStream

TEXTS = st.text(st.characters(blacklist_characters="\r\n", blacklist_categories=("Cs",)), max_size=30)


@pytest.mark.parametrize(
    ("raw", "data"),
    [
        (b"data: one\n\n", ["one"]),
        (b"data:one\n\n", ["one"]),
        (b"data:  one\n\n", [" one"]),
        (b": a comment\n\ndata: one\n\n", ["one"]),
        (b"event: x\nid: 7\nretry: 5\ndata: one\n\n", ["one"]),
        (b"data: one\ndata: two\n\n", ["one\ntwo"]),
        (b"data: one\r\n\r\ndata: two\r\n\r\n", ["one", "two"]),
        (b"data: one\r\rdata: two\r\r.", ["one", "two"]),
        (b"data\n\n", [""]),
        (b"data: unfinished\n", []),
        (b"\n\n\n", []),
        (b"nonsense\n\n", []),
    ],
)
def test_what_an_event_says(raw: bytes, data: list[str]) -> None:
    assert EventStream().feed(raw) == data


@given(st.lists(TEXTS, max_size=8), st.sampled_from(["\n", "\r\n", "\r"]), st.data())
def test_however_the_bytes_are_cut(texts: list[str], end: str, data: st.DataObject) -> None:
    raw = "".join(f"data: {text}{end}{end}" for text in texts).encode() + b"."
    stream, found, rest = EventStream(), [], raw
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        found.extend(stream.feed(rest[:size]))
        rest = rest[size:]
    assert found == texts


def test_an_event_that_never_ends_is_refused() -> None:
    stream = EventStream()
    for _ in range(9):
        stream.feed(b"data: " + b"x" * (LONGEST // 10) + b"\n")
    with pytest.raises(ValueError, match="never ends"):
        stream.feed(b"data: " + b"x" * (LONGEST // 10) + b"\n")
    with pytest.raises(ValueError, match="never ends"):
        EventStream().feed(b"x" * (LONGEST + 1))


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(ValueError, match="utf-8"):
        EventStream().feed(b"data: \xff\xfe\n\n")
