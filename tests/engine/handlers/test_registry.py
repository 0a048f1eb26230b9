import sys
from types import SimpleNamespace
from typing import Any, TypedDict

import pytest

from engine.errors import HandlerError
from engine.handlers.registry import Call, Handler, Registry, handler, handlers_of
from engine.types import Digits, Outcome


class Found(TypedDict):
    name: str


@handler("test.find", outcomes=("missing",), commits=True)
async def find(call: Call, number: Digits, hint: str = "") -> Found | Outcome:
    return Found(name=number + hint)


def test_a_handler_is_described_by_its_signature() -> None:
    (found,) = handlers_of(sys.modules[__name__])
    assert (found.name, found.outcomes, found.commits, found.external) == ("test.find", ("missing",), True, False)
    assert list(found.inputs) == ["number", "hint"]
    assert found.optional == {"hint"}
    assert found.file == __file__


def described(function: Any) -> Handler:
    (found,) = handlers_of(SimpleNamespace(it=handler("test.it")(function)))
    return found


def test_a_handler_takes_the_call_first() -> None:
    async def typed(it: Call, number: Digits) -> None: ...
    async def bare(call, number: Digits) -> None: ...  # type: ignore[no-untyped-def]  # noqa: ANN001 - as some write
    async def without(number: Digits) -> None: ...
    async def second(number: Digits, call: Call) -> None: ...

    found = [described(each) for each in (typed, bare, without, second)]
    assert [each.takes_call for each in found] == [True, True, False, False]
    assert [list(each.inputs) for each in found] == [["number"]] * 4


def test_a_name_is_taken_once() -> None:
    (found,) = handlers_of(sys.modules[__name__])
    registry = Registry([found])
    assert registry.names() == ("test.find",)
    assert registry.get("test.fnd") is None
    with pytest.raises(HandlerError, match="defined twice"):
        registry.add(found)


def test_a_handler_must_be_asynchronous() -> None:
    with pytest.raises(HandlerError, match="must be an async def"):
        handler("test.sync")(lambda call: call)


def test_a_service_that_is_not_set_up_says_so() -> None:
    with pytest.raises(HandlerError, match="no service of type Registry"):
        Call(sid="CA1", key="k").use(Registry)
