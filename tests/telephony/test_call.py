"""A call from ringing to its end, on virtual time."""

from __future__ import annotations

import asyncio

from engine.types import CallStarted, HangUp, KeyRule, Keyed, Line, Listening, Said, Silent, Transfer
from telephony.speech import EagerEndOfTurn, EndOfTurn, StartOfTurn, TurnResumed, Update


def test_says_a_line_hears_an_answer_and_hangs_up_when_the_goodbye_was_played(virtual, rig, scene):
    async def story():
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
        after = await r.phone.post("/voice/after")
        assert "<Hangup" in after.text
        trace = r.trace()
        assert trace["end_reason"] == "us.dialog.done"
        assert [t["event"] for t in trace["turns"]] == ["callstarted", "said"]
        assert trace["turns"][1]["heard"] == {"text": "goodbye", "start_ms": 2050, "end_ms": 2850}
        assert [line["heard"] for t in trace["turns"] for line in t["lines"]] == ["Hello.", "How can I help?", "Goodbye then."]
        r.dialog.finish()

    virtual(story())
