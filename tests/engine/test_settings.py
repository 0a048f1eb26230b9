from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.errors import SettingsError
from engine.settings import read_settings, variables
from engine.variables import ELSEWHERE


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
    with pytest.raises(SettingsError, match=f"^TRUNKLINE_{name.upper()} \\(environment\\) must be ") as found:
        read_settings()
    assert found.value.todo
    assert "pattern" not in str(found.value)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("port", "abc", "a whole number, at least 1 and at most 65535"),
        ("hedge_after", "2", "a number, more than 0 and at most 1"),
        ("log_json", "perhaps", "true or false"),
        ("transcriber", "deepgram", "one of auto, deepgram-flux, deepgram-nova, local"),
        ("public_url", "calls.example.com", "an address with its scheme, https://calls.example.com"),
        ("openai_url", "ws://here", "an address with its scheme, https://calls.example.com"),
        ("synthesizer", "cartesia;local", "auto, or one or several of elevenlabs-stream, elevenlabs, cartesia, local"),
        ("anthropic_model", "a,,b", "a model's id, or several with commas between"),
        ("prices", "/nope", "a file that is there, which /nope is not"),
        ("project", "/nope", "a folder that is there, which /nope is not"),
    ],
)
def test_what_is_allowed_is_told_in_words(monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str) -> None:
    monkeypatch.setenv(f"TRUNKLINE_{name.upper()}", value)
    with pytest.raises(SettingsError) as found:
        read_settings()
    assert f"must be {told}" in str(found.value)


def test_an_option_is_told_as_an_option(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUNKLINE_PORT", "8081")
    with pytest.raises(SettingsError, match=r"^--port must be a whole number"):
        read_settings(port=0)


def test_every_problem_is_told_at_once_and_where_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "# ours\n\nTRUNKLINE_PORT=8090x\nfoo hunter2\nexport TRUNKLINE_RECROD=1\nPGPASSWORD='x'\n"
    (tmp_path / ".env").write_text(text, "utf-8")
    monkeypatch.setenv("TRUNKLINE_MAXCALLS", "1")
    monkeypatch.setenv("trunkline_deepgram_api_key", "hunter2")
    monkeypatch.setenv("TRUNKLINE_HEDGE_AFTER", "never")
    with pytest.raises(SettingsError) as found:
        read_settings()
    assert str(found.value).split("\n") == [
        ".env, line 4, is no assignment: NAME=value",
        "TRUNKLINE_DEEPGRAM_API_KEY (environment) is no setting; did you mean DEEPGRAM_API_KEY?",
        "TRUNKLINE_MAXCALLS (environment) is no setting; did you mean TRUNKLINE_MAX_CALLS?",
        "TRUNKLINE_RECROD (.env, line 5) is no setting; did you mean TRUNKLINE_RECORD?",
        "TRUNKLINE_PORT (.env, line 3) must be a whole number, at least 1 and at most 65535",
        "TRUNKLINE_HEDGE_AFTER (environment) must be a number, more than 0 and at most 1",
    ]
    assert "hunter2" not in str(found.value)


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("TRUNKLINE_PORT=8090\nTRUNKLINE_HOST=::1\n", "utf-8")
    monkeypatch.setenv("TRUNKLINE_PORT", "x")
    with pytest.raises(SettingsError, match=r"^TRUNKLINE_PORT \(environment\)"):
        read_settings()
    monkeypatch.setenv("TRUNKLINE_PORT", "")
    assert (read_settings().port, read_settings().host) == (8090, "::1")


@pytest.mark.parametrize("name", ["TRUNKLINE_VENV", "TRUNKLINE_MODEL_KEY", "TRUNKLINE_MODEL_SIGNING_KEY"])
def test_what_others_read_is_no_mistake(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, __file__)
    monkeypatch.setenv("trunkline_port", "8082")
    assert read_settings().port == 8082


def test_every_variable_that_the_tree_names_is_one() -> None:
    root = Path(__file__).parents[2]
    kinds = ("*.md", "docs/*.md", "console/**/*.py", "telephony/**/*.py")
    pages = [page for kind in kinds for page in root.glob(kind)]
    lines = [line for page in pages for line in page.read_text("utf-8").splitlines() if "is no setting" not in line]
    named = {name for line in lines for name in re.findall(r"\bTRUNKLINE_[A-Z_]*[A-Z]\b", line)}
    assert named - variables() <= ELSEWHERE


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
