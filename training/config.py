"""Which hyper-parameters are in force? ``training/config.toml``, read into frozen values, saved with every model."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from engine.errors import SettingsError

DEFAULT = Path(__file__).with_name("config.toml")


@dataclass(frozen=True, slots=True)
class Encoder:
    """How sentences are read."""

    longest: int


@dataclass(frozen=True, slots=True)
class Frozen:
    """How the regression over an unchanged encoder is fitted."""

    looseness: float
    logged: float


@dataclass(frozen=True, slots=True)
class Contrastive:
    """How much plain SetFit trains."""

    pairs: int
    batch: int


@dataclass(frozen=True, slots=True)
class Proto:
    """How the encoder and its prototype head are fine-tuned; each field is explained in ``config.toml``."""

    epochs: int
    some: int
    many_epochs: int
    many: int
    runs: int
    many_runs: int
    batch: int
    negatives: int
    encoder_rate: float
    head_rate: float
    warm_up: float
    clip: float
    scale: float
    none: float
    dropout: float
    noise: float
    noises: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class CrossFit:
    """How thresholds are found."""

    folds: int
    targets: tuple[float, ...]
    margin: float
    in_scope: float
    near: float
    lowest: float


@dataclass(frozen=True, slots=True)
class Export:
    """What the quantised model must hold."""

    agreement: float


@dataclass(frozen=True, slots=True)
class Config:
    """All of it."""

    seed: int
    candidates: tuple[Literal["frozen", "proto", "setfit"], ...]
    encoder: Encoder
    frozen: Frozen
    setfit: Contrastive
    proto: Proto
    crossfit: CrossFit
    export: Export


def read_config(path: Path = DEFAULT) -> Config:
    """Read ``path``. Raises ``SettingsError`` naming the value that is missing, unknown in type or malformed."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), Config)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise SettingsError(f"{path}: {error}", todo="compare it with the commented file in the repository") from None
