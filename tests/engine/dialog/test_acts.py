from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dialog.acts import act_of, correction, yes_no

ACTS = {
    "human": [
        "agent",
        "can I speak to a human please",
        "I want to talk to someone",
        "put me through to a real person",
        "could you transfer me",
        "I'd like to speak with an advisor",
        "get me a manager",
        "no I want a person",
        "customer services",
        "is there anybody I can talk to",
    ],
    "repeat": [
        "pardon?",
        "sorry?",
        "what was that",
        "can you say that again please",
        "could you repeat that",
        "I didn't catch that",
        "i didnt hear you",
        "come again",
        "hello?",
    ],
    "hold": [
        "hold on",
        "hang on a sec",
        "just a minute",
        "one moment please",
        "let me check",
        "bear with me",
        "wait",
        "okay let me find it",
    ],
    "cancel": ["cancel", "stop", "never mind", "forget it", "no cancel that please", "I've changed my mind"],
    "help": ["help", "I need help", "what can I say?", "what are my options", "I don't understand", "help me please"],
    "goodbye": [
        "bye",
        "goodbye",
        "thanks bye",
        "that's all thanks",
        "no that's all thank you bye",
        "nothing else",
        "I'm done",
        "no thanks I'm good",
    ],
}


@pytest.mark.parametrize(("act", "said"), [(act, said) for act, ways in ACTS.items() for said in ways])
def test_an_act_fills_the_whole_utterance(act: str, said: str) -> None:
    assert act_of(said) == act


@pytest.mark.parametrize(
    "said",
    [
        "",
        "cancel my order",
        "cancel it",
        "can you help me with my order",
        "stop my subscription",
        "I want to speak to billing about a refund",
        "repeat my last order",
        "what time do you open",
        "I want one",
        "help with a parcel that never came",
        "that's all wrong",
        "hold my parcel at the depot",
        "say",
        "forget",
        "agent orange is a film",
        "wait times are terrible at your shop",
        "yes",
        "no thanks",
        "thank you",
    ],
)
def test_more_content_is_no_act(said: str) -> None:
    assert act_of(said) is None


YES = [
    "yes",
    "yeah go on then",
    "yep",
    "that's right",
    "correct",
    "um yes please",
    "okay",
    "sure",
    "go ahead",
    "yeah that's fine thanks",
    "of course",
    "why not",
    "please",
    "please do",
    "no problem",
    "uh huh",
    "mm hmm",
    "Yes, it is.",
    "i think so",
    "alright then",
    "aye",
    "thats right",
]
NO = [
    "no",
    "nope",
    "nah mate",
    "no thanks",
    "no thank you very much",
    "not really",
    "not now",
    "absolutely not",
    "that's wrong",
    "that's not right",
    "no that's not correct",
    "don't do it",
    "I don't think so",
    "i'd rather not",
    "oh no",
    "okay no",
    "no no no",
    "no that's fine",
    "definitely not",
]
NEITHER = [
    "",
    "yes and no",
    "yeah no",
    "I'm not sure",
    "I don't know",
    "maybe",
    "thanks",
    "yes I want 45 pounds",
    "no, I meant 45 pounds",
    "no idea",
    "right turn",
    "it is not what I ordered",
    "sure as hell it isn't mine",
    "yes but only on Friday",
    "um",
    "then",
]


@pytest.mark.parametrize("said", YES)
def test_every_spoken_form_of_yes(said: str) -> None:
    assert yes_no(said) is True


@pytest.mark.parametrize("said", NO)
def test_every_spoken_form_of_no(said: str) -> None:
    assert yes_no(said) is False


@pytest.mark.parametrize("said", NEITHER)
def test_neither_yes_nor_no(said: str) -> None:
    assert yes_no(said) is None


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("no, I meant 45 pounds", "45 pounds"),
        ("No I mean forty five", "forty five"),
        ("sorry, make that 50", "50"),
        ("actually it's four five six nine", "four five six nine"),
        ("no, 4569", "4569"),
        ("no it's 4569", "4569"),
        ("no, I meant account 6 5 4 3 2 1", "account 6 5 4 3 2 1"),
        ("it should be Friday", "Friday"),
        ("can you change that to the red one", "the red one"),
        ("no not forty, it's forty five", "forty five"),
        ("it's 45 not 40", "45"),
        ("that\u2019s wrong, it\u2019s Monday", "Monday"),
        ("wait no, I said sixty", "sixty"),
        (
            "no, the number is oh one six three two nine six oh one two three",
            "the number is oh one six three two nine six oh one two three",
        ),
        (
            "no, my number's plus double four one six three two nine six oh one two three",
            "my number's plus double four one six three two nine six oh one two three",
        ),
        (
            "sorry, it's j for juliet a for alpha n for november e for echo at example dot com",
            "j for juliet a for alpha n for november e for echo at example dot com",
        ),
    ],
)
def test_a_correction_gives_what_comes_instead(said: str, rest: str) -> None:
    assert correction(said) == rest


@pytest.mark.parametrize(
    "said",
    [
        "",
        "no",
        "no thanks",
        "yes",
        "45 pounds",
        "it's 4568",
        "no I want a person",
        "sorry?",
        "no problem",
        "I meant",
        "actually yes",
        "I'm not sure",
        "no " + "word " * 40,
        "no the one that I ordered last week with my sister when we were both in town",
        "not " * 90,
    ],
)
def test_no_correction(said: str) -> None:
    assert correction(said) is None


@given(st.text(max_size=80))
def test_any_text_is_judged_without_an_error(text: str) -> None:
    if yes_no(text) is not None or act_of(text) is not None:
        assert correction(text) is None


@given(
    st.sampled_from(YES + NO), st.sampled_from(["", "um ", "well ", "oh "]), st.sampled_from(["", " please", " mate"])
)
def test_politeness_changes_no_answer(said: str, before: str, after: str) -> None:
    assert yes_no(f"{before}{said}{after}") == yes_no(said)
