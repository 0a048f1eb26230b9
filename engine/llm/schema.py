"""Does a tool's input fit its schema? The part of JSON schema that our tools use, and nothing beyond. Pure.

Even a strict tool may come back bent from a stand-in, a proxy or an older model; what does not fit is never acted on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TYPES: dict[str, type | tuple[type, ...]] = {
    "array": list,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "object": dict,
    "string": str,
}


def fits(value: object, schema: Mapping[str, Any]) -> bool:
    """Return whether ``value`` has the type, the enum, the items and exactly the properties that ``schema`` allows."""
    kind = schema.get("type")
    if kind is not None and not _is(value, kind):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if isinstance(value, dict):
        return _fits_object(value, schema)
    if isinstance(value, list) and "items" in schema:
        return all(fits(item, schema["items"]) for item in value)
    return True


def _is(value: object, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _TYPES[kind])


def _fits_object(value: Mapping[str, Any], schema: Mapping[str, Any]) -> bool:
    properties = schema.get("properties", {})
    return (
        all(name in value for name in schema.get("required", ()))
        and all(name in properties for name in value)
        and all(fits(item, properties[name]) for name, item in value.items())
    )
