from __future__ import annotations

import pytest
from twilio.request_validator import HMAC_SHA256, RequestValidator

from telephony.signature import SETTINGS, SIGNATURE, Signatures

FORM = {"CallSid": "CA1", "From": "+441632960001", "Empty": ""}
SIGN = RequestValidator("secret").compute_signature
CHECK = Signatures("secret").good


@pytest.mark.parametrize(
    "signed",
    [
        "https://calls.example.com/voice",
        "https://calls.example.com/voice/",
        "https://calls.example.com:443/voice",
        "https://calls.example.com:443/voice/",
    ],
)
def test_takes_every_spelling_that_a_proxy_makes_of_our_url(signed: str) -> None:
    assert CHECK("https://calls.example.com/voice", FORM, {SIGNATURE: SIGN(signed, FORM)})


@pytest.mark.parametrize("port", ["", ":443"])
def test_takes_a_sockets_signature(port: str) -> None:
    headers = {SIGNATURE: SIGN(f"wss://calls.example.com{port}/stream/abc", {})}
    assert CHECK("wss://calls.example.com/stream/abc", {}, headers)


def test_takes_a_shared_keys_signature() -> None:
    url = "https://calls.example.com/voice"
    headers = {SIGNATURE: SIGN(url, FORM, HMAC_SHA256), SETTINGS: "key=k1,algorithm=HMAC_SHA256"}
    assert CHECK(url, FORM, headers)
    assert not CHECK(url, FORM, {SIGNATURE: headers[SIGNATURE]})


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {SIGNATURE: ""},
        {SIGNATURE: "AAAA"},
        {SIGNATURE: SIGN("https://other.example.com/voice", FORM)},
        {SIGNATURE: SIGN("https://calls.example.com/voice", {**FORM, "From": "+1"})},
        {SIGNATURE: RequestValidator("guess").compute_signature("https://calls.example.com/voice", FORM)},
        {SIGNATURE: SIGN("https://calls.example.com/voice", FORM), SETTINGS: "algorithm=NONE"},
    ],
)
def test_refuses_everything_else(headers: dict[str, str]) -> None:
    assert not CHECK("https://calls.example.com/voice", FORM, headers)
