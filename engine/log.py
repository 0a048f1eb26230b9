"""How do we write down what happens? structlog, redacted before it is rendered, as JSON or for people, to stderr.

A constant event name plus keys; ``call_sid`` is bound once per call. Logs of libraries go through the same door, from
``warning`` up, so that nothing leaves unredacted.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

from engine.privacy import Redactor


def set_up(*, as_json: bool, level: int = logging.INFO) -> None:
    """Configure structlog and the standard library's logging for this process."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        Redactor(),
    ]
    renderer = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=shared))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
