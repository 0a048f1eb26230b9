import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

pytest.importorskip("pocketsphinx")
pytest.importorskip("espeakng_loader")

from console import call
from console.main import app

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.local


@pytest.mark.timeout(300)
def test_a_call_that_shows_too_little_is_exit_code_1_and_says_what(demo_model: Path, tmp_path: Path) -> None:
    """The whole demo call is in tests/telephony/simulator/test_demo_recording.py; this one hangs up at once."""
    script = tmp_path / "short.yaml"
    script.write_text("steps: [{silence: 500}, hang up]\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["demo", "--project", str(ROOT), "--script", str(script), "--json"])
    assert done.exit_code == 1, done.output
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["ending"] == "caller"
    assert result["feats"]["a correction"] is False
    assert result["feats"]["nothing but Twilio's protocol on the wire"] is True
    assert Path(result["wav"]).exists()
    assert " no  a transfer to people" in done.stderr


def test_without_the_local_extra_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call, "local_is_installed", lambda: False)
    done = CliRunner().invoke(app, ["demo", "--project", str(ROOT)])
    assert "trunkline[local]" in getattr(done.exception, "todo", "")
