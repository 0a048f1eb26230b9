"""Which doors does the server have? The HTTP routes, the media stream's endpoint, and nothing that decides.

    POST /voice                 a call rings: TwiML that opens one media stream, or leads elsewhere when we are full
    POST /voice/after           a stream closed: what the call does next
    POST /voice/back/{passage}  a call is back from an errand outside: TwiML that opens its next media stream
    POST /voice/dialled/{passage}        it has rung at people: likewise, unless they took the call
    POST /voice/whisper/{sid}/{passage}  somebody takes a call: what he is told of it first
    POST /voice/unanswered      it has rung at people, and there is no way back: a last word, unless they took the call
    POST /voice/recording       what has become of a call's recording
    WS   /stream/{token}        a media stream
    GET  /calls/{sid}           a live or recent call's trace; from this machine only
    GET  /health                live, and ready for more calls
    GET  /metrics               Prometheus; from this machine, or with the token that is set for it

Webhooks are checked against the configured public URL. A stream's token is kept out of logs and spans: there is no
access log, and the framework's own telemetry skips the stream.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

import orjson
import structlog
from fastapi import FastAPI, HTTPException, Request, Response
from starlette.routing import WebSocketRoute

from engine.metrics import CONTENT_TYPE, Metrics
from telephony import errand, twiml, ways
from telephony.dialling import fate
from telephony.ending import Ending, broken, told, turned_away
from telephony.form import read_form
from telephony.house import House
from telephony.lifetime import Lives
from telephony.media import MediaStream
from telephony.outside import Outside
from telephony.signature import Signatures
from telephony.switchboard import Switchboard
from telephony.tokens import Tokens
from telephony.visitors import is_local, may_count
from telephony.ways import Kind, Ways

STREAM = "/stream/"
SIGNED = "TRUNKLINE_PUBLIC_URL must be the address that Twilio asks for, and TWILIO_AUTH_TOKEN that of the account"
_SID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Doors:
    """The routes of one process."""

    def __init__(
        self,
        house: House,
        *,
        address: str,
        auth_token: str,
        metrics_token: str,
        switchboard: Switchboard,
        tokens: Tokens,
        metrics: Metrics,
    ) -> None:
        """``address`` is the public base URL without a trailing slash."""
        self._house, self._address = house, address
        self._switchboard, self._tokens, self._metrics = switchboard, tokens, metrics
        self._metrics_token = metrics_token
        self._signatures, self._ways = Signatures(auth_token), Ways(address, auth_token)
        self._outside = Outside()
        self._stream_url = "ws" + address.removeprefix("http") + STREAM

    def stream(self) -> MediaStream:
        """Return the media stream's endpoint."""
        return MediaStream(
            lives=Lives(self._house, self._switchboard, self._metrics, self._outside, self._ways),
            tokens=self._tokens,
            signatures=self._signatures,
            url=self._stream_url,
        )

    async def voice(self, request: Request) -> Response:
        """Answer a ringing call. A repeated webhook gets the same answer until the stream is open, then none.

        Who is not let in is told so before anything else is asked or written.
        """
        sid, form = await self._webhook(request)
        if not self._tokens.knows(sid) and not self._switchboard.admits(len(self._tokens)):
            return self._turn_away(sid)
        self._house.came(sid, form.get("From", ""))
        return self._connect(self._tokens.issue(sid))

    async def after(self, request: Request) -> Response:
        """Say what a call does whose stream has closed; one that was cut goes to people."""
        sid, _ = await self._webhook(request)
        departure = self._switchboard.departure(sid)
        if departure is None and self._house.recordings is not None:
            await self._house.recordings.left_behind(sid)
        return _xml(departure or self._told(broken("carrier.media.dropped", self._house.front().people)))

    async def back(self, passage: str, request: Request) -> Response:
        """Take a call in that was outside: what it brings to the handler that waits for it, the caller to a stream."""
        sid, form = await self._webhook(request)
        number = self._errand("back", passage, sid)
        self._outside.brings(sid, number, form)
        return _xml(twiml.hang_up()) if errand.gone(form) else self._again(sid, number, form)

    async def dialled(self, passage: str, request: Request) -> Response:
        """Take a call in again that rang at people and was taken by none of them."""
        sid, form = await self._webhook(request)
        number = self._errand("dialled", passage, sid)
        self._outside.brings(sid, number, form)
        return self._again(sid, number, form) if fate(form) == "untaken" else _xml(twiml.hang_up())

    async def whisper(self, sid: str, passage: str, request: Request) -> Response:
        """Tell whoever takes the call ``sid`` what it is about: once, and while it rings. Asked on his own leg."""
        await self._webhook(request)
        number = self._errand("whisper", passage, sid)
        told = self._outside.picked_up(sid, number)
        return _xml(twiml.whisper(told, self._house.front().locale) if told else twiml.nothing())

    async def unanswered(self, request: Request) -> Response:
        """Say a last word to a caller who was put through for good and taken by nobody."""
        _, form = await self._webhook(request)
        say = f"{twiml.NOBODY_FREE} {twiml.CALL_AGAIN}" if fate(form) == "untaken" else ""
        return _xml(twiml.hang_up(say=say))

    async def recording(self, request: Request) -> Response:
        """Note what has become of a recording; it may be of a call that another process had."""
        sid, form = await self._webhook(request)
        if self._house.recordings is not None:
            await self._house.recordings.reported(sid, form)
        return Response(status_code=204)

    def _errand(self, kind: Kind, passage: str, sid: str) -> int:
        """Return which errand the passage is of. Refuses one that we did not make for this call."""
        number = self._ways.errand(kind, passage, sid)
        if number is None:
            self._refuse("passage")
            raise HTTPException(403)
        return number

    def _again(self, sid: str, number: int, form: Mapping[str, str]) -> Response:
        """Open the stream on which a call goes on. This process may not know yet who calls."""
        self._house.came(sid, form.get("From", ""))
        return self._connect(self._tokens.issue(sid, number))

    def _told(self, ending: Ending) -> str:
        return told(ending.departure, self._ways.unanswered) or twiml.hang_up()

    def _turn_away(self, sid: str) -> Response:
        people = self._house.front().people
        ending = turned_away(people, draining=self._switchboard.draining)
        self._metrics.calls.labels(ending.reason).inc()
        structlog.get_logger().warning("turned_away", call_sid=sid, reason=ending.reason, people=bool(people))
        return _xml(self._told(ending))

    def _connect(self, token: str | None) -> Response:
        if token is None:
            self._refuse("webhook replayed")
            raise HTTPException(409)
        return _xml(twiml.connect(self._stream_url + token, f"{self._address}/voice/after"))

    async def call(self, sid: str, request: Request) -> Response:
        """Return a call's trace."""
        trace = self._switchboard.trace(sid) if is_local(_host(request)) else None
        if trace is None:
            raise HTTPException(404)
        return _json(trace)

    async def health(self) -> Response:
        """Say that we live, who is on which rung, the best first, and with 503 that we take no more calls."""
        ready = self._switchboard.admits(len(self._tokens))
        rungs: dict[str, list[str]] = {}
        for rung in self._house.rungs:
            rungs.setdefault(rung.capability, []).append(rung.provider)
        calls, releases = len(self._switchboard), self._house.releases()
        body = {"live": True, "ready": ready, "calls": calls, "rungs": rungs, "release": releases}
        return _json(body, status=200 if ready else 503)

    async def metrics(self, request: Request) -> Response:
        """Return the figures."""
        if not may_count(_host(request), request.headers.get("authorization", ""), self._metrics_token):
            if not self._metrics_token:
                raise HTTPException(404)
            raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
        return Response(self._metrics.page(), media_type=CONTENT_TYPE)

    async def _webhook(self, request: Request) -> tuple[str, Mapping[str, str]]:
        """Return the call's id and the fields of a webhook that Twilio signed. Refuses everything else."""
        form, query = await read_form(request), request.url.query
        url = self._address + request.url.path + (f"?{query}" if query else "")
        if not self._signatures.good(url, form, request.headers):
            self._refuse("webhook signature", checked=self._address + _shown(request), todo=SIGNED)
            raise HTTPException(403)
        sid = form.get("CallSid", "")
        if not _SID.fullmatch(sid):
            self._refuse("webhook form")
            raise HTTPException(400)
        return sid, {**request.query_params, **form}

    def _refuse(self, reason: str, **more: str) -> None:
        self._metrics.refused.labels(reason).inc()
        structlog.get_logger().warning("refused", reason=reason, **more)


def _shown(request: Request) -> str:
    """Return a webhook's path as logs may have it: its route's, without what lets a call back in."""
    path: str = request.scope["route"].path
    return path


def _xml(text: str) -> Response:
    return Response(text, media_type="application/xml")


def _json(body: Mapping[str, Any], *, status: int = 200) -> Response:
    return Response(orjson.dumps(body), status_code=status, media_type="application/json")


def _host(request: Request) -> str:
    return "" if request.client is None else request.client.host


def _is_stream(scope: MutableMapping[str, Any]) -> bool:
    return str(scope.get("path", "")).startswith(STREAM)


def create_app(
    house: House,
    *,
    address: str,
    auth_token: str,
    switchboard: Switchboard,
    tokens: Tokens,
    metrics: Metrics | None = None,
    metrics_token: str = "",
) -> FastAPI:
    """Return the application. Spans and metrics of the framework go to the global providers, if any are set up."""
    doors = Doors(
        house,
        address=address,
        auth_token=auth_token,
        metrics_token=metrics_token,
        switchboard=switchboard,
        tokens=tokens,
        metrics=metrics or Metrics(),
    )
    # The framework's log records carry exception messages and validation input: a caller's words. Ours are redacted.
    app = FastAPI(
        title="trunkline", openapi_url=None, redirect_slashes=False, telemetry={"logs": False, "exclude": _is_stream}
    )
    app.add_api_route("/voice", doors.voice, methods=["POST"])
    app.add_api_route("/voice/after", doors.after, methods=["POST"])
    app.add_api_route(ways.BACK + "{passage}", doors.back, methods=["POST"])
    app.add_api_route(ways.DIALLED + "{passage}", doors.dialled, methods=["POST"])
    app.add_api_route(ways.WHISPER + "{sid}/{passage}", doors.whisper, methods=["POST"])
    app.add_api_route(ways.RECORDING, doors.recording, methods=["POST"])
    app.add_api_route(ways.UNANSWERED, doors.unanswered, methods=["POST"])
    app.add_api_route("/calls/{sid}", doors.call, methods=["GET"])
    app.add_api_route("/health", doors.health, methods=["GET"])
    app.add_api_route("/metrics", doors.metrics, methods=["GET"])
    app.router.routes.append(WebSocketRoute(STREAM + "{token}", doors.stream()))
    return app
