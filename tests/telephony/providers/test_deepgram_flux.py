"""What a message of listen v2 means."""

from typing import Any

import pytest
from deepgram.core.unchecked_base_model import construct_type
from deepgram.listen.v2.socket_client import V2SocketClientResponse
from hypothesis import given
from hypothesis import strategies as st

from telephony.providers.deepgram.line import LONGEST_TEXT, Configured, Failed, Nonsense
from telephony.providers.deepgram_flux import parse, thresholds
from telephony.simulator.standins.flux import Thresholds, changed
from telephony.speech import EagerEndOfTurn, EndOfTurn, StartOfTurn, TurnResumed, Update


def parsed(message: object) -> object:
    return parse(construct_type(type_=V2SocketClientResponse, object_=message))


def info(event: object, transcript: object = "four five", **changes: Any) -> dict[str, Any]:
    message = {
        "type": "TurnInfo", "request_id": "r", "sequence_id": 4, "event": event, "turn_index": 0,
        "audio_window_start": 0.0, "audio_window_end": 1.0, "transcript": transcript, "end_of_turn_confidence": 0.5,
        "words": [{"word": "four", "confidence": 0.8}, {"word": "five", "confidence": 1.0}],
    }  # fmt: skip
    return message | changes


@pytest.mark.parametrize(
    ("message", "meaning"),
    [
        (info("StartOfTurn"), StartOfTurn("four five")),
        (info("Update"), Update("four five", 0.9)),
        (info("Update", ""), None),
        (info("EagerEndOfTurn"), EagerEndOfTurn("four five", 0.9)),
        (info("TurnResumed"), TurnResumed()),
        (info("EndOfTurn", trigger="manual"), EndOfTurn("four five", 0.9)),
        (info("EndOfTurn", words=[]), EndOfTurn("four five", 0.0)),
        (info("EndOfTurn", words=[{"word": "a", "confidence": "high"}]), EndOfTurn("four five", 1.0)),
        (info("EndOfTurn", "x" * 9000), EndOfTurn("x" * LONGEST_TEXT, 0.9)),
        (info("Applause"), Nonsense()),
        (info("Update", None), Nonsense()),
        ({"type": "Connected", "request_id": "r", "sequence_id": 0}, None),
        ({"type": "Warning", "request_id": "r", "sequence_id": 1, "code": "C", "description": "d"}, None),
        ({"type": "Error", "sequence_id": 1, "code": "INTERNAL_SERVER_ERROR", "description": "d"},
         Failed("INTERNAL_SERVER_ERROR")),
        ({"type": "ConfigureFailure", "request_id": "r", "sequence_id": 1}, Configured()),
        ({"type": "Tomorrow"}, Nonsense()),
        (b"\x00", Nonsense()),
    ],
)  # fmt: skip
def test_every_message_is_read(message: object, meaning: object) -> None:
    assert parsed(message) == meaning


def test_patience_becomes_certainty() -> None:
    assert thresholds(700) == {"eager_eot_threshold": 0.4, "eot_threshold": 0.7, "eot_timeout_ms": 2100}
    assert thresholds(1500)["eot_threshold"] == 0.9


@given(st.integers(0, 100_000))
def test_every_patience_is_within_the_providers_limits(patience_ms: int) -> None:
    assert changed(Thresholds(), thresholds(patience_ms)).eot <= 0.9
