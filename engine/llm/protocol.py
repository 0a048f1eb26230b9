"""What can a language model be asked, and what does it answer? One small protocol: streamed text and tool use.

Nothing here knows a provider. A tool use is reported only when the whole message has arrived and its input fits the
tool's schema, so whoever consumes the stream may act on it at once.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One side's words."""

    role: Literal["user", "assistant"]
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Tool:
    """Something the model may ask for."""

    name: str
    about: str
    """When to use it."""
    schema: Mapping[str, Any]
    """JSON schema of its input: an object with ``properties``, ``required`` and no additional properties."""


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a language model."""

    system: str
    """The same bytes every time, so that the provider can cache it: no names, no times."""
    messages: tuple[Message, ...]
    tools: tuple[Tool, ...] = ()
    must_use: bool = False
    """Whether the answer has to be a tool use. Where a model refuses to be forced, it is asked to."""
    several: bool = False
    """Whether the answer may hold more than one tool use."""
    max_tokens: int = 256
    deadline_s: float = 6.0
    """From the start of the request to the end of the answer."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens, for the bill and for the cache's health."""

    input: int = 0
    cached: int = 0
    """Of the input, read from the provider's cache."""
    output: int = 0


@dataclass(frozen=True, slots=True)
class Begun:
    """The provider has begun to answer. The first event, if it comes at all."""


@dataclass(frozen=True, slots=True)
class TextDelta:
    """Some more of the answer's text."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ToolUse:
    """A tool of the request, with an input that fits its schema."""

    name: str
    input: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Done:
    """The answer is complete. Always the last event."""

    stop_reason: str
    """``end_turn``, ``tool_use``, ``max_tokens``, ``refusal`` ..."""
    usage: Usage
    dropped: int = 0
    """Tool uses that were not reported: an unknown tool, or an input that does not fit."""


Event = Begun | TextDelta | ToolUse | Done


class LanguageModel(Protocol):
    """A language model behind a provider's API. One for the process; any number of streams at once."""

    name: str
    """The model's id, for the trace."""

    def stream(self, request: Request) -> AsyncIterator[Event]:
        """Ask, and yield the answer as it arrives; ends with ``Done``.

        Raises ``ProviderError`` with its cause: refused, limited, unreachable, dropped, stalled or garbage.
        Cancelling the consumer, or closing the iterator, ends the request at the provider.
        """
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...
