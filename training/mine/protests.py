"""Do a caller's words protest, or take back what was understood? Patterns in English, German and Spanish. Pure.

The language of a log is seldom known, so that an utterance is tried in all of them. A bare "no" takes nothing back
where it says something else: "no thanks", "no hot water", "no puedo entrar".
"""

from __future__ import annotations

import re

_PROTEST = re.compile(
    r"\b(?:not what i (?:wanted|meant|said|asked)|(?:did ?n.?t|never) (?:want|ask|say) (?:that|for that)|"
    r"(?:(?:that|it)(?:.?s| is)|this is) (?:wrong|not it|not right|the wrong)|wrong (?:one|thing|department)|"
    r"(?:das|so) (?:meinte|wollte|war) (?:ich )?(?:so )?nicht|nicht das,? was ich|falsch verstanden|"
    r"no es (?:eso|lo que)|eso no es|no (?:quer.a|ped.|dije) eso|me (?:ha )?entend\w+ mal)",
    re.IGNORECASE,
)
_LEAD = r"^\W*(?:(?:um|uh|oh|er|ah|eh|well|but|sorry|wait|also|ach|äh|entschuldigung|perd[oó]n|pero)\b\W*)*"
_BEHIND_NO = (
    r"i|i'(?:m|d|ve|ll)|my|the|a|it|it'?s|that|this|not|what|where|when|who|how|can|could|do|please|but|wait|sorry|no|"
    r"quiero|quer[ií]a|me|mi|el|la|lo|es|era|digo|sino"
)
_TAKEN_BACK = re.compile(
    rf"{_LEAD}(?:(?:no|nope|nah)(?:,| (?=(?:{_BEHIND_NO})\b))(?! ?(?:thank|that'?s (?:all|it|fine)|gracias))|"
    r"(?:nein|nee)\b(?!,? ?(?:danke|das (?:war|ist) alles))(?=\W+\w))|"
    r"\bi (?:actually )?(?:meant?|said)\b|\bi was (?:asking|talking) about\b|\binstead\b|"
    r"\bnot (?:an?|the|my|that|this|for|about|to)\b.+\bbut\b|"
    r"\bich (?:meinte?|sagte|habe .+ gesagt)\b|\b(?:nicht|kein\w*)\b.+\bsondern\b|"
    r"\b(?:quise|quer[ií]a) decir\b|\bme refer[ií]a\b|\bhe dicho\b|\bdije\b|\bno\b.+\bsino\b",
    re.IGNORECASE,
)


def protests(text: str) -> bool:
    """Say whether ``text`` complains of what was understood: "no, that's not what I wanted"."""
    return _PROTEST.search(text) is not None


def takes_back(text: str) -> bool:
    """Say whether ``text`` puts something in the place of what was understood: "no, my order", "I meant my order"."""
    return _TAKEN_BACK.search(text) is not None
