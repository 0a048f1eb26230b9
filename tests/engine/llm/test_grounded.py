from __future__ import annotations

import asyncio
import json

import pytest

from engine.errors import ProviderError
from engine.llm import grounded

from .conftest import Server, Wire, message, start, stop, text

PASSAGES = ["Returns are free within 28 days.", "Shops open at nine."]


async def test_sentences_as_they_are_whole(server: Server) -> None:
    more = asyncio.Event()

    async def respond(wire: Wire) -> None:
        await wire.head(200)
        await wire.events(start(), *text("Returns are ", "**free**. You have ", "28 d"))
        await more.wait()
        await wire.events(*text("ays.", index=1), *stop())

    server.responses = [respond]
    claude = server.claude()
    sentences = await grounded.answer(claude, "is it free", PASSAGES)
    assert sentences is not None
    assert await anext(sentences) == "Returns are free."
    more.set()
    assert [sentence async for sentence in sentences] == ["You have 28 days."]
    await claude.close()


async def test_only_the_passages_and_the_question_are_told(server: Server) -> None:
    server.responses = [message(*text("Yes."), *stop())]
    claude = server.claude()
    assert await grounded.answer(claude, "is it free", PASSAGES) is not None
    body = server.asked[0].body
    assert json.loads(body["messages"][0]["content"]) == {"passages": PASSAGES, "question": "is it free"}
    assert "tools" not in body
    await claude.close()


@pytest.mark.parametrize("said", ["NO_ANSWER", "NO_ANSWER.", "**NO_ANSWER**", ""])
async def test_no_answer(server: Server, said: str) -> None:
    server.responses = [message(*text(said), *stop())]
    claude = server.claude()
    assert await grounded.answer(claude, "who is king", PASSAGES) is None
    await claude.close()


async def test_an_answer_that_breaks_off_says_so(server: Server) -> None:
    server.responses = [message(*text("Returns are free. You "))]
    claude = server.claude()
    sentences = await grounded.answer(claude, "is it free", PASSAGES)
    assert sentences is not None
    with pytest.raises(ProviderError) as error:
        [sentence async for sentence in sentences]
    assert error.value.cause == "dropped"
    await claude.close()


async def test_closing_it_ends_the_request(server: Server) -> None:
    async def respond(wire: Wire) -> None:
        await wire.head(200)
        await wire.events(start(), *text("Returns are free. And "))
        await asyncio.sleep(60)

    server.responses = [respond]
    claude = server.claude()
    sentences = await grounded.answer(claude, "is it free", PASSAGES)
    assert sentences is not None
    assert await anext(sentences) == "Returns are free."
    await sentences.aclose()
    await asyncio.wait_for(server.gone.wait(), 5)
    await claude.close()
