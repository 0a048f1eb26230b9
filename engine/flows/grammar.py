"""What may stand behind ``if:`` and ``match:``? Comparisons, ``and``, ``or``, ``not`` and ``in`` over values and names.

    either   = both ("or" both)*
    both     = negation ("and" negation)*
    negation = "not" negation | relation
    relation = operand (("==" | "!=" | "<" | "<=" | ">" | ">=" | ["not"] "in") operand)?
    operand  = number | 'text' | "text" | true | false | yes | no | name("." name)*
             | "{" name("." name)* "}" | "[" operand, ... "]" | "(" either ")"

No calls, no indexing, no arithmetic. A bare word right of ``==`` or ``!=``, or inside ``[ ]``, is the word itself,
as under ``match``: ``order.state == late``. To compare with another value there, put its name in braces, as in a text:
``code == {code_again}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NoReturn, cast

from engine.flows.model import Compare, Constant, Expression, Junction, Members, Name, Not, Position, Reference

MAX_CHARACTERS = 1000
MAX_DEPTH = 20

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>-?[0-9]+(?:\.[0-9]+)?(?![\w.]))|(?P<text>'[^']*'|"[^"]*")|(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)"""
    r"""|(?P<sign>==|!=|<=|>=|<|>|[()\[\]{},]))"""
)
_TRUTH = {"true": True, "yes": True, "false": False, "no": False}
_WORDS = {"and", "or", "not", "in"}
_RELATIONS = {"==", "!=", "<", "<=", ">", ">="}
_EQUALITIES = {"==", "!="}
_MEANT = {"is": "==", "equals": "==", "AND": "and", "OR": "or", "NOT": "not", "IN": "in"}
"""What people write for it."""

Operator = Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in"]


class ExpressionError(ValueError):
    """The text is not an expression; ``at`` is where, ``hint`` what to do."""

    def __init__(self, message: str, at: Position, hint: str = "", instead: tuple[str, str] | None = None) -> None:
        """Keep the place and the remedy beside the sentence; ``instead``: what stands there and what must."""
        super().__init__(message)
        self.at = at
        self.hint = hint
        self.instead = instead


def parse(text: str, at: Position) -> Expression:
    """Parse ``text``, whose first character stands at ``at``. Raises ``ExpressionError``."""
    if len(text) > MAX_CHARACTERS:
        raise ExpressionError(f"the condition is longer than {MAX_CHARACTERS} characters", at)
    parser = _Parser(_tokens(text, at), at)
    expression = parser.either()
    if parser.token.kind != "end":
        parser.unexpected()
    return expression


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Literal["number", "text", "name", "word", "sign", "end"]
    text: str
    at: Position


def _tokens(text: str, at: Position) -> Iterator[_Token]:
    index, end = 0, len(text.rstrip())
    while index < end:
        found = _TOKEN.match(text, index)
        if found is None:
            index += len(text[index:]) - len(text[index:].lstrip())
            _strange(text, index, _moved(at, index))
        kind = cast("Literal['number', 'text', 'name', 'sign']", found.lastgroup)
        word = found.group(kind)
        place = _moved(at, found.start(kind))
        yield _Token("word" if word in _WORDS else kind, word, place)
        index = found.end()
    yield _Token("end", "", _moved(at, end))


def _strange(text: str, index: int, at: Position) -> NoReturn:
    character = text[index]
    if character == "=":
        raise ExpressionError("one '=' is no comparison", at, "write '=='", ("=", "=="))
    if character in "'\"":
        raise ExpressionError("the quote is never closed", at)
    if character in "&|":
        raise ExpressionError(f"'{character}' cannot stand in a condition", at, "write 'and' or 'or'")
    if character in "+-*/%":
        raise ExpressionError("a condition cannot calculate", at, "let a handler work it out")
    raise ExpressionError(f"'{character}' cannot stand in a condition", at)


def _moved(at: Position, by: int) -> Position:
    return Position(at.file, at.line, at.column + by)


@dataclass(slots=True)
class _Parser:
    """Recursive descent over the tokens; one method per line of the grammar."""

    ahead: Iterator[_Token]
    at: Position
    index: int = 0
    depth: int = 0
    read: list[_Token] = field(default_factory=list)
    """As far as anybody looked: of a condition that is none, the rest is not worth reading."""

    @property
    def token(self) -> _Token:
        """The token that comes next."""
        return self._at(self.index)

    def _at(self, index: int) -> _Token:
        while len(self.read) <= index:
            self.read.append(next(self.ahead))
        return self.read[index]

    def either(self) -> Expression:
        """Parse ``both ("or" both)*``."""
        operands = [self.both()]
        while self._takes("or"):
            operands.append(self.both())
        return operands[0] if len(operands) == 1 else Junction("or", tuple(operands), operands[0].at)

    def both(self) -> Expression:
        """Parse ``negation ("and" negation)*``."""
        operands = [self.negation()]
        while self._takes("and"):
            operands.append(self.negation())
        return operands[0] if len(operands) == 1 else Junction("and", tuple(operands), operands[0].at)

    def negation(self) -> Expression:
        """Parse ``"not" negation | relation``."""
        at = self.token.at
        if self._takes("not"):
            self._deeper()
            negated = Not(self.negation(), at)
            self.depth -= 1
            return negated
        return self.relation()

    def relation(self) -> Expression:
        """Parse one comparison, or an operand alone."""
        left = self._operand(words=False)
        operator = self._operator()
        if operator is None:
            return left
        at = self.token.at
        right = self._operand(words=operator in _EQUALITIES)
        if operator in ("in", "not in") and not isinstance(right, Members | Reference):
            raise ExpressionError("'in' needs a list", at, "write [a, b]")
        if self.token.text in _RELATIONS or self.token.text == "in":
            raise ExpressionError("comparisons cannot be chained", self.token.at, "join them with 'and'")
        return Compare(operator, left, right, left.at)

    def _operator(self) -> Operator | None:
        text = self.token.text if self.token.kind in ("sign", "word") else ""
        if text in _RELATIONS or text == "in":
            self.index += 1
            return cast("Operator", text)
        if text == "not" and self._at(self.index + 1).text == "in":
            self.index += 2
            return "not in"
        return None

    def _operand(self, *, words: bool) -> Expression:
        token = self.token
        if self._takes("("):
            self._deeper()
            inner = self.either()
            self.depth -= 1
            self._expect(")")
            return inner
        if self._takes("["):
            return self._members(token.at)
        if self._takes("{"):
            return self._braced()
        if token.kind not in ("number", "text", "name"):
            self.unexpected()
        self.index += 1
        if self.token.text == "(" and token.kind == "name":
            raise ExpressionError(f"'{token.text}' cannot be called here", token.at, "use a handler: do: name")
        return self._value(token, words=words)

    def _value(self, token: _Token, *, words: bool) -> Expression:
        if token.kind == "number":
            if re.match("-?0[0-9]", token.text):
                raise ExpressionError(f"'{token.text}' is no number", token.at, "put digits in quotes")
            return Constant(Decimal(token.text), token.at)
        if token.kind == "text":
            return Constant(Name(token.text[1:-1], token.at), token.at)
        if token.text in _TRUTH:
            return Constant(_TRUTH[token.text], token.at)
        if words and "." not in token.text:
            return Constant(Name(token.text, token.at), token.at)
        return Reference(tuple(token.text.split(".")), token.at)

    def _braced(self) -> Reference:
        token = self.token
        if token.kind != "name":
            self.unexpected()
        self.index += 1
        self._expect("}")
        return Reference(tuple(token.text.split(".")), token.at)

    def _members(self, at: Position) -> Members:
        values: list[Expression] = []
        while not self._takes("]"):
            if values:
                self._expect(",")
            if self.token.text in ("[", "("):
                self.unexpected()
            values.append(self._operand(words=True))
        return Members(tuple(values), at)

    def _takes(self, text: str) -> bool:
        taken = self.token.text == text and self.token.kind in ("sign", "word")
        self.index += taken
        return taken

    def _expect(self, text: str) -> None:
        if not self._takes(text):
            raise ExpressionError(f"'{text}' is missing", self.token.at)

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(f"this is nested more than {MAX_DEPTH} deep", self.at)

    def unexpected(self) -> NoReturn:
        """Say what stands where something else should."""
        if self.token.kind == "end":
            raise ExpressionError("the condition ends too early", self.token.at)
        token, meant = self.token, _MEANT.get(self.token.text)
        if meant and self._at(self.index + 1).text == "not":
            raise ExpressionError(f"'{token.text} not' is no comparison", token.at, "write '!='")
        if meant:
            instead = (token.text, meant)
            raise ExpressionError(f"'{token.text}' means nothing here", token.at, f"write '{meant}'", instead)
        hint = "a condition compares, as in 'nights > 3', and joins with 'and', 'or' and 'not'"
        raise ExpressionError(f"'{token.text}' cannot stand here", token.at, hint)
