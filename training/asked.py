"""What does a project ask of its intent model? The precision and the margin in ``flows/project.yaml``."""

from __future__ import annotations

from pathlib import Path

from engine.errors import FlowError
from engine.flows.model import Asked, Project
from engine.flows.project import load


def project_in(folder: Path) -> Project:
    """Return the project in ``folder``. Raises ``FlowError`` with every finding."""
    loaded = load(folder)
    if loaded.project is None:
        raise FlowError("\n".join(map(str, loaded.findings)), todo="run `trunkline check`")
    return loaded.project


def asked_in(folder: Path) -> Asked:
    """Return what the project in ``folder`` asks of a model. Raises ``FlowError``."""
    return project_in(folder).understanding
