from __future__ import annotations

from os import path

from hypothesis import given
from hypothesis import strategies as st

from telephony.simulator.standins.prompt_cache import AnyPrefixes, MarkedPrefixes, prefixes, tokens

PARTS = st.text("ab", max_size=200)


@given(st.lists(PARTS, min_size=1, max_size=6), PARTS)
def test_what_is_read_is_the_longest_common_beginning_in_steps(seen: list[str], prompt: str) -> None:
    cache = AnyPrefixes(least=8, step=4)
    for each in seen:
        cache.read(each)
    common = max(len(path.commonprefix((prompt, each))) for each in seen) // 4  # noqa: RUF071 - of characters
    assert cache.read(prompt) == (common // 4 * 4 if common >= 8 else 0)


def test_a_marked_prefix_counts_when_it_is_the_same_and_long_enough() -> None:
    cache, long, short = MarkedPrefixes(), "rule " * 500, "rule " * 300
    assert [cache.read(each, 512) for each in (long, long, short, short, long + ".")] == [0, tokens(long), 0, 0, 0]
    assert cache.read(short, 256) == 0, "what was too short was not kept"


def test_a_request_is_read_tools_first_and_each_mark_is_a_beginning() -> None:
    mark = {"cache_control": {"type": "ephemeral"}}
    tools = [{"name": "a"}, {"name": "b", **mark}]
    body = {"tools": tools, "system": [{"type": "text", "text": "rules", **mark}], "messages": [{"content": "hi"}]}
    whole, (first, second) = prefixes(body)
    assert first == '{"name": "a"}{"name": "b"}'
    assert second.startswith(first)
    assert second.endswith('"rules"}')
    assert whole.startswith(second)
    assert "cache_control" not in whole
    assert prefixes({"system": "rules", "messages": [{"content": "hi"}]})[1] == []
