from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from sklearn.linear_model import LogisticRegression  # noqa: E402 - only where the train extra is installed

from training.head import NEVER, ProtoHead, class_means, linear  # noqa: E402 - same

pytestmark = pytest.mark.train


def test_serving_computes_what_training_computed() -> None:
    torch.manual_seed(1)
    head = ProtoHead(torch.randn(3, 8), scale=20.0, none=0.45)
    vectors = torch.nn.functional.normalize(torch.randn(5, 8), dim=1)
    served = linear(head, 3).probabilities(vectors.numpy())
    with torch.no_grad():
        assert np.allclose(served, head.predict_proba(vectors).numpy(), atol=1e-5)
        assert served.argmax(axis=1).tolist() == head.predict(vectors).tolist()


def test_it_can_be_sure_where_a_logistic_regression_cannot() -> None:
    head = ProtoHead(torch.eye(12), scale=20.0, none=0.45)
    with torch.no_grad():
        assert head.predict_proba(torch.eye(12)).diagonal().min() > 0.99


def test_class_means() -> None:
    vectors = torch.tensor([[1.0, 0.0], [0.0, 1.0], [0.0, 3.0]])
    means = class_means(vectors, torch.tensor([0, 1, 1]), 3)
    assert means.tolist() == [[1.0, 0.0], [0.0, 2.0], [0.0, 0.0]]


@pytest.mark.parametrize(("classes", "labels"), [(2, 1), (2, 2), (4, 3), (4, 4)])
def test_a_regression_is_a_linear_layer_with_none_last(classes: int, labels: int) -> None:
    rng = np.random.default_rng(classes)
    vectors, targets = rng.normal(size=(40, 6)), np.arange(40) % classes
    head = LogisticRegression(C=30).fit(vectors, targets)
    served = linear(head, labels)
    assert served.weights.shape == (labels + 1, 6)
    shares = served.probabilities(vectors.astype(np.float32))
    assert np.allclose(shares[:, :classes], head.predict_proba(vectors), atol=1e-4)
    assert labels < classes or (served.bias[-1] == NEVER and shares[:, -1].max() < 1e-6)
