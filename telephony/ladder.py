"""Which provider does which job here, and why? The rungs of each capability, best first, and the modules behind them.

A provider's module is imported only when the provider is used. Which rungs there are depends on the settings and on
what is installed; which of them works is found out by each call.
"""

from __future__ import annotations

import importlib
from collections.abc import Container, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from engine.errors import MissingPartError, ReleaseError, TrunklineError
from engine.releases import bundle
from engine.releases.register import WORKING, percent
from engine.releases.shelf import Shelf
from engine.settings import Settings
from engine.understanding.manifest import CURRENT, current, read_manifest
from telephony.twilio_rest import has_account

LOCAL_PARTS = ("espeakng_loader", "pocketsphinx", "soxr")
"""What the ``local`` extra brings."""
INSTALL_LOCAL = "pip install 'trunkline[local]'"


@dataclass(frozen=True, slots=True)
class Rung:
    """Which provider does a job, and why that one."""

    capability: str
    """transcriber, synthesizer, release, intent model, language model, telephone provider, recording, database."""
    provider: str
    """``none`` when nobody does."""
    why: str
    module: str = ""
    """Where the provider's ``build`` is; empty: nothing to build."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Somebody who hears or speaks for a key."""

    name: str
    """By setting; its module has the same name."""
    key: str
    """The environment variable that it needs."""
    extra: str = ""
    """The extra that brings its SDK, and the package of that SDK; empty: it is always here."""
    by_name: bool = False
    """``auto`` never takes it."""


@dataclass(frozen=True, slots=True)
class Job:
    """A speech capability and who can do it."""

    capability: str
    providers: tuple[Provider, ...]
    """Best first."""
    local: str
    """The module that needs no key."""


TRANSCRIBER = Job(
    "transcriber",
    (Provider("deepgram-flux", "DEEPGRAM_API_KEY"), Provider("deepgram-nova", "DEEPGRAM_API_KEY", by_name=True)),
    "local_ears",
)
SYNTHESIZER = Job(
    "synthesizer",
    (
        Provider("elevenlabs-stream", "ELEVENLABS_API_KEY"),
        Provider("elevenlabs", "ELEVENLABS_API_KEY"),
        Provider("cartesia", "CARTESIA_API_KEY", extra="cartesia"),
    ),
    "local_voice",
)
JOBS = (TRANSCRIBER, SYNTHESIZER)


def local_is_installed() -> bool:
    """Say whether the ``local`` extra is there."""
    return all(find_spec(part) is not None for part in LOCAL_PARTS)


def extras() -> frozenset[str]:
    """Return what is installed of the extras that bring speech."""
    named = {provider.extra for job in JOBS for provider in job.providers} - {""}
    local = {"local"} if local_is_installed() else set[str]()
    return frozenset({extra for extra in named if find_spec(extra) is not None} | local)


def keys(settings: Settings) -> frozenset[str]:
    """Return which providers' keys are set, as environment variables."""
    named = {provider.key for job in JOBS for provider in job.providers}
    return frozenset(key for key in named if getattr(settings, key.lower()) is not None)


def speech(job: Job, wanted: Sequence[str], *, keys: Container[str], extras: Container[str]) -> tuple[Rung, ...]:
    """Return the rungs of ``job``, best first; pure. Raises ``MissingPartError`` when there would be none.

    ``wanted`` is the setting, ``keys`` which environment variables are set, ``extras`` what is installed. What is named
    has to be there; ``auto`` takes what is. Local is the last rung, wanted or not.
    """
    auto = "auto" in wanted
    taken = _there(job, keys, extras) if auto else _named(job, wanted, keys, extras)
    rungs = tuple(_rung(job, provider, auto=auto, first=not number) for number, provider in enumerate(taken))
    if "local" in extras:
        rungs += (Rung(job.capability, "local", _why_local(job, wanted, rungs, keys), job.local),)
    if "local" in wanted and "local" not in extras:
        raise MissingPartError(f"the {job.capability} local needs its extra", todo=INSTALL_LOCAL)
    if not rungs:
        todo = f"set {_any_key(job)}, or {INSTALL_LOCAL}"
        raise MissingPartError(f"there is no {job.capability}: no key and no local extra", todo=todo)
    return rungs


def _there(job: Job, keys: Container[str], extras: Container[str]) -> list[Provider]:
    able = [provider for provider in job.providers if provider.key in keys and not provider.by_name]
    return [provider for provider in able if not provider.extra or provider.extra in extras]


def without_sdk(job: Job, wanted: Sequence[str], *, keys: Container[str], extras: Container[str]) -> tuple[Rung, ...]:
    """Return who would be a rung of ``job``, its key being set, if only its SDK were installed; pure."""
    able = [each for each in job.providers if "auto" in wanted and each.key in keys and not each.by_name]
    return tuple(
        Rung(job.capability, each.name, f"{each.key} is set, but its SDK is not installed: {_install(each)}")
        for each in able
        if each.extra and each.extra not in extras
    )


def _named(job: Job, wanted: Sequence[str], keys: Container[str], extras: Container[str]) -> list[Provider]:
    """Return those that are asked for, in that order. Raises ``MissingPartError``."""
    known = {provider.name: provider for provider in job.providers}
    found = [known[name] for name in wanted if name in known]
    for provider in found:
        if provider.key not in keys:
            raise MissingPartError(f"the {job.capability} {provider.name} needs a key", todo=f"set {provider.key}")
        if provider.extra and provider.extra not in extras:
            raise MissingPartError(f"the {job.capability} {provider.name} needs its SDK", todo=_install(provider))
    return found


def _install(provider: Provider) -> str:
    return f"pip install 'trunkline[{provider.extra}]'"


def _rung(job: Job, provider: Provider, *, auto: bool, first: bool) -> Rung:
    why = f"{provider.key} is set" if auto else f"TRUNKLINE_{job.capability.upper()} asks for it"
    later = "" if first else "; takes over when the one before fails"
    return Rung(job.capability, provider.name, why + later, provider.name.replace("-", "_"))


def _why_local(job: Job, wanted: Sequence[str], above: Sequence[Rung], keys: Container[str]) -> str:
    if above:
        return "takes over when all others fail" if len(above) > 1 else "takes over when the first fails"
    if "local" in wanted:
        return "it was asked for"
    sdk = next((f"{provider.name}'s SDK" for provider in job.providers if provider.key in keys), "")
    return f"{sdk or _any_key(job)} is not {'installed' if sdk else 'set'}; the local extra is installed"


def _any_key(job: Job) -> str:
    return " or ".join(dict.fromkeys(provider.key for provider in job.providers))


def language_models(settings: Settings) -> tuple[Rung, ...]:
    """Return who answers what the intent model is not sure of, in the order to ask; one rung of none: nobody.

    Raises ``MissingPartError`` for a provider that is asked for and has no key.
    """
    wanted = settings.language_model
    if wanted == "none":
        return (Rung("language model", "none", "TRUNKLINE_LANGUAGE_MODEL asks for none: closed questions"),)
    rungs = (*_claude(settings, wanted), *_openai(settings, wanted))
    why = "neither ANTHROPIC_API_KEY nor OPENAI_API_KEY or TRUNKLINE_OPENAI_URL is set: closed questions"
    return rungs or (Rung("language model", "none", why),)


def _claude(settings: Settings, wanted: str) -> tuple[Rung, ...]:
    if wanted == "anthropic" and settings.anthropic_api_key is None:
        raise MissingPartError("the language model anthropic needs a key", todo="set ANTHROPIC_API_KEY")
    if wanted == "openai" or settings.anthropic_api_key is None:
        return ()
    return _models(settings.anthropic_models, "ANTHROPIC_API_KEY is set", "engine.llm.claude")


def _openai(settings: Settings, wanted: str) -> tuple[Rung, ...]:
    keyed, addressed = settings.openai_api_key is not None, bool(settings.openai_url)
    if wanted == "openai" and not (keyed or addressed):
        todo = "set OPENAI_API_KEY, or TRUNKLINE_OPENAI_URL for a server of your own"
        raise MissingPartError("the language model openai needs a key or an address", todo=todo)
    if wanted == "anthropic" or not (keyed or addressed):
        return ()
    why = "TRUNKLINE_OPENAI_URL is set" if addressed else "OPENAI_API_KEY is set"
    return _models(settings.openai_models, why, "engine.llm.openai_compatible")


def _models(names: tuple[str, ...], why: str, module: str) -> tuple[Rung, ...]:
    return tuple(Rung("language model", name, why, module) for name in names)


def intent_model(settings: Settings, named: str = "") -> Rung:
    """Return which model understands, ``named`` by a release or the one in force; none when its folder is not whole."""
    models = settings.home / "models"
    try:
        folder = models / named if named else current(models)
        read_manifest(folder)
    except TrunklineError as error:
        return Rung("intent model", "none", f"{error}; {error.todo}")
    return Rung("intent model", folder.name[:12], "the release names it" if named else f"{models / CURRENT} says so")


def release(settings: Settings, *, working: bool = False) -> Rung:
    """Return which release takes new calls; none when it is damaged. ``working``: the working files do."""
    shelf = Shelf(settings.home)
    try:
        found = shelf.register()
        made = "" if found.current is None else bundle.read(shelf.folder(found.current)).made
    except ReleaseError as error:
        return Rung("release", "none", f"{error}; {error.todo}")
    if working or found.current is None:
        why = "nothing is released: trunkline release" if found.current is None else f"not {found.current}"
        return Rung("release", WORKING, why)
    trial = found.candidate
    shared = "" if trial is None else f"; {trial.hash} takes {percent(trial.share)} of new calls"
    return Rung("release", found.current, f"made {made}{shared}")


def released_model(settings: Settings) -> str:
    """Return the intent model that the current release names; empty where the one in force understands."""
    shelf = Shelf(settings.home)
    try:
        name = shelf.register().current
        return "" if name is None else bundle.read_manifest(shelf.folder(name)).model
    except ReleaseError:
        return ""


def telephone(settings: Settings) -> Rung:
    """Return who may call us."""
    if settings.twilio_auth_token is None:
        return Rung("telephone provider", "simulated callers", "TWILIO_AUTH_TOKEN is not set: a local token is used")
    if not settings.public_url.startswith("https://"):
        why = "TWILIO_AUTH_TOKEN is set, but Twilio reaches us only when TRUNKLINE_PUBLIC_URL is an https:// address"
        return Rung("telephone provider", "twilio", why)
    return Rung("telephone provider", "twilio", "TWILIO_AUTH_TOKEN and TRUNKLINE_PUBLIC_URL are set")


def recording(settings: Settings) -> Rung:
    """Return who records the calls of a project that wants it."""
    if has_account(settings):
        return Rung("recording", "twilio", "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are set")
    return Rung("recording", "none", "TWILIO_ACCOUNT_SID or TWILIO_AUTH_TOKEN is not set: no call is recorded")


def database(settings: Settings) -> Rung:
    """Return where turns, orders and payments are kept. The address may hold a password, so only its kind is told."""
    why = "TRUNKLINE_DATABASE_URL is set" if settings.database_url else "TRUNKLINE_DATABASE_URL is not set"
    return Rung("database", settings.database.partition("+")[0].partition(":")[0], why)


def transcribers(settings: Settings) -> tuple[Rung, ...]:
    """Return who hears, best first. Raises ``MissingPartError``."""
    return speech(TRANSCRIBER, (settings.transcriber,), keys=keys(settings), extras=extras())


def synthesizers(settings: Settings) -> tuple[Rung, ...]:
    """Return who speaks, best first. Raises ``MissingPartError``."""
    return speech(SYNTHESIZER, settings.synthesizers, keys=keys(settings), extras=extras())


def left_out(settings: Settings) -> tuple[Rung, ...]:
    """Return who has a key and is not asked, for want of a package."""
    found = {"keys": keys(settings), "extras": extras()}
    wanted = ((TRANSCRIBER, (settings.transcriber,)), (SYNTHESIZER, settings.synthesizers))
    return tuple(rung for job, names in wanted for rung in without_sdk(job, names, **found))


def build(rung: Rung, settings: Settings, phrases: Sequence[str]) -> Any:  # noqa: ANN401 - Transcriber or Synthesizer
    """Import the provider's module and build it. ``phrases`` is what callers may say, for those that need it."""
    return importlib.import_module(f"telephony.providers.{rung.module}").build(settings, phrases)
