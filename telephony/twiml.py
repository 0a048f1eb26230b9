"""What do we answer to Twilio's webhooks? TwiML, written by the SDK's builders. Pure: values in, XML out."""

from __future__ import annotations

from twilio.twiml.voice_response import (  # type: ignore[import-untyped]
    Connect,
    Dial,
    Stream,
    VoiceResponse,
)

BUSY = "All our lines are busy at the moment. Please call again in a few minutes."
"""Said to who is not let in when there is no queue of people."""
TROUBLE = "I'm sorry, we have a technical problem."
"""Said by the telephone provider when we cannot speak ourselves."""
HANDING_OVER = "I'll put you through to a colleague."
CALL_AGAIN = "Please call again later."


def connect(stream_url: str, action_url: str) -> str:
    """Open a media stream to us; when it closes, ask ``action_url`` what is next."""
    response = VoiceResponse()
    verb = Connect(action=action_url)
    verb.append(Stream(url=stream_url))
    response.append(verb)
    return str(response)


def dial(number: str, *, say: str = "") -> str:
    """Put the caller through to ``number``, E.164 or ``sip:``; hang up afterwards."""
    response = VoiceResponse()
    if say:
        response.say(say)
    verb = Dial(timeout=30)
    if number.startswith("sip:"):
        verb.sip(number)
    else:
        verb.number(number)
    response.append(verb)
    response.hangup()
    return str(response)


def hang_up(*, say: str = "") -> str:
    """End the call, after ``say`` if there is any."""
    response = VoiceResponse()
    if say:
        response.say(say)
    response.hangup()
    return str(response)
