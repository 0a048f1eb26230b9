from __future__ import annotations

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling

from training.fit import load_body
from training.slim import Sentences, slimmed
from training.weights import locate, named

pytestmark = pytest.mark.train

SAID = ["where is my order", "pay", "i would like to change the address of my contract please"]


@pytest.fixture(scope="module")
def body() -> SentenceTransformer:
    return load_body(locate(named("")), 64)


def sentences(body: SentenceTransformer) -> np.ndarray:
    words = body.tokenizer(SAID, padding=True, return_tensors="pt")
    with torch.inference_mode(), slimmed(body):
        return Sentences(body).eval()(words["input_ids"], words["attention_mask"]).numpy()


def test_the_small_graph_computes_what_the_encoder_does(body: SentenceTransformer) -> None:
    assert np.allclose(sentences(body), body.encode(SAID), atol=1e-5)


def test_the_encoder_is_left_as_it_was(body: SentenceTransformer) -> None:
    before = body[0].model.embeddings
    sentences(body)
    assert body[0].model.embeddings is before


def test_an_encoder_that_is_no_mean_is_taken_as_it_is(body: SentenceTransformer) -> None:
    first = SentenceTransformer(modules=[body[0], Pooling(384, pooling_mode="cls"), Normalize()], device="cpu")
    assert np.allclose(sentences(first), first.encode(SAID), atol=1e-5)
    assert not np.allclose(sentences(first), body.encode(SAID), atol=1e-2)
