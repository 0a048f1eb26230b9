from __future__ import annotations

import numpy as np
import onnx
import onnxruntime as ort
import pytest
from onnx import TensorProto, helper, numpy_helper

from training.smooth import Feed, smoothed

pytestmark = pytest.mark.train

LOUD = 3
"""The channel that has too much."""
WIDTH, WIDER = 8, 16


def graph() -> onnx.ModelProto:
    """A layer norm into a wide activation and back, as a feed-forward has it."""
    rng = np.random.default_rng(5)
    table = rng.normal(size=(40, WIDTH)).astype(np.float32)
    gain = np.ones(WIDTH, np.float32)
    gain[LOUD] = 60.0
    constants = {
        "table": table,
        "gain": gain,
        "wide": rng.normal(size=(WIDTH, WIDER)).astype(np.float32) / 8,
        "bias": np.zeros(WIDER, np.float32),
        "narrow": rng.normal(size=(WIDER, WIDTH)).astype(np.float32) / 8,
        "other": rng.normal(size=(WIDTH, WIDTH)).astype(np.float32) / 8,
    }
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["words"]),
        helper.make_node("LayerNormalization", ["words", "gain"], ["normed"], axis=-1),
        helper.make_node("MatMul", ["normed", "wide"], ["up"]),
        helper.make_node("MatMul", ["normed", "other"], ["beside"]),
        helper.make_node("BiasGelu", ["up", "bias"], ["active"], domain="com.microsoft"),
        helper.make_node("MatMul", ["active", "narrow"], ["down"]),
        helper.make_node("Add", ["down", "beside"], ["both"]),
        helper.make_node("Add", ["both", "normed"], ["embedding"]),
    ]
    made = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["n", "t"])],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["n", "t", WIDTH])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    sets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(made, opset_imports=sets, ir_version=8)


def said(seed: int) -> list[Feed]:
    rng = np.random.default_rng(seed)
    return [{"input_ids": rng.integers(0, 40, (1, 6))} for _ in range(20)]


def run(model: onnx.ModelProto, name: str, feed: Feed) -> np.ndarray:
    asked = onnx.ModelProto()
    asked.CopyFrom(model)
    if name != "embedding":
        asked.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
    session = ort.InferenceSession(asked.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run([name], dict(feed))[0]


def test_the_smoothed_graph_computes_the_same_of_other_sentences() -> None:
    smooth = smoothed(graph(), said(1))
    for feed in said(2):
        assert np.allclose(run(smooth, "embedding", feed), run(graph(), "embedding", feed), rtol=1e-4, atol=1e-4)


def test_a_loud_channel_is_less_loud_where_it_is_multiplied() -> None:
    smooth = smoothed(graph(), said(1))
    peaks = [np.abs(run(smooth, name, said(2)[0])).max(axis=(0, 1)) for name in ("normed", "normed_even")]
    before, after = (float(each[LOUD] / np.median(each)) for each in peaks)
    assert before > 4 * after


def test_what_two_tables_share_is_divided_once() -> None:
    names = [node.name for node in smoothed(graph(), said(1)).graph.node if node.op_type == "Mul"]
    assert names == ["normed_even", "active_even"]


def test_the_graph_that_was_given_stays_as_it_was() -> None:
    given = graph()
    before = given.SerializeToString()
    smoothed(given, said(1))
    assert given.SerializeToString() == before


def test_without_sentences_nothing_is_known_and_nothing_changed() -> None:
    assert smoothed(graph(), []).SerializeToString() == graph().SerializeToString()
