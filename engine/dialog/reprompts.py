"""How is an answer asked for once more, when a designer wrote nothing? Default wordings by slot type and language.

Pure. The first retry says what is wanted and the question follows it; the second says how else it can be given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.flows.model import SlotType


@dataclass(frozen=True, slots=True)
class _Language:
    """One language's wordings."""

    again: Mapping[str, str]
    """Slot type -> what is wanted."""
    otherwise: Mapping[str, str]
    """Slot type -> how else it can be given."""
    counts: tuple[str, ...]
    """The numbers from nothing on."""
    lengths: str
    """``{span}`` is a number of digits, or from so many to so many."""
    one_digit: str
    any_digits: str
    span: str
    options: str
    press: str
    """One option and its key; several are parted by commas."""
    either: str
    """Between the last two options."""


_ENGLISH = _Language(
    again={
        "money": "Sorry, I need an amount, like forty five pounds fifty.",
        "number": "Sorry, I need a number.",
        "date": "Sorry, I need a date, like Friday, or the third of March.",
        "time": "Sorry, I need a time, like half past three.",
        "yes_no": "Sorry, was that a yes or a no?",
        "phone": "Sorry, I need a telephone number.",
        "postcode": "Sorry, I need the postcode.",
        "email": "Sorry, I need an e-mail address, like jane at example dot com.",
        "name": "Sorry, I didn't get the name.",
        "text": "Sorry, I didn't get that.",
    },
    otherwise={
        "digits": "You can also key it in and press hash.",
        "phone": "You can also key it in and press hash.",
        "number": "You can also key it in and press hash.",
        "date": "You can also key it in, two digits for the day, two for the month and four for the year.",
        "time": "You can also key it in, as four digits.",
        "yes_no": "Press 1 for yes, or 2 for no.",
        "name": "Please say just the name.",
        "email": "Please say it slowly, with at and dot.",
        "postcode": "Please say it letter by letter.",
        "money": "Please say the pounds first, and then the pence.",
    },
    counts=(
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    ),
    lengths="Sorry, I need a number of {span} digits.",
    one_digit="Sorry, I need a number of one digit.",
    any_digits="Sorry, I need a number, digit by digit.",
    span="{low} to {high}",
    options="Sorry, I need one of these: {names}.",
    press="for {name}, press {key}",
    either=" or ",
)  # fmt: skip

_SPANISH = _Language(
    again={
        "money": "Perdone, necesito una cantidad, por ejemplo, cuarenta y cinco con cincuenta.",
        "number": "Perdone, necesito un número.",
        "date": "Perdone, necesito una fecha, por ejemplo, el viernes, o el tres de marzo.",
        "time": "Perdone, necesito una hora, por ejemplo, las tres y media.",
        "yes_no": "Perdone, ¿era un sí o un no?",
        "phone": "Perdone, necesito un número de teléfono.",
        "postcode": "Perdone, necesito el código postal.",
        "email": "Perdone, necesito un correo electrónico, por ejemplo, ana arroba ejemplo punto com.",
        "name": "Perdone, no he entendido el nombre.",
        "text": "Perdone, no le he entendido.",
    },
    otherwise={
        "digits": "También puede marcarlo en el teclado y pulsar almohadilla.",
        "phone": "También puede marcarlo en el teclado y pulsar almohadilla.",
        "number": "También puede marcarlo en el teclado y pulsar almohadilla.",
        "date": "También puede marcarla en el teclado: dos cifras para el día, dos para el mes y cuatro para el año.",
        "time": "También puede marcarla en el teclado, con cuatro cifras.",
        "yes_no": "Pulse 1 para sí, o 2 para no.",
        "name": "Por favor, diga solo el nombre.",
        "email": "Por favor, dígalo despacio, con arroba y punto.",
        "postcode": "Por favor, dígalo despacio, letra por letra y cifra por cifra.",
        "money": "Por favor, diga primero la cantidad entera y después los céntimos.",
    },
    counts=(
        "cero", "una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce",
    ),
    lengths="Perdone, necesito un número de {span} cifras.",
    one_digit="Perdone, necesito un número de una cifra.",
    any_digits="Perdone, necesito un número, cifra por cifra.",
    span="{low} a {high}",
    options="Perdone, necesito una de estas opciones: {names}.",
    press="para {name}, pulse {key}",
    either=" o ",
)  # fmt: skip

_GERMAN = _Language(
    again={
        "money": "Entschuldigung, ich brauche einen Betrag, zum Beispiel fünfundvierzig fünfzig.",
        "number": "Entschuldigung, ich brauche eine Zahl.",
        "date": "Entschuldigung, ich brauche ein Datum, zum Beispiel Freitag, oder den dritten März.",
        "time": "Entschuldigung, ich brauche eine Uhrzeit, zum Beispiel halb vier.",
        "yes_no": "Entschuldigung, war das ein Ja oder ein Nein?",
        "phone": "Entschuldigung, ich brauche eine Telefonnummer.",
        "postcode": "Entschuldigung, ich brauche die Postleitzahl.",
        "email": "Entschuldigung, ich brauche eine E-Mail-Adresse, zum Beispiel anna at beispiel punkt de.",
        "name": "Entschuldigung, den Namen habe ich nicht verstanden.",
        "text": "Das habe ich leider nicht verstanden.",
    },
    otherwise={
        "digits": "Sie können sie auch eintippen und mit Raute abschließen.",
        "phone": "Sie können sie auch eintippen und mit Raute abschließen.",
        "number": "Sie können sie auch eintippen und mit Raute abschließen.",
        "date": "Sie können es auch eintippen: zwei Ziffern für den Tag, zwei für den Monat, vier für das Jahr.",
        "time": "Sie können sie auch mit vier Ziffern eintippen.",
        "yes_no": "Drücken Sie die 1 für Ja oder die 2 für Nein.",
        "name": "Bitte sagen Sie nur den Namen.",
        "email": "Bitte sagen Sie sie langsam, mit at und punkt.",
        "postcode": "Bitte sagen Sie sie langsam, Zeichen für Zeichen.",
        "money": "Bitte sagen Sie zuerst den ganzen Betrag und dann die Cent.",
    },
    counts=(
        "null", "einer", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf",
    ),
    lengths="Entschuldigung, ich brauche eine Nummer mit {span} Ziffern.",
    one_digit="Entschuldigung, ich brauche eine Nummer mit einer Ziffer.",
    any_digits="Entschuldigung, ich brauche eine Nummer, Ziffer für Ziffer.",
    span="{low} bis {high}",
    options="Entschuldigung, ich brauche eine dieser Antworten: {names}.",
    press="für {name} drücken Sie die {key}",
    either=" oder ",
)  # fmt: skip

_LANGUAGES = {"en": _ENGLISH, "es": _SPANISH, "de": _GERMAN}


def retries(type: SlotType, locale: str = "en-GB") -> tuple[str, str]:  # noqa: A002 - the field's term
    """Return the default wording of the first and the second retry; English where ``locale`` has none."""
    words = _LANGUAGES.get(locale.partition("-")[0], _ENGLISH)
    match type.kind:
        case "digits":
            return _lengths(type, words), words.otherwise["digits"]
        case "one_of":
            names = [(ways[0] if ways else value).replace("_", " ") for value, ways in type.options.items()]
            pressed = ", ".join(words.press.format(name=name, key=key) for key, name in enumerate(names, 1))
            return words.options.format(names=_listed(names, words)), f"{pressed[:1].upper()}{pressed[1:]}."
        case kind:
            again = words.again.get(kind, words.again["text"])
            return again, words.otherwise.get(kind, again)


def _lengths(type: SlotType, words: _Language) -> str:  # noqa: A002 - the field's term
    low, high = type.shortest, type.longest or type.shortest
    if not low or not high:
        return words.any_digits
    if high == 1:
        return words.one_digit
    counted = [words.counts[count] if count < len(words.counts) else str(count) for count in (low, high)]
    span = counted[0] if low == high else words.span.format(low=counted[0], high=counted[1])
    return words.lengths.format(span=span)


def _listed(names: list[str], words: _Language) -> str:
    if len(names) < 2:  # noqa: PLR2004
        return "".join(names)
    either = " u " if words is _SPANISH and names[-1].lower().startswith(("o", "ho")) else words.either
    return f"{', '.join(names[:-1])}{either}{names[-1]}"
