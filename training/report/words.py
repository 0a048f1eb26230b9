"""What does the report say in words? A headline that anybody understands, and a sentence for each promise. Pure."""

from __future__ import annotations

from training.report.figures import Assessment, Promise, Standing

STANDINGS: dict[Standing, str] = {
    "certified": "kept",
    "open": "cannot be told yet",
    "missed": "broken",
    "unsupported": "unsupported",
}
_FLATTERED, _UNTOLD = 0.05, 0.4
"""Tenths that rounding to so many of 10 may add, and leave out."""


def headline(found: Assessment) -> str:
    """Say how many callers are understood at once, and how much of what is acted on is wrong."""
    return f"{at_once(found.report.coverage)}; {wrongly(1 - found.report.precision)}"


def at_once(coverage: float) -> str:
    """Say a share of callers as so many of 10 where that flatters nobody, else of 100."""
    if coverage <= 0:
        return "Nobody is understood at once"
    if coverage >= 1:
        return "Everybody is understood at once"
    tenths = int(coverage * 10 + _FLATTERED)
    if 1 <= tenths < 10 and coverage * 10 - tenths < _UNTOLD:  # noqa: PLR2004 - all of them
        return f"{tenths} of 10 callers are understood at once"
    return f"{min(max(round(coverage * 100), 1), 99)} of 100 callers are understood at once"


def wrongly(risk: float) -> str:
    """Say the share of what is acted on that is wrong."""
    return "nothing that is acted on is wrong" if risk <= 0 else f"{percent(risk)} of what is acted on is wrong"


def percent(share: float) -> str:
    """Write a share as a percentage of two or three digits; a little is never nothing, and nearly all not all."""
    value = share * 100
    if 0 < value < 0.1:  # noqa: PLR2004 - what rounds to nothing
        return "under 0.1 %"
    if 99.9 < value < 100:  # noqa: PLR2004 - what rounds to all
        return "over 99.9 %"
    return f"{value:.1f}".removesuffix(".0") + " %"


def kept(promise: Promise) -> str:
    """Say what became of a promise, and why it may not be known."""
    return f"{STANDINGS[promise.standing]}: {bounds(promise)}"


def bounds(promise: Promise) -> str:
    """Say what the accepted sentences tell of the precision."""
    asked, low, high = (percent(share) for share in (promise.asked, promise.lower, promise.upper))
    match promise.standing:
        case "certified":
            return f"with 95 % confidence at least {low} are right"
        case "missed":
            return f"with 95 % confidence at most {high} are right"
        case "unsupported" if promise.needed is None:
            return f"no number of sentences certifies {asked}"
        case "unsupported":
            return f"to certify {asked} takes at least {promise.needed} accepted sentences, all of them right"
        case "open":
            return f"at least {low} and at most {high} are right, each with 95 % confidence"
