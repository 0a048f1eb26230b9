"""Writes a project's schemas where its files' headers look for them: ``.trunkline/schema/<name>.json``.

A project that does not check still gets them, from whatever could be read: that is when an editor's help is needed.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from engine.errors import HandlerError
from engine.flows.model import Position, Project
from engine.flows.project import PROJECT_FILE, load
from engine.intents import load_intents
from engine.release import registry_for
from engine.schema.documents import documents
from engine.schema.names import Names, names, unread

SCHEMAS = Path(".trunkline", "schema")
"""Where they are in a project."""


def write_schemas(folder: Path) -> tuple[Path, ...]:
    """Write the schemas of the project in ``folder``; return where. A file that would not change is left alone."""
    target = folder / SCHEMAS
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for name, schema in documents(read_names(folder)).items():
        path = target / f"{name}.json"
        text = json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
        written.append(path)
    return tuple(written)


def read_names(folder: Path) -> Names:
    """Read the names that the files of ``folder`` have, as far as they can be read."""
    project = _project(folder)
    intents = {label: intent.about for label, intent in load_intents(folder).intents.items()}
    try:
        return names(project, registry_for(folder, project), intents)
    except HandlerError:
        return names(project, registry_for(folder, replace(project, handlers=None)), intents, closed=False)


def _project(folder: Path) -> Project:
    loaded = load(folder)
    at = Position(f"flows/{PROJECT_FILE}", 1, 1)
    project = loaded.project or Project("", "en-GB", "", at, flows=loaded.flows)
    files = sorted(path.stem for path in (folder / "flows").glob("*.yaml") if path.name != PROJECT_FILE)
    lost = {name: unread(name, project) for name in files if name not in project.flows}
    return replace(project, flows={**project.flows, **lost})
