"""Are groups of alike utterances found, and only those?"""

from __future__ import annotations

import numpy as np

from engine.understanding.encoder import Vectors
from training.mine.cluster import clusters

WHO = ("my car", "my van", "a guest", "the street", "tomorrow", "us")
PARKING = [f"i need a parking permit for {who}" for who in WHO]
REFUND = [f"please refund the {what}" for what in ("ticket", "fare", "fee", "deposit", "order", "price")]
ODD = ["hello there", "what a day", "is it raining"]


def bags(texts: list[str]) -> Vectors:
    words = sorted({word for text in texts for word in text.split()})
    rows = np.array([[text.split().count(word) for word in words] for text in texts], np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_two_groups_are_found_and_what_stands_alone_is_in_none() -> None:
    texts = [*PARKING, *ODD, *REFUND]
    groups = [{texts[n] for n in each} for each in clusters(bags(texts))]
    assert groups in ([set(PARKING), set(REFUND)], [set(REFUND), set(PARKING)])


def test_few_or_none_make_no_group() -> None:
    assert clusters(np.zeros((0, 4), np.float32)) == []
    assert clusters(bags(ODD)) == []
