from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.llm.schema import fits

SCHEMA = {
    "type": "object",
    "properties": {
        "slot": {"type": "string", "enum": ["amount"]},
        "yes": {"type": "boolean"},
        "count": {"type": "integer"},
        "words": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["slot"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("value", "fit"),
    [
        ({"slot": "amount"}, True),
        ({"slot": "amount", "yes": False, "count": 3, "words": ["a", "b"]}, True),
        ({}, False),
        ({"slot": "balance"}, False),
        ({"slot": ["amount"]}, False),
        ({"slot": "amount", "yes": 1}, False),
        ({"slot": "amount", "yes": None}, False),
        ({"slot": "amount", "count": True}, False),
        ({"slot": "amount", "words": ["a", 1]}, False),
        ({"slot": "amount", "other": "x"}, False),
        ([], False),
        (None, False),
    ],
)
def test_examples(value: object, fit: bool) -> None:
    assert fits(value, SCHEMA) is fit


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*SCHEMA["properties"], "x"]), inner),
)


@given(JSON)
def test_whatever_fits_can_be_used(value: Any) -> None:
    if fits(value, SCHEMA):
        assert value["slot"] == "amount"
        assert set(value) <= set(SCHEMA["properties"])
        assert isinstance(value.get("yes", True), bool)
