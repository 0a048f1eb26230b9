"""How are all stand-ins started together? Servers up, their addresses and keys as settings, servers down.

async with Standins() as standins:
    settings = read_settings(**standins.settings)
    standins.deepgram.scripts.expect(["where is my order"])
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self

from telephony.simulator.standins.cartesia import CartesiaStandin
from telephony.simulator.standins.claude import ClaudeStandin
from telephony.simulator.standins.control import Control
from telephony.simulator.standins.deepgram import DeepgramStandin
from telephony.simulator.standins.elevenlabs import ElevenLabsStandin
from telephony.simulator.standins.making import Speak
from telephony.simulator.standins.openai import OpenAIStandin
from telephony.simulator.standins.serving import serving
from telephony.simulator.standins.twilio_rest import TwilioStandin

NAMES = ("control", "deepgram", "anthropic", "elevenlabs", "twilio", "openai", "cartesia")
"""In the order of their ports."""


class Standins:
    """Deepgram, Claude, ElevenLabs, Cartesia, Twilio REST, an OpenAI-compatible server, and what controls them."""

    def __init__(self, *, host: str = "127.0.0.1", port: int = 0, speak: Speak | None = None) -> None:
        """Use ``port`` and the six after it, or free ones; ``speak`` is the voice, tones without it."""
        self.deepgram = DeepgramStandin()
        self.claude = ClaudeStandin()
        self.elevenlabs = ElevenLabsStandin(speak=speak)
        self.twilio = TwilioStandin()
        self.openai = OpenAIStandin()
        self.cartesia = CartesiaStandin(speak=speak)
        self.urls: dict[str, str] = {}
        """Name -> base URL."""
        self._host = host
        self._port = port
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Start every server. Raises ``OSError`` when a port is taken."""
        faults = {
            "deepgram": self.deepgram.faults,
            "anthropic": self.claude.faults,
            "elevenlabs": self.elevenlabs.faults,
            "twilio": self.twilio.faults,
            "openai": self.openai.faults,
            "cartesia": self.cartesia.faults,
        }
        models = {"anthropic": self.claude.replies, "openai": self.openai.replies}
        control = Control(self.deepgram.scripts, models, faults, self._asked)
        servers = (None, self.deepgram, self.claude, self.elevenlabs, self.twilio, self.openai, self.cartesia)
        async with AsyncExitStack() as stack:
            for number, (name, server) in enumerate(zip(NAMES, servers, strict=True)):
                port = self._port + number if self._port else 0
                opening = server.serving(self._host, port) if server else serving(control.app, self._host, port)
                self.urls[name] = await stack.enter_async_context(opening)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop every server."""
        await self._stack.aclose()

    @property
    def settings(self) -> dict[str, Any]:
        """What ``read_settings`` takes to reach every stand-in and nobody else."""
        return {
            "deepgram_url": self.urls["deepgram"],
            "anthropic_url": self.urls["anthropic"],
            "elevenlabs_url": self.urls["elevenlabs"],
            "twilio_url": self.urls["twilio"],
            "openai_url": self.urls["openai"],
            "cartesia_url": self.urls["cartesia"],
            "deepgram_api_key": self.deepgram.key,
            "anthropic_api_key": self.claude.key,
            "openai_api_key": self.openai.key,
            "elevenlabs_api_key": self.elevenlabs.key,
            "cartesia_api_key": self.cartesia.key,
            "twilio_account_sid": self.twilio.account,
            "twilio_auth_token": self.twilio.token,
        }

    @property
    def environment(self) -> dict[str, str]:
        """The same as environment variables."""
        return {
            (f"TRUNKLINE_{name}" if name.endswith("_url") else name).upper(): str(value)
            for name, value in self.settings.items()
        }

    def _asked(self) -> dict[str, Any]:
        counts = {
            "deepgram": len(self.deepgram.sessions),
            "anthropic": len(self.claude.requests),
            "elevenlabs": len(self.elevenlabs.requests),
            "twilio": len(self.twilio.orders),
            "openai": len(self.openai.requests),
            "cartesia": len(self.cartesia.requests),
        }
        return {"addresses": self.urls, "asked": counts}
