"""Which functions may the flows call, and what do they declare? The ``@handler`` registry.

Nothing here runs a handler; ``engine.dialog`` does, inside a deadline. A handler gets a narrow ``Call``, never the
graph.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast, get_type_hints

from engine.errors import HandlerError
from engine.handlers.outside import Away, Form, element
from engine.handlers.source import Named
from engine.types import Untaken

T = TypeVar("T")


@dataclass(slots=True)
class Call:
    """What a handler may know of the call it works for."""

    sid: str
    """The call's id at the telephony provider."""
    key: str
    """The idempotency key of this step: the same for a retry, another for another attempt by the caller."""
    said: str = field(default="", repr=False)
    """The caller's last utterance, masked."""
    locale: str = "en-GB"
    verified: str | None = None
    """The account that the caller has proven to own, if any."""
    deadline_s: float = 2.5
    """Seconds this handler has."""
    services: Mapping[type, Any] = field(default_factory=dict, repr=False)
    away: Away | None = field(default=None, repr=False)
    """How the call leaves our stream; only for a handler that is ``external``."""
    untaken: Untaken | None = None
    """The transfer that nobody took; only in what ``on: unanswered`` does."""

    def use(self, kind: type[T]) -> T:
        """Return the process's service of this type, such as ``Orders``.

        Raises ``HandlerError`` when the installation has none.
        """
        try:
            return cast("T", self.services[kind])
        except KeyError:
            raise HandlerError(
                f"no service of type {kind.__name__} is set up", todo="pass it to the conversation's services"
            ) from None

    def verify(self, account: str) -> None:
        """Record that the caller has proven to own ``account``."""
        self.verified = account

    async def outside(self, verb: str) -> Form:
        """Let the telephone provider do ``verb``, one TwiML element such as ``<Pay/>``, and return what came of it.

        The call leaves our stream for it: nothing that is keyed or said there passes us. Raises ``HandlerError`` when
        the handler is not declared ``external``, when the element would not come back, and when the call has gone on.
        """
        if self.away is None:
            raise HandlerError("only an external handler may leave the call", todo="declare it with external=True")
        return await self.away(element(verb))


Function = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Handler:
    """A function and what it declares."""

    name: str
    function: Function
    outcomes: tuple[str, ...]
    """Besides ``done``, ``error`` and ``timeout``, which every handler has."""
    commits: bool
    """It changes the world: shielded from barge-in, ten seconds, and corrections afterwards are refused."""
    external: bool
    """It may send the call out of our stream (``Call.outside``) and go on when the call is back."""
    inputs: Mapping[str, Any]
    """Parameter -> annotation (``Call`` excluded), ``Annotated`` kept."""
    optional: frozenset[str]
    """Parameters that have a default."""
    result: Any
    """The return annotation: a TypedDict or dataclass, possibly in a union with ``Outcome``."""
    file: str
    line: int
    takes_call: bool = True
    """Its first parameter is the ``Call``."""
    named: tuple[Named, ...] = field(default=(), repr=False, compare=False)
    """The outcomes that its source names; known of a project's own alone."""
    hold: object = field(default=None, repr=False, compare=False)
    """Keeps the module that it comes from (``engine.handlers.loading``)."""

    @property
    def own(self) -> bool:
        """Whether it is a project's own, not one of the engine's."""
        return self.hold is not None


class Registry:
    """Handlers by name."""

    def __init__(self, handlers: Sequence[Handler] = ()) -> None:
        """Start with ``handlers``."""
        self._handlers = {h.name: h for h in handlers}

    def add(self, handler: Handler) -> None:
        """Take one more. Raises ``HandlerError`` when the name is taken."""
        if handler.name in self._handlers:
            first = self._handlers[handler.name]
            raise HandlerError(
                f"handler '{handler.name}' is defined twice",
                todo=f"rename one of them: {first.file}:{first.line} or {handler.file}:{handler.line}",
                line=handler.line,
            )
        self._handlers[handler.name] = handler

    def get(self, name: str) -> Handler | None:
        """Return the handler called ``name``, or None."""
        return self._handlers.get(name)

    def names(self) -> tuple[str, ...]:
        """Every name, sorted."""
        return tuple(sorted(self._handlers))

    def __iter__(self) -> Any:  # noqa: ANN401
        """Iterate over the handlers by name."""
        return iter(self._handlers[name] for name in self.names())


_MARK = "__trunkline_handler__"


def handler(
    name: str, *, outcomes: Sequence[str] = (), commits: bool = False, external: bool = False
) -> Callable[[Function], Function]:
    """Declare an ``async def f(call: Call, ...)`` as the handler ``name``."""

    def declare(function: Function) -> Function:
        if not inspect.iscoroutinefunction(function):
            raise HandlerError(f"handler '{name}' must be an async def", todo="write async def")
        setattr(function, _MARK, (name, tuple(outcomes), commits, external))
        return function

    return declare


def handlers_of(module: Any) -> list[Handler]:  # noqa: ANN401 - any module or namespace
    """Return the handlers that ``module`` itself declares, not those it imports, with their typing resolved."""
    name = getattr(module, "__name__", None)
    marked = [f for f in vars(module).values() if inspect.isfunction(f) and hasattr(f, _MARK)]
    return [_described(f) for f in marked if name in (None, f.__module__)]


def _described(function: Function) -> Handler:
    name, outcomes, commits, external = getattr(function, _MARK)
    try:
        hints = get_type_hints(function, include_extras=True)
    except Exception as problem:  # an annotation is any expression, and typing evaluates it
        message, line = f"the types of handler '{name}' cannot be read: {problem}", function.__code__.co_firstlineno
        raise HandlerError(message, todo="import them", line=line) from problem
    parameters = [*inspect.signature(function).parameters.values()]
    takes_call = bool(parameters) and (hints.get(parameters[0].name) is Call or _bare(parameters[0], "call"))
    parameters = [each for each in parameters[takes_call:] if hints.get(each.name) is not Call]
    code = function.__code__
    return Handler(
        name=name,
        function=function,
        outcomes=outcomes,
        commits=commits,
        external=external,
        inputs={p.name: hints.get(p.name, str) for p in parameters},
        optional=frozenset(p.name for p in parameters if p.default is not inspect.Parameter.empty),
        result=hints.get("return"),
        file=code.co_filename,
        line=code.co_firstlineno,
        takes_call=takes_call,
    )


def _bare(parameter: inspect.Parameter, name: str) -> bool:
    return parameter.name == name and parameter.annotation is inspect.Parameter.empty
