"""Writes tests/engine/understanding/tiny/: a classifier of few bytes, to test serving without PyTorch.

Every word of the vocabulary is one axis; a sentence is the mean of its words. Run as a program, it writes the files.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit

WORDS = ["[PAD]", "[UNK]", "order", "parcel", "where", "pay", "bill", "money", "agent", "person", "speak"]
WORDS += ["lost", "the", "my", "a", "is"]
LABELS = ("human", "make_payment", "order_status")
TINY = Path(__file__).parents[1] / "engine" / "understanding" / "tiny"


def encoder() -> onnx.ModelProto:
    table = np.eye(len(WORDS), dtype=np.float32)
    table[0] = 5.0  # padding that is not masked would ruin every vector
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["words"]),
        helper.make_node("Cast", ["attention_mask"], ["mask2"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["mask2", "last"], ["mask"]),
        helper.make_node("Mul", ["words", "mask"], ["kept"]),
        helper.make_node("ReduceSum", ["kept", "second"], ["sum"], keepdims=0),
        helper.make_node("ReduceL2", ["sum"], ["length"], axes=[1], keepdims=1),
        helper.make_node("Div", ["sum", "length"], ["embedding"]),
    ]
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, ["n", "t"]) for n in ("input_ids", "attention_mask")]
    output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["n", len(WORDS)])
    constants = [
        numpy_helper.from_array(table, "table"),
        numpy_helper.from_array(np.array([2], np.int64), "last"),
        numpy_helper.from_array(np.array([1], np.int64), "second"),
    ]
    graph = helper.make_graph(nodes, "tiny", inputs, [output], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model


def tokenizer() -> str:
    made = Tokenizer(WordLevel({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.pre_tokenizer = WhitespaceSplit()
    made.enable_padding(length=128)  # the trap that the served encoder has to disarm
    return made.to_str()


SCALE = 8.0
NONE = 0.45
"""The cosine at which "none" sits."""


def head() -> np.ndarray:
    """Return the prototypes, scaled, and a row of zeros for "none"."""
    return np.concatenate([SCALE * prototypes(), np.zeros((1, len(WORDS)), np.float32)]).astype(np.float32)


def prototypes() -> np.ndarray:
    words = {"human": "agent person speak", "make_payment": "pay bill money", "order_status": "order parcel where"}
    rows = np.zeros((len(LABELS), len(WORDS)), np.float32)
    for n, label in enumerate(LABELS):
        rows[n, [WORDS.index(word) for word in words[label].split()]] = 1.0
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def write(folder: Path) -> None:
    onnx.save_model(encoder(), folder / "encoder.onnx", save_as_external_data=True, location="encoder.bin")
    (folder / "tokenizer.json").write_text(tokenizer(), "utf-8")
    np.savez(folder / "head.npz", weights=head(), bias=np.array([0, 0, 0, SCALE * NONE], np.float32))


if __name__ == "__main__":
    TINY.mkdir(exist_ok=True)
    (TINY / "encoder.bin").unlink(missing_ok=True)
    write(TINY)
