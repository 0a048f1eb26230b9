"""How do we write down what happens? structlog, redacted before it is rendered, as JSON or for people, to stderr.

A constant event name plus keys; ``call_sid`` is bound once per call. Logs of libraries go through the same door, from
``warning`` up, so that nothing leaves unredacted. When nobody reads our lines any more, calls go on without them.
"""

from __future__ import annotations

import contextlib
import logging
import sys
from typing import Any, TextIO, cast

import structlog

from engine.privacy import Redactor


class Screen:
    """Where lines go, and are lost without a word once it is closed: a broken pipe must not end a call."""

    def __init__(self, file: TextIO) -> None:
        """Write to ``file``."""
        self._file = file

    def write(self, text: str) -> int:
        """Write, if that is still possible."""
        with contextlib.suppress(OSError, ValueError):
            return self._file.write(text)
        return 0

    def flush(self) -> None:
        """Flush, if that is still possible."""
        with contextlib.suppress(OSError, ValueError):
            self._file.flush()


def set_up(*, as_json: bool, level: int = logging.INFO) -> None:
    """Configure structlog and the standard library's logging for this process."""
    screen = Screen(sys.stderr)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso" if as_json else "%H:%M:%S", utc=as_json),
        structlog.processors.format_exc_info,
        Redactor(),
    ]
    renderer = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0, pad_level=False)
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", screen)),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(screen)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=shared))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
