from __future__ import annotations

import pytest

from telephony.words import means_something


@pytest.mark.parametrize("text", ["mm-hmm", "Mm hmm.", "uh-huh", "okay", "Right, yeah", "um", ""])
def test_listening_noise_over_our_audio_means_nothing(text: str) -> None:
    assert not means_something(text, "open", over_us=True)


@pytest.mark.parametrize("text", ["stop", "okay but", "no", "wait a moment", "yes"])
def test_words_over_our_audio_mean_something(text: str) -> None:
    assert means_something(text, "open", over_us=True)


@pytest.mark.parametrize("text", ["mm-hmm", "okay", "yeah", "uh-huh"])
def test_where_a_yes_is_asked_for_a_backchannel_is_one(text: str) -> None:
    assert means_something(text, "confirm", over_us=True)
    assert means_something(text, "open", over_us=False)


@pytest.mark.parametrize("text", ["um", "Er, um.", "hmm", "ah"])
def test_a_tic_is_never_an_answer(text: str) -> None:
    assert not means_something(text, "confirm", over_us=False)
