"""Is the token that signs our webhooks the account's? One request to Twilio's REST API, which no call needs."""

from __future__ import annotations

import httpx

from engine.errors import ProviderError
from engine.refusals import REFUSED, UNPAID, cause_of
from engine.settings import Settings

ADDRESS = "https://api.twilio.com"
PROVIDER = "twilio"
ANSWER_S = 5.0
ACTIVE = "active"


async def ask(settings: Settings) -> None:
    """Ask for the account. Raises ``ProviderError`` when it is not ours, or does not serve calls."""
    sid, token = settings.twilio_account_sid, settings.twilio_auth_token
    secret = "" if token is None else token.get_secret_value()
    url = f"{settings.twilio_url.rstrip('/') or ADDRESS}/2010-04-01/Accounts/{sid}.json"
    try:
        async with httpx.AsyncClient(timeout=ANSWER_S, auth=(sid, secret)) as client:
            answer = await client.get(url)
            status = answer.json().get("status", "") if answer.is_success else ""
    except httpx.TimeoutException:
        raise _error("stalled", "does not answer") from None
    except httpx.HTTPError as error:
        raise _error("unreachable", f"cannot be reached ({type(error).__name__})") from None
    except (ValueError, AttributeError):
        raise _error("garbage", "does not answer as Twilio does") from None
    if not answer.is_success:
        cause = cause_of(answer.status_code)
        raise _error(cause, f"does not know us ({answer.status_code})", answer.status_code)
    if status != ACTIVE:
        raise _error(UNPAID, f"says that the account is {status}")


def _error(cause: str, what: str, status: int = 0) -> ProviderError:
    todo = "check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN" if cause == REFUSED else ""
    return ProviderError(f"Twilio {what}", provider=PROVIDER, cause=cause, todo=todo, status=status)
