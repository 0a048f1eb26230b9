"""Who may see what."""

from __future__ import annotations

import pytest

from telephony.visitors import is_local, may_count


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("127.8.9.1", True), ("::1", True), ("203.0.113.9", False), ("10.0.0.1", False), ("", False)],
)
def test_this_machine_is_known_by_its_address(host: str, local: bool) -> None:
    assert is_local(host) is local
    assert may_count(host, "", "") is local


@pytest.mark.parametrize("host", ["127.0.0.1", "203.0.113.9"])
@pytest.mark.parametrize(
    ("brought", "good"),
    [("Bearer s3cret", True), ("Bearer other", False), ("s3cret", False), ("Basic s3cret", False), ("Bearer ", False)],
)
def test_with_a_token_it_is_asked_of_everybody(host: str, brought: str, good: bool) -> None:
    assert may_count(host, brought, "s3cret") is good
