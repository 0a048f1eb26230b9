"""Which files would hurt a careless reader? The large ones, made from a line each, and what is no file at all.

The small ones are written out in ``tests/engine/flows/hostile``. Nothing here reads what it makes.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Mapping
from pathlib import Path

Recipe = Callable[[], str | bytes]

LARGE: Mapping[str, Recipe] = {
    "flow_sequences_100k_deep": lambda: "[" * 100_000,
    "flow_sequences_100k_deep_and_closed": lambda: "[" * 100_000 + "]" * 100_000,
    "flow_mappings_100k_deep": lambda: "{a: " * 100_000,
    "flow_mixed_100k_deep": lambda: "[{a: " * 100_000,
    "flow_deep_on_lines": lambda: "[\n" * 100_000,
    "flow_deep_behind_a_broken_line": lambda: "a: b: c\nd: " + "[" * 90_000,
    "flow_deep_in_half_closed_quotes": lambda: '["]", ' * 100_000,
    "block_sequences_100k_deep": lambda: "- " * 100_000,
    "block_keys_100k_deep": lambda: "? " * 100_000,
    "block_mixed_deep": lambda: "- ? " * 100_000,
    "block_indented_1k_deep": lambda: "".join(" " * depth + "a:\n" for depth in range(1_300)),
    "ten_megabytes": lambda: "a: b\n" * 2_000_000,
    "ten_megabytes_of_nothing": lambda: b"\0" * 10_000_000,
    "a_million_keys": lambda: "".join(f"k{n}: v\n" for n in range(1_000_000)),
    "a_hundred_thousand_keys": lambda: "".join(f"k{n}:\n" for n in range(100_000)),
    "a_key_a_hundred_thousand_times": lambda: "a: b\n" * 100_000,
    "a_long_list": lambda: "[" + "a," * 400_000,
    "a_long_list_in_lines": lambda: "- a\n" * 240_000,
    "just_under_the_limit_of_values": lambda: "steps:\n" + "- say: a\n" * 2_400,
    "just_under_the_limit_and_twenty_broken": lambda: "steps:\n" + "- say: a\n" * 2_300 + "- say: {a} b\n" * 100,
    "a_long_line": lambda: "say: " + "x" * 900_000,
    "a_long_line_of_words": lambda: "say: " + "word " * 180_000,
    "a_long_key": lambda: "x" * 900_000 + ": a",
    "a_long_quoted_text": lambda: 'say: "' + "x" * 900_000 + '"',
    "a_long_folded_text": lambda: "say: >\n" + "  word word word\n" * 55_000,
    "a_long_literal_text": lambda: "say: |\n" + "  word word word\n" * 55_000,
    "a_quote_that_never_closes": lambda: 'say: "' + "x" * 900_000,
    "a_quote_that_never_closes_over_lines": lambda: "say: '" + "x\n" * 450_000,
    "quoted_escapes": lambda: 'say: "' + "\\u0041" * 150_000 + '"',
    "braces": lambda: "say: a" + "{" * 900_000,
    "places_for_values": lambda: "say: a " + "{a}" * 300_000,
    "comments": lambda: "# a comment\n" * 80_000,
    "one_long_comment": lambda: "#" * 999_000,
    "comments_between": lambda: "a: b\n# a comment\n" * 60_000,
    "blank_lines": lambda: "\n" * 999_000,
    "spaces": lambda: " " * 999_000,
    "tabs": lambda: "a: b\n" + "\t" * 900_000,
    "colons": lambda: "a" + ": a" * 300_000,
    "dashes": lambda: "-" * 900_000,
    "question_marks": lambda: "? a\n" * 240_000,
    "aliases": lambda: "a: &a x\nb: [" + "*a, " * 240_000 + "]",
    "anchors": lambda: "".join(f"- &a{n} x\n" for n in range(70_000)),
    "aliases_nine_deep": lambda: _laughs(9, "- &a{n} [{of}]\n"),
    "merges_nine_deep": lambda: _laughs(9, "- &a{n} {{<<: [{of}]}}\n"),
    "merge_keys": lambda: "<<: {a: b}\n" * 90_000,
    "tags": lambda: "- !!python/object/new:type [x]\n" * 30_000,
    "tag_directives": lambda: "".join(f"%TAG !t{n}! tag:{n}\n" for n in range(40_000)) + "---\na: b\n",
    "tag_directives_behind_a_document": lambda: "a: b\n...\n" + "".join(f"%TAG !t{n}! x\n" for n in range(50_000)),
    "documents": lambda: "---\na: b\n" * 100_000,
    "block_indicators": lambda: "- |9\n" * 190_000,
    "block_text_indented_far": lambda: "a: |\n" + " " * 900_000 + "x\n",
    "broken_lines": lambda: "a: {b} c\n" * 100_000,
    "broken_quotes": lambda: 'a: "b" c\n' * 100_000,
    "a_condition_nested_deep": lambda: "steps:\n- if: " + "(" * 900 + "a" + ")" * 900 + "\n  then: []\n",
    "conditions": lambda: "steps:\n" + ("- if: " + "not " * 200 + "a\n  then: []\n") * 900,
    "unknown_keys_that_are_long": lambda: "".join(f"{'stepz' * 1_500}{n}: a\n" for n in range(120)),
    "noise": lambda: random.Random(0).randbytes(900_000),
    "noise_of_marks": lambda: "".join(random.Random(1).choices(" \n-:?[]{},#&*!|>'\"%@`ab", k=900_000)),
    "wide_characters": lambda: "say: " + "\U0001f600" * 240_000,
    "utf_16": lambda: ("say: a\n" * 70_000).encode("utf-16"),
}
"""Name -> what makes the file."""


def _laughs(deep: int, line: str) -> str:
    text = "- &a0 [x, x, x, x, x, x, x, x, x]\n"
    return text + "".join(line.format(n=n, of=", ".join([f"*a{n - 1}"] * 9)) for n in range(1, deep + 1))


def write(folder: Path) -> list[Path]:
    """Write the large files into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, recipe in LARGE.items():
        made = recipe()
        path = folder / f"{name}.yaml"
        path.write_bytes(made if isinstance(made, bytes) else made.encode())
        paths.append(path)
    return paths


def write_no_files(folder: Path) -> list[Path]:
    """Put into ``folder`` what is called ``*.yaml`` and is no file that can be read: opening one must not wait."""
    folder.mkdir(parents=True, exist_ok=True)
    os.mkfifo(folder / "pipe.yaml")
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / "nowhere.yaml").symlink_to("not_there")
    (folder / "endless.yaml").symlink_to("/dev/zero")
    (folder / "folder.yaml").mkdir()
    return sorted(folder.glob("*.yaml"))
