"""Which candidate leaves training? The best one whose eight-bit weights choose as the trained ones did.

Every sentence whose likeliest label changes counts, however near the second one was. A regression over an encoder that
was not tuned leaves many sentences near the line, misheard ones above all, and may fall short by a hair. The line stays
where it is: the next candidate is taken, and what was passed over is kept with the model.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sentence_transformers import SentenceTransformer
from setfit import SetFitModel

from engine.errors import ModelError
from training.candidates import CANDIDATES
from training.config import DEFAULT, Config
from training.export import agreement, export
from training.fit import Material
from training.progress import Progress


@dataclass(frozen=True, slots=True)
class Passed:
    """A candidate that may leave."""

    name: str
    model: SetFitModel = field(repr=False)
    agreed: float
    """Share of the sentences for which int8 chooses as fp32 does."""
    sentences: int
    """How many were asked: all that it was fitted on."""
    passed_over: dict[str, float]
    """Candidates that were better, and their share, which is too low."""


def leave(
    names: Sequence[str],
    body: SentenceTransformer,
    material: Material,
    config: Config,
    folder: Path,
    *,
    progress: Progress,
) -> Passed:
    """Fit the first of ``names``, the best one first, on ``material``, export it into ``folder``, and see if it holds.

    What does not is followed by the next; ``body`` stays as it is. Raises ``ModelError`` when none holds.
    """
    texts = [row.text for row in material.rows] + list(material.background)
    short: dict[str, float] = {}
    for name in names:
        step = partial(progress, f"fitting {name}")
        model = CANDIDATES[name](copy.deepcopy(body), material, config, config.seed, step)
        progress(f"exporting {name}", 0, 1)
        export(model, folder, texts)
        agreed = agreement(model, folder, texts)
        progress(f"exporting {name}", 1, 1)
        if agreed >= config.export.agreement:
            return Passed(name, model, agreed, len(texts), short)
        short[name] = agreed
    told = ", ".join(f"{name} for {round(agreed * len(texts))}" for name, agreed in short.items())
    raise ModelError(
        f"in eight bits no candidate chooses as it was trained for {config.export.agreement:.0%} of the {len(texts)} "
        f"sentences: {told}",
        todo=f"add examples; or name more candidates in a copy of {DEFAULT}: trunkline train --config FILE",
    )
