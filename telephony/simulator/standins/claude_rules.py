"""What does the Messages API refuse? Headers and body in, a refusal or None out; pure.

Bearer key, a version header, known models; a forced tool only where the model takes it; no sampling parameters and no
prefilled answer for the 5.x models; thinking that the model cannot switch off.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LATEST_VERSION = "2026-10-21"
_VERSION = re.compile(r"20\d\d-\d\d-\d\d")
_MODEL = re.compile(r"claude-(opus|sonnet|haiku|fable|mythos)-(4-5|4-6|4-7|4-8|5|5-1|5-2|5-5)(-20\d{6})?")
_UNFORCED = ("opus", "sonnet", "fable", "mythos")
_SAMPLING = ("temperature", "top_p", "top_k")
_FORCED = ("any", "tool")
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer other than 200."""

    status: int
    type: str
    message: str


def _bad(message: str) -> Refusal:
    return Refusal(400, "invalid_request_error", message)


def bad_key(headers: Mapping[str, str], key: str) -> Refusal | None:
    """Return why ``headers`` do not open."""
    given = headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {key}".encode()):
        return Refusal(401, "authentication_error", "invalid bearer token")
    return None


def refusal(headers: Mapping[str, str], body: object, key: str) -> Refusal | None:
    """Return why the API would not answer."""
    if (bad := bad_key(headers, key)) is not None:
        return bad
    if not _VERSION.fullmatch(headers.get("anthropic-version", "")):
        return _bad("anthropic-version: header is required")
    if not isinstance(body, dict):
        return _bad("the body is not a JSON object")
    model = body.get("model")
    if not isinstance(model, str) or not _MODEL.fullmatch(model):
        return Refusal(404, "not_found_error", f"model: {model}")
    return _bad_messages(body) or _bad_tools(body) or _bad_for_model(body, model)


def _bad_messages(body: Mapping[str, Any]) -> Refusal | None:
    limit, messages = body.get("max_tokens"), body.get("messages")
    if not isinstance(limit, int) or limit < 0:
        return _bad("max_tokens: Input should be a valid integer")
    if not isinstance(messages, list) or not messages:
        return _bad("messages: at least one message is required")
    for number, message in enumerate(messages):
        if not isinstance(message, dict) or message.get("role") not in {"user", "assistant"}:
            return _bad(f"messages.{number}.role: Input should be 'user' or 'assistant'")
        if not isinstance(message.get("content"), str | list) or not message["content"]:
            return _bad(f"messages.{number}.content: must not be empty")
    if messages[0]["role"] != "user":
        return _bad("messages: first message must use the user role")
    return None


def _bad_tools(body: Mapping[str, Any]) -> Refusal | None:  # noqa: PLR0911 - one a rule
    tools, choice = body.get("tools", []), body.get("tool_choice")
    names: set[str] = set()
    for number, tool in enumerate(tools):
        name = tool.get("name") if isinstance(tool, dict) else None
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            return _bad(f"tools.{number}.name: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'")
        if name in names:
            return _bad(f"tools: Tool names must be unique ({name})")
        schema = tool.get("input_schema")
        if not isinstance(schema, dict) or schema.get("type") != "object":
            return _bad(f"tools.{number}.input_schema.type: Input should be 'object'")
        if tool.get("strict") and schema.get("additionalProperties") is not False:
            return _bad(f"tools.{number}: a strict tool needs additionalProperties: false")
        names.add(name)
    if choice is not None and not tools:
        return _bad("tool_choice may only be specified while providing tools")
    if isinstance(choice, dict) and choice.get("type") == "tool" and choice.get("name") not in names:
        return _bad(f"tool_choice: Tool '{choice.get('name')}' not found in provided tools")
    return None


def _bad_for_model(body: Mapping[str, Any], model: str) -> Refusal | None:  # noqa: PLR0911 - one a rule
    family, generation = model.split("-")[1:3]
    if generation != "5":
        return None
    thinking = (body.get("thinking") or {}).get("type", "adaptive" if family == "haiku" else "on")
    choice = (body.get("tool_choice") or {}).get("type", "auto")
    for name in _SAMPLING:
        if name in body:
            return _bad(f"{name}: sampling parameters are not supported by {model}")
    if thinking == "disabled" and family != "haiku":
        return _bad(f"thinking: {model} does not support disabled thinking")
    if choice in _FORCED and family in _UNFORCED:
        return _bad(f"tool_choice: {model} does not support forced tool use; use auto")
    if choice in _FORCED and thinking != "disabled":
        return _bad("tool_choice: thinking may not be enabled when tool_choice forces tool use")
    if body["messages"][-1]["role"] == "assistant":
        return _bad(f"messages: {model} does not support prefilling the assistant's answer")
    return None
