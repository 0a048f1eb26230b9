"""How does a stand-in with an HTTP protocol run inside somebody else's event loop? uvicorn on a socket of our own."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp

GRACE_S = 1


class CutError(Exception):
    """The answer ends here, without its end: the connection is closed in the middle."""


def _unintended(record: logging.LogRecord) -> bool:
    return not (record.exc_info and isinstance(record.exc_info[1], CutError))


logging.getLogger("uvicorn.error").addFilter(_unintended)


class _Guest(uvicorn.Server):
    """A server that leaves the process's signals to the process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


@asynccontextmanager
async def serving(app: ASGIApp, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve ``app`` until left; gives the base URL. Raises ``OSError`` when the port is taken."""
    listener = socket.socket(proto=socket.IPPROTO_TCP)  # asyncio sends small writes at once only if it knows
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    with contextlib.closing(listener):
        listener.bind((host, port))
        config = uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            log_level="error",
            access_log=False,
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=GRACE_S,
        )
        server = _Guest(config)
        running = asyncio.create_task(server.serve([listener]), name="standin")
        while not server.started and not running.done():  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.005)
        try:
            yield f"http://{host}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running
