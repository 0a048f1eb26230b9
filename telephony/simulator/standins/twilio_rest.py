"""Who answers at Twilio's REST address? The account, calls and their recordings, with the provider's error bodies.

Basic auth with account and token. An update of a call that is over fails with 21220. ``orders`` holds every change that
was asked for. What becomes of a recording is told to its callback, signed.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import re
import secrets
from collections import deque
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from telephony.simulator.standins.faults import Faults
from telephony.simulator.standins.serving import serving
from telephony.simulator.standins.twilio_recordings import Recording, Recordings, Refused

ACCOUNT = "AC" + "0" * 32
TOKEN = "standin-twilio-token"  # noqa: S105 - a stand-in's, and no secret
LONGEST_TWIML = 4000
_ROOT = "/2010-04-01/Accounts/{account}"
_SID = re.compile(r"CA[0-9a-f]{32}")
_OVER = frozenset(("completed", "busy", "failed", "no-answer", "canceled"))
_KEPT = 1000
_NO_PAUSE, _STUCK, _LIES = "no_pause", "stuck", "lies"
"""What can be wrong with a recording: it cannot be paused, not changed at all, or a pause is said and not done."""
_TOLD_S = 5.0
_FAULTS = {
    "refuse": (401, 20003, "Authenticate"),
    "limit": (429, 20429, "Too Many Requests"),
    "broken": (500, 20500, "Internal Server Error"),
    "unavailable": (503, 20503, "Service Unavailable"),
}


@dataclass(slots=True)
class Call:
    """One call as Twilio knows it."""

    sid: str
    status: str = "in-progress"
    to: str = ""
    caller: str = ""
    twiml: str = field(default="", repr=False)
    url: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One change that was asked for."""

    call: str
    fields: dict[str, str] = field(repr=False)


class TwilioStandin:
    """The server. A call that was not created here is taken to be in progress: it came in by telephone."""

    def __init__(self, *, account: str = ACCOUNT, token: str = TOKEN) -> None:
        self.account = account
        self.token = token
        self.calls: dict[str, Call] = {}
        self.status = "active"
        """Of the account."""
        self.orders: deque[Order] = deque(maxlen=_KEPT)
        self.faults = Faults(*_FAULTS, _NO_PAUSE, _STUCK, _LIES)
        self.recordings = Recordings()
        self.signs = token
        """What signs the webhooks: the account's token, unless the server under test knows another."""
        self._telling: set[asyncio.Task[None]] = set()
        self.app = Starlette(
            routes=[
                Route(f"{_ROOT}.json", self._account, methods=["GET"]),
                Route(f"{_ROOT}/Calls.json", self._create, methods=["POST"]),
                Route(f"{_ROOT}/Calls/{{sid}}.json", self._call, methods=["GET", "POST"]),
                Route(f"{_ROOT}/Calls/{{sid}}/Recordings.json", self._record, methods=["POST"]),
                Route(f"{_ROOT}/Calls/{{sid}}/Recordings/{{recording}}.json", self._recording, methods=["GET", "POST"]),
                Route(f"{_ROOT}/Recordings/{{recording}}.json", self._deleted, methods=["DELETE"]),
            ]
        )

    def serving(self, host: str = "127.0.0.1", port: int = 0) -> AbstractAsyncContextManager[str]:
        """Serve until left; gives the base URL."""
        return serving(self.app, host, port)

    async def _account(self, request: Request) -> Response:
        refused = self._refused(request)
        return refused or JSONResponse({"sid": self.account, "status": self.status, "type": "Full"})

    async def _create(self, request: Request) -> Response:
        refused = self._refused(request)
        if refused is not None:
            return refused
        form = await _form(request)
        for name, code in (("To", 21201), ("From", 21213)):
            if not form.get(name):
                return _error(400, code, f"No '{name}' number is specified")
        if not form.get("Url") and not form.get("Twiml"):
            return _error(400, 21205, "Url parameter is required.")
        call = Call("CA" + secrets.token_hex(16), "queued", form["To"], form["From"])
        self.calls[call.sid] = call
        return self._changed(call, form, 201)

    async def _call(self, request: Request) -> Response:
        refused = self._refused(request)
        if refused is not None:
            return refused
        sid = request.path_params["sid"]
        if not _SID.fullmatch(sid):
            return _error(404, 20404, f"The requested resource {request.url.path} was not found")
        call = self.calls.setdefault(sid, Call(sid))
        if request.method == "GET":
            return JSONResponse(self._shown(call))
        form = await _form(request)
        if call.status in _OVER:
            return _error(400, 21220, "Call is not in-progress. Cannot redirect.")
        return self._changed(call, form, 200)

    async def over(self, sid: str) -> None:
        """End a call, as its caller does by hanging up; back when what becomes of its recording was told."""
        self.calls.setdefault(sid, Call(sid)).status = "completed"
        self._ended(sid)
        while self._telling:
            await asyncio.wait(self._telling)

    def _ended(self, sid: str) -> None:
        """End the recording of a call that is over."""
        self.recordings.over(sid, asyncio.get_running_loop().time())
        for found in [each for each in self.recordings.all.values() if each.call == sid and each.status == "stopped"]:
            self._told(found, "completed")

    async def _record(self, request: Request) -> Response:
        form, refused, now = await _form(request), self._refused(request), asyncio.get_running_loop().time()
        if refused is not None:
            return refused
        sid = request.path_params["sid"]
        self.orders.append(Order(sid, form))
        if not _SID.fullmatch(sid) or self.calls.setdefault(sid, Call(sid)).status in _OVER:
            return _error(404, 20404, f"The requested resource {request.url.path} was not found")
        try:
            made = self.recordings.start(sid, form, now)
        except Refused as why:
            return _error(why.status, why.code, why.message)
        self._told(made, "in-progress")
        return JSONResponse(self._tape(made), 201)

    async def _recording(self, request: Request) -> Response:
        form, refused, now = await _form(request), self._refused(request), asyncio.get_running_loop().time()
        if refused is not None:
            return refused
        sid, name = request.path_params["sid"], request.path_params["recording"]
        try:
            if request.method == "GET":
                return JSONResponse(self._tape(self.recordings.find(sid, name)))
            self.orders.append(Order(sid, form))
            if self.faults.strike(_STUCK) or (form.get("Status") == "paused" and self.faults.strike(_NO_PAUSE)):
                return _error(*_FAULTS["broken"])
            if form.get("Status") == "paused" and self.faults.strike(_LIES):
                return JSONResponse(self._tape(self.recordings.find(sid, name)))
            found = self.recordings.change(sid, name, form, now)
        except Refused as why:
            return _error(why.status, why.code, why.message)
        shown = self._tape(found)
        if found.status == "stopped":
            self._told(found, "completed")
        return JSONResponse(shown)

    async def _deleted(self, request: Request) -> Response:
        refused = self._refused(request)
        if refused is not None:
            return refused
        name = request.path_params["recording"]
        self.orders.append(Order("", {"Delete": name}))
        try:
            self.recordings.delete(name)
        except Refused as why:
            return _error(why.status, why.code, why.message)
        return Response(status_code=204)

    def _told(self, recording: Recording, status: str) -> None:
        """Tell the callback that ``recording`` is now ``status``; what has stopped is completed with that."""
        recording.status = status
        if recording.callback and status in recording.events:
            form = {
                "AccountSid": self.account, "CallSid": recording.call, "RecordingSid": recording.sid,
                "RecordingStatus": status, "RecordingChannels": str(recording.channels),
                "RecordingSource": "StartCallRecordingAPI",
                "RecordingUrl": f"https://api.twilio.com/2010-04-01/Accounts/{self.account}/Recordings/{recording.sid}",
            }  # fmt: skip
            if status == "completed":
                form["RecordingDuration"] = str(recording.seconds())
            task = asyncio.get_running_loop().create_task(self._post(recording.callback, form), name="callback")
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def _post(self, url: str, form: dict[str, str]) -> None:
        signature = RequestValidator(self.signs).compute_signature(url, form)
        async with httpx.AsyncClient(trust_env=False, timeout=_TOLD_S) as http:
            try:
                await http.post(url, data=form, headers={"X-Twilio-Signature": signature})
            except httpx.HTTPError:
                """Twilio does not ask twice either."""

    def _tape(self, recording: Recording) -> dict[str, object]:
        return {
            "sid": recording.sid,
            "account_sid": self.account,
            "call_sid": recording.call,
            "status": recording.status,
            "channels": recording.channels,
            "source": "StartCallRecordingAPI",
            "duration": str(recording.seconds()) if recording.status == "completed" else None,
        }

    def _changed(self, call: Call, form: dict[str, str], status: int) -> Response:
        """Apply what was asked for."""
        if len(form.get("Twiml", "")) > LONGEST_TWIML:
            return _error(400, 21218, f"Twiml must not be longer than {LONGEST_TWIML} characters")
        if "Status" in form and form["Status"] not in {"completed", "canceled"}:
            return _error(400, 21218, f"Invalid Status {form['Status']}")
        self.orders.append(Order(call.sid, form))
        call.status = form.get("Status", call.status)
        if call.status in _OVER:
            self._ended(call.sid)
        call.twiml, call.url = form.get("Twiml", call.twiml), form.get("Url", call.url)
        return JSONResponse(self._shown(call), status)

    def _refused(self, request: Request) -> Response | None:
        fault = self.faults.strike(*_FAULTS)
        if fault is not None:
            return _error(*_FAULTS[fault.kind])
        wanted = base64.b64encode(f"{self.account}:{self.token}".encode())
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, b"Basic " + wanted):
            return _error(*_FAULTS["refuse"])
        if request.path_params["account"] != self.account:
            return _error(404, 20404, f"The requested resource {request.url.path} was not found")
        return None

    def _shown(self, call: Call) -> dict[str, str]:
        return {
            "sid": call.sid,
            "account_sid": self.account,
            "status": call.status,
            "to": call.to,
            "from": call.caller,
            "direction": "outbound-api" if call.to else "inbound",
            "uri": f"/2010-04-01/Accounts/{self.account}/Calls/{call.sid}.json",
        }


async def _form(request: Request) -> dict[str, str]:
    async with request.form() as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


def _error(status: int, code: int, message: str) -> Response:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return JSONResponse({"code": code, "message": message, "more_info": more, "status": status}, status)
