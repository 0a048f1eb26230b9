"""Who answers at Twilio's REST address? The account, and calls: created, fetched, updated, with its error bodies.

Basic auth with account and token. An update of a call that is over fails with 21220. ``orders`` holds every change that
was asked for.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from collections import deque
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from telephony.simulator.standins.faults import Faults
from telephony.simulator.standins.serving import serving

ACCOUNT = "AC" + "0" * 32
TOKEN = "standin-twilio-token"  # noqa: S105 - a stand-in's, and no secret
LONGEST_TWIML = 4000
_ROOT = "/2010-04-01/Accounts/{account}"
_SID = re.compile(r"CA[0-9a-f]{32}")
_OVER = frozenset(("completed", "busy", "failed", "no-answer", "canceled"))
_KEPT = 1000
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
        self.faults = Faults(*_FAULTS)
        self.app = Starlette(
            routes=[
                Route(f"{_ROOT}.json", self._account, methods=["GET"]),
                Route(f"{_ROOT}/Calls.json", self._create, methods=["POST"]),
                Route(f"{_ROOT}/Calls/{{sid}}.json", self._call, methods=["GET", "POST"]),
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

    def _changed(self, call: Call, form: dict[str, str], status: int) -> Response:
        """Apply what was asked for."""
        if len(form.get("Twiml", "")) > LONGEST_TWIML:
            return _error(400, 21218, f"Twiml must not be longer than {LONGEST_TWIML} characters")
        if "Status" in form and form["Status"] not in {"completed", "canceled"}:
            return _error(400, 21218, f"Invalid Status {form['Status']}")
        self.orders.append(Order(call.sid, form))
        call.status = form.get("Status", call.status)
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
