"""Is the whole utterance one of the things a caller may want at any moment, a bare yes or no, or a correction?

Rules, not a model: they look at every word, and a sentence with more content is left to the classifier.
"""

from __future__ import annotations

import re

from engine.dialog.words import words
from engine.types import Act


def _either(*phrases: str) -> str:
    return "(?:" + "|".join(phrases) + ")"


_LEAD = (
    r"(?:(?:oh|um|uh|er|erm|ah|okay|ok|right|well|so|no|yes|yeah|hi|hello|hey|please|sorry|actually|look|just|thanks|thank you)"
    r" )*"
)
_TAIL = r"(?: (?:please|thanks|thank you|then|now|mate|cheers|sorry|for me|just|okay|ok|actually|very much|ta))*"
_ASKING = (
    r"(?:(?:can|could|may|would|will) (?:i|you|we) (?:please )?(?:just )?"
    r"|i(?: would|'d) (?:really )?(?:like|prefer|rather)(?: to)? |i (?:just )?(?:want|need|wanna)(?: to)? |let me |get me |give me )?"
)
_PERSON = (
    r"(?:to |with |through to )?(?:an? |the |some|your )?(?:real |actual |live |human )?"
    r"(?:person|people|human|human being|agent|someone|somebody|one|body|operator|representative|rep|advisor|adviser|assistant"
    r"|manager|supervisor|colleague|member of staff|customer services?|customer support|reception|receptionist)(?: real| human| else)?"
)

_ACTS: dict[Act, str] = {
    "human": _either(
        rf"{_ASKING}(?:speak|talk|chat|be connected|be put through|be transferred) {_PERSON}",
        rf"{_ASKING}(?:put|transfer|connect|pass|get) me(?: through| over| on)?(?: {_PERSON})?",
        rf"{_ASKING}(?:an? |the |some|your )?(?:real |actual |live |human )?"
        r"(?:person|human|human being|agent|operator|representative|advisor|adviser|customer services?|customer support)",
        r"transfer me",
        rf"is there (?:anyone|anybody|someone|somebody|a person|a human)(?: there)?(?: i can (?:speak|talk) to)?",
    ),
    "repeat": _either(
        rf"{_ASKING}(?:repeat|say)(?: that| it| the question)?(?: again| once more| one more time)?(?<!say)(?<!say that)(?<!say it)",
        r"(?:pardon|pardon me|i beg your pardon|excuse me|what|what was that|what's that|come again|again|huh|eh|sorry|hello"
        r"|one more time|once more|you what|what did you say|what was the question|are you there|can you hear me)",
        r"i (?:didn't|did not|couldn't|could not) (?:quite )?(?:catch|hear|get|understand)(?: that| you| what you said)?",
        r"i missed that",
    ),
    "hold": _either(
        r"(?:(?:can|could|would|will) you )?(?:hold on|hang on|wait|hold|hold the line|bear with me)"
        r"(?: (?:a|one|just a) (?:second|sec|minute|moment|mo|tick))?",
        r"(?:just |give me |wait |hold on |i need )?(?:a|one|two|just a|half a) (?:seconds?|secs?|minutes?|moments?|mo|ticks?)",
        r"let me (?:just )?(?:check|look|see|find it|get it|have a look|grab it|look it up|go and get it)",
        r"i'm (?:just )?(?:looking|checking|getting it|looking for it|finding it)",
    ),
    "cancel": _either(
        rf"{_ASKING}(?:cancel|stop|abort|forget|scrap|drop)(?: that| this| about (?:it|that))?(?<!drop)(?<!forget)(?<!scrap)",
        r"(?:never ?mind|nevermind|forget it|forget about it|leave it|scrap that|don't bother|i(?:'ve| have)? changed my mind"
        r"|start over|go back|i don't want (?:to|this|that)(?: do this| do that)?(?: any ?more)?)",
    ),
    "help": _either(
        rf"{_ASKING}(?:some )?help(?: me)?",
        r"what can (?:i|you) (?:say|do|ask|help(?: me)? with)",
        r"what (?:are|were) (?:my|the) options",
        r"(?:options|i don't (?:understand|get it)|what do you mean|what does that mean|i'm (?:confused|lost)|how does this work)",
    ),
    "goodbye": _either(
        r"(?:good ?bye|bye|bye bye|bye now|bye for now|see you|see ya|take care|ta ra|ta ta|have a (?:good|nice|lovely) (?:day|one|evening))",
        r"(?:that's|that is|that'll be|that was) (?:all|everything|me done)(?: i (?:need|needed|wanted))?(?: for (?:today|now))?",
        r"(?:no )?(?:nothing|not?) (?:else|more)",
        r"i'm (?:all )?(?:done|finished|sorted)",
        r"i(?:'ve| have) got (?:everything|all) i (?:need|needed)",
        r"(?:no )?that's it (?:thanks|thank you|cheers)",
        r"no (?:thanks |thank you )?(?:that's it|i'm (?:good|fine|okay|ok))",
        r"(?:you can )?hang up",
    ),
}
_RULES = tuple(
    (
        act,
        re.compile(
            rf"{_LEAD}{body}(?: (?:{_ACTS['goodbye']}))?{_TAIL}" if act == "goodbye" else rf"{_LEAD}{body}{_TAIL}"
        ),
    )
    for act, body in _ACTS.items()
)
_LONGEST = 14  # words; a longer utterance has more content than an act


def act_of(text: str) -> Act | None:
    """Return the global act that the whole of ``text`` is, or None."""
    said = _plain(text)
    if not said or said.count(" ") >= _LONGEST:
        return None
    for act, rule in _RULES:
        if rule.fullmatch(said):
            return act
    return None


# ------------------------------------------------------------------------------------------------------- yes and no

_YES = (
    "yes|yeah|yep|yup|yea|yah|yer|ya|aye|yes sir|of course|certainly|absolutely|definitely|correct|that's right|that is right"
    "|that's correct|that is correct|it's correct|it's right|exactly|indeed|go on|go ahead|go for it|do it|do that|please do|i do"
    "|i would|i'd like that|i would like that|i'd love to|it is|i am|you can|you may|why not|uh huh|mm hmm|mhm|mm hm|affirmative"
    "|by all means|spot on|too right|that's the one|that works|i think so|i believe so|i guess so|you bet|let's do it|let's do that"
    "|that would be (?:great|good|lovely|nice|fine)|that'd be (?:great|good|lovely|nice|fine)|please go ahead|for sure|yes it is"
    "|yes i do|yes i would|it does|they are|that is"
)
_WEAK = (
    "ok|okay|fine|right|sure|sure thing|great|perfect|lovely|good|cool|brilliant|all right|alright|all good|that's fine|that's okay"
    "|that's ok|that's good|that's great|sounds good|sounds great|no problem|no worries|not a problem|not a bad idea|all yours"
)
_NO = (
    "no|nope|nah|naw|no way|not really|not now|not today|not at all|not yet|not quite|not this time|never|negative|wrong|incorrect"
    "|that's wrong|that is wrong|it's wrong|that's incorrect|that's not right|that is not right|that isn't right|it's not right"
    "|that's not correct|that is not correct|that isn't correct|not correct|not right|don't|do not|don't do (?:it|that)|please don't"
    "|i don't|i do not|i don't think so|i'd rather not|i would rather not|i wouldn't|it isn't|it's not|it is not|it doesn't|i'm not"
    "|absolutely not|definitely not|certainly not|of course not|nuh uh|uh uh|don't go ahead|i won't|no i don't|no it isn't|not okay"
    "|not ok|not fine|not good"
)
_NEUTRAL = (
    "please|thanks|thank you|thank you very much|thanks very much|cheers|ta|mate|love|dear|sir|then|well|oh|um|uh|er|erm|ah|hmm|so"
    "|actually|just|now|sorry|with that|very|that|that one"
)
_UNSURE = (
    r"(?:i'm |i am )?not (?:too |really |entirely |quite )?sure|(?:i )?don't (?:know|mind)|(?:i'm |i am )not certain"
)


def _longest_first(pattern: str) -> str:
    """Order alternatives so that ``no way`` is tried before ``no``; alternatives with groups are kept whole."""
    return "|".join(sorted(re.split(r"\|(?![^(]*\))", pattern), key=len, reverse=True))


_PIECES = tuple(
    (name, re.compile(rf"(?:{_longest_first(p)})(?= |$)"))
    for name, p in (("unsure", _UNSURE), ("yes", _YES), ("weak", _WEAK), ("no", _NO), ("neutral", _NEUTRAL))
)


def yes_no(text: str) -> bool | None:
    """Return True or False when the whole of ``text`` is a yes or a no, None when it says anything else, or both."""
    pieces = _cut(_plain(text))
    if not pieces or "unsure" in pieces or {"yes", "no"} <= pieces:
        return None
    if "no" in pieces:
        return False
    return True if pieces & {"yes", "weak"} or pieces == {"please"} else None


def _cut(said: str) -> set[str]:
    """Cut ``said`` into known phrases, longest first; an unknown word makes the whole unknown: the empty set."""
    if said == "please":
        return {"yes"}
    kinds: set[str] = set()
    at = 0
    while at < len(said):
        hits = [(m.end(), name) for name, p in _PIECES if (m := p.match(said, at))]
        if not hits:
            return set()
        at, name = max(hits, key=lambda hit: hit[0])
        kinds.add(name)
        at += 1
    return kinds


# ------------------------------------------------------------------------------------------------------ corrections

_STRONG = (
    r"i (?:actually )?(?:meant|mean)(?: to say)?|i said|make (?:it|that)|change (?:it|that)(?: to)?|(?:it|that) should(?: have)? be(?:en)?"
    r"|should be|i should have said|let's make (?:it|that)|rather|scratch that|correction|(?:can|could) (?:you|we|i) (?:make|change)"
    r" (?:it|that)(?: to)?"
)
_OPENERS = r"no|nope|nah|sorry|actually|wait|hang on|hold on|oh|um|uh|er|erm|wrong|not quite|that's wrong|that's not right|well|but"
_COPULA = r"it's actually|it's|it is|it was|that's|that is|that was|i want|i wanted|i'd like|to"
_CORRECTION = re.compile(
    rf"(?P<open>(?:(?:{_OPENERS})\b[\s,.;:!\-–]*)*)(?P<strong>(?:(?:{_STRONG})\b[\s,.;:\-–]*)*)"
    rf"(?P<copula>(?:(?:{_COPULA})\b[\s,.;:\-–]*)?)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_NOT_BUT = re.compile(
    r"^not\b.*?\b(?:but|it's|it is|i meant|i said|make it)\s+(?P<rest>.+)$", re.IGNORECASE | re.DOTALL
)
_BUT_NOT = re.compile(r"^(?P<rest>.+?),?\s+(?:and\s+)?not\s+.+$", re.IGNORECASE | re.DOTALL)
_CLEAR_OPENER = re.compile(
    r"\b(?:no|nope|nah|sorry|actually|wrong|wait|that's wrong|that's not right)\b", re.IGNORECASE
)
_STOPS = " ,.;:!?-–"
_MOST_WORDS = 12


def correction(text: str) -> str | None:
    """Return what ``text`` puts in the place of something said before: "no, I meant 45 pounds" gives "45 pounds".

    It does not know whether the rest is a value; whoever asks reads a slot from it and finds out.
    """
    found = _CORRECTION.fullmatch(text.strip().replace("’", "'"))
    if found is None or yes_no(text) is not None or act_of(text):
        return None
    rest = found["rest"].strip(_STOPS)
    aside = _NOT_BUT.match(rest) or _BUT_NOT.match(rest)
    if aside:
        rest = aside["rest"].strip(_STOPS)
    elif not (found["strong"] or _CLEAR_OPENER.search(found["open"])):
        return None
    if not rest or len(rest.split()) > _MOST_WORDS or _cut(_plain(rest)) or act_of(rest):
        return None
    return rest


def _plain(text: str) -> str:
    return " ".join(w.text for w in words(text))
