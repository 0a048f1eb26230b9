"""How do we ask Twilio for something? Recordings of live calls, and the account: one REST request each, in a deadline.

What Twilio answers is returned as it says it, because a 200 alone proves nothing: who asks for a pause reads
``paused``. What is not there is None; whatever else goes wrong is a ``ProviderError``.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal

import httpx

from engine.errors import ProviderError
from engine.refusals import REFUSED, UNPAID, cause_of
from engine.settings import Settings

NAME = "twilio"
ADDRESS = "https://api.twilio.com"
ACTIVE = "active"
CURRENT = "Twilio.CURRENT"
"""In place of a recording's id: the one that runs."""
REQUEST_S = 1.5
CALLBACK_EVENTS = "in-progress completed absent"
Change = Literal["paused", "in-progress", "stopped"]


@dataclass(frozen=True, slots=True)
class Tape:
    """A recording as Twilio knows it."""

    sid: str
    status: str
    """in-progress, paused, stopped, processing, completed or absent."""


class TwilioRest:
    """One account."""

    def __init__(self, http: httpx.AsyncClient, account: str) -> None:
        """``http`` knows the address and the credentials."""
        self._http = http
        self._root = f"/2010-04-01/Accounts/{account}"

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings) -> AsyncIterator[TwilioRest | None]:
        """Connect for as long as the block lasts; None without an account and its token."""
        if not has_account(settings):
            yield None
            return
        token = settings.twilio_auth_token.get_secret_value() if settings.twilio_auth_token is not None else ""
        async with httpx.AsyncClient(
            base_url=settings.twilio_url.rstrip("/") or ADDRESS,
            auth=httpx.BasicAuth(settings.twilio_account_sid, token),
            timeout=REQUEST_S,
        ) as http:
            yield cls(http, settings.twilio_account_sid)

    async def start(self, call: str, callback: str) -> Tape | None:
        """Record a live call, both sides apart; ``callback`` is told what becomes of it. None: there is no such call.

        Raises ``ProviderError``.
        """
        form = {
            "RecordingChannels": "dual",
            "RecordingStatusCallback": callback,
            "RecordingStatusCallbackEvent": CALLBACK_EVENTS,
        }
        return _tape(await self._ask("POST", f"/Calls/{call}/Recordings.json", form))

    async def change(self, call: str, recording: str, status: Change) -> Tape | None:
        """Pause, resume or stop a recording that runs; a pause is silence on it, so that its clock stays the call's.

        Raises ``ProviderError``.
        """
        form = {"Status": status, **({"PauseBehavior": "silence"} if status == "paused" else {})}
        return _tape(await self._ask("POST", f"/Calls/{call}/Recordings/{recording}.json", form))

    async def fetch(self, call: str, recording: str) -> Tape | None:
        """Return how a recording stands. Raises ``ProviderError``."""
        return _tape(await self._ask("GET", f"/Calls/{call}/Recordings/{recording}.json"))

    async def delete(self, recording: str) -> None:
        """Delete a recording; one that is not there is deleted. Raises ``ProviderError``."""
        await self._ask("DELETE", f"/Recordings/{recording}.json")

    async def account(self) -> str:
        """Return the state of the account, ``active`` when it serves calls. Raises ``ProviderError``; not ours, too."""
        match await self._ask("GET", ".json"):
            case {"status": str(status)}:
                return status
            case None:
                raise _failed(HTTPStatus.NOT_FOUND)
            case _:
                raise ProviderError("not an account", provider=NAME, cause="garbage")

    async def _ask(self, method: str, path: str, form: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 - JSON
        try:
            async with asyncio.timeout(REQUEST_S):
                answer = await self._http.request(method, self._root + path, data=form)
        except (httpx.TimeoutException, TimeoutError):
            raise ProviderError("no answer in time", provider=NAME, cause="stalled") from None
        except httpx.HTTPError as error:
            raise ProviderError(type(error).__name__, provider=NAME, cause="unreachable") from None
        if answer.status_code == HTTPStatus.NOT_FOUND:
            return None
        if answer.is_error:
            raise _failed(answer.status_code)
        if answer.status_code == HTTPStatus.NO_CONTENT:
            return None
        try:
            return answer.json()
        except ValueError:
            raise ProviderError("no JSON", provider=NAME, cause="garbage") from None


async def deleted(settings: Settings, recordings: Iterable[str]) -> frozenset[str]:
    """Delete ``recordings``; return those that are gone. None is, where there is nobody to ask as."""
    gone = set()
    async with TwilioRest.open(settings) as rest:
        if rest is None:
            return frozenset()
        for each in recordings:
            with suppress(ProviderError):
                await rest.delete(each)
                gone.add(each)
    return frozenset(gone)


async def prove(settings: Settings) -> None:
    """Ask whether the token is the account's, and the account serves calls. Raises ``ProviderError`` when not."""
    async with TwilioRest.open(settings) as rest:
        if rest is None:
            raise _failed(HTTPStatus.UNAUTHORIZED)
        if (status := await rest.account()) != ACTIVE:
            raise ProviderError(f"the account is {status}", provider=NAME, cause=UNPAID)


def has_account(settings: Settings) -> bool:
    """Say whether there is somebody to ask as."""
    return bool(settings.twilio_account_sid) and settings.twilio_auth_token is not None


def _failed(status: int) -> ProviderError:
    cause = cause_of(status)
    todo = "check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN" if cause == REFUSED else ""
    return ProviderError(f"status {status}", provider=NAME, cause=cause, todo=todo, status=status)


def _tape(body: Any) -> Tape | None:  # noqa: ANN401 - JSON
    match body:
        case None:
            return None
        case {"sid": str(sid), "status": str(status)}:
            return Tape(sid, status)
        case _:
            raise ProviderError("not a recording", provider=NAME, cause="garbage")
