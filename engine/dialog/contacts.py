"""How is the caller reached, and what is he called? Telephone numbers, postcodes, addresses and names."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers
from babel import Locale, UnknownLocaleError
from phonenumbers import PhoneNumberFormat, ValidationResult

from engine.dialog.numbers import Run, atoms, runs
from engine.dialog.words import NOISE, Found, Word

_PHONE_LENGTHS = range(6, 18)
_POSTCODE = re.compile(r"(GIR0AA|[A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})")
_ZIP_COUNTRIES = {"US": 5, "DE": 5, "FR": 5, "ES": 5, "IT": 5}
_TYPED_EMAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_CONNECTORS = {"dot": ".", "point": ".", "underscore": "_", "dash": "-", "hyphen": "-", "plus": "+", "+": "+"}
_LEAD = frozenset(
    """
    my name is name's names the it it's its i'm i am this that's call me they surname first last full hi hello hey yes
    yeah um uh er erm oh well so sure okay ok speaking and under
    """.split()  # noqa: SIM905 - a word list
)
_TRAIL = frozenset({"here", "speaking", "please", "thanks", "thank", "you", "calling"})
_NOT_NAMES = frozenset(
    "what why how when where who no not don't can could would want need help agent human cancel stop wait".split()  # noqa: SIM905
)
_NAME_WORDS = 4


@lru_cache(maxsize=64)
def region(locale: str) -> str:
    """Return the country of ``locale``, GB when it names none."""
    try:
        return Locale.parse(locale, sep="-").territory or "GB"
    except (UnknownLocaleError, ValueError):
        return "GB"


# -------------------------------------------------------------------------------------------------- telephone number


def find_phone(ws: list[Word], locale: str) -> Found | None:
    """Find a telephone number that is possible in its country; E.164."""
    for run in (*runs(ws), *runs(ws, atoms(ws, homophones=True))):
        number = _possible(run, ws, locale)
        if number is not None:
            plus = run.first and ws[run.first - 1].text in {"+", "plus"}
            return Found(number, run.first - bool(plus), run.last)
    return None


def _possible(run: Run, ws: list[Word], locale: str) -> str | None:
    if len(run.digits) not in _PHONE_LENGTHS:
        return None
    plus = "+" if run.first and ws[run.first - 1].text in {"+", "plus"} else ""
    return e164(plus + run.digits, locale)


def e164(digits: str, locale: str) -> str | None:
    """Return the number in E.164, or None when its country has no numbers of this length."""
    try:
        number = phonenumbers.parse(digits, region(locale))
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return None
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))


# ---------------------------------------------------------------------------------------------------------- postcode


def find_postcode(ws: list[Word], locale: str) -> Found | None:
    """Find a British postcode ("s w one a one a a"), or as many digits as the country's codes have."""
    country = region(locale)
    if country != "GB":
        length = _ZIP_COUNTRIES.get(country, 0)
        hits = [r for r in runs(ws) if (len(r.digits) == length if length else 4 <= len(r.digits) <= 6)]  # noqa: PLR2004
        return Found(hits[0].digits, hits[0].first, hits[0].last) if hits else None
    pieces = _spelled(ws)
    for first in range(len(pieces)):
        for last in range(min(len(pieces), first + 10) - 1, first - 1, -1):
            code = _POSTCODE.fullmatch("".join(p for p, _ in pieces[first : last + 1]).upper())
            if code:
                return Found(f"{code[1]} {code[2]}", pieces[first][1][0], pieces[last][1][1])
    return None


def _spelled(ws: list[Word]) -> list[tuple[str, tuple[int, int]]]:
    """Return letters and digits with the words they came from; "s for sugar" is an s, "double u" a w."""
    spoken = {a.first: a for a in atoms(ws)}
    pieces: list[tuple[str, tuple[int, int]]] = []
    i = 0
    while i < len(ws):
        word = ws[i].text
        if i in spoken and word != "o":
            pieces.append((spoken[i].digits, (i, spoken[i].last)))
            i = spoken[i].last + 1
        elif word == "double" and i + 1 < len(ws) and ws[i + 1].text == "u":
            pieces.append(("w", (i, i + 1)))
            i += 2
        else:
            pieces.append((word, (i, i)))
            explained = len(word) == 1 and i + 2 < len(ws) and ws[i + 1].text in {"for", "as"}
            i += 3 if explained and ws[i + 2].text.startswith(word) else 1
    return pieces


# ------------------------------------------------------------------------------------------------------------- email


def find_email(ws: list[Word], text: str) -> Found | None:
    """Find an address, typed or spoken with "at" and "dot"."""
    typed = _TYPED_EMAIL.search(text)
    if typed:
        inside = [i for i, w in enumerate(ws) if typed.start() <= w.start < typed.end()]
        return Found(typed.group().lower().rstrip("."), inside[0], inside[-1]) if inside else None
    pieces = _address_pieces(ws)
    for k, (piece, _, _) in enumerate(pieces):
        if piece != "@" or not 0 < k < len(pieces) - 1:
            continue
        first, last = _local_part(pieces, k), _domain(pieces, k)
        address = "".join(p for p, _, _ in pieces[first : last + 1])
        if re.fullmatch(_TYPED_EMAIL, address):
            return Found(address, pieces[first][1], pieces[last][2])
    return None


Piece = tuple[str, int, int]


def _address_pieces(ws: list[Word]) -> list[Piece]:
    spoken = {a.first: a for a in atoms(ws)}
    pieces: list[Piece] = []
    i = 0
    while i < len(ws):
        atom = spoken.get(i)
        word = ws[i].text
        if atom is not None:
            pieces.append((atom.digits, i, atom.last))
            i = atom.last
        else:
            pieces.append(("@" if word in {"at", "@"} else _CONNECTORS.get(word, word), i, i))
        i += 1
    return pieces


def _local_part(pieces: list[Piece], at: int) -> int:
    first = at - 1
    while first > 0 and _belongs(pieces[first - 1][0], pieces[first][0]):
        first -= 1
    return first


def _domain(pieces: list[Piece], at: int) -> int:
    last = at + 1
    while last + 1 < len(pieces):
        joint = pieces[last + 1][0] in {".", "-"}
        if not joint and not (len(pieces[last][0]) == 1 and len(pieces[last + 1][0]) == 1):
            break
        if joint and last + 2 >= len(pieces):
            break
        last += 2 if joint else 1
    return last


def _belongs(before: str, after: str) -> bool:
    """Whether two neighbours are of one local part: one is a connector, both are spelled, or digits end it."""
    signs = frozenset(_CONNECTORS.values())
    if before in signs or after in signs:
        return True
    spelled = (len(before) == 1 or before.isdecimal()) and (len(after) == 1 or after.isdecimal())
    return spelled or (after.isdecimal() and before not in NOISE | {"is", "email", "address"})


# -------------------------------------------------------------------------------------------------------------- name


def find_name(ws: list[Word], text: str) -> Found | None:
    """Find a name of one to four words: what is left of "my name is Jane Smith" without its beginning."""
    first, last = 0, len(ws) - 1
    while first <= last and ws[first].text in _LEAD:
        first += 1
    while last >= first and ws[last].text in _TRAIL:
        last -= 1
    kept = ws[first : last + 1]
    if not kept or len(kept) > _NAME_WORDS or any(w.text in _NOT_NAMES or not w.text[0].isalpha() for w in kept):
        return None
    said = " ".join(text[kept[0].start : kept[-1].end].split())
    return Found(said.title() if said.islower() else said, first, last)
