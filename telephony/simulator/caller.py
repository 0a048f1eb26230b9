"""Who is on the phone? A scripted caller that does what Twilio would do with a real one, and says how the call ended.

It signs the webhook, follows the TwiML, opens the stream, speaks, listens, presses keys and hangs up. Many run in one
process.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from engine.errors import ProtocolError
from telephony.simulator import wav
from telephony.simulator.answer import Announce, End, Redirect, Stream, Verb
from telephony.simulator.dial import RINGS_MS, Dial, picked_up, result
from telephony.simulator.line import Line, Moment, Tape, Tell
from telephony.simulator.network import Network, over
from telephony.simulator.pay import Card, Pay, outcome
from telephony.simulator.performance import Performance
from telephony.simulator.script import Say, Script
from telephony.simulator.webhook import Identity, Webhooks
from telephony.simulator.wire import Wire

Render = Callable[[str, str], bytes]
"""(text, voice) -> the whole utterance in mu-law. May block; it is called in a thread, before the call."""
Announcement = Callable[[str, Sequence[str]], Awaitable[None]]
"""(call sid, the utterances in order): tells a stand-in transcriber what will be said, before the stream opens."""

_HOPS = 20


@dataclass(frozen=True, slots=True)
class Ending:
    """How a call ended."""

    how: str
    """``dialled``, ``hung_up``, ``rejected``, ``nothing_left``, ``refused``, ``caller``, ``too_long``."""
    to: str = ""
    """Who was dialled."""
    why: str = ""
    """What was refused."""


@dataclass(frozen=True, slots=True)
class Report:
    """One finished call, as the phone's side saw it."""

    sid: str
    ending: Ending
    moments: tuple[Moment, ...] = field(repr=False)
    tape: Tape = field(repr=False)
    announced: tuple[str, ...] = ()
    """What Twilio's own voice was told to read out."""
    lost_frames: int = 0
    paid: tuple[Mapping[str, str], ...] = field(default=(), repr=False)
    """What Twilio reported each time a card was asked for."""
    whispered: tuple[str, ...] = field(default=(), repr=False)
    """What whoever was dialled was told before the caller was connected."""

    @property
    def violations(self) -> tuple[str, ...]:
        """Every breach of the wire protocol by the server."""
        return tuple(moment.detail for moment in self.moments if moment.what == "refused")


class Caller:
    """One simulated phone call."""

    def __init__(
        self,
        script: Script,
        base_url: str,
        auth_token: str,
        *,
        render: Render,
        public_url: str = "",
        account: str = "",
        sid: str = "",
        announce: Announcement | None = None,
        tell: Tell | None = None,
        longest_ms: int = 180_000,
        status_path: str = "",
        network: Network | None = None,
    ) -> None:
        """``network``: how far the server is; None: next door."""
        self.sid = sid or "CA" + secrets.token_hex(16)
        self._script = script
        self._identity = Identity(account or "AC" + "0" * 32, self.sid, script.caller, script.called)
        self._webhooks = Webhooks(base_url, auth_token=auth_token, public_url=public_url)
        self._secure = base_url.startswith("https:")
        self._render = render
        self._announce = announce
        self._watcher = tell
        self._longest_ms = longest_ms
        self._status_path = status_path
        self._network = network
        self._moments: list[Moment] = []
        self._announced: list[str] = []
        self._cards = list(script.cards) or [Card()]
        self._paid: list[dict[str, str]] = []
        self._dials = list(script.dials) or ["answered"]
        self._whispered: list[str] = []
        self._tape = Tape()
        self._lost_frames = 0

    async def call(self) -> Report:
        """Ring, talk, and report. A server that misbehaves ends the call as ``refused``; only our own faults raise."""
        audio = await asyncio.to_thread(self._prepare)
        if self._announce is not None:
            await self._announce(self.sid, self._script.sentences)
        async with httpx.AsyncClient(verify=self._secure, trust_env=False) as client:
            try:
                ending = await self._follow(client, Performance(self._script, audio))
            except (ProtocolError, httpx.HTTPError) as error:
                ending = Ending("refused", why=str(error))
            if self._status_path:
                seconds = len(self._tape.us) // 8000
                form = self._identity.form("completed", CallDuration=str(seconds))
                await self._webhooks.notify(client, self._status_path, form)
        return Report(
            self.sid, ending, tuple(self._moments), self._tape, tuple(self._announced), self._lost_frames,
            tuple(self._paid), tuple(self._whispered),
        )  # fmt: skip

    def _prepare(self) -> list[bytes]:
        """Speak every sentence in advance, so that nothing but pacing happens during the call."""
        says = [step for step in self._script.steps if isinstance(step, Say)]
        return [step.audio or self._render(step.text, self._script.voice) for step in says]

    async def _follow(self, client: httpx.AsyncClient, performance: Performance) -> Ending:
        verbs = await self._webhooks.ask(client, "/voice", self._identity.form("ringing"))
        for _ in range(_HOPS):
            found = await self._obey(client, verbs, performance)
            if isinstance(found, Ending):
                return found
            verbs = found
        raise ProtocolError("the answers lead round in circles")

    async def _obey(  # noqa: PLR0911 - one return a verb
        self, client: httpx.AsyncClient, verbs: tuple[Verb, ...], performance: Performance
    ) -> Ending | tuple[Verb, ...]:
        """Do the verbs in order until one ends the call or leads to another answer."""
        for verb in verbs:
            match verb:
                case Announce(text):
                    self._announced.append(text)
                case Redirect(url):
                    return await self._ask(client, url)
                case Dial():
                    found = await self._dial(client, verb)
                    if found is not None:
                        return found
                case Pay():
                    return await self._pay(client, verb)
                case End(reason):
                    return Ending(reason)
                case Stream(action=action):
                    closed_by = await self._stream(verb, performance)
                    if closed_by in {"caller", "too_long"}:
                        return Ending(closed_by)
                    if action:
                        return await self._ask(client, action)
        return Ending("nothing_left")

    async def _ask(self, client: httpx.AsyncClient, url: str, **more: str) -> tuple[Verb, ...]:
        return await self._webhooks.ask(client, url, self._identity.form("in-progress", **more))

    async def _dial(self, client: httpx.AsyncClient, verb: Dial) -> Ending | tuple[Verb, ...] | None:
        """Ring, and go where Twilio goes then; None when that is what stands behind ``<Dial>``."""
        came = self._dials.pop(0) if len(self._dials) > 1 else self._dials[0]
        leg = "CA" + secrets.token_hex(16)
        await asyncio.sleep(RINGS_MS / 1000)
        if came == "answered" and verb.whisper:
            form = self._identity.form("in-progress", **picked_up(verb, self.sid, leg))
            told = await self._webhooks.ask(client, verb.whisper, form)
            self._whispered += [each.text for each in told if isinstance(each, Announce)]
        verbs = None
        if verb.action:
            form = self._identity.form("completed" if came == "hung-up" else "in-progress", **result(came, leg))
            verbs = await self._webhooks.ask(client, verb.action, form)
        if came == "hung-up":
            return Ending("caller")
        over = verbs is None or isinstance(verbs[0], End)
        return Ending("dialled", verb.to) if came == "answered" and over else verbs

    async def _pay(self, client: httpx.AsyncClient, verb: Pay) -> Ending | tuple[Verb, ...]:
        """Key a card in, out of the server's hearing, and go where Twilio goes then."""
        card = self._cards.pop(0) if len(self._cards) > 1 else self._cards[0]
        await asyncio.sleep(card.takes_ms / 1000)
        fields = outcome(verb, card, secure=self._webhooks.secure, serial=secrets.token_hex(8))
        self._paid.append(fields)
        hung_up = card.result == "caller-hung-up"
        form = self._identity.form("completed" if hung_up else "in-progress", **fields)
        verbs = await self._webhooks.ask(client, verb.action or "/voice/after", form)
        return Ending("caller") if hung_up else verbs

    async def _stream(self, stream: Stream, performance: Performance) -> str:
        """Open the media stream and perform the script on it; return who closed it."""
        sid = "MZ" + secrets.token_hex(16)
        wire = Wire(account=self._identity.account, call=self.sid, stream=sid, parameters=stream.parameters)
        headers = {"X-Twilio-Signature": self._webhooks.signature(stream.url)}
        try:
            async with (
                connect(
                    self._webhooks.socket(stream.url),
                    additional_headers=headers,
                    compression=None,
                    ping_interval=None,
                    max_size=2**22,
                    proxy=None,
                ) as connection,
                over(self._network, connection) as socket,
            ):
                line = Line(
                    socket,
                    wire=wire,
                    stream=sid,
                    performance=performance,
                    tell=self._tell,
                    longest_ms=self._longest_ms,
                    tape=self._tape,
                )
                closed_by = await line.run()
                self._lost_frames += line.lost_frames
        except (InvalidStatus, OSError) as error:
            raise ProtocolError(f"31920: the stream was not opened ({error})") from None
        return closed_by

    def _tell(self, moment: Moment) -> None:
        self._moments.append(moment)
        if self._watcher is not None:
            self._watcher(moment)


def save(report: Report, folder: Path) -> Path:
    """Write ``<folder>/<sid>/call.wav``; return its path."""
    file = folder / report.sid / "call.wav"
    wav.write(file, bytes(report.tape.caller), bytes(report.tape.us))
    return file
