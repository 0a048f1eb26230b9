"""Whatever is wrong with an installation ends in a sentence, the right exit code, and an object where one was asked."""

from __future__ import annotations

import json
import logging
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog

from console.main import main

DEMO = Path(__file__).parents[2]
KEYS = ("DEEPGRAM_API_KEY", "ELEVENLABS_API_KEY", "CARTESIA_API_KEY", "ANTHROPIC_API_KEY", "TWILIO_AUTH_TOKEN")

Trunkline = Callable[..., int]


@pytest.fixture
def trunkline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Trunkline]:
    def run(*words: str) -> int:
        monkeypatch.setattr(sys, "argv", ["trunkline", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0)

    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    handlers = logging.getLogger().handlers[:]
    yield run
    structlog.reset_defaults()
    logging.getLogger().handlers[:] = handlers


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The demo without a model."""
    for name in ("flows", "intents", "tests/intents"):
        shutil.copytree(DEMO / name, tmp_path / name)
    shutil.copy(DEMO / "handlers.py", tmp_path)
    (tmp_path / ".trunkline" / "models").mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize("verb", ["serve", "chat", "check", "test", "train", "evaluate", "doctor", "demo"])
def test_a_project_that_is_no_folder_is_wrong_usage(
    trunkline: Trunkline, tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    (tmp_path / "file").touch()
    assert trunkline(verb, "--project", str(tmp_path / "file")) == 2
    assert capsys.readouterr().err.startswith("trunkline: --project must be a folder")


@pytest.mark.parametrize("verb", ["serve", "chat", "check", "test", "mutants", "train", "evaluate", "release"])
def test_where_there_is_no_project_the_way_to_one_is_told(
    trunkline: Trunkline, tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    assert trunkline(verb, "--project", str(tmp_path)) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"trunkline: there is no project in {tmp_path}\n  cd ")
    assert "trunkline new DIR" in said
    assert not any(tmp_path.iterdir()), "nothing is left behind"


def test_a_verb_that_is_not_there_is_taken_for_the_nearest(
    trunkline: Trunkline, capsys: pytest.CaptureFixture[str]
) -> None:
    assert trunkline("chekc") == 2
    assert "there is no verb 'chekc'; did you mean 'check'?" in capsys.readouterr().err
    assert trunkline("xyzzy") == 2
    assert "there is no verb 'xyzzy'; trunkline --help lists them" in capsys.readouterr().err


def test_check_takes_no_files_and_says_so(
    trunkline: Trunkline, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert trunkline("check", "flows/welcome.yaml", "--project", str(project)) == 2
    assert "check reads the whole project, not single files; leave flows/welcome.yaml out" in capsys.readouterr().err


def test_a_failure_is_an_object_too_where_one_was_asked_for(
    trunkline: Trunkline, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert trunkline("evaluate", "--project", str(project), "--json") == 3
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["ok"] is False
    assert told["error"]["code"] == "missing"
    assert "trunkline train" in told["error"]["todo"]


@pytest.mark.parametrize("name", ["", "deadbeef", "../../../etc", "\x7fELF\x00", "a\x00b"])
def test_a_pointer_to_no_model_is_told(
    trunkline: Trunkline, project: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (project / ".trunkline" / "models" / "current").write_bytes(name.encode() + b"\xd0")
    assert trunkline("serve", "--project", str(project)) == 1
    assert "names a model that is not there" in capsys.readouterr().err
    assert trunkline("doctor", "--project", str(project)) == 3


def test_what_the_system_refuses_is_a_sentence(
    trunkline: Trunkline, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(project / ".trunkline")
    (project / ".trunkline").touch()
    assert trunkline("train", "--project", str(project), "--json") == 1
    said = capsys.readouterr()
    assert f"{project}/.trunkline" in said.err
    assert "Traceback" not in said.err
    assert json.loads(said.out.splitlines()[-1])["ok"] is False


def damaged_database(project: Path) -> None:
    (project / ".trunkline" / "trunkline.db").write_bytes(b"\x7fELF" * 2000)


def database_is_a_folder(project: Path) -> None:
    (project / ".trunkline" / "trunkline.db").mkdir()


def records_are_binary(project: Path) -> None:
    (project / "flows" / "records" / "orders.csv").write_bytes(b"number,state\n\xff\xfe\xfa,x\n")


def a_record_is_short(project: Path) -> None:
    (project / "flows" / "records" / "orders.csv").write_text("number,state,day,total_minor\n1234,late\n")


def a_record_stands_twice(project: Path) -> None:
    line = "1234,late,0,100\n"
    (project / "flows" / "records" / "orders.csv").write_text("number,state,day,total_minor\n" + line + line)


def knowledge_is_binary(project: Path) -> None:
    (project / "flows" / "knowledge" / "shops.md").write_bytes(b"# x\n\xff\xfe\n")


def key_is_empty(project: Path) -> None:
    (project / ".trunkline" / "ledger.key").touch()


@pytest.mark.parametrize(
    ("spoil", "code", "told"),
    [
        (damaged_database, 1, "trunkline.db cannot be used: file is not a database"),
        (database_is_a_folder, 1, "trunkline.db cannot be used: unable to open"),
        (records_are_binary, 2, "orders.csv is not a table in UTF-8"),
        (a_record_is_short, 2, "orders.csv:2: "),
        (a_record_stands_twice, 2, "orders.csv:3: '1234' is on line 2 already"),
        (knowledge_is_binary, 2, "shops.md is not UTF-8"),
        (key_is_empty, 1, "ledger.key is empty"),
    ],
)
def test_what_is_spoilt_is_named(
    trunkline: Trunkline,
    project: Path,
    capsys: pytest.CaptureFixture[str],
    *,
    spoil: Callable[[Path], None],
    code: int,
    told: str,
) -> None:
    spoil(project)
    assert trunkline("chat", "--project", str(project)) == code
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "code", "told"),
    [
        ("nonsense", 2, "TRUNKLINE_DATABASE_URL"),
        ("sqlite:///calls.db", 2, "asynchronous driver"),
        ("postgresql+nodriver://u:hunter2@127.0.0.1:1/x", 2, "TRUNKLINE_DATABASE_URL"),
        ("postgresql+asyncpg://u:hunter2@127.0.0.1:1/x", 3, "asyncpg"),
    ],
)
def test_a_database_that_cannot_be_is_told_without_its_password(
    trunkline: Trunkline,
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    url: str,
    code: int,
    told: str,
) -> None:
    monkeypatch.setenv("TRUNKLINE_DATABASE_URL", url)
    assert trunkline("chat", "--project", str(project)) == code
    said = capsys.readouterr().err
    assert told in said
    assert "hunter2" not in said


def test_a_script_that_is_no_text_is_told(
    trunkline: Trunkline, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = project / "script.yaml"
    script.write_bytes(b"\x7fELF\xd0\x00")
    assert trunkline("call", str(script), "--project", str(project), "--bursts") == 2
    assert "cannot be read as YAML" in capsys.readouterr().err
