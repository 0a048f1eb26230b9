import numpy as np

from telephony import mulaw
from telephony.speech import SILENCE


def test_every_code_survives_the_round_trip() -> None:
    codes = bytes(range(256))
    again = mulaw.encode(mulaw.decode(codes))
    # 0x7F and 0xFF are both zero; the standard keeps the positive one.
    assert again == codes.replace(b"\x7f", b"\xff")


def test_known_values_of_the_standard() -> None:
    assert mulaw.decode(b"\x00\x80\x7f\xff").tolist() == [-32124, 32124, 0, 0]


def test_encoding_errs_by_less_than_half_a_step() -> None:
    samples = np.arange(-32000, 32000, 7, dtype=np.int16)
    error = np.abs(mulaw.decode(mulaw.encode(samples)).astype(int) - samples)
    step = np.maximum(8, np.abs(samples.astype(int)) // 16)
    assert (error <= step).all()


def test_loudness() -> None:
    assert mulaw.loudness(b"") == 0
    assert mulaw.loudness(SILENCE) == 0
    assert mulaw.loudness(b"\x00\x80" * 80) == 32124
