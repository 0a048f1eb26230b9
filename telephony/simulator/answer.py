"""What does a webhook's answer tell Twilio to do next? TwiML, read into values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from engine.errors import ProtocolError
from telephony.simulator import pay
from telephony.simulator.dial import Dial
from telephony.simulator.pay import Pay


@dataclass(frozen=True, slots=True)
class Stream:
    """Open a media stream; when the server closes it, go on at ``action``."""

    url: str
    action: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Redirect:
    """Ask another address what to do."""

    url: str


@dataclass(frozen=True, slots=True)
class Announce:
    """Read a text out with Twilio's own voice."""

    text: str


@dataclass(frozen=True, slots=True)
class End:
    """Hang up, or refuse the call."""

    reason: str = "hung_up"
    """``hung_up``, ``rejected`` or ``nothing_left``."""


Verb = Stream | Dial | Redirect | Announce | Pay | End


def read(twiml: str) -> tuple[Verb, ...]:
    """Return the verbs in order, always with an end. Raises ``ProtocolError`` for what Twilio would refuse."""
    try:
        root = ET.fromstring(twiml)  # noqa: S314 - the answer of the server that is being tested
    except ET.ParseError as error:
        raise ProtocolError(f"12100: the answer is not XML ({error})") from None
    if root.tag != "Response":
        raise ProtocolError(f"12200: the answer's root is {root.tag!r}, not Response")
    return (*(verb for element in root if (verb := _verb(element)) is not None), End("nothing_left"))


def _verb(element: ET.Element) -> Verb | None:  # noqa: PLR0911 - one return a verb
    match element.tag:
        case "Connect":
            return _connect(element)
        case "Dial":
            return _dial(element)
        case "Pay":
            return pay.read(element)
        case "Redirect":
            return Redirect((element.text or "").strip())
        case "Say":
            return Announce("".join(element.itertext()).strip())
        case "Hangup":
            return End()
        case "Reject":
            return End("rejected")
        case "Pause":
            return None
        case other:
            raise ProtocolError(f"12200: this caller does not know <{other}>")


def _connect(element: ET.Element) -> Stream:
    stream = element.find("Stream")
    url = stream.get("url", "") if stream is not None else ""
    if stream is None or not url:
        raise ProtocolError("31920: <Connect> without a <Stream url>")
    if not url.startswith(("wss://", "ws://")) or "?" in url:
        raise ProtocolError("31922: the stream's url is not a bare ws address")
    parameters = {each.get("name", ""): each.get("value", "") for each in stream.findall("Parameter")}
    return Stream(url, element.get("action", ""), parameters)


def _dial(element: ET.Element) -> Dial:
    inner = [each for each in element if each.tag in {"Number", "Sip", "Queue"}]
    found = (inner[0].text if inner else element.text) or ""
    if not found.strip():
        raise ProtocolError("13225: <Dial> without anybody to dial")
    return Dial(found.strip(), element.get("action", ""), inner[0].get("url", "") if inner else "")
