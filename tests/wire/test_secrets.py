"""Does anything secret stay behind? Three planted secrets arrive in a real server, and are then looked for everywhere.

The server is ``trunkline serve`` in a process of its own, logging all it can; around it stand the stand-ins. The
secrets are a keyed passcode of ten digits, the payment gateway's token of 32 characters, and a card number that the
transcriber delivers word by word, typed and spoken. What is searched is searched without spaces, dashes or quotes, and
with number words as digits.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from telephony.simulator import bursts
from telephony.simulator.caller import Report
from telephony.simulator.script import HangUp, Keys, Say, Script, Silence, Wait

pytestmark = [pytest.mark.train, pytest.mark.local, pytest.mark.timeout(300)]

PASSCODE = "2468013579"
CARD = "4111111111111111"
TYPED = "my card is 4111 1111 1111 1111"
SPOKEN = "put it on four one one one, one one one one, one one one one, one one one one please"

SERVE = textwrap.dedent(
    """
    # trunkline serve, logging at DEBUG, its libraries too, with a witness of what its services were given and gave.
    import logging, sys
    from engine import log
    from engine.handlers.billing import Billing
    from engine.handlers.payments import Charged, LedgerGateway

    witness = open(sys.argv.pop(1), "w", buffering=1)
    set_up, sign_in, charge = log.set_up, Billing.sign_in, LedgerGateway.charge

    def talkative(**wanted):
        set_up(**wanted, level=logging.DEBUG)
        logging.getLogger().setLevel(logging.DEBUG)


    async def watched_sign_in(self, account, passcode):
        witness.write(f"passcode {passcode}\\n")
        return await sign_in(self, account, passcode)

    async def watched_charge(self, key, account, amount_minor):
        found = await charge(self, key, account, amount_minor)
        if isinstance(found, Charged):
            witness.write(f"token {found.token.reveal()}\\n")
        return found

    log.set_up, Billing.sign_in, LedgerGateway.charge = talkative, watched_sign_in, watched_charge
    from console.main import main
    main()
    """
)

BREAKS = textwrap.dedent(
    '''

    @handler("billing.careless", outcomes=("wrong", "locked"))
    async def careless(call: Call, account: Digits, passcode: Secret[str]) -> billing.Customer | Outcome:
        """Sign in, or fail with everything it knows in the error."""
        if account == "123456":
            raise RuntimeError(f"account {account} with passcode {passcode.reveal()}: no connection")
        return await billing.sign_in(call, account, passcode)
    '''
)
IMPORTS = "from engine.handlers import billing\nfrom engine.types import Digits, Secret\n"

PAYS = (
    Wait(), Say("pay my bill"), Wait(), Keys("654321#"), Wait(), Keys(PASSCODE + "#"), Wait(),
    Say(SPOKEN, audio=bursts.render("x" * 30)), Wait(), Say("twenty pounds"), Wait(), Keys("1"), Wait(),
    Silence(500), HangUp(),
)  # fmt: skip
BREAKS_DOWN = (
    Wait(), Say(TYPED, audio=bursts.render("x" * 30)), Wait(), Say("pay my bill"), Wait(), Keys("123456#"), Wait(),
    Keys(PASSCODE + "#"), Wait(), Silence(500), HangUp(),
)  # fmt: skip


@dataclass
class Left:
    """Everything that one run left behind."""

    reports: list[Report] = field(default_factory=list)
    traces: list[dict[str, Any]] = field(default_factory=list)
    witness: str = ""
    delivered: str = ""
    """What the stand-in transcriber sent."""
    places: dict[str, str] = field(default_factory=dict)
    """Where -> what was found there."""

    @property
    def secrets(self) -> dict[str, str]:
        return {"passcode": PASSCODE, "card": CARD, "most of the card": CARD[:12], "token": self.token}

    @property
    def token(self) -> str:
        return re.search(r"^token (\w+)$", self.witness, re.MULTILINE).group(1)  # type: ignore[union-attr]


@asynccontextmanager
async def served(project: Path, log: Path, environment: dict[str, str]) -> AsyncIterator[str]:
    """Run ``trunkline serve`` on ``project``; stop it as an operator would."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (project / "serve.py").write_text(SERVE)
    command = [sys.executable, "serve.py", "witness.txt", "serve", "--project", ".", "--port", str(port), "--record"]
    env = {**os.environ, **environment, "TRUNKLINE_LOG_JSON": "true", "PYTHONDEVMODE": ""}
    with (
        log.open("wb") as out,
        subprocess.Popen(command, cwd=project, env=env, stdout=out, stderr=out) as process,  # noqa: ASYNC220 - quick
    ):
        try:
            await up(process, f"http://127.0.0.1:{port}/health")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(process.wait, 20) == 0


async def up(process: subprocess.Popen[bytes], url: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as http, asyncio.timeout(60):
        while True:
            assert process.poll() is None, "the server did not start"
            try:
                if (await http.get(url)).is_success:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.1)


async def watch(url: str, sids: list[str], into: dict[str, str]) -> None:
    """Read what the server tells about its calls, again and again while they last."""
    async with httpx.AsyncClient(trust_env=False) as http:
        while True:
            for path in ("/metrics", "/health", *(f"/calls/{sid}" for sid in sids)):
                into[f"GET {path}"] = into.get(f"GET {path}", "") + (await http.get(url + path)).text
            await asyncio.sleep(0.5)


@pytest.fixture(scope="module")
def left(wire: Any, demo_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Left:
    project = wire.branch(
        tmp_path_factory.mktemp("secrets"),
        demo_model,
        handlers=lambda text: text.replace("from datetime", IMPORTS + "from datetime", 1) + BREAKS,
        verify_caller=lambda text: text.replace("billing.sign_in", "billing.careless"),
    )
    return wire.run(run(wire, project))  # type: ignore[no-any-return]


async def run(wire: Any, project: Path) -> Left:
    """Place a call that pays, and one whose sign-in breaks; Claude's first answer breaks too."""
    left = Left()
    log = project / "server.log"
    async with wire.standins() as standins:
        wanted = {"TRUNKLINE_TRANSCRIBER": "deepgram-flux", "TRUNKLINE_SYNTHESIZER": "elevenlabs"}
        async with served(project, log, {**standins.environment, **wanted}) as url:
            standins.claude.faults.set("broken", times=1)
            scripts = (Script(steps, voice=wire.voice) for steps in (PAYS, BREAKS_DOWN))
            callers = [wire.caller(url, script, standins, standins.twilio.token) for script in scripts]
            watching = asyncio.create_task(watch(url, [caller.sid for caller in callers], left.places))
            left.reports = await wire.place(callers, standins)
            watching.cancel()
            await asyncio.wait([watching])
        left.delivered = json.dumps([session.messages for session in standins.deepgram.sessions])
        left.places |= {
            "prompts": json.dumps([asked.body for asked in standins.claude.requests]),
            "speech requests": json.dumps([asked.body | asked.query for asked in standins.elevenlabs.requests]),
            "orders to the transcriber": json.dumps([[s.orders, s.query] for s in standins.deepgram.sessions]),
            "orders to Twilio": repr([asdict(order) for order in standins.twilio.orders]),
        }
    left.witness = (project / "witness.txt").read_text()
    left.traces = [json.loads((home(project) / "calls" / r.sid / "trace.json").read_text()) for r in left.reports]
    left.places["log, stdout and stderr"] = log.read_text()
    left.places |= rows(home(project) / "trunkline.db") | files(home(project))
    return left


def home(project: Path) -> Path:
    return project / ".trunkline"


def rows(database: Path) -> dict[str, str]:
    """Every row of every table."""
    with sqlite3.connect(database) as opened:
        tables = [name for (name,) in opened.execute("select name from sqlite_master where type = 'table'")]
        return {f"table {name}": repr(opened.execute(f"select * from {name}").fetchall()) for name in tables}  # noqa: S608


def files(folder: Path) -> dict[str, str]:
    """The bytes of every file that was made: the database, its write-ahead log, traces; the model is older."""
    made = (path for path in folder.rglob("*") if path.is_file() and "models" not in path.parts)
    return {f"file {path.relative_to(folder)}": path.read_bytes().decode("latin-1") for path in made}


DIGITS = dict(zip("zero oh one two three four five six seven eight nine".split(), "00123456789", strict=True))  # noqa: SIM905


def squeezed(text: str) -> str:
    """Return ``text`` without anything that could stand between two digits, number words as digits."""
    text = re.sub(r"\\u[0-9a-f]{4}", " ", text.lower())
    text = re.sub(rf"\b({'|'.join(DIGITS)})\b", lambda word: DIGITS[word[0]], text)
    return re.sub(r"[^a-z0-9]", "", text)


def leaks(left: Left) -> list[str]:
    return [
        f"the {name} is in {place}"
        for place, text in left.places.items()
        for name, secret in left.secrets.items()
        if secret in squeezed(text)
    ]


def test_the_secrets_arrived(left: Left) -> None:
    assert left.witness.count(f"passcode {PASSCODE}\n") == 1
    assert len(left.token) == 32
    assert "4111 1111 1111 1111" in left.delivered
    assert squeezed(left.delivered).count(CARD) >= 2
    paid, broken = ([tuple(did) for turn in trace["turns"] for did in turn["did"]] for trace in left.traces)
    assert {("billing.careless", "done"), ("payments.take", "done")} <= set(paid)
    assert broken[-1] == ("billing.careless", "error")  # before it, what the next model made of the card
    assert [report.ending.how for report in left.reports] == ["caller", "dialled"]


def test_every_place_was_looked_into(left: Left) -> None:
    assert "•••• card" in left.places["table turns"]
    assert "654321" in left.places["table turns"]
    assert left.places["prompts"].count("\\u2022\\u2022\\u2022\\u2022 card") >= 2
    assert '"event": "turn"' in left.places["log, stdout and stderr"]
    assert "RuntimeError" in left.places["log, stdout and stderr"]
    assert "trunkline_turns_total" in left.places["GET /metrics"]
    assert {"file trunkline.db", "table payments", "table ledger", "table turns"} <= left.places.keys()
    assert any(place.endswith("trace.json") for place in left.places)
    assert all("•••• card" in left.places[f"GET /calls/{report.sid}"] for report in left.reports)


def test_nothing_secret_is_left_anywhere(left: Left) -> None:
    assert leaks(left) == []


def test_the_search_would_find_them(left: Left) -> None:
    planted = {"spaced": "4111 1111-1111,1111", "words": SPOKEN, "json": '["2","4","6","8","0","1","3","5","7","9"]'}
    found = leaks(Left(witness=left.witness, places={**planted, "token": f"x={left.token}."}))
    found = [each for each in found if "most" not in each]
    assert found == [
        "the card is in spaced", "the card is in words", "the passcode is in json", "the token is in token",
    ]  # fmt: skip
