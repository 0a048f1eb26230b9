"""What did a call cost? A bill and a price table come to money by component, and to what was not spent.

A price is a number for each unit. A model that is not listed by its name has the price of the longest name that it
begins with; a provider without a price is named, not guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from engine.bill import Bill, Component, Item, Unit
from engine.errors import SettingsError

LISTED = Path(__file__).with_name("prices.yaml")
COMPONENTS: tuple[Component, ...] = ("telephone", "transcriber", "synthesizer", "language model")
PRICED: Mapping[str, tuple[Unit, float]] = {
    "minute": ("seconds", 60.0),
    "thousand_characters": ("characters", 1000.0),
    "million_input": ("input", 1e6),
    "million_cached": ("cached", 1e6),
    "million_output": ("output", 1e6),
}
"""How a price is named -> what is counted, and how much of it the price is for."""
_FREE: tuple[Unit, ...] = ("kept", "answers")
_WAY = f"mend it, as {LISTED} has it, or unset TRUNKLINE_PRICES: that one holds then"

Rates = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one call cost."""

    currency: str
    as_of: str
    """Date of the prices."""
    components: Mapping[Component, float]
    """Component -> money."""
    used: Mapping[str, float]
    """``synthesizer elevenlabs characters`` -> how many."""
    unpriced: tuple[str, ...]
    """``component provider`` of what was used and has no price."""
    asked: int
    """Answers of language models."""
    avoided: int
    """Utterances that were understood without one."""
    saved: float
    """What those would have cost at a language model, and kept speech at a synthesizer."""

    @property
    def total(self) -> float:
        """All components."""
        return sum(self.components.values())

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values; money to the hundredth of a cent."""
        return {
            "currency": self.currency,
            "prices_of": self.as_of,
            "total": round(self.total, 6),
            "components": {name: round(money, 6) for name, money in self.components.items()},
            "used": {name: round(amount, 1) for name, amount in self.used.items()},
            "unpriced": list(self.unpriced),
            "language_model": {"asked": self.asked, "avoided": self.avoided},
            "saved": round(self.saved, 6),
        }


@dataclass(frozen=True, slots=True)
class Prices:
    """A price table."""

    currency: str = "USD"
    as_of: str = ""
    rates: Mapping[Component, Mapping[str, Rates]] = field(default_factory=dict)
    understanding: Mapping[Unit, float] = field(default_factory=dict)
    """Tokens of one understanding where nobody was asked."""

    def cost(self, bill: Bill, understood: int, model: str = "") -> Cost:
        """Return what ``bill`` comes to. ``understood``: utterances for which no language model was asked.

        ``model`` is the language model that would have been asked; empty: there is none, and nothing is saved by it.
        """
        money = dict.fromkeys(COMPONENTS, 0.0)
        unpriced: dict[str, None] = {}
        for item, amount in bill.used.items():
            rate = self._rate(item)
            if rate is not None:
                money[item.component] += rate * amount
            elif item.unit not in _FREE:
                unpriced[f"{item.component} {item.provider}"] = None
        return Cost(
            currency=self.currency,
            as_of=self.as_of,
            components=money,
            used={f"{item.component} {item.provider} {item.unit}": amount for item, amount in bill.used.items()},
            unpriced=tuple(unpriced),
            asked=round(bill.amount("language model", "answers")),
            avoided=understood,
            saved=self._saved(bill, understood, model),
        )

    def _saved(self, bill: Bill, understood: int, model: str) -> float:
        each = sum(self._price("language model", model, unit, count) for unit, count in self.understanding.items())
        speech = sum(
            self._price(item.component, item.provider, "characters", amount)
            for item, amount in bill.used.items()
            if item.unit == "kept"
        )
        return (understood * each if model else 0.0) + speech

    def _price(self, component: Component, provider: str, unit: Unit, amount: float) -> float:
        return (self._rate(Item(component, provider, unit)) or 0.0) * amount

    def _rate(self, item: Item) -> float | None:
        """Return the price of one unit; None: there is none."""
        if item.unit in _FREE:
            return None
        listed = self.rates.get(item.component, {})
        name = max((name for name in listed if item.provider.startswith(name)), key=len, default=None)
        if name is None:
            return None
        found = {PRICED[price][0]: money / PRICED[price][1] for price, money in listed[name].items()}
        return found.get(item.unit, 0.0)


def read_prices(file: Path = LISTED) -> Prices:
    """Read a price table. Raises ``SettingsError`` naming the file and what is wrong in it."""
    try:
        found = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, RecursionError, yaml.YAMLError) as error:
        raise _bad(f"{file}: cannot be read as YAML ({type(error).__name__})") from None
    if not isinstance(found, dict) or not isinstance(found.get("as_of"), date):
        raise _bad(f"{file}: a price table says as_of, the date of its prices")
    unknown = sorted(set(map(str, found)) - {"as_of", "currency", "understanding", *COMPONENTS})
    if unknown:
        raise _bad(f"{file}: unknown key {unknown[0]!r}; there are: {', '.join(COMPONENTS)}")
    rates = {component: _providers(found.get(component) or {}, f"{file}: {component}") for component in COMPONENTS}
    understanding = _numbers(found.get("understanding") or {}, ("input", "cached", "output"), f"{file}: understanding")
    return Prices(str(found.get("currency", "USD")), found["as_of"].isoformat(), rates, understanding)  # type: ignore[arg-type]


def _providers(found: Any, where: str) -> dict[str, Rates]:  # noqa: ANN401 - what YAML gives
    if not isinstance(found, dict):
        raise _bad(f"{where}: names providers, each with its prices")
    return {str(name): _numbers(rates or {}, tuple(PRICED), f"{where}: {name}") for name, rates in found.items()}


def _numbers(found: Any, known: tuple[str, ...], where: str) -> dict[str, float]:  # noqa: ANN401 - what YAML gives
    if not isinstance(found, dict) or not all(
        name in known and isinstance(number, int | float) and not isinstance(number, bool) and number >= 0
        for name, number in found.items()
    ):
        raise _bad(f"{where}: holds numbers for: {', '.join(known)}")
    return {name: float(number) for name, number in found.items()}


def _bad(what: str) -> SettingsError:
    return SettingsError(what, todo=_WAY)
