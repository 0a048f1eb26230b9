"""What a webhook may bring. That forms are read is seen at the doors; here is what is none."""

from __future__ import annotations

import pytest
from fastapi import HTTPException, Request

from telephony.form import LARGEST, read_form


async def read(*pieces: dict[str, object]) -> dict[str, str]:
    left = [{"type": "http.request", "body": b"", "more_body": False} | piece for piece in pieces]

    async def receive() -> dict[str, object]:
        return left.pop(0)

    return await read_form(Request({"type": "http", "method": "POST", "headers": []}, receive))


async def test_fields_are_read_from_all_pieces_and_may_be_empty() -> None:
    assert await read({"body": b"A=1&B", "more_body": True}, {"body": b"=&C=%2B2"}) == {"A": "1", "B": "", "C": "+2"}


@pytest.mark.parametrize(
    ("piece", "status"),
    [
        ({"body": b"x" * (LARGEST + 1)}, 413),
        ({"body": b"\xff"}, 400),
        ({"body": b"&".join(b"a%d=1" % number for number in range(300))}, 400),
        ({"type": "http.disconnect"}, 400),
    ],
)
async def test_what_is_no_form_is_refused(piece: dict[str, object], status: int) -> None:
    with pytest.raises(HTTPException) as refused:
        await read(piece)
    assert refused.value.status_code == status
