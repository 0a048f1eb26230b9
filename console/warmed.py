"""How does `trunkline release` make speech ready? Every fixed line of the release is made once, with a bar, and kept.

A provider that fails does not keep a release back: what is missing is made when it is first said.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from engine.errors import MissingPartError
from engine.release import Release
from engine.settings import Settings
from telephony import ladder
from telephony.equipment import kept_if_paid, let_go
from telephony.kept_voice import KeptVoice
from telephony.warming import Warmed, lines_of, voicing_of, warm

Progress = Callable[[str, int, int], None]
"""(stage, done, of how many)."""


def voices(settings: Settings) -> list[KeptVoice]:
    """Return the synthesizer whose speech is made ahead: the first that is paid for, or none."""
    try:
        rungs = ladder.synthesizers(settings)
    except MissingPartError:
        return []
    paid = [rung for rung in rungs if rung.provider != "local"][:1]
    found = [kept_if_paid(ladder.build(rung, settings, ()), settings) for rung in paid]
    return [voice for voice in found if isinstance(voice, KeptVoice)]


def warmed(voices: Sequence[KeptVoice], release: Release, progress: Progress) -> dict[str, Warmed]:
    """Return what became of the lines, by synthesizer. The voices are closed."""
    return asyncio.run(_warm(voices, release, progress))


async def _warm(voices: Sequence[KeptVoice], release: Release, progress: Progress) -> dict[str, Warmed]:
    found = {}
    for voice in voices:

        def tell(done: int, of: int, name: str = voice.name) -> None:
            progress(f"speech, {name}", done, of)

        found[voice.name] = await warm(voice, lines_of(release), voicing_of(release, voice.name), tell)
        await let_go(voice)
    return found


def told(name: str, found: Warmed) -> str:
    """Say what became of the lines with one synthesizer."""
    made = f"{found.made} made ({found.characters} characters)"
    later = f", {found.failed} left for their first use" if found.failed else ""
    return f"speech, {name}: of {found.lines} fixed lines {found.kept} were there, {made}{later}"


def as_object(found: dict[str, Warmed]) -> dict[str, Any]:
    """Return it as a program reads it."""
    return {name: asdict(each) for name, each in found.items()}
