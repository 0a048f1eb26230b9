import pytest

from engine.errors import ProviderError
from engine.remedies import ADDRESSES, plain, remedies
from engine.settings import Settings


def todo(provider: str, cause: str, **settings: str) -> str:
    found = remedies(Settings(_env_file=None, **settings))  # type: ignore[arg-type]
    return found(ProviderError("x", provider=provider, cause=cause, todo="its own"))


def test_a_refused_key_is_named_by_its_variable() -> None:
    assert todo("deepgram-flux", "refused") == "check DEEPGRAM_API_KEY"
    assert todo("elevenlabs-stream", "refused") == "check ELEVENLABS_API_KEY"


def test_an_address_of_our_own_is_named_without_its_secrets() -> None:
    told = todo("cartesia", "refused", cartesia_url="https://user:hunter2@voices.example:8443/v1?key=hunter2")
    assert told == "check CARTESIA_API_KEY, and whether TRUNKLINE_CARTESIA_URL, https://voices.example:8443, is right"
    told = todo("openai", "unreachable", openai_url="http://hunter2@10.0.0.1:8000")
    assert "TRUNKLINE_OPENAI_URL, http://10.0.0.1:8000," in told
    assert "hunter2" not in told


@pytest.mark.parametrize("cause", ["unreachable", "stalled", "dropped", "garbage"])
def test_who_does_not_answer_is_named_by_its_address(cause: str) -> None:
    assert todo("anthropic", cause) == (
        "see whether https://api.anthropic.com can be reached from here and answers as anthropic does"
    )


def test_an_account_without_credit_is_named_by_its_vendor() -> None:
    assert "the account at deepgram has credit" in todo("deepgram-flux", "unpaid")


def test_what_nothing_is_known_of_has_the_remedy_of_the_error() -> None:
    assert todo("local", "refused") == "its own"
    assert todo("anthropic", "limited") == "its own"


def test_every_vendor_has_its_settings() -> None:
    for vendor, address in ADDRESSES.items():
        assert {f"{vendor}_url", f"{vendor}_api_key"} <= set(Settings.model_fields)
        assert plain(address) == address
