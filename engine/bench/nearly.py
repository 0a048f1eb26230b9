"""How does a file become nearly right? Real texts, edited the way tired people, broken tools and attackers edit them.

A grammar of edits that draws every choice from ``choose``, so that a seeded generator, a property test and a fuzzer
can all drive it; the same choices give the same text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

Choose = Callable[[int], int]
"""Returns a number from 0 to n - 1."""

MOST_EDITS = 6

MARKS = (
    "\n", " ", "  ", "\t", ": ", ":", "- ", "-", "? ", "? [a]\n: ", "{", "}", "[", "]", ", ", "'", '"', "#", " # ",
    "&a ", "*a", "!t ", "!!str ", "|\n", ">-\n", "|9", "<<: ", "---\n", "...\n", "%YAML 1.1\n", "@", "`", "\\", "\r",
    "\r\n", "\x00", "\x85", "\u2028", "\ufeff", "\u202e", "\xa0", "\u0301", "\U0001f600", "é", "=", "==", "(", ")",
)  # fmt: skip
"""What means something to YAML, or to nobody."""
VALUES = (
    "", "end", "never", "yes", "no", "on", "off", "true", "null", "~", "0", "1", "-1", "010", "0x1f", "12:30", "1e999",
    "99999999999999999999", "3.5.1", ".inf", ".nan", "2026-02-30", "8s", "0s", "61m", "digits(4-8)", "digits(8-4)",
    "digits(0)", "one_of [a, b]", "one_of []", "one_of [a]", "money", "date", "{}", "[]", "{a}", '"{a"', "'{a.b}'",
    '"{a.b.c}"', '"}{"', "a.b", ".a", "a..b", "caller.said", "caller", "a == b", "a = b", "a < b < c", "not a",
    "a in [b]", "a in b", "(a", "((a))", "'a", "{any: [a, b]}", "{any: []}", "hangup", "welcome", "project", "turn",
    "return", "front_desk", "order.state", "order", "not_found", "error", "x" * 300, "| a", "a|b", "a:b", "a/b#2",
)  # fmt: skip
"""What may stand behind a key."""
KEYS = (
    "about", "title", "start", "if", "slots", "steps", "on", "interrupt", "say", "ask", "confirm", "listen", "do",
    "match", "run", "redo", "transfer", "end", "then", "else", "as", "with", "filler", "note", "yes", "no", "retry",
    "keys", "tries", "wait", "type", "check", "short", "help", "silence", "readback", "voice", "secret", "patience",
    "barge", "keep", "options", "any", "name", "locale", "queues", "limits", "disclosure", "none", "call", "turns",
    "caller", "hears", "given", "ends", "did", "path", "understood", "within", "opening", "takes", "gives", "examples",
    "<<", "", "a b", "1",
)  # fmt: skip
"""The words of all our files."""
WORDS = (
    "a", "b.c", "caller.said", "late", " ", " ", "(", ")", "[", "]", "{", "}", ",", "==", "!=", "<", "<=", ">", ">=",
    "=", " and ", " or ", " not ", " in ", "not in", "1", "-2.5", "010", "1e9", "'x'", '"y"', "'", '"', "true", "no",
    "+", "\n", "é", ".", "..", "٣", "\u200b", "$", "((((((((((", "not not not not not ",
)  # fmt: skip
"""What a condition is made of, and what it is not."""


def edited(text: str, others: Sequence[str], choose: Choose) -> str:
    """Return ``text`` after one to ``MOST_EDITS`` edits; ``others`` are texts to take pieces from."""
    for _ in range(1 + choose(MOST_EDITS)):
        text = _EDITS[choose(len(_EDITS))](text, others, choose)
    return text


def project(files: Mapping[str, str], choose: Choose) -> dict[str, str]:
    """Return a project with one or two of its files edited."""
    changed, names, others = dict(files), sorted(files), [files[name] for name in sorted(files)]
    for _ in range(1 + choose(2)):
        name = names[choose(len(names))]
        changed[name] = edited(changed[name], others, choose)
    return changed


Edit = Callable[[str, Sequence[str], Choose], str]


def _lines(text: str) -> list[str]:
    return text.split("\n")


def _insert_mark(text: str, _: Sequence[str], choose: Choose) -> str:
    at = choose(len(text) + 1)
    return text[:at] + MARKS[choose(len(MARKS))] + text[at:]


def _drop_piece(text: str, _: Sequence[str], choose: Choose) -> str:
    at = choose(len(text) + 1)
    return text[:at] + text[at + 1 + choose(12) :]


def _drop_line(text: str, _: Sequence[str], choose: Choose) -> str:
    lines = _lines(text)
    del lines[choose(len(lines))]
    return "\n".join(lines)


def _repeat_lines(text: str, _: Sequence[str], choose: Choose) -> str:
    lines = _lines(text)
    at = choose(len(lines))
    piece = lines[at : at + 1 + choose(4)]
    return "\n".join((*lines[:at], *piece * (1 + choose(3)), *lines[at:]))


def _swap_lines(text: str, _: Sequence[str], choose: Choose) -> str:
    lines = _lines(text)
    a, b = choose(len(lines)), choose(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return "\n".join(lines)


def _indent(text: str, _: Sequence[str], choose: Choose) -> str:
    lines = _lines(text)
    at, many, by = choose(len(lines)), 1 + choose(5), choose(9) - 4
    for n in range(at, min(len(lines), at + many)):
        lines[n] = " " * by + lines[n] if by > 0 else lines[n][min(-by, len(lines[n]) - len(lines[n].lstrip(" "))) :]
    return "\n".join(lines)


def _other_value(text: str, _: Sequence[str], choose: Choose) -> str:
    lines = _lines(text)
    at = choose(len(lines))
    key, colon, _old = lines[at].partition(": ")
    lines[at] = f"{key}{colon or ': '}{VALUES[choose(len(VALUES))]}"
    return "\n".join(lines)


def _other_key(text: str, _: Sequence[str], choose: Choose) -> str:
    lines = _lines(text)
    at = choose(len(lines))
    head, colon, rest = lines[at].partition(":")
    lead = head[: len(head) - len(head.lstrip(" -"))]
    lines[at] = f"{lead}{KEYS[choose(len(KEYS))]}{colon or ':'}{rest}"
    return "\n".join(lines)


def _add_line(text: str, _: Sequence[str], choose: Choose) -> str:
    lines = _lines(text)
    at = choose(len(lines) + 1)
    near = lines[min(at, len(lines) - 1)]
    lead = " " * (len(near) - len(near.lstrip(" "))) + ("- " if choose(2) else "")
    lines.insert(at, f"{lead}{KEYS[choose(len(KEYS))]}: {VALUES[choose(len(VALUES))]}")
    return "\n".join(lines)


def _splice(text: str, others: Sequence[str], choose: Choose) -> str:
    source = _lines(others[choose(len(others))])
    start = choose(len(source))
    lines = _lines(text)
    at = choose(len(lines) + 1)
    return "\n".join((*lines[:at], *source[start : start + 1 + choose(12)], *lines[at:]))


def _rename(text: str, _: Sequence[str], choose: Choose) -> str:
    words = sorted({word for word in text.replace(":", " ").replace("{", " ").replace("}", " ").split() if word})
    if not words:
        return text
    old, new = words[choose(len(words))], words[choose(len(words))]
    return text.replace(old, new) if choose(2) else text.replace(old, new, 1)


def _nest(text: str, _: Sequence[str], choose: Choose) -> str:
    """Put a piece into so many brackets, or the whole under so many keys."""
    deep = 1 << choose(8)
    if choose(2):
        at = choose(len(text) + 1)
        return text[:at] + "[" * deep + "a" + "]" * (deep - choose(2)) + text[at:]
    lines = [" " * (n % 120) + "a:" for n in range(deep)]
    return "\n".join((*lines, *(" " * (deep % 120) + line for line in _lines(text))))


def _flow_style(text: str, _: Sequence[str], choose: Choose) -> str:
    """Put the value of a line into braces or brackets."""
    lines = _lines(text)
    at = choose(len(lines))
    key, colon, value = lines[at].partition(": ")
    opening, closing = (("{", "}"), ("[", "]"), ('"', '"'), ("'", "'"))[choose(4)]
    lines[at] = f"{key}{colon}{opening}{value}{closing}"
    return "\n".join(lines)


def _cut_off(text: str, _: Sequence[str], choose: Choose) -> str:
    return text[: choose(len(text) + 1)]


_EDITS: tuple[Edit, ...] = (
    _insert_mark, _drop_piece, _drop_line, _repeat_lines, _swap_lines, _indent, _other_value, _other_value, _other_key,
    _add_line, _add_line, _splice, _splice, _rename, _nest, _flow_style, _cut_off,
)  # fmt: skip
