"""What does ``understood:`` say? What the classifier would, or the moves that a language model would answer.

understood: nothing
understood: {flow: order_status}              also with score: 0.62; or label: human
understood: {between: [order_status, make_payment]}
understood: {fill: {amount: forty}}           a model's moves: also correct, and the rest of this list
understood: {act: human}
understood: {answer: yes}
understood: {flows: [make_payment, order_status]}   two wishes at once, the first one first
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast, get_args

from engine.flows.source import Node, ScalarNode
from engine.rehearsal.model import Understood
from engine.rehearsal.shapes import Shapes
from engine.types import Act, Answer, Correct, DoAct, Fill, Move, StartFlow

MOVES = ("fill", "correct", "act", "answer", "flows")
UNDERSTOOD = ("flow", "label", "between", "score", *MOVES)


def read_pin(node: Node, shapes: Shapes) -> Understood:
    """Read the value of ``understood:``."""
    if isinstance(node, ScalarNode):
        if node.text != "nothing":
            shapes.wrong(node, "T004", "understood is 'nothing', or has a flow, a label or two of them")
        return Understood((), node.at)
    labels: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()
    score = 1.0
    for key, value in shapes.entries(node, "understood", UNDERSTOOD):
        if key.text == "score":
            score = shapes.share(value)
        elif key.text in MOVES:
            moves = (*moves, *_moves(key.text, value, shapes))
        else:
            labels = tuple(shapes.text(item) for item in shapes.items(value))
            if (len(labels) == 1) is (key.text == "between"):
                shapes.wrong(value, "T004", "'between' takes two, 'flow' and 'label' take one")
    if labels and moves:
        shapes.wrong(node, "T002", "either the classifier is sure, or a model's moves count", "keep one of them")
    return Understood(labels, node.at, score, moves)


def _moves(kind: str, node: Node, shapes: Shapes) -> Iterator[Move]:
    if kind == "act":
        act = shapes.text(node)
        if act not in get_args(Act):
            shapes.wrong(node, "T004", f"there is no act '{act}'", f"acts are {', '.join(get_args(Act))}")
        yield DoAct(cast("Act", act))
    elif kind == "answer":
        answer = shapes.text(node)
        if answer not in ("yes", "no"):
            shapes.wrong(node, "T004", "an answer is yes or no")
        yield Answer(answer == "yes")
    elif kind == "flows":
        flows = [shapes.text(item) for item in shapes.items(node)]
        if len(set(flows)) != 2:  # noqa: PLR2004 - one after the other
            shapes.wrong(node, "T004", "'flows' takes two", "one is a 'flow'")
        yield from map(StartFlow, flows)
    else:
        make = Fill if kind == "fill" else Correct
        yield from (make(field.name, field.value) for field in shapes.fields(node, kind))
