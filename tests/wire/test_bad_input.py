"""What do hostile requests, broken frames, broken handlers and dead providers cost a call? Neither its end nor silence.

Everything runs over the real server, on real sockets, against stand-ins that say what reached them.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import structlog
from twilio.request_validator import RequestValidator
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from telephony import mulaw
from telephony.simulator import caller as callers
from telephony.simulator.caller import Report
from telephony.simulator.line import LOUD
from telephony.simulator.script import HangUp, Keys, Say, Script, Silence, Wait
from telephony.simulator.wire import Wire

pytestmark = [pytest.mark.train, pytest.mark.local, pytest.mark.timeout(300)]

ROOT = Path(__file__).parents[2]
SILENCE_MS = 2000
"""No silence that we caused may last longer."""


# ---------------------------------------------------------------------------------------------- who may come in


@dataclass
class Stranger:
    """Somebody who speaks HTTP and WebSocket, and may know the secret."""

    url: str
    token: str
    sid: str = "CAstranger"

    async def rings(self, *, sign: bool = True, **changed: str) -> httpx.Response:
        form = {"CallSid": self.sid, "From": "+441632960001"}
        signature = RequestValidator(self.token).compute_signature(f"{self.url}/voice", form)
        headers = {"X-Twilio-Signature": signature} if sign else {}
        async with httpx.AsyncClient(trust_env=False) as http:
            return await http.post(f"{self.url}/voice", data=form | changed, headers=headers)

    async def opens(self, stream: str, *, sign: bool = True, call: str = "") -> str:
        """Open a media stream and begin it; return what the server does about it."""
        headers = {"X-Twilio-Signature": RequestValidator(self.token).compute_signature(stream, {})} if sign else {}
        wire = Wire(account="AC1", call=call or self.sid, stream="MZ1", parameters={})
        try:
            async with connect(stream, additional_headers=headers, compression=None, proxy=None) as socket:
                await socket.send(wire.connected())
                await socket.send(wire.start())
                async with asyncio.timeout(5):
                    await socket.recv()
                return "serves"
        except InvalidStatus as refused:
            return f"refuses ({refused.response.status_code})"
        except ConnectionClosed:
            return "closes"


def stream_of(answer: httpx.Response) -> str:
    found = re.search(r'<Stream url="([^"]+)"', answer.text)
    assert found, answer.text
    return found[1]


def test_strangers_are_refused_before_any_provider_is_touched(wire: Any, demo_model: Path, tmp_path: Path) -> None:
    async def story() -> None:
        project = wire.branch(tmp_path / "project", demo_model)
        async with wire.standins() as standins:
            keyed = {**standins.settings, "transcriber": "deepgram-flux", "synthesizer": "elevenlabs"}
            async with wire.center(project, **keyed) as centre:
                friend = Stranger(centre.url, wire.token)
                guess = friend.url.replace("http", "ws") + "/stream/" + "A" * 32
                assert (await friend.rings(sign=False)).status_code == 403
                assert (await Stranger(centre.url, "another token").rings()).status_code == 403
                assert (await friend.rings(From="+440000000000")).status_code == 403
                assert await friend.opens(guess) == "refuses (403)"
                stream = stream_of(await friend.rings())
                assert stream_of(await friend.rings()) == stream
                assert await friend.opens(stream, sign=False) == "refuses (403)"
                assert await friend.opens(stream, call="CAanother") == "closes"
                assert await friend.opens(stream) == "refuses (403)"  # the token is used up
                assert (await friend.rings()).status_code == 409
                assert asked(standins) == (0, 0, 0)
                assert centre.count("trunkline_refused_total", reason="webhook signature") == 3
                assert centre.count("trunkline_refused_total", reason="stream signature") == 1
                assert centre.count("trunkline_refused_total", reason="stream call") == 1
                assert centre.count("trunkline_refused_total", reason="stream token") == 2
                assert centre.count("trunkline_refused_total", reason="webhook replayed") == 1

                good = Stranger(centre.url, wire.token, sid="CAgood")
                stream = stream_of(await good.rings())
                assert await good.opens(stream) == "serves"
                assert await good.opens(stream) == "refuses (403)"
                assert asked(standins) != (0, 0, 0)

    wire.run(story())


def asked(standins: Any) -> tuple[int, int, int]:
    """How often each provider was reached."""
    return len(standins.deepgram.sessions), len(standins.elevenlabs.requests), len(standins.claude.requests)


# ------------------------------------------------------------------------------------------------ broken frames


class Hostile(Wire):
    """Twilio gone mad: puts something else in the place of many frames."""

    def media(self, audio: bytes, at_ms: int) -> Any:
        frame = super().media(audio, at_ms)
        bad = self._bad(frame)
        number = at_ms // 20
        return bad[number // 7 % len(bad)] if number % 7 == 0 and audio == b"\xff" * 160 else frame

    def _bad(self, frame: str) -> list[Any]:
        of = json.loads(frame)
        return [
            "", "{", "[]", "null", "9" * 400, b"\x00\xff\x00", "[" * 30_000, '{"event":"media"}',
            frame.replace('"media"', '"sing"', 1), frame.replace(self._stream, "MZsomebodyelse"),
            json.dumps({**of, "sequenceNumber": "1"}), json.dumps({**of, "sequenceNumber": "-7"}),
            json.dumps({**of, "sequenceNumber": "many"}), json.dumps({**of, "media": {"payload": "###"}}),
            json.dumps({**of, "media": {**of["media"], "payload": "A" * 70_000}}), self.start(),
            json.dumps({**of, "event": "dtmf", "dtmf": {"digit": "12"}}),
        ]  # fmt: skip


def test_broken_frames_are_counted_and_the_call_goes_on(
    wire: Any, demo_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        project = wire.branch(tmp_path / "project", demo_model)
        async with wire.standins() as standins:
            keyed = {**standins.settings, "transcriber": "deepgram-nova", "synthesizer": "elevenlabs"}
            async with wire.center(project, **keyed, language_model="none") as centre:
                steps = (Wait(), Say("where is my order"), Wait(), Keys("1234#"), Wait(), Silence(500), HangUp())
                (report,) = await wire.place([centre.caller(Script(steps, voice=wire.voice), standins)], standins)
            assert report.ending.how == "caller"
            assert report.violations == ()
            rules = [turn["rule"] for turn in centre.trace(report.sid)["turns"]]
            assert rules == ["started", "start(order_status)", "fill(order_number)"]
            reasons = ("malformed", "oversized", "out of order", "wrong stream", "second start")
            dropped = {reason: centre.count("trunkline_frames_dropped_total", reason=reason) for reason in reasons}
            assert all(dropped.values()), dropped

    monkeypatch.setattr(callers, "Wire", Hostile)
    wire.run(story())


# ---------------------------------------------------------------------------------------------- broken handlers

BROKEN = '''

from engine.handlers.orders import OrderStatus

@handler("orders.broken", outcomes=("not_found",))
async def broken(call: Call, order_number: str) -> OrderStatus | Outcome:
    """Fail in the way that the order number names."""
    import asyncio
    match order_number:
        case "1111":
            raise ZeroDivisionError("order book")
        case "2222":
            await asyncio.sleep(3600)
        case "3333":
            return {"state": "lost", "day": "tomorrow"}
        case "4444":
            return Outcome("un" + "declared")  # written out, the check would find it
    return None
'''
FAILURES = {"1111": "error", "2222": "timeout", "3333": "error", "4444": "error", "6666": "error"}


def test_a_handler_that_misbehaves_is_an_outcome_and_is_spoken_in_time(
    wire: Any, demo_model: Path, tmp_path: Path
) -> None:
    async def story() -> dict[str, tuple[Report, dict[str, Any]]]:
        project = wire.branch(
            tmp_path / "project",
            demo_model,
            handlers=lambda text: text + BROKEN,
            order_status=lambda text: text.replace("orders.lookup", "orders.broken"),
        )
        async with wire.standins() as standins:
            keyed = {**standins.settings, "transcriber": "deepgram-flux", "synthesizer": "elevenlabs"}
            async with wire.center(project, **keyed, language_model="none") as centre:
                scripts = [
                    Script((Wait(), Say("where is my order"), Wait(), Keys(f"{number}#"), Wait(), Silence(3000)))
                    for number in FAILURES
                ]
                reports = await wire.place([centre.caller(script, standins) for script in scripts], standins)
            return {
                number: (report, centre.trace(report.sid)) for number, report in zip(FAILURES, reports, strict=True)
            }

    for number, (report, trace) in wire.run(story()).items():
        last = trace["turns"][-1]
        assert last["did"] == [["orders.broken", FAILURES[number]]]
        assert "my system isn't answering" in " ".join(line["heard"] or "" for line in last["lines"])
        assert last["millis"]["total"] < 10_000  # the turn's budget
        assert (report.ending.how, report.ending.to) == ("dialled", "+441632960100")
        assert longest_silence(report) <= SILENCE_MS, number


# ------------------------------------------------------------------------------------------- broken flows, intents


def test_flows_and_intents_that_do_not_check_stop_serve_with_every_finding(tmp_path: Path) -> None:
    for part in ("flows", "intents", "tests/intents"):
        shutil.copytree(ROOT / part, tmp_path / part)
    shutil.copy(ROOT / "handlers.py", tmp_path)
    mistakes = {
        "flows/order_status.yaml": ("orders.lookup", "orders.lokup"),
        "flows/make_payment.yaml": ("run: verify_caller", "run: verify_callr"),
        "flows/welcome.yaml": ("listen:", "lisen:"),
        "flows/callback.yaml": ("about:", "about: [unclosed\nabout:"),
        "intents/balance.yaml": ("about:", "abuot:"),
        "intents/human.yaml": ("examples:", "exmples:"),
    }
    for name, (right, wrong) in mistakes.items():
        text = (tmp_path / name).read_text("utf-8")
        assert right in text
        (tmp_path / name).write_text(text.replace(right, wrong, 1), "utf-8")
    command = [sys.executable, "-c", "from console.main import main; main()", "serve", "--project", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    told = done.stdout + done.stderr
    assert "Traceback" not in told
    for name in mistakes:
        assert re.search(rf"^(trunkline: )?{re.escape(name)}:\d+:\d+: error \w\d+: .+", told, re.MULTILINE), (
            name,
            told,
        )


# ------------------------------------------------------------------------------------------------ dead providers


CASES = [(provider, how) for provider in ("deepgram", "elevenlabs", "anthropic") for how in ("refused", "hang", "mute")]
MUTE = {"deepgram": "mute", "elevenlabs": "slow", "anthropic": "stall"}
"""The stand-ins' fault: all is well, only that nothing comes."""
UNSURE = "what's the weather like in Keswick"
"""No intent of ours, so Claude is asked."""


@dataclass
class Down:
    """What became of a call that began while one provider was down."""

    report: Report
    trace: dict[str, Any]
    failures: dict[tuple[str, str], float]


@asynccontextmanager
async def down(standins: Any, provider: str, how: str) -> AsyncIterator[str]:
    """Give the address of a provider that nobody is at, that never answers, or that answers and then says nothing."""
    if how == "mute":
        name = "claude" if provider == "anthropic" else provider
        mute = type(getattr(standins, name))()
        mute.faults.set(MUTE[provider], seconds=3600)
        async with mute.serving() as url:
            yield url
        return
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        if how == "hang":
            listener.listen(64)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture(scope="module")
def calls_with_dead_providers(
    wire: Any, demo_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[tuple[str, str], Down], list[Any]]:
    """Place one call a case, those of one provider at once: more would be late of themselves."""

    async def story() -> dict[tuple[str, str], Down]:
        async with AsyncExitStack() as stack:
            standins = await stack.enter_async_context(wire.standins())
            centres = {}
            for provider, how in CASES:
                url = await stack.enter_async_context(down(standins, provider, how))
                wanted = {**standins.settings, f"{provider}_url": url, "language_model": "anthropic"}
                project = wire.branch(tmp_path_factory.mktemp(f"{provider}-{how}"), demo_model)
                centres[provider, how] = await stack.enter_async_context(wire.center(project, **wanted))
            deaf = [case for case in CASES if case[0] == "deepgram"]
            reports = await asyncio.gather(*(centres[case].caller(script(wire, case)).call() for case in deaf))
            found = dict(zip(deaf, reports, strict=True))
            for provider in ("elevenlabs", "anthropic"):
                here = [case for case in CASES if case[0] == provider]
                callers = [centres[case].caller(script(wire, case), standins) for case in here]
                found |= zip(here, await wire.place(callers, standins), strict=True)
            for centre in centres.values():
                await until(lambda centre=centre: centre.count("trunkline_calls_live") == 0)
            return {
                case: Down(report, centres[case].trace(report.sid), centres[case].failures())
                for case, report in found.items()
            }

    with structlog.testing.capture_logs() as log:
        return wire.run(story()), log


def script(wire: Any, case: tuple[str, str]) -> Script:
    # Long enough that "one moment" is not taken for the answer: what follows is said to the closed question.
    unsure = (Say(UNSURE), Wait(quiet_ms=3000)) if case[0] == "anthropic" else ()
    steps = (
        Wait(quiet_ms=1500),
        *unsure,
        Say("where is my order"),
        Wait(),
        Keys("1234#"),
        Wait(),
        Silence(500),
        HangUp(),
    )
    return Script(steps, voice=wire.voice)


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 - what is waited for happens in the server
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_a_provider_that_is_down_costs_its_rung_and_never_the_call(
    calls_with_dead_providers: tuple[dict[tuple[str, str], Down], list[Any]], case: tuple[str, str]
) -> None:
    calls, log = calls_with_dead_providers
    found, (provider, _) = calls[case], case
    told = [entry for entry in log if str(entry.get("provider", "")).startswith(provider)]
    assert {"provider_failed", "fallback_failed"} & {entry["event"] for entry in told}
    if provider != "anthropic":
        assert {name.partition("-")[0] for name, _ in found.failures} == {provider}
    turns = found.trace["turns"]
    assert found.report.ending.how == "caller"
    assert [turn["rule"] for turn in turns][-2:] == ["start(order_status)", "fill(order_number)"]
    assert ["orders.lookup", "done"] in turns[-1]["did"]
    assert longest_silence(found.report) <= SILENCE_MS


# ------------------------------------------------------------------------------------------------------ silence


def longest_silence(report: Report) -> int:
    """Return the longest silence that we caused, in ms."""
    return max(waits(report))


def waits(report: Report) -> list[int]:
    """Return how long the caller heard nothing while it was our turn to make a sound, in ms, in order.

    It is our turn from the beginning of the call, and from the caller's last word or key, to the last sound we make
    before the caller does something again.
    """
    ours = [level > LOUD for level in levels(bytes(report.tape.us))]
    acts = [0, *sorted(moment.ms for moment in report.moments if moment.what in {"said", "keys"})]
    found = []
    for begin, end in zip(acts, [*acts[1:], len(ours) * 20], strict=True):
        sounds = [tick * 20 for tick in range(begin // 20, min(end // 20, len(ours))) if ours[tick]]
        found.append(max((after - before for before, after in pairwise([begin, *sounds])), default=0))
    return found


def levels(audio: bytes) -> Iterator[float]:
    """Yield the loudness of every 20 ms."""
    samples = mulaw.decode(audio[: len(audio) // 160 * 160]).astype(np.float64).reshape(-1, 160)
    yield from np.sqrt((samples**2).mean(axis=1))
