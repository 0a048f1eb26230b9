from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.errand import departure, errand_of, gone, passage

BACK = "https://calls.test/voice/back/1-abc"
SIDS = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=40)


def read(twiml: str) -> ET.Element:
    return ET.fromstring(twiml)  # noqa: S314 - our own


def test_what_comes_back_by_its_action_gets_ours() -> None:
    response = read(departure('<Pay tokenType="one-time" />', BACK))
    (pay,) = response
    assert (response.tag, pay.tag, pay.attrib) == ("Response", "Pay", {"tokenType": "one-time", "action": BACK})


def test_what_comes_back_by_an_address_gets_it_as_part_of_a_query() -> None:
    (redirect,) = read(departure("<Redirect>https://cards.example/x?to={back}&amp;a=1</Redirect>", BACK))
    assert redirect.text == "https://cards.example/x?to=https%3A%2F%2Fcalls.test%2Fvoice%2Fback%2F1-abc&a=1"
    assert redirect.attrib == {}


@given(sid=SIDS, errand=st.integers(0, 9999), secret=st.text(min_size=1))
def test_a_passage_leads_back_from_its_own_errand(sid: str, errand: int, secret: str) -> None:
    assert errand_of(passage(secret, sid, errand), secret, sid) == errand


@given(sid=SIDS, errand=st.integers(0, 9999), other=SIDS, given=st.text(max_size=60))
def test_no_other_call_no_other_errand_and_no_guess_gets_through(sid: str, errand: int, other: str, given: str) -> None:
    made = passage("secret", sid, errand)
    if other != sid:
        assert errand_of(made, "secret", other) is None
    assert errand_of(made, "another secret", sid) is None
    assert errand_of(f"{errand + 1}{made[made.index('-') :]}", "secret", sid) is None
    if given != made:
        assert errand_of(given, "secret", sid) is None


@pytest.mark.parametrize(
    ("form", "so"),
    [
        ({"CallStatus": "in-progress", "Result": "success"}, False),
        ({"CallStatus": "completed", "Result": "success"}, True),
        ({"Result": "caller-hung-up"}, True),
        ({}, False),
    ],
)
def test_whether_the_caller_hung_up_outside(form: dict[str, str], so: bool) -> None:
    assert gone(form) is so
