"""Who says a sentence that the first could not?"""

import pytest

from telephony.mouth import others

from .conftest import FakeSynthesizer

LADDER = ("elevenlabs-stream", "elevenlabs", "cartesia", "local")


@pytest.mark.parametrize(
    ("names", "cause", "left"),
    [
        (LADDER, "dropped", ["elevenlabs", "cartesia", "local"]),
        (LADDER, "garbage", ["elevenlabs", "cartesia", "local"]),
        (LADDER, "stalled", ["cartesia", "local"]),
        (LADDER, "refused", ["cartesia", "local"]),
        (LADDER[:2], "stalled", ["elevenlabs"]),
        (LADDER[2:], "unreachable", ["local"]),
        (LADDER[3:], "garbage", []),
    ],
)
def test_a_vendor_that_is_down_is_asked_again_only_if_nobody_else_is_left(
    names: tuple[str, ...], cause: str, left: list[str]
) -> None:
    assert [each.name for each in others([FakeSynthesizer(name) for name in names], cause)] == left
