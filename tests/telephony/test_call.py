"""Calls from ringing to their end, on virtual time, with everything but the call itself scripted."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import Any

import pytest

from engine.errors import ProviderError
from engine.types import CallStarted, HangUp, Keyed, KeyRule, Leave, Line, Listening, Said, Silent, Transfer
from telephony.ending import KEYPAD_ONLY
from telephony.speech import SILENCE, EagerEndOfTurn, EndOfTurn, StartOfTurn, TurnResumed, Update

NUMBER = Listening("ask.number", expects="digits", keys=KeyRule(longest=4), hints=("order",))
PIN = Listening("ask.pin", expects="digits", keys=KeyRule(longest=4), secret=True)


def test_says_a_line_hears_an_answer_and_hangs_up_when_the_goodbye_was_played(
    virtual: Any, rig: Any, scene: Any
) -> None:
    async def story() -> None:
        r = rig(
            scene(CallStarted(), ("Hello.", "How can I help?")),
            scene(Said("goodbye"), ("Goodbye then.",), HangUp()),
        )
        await r.phone.start()
        await asyncio.sleep(0.05)
        assert r.phone.plays, "the first audio goes out at once"
        await r.phone.line(2.0)
        await r.phone.speak(0.8)
        r.ears.ear.hear(StartOfTurn(), Update("good"), EndOfTurn("goodbye"))
        await r.phone.over()
        assert r.phone.now() >= r.phone.ends, "it closes only when the goodbye was played"
        assert "<Hangup" in (await r.phone.post("/voice/after")).text
        trace = r.trace()
        assert trace["end_reason"] == "us.dialog.done"
        assert trace["turns"][0]["heard"] is None
        assert trace["turns"][1]["heard"] == {"text": "goodbye", "start_ms": 2050, "end_ms": 2850}
        lines = [line for turn in trace["turns"] for line in turn["lines"]]
        assert [line["heard"] for line in lines] == ["Hello.", "How can I help?", "Goodbye then."]
        begun, ended = r.phone.plays[0][0], r.phone.ends
        assert abs(lines[0]["start_ms"] - begun) < 5
        assert abs(lines[-1]["end_ms"] - ended) < 5
        r.dialog.finish()

    virtual(story())


def test_pieces_are_sent_about_300_ms_ahead_and_play_without_a_gap(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), ("A rather long sentence, so that there is something to pace.", "And a second.")))
        await r.phone.start()
        lead = []
        for _ in range(40):
            await asyncio.sleep(0.1)
            lead.append(r.phone.ends - r.phone.now())
        assert max(lead) <= 500
        assert min(lead[:30]) > 90
        joins = [after[0] - before[1] for before, after in zip(r.phone.plays, r.phone.plays[1:], strict=False)]
        assert max(joins) == 0.0
        assert r.voice.said == ["A rather long sentence, so that there is something to pace.", "And a second."]
        r.phone.hang_up()
        await r.phone.over()
        assert r.trace()["end_reason"] == "caller.phone.hung_up"
        r.dialog.finish()

    virtual(story())


def test_barge_in_clears_what_plays_and_reports_what_was_heard(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(
            scene(CallStarted(), ("One two three four five six seven eight.", "Never sent.")),
            scene(Said("stop"), ("Yes?",), HangUp()),
        )
        await r.phone.start()
        await r.phone.line(1.2)
        r.ears.ear.hear(Update("stop"))
        await asyncio.sleep(0.001)
        assert r.phone.outbound[-1]["event"] == "clear"
        assert r.phone.ends <= r.phone.now()
        r.ears.ear.hear(EndOfTurn("stop"))
        await r.phone.over()
        assert r.dialog.reported == [("0.0", "One two three four"), ("0.1", "")]
        lines = r.trace()["turns"][0]["lines"]
        assert lines[0]["heard"] == "One two three four"
        assert (lines[1]["heard"], lines[1]["start_ms"]) == ("", None)
        assert lines[0]["end_ms"] == pytest.approx(1200, abs=25)
        assert r.voice.open == 0, "every synthesis was closed"
        r.dialog.finish()

    virtual(story())


def test_a_mm_hmm_does_not_stop_us(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), ("A sentence that goes on for a while.",)))
        await r.phone.start()
        await r.phone.line(0.5)
        r.ears.ear.hear(StartOfTurn(), Update("mm-hmm"), EndOfTurn("mm-hmm"))
        await r.phone.line(3.0)
        assert "clear" not in [frame["event"] for frame in r.phone.outbound]
        r.phone.hang_up()
        await r.phone.over()
        assert r.trace()["turns"][0]["lines"][0]["heard"] == "A sentence that goes on for a while."

    virtual(story())


def test_barging_into_a_thinking_turn_stops_it_and_joins_the_words(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(
            scene(CallStarted(), ("Hello.",)),
            scene(Said("i want to pay"), takes_s=5.0),
            scene(Said("i want to pay forty pounds"), ("Done.",), HangUp()),
        )
        await r.phone.start()
        await r.phone.line(1.0)
        r.ears.ear.hear(EndOfTurn("i want to pay"))
        await r.phone.line(1.0)
        r.ears.ear.hear(Update("forty"), EndOfTurn("forty pounds"))
        await r.phone.over()
        assert r.dialog.stopped == [Said("i want to pay")]
        assert [t["heard"]["text"] for t in r.trace()["turns"][1:]] == ["i want to pay forty pounds"]
        r.dialog.finish()

    virtual(story())


def test_lines_of_a_stopped_turn_never_pass_the_gate(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), ("Hello.",)), scene(Said("go on"), ("Late.",)))
        late: list[Any] = []
        turn = r.dialog.turn

        async def stubborn(event: Any, say: Any) -> Any:
            """A committing handler: it runs to its end although the turn was stopped."""
            if isinstance(event, CallStarted):
                return await turn(event, say)
            work = asyncio.ensure_future(asyncio.sleep(2.0))
            try:
                await asyncio.shield(work)
            except asyncio.CancelledError:
                await work
            late.append(asyncio.get_running_loop().time())
            return await turn(event, say)

        r.dialog.turn = stubborn
        await r.phone.start()
        await r.phone.line(1.0)
        r.ears.ear.hear(EndOfTurn("go on"))
        await r.phone.line(0.5)
        r.ears.ear.hear(Update("no stop"))
        await r.phone.line(3.0)
        assert late
        r.phone.hang_up()
        await r.phone.over()
        assert "Late." not in r.voice.said

    virtual(story())


def test_speculation_prepares_and_discards(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted()), scene(Said("pay my bill"), next=HangUp()))
        await r.phone.start()
        await r.phone.line(0.1)
        r.ears.ear.hear(EagerEndOfTurn("pay"), Update("pay my"), TurnResumed())
        r.ears.ear.hear(EagerEndOfTurn("pay my bill"), EndOfTurn("pay my bill"))
        await r.phone.over()
        assert r.dialog.prepared == ["pay", "pay my bill"]
        assert r.dialog.discarded == 1
        r.dialog.finish()

    virtual(story())


def test_silence_is_reprompted_wait_ms_after_the_prompt_was_heard(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        ask = Listening("ask", wait_ms=4000)
        r = rig(
            scene(CallStarted(), ("A question that takes two seconds?",), ask),
            scene(Silent(), ("Are you there?",), HangUp()),
        )
        await r.phone.start()
        line = asyncio.create_task(r.phone.line(20))
        await asyncio.sleep(1.0)
        prompt_ends = r.phone.ends
        while len(r.voice.said) < 2:
            prompt_ends = max(prompt_ends, r.phone.ends)
            await asyncio.sleep(0.01)
        assert r.phone.now() - prompt_ends == pytest.approx(4000, abs=30)
        await r.phone.over()
        line.cancel()
        r.dialog.finish()

    virtual(story())


def test_keys_answer_a_question_and_close_the_transcribers_turn(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), ("Your number?",), NUMBER), scene(Keyed("4568"), ("Thanks.",), HangUp()))
        await r.phone.start()
        await r.phone.line(1.0)
        r.phone.key("4568")
        await r.phone.over()
        assert r.ears.ear.ended_turns == 1
        assert r.ears.ear.focused[-2].hints == ("order",)
        assert r.trace()["turns"][1]["heard"]["start_ms"] == pytest.approx(1000, abs=25)
        r.dialog.finish()

    virtual(story())


def test_while_a_secret_is_keyed_the_transcriber_gets_silence_and_is_not_believed(
    virtual: Any, rig: Any, scene: Any
) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), ("Your passcode?",), PIN), scene(Keyed("9071"), (), HangUp()))
        await r.phone.start()
        await r.phone.line(0.1)
        before = len(r.ears.ear.sent)
        await r.phone.speak(1.0)
        assert set(r.ears.ear.sent[before:]) == set(SILENCE)
        r.ears.ear.hear(Update("nine oh seven one"), EndOfTurn("nine oh seven one"))
        await r.phone.line(0.5)
        r.phone.key("9071")
        await r.phone.over()
        r.dialog.finish()

    virtual(story())


def test_a_card_number_is_masked_before_anything_sees_it(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted()), scene(Said("it is •••• card"), (), HangUp()))
        await r.phone.start()
        await r.phone.line(0.1)
        r.ears.ear.hear(EagerEndOfTurn("it is 4111 1111 1111 1111"), EndOfTurn("it is 4111 1111 1111 1111"))
        await r.phone.over()
        assert r.dialog.prepared == ["it is •••• card"]
        r.dialog.finish()

    virtual(story())


def test_a_transfer_is_the_dial_that_follows_the_announcement(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        to = Transfer("billing", "+441632960102", note="owes money")
        r = rig(scene(CallStarted(), ("I'll put you through.",), to))
        await r.phone.start()
        await r.phone.over()
        assert r.phone.now() >= r.phone.ends > 1000
        after = [(await r.phone.post("/voice/after")).text for _ in range(2)]
        assert ">+441632960102</Number>" in after[0]
        assert after[0] == after[1]
        assert "owes" not in after[0]
        assert r.trace()["end_reason"] == "us.dialog.transferred"

    virtual(story())


def test_an_announcement_that_was_cut_as_its_turn_ended_is_said_again_before_we_leave(
    virtual: Any, rig: Any, scene: Any
) -> None:
    async def story() -> None:
        announcement = "I'll put you through to billing."
        r = rig(scene(CallStarted()), scene(Said("billing"), (announcement,), Transfer("billing", "+441632960102")))
        turn = r.dialog.turn

        async def overlapping(event: Any, say: Any) -> Any:
            """The caller's words reach the inbox in the moment before the turn's end does."""
            done = await turn(event, say)
            if isinstance(event, Said):
                r.ears.ear.hear(Update("no wait"))
                await asyncio.sleep(0)
            return done

        r.dialog.turn = overlapping
        await r.phone.start()
        await r.phone.line(0.5)
        r.ears.ear.hear(EndOfTurn("billing"))
        await r.phone.over()
        assert "clear" in [frame["event"] for frame in r.phone.outbound], "it was cut"
        assert r.voice.said[-1] == announcement
        assert r.phone.plays[-1][1] - r.phone.plays[0][0] > 1500
        assert r.trace()["turns"][-1]["lines"][-1]["heard"] == announcement
        assert r.trace()["end_reason"] == "us.dialog.transferred"
        r.dialog.finish()

    virtual(story())


def test_a_mark_that_never_comes_back_delays_by_one_and_a_half_seconds(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), ("Goodbye.",), HangUp()))
        r.phone.echoes = False
        await r.phone.start()
        await r.phone.over()
        assert r.phone.now() - r.phone.ends == pytest.approx(1500, abs=20)

    virtual(story())


def test_hostile_frames_are_counted_and_the_call_goes_on(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), ("Hello.",)), scene(Said("bye"), (), HangUp()))
        await r.phone.start()
        for frame in ("[]", "nonsense", '{"event":"dtmf","dtmf":null}', "[" * 100_000, '{"event":"media"}'):
            r.phone.send(frame)
        r.phone.inbound.put_nowait({"type": "websocket.receive", "bytes": b"\x00"})
        await r.phone.line(1.0)
        r.ears.ear.hear(EndOfTurn("bye"))
        await r.phone.over()
        assert r.trace()["end_reason"] == "us.dialog.done"
        page = r.metrics.page().decode()
        assert 'trunkline_frames_dropped_total{reason="malformed"} 5.0' in page
        assert 'trunkline_frames_dropped_total{reason="oversized"} 1.0' in page
        assert "trunkline_frames_total 51.0" in page

    virtual(story())


def test_a_synthesizer_that_fails_is_replaced_and_the_sentence_said_whole(
    virtual: Any, rig: Any, scene: Any, fakes: Any
) -> None:
    async def story() -> None:
        first, second = fakes.Synthesizer("first", fails_after=1), fakes.Synthesizer("second")
        r = rig(scene(CallStarted(), ("One sentence.", "Another one."), HangUp()), voices=(first, second))
        await r.phone.start()
        await r.phone.over()
        assert first.said == ["One sentence."]
        assert second.said == ["One sentence.", "Another one."]
        assert 'provider="first"' in r.metrics.page().decode()
        assert r.trace()["end_reason"] == "us.dialog.done"

    virtual(story())


def test_a_mute_synthesizer_is_replaced_before_two_seconds_are_over(
    virtual: Any, rig: Any, scene: Any, fakes: Any
) -> None:
    async def story() -> None:
        mute, second = fakes.Synthesizer("mute", mute=True), fakes.Synthesizer("second")
        r = rig(scene(CallStarted(), ("Hello.",), HangUp()), voices=(mute, second))
        await r.phone.start()
        await r.phone.over()
        assert r.phone.plays[0][0] < 2000
        assert mute.open == 0

    virtual(story())


def test_a_synthesizer_that_chokes_on_being_interrupted_has_not_failed(
    virtual: Any, rig: Any, scene: Any, fakes: Any
) -> None:
    class Choking(fakes.Synthesizer):  # type: ignore[misc]
        async def speak(self, text: str, voicing: Any) -> Any:
            try:
                yield b"\x10" * 800
                await asyncio.sleep(1.0)
                yield b"\x10" * 800
            except asyncio.CancelledError:
                raise RuntimeError("the connection was closing") from None

    async def story() -> None:
        r = rig(
            scene(CallStarted(), ("Hello.",)),
            scene(Said("stop"), ("Goodbye.",), HangUp()),
            voices=(Choking("choking"),),
        )
        await r.phone.start()
        await r.phone.line(0.5)
        r.ears.ear.hear(EndOfTurn("stop"))
        line = asyncio.create_task(r.phone.line(5))
        await r.phone.over()
        line.cancel()
        assert r.trace()["end_reason"] == "us.dialog.done"
        r.dialog.finish()

    virtual(story())


def test_a_line_without_a_word_is_not_sent_to_be_spoken(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), ("Yes.", "...", "?", "No."), HangUp()))
        await r.phone.start()
        await r.phone.over()
        assert r.voice.said == ["Yes.", "No."]
        assert r.trace()["end_reason"] == "us.dialog.done"

    virtual(story())


def test_with_no_synthesizer_left_the_phone_company_speaks_and_people_answer(
    virtual: Any, rig: Any, scene: Any, fakes: Any
) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), ("Hello.",)), voices=(fakes.Synthesizer("only", fails_after=0),))
        await r.phone.start()
        await r.phone.over()
        assert r.trace()["end_reason"] == "tts.only.dropped"
        after = (await r.phone.post("/voice/after")).text
        assert "<Say>" in after
        assert "+441632960999" in after

    virtual(story())


def test_a_transcriber_that_refuses_gives_way_to_the_next(virtual: Any, rig: Any, scene: Any, fakes: Any) -> None:
    async def story() -> None:
        down, up = fakes.Transcriber("down", refusing=True), fakes.Transcriber("up")
        r = rig(scene(CallStarted()), scene(Said("hello"), (), HangUp()), ears=(down, up))
        await r.phone.start()
        await r.phone.line(0.1)
        up.ear.hear(EndOfTurn("hello"))
        await r.phone.over()
        assert (len(down.ears), up.closed) == (0, 1)
        assert 'trunkline_provider_failures_total{cause="refused",provider="down"} 1.0' in r.metrics.page().decode()

    virtual(story())


def test_a_transcriber_that_dies_is_opened_again_with_the_open_question(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), (), NUMBER), scene(Said("one two"), (), HangUp()))
        await r.phone.start()
        await r.phone.line(4.0)
        r.ears.ear.hear(ProviderError("gone", provider="fake-ears", cause="dropped"))
        await r.phone.line(0.1)
        assert len(r.ears.ears) == 2
        assert r.ears.ear.focused[-1].hints == ("order",)
        await r.phone.line(0.1)
        assert r.ears.ear.sent
        r.ears.ear.hear(EndOfTurn("one two"))
        await r.phone.over()
        r.dialog.finish()

    virtual(story())


def test_with_nobody_to_hear_a_question_with_keys_is_keyed(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), ("Your number?",), NUMBER, takes_s=0.1), scene(Keyed("12"), (), HangUp()), ears=())
        await r.phone.start()
        await r.phone.line(6.0)
        assert r.voice.said == ["Your number?", KEYPAD_ONLY]
        r.phone.key("12#")
        await r.phone.over()
        assert r.trace()["end_reason"] == "us.dialog.done"
        r.dialog.finish()

    virtual(story())


def test_with_nobody_to_hear_a_question_without_keys_goes_to_people(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), ("How can I help?",)), ears=())
        await r.phone.start()
        await r.phone.over()
        assert r.phone.now() - r.phone.ends < 2000
        assert r.trace()["end_reason"] == "stt.none.left"
        assert "+441632960999" in (await r.phone.post("/voice/after")).text

    virtual(story())


def test_a_call_that_would_leave_our_stream_ends_at_people(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), ("One moment.",), Leave("pay/card", "cards.capture")))
        await r.phone.start()
        await r.phone.over()
        assert r.trace()["end_reason"] == "us.dialog.left"
        assert "+441632960999" in (await r.phone.post("/voice/after")).text

    virtual(story())


def test_a_dialog_that_breaks_ends_at_people(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), raises=RuntimeError("a defect")))
        await r.phone.start()
        await r.phone.over()
        assert r.trace()["end_reason"] == "us.dialog.crashed"
        assert r.dialog.closed

    virtual(story())


def test_a_dialog_that_hangs_ends_at_people(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), takes_s=3600))
        await r.phone.start()
        line = asyncio.create_task(r.phone.line(60))
        await r.phone.over()
        line.cancel()
        assert r.trace()["end_reason"] == "us.dialog.crashed"

    virtual(story())


def test_the_caller_moves_on_while_an_effect_under_way_ends(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), ("I'll put you through.",), Transfer("billing", "+441632960102")))
        closed: list[float] = []

        async def close() -> None:
            await asyncio.sleep(20.0)
            closed.append(r.phone.now())

        r.dialog.close = close
        await r.phone.start()
        await r.phone.closed.wait()
        assert r.phone.now() - r.phone.ends < 1000
        assert "+441632960102" in (await r.phone.post("/voice/after")).text
        assert len(r.switchboard) == 1, "a drain waits for the effect"
        await r.phone.over()
        assert closed
        assert len(r.switchboard) == 0
        assert r.trace()["end_reason"] == "us.dialog.transferred"

    virtual(story())


def test_effects_that_never_end_are_given_up_and_the_call_ends_as_it_did(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), ("Goodbye.",), HangUp()))
        r.dialog.close = lambda: asyncio.sleep(3600)
        await r.phone.start()
        await r.phone.over()
        assert r.trace()["end_reason"] == "us.dialog.done"
        assert r.phone.now() < 60_000

    virtual(story())


def test_a_transcriber_whose_close_hangs_does_not_keep_the_caller(
    virtual: Any, rig: Any, scene: Any, fakes: Any
) -> None:
    class Clinging(fakes.Transcriber):  # type: ignore[misc]
        @asynccontextmanager
        async def listen(self, focus: Any) -> Any:
            async with super().listen(focus) as ear:
                try:
                    yield ear
                finally:
                    await asyncio.sleep(3600)

    async def story() -> None:
        r = rig(scene(CallStarted(), ("Goodbye.",), HangUp()), ears=(Clinging("clinging"),))
        await r.phone.start()
        await r.phone.over()
        assert r.phone.now() - r.phone.ends < 2000
        assert r.trace()["end_reason"] == "us.dialog.done"

    virtual(story())


@pytest.mark.parametrize("mute", [True, False])
def test_a_synthesizer_whose_close_hangs_neither_silences_nor_keeps_the_caller(
    virtual: Any, rig: Any, scene: Any, fakes: Any, mute: bool
) -> None:
    class Clinging(fakes.Synthesizer):  # type: ignore[misc]
        async def speak(self, text: str, voicing: Any) -> Any:
            try:
                async for piece in super().speak(text, voicing):
                    yield piece
            finally:
                await asyncio.sleep(3600)

    async def story() -> None:
        voices = (Clinging("clinging", mute=mute), fakes.Synthesizer("second"))
        r = rig(
            scene(CallStarted(), ("A sentence that is interrupted.",)),
            scene(Said("stop"), ("Goodbye.",), HangUp()),
            voices=voices,
        )
        await r.phone.start()
        await r.phone.line(3.0)
        assert r.phone.plays[0][0] < 2000
        r.ears.ear.hear(EndOfTurn("stop"))
        line = asyncio.create_task(r.phone.line(20))
        await r.phone.over()
        line.cancel()
        assert r.phone.now() < 10_000
        assert r.trace()["end_reason"] == "us.dialog.done"
        r.dialog.finish()

    virtual(story())


def test_a_stream_that_goes_silent_is_ended_and_leaves_nothing_open(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), ("Hello.",), Listening("ask", wait_ms=60_000)))
        await r.phone.start()
        await r.phone.line(1.0)
        await r.phone.over()
        assert r.trace()["end_reason"] == "carrier.media.silent"
        assert r.phone.now() < 22_000
        assert r.ears.closed == 1

    virtual(story())


def test_a_peer_that_stops_reading_ends_only_its_call(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), ("A sentence that is long enough to fill more than one message.",)))
        stuck = asyncio.Event()
        send = r.phone._send

        async def never(message: Any) -> None:
            if message["type"] == "websocket.send" and len(r.phone.outbound) > 1:
                await stuck.wait()
            await send(message)

        r.phone._send = never
        await r.phone.start()
        line = asyncio.create_task(r.phone.line(20))
        await r.phone.over()
        line.cancel()
        assert r.trace()["end_reason"] == "carrier.media.stalled"

    virtual(story())


def test_a_call_that_is_too_long_ends_at_people(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), (), Listening("ask", wait_ms=10**9)), longest_call_s=60.0)
        await r.phone.start()
        line = asyncio.create_task(r.phone.line(90))
        await r.phone.over()
        line.cancel()
        assert r.trace()["end_reason"] == "policy.call.too_long"
        assert r.phone.now() == pytest.approx(60_000, abs=50)

    virtual(story())


def test_a_line_that_may_not_be_cut_is_heard_to_its_end(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        notice = Line("0.0", "Calls are recorded for training.", "welcome", barge=False)
        r = rig(scene(CallStarted(), (notice,)))
        await r.phone.start()
        await r.phone.line(0.5)
        r.ears.ear.hear(Update("stop"), EndOfTurn("stop talking"))
        await r.phone.line(2.5)
        r.phone.hang_up()
        await r.phone.over()
        assert r.trace()["turns"][0]["lines"][0]["heard"] == notice.text
        r.dialog.finish()

    virtual(story())


def test_a_key_pressed_in_the_opening_turn_does_not_cut_the_notice(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        notice = Line("0.0", "Calls are recorded for training.", "welcome", barge=False)
        menu = Listening("menu", keys=KeyRule(longest=1))
        r = rig(scene(CallStarted(), (notice,), menu, then_s=0.5), scene(Keyed("1"), ("Thanks.",), HangUp()))
        await r.phone.start()
        await r.phone.line(0.2)
        r.phone.key("1")
        await r.phone.over()
        assert r.trace()["turns"][0]["lines"][0]["heard"] == notice.text
        r.dialog.finish()

    virtual(story())


def test_the_trace_is_saved_where_it_is_wanted(virtual: Any, rig: Any, scene: Any, tmp_path: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), ("Hello.",), HangUp()), calls=tmp_path)
        await r.phone.start()
        await r.phone.over()

    virtual(story())
    assert '"end_reason":"us.dialog.done"' in (tmp_path / "CA1" / "trace.json").read_text()


def test_words_that_are_coming_do_not_cut_the_first_second_of_a_retry(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        retry = Line("1.1", "Sorry, how much would you like to pay today?", "ask", retry=True)
        r = rig(
            scene(CallStarted(), ("How much?",), Listening("ask", wait_ms=500)),
            scene(Silent(), (retry,), Listening("ask")),
            scene(Said("forty pounds"), ("Thanks.",), HangUp()),
        )
        await r.phone.start()
        await r.phone.line(1.3)
        assert r.voice.said[-1] == retry.text
        r.ears.ear.hear(Update("for"))
        await r.phone.line(0.2)
        assert "clear" not in [frame["event"] for frame in r.phone.outbound]
        await r.phone.line(1.0)
        r.ears.ear.hear(Update("forty"), EndOfTurn("forty pounds"))
        await r.phone.over()
        assert "clear" in [frame["event"] for frame in r.phone.outbound]
        r.dialog.finish()

    virtual(story())


def test_a_whole_answer_cuts_even_the_first_second_of_a_retry(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        retry = Line("1.1", "Sorry, how much would you like to pay today?", "ask", retry=True)
        r = rig(
            scene(CallStarted(), ("How much?",), Listening("ask", wait_ms=500)),
            scene(Silent(), (retry,), Listening("ask")),
            scene(Said("forty pounds"), ("Thanks.",), HangUp()),
        )
        await r.phone.start()
        await r.phone.line(1.3)
        r.ears.ear.hear(EndOfTurn("forty pounds"))
        await r.phone.over()
        assert r.dialog.reported[0][0] == "1.1"
        r.dialog.finish()

    virtual(story())
