"""Both Deepgram adapters, over the real SDK, against the stand-in."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from engine.errors import ProviderError
from engine.settings import Settings
from telephony.providers import deepgram_flux, deepgram_nova
from telephony.providers.deepgram import dial, line
from telephony.providers.deepgram.line import Line
from telephony.simulator.standins.deepgram import KEY, DeepgramStandin
from telephony.speech import (
    EagerEndOfTurn,
    EndOfTurn,
    Focus,
    Hearing,
    StartOfTurn,
    Transcriber,
    TurnResumed,
    Update,
)

Build = Callable[..., Transcriber]
both = pytest.mark.parametrize("build", [deepgram_nova.build, deepgram_flux.build], ids=["nova", "flux"])
TONE = bytes([0x90] * 10 + [0x10] * 10) * 8
QUIET = b"\xff" * 160


def sound(ms: int) -> list[bytes]:
    return [TONE] * (ms // 20)


def quiet(ms: int) -> list[bytes]:
    return [QUIET] * (ms // 20)


async def eventually(condition: Callable[[], object]) -> None:
    while not condition():  # noqa: ASYNC110 - what is waited for happens in the server
        await asyncio.sleep(0.005)


async def feed(ear: Line, frames: list[bytes]) -> None:
    """Send frames as fast as the socket takes them, losing none."""
    for frame in frames:
        ear.send(frame)
        while ear._outbox.waiting:  # noqa: ASYNC110 - the line tells nobody when it is empty
            await asyncio.sleep(0)
    assert ear.dropped == 0


async def until(hearings: AsyncIterator[Hearing], kind: type[Hearing]) -> list[Hearing]:
    told: list[Hearing] = []
    async for hearing in hearings:
        told.append(hearing)
        if isinstance(hearing, kind):
            break
    return told


def adapter(build: Build, url: str, key: str = KEY) -> Transcriber:
    return build(Settings(_env_file=None, deepgram_url=url, deepgram_api_key=key), ("ignored",))


@asynccontextmanager
async def opened(build: Build, standin: DeepgramStandin, focus: Focus | None = None) -> AsyncIterator[Line]:
    async with standin.serving() as url, adapter(build, url).listen(focus or Focus()) as ear:
        assert isinstance(ear, Line)
        yield ear


async def test_nova_partial_results_and_speech_final() -> None:
    standin = DeepgramStandin()
    standin.scripts.expect(["where is my order please"])
    async with opened(deepgram_nova.build, standin) as ear:
        await feed(ear, sound(1500) + quiet(900))
        told = await until(aiter(ear), EndOfTurn)
    assert told[0] == StartOfTurn()
    assert any(isinstance(each, Update) and "where is my order please".startswith(each.text) for each in told)
    assert told[-1] == EndOfTurn("where is my order please", 0.97)
    asked = standin.sessions[0].query
    assert (asked["encoding"], asked["endpointing"], asked["mip_opt_out"]) == (["mulaw"], ["700"], ["true"])


async def test_nova_long_speech_is_made_of_several_finals() -> None:
    standin = DeepgramStandin()
    said = "well it is a long story that began when I ordered the thing that did not come at all"
    standin.scripts.expect([said])
    async with opened(deepgram_nova.build, standin) as ear:
        await feed(ear, sound(5200) + quiet(900))
        told = await until(aiter(ear), EndOfTurn)
    assert sum(message.get("is_final", False) for message in standin.sessions[0].messages) == 2
    assert told[-1] == EndOfTurn(said, 0.97)


async def test_nova_a_patient_question_waits_for_utterance_end() -> None:
    standin = DeepgramStandin()
    standin.scripts.expect(["my number is | four five six eight"])
    async with opened(deepgram_nova.build, standin) as ear:
        ear.focus(Focus("digits", ("four", "five"), 1500))
        await feed(ear, sound(800) + quiet(800) + sound(1200) + quiet(1200))
        told = await until(aiter(ear), EndOfTurn)
    assert [type(each) for each in told if not isinstance(each, Update)] == [
        StartOfTurn, EagerEndOfTurn, TurnResumed, EagerEndOfTurn, EndOfTurn,
    ]  # fmt: skip
    assert told[-1] == EndOfTurn("my number is four five six eight", 0.97)
    assert standin.sessions[0].orders[0] == {"type": "Configure", "keyterms": ["four", "five"]}
    assert standin.sessions[0].messages[-1]["type"] == "UtteranceEnd"


async def test_nova_finalize_ends_a_turn_in_mid_speech() -> None:
    standin = DeepgramStandin()
    standin.scripts.expect(["four five six eight"])
    async with opened(deepgram_nova.build, standin) as ear:
        await feed(ear, sound(1300))
        ear.end_turn()
        told = await until(aiter(ear), EndOfTurn)
    assert told[-1] == EndOfTurn("four five six eight", 0.97)
    assert standin.sessions[0].messages[-1]["from_finalize"]


async def test_flux_eager_resumed_end() -> None:
    standin = DeepgramStandin()
    standin.scripts.expect(["my number is | four five six eight", "thank you"])
    async with opened(deepgram_flux.build, standin) as ear:
        await feed(ear, sound(900) + quiet(300) + sound(1300) + quiet(700) + sound(600) + quiet(700))
        hearings = aiter(ear)
        told = await until(hearings, EndOfTurn)
        thanks = await until(hearings, EndOfTurn)
    assert [each for each in told if not isinstance(each, Update)] == [
        StartOfTurn("my"), EagerEndOfTurn("my number is", 0.97), TurnResumed(),
        EagerEndOfTurn("my number is four five six eight", 0.97), EndOfTurn("my number is four five six eight", 0.97),
    ]  # fmt: skip
    assert thanks[-1] == EndOfTurn("thank you", 0.97)


async def test_flux_a_key_press_ends_the_turn() -> None:
    standin = DeepgramStandin()
    standin.scripts.expect(["four five six eight"])
    async with opened(deepgram_flux.build, standin) as ear:
        await feed(ear, sound(1300))
        ear.end_turn()
        told = await until(aiter(ear), EndOfTurn)
    assert told[-1] == EndOfTurn("four five six eight", 0.97)
    assert standin.sessions[0].messages[-1]["trigger"] == "manual"


async def test_flux_focus_changes_thresholds_and_vocabulary_one_at_a_time() -> None:
    standin = DeepgramStandin(configure_s=0.02)
    async with opened(deepgram_flux.build, standin) as ear:
        hearings = aiter(ear)
        reader = asyncio.ensure_future(anext(hearings))
        for patience in (500, 900, 1500):
            ear.focus(Focus("digits", ("Acme", "Acme", "account"), patience))
            await asyncio.sleep(0)
        await eventually(lambda: standin.sessions and len(standin.sessions[0].orders) >= 2)
        reader.cancel()
        await asyncio.wait([reader])
    first, last = standin.sessions[0].orders
    assert first["thresholds"]["eot_threshold"] < last["thresholds"]["eot_threshold"] == 0.9
    assert last["keyterms"] == ["Acme", "account"]


@both
async def test_a_second_dial_gets_through(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dial, "AGAIN_S", 0.1)
    standin = DeepgramStandin()
    standin.faults.set("hang", times=1)
    standin.scripts.expect(["hello"])
    async with opened(build, standin) as ear:
        await feed(ear, sound(600) + quiet(900))
        assert (await until(aiter(ear), EndOfTurn))[-1] == EndOfTurn("hello", 0.97)


@both
async def test_a_far_end_that_takes_the_call_and_never_answers_is_not_waited_for(build: Build) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        transcriber = adapter(build, f"http://127.0.0.1:{listener.getsockname()[1]}")
        began = asyncio.get_running_loop().time()
        with pytest.raises(ProviderError) as hanging:
            async with transcriber.listen(Focus()):
                pass
        assert asyncio.get_running_loop().time() - began < 5, "the SDK takes ten seconds to part from it"
    assert hanging.value.cause == "unreachable"


@both
async def test_half_a_minute_is_taken_over_in_one_go(build: Build) -> None:
    standin = DeepgramStandin()
    standin.scripts.expect(["hello"])
    async with opened(build, standin) as ear:
        ear.send(QUIET * 1400 + TONE * 30)
        await asyncio.sleep(0)
        await feed(ear, quiet(900))
        assert (await until(aiter(ear), EndOfTurn))[-1] == EndOfTurn("hello", 0.97)
    assert ear.dropped == 0
    said = ear.words()
    assert [word.text for word in said] == ["hello"]
    assert 28_000 <= said[0].start_ms < said[0].end_ms <= ear.settled().until_ms < 29_500


async def test_silence_of_ours_does_not_count_as_the_callers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "WATCH_S", 0.02)
    standin = DeepgramStandin()
    standin.scripts.expect(["hello"])
    async with opened(deepgram_flux.build, standin) as ear:
        await eventually(lambda: standin.sessions and standin.sessions[0].heard_bytes > 10_000)
        monkeypatch.setattr(line, "WATCH_S", 60.0)
        await feed(ear, sound(600) + quiet(900))
        await until(aiter(ear), EndOfTurn)
        assert [(word.text, round(word.end_ms, -2)) for word in ear.words()] == [("hello", 300)]
        assert 250 < ear.settled().until_ms < 1000


async def test_nova_is_certain_of_finals_within_a_turn() -> None:
    standin = DeepgramStandin()
    standin.scripts.expect(["well it is a long story that began when I ordered the thing that did not come at all"])
    async with opened(deepgram_nova.build, standin) as ear:
        hearings = aiter(ear)
        reading = asyncio.ensure_future(until(hearings, EndOfTurn))
        await feed(ear, sound(3600))
        await eventually(lambda: ear.settled().certain)
        reading.cancel()
    settled = ear.settled()
    assert settled.certain.startswith("well it is a long story")
    assert settled.until_ms == ear.words()[len(settled.certain.split()) - 1].end_ms
    assert 2500 < settled.until_ms < 3300
    assert ear.words()[0].text == "well"


async def test_nova_is_kept_alive_while_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "WATCH_S", 0.05)
    standin = DeepgramStandin(net_timeout_s=0.5)
    standin.scripts.expect(["still here"])
    async with opened(deepgram_nova.build, standin) as ear:
        await asyncio.sleep(0.8)
        await feed(ear, sound(700) + quiet(900))
        assert (await until(aiter(ear), EndOfTurn))[-1] == EndOfTurn("still here", 0.97)
    assert {"type": "KeepAlive"} in standin.sessions[0].orders


async def test_nova_without_keep_alive_is_closed() -> None:
    standin = DeepgramStandin(net_timeout_s=0.1)
    async with opened(deepgram_nova.build, standin) as ear:
        with pytest.raises(ProviderError, match="NET-0001") as closed:
            await until(aiter(ear), EndOfTurn)
    assert closed.value.cause == "dropped"
    assert standin.sessions[0].closed == "NET-0001"


async def test_flux_is_kept_open_with_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "WATCH_S", 0.02)
    standin = DeepgramStandin()
    async with opened(deepgram_flux.build, standin):
        await eventually(lambda: standin.sessions and standin.sessions[0].heard_bytes)
    assert standin.sessions[0].orders == []


def test_the_address_decides_the_scheme() -> None:
    assert dial.environment("").production.startswith("wss://")
    assert dial.environment("http://127.0.0.1:1/").production == "ws://127.0.0.1:1"
    assert dial.environment("https://eu.example").production == "wss://eu.example"


def test_vocabulary_is_cut_where_the_provider_stops() -> None:
    assert dial.terms(("a", "", "a", "b")) == ["a", "b"]
    assert sum(map(len, dial.terms(tuple(f"term number {n}" for n in range(1000))))) <= dial.TERM_CHARACTERS
