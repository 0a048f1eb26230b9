from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import SettingsError
from engine.settings import read_settings


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "abc"),
        ("port", "99999"),
        ("port", "-1"),
        ("max_calls", "-5"),
        ("public_url", "calls.example.com"),
        ("public_url", "https://"),
        ("deepgram_url", "::::"),
        ("project", "/nowhere/at/all"),
        ("log_json", "perhaps"),
        ("anthropic_model", "claude-haiku-5-5,,"),
        ("openai_model", "two words"),
    ],
)
def test_what_cannot_be_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"TRUNKLINE_{name.upper()}", value)
    with pytest.raises(SettingsError, match=f"^{name}: ") as found:
        read_settings()
    assert found.value.todo


def test_an_empty_variable_is_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUNKLINE_PORT", "")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "")
    monkeypatch.setenv("DEEPGRAM_API_KEY", "")
    settings = read_settings()
    assert settings.port == 8080
    assert settings.twilio_auth_token is None, "an empty token signs for everybody"
    assert settings.deepgram_api_key is None


def test_a_dotenv_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"TRUNKLINE_PORT=\xff\xfe\n")
    with pytest.raises(SettingsError, match="env"):
        read_settings()
