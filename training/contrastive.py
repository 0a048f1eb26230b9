"""The candidate that is plain SetFit: contrastive pairs tune the encoder, then a regression sits on it.

It is what others start from, so it is what reports compare with. Its pairs grow with the square of the sentences,
so they are bounded to ``pairs`` of each kind for a sentence.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from typing import Any

from datasets import Dataset as Table
from sentence_transformers import SentenceTransformer
from setfit import SetFitModel, Trainer, TrainingArguments
from sklearn.linear_model import LogisticRegression
from transformers import PrinterCallback, ProgressCallback, TrainerCallback

from training import frozen
from training.config import Config
from training.fit import Material, Step


def fit(body: SentenceTransformer, material: Material, config: Config, seed: int, step: Step) -> SetFitModel:
    """Tune ``body`` in place with setfit's own trainer, then fit the regression."""
    tune(body, material, config, seed, step)
    return frozen.fit(body, material, config, seed, lambda _done, _total: None)


def tune(body: SentenceTransformer, material: Material, config: Config, seed: int, step: Step) -> None:
    """Pull sentences of one intent together and push others apart."""
    model = SetFitModel(model_body=body, model_head=LogisticRegression(), labels=list(material.labels))
    rows: Mapping[str, list[Any]] = {
        "text": [row.text for row in material.rows],
        "label": [row.label for row in material.rows],
    }
    with tempfile.TemporaryDirectory() as scratch:
        arguments = TrainingArguments(
            output_dir=scratch,
            num_iterations=config.setfit.pairs,
            num_epochs=1,
            batch_size=config.setfit.batch,
            seed=seed,
            save_strategy="no",
            report_to="none",
            show_progress_bar=False,
        )
        trainer = Trainer(model, arguments, Table.from_dict(dict(rows)), callbacks=[_Steps(step)])
        trainer.st_trainer.args.dataloader_pin_memory = False  # which warns where there is no accelerator
        for theirs in (PrinterCallback, ProgressCallback):
            trainer.st_trainer.pop_callback(theirs)
        trainer.train_embeddings(*trainer.dataset_to_parameters(trainer.train_dataset), args=arguments)


class _Steps(TrainerCallback):  # type: ignore[misc]  # transformers is not followed by mypy
    """Tells ``step`` of each training step."""

    def __init__(self, step: Step) -> None:
        self._step = step

    def on_step_end(self, args: Any, state: Any, control: Any, **_rest: Any) -> None:  # noqa: ARG002, ANN401 - the base class's signature
        """Report one step."""
        self._step(state.global_step, state.max_steps)
