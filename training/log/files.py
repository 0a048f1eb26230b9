"""What does a log in a file say? JSONL, CSV and TSV, streamed line by line; a bad line is one finding, never the end.

What is personal is masked while it is read. Nothing of a line is held back for a message: a finding says where and
what is wrong, not what stood there.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO

import orjson

from engine.errors import DataError
from engine.learnable import learnable
from engine.privacy import mask
from training.log.columns import OURS, Columns, Hash, Kept, turn_of
from training.log.problems import Problems
from training.log.record import LoggedTurn

LONGEST_LINE = 1 << 20
"""Characters."""
_BYTES_ORDERS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_NO_TEXT = re.compile("[\udc80-\udcff]")
"""How bytes that are no UTF-8 are read."""
_TABLES = (".csv", ".tsv")
_JSON = (".jsonl", ".ndjson", ".json")


def read_log(
    path: Path,
    hashed: Hash,
    problems: Problems,
    columns: Columns = OURS,
    encoding: str = "",
    *,
    kept: Kept = learnable,
) -> Iterator[LoggedTurn]:
    """Yield the turns of ``path`` in order; ``kept`` masks what is said. Raises ``DataError`` for no log at all.

    A line that names no call is a call of its own: else all of them would be one caller's, who may teach little.
    """
    if path.suffix not in (*_TABLES, *_JSON):
        raise DataError(f"{path}: what is in it?", todo="a log's name ends in .jsonl, .csv or .tsv")
    orders: dict[str, int] = defaultdict(int)
    for line, record in _records(path, problems, columns, encoding):
        try:
            turn = turn_of(record, columns, hashed, orders[str(record.get(columns.conversation))], kept)
        except ValueError as error:
            problems.add(path, line, str(error), "mend or remove the line")
            continue
        orders = _next(orders, turn.sid)
        text = str(record[columns.text])
        if turn.utterance != text and mask(text) != text:
            problems.add(path, line, "a card number stood here", "it was masked on reading: remove it from the file")
        if turn.utterance.strip():
            yield turn if turn.sid else replace(turn, sid=f"line {line}")
        else:
            problems.add(path, line, f"nothing is said under '{columns.text}'", "the line is left out")


def _next(orders: dict[str, int], sid: str) -> dict[str, int]:
    """Count on in the call under way, and forget the others: a log is not held."""
    return defaultdict(int, {sid: orders[sid] + 1})


def _records(
    path: Path, problems: Problems, columns: Columns, encoding: str
) -> Iterator[tuple[int, Mapping[str, object]]]:
    try:
        with path.open(encoding=encoding or _encoding(path), errors="surrogateescape", newline="") as file:
            lines = _lines(path, file, problems)
            if path.suffix in _TABLES:
                yield from _table(path, lines, problems, columns)
            else:
                yield from _objects(path, lines, problems)
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}", todo="name a log that is there") from None
    except LookupError:
        raise DataError(f"there is no encoding '{encoding}'", todo="write it like utf-8, utf-16 or cp1252") from None
    except UnicodeError:
        problems.add(path, 0, "the file is cut off, or in another encoding", "say which: --encoding cp1252")


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        begins = file.read(3)
    return next((name for mark, name in _BYTES_ORDERS.items() if begins.startswith(mark)), "utf-8")


def _lines(path: Path, file: IO[str], problems: Problems) -> Iterator[tuple[int, str]]:
    """Yield (number, line) of what can be read; a line that cannot is told and left out."""
    number, inside = 0, False
    while line := file.readline(LONGEST_LINE):
        ends = line.endswith(("\n", "\r"))
        number += not inside
        if inside or (not ends and len(line) == LONGEST_LINE):
            if not inside:
                problems.add(path, number, "the line is longer than a million characters", "it is left out")
        elif not line.isascii() and _NO_TEXT.search(line):
            problems.add(path, number, "bytes that are no UTF-8", "say which encoding it is: --encoding cp1252")
        else:
            yield number, line
        inside = not ends and len(line) == LONGEST_LINE


def _objects(
    path: Path, lines: Iterator[tuple[int, str]], problems: Problems
) -> Iterator[tuple[int, Mapping[str, object]]]:
    for number, line in lines:
        if not line.strip():
            continue
        try:
            found = orjson.loads(line)
        except json.JSONDecodeError as error:
            problems.add(path, number, f"no JSON: {error.msg}", "mend or remove the line", kind="no JSON")
            continue
        if isinstance(found, dict):
            yield number, found
        else:
            problems.add(path, number, "no JSON object", 'each line is an object: {"utterance": ...}')


def _table(
    path: Path, lines: Iterator[tuple[int, str]], problems: Problems, columns: Columns
) -> Iterator[tuple[int, Mapping[str, object]]]:
    at = [0]

    def told() -> Iterator[str]:
        for number, line in lines:
            at[0] = number
            yield line

    if path.suffix == ".tsv":
        rows = csv.reader(told(), delimiter="\t", quoting=csv.QUOTE_NONE, strict=True)
    else:
        rows = csv.reader(told(), strict=True)
    header = next(rows, [])
    if columns.text not in header:
        raise DataError(
            f"{path}:1: there is no column '{columns.text}'; there are {', '.join(header) or 'none'}",
            todo="say which holds what was said: --text NAME",
        )
    while True:
        began = at[0] + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            problems.add(path, began, str(error), "mend the quotes, or remove the line")
            continue
        if len(row) != len(header):
            if row:
                message = f"{len(row)} values for {len(header)} columns"
                problems.add(path, began, message, "mend or remove the line", kind="the wrong number of values")
            continue
        yield began, dict(zip(header, row, strict=True))
