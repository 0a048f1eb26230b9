"""What would the log of a very busy line be? As many turns as are asked for, made of a project's own sentences. Pure.

A sentence of an intent, or of none, in other words: an opening, a misheard word or two, what it is about, an ending. So
nearly every utterance is another, as on a real line, beside bare answers that are always the same. Given its seed,
always the same log. It tries machines and commands, and measures no model, which has learnt what it was made of.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.understanding.normalise import normalise
from training.evaluate import NONE
from training.noise import misheard

Said = Mapping[str, Sequence[str]]
"""Label -> sentences; ``_out_of_scope`` among the labels."""

OPENINGS = (
    "", "", "", "", "", "", "", "", "hello", "hi there", "good morning", "yes hi", "oh hello", "right so",
    "sorry to bother you", "okay um",
    "i was wondering", "my wife says", "i've been told to ring", "the thing is", "listen", "as i said before",
    "just a quick one", "i rang last week and", "i hope you can help me", "it's me again",
)  # fmt: skip
THINGS = (
    "tent", "rucksack", "jacket", "boots", "lamp", "kettle", "stove", "sleeping bag", "map", "flask", "rope", "fleece",
    "head torch", "trousers", "gloves", "cool box", "folding chair", "compass", "cagoule", "walking poles", "socks",
    "hammock", "water bottle", "gaiters", "dry bag", "air mattress",
)  # fmt: skip
PEOPLE = (
    "my son", "my daughter", "my neighbour", "my wife", "my husband", "a friend", "my mother", "my dad", "our club",
    "the school", "myself", "my sister", "my brother", "the scouts", "my partner", "a colleague", "the grandchildren",
)  # fmt: skip
WHENS = (
    "yesterday", "last week", "on monday", "on tuesday", "on wednesday", "on thursday", "on friday", "in march",
    "in april", "in may", "in june", "before christmas", "this morning", "at the weekend", "a fortnight ago",
    "the other day", "on saturday", "after easter", "over the summer", "some time ago",
)  # fmt: skip
PLACES = (
    "leeds", "york", "bath", "derby", "luton", "ely", "hull", "wells", "truro", "ripon", "perth", "bray", "keswick",
    "kendal", "penrith", "ambleside", "carlisle", "lancaster", "skipton", "settle", "whitby", "buxton", "matlock",
)  # fmt: skip
ABOUT = (
    "the {thing} for {who}", "the {thing} {when}", "the {thing} in {where} {when}", "for {who} {when}",
    "{who} in {where}", "the {thing} from {where}",
)  # fmt: skip
ENDINGS = (
    "",
    "",
    "",
    "",
    "",
    "",
    "please",
    "thanks",
    "if you can",
    "when you have a minute",
    "that's all",
    "thank you very much",
)
ANSWERS = ("yes", "no", "yes please", "no thank you", "that's right", "correct", "thanks", "okay")
PROTESTS = ("no that's not what i wanted", "i didn't ask for that", "no that's wrong")

CALL = 6
"""Turns of a call, on average."""
_BARE = 0.06
"""Share of bare answers and protests."""
_BEGINS = datetime(2026, 1, 5, 8, tzinfo=UTC)


def generated(said: Said, turns: int, seed: int = 0) -> Iterator[dict[str, Any]]:
    """Yield ``turns`` records as lines of a log hold them, call by call."""
    rng = random.Random(seed)
    labels = sorted(label for label in said if said[label])
    index = call = 0
    for n in range(turns):
        if index and rng.random() < 1 / CALL:
            index, call = 0, call + 1
        record: dict[str, Any] = {"sid": f"made-{call:08}", "index": index, "caller": f"made caller {call // 3}"}
        record["at"] = (_BEGINS + timedelta(seconds=7 * n)).isoformat()
        bare = rng.random() < _BARE
        label = rng.choice(labels)
        record["utterance"] = rng.choice((*ANSWERS, *PROTESTS)) if bare else _worded(rng.choice(said[label]), rng)
        yield record | ({} if bare else _understood(label, labels, rng))
        index += 1


def _worded(sentence: str, rng: random.Random) -> str:
    about = rng.choice(ABOUT).format(
        thing=rng.choice(THINGS), who=rng.choice(PEOPLE), when=rng.choice(WHENS), where=rng.choice(PLACES)
    )
    heard = misheard(normalise(f"{sentence} {about}"), rng, rng.uniform(0, 0.1))
    return " ".join(f"{rng.choice(OPENINGS)} {heard} {rng.choice(ENDINGS)}".split())


def _understood(label: str, labels: Sequence[str], rng: random.Random) -> dict[str, Any]:
    """Return what is logged of a wish: seven in ten accepted, others told by a language model, some by nobody."""
    likeliest = label if rng.random() < 0.9 and label != NONE else rng.choice(labels)  # noqa: PLR2004 - nine in ten
    share = round(rng.uniform(0.3, 0.99), 4)
    told = {"candidates": [[likeliest, share]], "none": round((1 - share) / 2, 4), "model": "made"}
    meaning = "human" if label == NONE else label
    match rng.random():
        case chance if chance < 0.7:  # noqa: PLR2004 - as said above
            return told | {"verdict": "accept", "by": "classifier", "meaning": likeliest}
        case chance if chance < 0.9:  # noqa: PLR2004
            return told | {"verdict": "defer", "by": "language model", "meaning": meaning}
        case _:
            return told | {"verdict": "defer", "by": "nobody"}
