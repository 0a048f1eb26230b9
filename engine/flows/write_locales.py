"""What is new in a locale file when the flows have changed? The same text with stubs added and stale entries marked.

Pure: text in, text out, line by line, so that whatever a translator wrote, comments and order included, stays where it
is. Only three things are the program's: the lines of the source text (``# en: ...``), ``from:`` and ``stale:``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from engine.flows.model import LocaleFile, Translation
from engine.flows.source import MappingNode
from engine.flows.texts import Text
from engine.flows.translation import Served, is_current, served

HEADER = """\
# yaml-language-server: $schema=../../.trunkline/schema/locale.json
# {tag}: {name}
#
# Each entry is one text that callers hear. The comment above it is the text in the flows; write the translation behind
# 'text:' and leave 'from:' alone. Places such as {{amount}} stay as they are; a list holds variants, or ways to say
# something. When the flows change, `trunkline translate {tag}` shows the new words and adds a line 'stale:'; once the
# translation is right again, delete that line.
"""
_PLAIN_KEY = re.compile(r"[^\W_][\w./#'-]*(?: [\w./'-]+)*")
_FROM = re.compile(r"""(?P<lead>\s*["']?from["']?\s*:)\s*(?P<value>"[^"]*"|'[^']*'|[^\s#]*)(?P<rest>.*)""")
_LINE = re.compile(r"\r\n|\r|\n")
_ABOUT = {
    "prompt": "",
    "title": " (what callers hear this called)",
    "name": " (what callers call this, a list)",
    "option": " (ways to say it, a list; we say the first)",
    "value": " (a value that texts speak)",
}


@dataclass(slots=True)
class Refreshed:
    """A locale file that fits the flows again."""

    text: str
    added: list[str] = field(default_factory=list)
    """Stubs for texts that had no entry."""
    stale: list[str] = field(default_factory=list)
    """Entries whose source has changed since the last time."""
    renamed: dict[str, str] = field(default_factory=dict)
    """Old name -> new name, of texts that moved and kept their words."""


def begun(tag: str, name: str) -> str:
    """Return an empty locale file for the project called ``name``."""
    return HEADER.format(tag=tag, name=name)


def refreshed(
    text: str, root: MappingNode, file: LocaleFile, found: tuple[Text, ...], language: str, *, whole: bool = True
) -> Refreshed:
    """Return ``text``, which was read as ``root`` and ``file``, with all of its entries as ``found`` has them now.

    ``language`` is the source's, ``en``. ``whole``: with an entry for every text, but for one whose very words are
    translated elsewhere in the file.
    """
    return _Refresher(text, root, file, found, language).done(whole=whole)


def lost(old: LocaleFile, new: LocaleFile, renamed: Mapping[str, str]) -> tuple[str, ...]:
    """Return the entries of ``old`` whose translation is not in ``new``: there must be none."""
    pairs = ((key, entry, new.entries.get(renamed.get(key, key))) for key, entry in old.entries.items())
    return tuple(key for key, entry, now in pairs if now is None or _said(entry) != _said(now))


def _said(entry: Translation) -> tuple[str, ...]:
    return () if entry.prompt is None else tuple(variant.source for variant in entry.prompt.variants)


class _Refresher:
    """Collects what changes in which line."""

    def __init__(self, text: str, root: MappingNode, file: LocaleFile, found: tuple[Text, ...], language: str) -> None:
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._lines = _LINE.split(text.rstrip())
        self._file = file
        self._found = found
        self._language = language
        self._fields = {key.text: value for key, value in root.entries if isinstance(value, MappingNode)}
        self._starts = {key.text: key.at.line - 1 for key, _ in root.entries}
        self._instead: dict[int, str | None] = {}
        """Line -> what stands there now; None: nothing."""
        self._before: dict[int, list[str]] = {}
        """Line -> lines that are put in front of it."""
        self._after: dict[int, list[str]] = {}
        self._told = Refreshed("")

    def done(self, *, whole: bool) -> Refreshed:
        """Return the file as it is now."""
        known = {text.key: text for text in self._found}
        matched = [each for each in served(self._found, (self._file,)) if not _is_lent(each, known)]
        moved = {each.entry.key for each in matched if each.entry is not None} - known.keys()
        places: dict[str, str] = {}
        """Text -> the name that its entry has in the file."""
        for each in matched:
            entry, text = each.entry, each.text
            if text.key in self._file.entries:
                places[text.key] = text.key
            elif entry is not None and entry.key in moved:
                moved.discard(entry.key)
                places[text.key] = entry.key
        missing = known.keys() - {each.text.key for each in matched if each.entry is not None}
        places |= self._reworded(missing, places)
        for key, name in places.items():
            self._rename(name, key)
            self._refresh(self._file.entries[name], known[key])
        if whole:
            self._add(missing - places.keys(), places)
        self._told.text = self._newline.join(self._written()).rstrip() + self._newline
        return self._told

    def _reworded(self, missing: Collection[str], places: Mapping[str, str]) -> dict[str, str]:
        """Return the texts without an entry that stand, in the flow, where an entry without a text does in the file.

        A step is called after its first words, so this is what a new beginning of a sentence looks like.
        """
        names = list(self._file.entries)
        gone = {name for name in names if name not in places.values()} - {text.key for text in self._found}
        found: dict[str, str] = {}
        following = 0
        for text in self._found:
            name = places.get(text.key, "")
            if not name and text.key in missing and following < len(names):
                near = names[following]
                name = near if near in gone and _form(near) == _form(text.key) else ""
            if name and text.key not in places:
                found[text.key] = name
                gone.discard(name)
            following = names.index(name) + 1 if name else following
        return found

    # ------------------------------------------------------------------------------------------------ what is there

    def _refresh(self, entry: Translation, text: Text) -> None:
        """Bring the source's words, ``from:`` and ``stale:`` of an entry up to date."""
        self._source(entry.key, text)
        now = text.fingerprint
        if entry.prompt is None or is_current(entry, text) or not entry.made_from:
            self._from(entry, now)
        elif entry.was == now:  # the flows say again what they said when this was made
            self._from(entry, now)
            self._instead[self._line(entry.key, "stale")] = None
        else:
            self._from(entry, now, stale="" if entry.was else entry.made_from)
        if entry.made_from and not entry.was and entry.prompt is not None and entry.made_from != now:
            self._told.stale.append(text.key)

    def _from(self, entry: Translation, now: str, *, stale: str = "") -> None:
        if not entry.made_from and "from" not in self._fields[entry.key].keys():  # noqa: SIM118 - not a dict
            line = self._line(entry.key, "text")
            self._before.setdefault(line, []).append(f"{_indent(self._lines[line])}from: {now}")
            return
        line = self._line(entry.key, "from")
        found = _FROM.fullmatch(self._lines[line])
        if found is not None and entry.made_from != now:
            self._instead[line] = f"{found['lead']} {now}{found['rest']}"
        if stale:
            self._after.setdefault(line, []).append(f"{_indent(self._lines[line])}stale: {stale}")

    def _source(self, key: str, text: Text) -> None:
        """Put the source's words above the translation, in place of the words that stood there."""
        first, last = self._starts[key] + 1, self._line(key, "text")
        ours = re.compile(rf"\s*# {re.escape(self._language)}(?: \([^)]*\))?:(?: .*)?")
        old = [line for line in range(first, last) if ours.fullmatch(self._lines[line])]
        new = [f"{_indent(self._lines[last])}{comment}" for comment in self._comments(text)]
        if [self._lines[line] for line in old] != new:
            self._instead |= dict.fromkeys(old)
            self._before.setdefault(old[0] if old else last, []).extend(new)

    def _rename(self, name: str, key: str) -> None:
        line = self._starts[name]
        for token in (name, f'"{name}"', f"'{name}'"):
            if name != key and self._lines[line].startswith(token):
                self._instead[line] = _key(key) + self._lines[line][len(token) :]
                self._told.renamed[str(name)] = key
                return

    def _line(self, key: str, name: str) -> int:
        return next(each.at.line - 1 for each, _ in self._fields[key].entries if each.text == name)

    # ---------------------------------------------------------------------------------------------------- what is new

    def _add(self, missing: Collection[str], places: Mapping[str, str]) -> None:
        """Put a stub for each missing text behind the entry of the text before it."""
        headed = {text.flow for text in self._found if text.key in places}
        stubs: set[str] = set()
        behind = -1
        for text in self._found:
            if text.key in places:
                behind = self._starts[places[text.key]]
            elif text.key in missing and text.fingerprint not in stubs:
                stubs.add(text.fingerprint)
                stub = self._stub(text)
                if text.flow not in headed:
                    headed.add(text.flow)
                    stub = ["", f"# {'-' * (110 - len(text.flow))} {text.flow}", *stub]
                self._before.setdefault(self._gap(behind), []).extend(stub)
                self._told.added.append(text.key)

    def _gap(self, start: int) -> int:
        """Return the line in front of which a new entry goes: behind the entry at ``start`` and what belongs to it."""
        following = [line for line in self._starts.values() if line > start]
        if not following:
            return len(self._lines)
        line = first = min(following)
        if start < 0:  # in front of all entries, but behind what the file says of itself
            while line and self._lines[line - 1].startswith("#"):
                line -= 1
            return line or first
        while line - 1 > start and (not self._lines[line - 1].strip() or self._lines[line - 1].startswith("#")):
            line -= 1
        return line

    def _stub(self, text: Text) -> list[str]:
        comments = [f"  {comment}" for comment in self._comments(text)]
        return ["", f"{_key(text.key)}:", *comments, "  text:", f"  from: {text.fingerprint}"]

    def _comments(self, text: Text) -> list[str]:
        words = [" ".join(each.split()) for each in text.words]
        told = [", ".join(words)] if text.kind == "option" else words
        return [f"# {self._language}{_ABOUT[text.kind]}: {each}" for each in told]

    def _written(self) -> Iterator[str]:
        for number, line in enumerate(self._lines):
            yield from self._before.get(number, ())
            now = self._instead.get(number, line)
            if now is not None:
                yield now
            yield from self._after.get(number, ())
        yield from self._before.get(len(self._lines), ())


def _is_lent(each: Served, known: Mapping[str, Text]) -> bool:
    """Whether what there is for a text is the stub of another, which will wait for that one's new words from now on."""
    lender = None if each.entry is None else known.get(each.entry.key)
    stub = each.entry is not None and each.entry.prompt is None
    return stub and lender is not None and lender.fingerprint != each.text.fingerprint and lender is not each.text


def _form(key: str) -> str:
    """Return a name without its words: ``welcome/say`` of ``welcome/say.thanks_for_calling``."""
    return re.sub(r"\.[^/]*", "", key)


def _key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
