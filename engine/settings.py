"""What does this installation want? One frozen ``Settings`` object, read once from the environment and ``.env``.

What belongs to the contact centre (queues, limits, voices, thresholds) is in ``flows/project.yaml``; what belongs to
the installation is here. Provider keys go by their usual names, everything else by ``TRUNKLINE_<NAME>``.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, DirectoryPath, Field, FilePath, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from engine.allowed import InWords, allowed
from engine.errors import SettingsError
from engine.variables import PREFIX, Variables, read_variables

FILE = Path(".env")
"""In the folder where the command runs."""
Url = Annotated[
    str, Field(pattern=r"^(https?://[^\s/]+\S*)?$"), InWords("an address with its scheme, https://calls.example.com")
]
"""Empty, or an address with its scheme."""
TranscriberName = Literal["auto", "deepgram-flux", "deepgram-nova", "local"]
_VOICES = ("elevenlabs-stream", "elevenlabs", "cartesia", "local")
_VOICE = rf"\s*({'|'.join(_VOICES)})\s*"
SynthesizerNames = Annotated[
    str,
    Field(pattern=rf"^(auto|{_VOICE}(,{_VOICE})*)$"),
    InWords(f"auto, or one or several of {', '.join(_VOICES)}, with commas between"),
]
"""``auto``, or synthesizers with commas between, the best first."""
LanguageModelName = Literal["auto", "anthropic", "openai", "none"]
Models = Annotated[
    str,
    Field(pattern=r"^\s*[^\s,]+(\s*,\s*[^\s,]+)*\s*$"),
    InWords("a model's id, or several with commas between"),
]
"""One model's id, or several with commas between."""


def _key(name: str) -> SecretStr | None:
    found: SecretStr | None = Field(default=None, validation_alias=AliasChoices(name, name.lower()))
    return found


class Settings(BaseSettings):
    """Everything an operator can set. Every field has a default that works with no keys on one machine."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=FILE,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    project: DirectoryPath = Path()
    """The folder that holds flows/, intents/ and tests/ of one contact centre."""
    host: str = "127.0.0.1"
    """The address to listen on; ``0.0.0.0``: all of this machine's."""
    port: int = Field(default=8080, ge=1, le=65_535)
    """The port to listen on."""
    public_url: Url = ""
    """How the telephone provider reaches us, ``https://calls.example.com``; empty: http://host:port."""
    database_url: str = ""
    """SQLAlchemy URL; empty: SQLite in ``.trunkline/trunkline.db``."""

    transcriber: TranscriberName = "auto"
    """``auto``: Deepgram Flux with a key, else local."""
    synthesizer: SynthesizerNames = "auto"
    """Who speaks, and who takes over: ``cartesia,elevenlabs-stream``. ``auto``: ElevenLabs over its socket, then over
    HTTP, then Cartesia, each where its key is set. Local speech, where it is installed, is the last of all."""
    language_model: LanguageModelName = "auto"
    """``auto``: Claude with a key, then an OpenAI-compatible server with a key or an address; else closed questions."""
    anthropic_model: Models = "claude-haiku-5-5"
    """Which is asked. Several, ``claude-haiku-5-5,claude-sonnet-5-5``: the next when one declines, fails or is late."""
    openai_model: Models = "gpt-5.4-mini"
    """The same at the OpenAI-compatible server; they come after Claude's."""

    hedge_after: float = Field(default=0.4, gt=0, le=1)
    """Share of the 6 s a language model has, after which the next is asked as well if the first has not begun to
    answer; 1: never."""

    remember_s: float = Field(default=3600, ge=0)
    """How long an understanding of a language model is used again for the same words at the same place; 0: never."""

    deepgram_url: Url = ""
    """``https://host``; empty: the provider's own address. Local stand-ins are reached this way."""
    elevenlabs_url: Url = ""
    """The same for ElevenLabs."""
    cartesia_url: Url = ""
    """The same for Cartesia."""
    anthropic_url: Url = ""
    """The same for Claude."""
    openai_url: Url = ""
    """Any server that speaks chat completions, hosted or our own; with or without ``/v1``."""
    twilio_url: Url = ""
    """The same for Twilio's REST API, which records calls; all else is steered by webhooks."""
    standins_url: Url = ""
    """Where ``trunkline call`` tells the stand-ins what its caller will say; only for trying things out."""

    anthropic_api_key: SecretStr | None = _key("ANTHROPIC_API_KEY")
    """Claude understands what the intent model does not."""
    openai_api_key: SecretStr | None = _key("OPENAI_API_KEY")
    """An OpenAI-compatible server does; one of our own may want no key: its address is enough."""
    deepgram_api_key: SecretStr | None = _key("DEEPGRAM_API_KEY")
    """Deepgram hears."""
    elevenlabs_api_key: SecretStr | None = _key("ELEVENLABS_API_KEY")
    """ElevenLabs speaks."""
    cartesia_api_key: SecretStr | None = _key("CARTESIA_API_KEY")
    """Cartesia speaks; its package is an extra."""
    twilio_account_sid: str = Field(
        default="", validation_alias=AliasChoices("TWILIO_ACCOUNT_SID", "twilio_account_sid")
    )
    """The account at Twilio, whose calls are recorded where the project wants it; ``trunkline doctor --try`` sees
    whether the token is its own."""
    twilio_auth_token: SecretStr | None = _key("TWILIO_AUTH_TOKEN")
    """Signs Twilio's webhooks, and lets us record; empty: a token that is made here, for simulated callers."""

    encoder: str = ""
    """Folder or hub name of the sentence encoder that training starts from; empty: the pinned all-MiniLM-L6-v2."""
    prices: FilePath | None = None
    """A price table of our own, as ``engine/prices.yaml``, which holds where this is empty."""
    record: bool = False
    """Write ``.trunkline/calls/<sid>/trace.json`` for every call."""
    log_json: bool = False
    """Log lines as JSON instead of for people."""
    metrics_token: SecretStr = SecretStr("")
    """Whoever asks ``/metrics`` has to send it, as ``Authorization: Bearer ...``; empty: only this machine may ask."""
    max_calls: int = Field(default=200, ge=1)
    """Calls at once in this process; more are put through to people, or hear a busy message where there is no queue."""

    transcriber_lines: int = Field(default=50, ge=0)
    """Lines to the transcriber that your contract allows at once. Within it some wait for calls whose own breaks, at
    least one and one for twenty calls; 0: none waits."""

    @property
    def synthesizers(self) -> tuple[str, ...]:
        """Who speaks, in the order to ask."""
        return _listed(self.synthesizer)

    @property
    def anthropic_models(self) -> tuple[str, ...]:
        """Claude's models, in the order to ask."""
        return _listed(self.anthropic_model)

    @property
    def openai_models(self) -> tuple[str, ...]:
        """The OpenAI-compatible server's, in the order to ask."""
        return _listed(self.openai_model)

    @property
    def home(self) -> Path:
        """``.trunkline/`` in the project: everything that is made and never committed."""
        return self.project / ".trunkline"

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite+aiosqlite:///{self.home / 'trunkline.db'}"

    @property
    def address(self) -> str:
        """The public base URL without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


def _listed(names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.strip() for each in names.split(",")))


class ModelKeys(BaseSettings):
    """Whose intent models this installation trusts, and with what it signs its own. PEM files of Ed25519 keys.

    Apart from ``Settings``, because whoever opens a model asks for them: none is opened past them.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=FILE, env_ignore_empty=True, extra="ignore")

    model_key: FilePath | None = None
    """Public key: only models that it vouches for are opened; empty: any whose hashes are right."""
    model_signing_key: FilePath | None = None
    """Private key, with which ``trunkline train`` signs; it belongs where models are made, not where they serve."""


def variable(form: type[BaseSettings], name: str) -> str:
    """Return the environment variable of a field."""
    alias = form.model_fields[name].validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else f"{PREFIX}{name.upper()}"


@cache
def variables() -> frozenset[str]:
    """Return the name of every environment variable that is a setting."""
    return frozenset(variable(form, name) for form in (Settings, ModelKeys) for name in form.model_fields)


def read_model_keys() -> ModelKeys:
    """Read the environment and ``.env``. Raises ``SettingsError``."""
    found = _written()
    try:
        return ModelKeys()
    except ValidationError as wrong:
        raise _refused(_sentences(ModelKeys, wrong, found)) from None


def read_settings(**changes: object) -> Settings:
    """Read the environment and ``.env``; ``changes``, the options of a command, win.

    Raises ``SettingsError`` naming every bad variable at once, and every variable that is meant for us and is none.
    """
    found = _written()
    problems = list(found.problems(variables()))
    try:
        settings = Settings(**changes)  # type: ignore[arg-type]
    except ValidationError as wrong:
        raise _refused([*problems, *_sentences(Settings, wrong, found, changes)]) from None
    if problems:
        raise _refused(problems)
    return settings


def _written() -> Variables:
    try:
        return read_variables(os.environ, FILE)
    except (OSError, UnicodeDecodeError):
        raise SettingsError(".env is not a text file that we can read", todo="mend or remove it") from None


def _sentences(
    form: type[BaseSettings], wrong: ValidationError, found: Variables, changes: Collection[str] = ()
) -> list[str]:
    """Say of every bad value what is allowed, under the name by which it was given."""
    said = []
    fields = {variable(form, name): name for name in form.model_fields}
    for each in wrong.errors(include_url=False):
        name = fields.get(str(each["loc"][0]), str(each["loc"][0]))  # an aliased field is placed by its variable
        given = f"{variable(form, name)} ({found.where(variable(form, name))})"
        option = f"--{name.replace('_', '-')}"
        said.append(f"{option if name in changes else given} must be {allowed(form.model_fields[name], each)}")
    return said


def _refused(sentences: list[str]) -> SettingsError:
    return SettingsError("\n".join(sentences), todo="mend this; docs/operations.md says what each setting means")
