from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from engine.errors import ModelError
from engine.flows.model import Asked
from engine.types import Accept, Clarify, Defer
from engine.understanding.classifier import Classifier, Scores
from engine.understanding.encoder import OnnxEncoder
from engine.understanding.head import Head
from engine.understanding.local import LocalUnderstander
from engine.understanding.tokens import Tokens

from .conftest import write_manifest


def test_scores_are_a_softmax_with_none(model: Path) -> None:
    scores = Classifier.load(model).scores("Where is my parcel?")
    assert scores.candidates[0].label == "order_status"
    assert sum(candidate.score for candidate in scores.candidates) + scores.none == pytest.approx(1, abs=1e-5)


def test_words_it_never_saw_are_none(model: Path) -> None:
    scores = Classifier.load(model).scores("fish and chips")
    assert scores.none > 0.5 > scores.candidates[0].score


def test_nothing_said_is_no_crash(model: Path) -> None:
    encoder = OnnxEncoder.load(model)
    assert encoder.embed([]).shape[0] == 0
    assert Classifier.load(model).scores(" ?! ") == Scores((), 1.0)


def test_a_batch_gives_what_single_texts_give(model: Path) -> None:
    encoder = OnnxEncoder.load(model)
    texts = ["where is my order", "pay", "the " * 200, "speak a person", *["my bill is lost"] * 40]
    batch = encoder.embed(texts)
    assert np.allclose(batch, np.concatenate([encoder.embed([text]) for text in texts]), atol=1e-6)
    assert np.allclose(np.linalg.norm(batch, axis=1), 1, atol=1e-5)


def test_the_tokenizers_own_padding_is_off(model: Path) -> None:
    assert '"padding":{' in (model / "tokenizer.json").read_text().replace(" ", "")
    tokens = Tokens(Tokenizer.from_file(str(model / "tokenizer.json")))
    assert len(tokens.ids("pay my bill")) == 3
    assert len(tokens.ids("pay " * 100)) == 64


def test_an_object_array_is_never_unpickled(model: Path) -> None:
    np.savez(model / "head.npz", weights=np.array([{"a": 1}], dtype=object), bias=np.zeros(4), allow_pickle=True)
    write_manifest(model)
    with pytest.raises(ModelError, match="cannot be read"):
        Classifier.load(model)


def test_another_number_of_labels_is_refused(model: Path) -> None:
    with pytest.raises(ModelError, match="number of labels"):
        Head.load(model / "head.npz", 4)


def test_an_encoder_that_is_no_model_is_refused(model: Path) -> None:
    (model / "encoder.onnx").write_bytes(b"not a graph")
    write_manifest(model)
    with pytest.raises(ModelError, match="cannot be loaded"):
        Classifier.load(model)


async def test_understanding_routes_in_one_named_thread(model: Path) -> None:
    classifier = Classifier.load(model)
    understander = LocalUnderstander(classifier, Asked(precision=0.98, margin=0.15))
    assert isinstance(await understander.understand("speak person agent"), Accept)
    assert isinstance(await understander.understand("order parcel where pay bill money"), Clarify)
    assert isinstance(await understander.understand("fish and chips"), Defer)
    assert len([thread for thread in threading.enumerate() if thread.name.startswith("intents")]) == 1
    classifier.close()


def test_a_precision_it_is_not_calibrated_for_is_refused(model: Path) -> None:
    with pytest.raises(ModelError):
        LocalUnderstander(Classifier.load(model), Asked(precision=0.999))
