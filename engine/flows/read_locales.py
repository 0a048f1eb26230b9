"""How is a locale file read? A mapping from a text's name to its translation and the fingerprint of its source."""

from __future__ import annotations

from engine.flows.model import LocaleFile, Position, Prompt, Translation
from engine.flows.read_values import Reading, items, mapping, prompt, template
from engine.flows.source import MappingNode, Node, ScalarNode, SequenceNode

ENTRY = ("text", "from", "stale")


def locale_file(reading: Reading, tag: str, root: Node, at: Position) -> LocaleFile:
    """Read a locale file. What the names in it stand for is ``check_locales``'s business."""
    entries: dict[str, Translation] = {}
    for key, value in mapping(reading, root, "a locale file").entries:
        fields = mapping(reading, value, f"the translation of '{key.text}'", ENTRY)
        if fields.braces:
            hint = "write 'text:' and 'from:' on lines of their own"
            reading.error(value.at, "F006", "a translation is not written in braces", hint)
        if fields.get("text") is None and isinstance(value, MappingNode):
            reading.error(key.at, "F007", f"the translation of '{key.text}' needs 'text'")
        entries[key.text] = Translation(
            key=key.name,
            prompt=_text(reading, fields.get("text")),
            made_from=_fingerprint(reading, fields.get("from")),
            was=_fingerprint(reading, fields.get("stale")),
        )
    return LocaleFile(tag, at, entries)


def _text(reading: Reading, node: Node | None) -> Prompt | None:
    """Read a text, or several: variants of what is said, or ways to say an option. Nothing: not translated yet."""
    if node is None or (isinstance(node, ScalarNode) and not node.text and not node.cut):
        return None
    if isinstance(node, SequenceNode):
        several = tuple(template(reading, item) for item in items(reading, node, "text"))
        return Prompt(several, node.at) if several else None
    return prompt(reading, node)


def _fingerprint(reading: Reading, node: Node | None) -> str:
    found = node.text if isinstance(node, ScalarNode) else ""
    if node is not None and (found != "".join(found.split()) or not isinstance(node, ScalarNode)):
        reading.error(node.at, "F006", "this is the fingerprint of a text, one word", "trunkline translate writes it")
    return found
