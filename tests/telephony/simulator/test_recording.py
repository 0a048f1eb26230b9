import numpy as np
from numpy.typing import NDArray

from telephony.simulator.recording import Excerpt, cut, excerpts, onsets, silent_before, speech_at, spelled, track


def tone(*spans: tuple[int, int], ms: int = 5000) -> NDArray[np.int16]:
    samples = np.zeros(ms * 8, np.int16)
    for start, end in spans:
        samples[start * 8 : end * 8] = 3000
    return samples


def test_what_was_spoken_is_read_from_the_trace() -> None:
    trace = {
        "turns": [
            {
                "index": 1,
                "event": "started",
                "heard": None,
                "lines": [
                    {"heard": "Hello.", "start_ms": 100, "end_ms": 700},
                    {"heard": "You owe 45 pounds.", "start_ms": 700, "end_ms": 1500},
                    {"heard": "", "start_ms": 1500, "end_ms": 1500},
                    {"heard": None, "start_ms": None, "end_ms": None},
                ],
            },
            {"index": 2, "event": "said", "heard": {"text": "hi", "start_ms": 2000, "end_ms": 2300}, "lines": []},
            {"index": 3, "event": "keyed", "heard": {"text": "•••", "start_ms": 3000, "end_ms": 3300}, "lines": []},
        ]
    }
    assert excerpts(trace) == (
        Excerpt(1, "us", "Hello. You owe 45 pounds.", 100, 1500),
        Excerpt(2, "caller", "hi", 2000, 2300),
    )


def test_figures_are_spelled() -> None:
    assert spelled("It's 45 pounds 3.").split() == ["It's", "forty", "five", "pounds", "three", "."]


def test_speech_near_a_stamp() -> None:
    samples = tone((1000, 2000))
    assert speech_at(samples, 1000)
    assert speech_at(samples, 850)
    assert not speech_at(samples, 750)
    assert not speech_at(samples, 2250)
    assert not speech_at(samples, 9000)


def test_silence_before_a_stamp() -> None:
    samples = tone((1000, 2000))
    assert silent_before(samples, 1000)
    assert silent_before(samples, 0)
    assert silent_before(samples, 1180)
    assert not silent_before(samples, 1400)


def test_onsets_need_a_gap() -> None:
    assert onsets(tone((1000, 1500), (1700, 2000), (3000, 3100))) == [1000, 3000]


def test_a_side_and_a_piece() -> None:
    stereo = np.column_stack([tone((0, 1000)), tone((4000, 5000))])
    assert track(stereo, "caller")[0] == 3000
    assert track(stereo, "us")[0] == 0
    assert len(cut(track(stereo, "us"), Excerpt(1, "us", "x", 4000, 4500))) == 900 * 8
