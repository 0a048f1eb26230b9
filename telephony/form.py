"""What does a webhook bring? The fields of its form, within bounds; what is no form is refused."""

from __future__ import annotations

from urllib.parse import parse_qsl

from fastapi import HTTPException, Request
from starlette.requests import ClientDisconnect

LARGEST = 65_536
"""Bytes."""
MOST_FIELDS = 200


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields. Raises ``HTTPException`` for a form that is too large, is none, or did not come whole."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                raise HTTPException(413)
    except ClientDisconnect:
        raise HTTPException(400) from None
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise HTTPException(400) from None
