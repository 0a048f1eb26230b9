"""What is promised of every provider of speech? The aspects, and the decorator that says which test proves which.

A provider is one ``Subject``. A test that carries ``proves(aspect, subjects)`` runs once for each of them, over the
provider's own SDK, against its stand-in; the table in ``docs/providers.md`` is made from these decorators.
To write a tenth provider: its adapter, its stand-in, a line in ``telephony/ladder.py``, a subject here. Then run this.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest

from engine.settings import Settings
from telephony import ladder
from telephony.ladder import Job, Rung
from telephony.opening import let_go
from telephony.simulator.standins.faults import Faults

ASPECTS = {
    "streams": "what comes first does not wait for the rest; all of it comes, in order, and nothing of anybody else's",
    "timed": "characters of the text are told with the time when they have sounded",
    "question": "what is listened for may change at any time, and a key press ends a turn",
    "cancels": "whoever leaves early stops the provider, and what is asked next is whole",
    "reconnects": "a line that broke is an error of its sentence or turn only: the next one gets a new line",
    "bad key": "it is refused as such, and the key is in no error and no log",
    "limit": "too many at once is told as that",
    "slow": "what is late within the deadlines is waited for, beyond them it is an error in time",
    "mute": "an open line on which nothing more comes is an error in time",
    "garbage": "what is no speech or no message, and text or audio that makes no sense, is an error or is survived",
}
"""Aspect -> what is promised."""
PLANTED = "planted-secret-key"


class Standin(Protocol):
    """A provider's server."""

    key: str
    faults: Faults

    def serving(self, host: str = ..., port: int = ...) -> AbstractAsyncContextManager[str]:
        """Serve until left; gives the base URL."""
        ...


@dataclass(frozen=True)
class Subject:
    """One provider under test."""

    name: str
    """By setting."""
    job: Job
    standin: Callable[..., Any] | None
    """None: there is no line, it is part of this machine."""
    untried: str
    """What only a key, or real callers, could show."""
    tells: str = ""
    """Of what a synthesizer tells the time: ``characters``, ``words`` or nothing."""
    socket: bool = True
    """Whether it is a socket: several sentences share it, and it may die between them."""

    @property
    def rung(self) -> Rung:
        """Its rung of the ladder."""
        keys = {provider.key for provider in self.job.providers}
        rungs = ladder.speech(self.job, [self.name], keys=keys, extras={"local", "cartesia"})
        return next(rung for rung in rungs if rung.provider == self.name)

    @property
    def module(self) -> ModuleType:
        """Its adapter: deadlines are there to be shortened."""
        return importlib.import_module(f"telephony.providers.{self.rung.module}")

    def build(self, url: str = "", key: str | None = PLANTED, phrases: Sequence[str] = ()) -> Any:
        """Build it as a server does."""
        vendors = ("deepgram", "elevenlabs", "cartesia")
        addresses = {f"{vendor}_url": url for vendor in vendors} if self.standin else {}
        keys = {f"{vendor}_api_key": key for vendor in vendors}
        return ladder.build(self.rung, Settings(_env_file=None, **addresses, **keys), phrases)  # type: ignore[arg-type]


def proves(aspect: str, subjects: Iterable[Subject]) -> Callable[[Any], Any]:
    """Run a test once for each of ``subjects``, and note that it proves ``aspect`` of them."""
    assert aspect in ASPECTS, aspect
    chosen = tuple(subjects)

    def decorate(test: Any) -> Any:
        test.proven = (aspect, chosen)
        return pytest.mark.parametrize("subject", [_param(each) for each in chosen])(test)

    return decorate


def _param(subject: Subject) -> Any:
    absent = subject.name == "local" and not ladder.local_is_installed()
    marks = (
        [pytest.mark.local, pytest.mark.skipif(absent, reason="needs the local extra")] if not subject.standin else []
    )
    return pytest.param(subject, id=subject.name, marks=marks)


def proven(*modules: ModuleType) -> dict[tuple[str, Job], set[str]]:
    """Return what the tests of ``modules`` prove: (provider, job) -> aspects."""
    found: dict[tuple[str, Job], set[str]] = {}
    for test in (each for module in modules for each in vars(module).values()):
        aspect, subjects = getattr(test, "proven", ("", ()))
        for subject in subjects:
            found.setdefault((subject.name, subject.job), set()).add(aspect)
    return found


@asynccontextmanager
async def opened(
    subject: Subject, standin: Standin | None = None, key: str = "", phrases: Sequence[str] = ()
) -> AsyncIterator[Any]:
    """Give the provider, built for its stand-in; closed as a server closes it."""
    server = standin or (subject.standin() if subject.standin else None)
    async with server.serving() if server else nullcontext("") as url:
        provider = subject.build(url, key or (server.key if server else None), phrases)
        try:
            yield provider
        finally:
            if hasattr(provider, "close"):
                await let_go(provider)


async def eventually(condition: Callable[[], object]) -> None:
    """Wait for what happens in the stand-in."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - the server has no event for it
            await asyncio.sleep(0.005)


def port_of(url: str) -> int:
    """Return the port of an address."""
    return urlsplit(url).port or 0
