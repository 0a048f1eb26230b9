"""How does a graph lose less in eight bits? What one channel has too much of is put into the weights it meets.

An activation is quantised with one scale for all its channels, so a few loud channels leave few steps to the others:
most of what eight bits cost a sentence vector comes from there, not from the weights. Each channel is divided by a
factor before the multiplication and its row of weights is multiplied by it, which changes nothing in fp32 (Xiao et al.,
"SmoothQuant", 2022). That is done behind every layer norm, where it costs next to nothing, and behind the first
activation, where most is lost. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime as ort
from onnx import helper, numpy_helper

Floats = npt.NDArray[np.float32]
Feed = Mapping[str, npt.NDArray[np.int64]]

NORM = "LayerNormalization"
ACTIVATIONS = frozenset(("BiasGelu", "FastGelu", "Gelu", "Relu"))
_OF_NORMS, _OF_ACTIVATIONS = 0.6, 0.8
"""How much of a channel's loudness goes into the weights; the rest stays, as weights have eight bits too."""
_SILENT = 1e-5
"""No channel is taken for quieter."""
_WEIGHTED = frozenset(("Attention", "MatMul"))


def smoothed(model: onnx.ModelProto, said: Sequence[Feed]) -> onnx.ModelProto:
    """Return ``model`` with its loud channels evened out, by what they carry while it reads ``said``."""
    smooth = onnx.ModelProto()
    smooth.CopyFrom(model)
    met = _met(smooth.graph)
    if not met or not said:
        return smooth
    loudest = _loudest(model, list(met), said)
    weights = {each.name: each for each in smooth.graph.initializer}
    made = {output: node.op_type for node in smooth.graph.node for output in node.output}
    for carried, nodes in met.items():
        tables = [numpy_helper.to_array(weights[node.input[1]]) for node in nodes]
        strongest = np.max([np.abs(table).max(axis=1) for table in tables], axis=0)
        share = _OF_NORMS if made[carried] == NORM else _OF_ACTIVATIONS
        factor = _factor(loudest[carried], strongest, share)
        for node, table in zip(nodes, tables, strict=True):
            weights[node.input[1]].CopyFrom(numpy_helper.from_array(table * factor[:, None], node.input[1]))
        _divide(smooth.graph, carried, nodes, factor)
    return smooth


def _met(graph: onnx.GraphProto) -> dict[str, list[onnx.NodeProto]]:
    """Return what is to be evened out -> the nodes that multiply it with weights."""
    constant = {each.name for each in graph.initializer if len(each.dims) == 2}  # noqa: PLR2004 - a table
    met: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        if node.op_type in _WEIGHTED and node.input[1] in constant:
            met.setdefault(node.input[0], []).append(node)
    norms = [each for node in graph.node if node.op_type == NORM for each in node.output[:1] if each in met]
    active = [each for node in graph.node if node.op_type in ACTIVATIONS for each in node.output[:1] if each in met]
    return {each: met[each] for each in (*norms, *active[:1])}


def _loudest(model: onnx.ModelProto, names: Sequence[str], said: Sequence[Feed]) -> dict[str, Floats]:
    """Return the largest amount of every channel of ``names``."""
    asked = onnx.ModelProto()
    asked.CopyFrom(model)
    asked.graph.output.extend(helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in names)
    options = ort.SessionOptions()
    options.log_severity_level = 3
    session = ort.InferenceSession(asked.SerializeToString(), options, providers=["CPUExecutionProvider"])
    runs = (session.run(list(names), dict(feed)) for feed in said)
    peaks = [[np.abs(each).reshape(-1, each.shape[-1]).max(axis=0) for each in found] for found in runs]
    return {name: np.max([run[n] for run in peaks], axis=0) for n, name in enumerate(names)}


def _factor(loudest: Floats, strongest: Floats, share: float) -> Floats:
    """Return what every channel is divided by; 1 in the geometric mean."""
    factor = np.maximum(loudest, _SILENT) ** share / np.maximum(strongest, _SILENT) ** (1.0 - share)
    even: Floats = (factor / np.exp(np.log(factor).mean())).astype(np.float32)
    return even


def _divide(graph: onnx.GraphProto, carried: str, nodes: Sequence[onnx.NodeProto], factor: Floats) -> None:
    """Put the division in front of ``nodes``."""
    even, by = f"{carried}_even", f"{carried}_by"
    graph.initializer.append(numpy_helper.from_array((1.0 / factor).astype(np.float32), by))
    first = min(list(graph.node).index(node) for node in nodes)
    for node in nodes:
        node.input[0] = even
    graph.node.insert(first, helper.make_node("Mul", [carried, by], [even], name=even))
