from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Iterator

import orjson
import pytest
import structlog

from engine import log


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root, handlers, level = logging.getLogger(), logging.getLogger().handlers[:], logging.getLogger().level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_line_is_one_json_object_without_what_is_personal(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up(as_json=True)
    structlog.get_logger().bind(call_sid="CA1").info("turn", transcript="my card is 4111 1111 1111 1111", rule="fill")
    line = orjson.loads(capsys.readouterr().err)
    assert (line["event"], line["call_sid"], line["rule"], line["level"]) == ("turn", "CA1", "fill", "info")
    assert "4111" not in str(line)


def test_a_traceback_shows_no_locals_and_no_card(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up(as_json=False)

    def fail(passcode: str) -> None:
        raise ValueError(f"{len(passcode)} digits, and 4111 1111 1111 1111")

    planted = str(90_000 + 210)
    try:
        fail(planted)
    except ValueError:
        structlog.get_logger().exception("call_crashed")
    told = capsys.readouterr().err
    assert "ValueError" in told
    assert "90210" not in told
    assert "4111" not in told


def test_libraries_go_through_the_same_door(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up(as_json=True)
    logging.getLogger("uvicorn.error").info("hidden")
    logging.getLogger("some.sdk").warning("card 4111 1111 1111 1111 refused")
    told = capsys.readouterr().err
    assert "hidden" not in told
    assert "refused" in told
    assert "4111" not in told


def test_calls_go_on_when_nobody_reads_the_log_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    gone = os.fdopen(writer, "w", buffering=1)
    monkeypatch.setattr(sys, "stderr", gone)
    log.set_up(as_json=True)
    structlog.get_logger().info("turn")
    logging.getLogger("uvicorn.error").warning("bad frame")
    with contextlib.suppress(BrokenPipeError):
        gone.close()
