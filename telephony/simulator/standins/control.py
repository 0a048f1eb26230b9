"""How does another process tell the stand-ins what is coming? A small HTTP server beside theirs.

POST   /script   {"call": "CA...", "utterances": ["hello", {"text": "my number is", "ms": 900}]}   ("*": every call)
POST   /replies  {"text": "...", "tools": [{"name": "start_flow", "input": {}}]}                   Claude's next,
                 or with "provider": "openai" the other server's
POST   /faults   {"provider": "deepgram", "kind": "drop", "times": 1, "seconds": 2}
DELETE /faults
GET    /         addresses, the faults there are, and how much was asked of whom
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from engine.errors import SettingsError
from telephony.simulator.standins.claude_brain import Reply, ToolCall
from telephony.simulator.standins.faults import Faults
from telephony.simulator.standins.script import EVERYBODY, Scripts

LARGEST_BODY = 2**20


class Control:
    """The switchboard of all stand-ins."""

    def __init__(
        self,
        scripts: Scripts,
        models: Mapping[str, deque[Reply]],
        faults: Mapping[str, Faults],
        asked: Callable[[], Mapping[str, Any]],
    ) -> None:
        """Drive these; ``models`` are their next replies, ``asked`` tells what the overview shows."""
        self._scripts = scripts
        self._models = models
        self._faults = faults
        self._asked = asked
        self.app = Starlette(
            routes=[
                Route("/", self._overview, methods=["GET"]),
                Route("/script", self._post(self._script), methods=["POST"]),
                Route("/replies", self._post(self._reply), methods=["POST"]),
                Route("/faults", self._post(self._fault), methods=["POST"]),
                Route("/faults", self._clear, methods=["DELETE"]),
            ]
        )

    def _post(self, do: Callable[[Mapping[str, Any]], None]) -> Callable[[Request], Awaitable[Response]]:
        """Return an endpoint that reads a JSON object strictly and answers 204, or 422 with a sentence."""

        async def endpoint(request: Request) -> Response:
            try:
                if int(request.headers.get("content-length", 0)) > LARGEST_BODY:
                    return _wrong("too large")
                found = await request.json()
                if not isinstance(found, dict):
                    return _wrong("not a JSON object")
                do(found)
            except SettingsError as error:
                return _wrong(f"{error}; {error.todo}" if error.todo else str(error))
            except ValueError:
                return _wrong("not JSON")
            return Response(status_code=204)

        return endpoint

    def _script(self, found: Mapping[str, Any]) -> None:
        match found:
            case {"call": str(call), "utterances": [*utterances]}:
                self._scripts.tell(call, utterances)
            case {"utterances": [*utterances], **rest} if not rest:
                self._scripts.tell(EVERYBODY, utterances)
            case _:
                raise SettingsError('a script is {"call": "CA...", "utterances": [...]}')

    def _reply(self, found: Mapping[str, Any]) -> None:
        tools: list[ToolCall] = []
        for tool in found.get("tools") or ():
            match tool:
                case {"name": str(name), "input": dict(given)}:
                    tools.append(ToolCall(name, given))
                case _:
                    raise SettingsError('a tool call is {"name": "...", "input": {...}}')
        provider = found.get("provider", "anthropic")
        if provider not in self._models:
            raise SettingsError(f"provider is one of: {', '.join(self._models)}")
        self._models[provider].append(Reply(str(found.get("text", "")), tuple(tools)))

    def _fault(self, found: Mapping[str, Any]) -> None:
        match found:
            case {"provider": str(provider), "kind": str(kind)} if provider in self._faults:
                times, seconds = found.get("times"), found.get("seconds", 1.0)
                if not isinstance(times, int | None) or not isinstance(seconds, int | float):
                    raise SettingsError("times is a whole number, seconds a number")
                self._faults[provider].set(kind, times=times, seconds=float(seconds))
            case _:
                raise SettingsError(f"provider is one of: {', '.join(self._faults)}")

    async def _clear(self, request: Request) -> Response:  # noqa: ARG002 - an endpoint's signature
        for faults in self._faults.values():
            faults.clear()
        return Response(status_code=204)

    async def _overview(self, request: Request) -> Response:  # noqa: ARG002 - an endpoint's signature
        kinds = {provider: faults.kinds for provider, faults in self._faults.items()}
        return JSONResponse({"faults": kinds, **self._asked()})


def _wrong(why: str) -> Response:
    return JSONResponse({"error": why}, 422)


async def announce(control_url: str, call: str, utterances: Sequence[str | Mapping[str, Any]]) -> None:
    """Tell stand-ins in another process what one call's caller will say. Raises ``httpx.HTTPError``."""
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.post(f"{control_url}/script", json={"call": call, "utterances": list(utterances)})
        answer.raise_for_status()
