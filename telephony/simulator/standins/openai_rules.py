"""What does an OpenAI-compatible server refuse? Headers and body in, a refusal or None out; pure.

Bearer key where one is wanted, known fields and models only, tools in their shape, strict schemas that are closed and
ask for everything, ``max_completion_tokens`` and no sampling for the 5.x models, and tools for those from 5.1 on only
with a ``reasoning_effort`` of none. A server of one's own knows less: no strict tools, no efforts, the old limit.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_MODEL = re.compile(r"gpt-(4o|4\.1|5(\.[1-6])?)(-mini|-nano)?(-20\d\d-\d\d-\d\d)?")
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_OLD = {
    "model", "messages", "tools", "tool_choice", "stream", "stream_options", "max_tokens", "temperature", "top_p",
    "stop", "user", "seed", "n",
}  # fmt: skip
_FIELDS = _OLD | {
    "max_completion_tokens", "parallel_tool_calls", "reasoning_effort", "response_format", "metadata", "store",
    "prompt_cache_key", "service_tier",
}  # fmt: skip
_ROLES = ("system", "developer", "user", "assistant", "tool")
_EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer other than 200."""

    status: int
    type: str
    message: str
    code: str | None = None
    param: str | None = None


def refusal(headers: Mapping[str, str], body: object, key: str, own: frozenset[str] = frozenset()) -> Refusal | None:
    """Return why the server would not answer. ``own``: the models of a server of one's own; empty: the vendor's."""
    given = headers.get("authorization", "")
    if key and not hmac.compare_digest(given.encode(), f"Bearer {key}".encode()):
        return Refusal(401, "invalid_request_error", "Incorrect API key provided.", "invalid_api_key")
    if not isinstance(body, dict):
        return _bad("We could not parse the JSON body of your request.")
    model = body.get("model")
    if not isinstance(model, str) or not (model in own if own else _MODEL.fullmatch(model)):
        return Refusal(404, "invalid_request_error", f"The model `{model}` does not exist", "model_not_found", "model")
    for name in body:
        if name not in (_OLD if own else _FIELDS):
            return _bad(f"Unrecognized request argument supplied: {name}", name)
    return _bad_messages(body) or _bad_tools(body, strict=not own) or (None if own else _bad_for_model(body, model))


def _bad(message: str, param: str | None = None) -> Refusal:
    return Refusal(400, "invalid_request_error", message, None, param)


def _bad_messages(body: Mapping[str, Any]) -> Refusal | None:
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        return _bad("Invalid 'messages': empty array.", "messages")
    for number, message in enumerate(messages):
        if not isinstance(message, dict) or message.get("role") not in _ROLES:
            return _bad(f"Invalid value: 'messages[{number}].role'", f"messages[{number}].role")
        if not isinstance(message.get("content"), str | list):
            return _bad(f"Invalid value: 'messages[{number}].content'", f"messages[{number}].content")
    if body.get("stream_options") is not None and not body.get("stream"):
        return _bad("The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options")
    return None


def _bad_tools(body: Mapping[str, Any], *, strict: bool) -> Refusal | None:  # noqa: PLR0911 - one a rule
    tools, choice = body.get("tools"), body.get("tool_choice")
    if tools == []:
        return _bad("Invalid 'tools': empty array.", "tools")
    if tools is None and (choice is not None or "parallel_tool_calls" in body):
        return _bad("'tool_choice' and 'parallel_tool_calls' are only allowed when 'tools' are specified.")
    if choice not in (None, "auto", "none", "required") and not isinstance(choice, dict):
        return _bad("Invalid value: 'tool_choice'", "tool_choice")
    for number, tool in enumerate(tools or ()):
        function = tool.get("function") if isinstance(tool, dict) and tool.get("type") == "function" else None
        if not isinstance(function, dict) or not _NAME.fullmatch(str(function.get("name", ""))):
            return _bad(f"Invalid 'tools[{number}].function.name'", f"tools[{number}].function.name")
        schema = function.get("parameters", {"type": "object", "properties": {}})
        if not isinstance(schema, dict) or schema.get("type") != "object":
            return _bad(f"Invalid schema for function '{function['name']}': type must be 'object'")
        if "strict" in function and not strict:
            return _bad("Unrecognized request argument supplied: strict")
        if function.get("strict") and not _closed(schema):
            return _bad(
                f"Invalid schema for function '{function['name']}': 'additionalProperties' is required to be supplied"
                " and to be false, and 'required' to name every property."
            )
    return None


def _closed(schema: Mapping[str, Any]) -> bool:
    names = set(schema.get("properties", {}))
    return schema.get("additionalProperties") is False and set(schema.get("required", ())) == names


def _bad_for_model(body: Mapping[str, Any], model: str) -> Refusal | None:
    if not model.startswith("gpt-5"):
        return _bad("Unrecognized request argument supplied: reasoning_effort") if "reasoning_effort" in body else None
    if "max_tokens" in body:
        return _bad("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", "max_tokens")
    if body.get("temperature", 1) != 1 or "top_p" in body:
        return _bad("Unsupported value: 'temperature' does not support this value with this model.", "temperature")
    effort = body.get("reasoning_effort")
    if effort is not None and (effort not in _EFFORTS or (effort == "none" and not model.startswith("gpt-5."))):
        return _bad("Unsupported value: 'reasoning_effort'", "reasoning_effort")
    if model.startswith("gpt-5.") and body.get("tools") and effort != "none":
        return _bad(
            f"Function tools with reasoning_effort are not supported for {model} in /v1/chat/completions."
            " To use function tools, use /v1/responses or set reasoning_effort to 'none'.",
            "reasoning_effort",
        )
    return None
