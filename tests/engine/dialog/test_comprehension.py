"""What is told when nobody understands. How calls are understood is seen in the tests of the dialog's face."""

from __future__ import annotations

import structlog

from engine.dialog.comprehension import Comprehension, _Known
from engine.errors import ProviderError
from engine.types import Defer, Move, Situation, Verdict

SITUATION = Situation("my name is ada", "How can I help?", "", ())


class Nobody:
    """Understands nothing, and says of which models it was asked."""

    name = "a > b"

    async def understand(self, text: str) -> Verdict:
        return Defer(())

    async def moves(self, situation: Situation) -> tuple[Move, ...]:
        failed = ProviderError("down", provider="anthropic", cause="stalled", todo="wait")
        failed.among = {"a": "refused", "b": "stalled"}
        raise failed


async def test_every_model_that_failed_is_named_with_its_cause_and_no_word_of_the_caller() -> None:
    known = _Known()
    with structlog.testing.capture_logs() as logs:
        assert await Comprehension(Nobody(), Nobody())._moves(SITUATION, known) == ()
    (told,) = logs
    assert (told["event"], told["models"]) == ("fallback_failed", "a: refused, b: stalled")
    assert (told["provider"], told["cause"], told["todo"]) == ("anthropic", "stalled", "wait")
    assert "ada" not in str(told)
    assert known.by == "closed question"
