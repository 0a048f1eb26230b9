"""What only Cartesia has: what it is asked, and what its messages mean. The rest is in the conformance suite."""

from __future__ import annotations

import base64
from typing import Any, cast

import pytest

pytest.importorskip("cartesia")

from cartesia._models import construct_type_unchecked
from cartesia.types.websocket_response import WebsocketResponse
from hypothesis import given
from hypothesis import strategies as st

from telephony.providers.cartesia import VOICE, parse, request
from telephony.providers.voices.line import Ended, Failed, Nonsense
from telephony.providers.voices.sentence import Piece
from telephony.speech import Voicing


def read(message: object) -> object:
    return parse(construct_type_unchecked(value=message, type_=cast("Any", WebsocketResponse)))


def test_a_sentence_is_asked_for_whole_and_at_once() -> None:
    asked = request("c", " Guten Tag. ", Voicing(locale="de-DE"))
    assert (asked["transcript"], asked["language"], asked["voice"]) == ("Guten Tag.", "de", {"id": VOICE})
    assert (asked["continue"], asked["max_buffer_delay_ms"], asked["add_timestamps"]) == (False, 0, True)
    assert request("c", "Hello.", Voicing(voice="ours"))["voice"] == {"id": "ours"}


def error(status: int | None, context: str | None = "c") -> dict[str, object]:
    return {"type": "error", "status_code": status, "context_id": context}


SOUND = base64.b64encode(b"\x10" * 8).decode()


@pytest.mark.parametrize(
    ("message", "meaning"),
    [
        ({"type": "chunk", "data": SOUND, "done": False, "context_id": "c"}, ("c", Piece(b"\x10" * 8))),
        ({"type": "chunk", "data": "***", "done": False, "context_id": "c"}, ("c", Nonsense())),
        ({"type": "done", "done": True, "context_id": "c"}, ("c", Ended())),
        (error(429), ("c", Failed("limited", "has too many requests at once (429)"))),
        (error(503, None), ("", Failed("unreachable", "is out of order (503)"))),
        (error(402), ("c", Failed("unpaid", "wants to be paid (402)"))),
        (error(None), ("c", Failed("dropped", "reported an error"))),
        ({"type": "timestamps", "context_id": "c", "word_timestamps": {"words": ["Hi"], "start": [0.1], "end": [0.5]}},
         ("c", Piece(words=(("Hi", 100.0, 500.0),)))),
        ({"type": "timestamps", "context_id": "c", "word_timestamps": {"words": ["Hi"], "start": [], "end": []}},
         ("c", Nonsense())),
        ({"type": "flush_done", "done": False, "context_id": "c", "flush_done": True, "flush_id": 1}, ("", Piece())),
        ({"type": "tomorrow"}, ("", Piece())),
        (None, ("", Nonsense())),
    ],
)  # fmt: skip
def test_every_message_is_read(message: object, meaning: object) -> None:
    assert read(message) == meaning


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text("ab*=", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab*=", max_size=8), inner, max_size=3),
    max_leaves=6,
)
keys = st.sampled_from(("data", "done", "context_id", "word_timestamps", "status_code", "flush_id", "x"))
kinds = st.sampled_from(("chunk", "done", "timestamps", "phoneme_timestamps", "error", "flush_done", "x"))


@given(kinds, st.dictionaries(keys, values, max_size=5))
def test_no_message_raises(kind: str, message: dict[str, object]) -> None:
    read({"type": kind} | message)
