"""What refusals mean: the providers' own words for it."""

from __future__ import annotations

import pytest

from engine.refusals import cause_of


@pytest.mark.parametrize(
    ("status", "told", "cause"),
    [
        (401, "Invalid API key", "refused"),
        (403, "", "refused"),
        (404, "model: nobody", "refused"),
        (402, "", "unpaid"),
        (400, "Your credit balance is too low to access the Anthropic API.", "unpaid"),
        (401, "{'detail': {'status': 'quota_exceeded'}}", "unpaid"),
        (429, '{"error": {"code": "insufficient_quota"}}', "unpaid"),
        (429, "You have reached your specified API usage limits.", "unpaid"),
        (429, "Rate limit reached for requests", "limited"),
        (529, "Overloaded", "limited"),
        (500, "usage limits service is down", "unreachable"),
        (503, "", "unreachable"),
    ],
)
def test_a_refusal_has_a_cause(status: int, told: str, cause: str) -> None:
    assert cause_of(status, told) == cause
