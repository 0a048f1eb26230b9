"""What do we answer to Twilio's webhooks? TwiML, written by the SDK's builders. Pure: values in, XML out."""

from __future__ import annotations

from twilio.twiml.voice_response import (  # type: ignore[import-untyped]
    Connect,
    Dial,
    Stream,
    VoiceResponse,
)

from telephony.dialling import RING_S

BUSY = "All our lines are busy at the moment. Please call again in a few minutes."
"""Said to who is not let in when there is no queue of people."""
TROUBLE = "I'm sorry, we have a technical problem."
"""Said by the telephone provider when we cannot speak ourselves."""
HANDING_OVER = "I'll put you through to a colleague."
CALL_AGAIN = "Please call again later."
NOBODY_FREE = "Nobody is free at the moment."
"""Said to who is put through by us when we cannot go on, and taken by nobody."""


def connect(stream_url: str, action_url: str) -> str:
    """Open a media stream to us; when it closes, ask ``action_url`` what is next."""
    response = VoiceResponse()
    verb = Connect(action=action_url)
    verb.append(Stream(url=stream_url))
    response.append(verb)
    return str(response)


def dial(number: str, action: str, *, say: str = "", whisper: str = "") -> str:
    """Put the caller through to ``number``, E.164 or ``sip:``; ask ``action`` what is next, whatever comes of it.

    Whoever takes the call hears first what ``whisper``, an address, says. Without ``action`` what stands behind would
    be done also when people have talked and the one who was called hung up first.
    """
    response = VoiceResponse()
    if say:
        response.say(say)
    verb = Dial(timeout=RING_S, action=action)
    told = {"url": whisper} if whisper else {}
    if number.startswith("sip:"):
        verb.sip(number, **told)
    else:
        verb.number(number, **told)
    response.append(verb)
    return str(response)


def whisper(text: str, locale: str) -> str:
    """Say ``text`` to whoever took a call, in the language of ``locale``; then they are connected."""
    response = VoiceResponse()
    response.say(text, language=locale)
    return str(response)


def nothing() -> str:
    """Go on at once."""
    return str(VoiceResponse())


def hang_up(*, say: str = "") -> str:
    """End the call, after ``say`` if there is any."""
    response = VoiceResponse()
    if say:
        response.say(say)
    response.hangup()
    return str(response)
