import asyncio
from collections.abc import Iterator

import pytest

pytest.importorskip("pocketsphinx")
pytest.importorskip("espeakng_loader")

from engine.settings import Settings
from telephony.providers.local_ears import LocalEar, LocalEars, build
from telephony.simulator.mouth import render
from telephony.speech import SILENCE, EagerEndOfTurn, EndOfTurn, Focus, Hearing, StartOfTurn, TurnResumed, Update

pytestmark = pytest.mark.local

SENTENCES = ("i'd like to make a payment please", "where is my order", "can i talk to a person please")
PAUSE = SILENCE * 18
END = SILENCE * 40


@pytest.fixture(scope="module")
def ears() -> Iterator[LocalEars]:
    made = build(Settings(), SENTENCES)
    yield made
    made.close()


async def speak(ear: LocalEar, audio: bytes) -> None:
    """Send as fast as recognition allows: hearings do not depend on how fast frames come, partials do."""
    for start in range(0, len(audio), 160):
        ear.send(audio[start : start + 160])
        await asyncio.sleep(0)


async def until_end(ear: LocalEar) -> list[Hearing]:
    found: list[Hearing] = []
    async for hearing in ear:
        found.append(hearing)
        if isinstance(hearing, EndOfTurn):
            break
    return found


async def test_a_turn_is_heard(ears: LocalEars) -> None:
    async with ears.listen(Focus()) as ear:
        await speak(ear, SILENCE * 10 + render(SENTENCES[0]) + END)
        found = await until_end(ear)
    assert isinstance(found[0], StartOfTurn)
    assert isinstance(found[-1], EndOfTurn)
    assert found[-1].text == SENTENCES[0]
    assert found[-1].confidence > 0.5


async def test_words_come_while_the_caller_is_still_speaking(ears: LocalEars) -> None:
    async with ears.listen(Focus()) as ear:
        await speak(ear, render(SENTENCES[0])[:8000])
        heard = aiter(ear)
        assert isinstance(await anext(heard), StartOfTurn)
        partial = await anext(heard)
    assert isinstance(partial, Update)
    assert partial.text.startswith("i'd")


async def test_a_pause_is_an_eager_end_that_may_be_taken_back(ears: LocalEars) -> None:
    async with ears.listen(Focus(patience_ms=1500)) as ear:
        await speak(ear, render("where is my order") + PAUSE)
        heard = aiter(ear)
        found = [await anext(heard)]
        while not isinstance(found[-1], EagerEndOfTurn):
            found.append(await anext(heard))
        assert found[-1].text == "where is my order"
        await speak(ear, render("i'd like to make a payment please") + SILENCE * 80)
        found = [await anext(heard)]
        while not isinstance(found[-1], EndOfTurn):
            found.append(await anext(heard))
    assert isinstance(found[0], TurnResumed)
    assert found[-1].text == "where is my order i'd like to make a payment please"


async def test_keys_end_a_turn_without_words(ears: LocalEars) -> None:
    async with ears.listen(Focus()) as ear:
        await speak(ear, render("where is my order"))
        ear.end_turn()
        await speak(ear, END + render("can i talk to a person please") + END)
        found = await until_end(ear)
    assert [hearing.text for hearing in found if isinstance(hearing, EndOfTurn)] == ["can i talk to a person please"]


async def test_audio_of_any_length_is_taken(ears: LocalEars) -> None:
    async with ears.listen(Focus()) as ear:
        audio = render("where is my order") + END
        for start in range(0, len(audio), 333):
            ear.send(audio[start : start + 333])
        found = await until_end(ear)
    assert isinstance(found[-1], EndOfTurn)
    assert found[-1].text == "where is my order"


async def test_the_question_changes_what_is_likely(ears: LocalEars) -> None:
    async with ears.listen(Focus()) as ear:
        ear.focus(Focus(expects="money", patience_ms=400))
        await speak(ear, render("forty pounds") + END)
        found = await until_end(ear)
    assert isinstance(found[-1], EndOfTurn)
    assert found[-1].text == "forty pounds"


async def test_many_lines_at_once(ears: LocalEars) -> None:
    async def one() -> str:
        async with ears.listen(Focus()) as ear:
            await speak(ear, render("where is my order") + END)
            last = (await until_end(ear))[-1]
            assert isinstance(last, EndOfTurn)
            return last.text

    assert set(await asyncio.gather(*(one() for _ in range(8)))) == {"where is my order"}


async def test_a_closed_line_stops_its_listener(ears: LocalEars) -> None:
    async with ears.listen(Focus()) as ear:
        pass
    assert [hearing async for hearing in ear] == []
