from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from engine.flows.model import Position
from engine.flows.source import MAX_BYTES, MappingNode, ScalarNode, SequenceNode, Source, read_file, read_text


def codes(source: Source) -> list[tuple[str, int, int]]:
    return [(finding.code, finding.at.line, finding.at.column) for finding in source.findings]


def plain(node: object) -> object:
    match node:
        case ScalarNode(text=text):
            return text
        case SequenceNode(items=items):
            return [plain(item) for item in items]
        case MappingNode(entries=entries):
            return {key.text: plain(value) for key, value in entries}
    return None


def test_every_scalar_stays_what_was_typed() -> None:
    source = read_text("no: No\non: 0123\nyes: 12:30\n1: ~\nx: 1e3\ny: 2026-01-01\nz:\n", "f.yaml")
    assert source.findings == ()
    assert plain(source.root) == {
        "no": "No", "on": "0123", "yes": "12:30", "1": "~", "x": "1e3", "y": "2026-01-01", "z": "",
    }  # fmt: skip


def test_nodes_know_where_they_stand() -> None:
    source = read_text('steps:\n  - say: Hello.\n  - ask: "x"\nlast: |\n  a\n  b\n', "flows/a.yaml")
    root = source.root
    assert isinstance(root, MappingNode)
    steps = root.get("steps")
    assert isinstance(steps, SequenceNode)
    say, ask = steps.items
    assert isinstance(say, MappingNode)
    assert isinstance(ask, MappingNode)
    assert say.at == Position("flows/a.yaml", 2, 5)
    hello, quoted, block = say.get("say"), ask.get("ask"), root.get("last")
    assert isinstance(hello, ScalarNode)
    assert isinstance(quoted, ScalarNode)
    assert isinstance(block, ScalarNode)
    assert hello.place(2) == Position("flows/a.yaml", 2, 12)
    assert quoted.place(0) == Position("flows/a.yaml", 3, 11)
    assert (block.text, block.place(3)) == ("a\nb", block.at)
    assert quoted.name.at == quoted.at


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("say: a\nask: b\nsay: c\n", [("F000", 3, 1)]),
        ("a: &x b\nc: *x\n", [("F008", 1, 4), ("F008", 2, 4)]),
        ("<<: {a: b}\n", [("F008", 1, 1)]),
        ("a: !!python/object/apply:os.system [ls]\n", [("F008", 1, 4)]),
        ("a: ! b\n", [("F008", 1, 4)]),
        ("a: b\n---\nc: d\n", [("F008", 2, 1)]),
        ("? [a, b]\n: c\n", [("F008", 1, 3)]),
        ("a: b\x07\n", [("F009", 1, 5)]),
        ("a: b\u2028c\n", [("F009", 1, 5)]),
        ("\ta: b\n", [("F003", 1, 1)]),
        ("say: You can say: order\n", [("F003", 1, 17)]),
        ("a:\n  - say: {amount} is due\n  - say: {x}, and {y}\n", [("F002", 2, 10), ("F002", 3, 10)]),
        ("a: [x, y] and z\n", [("F003", 1, 4)]),
        ("a: @home\nb: `x`\nc: %5\n", [("F003", 1, 4), ("F003", 2, 4), ("F003", 3, 4)]),
        ('a: "No", he said\n', [("F003", 1, 4)]),
        ("a: 'never closed\nb: c\n", [("F003", 1, 4)]),
        ("a: [b, c\nd: e\n", [("F003", 1, 4)]),
        ("a: {b: c\nd: e\n", [("F003", 1, 4)]),
        ('a: "\\q"\n', [("F003", 1, 5)]),
        ('a: "\\0"\n', [("F009", 1, 4)]),
        ("a: b\u202ec\n", [("F009", 1, 5)]),
        ("%YAML 1.1\n---\na: b\n", [("F008", 1, 1)]),
        ("a: " + "x" * 10_001 + "\n", [("F009", 1, 4)]),
    ],
)
def test_what_is_refused_has_its_place(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert codes(read_text(text, "f.yaml")) == expected


def test_a_duplicate_key_names_the_first_and_keeps_it() -> None:
    source = read_text("queue: a\nqueue: b\n", "f.yaml")
    assert plain(source.root) == {"queue": "a"}
    assert str(source.findings[0]) == "f.yaml:2:1: error F000: 'queue' stands twice here, first at f.yaml:1:1"


def test_reading_goes_on_behind_a_line_that_does_not_parse() -> None:
    source = read_text('a: You can say: order\nb: {c} is "it"\nd: fine\nd: again\n', "f.yaml")
    assert [code for code, _, _ in codes(source)] == ["F003", "F002", "F000"]
    assert plain(source.root) == {"a": "You can say: order", "b": '{c} is "it"', "d": "fine"}


@pytest.mark.parametrize(
    ("line", "cut"),
    [
        ("say: Press # to finish", True),
        ("say: Press  # to finish", True),
        ("say: # nothing left", True),
        ("say: Hello. # note", True),
        ("say: Hello.  # a comment", False),
        ('say: "Press # to finish"', False),
        ('say: "Press" # a comment', False),
        ("say: Number#1", False),
        ("say: Hello\n# a comment", False),
    ],
)
def test_a_hash_that_may_cut_a_text_is_marked(line: str, cut: bool) -> None:
    root = read_text(line, "f.yaml").root
    assert isinstance(root, MappingNode)
    value = root.get("say")
    assert isinstance(value, ScalarNode)
    assert value.cut is cut


def test_line_endings_and_a_byte_order_mark_do_not_move_positions(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes("\ufeffa: b\r\nc: d\r\na: e\r\n".encode())
    source = read_file(path, "f.yaml")
    assert plain(source.root) == {"a": "b", "c": "d"}
    assert codes(source) == [("F000", 3, 1)]


ALIASES = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))
MERGES = "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 30))


@pytest.mark.parametrize(
    "text",
    [
        ALIASES,
        MERGES,
        "[" * 100_000,
        "{a: " * 20_000,
        "- " * 50_000,
        "? " * 50_000,
        "".join(" " * depth + "a:\n" for depth in range(300)),
        "a: b\n" * 100_000,
        "[" + "a," * 300_000,
        '"' + "x" * 900_000,
        "a: {b} c\n" * 10_000,
        "!!python/object/new:type [x]\n" * 1000,
    ],
    ids=["aliases", "merges", "[", "{", "-", "?", "indent", "duplicates", "wide", "open quote", "braces", "tags"],
)
def test_hostile_files_are_refused_with_a_place_and_little_memory(text: str) -> None:
    tracemalloc.start()
    try:
        source = read_text(text, "f.yaml")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 1 <= len(source.findings) <= 60
    assert all(finding.severity == "error" and finding.at.line >= 1 for finding in source.findings)
    assert peak < 20_000_000


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    with path.open("wb") as stream:
        stream.truncate(10_000_000)
    source = read_file(path, "f.yaml")
    assert source.root is None
    assert str(source.findings[0]).startswith(f"f.yaml:1:1: error F009: the file is larger than {MAX_BYTES:,} bytes")


def test_what_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    assert codes(read_file(tmp_path / "absent.yaml", "absent.yaml")) == [("F009", 1, 1)]
    (tmp_path / "latin.yaml").write_bytes("a: b\nc: caf\xe9\n".encode("latin-1"))
    assert codes(read_file(tmp_path / "latin.yaml", "latin.yaml")) == [("F009", 2, 7)]


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    source = read_text(text, "f.yaml")
    assert source.root is not None or source.findings or not text.strip("\ufeff \n\r\t#") or "#" in text


MARKS = [
    "a",
    "é",
    "\n",
    "  ",
    "\t",
    ": ",
    ":",
    "- ",
    "{",
    "}",
    "[",
    "]",
    ", ",
    "'",
    '"',
    "#",
    " # ",
    "&x ",
    "*x ",
    "!t ",
    "|",
    ">",
]
YAMLISH = st.lists(st.sampled_from([*MARKS, "? ", "<<", "---\n", "%", "\\", "\r\n"]), max_size=40).map("".join)


@given(YAMLISH)
def test_nothing_that_looks_like_yaml_raises(text: str) -> None:
    for finding in read_text(text, "f.yaml").findings:
        assert finding.at.line <= text.count("\n") + 2


SCALARS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=20)
TREES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(SCALARS, inner, max_size=4))


@given(st.dictionaries(SCALARS, TREES, min_size=1, max_size=5))
def test_what_yaml_writes_is_read_back_word_for_word(tree: dict[str, object]) -> None:
    text = yaml.dump(tree, allow_unicode=True, default_style='"', width=10_000, Dumper=NoAliases)
    source = read_text(text, "f.yaml")
    assert source.findings == ()
    assert plain(source.root) == tree


class NoAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True
