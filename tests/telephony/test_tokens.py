from __future__ import annotations

from telephony.tokens import LIFE_S, REMEMBERED_S, Tokens


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_token_opens_one_stream_of_its_call() -> None:
    tokens = Tokens(Clock())
    token = tokens.issue("CA1")
    assert token is not None
    ticket = tokens.redeem(token)
    assert ticket is not None
    assert ticket.call_sid == "CA1"
    assert tokens.redeem(token) is None
    assert tokens.redeem("guess") is None


def test_a_repeated_webhook_gets_the_same_token_while_it_is_unused_and_none_after() -> None:
    clock = Clock()
    tokens = Tokens(clock)
    token = tokens.issue("CA1")
    assert token is not None
    assert tokens.issue("CA1") == token
    assert tokens.issue("CA2") != token
    assert len(tokens) == 2
    tokens.redeem(token)
    assert tokens.issue("CA1") is None
    clock.now += REMEMBERED_S
    assert tokens.issue("CA1") is not None


def test_a_token_lives_thirty_seconds() -> None:
    clock = Clock()
    tokens = Tokens(clock)
    token = tokens.issue("CA1")
    assert token is not None
    clock.now += LIFE_S
    assert tokens.redeem(token) is None
    assert tokens.issue("CA1") not in {None, token}


def test_a_call_gets_one_token_to_begin_with_and_one_for_each_return() -> None:
    tokens = Tokens(Clock())
    first = tokens.issue("CA1")
    assert first is not None
    tokens.redeem(first)
    back = tokens.issue("CA1", 1)
    assert back is not None
    assert back == tokens.issue("CA1", 1)
    assert (tokens.issue("CA1"), len(tokens), tokens.knows("CA1"), tokens.knows("CA2")) == (None, 0, True, False)
    ticket = tokens.redeem(back)
    assert ticket is not None
    assert (ticket.call_sid, ticket.errand) == ("CA1", 1)
    assert tokens.issue("CA1", 1) is None
    assert tokens.issue("CA1", 2) is not None
