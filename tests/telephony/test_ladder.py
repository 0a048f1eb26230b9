from __future__ import annotations

import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from engine.errors import MissingPartError
from engine.settings import Settings
from telephony import ladder
from telephony.ladder import SYNTHESIZER, TRANSCRIBER, speech, without_sdk
from telephony.local_token import auth_token


def providers(wanted: str, *, keyed: bool, local: bool) -> list[str]:
    keys = {"DEEPGRAM_API_KEY"} if keyed else set[str]()
    rungs = speech(TRANSCRIBER, (wanted,), keys=keys, extras={"local"} if local else set[str]())
    return [rung.provider for rung in rungs]


ALL_KEYS = frozenset(("ELEVENLABS_API_KEY", "CARTESIA_API_KEY"))
ALL_EXTRAS = frozenset(("local", "cartesia"))


def voices(*wanted: str, keys: frozenset[str] = ALL_KEYS, extras: frozenset[str] = ALL_EXTRAS) -> list[str]:
    return [rung.provider for rung in speech(SYNTHESIZER, wanted, keys=keys, extras=extras)]


def test_a_key_comes_first_and_local_takes_over() -> None:
    assert providers("auto", keyed=True, local=True) == ["deepgram-flux", "local"]
    assert providers("auto", keyed=True, local=False) == ["deepgram-flux"]
    assert providers("auto", keyed=False, local=True) == ["local"]


def test_what_is_asked_for_is_taken() -> None:
    assert providers("deepgram-nova", keyed=True, local=True) == ["deepgram-nova", "local"]
    assert providers("local", keyed=True, local=True) == ["local"]
    (rung,) = speech(SYNTHESIZER, ["elevenlabs-stream"], keys={"ELEVENLABS_API_KEY"}, extras=())
    assert (rung.module, rung.why) == ("elevenlabs_stream", "TRUNKLINE_SYNTHESIZER asks for it")


def test_every_voice_that_can_speak_stands_on_the_ladder_best_first() -> None:
    assert voices("auto") == ["elevenlabs-stream", "elevenlabs", "cartesia", "local"]
    assert voices("auto", extras=frozenset()) == ["elevenlabs-stream", "elevenlabs"]
    assert voices("auto", keys=frozenset({"CARTESIA_API_KEY"})) == ["cartesia", "local"]
    assert voices("auto", keys=frozenset({"DEEPGRAM_API_KEY"})) == ["local"]


def test_the_settings_may_put_them_in_another_order() -> None:
    settings = Settings(_env_file=None, synthesizer="cartesia, elevenlabs")
    assert voices(*settings.synthesizers) == ["cartesia", "elevenlabs", "local"]
    for nonsense in ("cartesia,", "auto,local", "festival", ""):
        with pytest.raises(ValidationError):
            Settings(_env_file=None, synthesizer=nonsense)


def test_every_rung_says_why() -> None:
    rungs = speech(SYNTHESIZER, ["auto"], keys=ALL_KEYS, extras=ALL_EXTRAS)
    assert [rung.why for rung in rungs] == [
        "ELEVENLABS_API_KEY is set",
        "ELEVENLABS_API_KEY is set; takes over when the one before fails",
        "CARTESIA_API_KEY is set; takes over when the one before fails",
        "takes over when all others fail",
    ]
    (local,) = speech(SYNTHESIZER, ["auto"], keys={"CARTESIA_API_KEY"}, extras={"local"})
    assert local.why == "cartesia's SDK is not installed; the local extra is installed"


def test_a_key_whose_sdk_is_missing_is_told() -> None:
    (cartesia,) = without_sdk(SYNTHESIZER, ["auto"], keys=ALL_KEYS, extras={"local"})
    assert cartesia.provider == "cartesia"
    assert cartesia.why == "CARTESIA_API_KEY is set, but its SDK is not installed: pip install 'trunkline[cartesia]'"
    assert without_sdk(SYNTHESIZER, ["auto"], keys=ALL_KEYS, extras=ALL_EXTRAS) == ()
    assert without_sdk(SYNTHESIZER, ["elevenlabs"], keys=ALL_KEYS, extras={"local"}) == (), "nobody asked for it"
    assert without_sdk(SYNTHESIZER, ["auto"], keys=set(), extras={"local"}) == ()


@pytest.mark.parametrize(
    ("keys", "extras", "todo"),
    [
        ({"ELEVENLABS_API_KEY"}, {"cartesia"}, "set CARTESIA_API_KEY"),
        ({"CARTESIA_API_KEY"}, {"local"}, "pip install 'trunkline[cartesia]'"),
        ({"CARTESIA_API_KEY"}, {"cartesia"}, "pip install 'trunkline[local]'"),
    ],
)
def test_a_voice_that_is_named_needs_its_key_and_its_extra(keys: set[str], extras: set[str], todo: str) -> None:
    with pytest.raises(MissingPartError) as found:
        speech(SYNTHESIZER, ["cartesia", "local"], keys=keys, extras=extras)
    assert found.value.todo == todo


@pytest.mark.parametrize(
    ("wanted", "keyed", "todo"),
    [
        ("auto", False, "set DEEPGRAM_API_KEY, or pip install 'trunkline[local]'"),
        ("local", True, "pip install 'trunkline[local]'"),
        ("deepgram-flux", False, "set DEEPGRAM_API_KEY"),
    ],
)
def test_with_no_rung_left_it_says_what_to_do(wanted: str, *, keyed: bool, todo: str) -> None:
    with pytest.raises(MissingPartError) as found:
        providers(wanted, keyed=keyed, local=False)
    assert found.value.todo == todo


def test_every_rung_can_be_built() -> None:
    settings = Settings(_env_file=None, elevenlabs_api_key="k", cartesia_api_key="k", deepgram_api_key="k")
    for job in ladder.JOBS:
        for provider in job.providers:
            (rung, *_) = speech(job, [provider.name], keys={provider.key}, extras=ALL_EXTRAS)
            assert ladder.build(rung, settings, ()).name == provider.name


KEYLESS = {"anthropic_api_key": None, "openai_api_key": None, "openai_url": ""}


def asked_in_order(**wanted: object) -> list[str]:
    settings = Settings(_env_file=None, **(KEYLESS | wanted))  # type: ignore[arg-type]
    return [rung.provider for rung in ladder.language_models(settings)]


def test_language_models_are_asked_in_the_order_of_the_settings() -> None:
    both = {"anthropic_api_key": "k", "openai_api_key": "k", "anthropic_model": "claude-haiku-5-5, claude-sonnet-5-5"}
    claude = ["claude-haiku-5-5", "claude-sonnet-5-5"]
    assert asked_in_order(**both) == [*claude, "gpt-5.4-mini"]
    assert asked_in_order(**both, language_model="anthropic") == claude
    assert asked_in_order(**both, language_model="openai", openai_model="a,b,a") == ["a", "b"]
    assert asked_in_order(openai_url="http://127.0.0.1:8000", openai_model="qwen3-32b") == ["qwen3-32b"]
    assert asked_in_order() == asked_in_order(**both, language_model="none") == ["none"]


@pytest.mark.parametrize(("wanted", "todo"), [("anthropic", "ANTHROPIC_API_KEY"), ("openai", "TRUNKLINE_OPENAI_URL")])
def test_a_language_model_that_is_asked_for_needs_its_key(wanted: str, todo: str) -> None:
    with pytest.raises(MissingPartError) as found:
        asked_in_order(language_model=wanted)
    assert todo in found.value.todo


def test_the_other_rungs_say_why(tmp_path: Path) -> None:
    settings = Settings(project=tmp_path, database_url="postgresql+psycopg://user:hunter2@db/calls", _env_file=None)
    assert "run `trunkline train`" in ladder.intent_model(settings).why
    assert ladder.database(settings).provider == "postgresql"
    assert "hunter2" not in repr(ladder.database(settings))
    (tmp_path / ".trunkline" / "models").mkdir(parents=True)
    (tmp_path / ".trunkline" / "models" / "current").write_text("0123456789abcdef\n")
    assert ladder.intent_model(settings).provider == "none"
    assert "not there" in ladder.intent_model(settings).why


@pytest.mark.parametrize(
    ("account", "token", "who"), [("AC1", "t", "twilio"), ("AC1", None, "none"), ("", "t", "none")]
)
def test_recording_needs_an_account_and_its_token(tmp_path: Path, account: str, token: str | None, who: str) -> None:
    settings = Settings(project=tmp_path, TWILIO_ACCOUNT_SID=account, TWILIO_AUTH_TOKEN=token, _env_file=None)
    assert ladder.recording(settings).provider == who


@pytest.mark.parametrize(("url", "reachable"), [("", False), ("http://x", False), ("https://calls.example.com", True)])
def test_twilio_needs_a_public_https_address(tmp_path: Path, url: str, *, reachable: bool) -> None:
    settings = Settings(project=tmp_path, public_url=url, TWILIO_AUTH_TOKEN="t", _env_file=None)
    rung = ladder.telephone(settings)
    assert rung.provider == "twilio"
    assert ("only when" in rung.why) is not reachable


def test_the_local_token_is_made_once_and_only_for_us(tmp_path: Path) -> None:
    settings = Settings(project=tmp_path, twilio_auth_token=None, _env_file=None)
    token = auth_token(settings)
    assert len(token) >= 32
    assert auth_token(settings) == token
    path = tmp_path / ".trunkline" / "telephone.token"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_twilios_token_wins(tmp_path: Path) -> None:
    assert auth_token(Settings(project=tmp_path, TWILIO_AUTH_TOKEN="from twilio", _env_file=None)) == "from twilio"
    assert not (tmp_path / ".trunkline").exists()
