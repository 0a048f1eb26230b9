"""Whose voice is it?"""

import pytest

from telephony.speech import voice_of


@pytest.mark.parametrize(
    ("voices", "synthesizer", "voice"),
    [
        ({"elevenlabs": "anna"}, "elevenlabs-stream", "anna"),
        ({"elevenlabs": "anna", "elevenlabs-stream": "bert"}, "elevenlabs-stream", "bert"),
        ({"elevenlabs-stream": "bert"}, "elevenlabs", ""),
        ({"elevenlabs": "anna"}, "cartesia", ""),
    ],
)
def test_a_vendors_voice_holds_for_all_of_its_protocols(voices: dict[str, str], synthesizer: str, voice: str) -> None:
    assert voice_of(voices, synthesizer) == voice
