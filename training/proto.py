"""The candidate that is fine-tuned end to end: a sentence transformer under the prototype head.

A few dozen steps: prototypes start as class means, "none" is learned from background sentences in every batch, word
and position embeddings stay frozen (so rare words keep their meaning), bf16 where the CPU computes it natively. Where
intents are many, several runs see the same sentences in another order, some of them misheard, and the mean of their
weights is the model (Wortsman et al., "Model soups", 2022): it is better than any of them, also at clean sentences, and
costs nothing to serve.
"""

from __future__ import annotations

import copy
import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from setfit import SetFitModel
from torch import nn
from torch.nn import functional

from training.config import Config, Proto
from training.fit import Material, Step, embed
from training.head import ProtoHead, class_means
from training.noise import misheard

_APART = 1000
"""Between the seeds of two runs."""
_FROZEN = ("word_embeddings", "position_embeddings")


def fit(body: SentenceTransformer, material: Material, config: Config, seed: int, step: Step) -> SetFitModel:
    """Fine-tune ``body`` in place and return it with its head. Deterministic for a seed on one machine."""
    runs = between(len(material.labels), config.proto, config.proto.runs, config.proto.many_runs)
    sums: dict[str, torch.Tensor] = {}
    for n in range(runs):

        def progress(done: int, total: int, n: int = n) -> None:
            step(n * total + done, runs * total)

        tuned = copy.deepcopy(body) if n < runs - 1 else body
        model = _run(tuned, material, _nth(config.proto, n) if runs > 1 else config.proto, seed + _APART * n, progress)
        for name, weight in _parts(model).state_dict().items():
            sums[name] = sums.get(name, torch.zeros_like(weight)) + weight
    if runs > 1:
        _parts(model).load_state_dict({name: (total / runs).to(total.dtype) for name, total in sums.items()})
    return model


def _nth(proto: Proto, n: int) -> Proto:
    return replace(proto, noise=proto.noises[n % len(proto.noises)])


def _parts(model: SetFitModel) -> nn.ModuleList:
    return nn.ModuleList((model.model_body, model.model_head))


def _run(body: SentenceTransformer, material: Material, proto: Proto, seed: int, step: Step) -> SetFitModel:
    torch.manual_seed(seed)
    rng = random.Random(seed)
    labels = torch.tensor([row.label for row in material.rows])
    start = torch.from_numpy(embed(body, [row.text for row in material.rows]))
    prototypes = class_means(start, labels, len(material.labels))
    head = ProtoHead(prototypes, scale=proto.scale, none=proto.none)
    model = SetFitModel(model_body=body, model_head=head, labels=[*material.labels, "none"])
    epochs = between(len(material.labels), proto, proto.epochs, proto.many_epochs)
    batches = list(_batches(material, proto, epochs, rng))
    optimiser = _optimiser(body, head, proto.encoder_rate, proto.head_rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, _ramp(len(batches), proto.warm_up))
    for module in body.modules():
        if isinstance(module, nn.Dropout):
            module.p = proto.dropout
    body.train()
    for n, (texts, targets) in enumerate(batches, start=1):
        optimiser.zero_grad(set_to_none=True)
        _loss(model, texts, targets).backward()
        nn.utils.clip_grad_norm_([p for group in optimiser.param_groups for p in group["params"]], proto.clip)
        optimiser.step()
        schedule.step()
        step(n, len(batches))
    body.eval()
    return model


def between(intents: int, proto: Proto, some: int, many: int) -> int:
    """Return ``some`` for a few intents, ``many`` for a lot of them, and what lies between in proportion."""
    return round(float(np.interp(intents, (proto.some, proto.many), (some, many))))


def native_bf16() -> bool:
    """Return whether this CPU multiplies bf16 in hardware; where it does not, bf16 is slower than fp32."""
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported()) and bool(  # noqa: SLF001 - torch has no public question
        torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()  # noqa: SLF001 - same
    )


def _batches(
    material: Material, config: Proto, epochs: int, rng: random.Random
) -> Iterator[tuple[list[str], torch.Tensor]]:
    negatives = itertools.cycle(rng.sample(material.background, len(material.background)))
    none = len(material.labels)
    for _ in range(epochs):
        rows = rng.sample(material.rows, len(material.rows))
        for at in range(0, len(rows), config.batch):
            part = rows[at : at + config.batch]
            share = round(config.negatives * len(part) / config.batch)
            others = list(itertools.islice(negatives, share))
            texts = [row.text for row in part] + others
            heard = [misheard(text, rng) if rng.random() < config.noise else text for text in texts]
            yield heard, torch.tensor([row.label for row in part] + [none] * len(others))


def _loss(model: SetFitModel, texts: list[str], targets: torch.Tensor) -> torch.Tensor:
    features = model.model_body.preprocess(texts)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=native_bf16()):
        vectors = model.model_body(features)["sentence_embedding"]
    return functional.cross_entropy(model.model_head(vectors), targets)


def _optimiser(body: nn.Module, head: nn.Module, encoder_rate: float, head_rate: float) -> torch.optim.Optimizer:
    for name, parameter in body.named_parameters():
        parameter.requires_grad = not any(part in name for part in _FROZEN)
    return torch.optim.AdamW(
        [
            {"params": [p for p in body.parameters() if p.requires_grad], "lr": encoder_rate},
            {"params": list(head.parameters()), "lr": head_rate, "weight_decay": 0.0},
        ],
        fused=True,
    )


def _ramp(steps: int, warm_up: float) -> Callable[[int], float]:
    rising = max(1, round(steps * warm_up))

    def share(step: int) -> float:
        return (step + 1) / rising if step < rising else (steps - step) / max(1, steps - rising)

    return share
