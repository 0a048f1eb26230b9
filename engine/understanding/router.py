"""Is the classifier sure enough to act? Accept, ask "A or B", or defer to somebody else.

Pure. The threshold comes from the model's cross-fitted calibration for the precision that the project asks for; the
margin comes from the project.
"""

from __future__ import annotations

from engine.types import Accept, Candidate, Clarify, Defer, Verdict


def route(candidates: tuple[Candidate, ...], none: float, threshold: float, margin: float) -> Verdict:
    """Decide on ``candidates`` (best first), where ``none`` is the probability that no intent is meant.

    Accept: the best passes ``threshold``. Clarify: the best two lie within ``margin`` of each other and pass
    ``threshold`` together. Whatever "none" beats is deferred.
    """
    if not candidates or candidates[0].score <= none:
        return Defer(candidates)
    best = candidates[0].score
    second = candidates[1].score if len(candidates) > 1 else 0.0
    if best - second < margin:
        return Clarify(candidates) if best + second >= threshold and second > none else Defer(candidates)
    return Accept(candidates) if best >= threshold else Defer(candidates)
