"""How does a fitted model leave training? As int8 ONNX, a tokenizer and a NumPy head.

Per-channel weights with a reduced range, behind evened-out activations: exact enough (99 % of choices as in fp32) and
safe on CPUs without VNNI, where eight-bit sums saturate. Nothing is pickled.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from onnxruntime.transformers import optimizer
from onnxruntime.transformers.fusion_options import FusionOptions
from sentence_transformers import SentenceTransformer
from setfit import SetFitModel
from tokenizers import Tokenizer
from transformers import PretrainedConfig

from engine.understanding.encoder import OnnxEncoder
from engine.understanding.head import Head
from engine.understanding.manifest import ENCODER, HEAD, TOKENIZER, WEIGHTS
from engine.understanding.tokens import LONGEST
from training.fit import probabilities
from training.head import linear
from training.slim import Sentences, slimmed
from training.smooth import Feed, smoothed

OPSET = 17
_SHOWN = 64
"""Sentences that are read to see how loud each channel gets; more change nothing."""
_SMALLEST_APART = 1024
"""Bytes; smaller constants stay in the graph, where the optimiser reads them."""


def export(model: SetFitModel, folder: Path, said: Sequence[str]) -> None:
    """Write ``encoder.onnx`` and ``encoder.bin`` (int8), ``tokenizer.json`` and ``head.npz`` into ``folder``.

    ``said``: normalised sentences like those it will read; what they stir decides how eight bits are shared out.
    """
    tokenizer = Tokenizer.from_str(model.model_body.tokenizer.backend_tokenizer.to_str())
    tokenizer.no_padding()
    with tempfile.TemporaryDirectory() as made:
        plain, fused, inferred, even, small = (
            Path(made) / f"{n}.onnx" for n in ("plain", "fused", "inferred", "even", "small")
        )
        _write_onnx(model.model_body, plain)
        _fuse_attention(plain, fused, model.model_body[0].model.config)
        quant_pre_process(fused, inferred, skip_optimization=True, skip_symbolic_shape=True)
        onnx.save_model(smoothed(onnx.load(inferred), _feeds(tokenizer, said)), even)
        _quantize(even, small)
        save(onnx.load(small), folder)
    tokenizer.save(str(folder / TOKENIZER))
    linear(model.model_head, len(model.labels) - 1).save(folder / HEAD)


def save(model: onnx.ModelProto, folder: Path) -> None:
    """Write the graph to ``encoder.onnx`` and its weights to ``encoder.bin``.

    The engine maps the weights, so that words nobody says stay on the disk.
    """
    # Empty, because onnx adds to what is there; and with the permissions of every other file, where onnx would keep
    # it to its owner.
    (folder / WEIGHTS).write_bytes(b"")
    onnx.save_model(
        model,
        folder / ENCODER,
        save_as_external_data=True,
        location=WEIGHTS,
        size_threshold=_SMALLEST_APART,
    )


def _feeds(tokenizer: Tokenizer, said: Sequence[str]) -> list[Feed]:
    """Return a spread of ``said`` as the graph takes it, one sentence each."""
    spread = said[:: max(len(said) // _SHOWN, 1)][:_SHOWN]
    ids = [np.array([tokenizer.encode(text).ids[:LONGEST]], np.int64) for text in spread]
    return [{"input_ids": row, "attention_mask": np.ones_like(row)} for row in ids]


def _quantize(source: Path, target: Path) -> None:
    quantize_dynamic(
        source,
        target,
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )


def agreement(model: SetFitModel, folder: Path, texts: Sequence[str]) -> float:
    """Return the share of ``texts`` for which the exported model chooses what ``model`` chooses, "none" included."""
    labels = len(model.labels) - 1
    served = Head.load(folder / HEAD, labels).probabilities(OnnxEncoder.load(folder).embed(texts))
    return float(np.mean(served.argmax(axis=1) == probabilities(model, texts).argmax(axis=1)))


def _fuse_attention(source: Path, target: Path, config: PretrainedConfig) -> None:
    """Make one node of each attention; layer norms stay apart, as their fused kernel is slower on ten tokens."""
    options = FusionOptions("bert")
    options.enable_skip_layer_norm = False
    options.enable_bias_skip_layer_norm = False
    options.enable_embed_layer_norm = False
    fused = optimizer.optimize_model(
        str(source),
        model_type="bert",
        num_heads=config.num_attention_heads,
        hidden_size=config.hidden_size,
        optimization_options=options,
        opt_level=0,
    )
    fused.save_model_to_file(str(target))


def _write_onnx(body: SentenceTransformer, path: Path) -> None:
    ids = torch.tensor([[101, 2054, 102], [101, 102, 0]])
    axes = {0: "sentences", 1: "tokens"}
    with slimmed(body), warnings.catch_warnings(), torch.inference_mode():
        # The TorchScript exporter announces its retirement, reports the constants that we mean to be constant, and
        # warns of negative indices, which the agreement with fp32 would show.
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", torch.jit.TracerWarning)
        warnings.filterwarnings("ignore", "Exporting aten::index operator", UserWarning)
        torch.onnx.export(
            Sentences(body).eval(),
            (ids, (ids != 0).long()),
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "embedding": {0: "sentences"}},
            opset_version=OPSET,
            dynamo=False,
        )
