import wave
from pathlib import Path

import numpy as np
import pytest

from telephony import mulaw
from telephony.simulator import wav
from telephony.speech import SILENCE


def test_both_tracks_come_back_and_the_shorter_is_filled_up(tmp_path: Path) -> None:
    file = tmp_path / "calls" / "CA1" / "call.wav"
    wav.write(file, b"\x00" * 160, SILENCE + b"\x80" * 160)
    found = wav.read(file)
    assert found.shape == (320, 2)
    assert found[:160, 0].tolist() == [-32124] * 160
    assert not found[160:, 0].any()
    assert np.array_equal(found[:, 1], mulaw.decode(SILENCE + b"\x80" * 160))


def test_another_format_is_refused(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "mono.wav"), "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(16000)
    with pytest.raises(ValueError, match="mono"):
        wav.read(tmp_path / "mono.wav")
