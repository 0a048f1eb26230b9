"""Says whether a whole utterance is a global act ("an agent, please"), a bare yes or no, or a correction.

Rules, not a model: they look at every word, and a sentence with more content is left to the classifier. The tables are
patterns over plain words, parted by `` | ``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from engine.dialog.words import words
from engine.types import Act


def _patterns(table: str) -> list[str]:
    """Split a table into its patterns, longest first, so that ``no way`` is tried before ``no``."""
    return sorted((" ".join(p.split()) for p in re.split(r"\s\|\s", table)), key=len, reverse=True)


def _any(table: str) -> str:
    return f"(?:{'|'.join(_patterns(table))})"


# ------------------------------------------------------------------------------------------------------- global acts

_LEAD = _any("""oh | um | uh | er | erm | ah | okay | ok | right | well | so | no | yes | yeah | hi | hello | hey |
    please | sorry | actually | look | just | thanks | thank you""")
_TAIL = _any("""please | thanks | thank you | then | now | mate | cheers | sorry | for me | just | okay | ok |
    actually | very much | ta""")
_ASKING = _any("""(?:can|could|may|would|will) (?:i|you|we)(?: please)?(?: just)? | (?:let|get|give) me |
    i(?: would|'d)(?: really)? (?:like|prefer|rather)(?: to)? | i(?: just)? (?:want|need|wanna)(?: to)?""")
_A = r"(?:(?:an?|the|some|your) )?(?:(?:real|actual|live|human) )?"
_AGENT = _any("""person | human | human being | agent | operator | representative | advisor | adviser |
    customer services? | customer support""")
_SOMEBODY = _any("""people | someone | somebody | rep | assistant | manager | supervisor | colleague |
    member of staff | reception | receptionist""")
_PERSON = rf"(?:(?:to|with|through to) )?{_A}(?:{_AGENT}|{_SOMEBODY})(?: (?:real|human|else))?"
_TIME = r"(?:(?:just )?(?:an?|one|two|half a) )?(?:seconds?|secs?|minutes?|moments?|mo|ticks?)"

_ACTS: dict[Act, str] = {
    "human": rf"""(?:ASKING )?(?:speak|talk|chat|be connected|be put through|be transferred) {_PERSON} |
        (?:ASKING )?(?:put|transfer|connect|pass|get) me(?: (?:through|over|on))?(?: {_PERSON})? |
        (?:ASKING )?{_A}{_AGENT} | (?:get|give) me {_PERSON} | i (?:want|need) {_PERSON} |
        is there (?:anyone|anybody|someone|somebody|a person|a human)(?: there)?(?: i can (?:speak|talk) to)?""",
    "repeat": r"""(?:ASKING )?repeat(?: (?:that|it|the question|yourself))?(?: (?:again|once more|one more time))? |
        (?:ASKING )?say(?: (?:that|it|the question))? (?:again|once more|one more time) | pardon | pardon me |
        i beg your pardon | excuse me | what | what was that | what's that | come again | again | huh | eh | sorry |
        hello | one more time | once more | you what | what did you say | what was the question | are you there |
        can you hear me | i missed that |
        i (?:didn't|did not|couldn't) (?:quite )?(?:catch|hear|get|understand)(?: (?:that|you|what you said))?""",
    "hold": rf"""(?:(?:can|could|will) you )?(?:hold on|hang on|wait|hold|hold the line|bear with me)(?: {_TIME})? |
        (?:(?:just|give me|wait|hold on|i need) )?{_TIME} |
        i'm (?:just )?(?:looking|checking|getting it|looking for it|finding it) |
        let me (?:just )?(?:check|look|see|find it|get it|have a look|grab it|look it up|go and get it)""",
    "cancel": r"""(?:ASKING )?(?:cancel|stop|abort)(?: (?:that|this))? | never ?mind | forget it |
        (?:forget|scrap|drop) (?:that|this) | forget about (?:it|that) | leave it | don't bother |
        i(?:'ve| have)? changed my mind | start over | go back |
        i don't want (?:to|this|that)(?: do (?:this|that))?(?: any ?more)?""",
    "help": r"""(?:ASKING )?(?:some )?help(?: me)? | what can (?:i|you) (?:say|do|ask|help(?: me)? with) | options |
        what (?:are|were) (?:my|the) options | i don't (?:understand|get it) | what do you mean |
        what does that mean | i'm (?:confused|lost) | how does this work""",
    "goodbye": r"""good ?bye | bye | bye bye | bye now | bye for now | see you | see ya | take care | ta ra |
        ta ta | have a (?:good|nice|lovely) (?:day|one|evening) | (?:you can )?hang up |
        i'm (?:all )?(?:done|finished|sorted) |
        (?:that's|that'll be|that was) (?:all|everything|me done)(?: i (?:need|needed|wanted))?(?: for (?:today|now))? |
        that is (?:all|everything) |
        nothing (?:else|more) | not (?:else|more) | that's it (?:thanks|thank you|cheers) |
        no (?:thanks |thank you )?that's it | no (?:thanks |thank you )?i'm (?:good|fine|okay|ok) |
        i(?:'ve| have) got (?:everything|all) i (?:need|needed)""",
}
_BYE = r"(?: (?:good ?bye|bye|bye bye|bye now))?"
_RULES = tuple(
    (act, re.compile(rf"(?:{_LEAD} )*{_any(table.replace('ASKING', _ASKING))}(?: {_TAIL})*{_BYE}"))
    for act, table in _ACTS.items()
)
_LONGEST = 14  # words; a longer utterance has more content than an act


@lru_cache(maxsize=32)
def act_of(text: str) -> Act | None:
    """Return the global act that the whole of ``text`` is, or None."""
    said = _plain(text)
    if not said or said.count(" ") >= _LONGEST:
        return None
    for act, rule in _RULES:
        if rule.fullmatch(said):
            return act
    return None


# -------------------------------------------------------------------------------------------------------- yes and no

_PIECES: dict[str, str] = {
    "unsure": """(?:(?:i'm|i am) )?not (?:(?:too|really|entirely|quite) )?(?:sure|certain) |
        (?:i )?don't (?:know|mind)""",
    "yes": """yes | yeah | yep | yup | yea | yah | yer | ya | aye | yes sir | of course | certainly | absolutely |
        definitely | correct | (?:that's|that is|it's|you're) (?:right|correct) | exactly | indeed | go on |
        (?:please )?go ahead | go for it | do it | do that | please do | i do | i would | i'd like that |
        i would like that | i'd love to | it is | it does | i am | they are | that is | you can | you may |
        why not | uh huh | mm hmm | mm hm | mhm | affirmative | by all means | spot on | too right | for sure |
        that's the one | that works | i (?:think|believe|guess) so | you bet | let's do (?:it|that) |
        (?:that'd|that would) be (?:great|good|lovely|nice|fine)""",
    "weak": """ok | okay | fine | right | sure | sure thing | great | perfect | lovely | good | cool | brilliant |
        all right | alright | all good | that's (?:fine|okay|ok|good|great|perfect) | sounds (?:good|great|fine) |
        no problem | no worries | not a problem | not a bad idea""",
    "no": """no | nope | nah | naw | no way | not really | not now | not today | not at all | not yet | not quite |
        not this time | never | negative | wrong | incorrect |
        (?:that's|that is|it's) (?:wrong|incorrect|not right|not correct) | (?:that|it) isn't (?:right|correct) |
        not (?:right|correct|okay|ok|fine|good) | don't | do not | please don't | don't do (?:it|that) |
        don't go ahead | i don't | i do not | i don't think so | i(?:'d| would) rather not | i wouldn't | i won't |
        it isn't | it's not | it is not | it doesn't | i'm not | (?:absolutely|definitely|certainly|of course) not |
        nuh uh | uh uh""",
    "neutral": """please | thanks | thank you | thank you very much | thanks very much | cheers | ta | mate |
        love | dear | sir | then | well | oh | um | uh | er | erm | ah | hmm | so | actually | just | now | sorry |
        with that | very | that | that one""",
}
_CUTS = tuple((kind, re.compile(rf"{_any(table)}(?= |$)")) for kind, table in _PIECES.items())


@lru_cache(maxsize=32)
def yes_no(text: str) -> bool | None:
    """Return True or False when the whole of ``text`` is a yes or a no, None when it says anything else, or both."""
    said = _plain(text)
    pieces = _cut(said)
    if not pieces or "unsure" in pieces or {"yes", "no"} <= pieces:
        return None
    if "no" in pieces:
        return False
    return True if pieces & {"yes", "weak"} or "please" in said.split() else None


def _cut(said: str) -> set[str]:
    """Cut ``said`` into known phrases, longest first; an unknown word makes the whole unknown: the empty set."""
    kinds: set[str] = set()
    at = 0
    while at < len(said):
        hits = [(m.end(), kind) for kind, pattern in _CUTS if (m := pattern.match(said, at))]
        if not hits:
            return set()
        at, kind = max(hits, key=lambda hit: hit[0])
        kinds.add(kind)
        at += 1
    return kinds


# ------------------------------------------------------------------------------------------------------ corrections

_STRONG = _any("""i (?:actually )?(?:meant|mean)(?: to say)? | i said | make (?:it|that) |
    change (?:it|that)(?: to)? | (?:it|that) should(?: have)? be(?:en)? | should be | i should have said |
    let's make (?:it|that) | rather | scratch that | correction |
    (?:can|could) (?:you|we|i) (?:make|change) (?:it|that)(?: to)?""")
_OPENERS = _any("""no | nope | nah | sorry | actually | wait | hang on | hold on | oh | um | uh | er | erm | wrong |
    well | but | not quite | that's wrong | that's not right""")
_COPULA = _any(
    "it's actually | it's | it is | it was | that's | that is | that was | i want | i wanted | i'd like | to"
)
_GAP = r"\b[\s,.;:!\-\u2013]*"
_CORRECTION = re.compile(
    rf"(?P<open>(?:{_OPENERS}{_GAP})*)(?P<strong>(?:{_STRONG}{_GAP})*)(?:{_COPULA}{_GAP})?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_NOT_BUT = re.compile(
    r"^not\b.*?\b(?:but|it's|it is|i meant|i said|make it)\s+(?P<rest>.+)$", re.IGNORECASE | re.DOTALL
)
_BUT_NOT = re.compile(r"^(?P<rest>.+?),?\s+(?:and\s+)?not\s+.+$", re.IGNORECASE | re.DOTALL)
_CLEAR_OPENER = re.compile(
    r"\b(?:no|nope|nah|sorry|actually|wrong|wait|that's wrong|that's not right)\b", re.IGNORECASE
)
_STOPS = " ,.;:!?-\u2013"
_MOST_WORDS = 12
_MOST_CHARACTERS = 200


@lru_cache(maxsize=32)
def correction(text: str) -> str | None:
    """Return what ``text`` puts in the place of something said before: "no, I meant 45 pounds" gives "45 pounds".

    It does not know whether the rest is a value; whoever asks reads a slot from it and finds out.
    """
    if len(text) > _MOST_CHARACTERS:
        return None
    found = _CORRECTION.fullmatch(text.strip().replace("\u2019", "'"))
    if found is None or _cut(_plain(text)) or act_of(text):
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


_CONTRACTIONS = ("don't", "didn't", "couldn't", "isn't", "that's", "i'm", "i've", "what's")
_APOSTROPHES = {word.replace("'", ""): word for word in _CONTRACTIONS}
"""Words that some transcribers write without theirs."""


@lru_cache(maxsize=32)  # one turn asks several times about one utterance
def _plain(text: str) -> str:
    return " ".join(_APOSTROPHES.get(w.text, w.text) for w in words(text))
