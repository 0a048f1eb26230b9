"""How Spanish and German are spoken: the forms of values, where sentences end, and what is made speakable."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.voice import SentenceStream, sentences, speakable, spoken, written

TODAY = date(2026, 3, 6)


@pytest.mark.parametrize(
    ("value", "kind", "locale", "said"),
    [
        ("4568", "digits", "es-ES", "cuatro cinco seis ocho"),
        ("4568", "digits", "de-DE", "vier fünf sechs acht"),
        ("AB12", "digits", "de-DE", "A B eins zwei"),
        (Decimal("45.50"), "money", "es-ES", "45 euros con 50"),
        (Decimal("45.05"), "money", "es-ES", "45 euros con 5 céntimos"),
        (Decimal("0.01"), "money", "es-ES", "1 céntimo"),
        (Decimal(1), "money", "es-ES", "1 euro"),
        (Decimal(1200), "money", "es-ES", "1200 euros"),
        (Decimal("45.50"), "money", "es-MX", "45 pesos con 50"),
        (Decimal("45.50"), "money", "de-DE", "45 Euro 50"),
        (Decimal("45.05"), "money", "de-DE", "45 Euro und 5 Cent"),
        (Decimal(1200), "money", "de-DE", "1200 Euro"),
        (Decimal("45.50"), "money", "de-CH", "45 Franken 50"),
        (Decimal(-45), "money", "es-ES", "menos 45 euros"),
        (Decimal("-3.5"), "number", "es-ES", "menos 3,5"),
        (Decimal("1234.5"), "number", "de-DE", "1234,5"),
        (date(2026, 3, 3), "date", "es-ES", "el martes tres de marzo de dos mil veintiséis"),
        (date(2026, 5, 1), "date", "es-ES", "el viernes uno de mayo de dos mil veintiséis"),
        (date(2026, 5, 1), "date", "es-MX", "el viernes primero de mayo de dos mil veintiséis"),
        (date(1984, 12, 31), "date", "de-DE", "Montag, den einunddreißigsten Dezember neunzehnhundertvierundachtzig"),
        (time(15, 30), "time", "es-ES", "las tres y media de la tarde"),
        (time(13, 15), "time", "es-ES", "la una y cuarto de la tarde"),
        (time(0), "time", "es-ES", "las doce de la noche"),
        (time(12), "time", "es-ES", "las doce del mediodía"),
        (time(3), "time", "es-ES", "las tres de la madrugada"),
        (time(21, 5), "time", "es-ES", "las nueve y cinco de la noche"),
        (time(15, 30), "time", "de-DE", "15 Uhr 30"),
        (time(9), "time", "de-DE", "9 Uhr"),
        (time(3), "time", "de-DE", "3 Uhr nachts"),
        (time(6, 15), "time", "de-DE", "6 Uhr 15 morgens"),
        ("+34612345678", "phone", "es-ES", "seis uno dos, tres cuatro, cinco seis, siete ocho"),
        ("+34612345678", "phone", "de-DE", "plus drei vier, sechs eins zwei, drei vier, fünf sechs, sieben acht"),
        ("10115", "postcode", "de-DE", "eins null eins eins fünf"),
        ("ana_g@example.es", "email", "es-ES", "ana guion bajo g arroba example punto es"),
        ("ana_g@example.de", "email", "de-DE", "ana Unterstrich g at example Punkt de"),
        (True, "yes_no", "es-ES", "sí"),
        (False, "yes_no", "de-DE", "nein"),
    ],
)
def test_a_value_as_it_is_said(value: object, kind: str, locale: str, said: str) -> None:
    assert spoken(value, kind, locale) == said


@pytest.mark.parametrize(
    ("locale", "home", "said"),
    [
        ("es-ES", "en-GB", "45 libras con 50"),
        ("de-DE", "en-GB", "45 Pfund 50"),
        ("en-GB", "de-DE", "45 euros 50"),
        ("de-DE", "de-CH", "45 Franken 50"),
        ("fr-FR", "en-GB", "45,5 livres sterling"),
        ("de-DE", "", "45 Euro 50"),
    ],
)
def test_an_amount_is_the_shops_money_in_the_callers_words(locale: str, home: str, said: str) -> None:
    assert spoken(Decimal("45.50"), "money", locale, home=home) == said


@pytest.mark.parametrize(
    ("day", "locale", "said"),
    [
        (date(2026, 3, 6), "es-ES", "hoy"),
        (date(2026, 3, 8), "es-ES", "pasado mañana"),
        (date(2026, 3, 4), "es-ES", "anteayer"),
        (date(2026, 3, 13), "es-ES", "el viernes trece de marzo"),
        (date(2026, 3, 7), "de-DE", "morgen"),
        (date(2026, 3, 8), "de-DE", "übermorgen"),
        (date(2026, 3, 13), "de-DE", "Freitag, den dreizehnten März"),
        (date(2027, 3, 5), "de-DE", "Freitag, den fünften März zweitausendsiebenundzwanzig"),
    ],
)
def test_a_near_date_is_said_short(day: date, locale: str, said: str) -> None:
    assert spoken(day, "date", locale, today=TODAY) == said


def test_what_is_written_is_the_countrys() -> None:
    assert written(Decimal("1234.50"), "money", "de-DE") == "1.234,50\xa0€"
    assert written(date(2026, 3, 3), "date", "es-ES") == "3 de marzo de 2026"
    assert written(True, "yes_no", "es-ES") == "sí"


# --------------------------------------------------------------------------------------------------------- sentences


@pytest.mark.parametrize(
    ("locale", "text", "parts"),
    [
        ("es-ES", "¿Cuál es su número? Dígalo despacio.", ["¿Cuál es su número?", "Dígalo despacio."]),
        ("es-ES", "¡Hola! ¿Qué tal? ¿En qué puedo ayudarle?", ["¡Hola!", "¿Qué tal?", "¿En qué puedo ayudarle?"]),
        ("es-ES", "Son 45 euros. ¿Es correcto?", ["Son 45 euros.", "¿Es correcto?"]),
        ("es-ES", "Le atiende la Sra. García. Un momento.", ["Le atiende la Sra. García.", "Un momento."]),
        ("es-ES", "Puede decir, p. ej. Correos. Gracias.", ["Puede decir, p. ej. Correos.", "Gracias."]),
        ("es-ES", "Viene el día 3. Gracias.", ["Viene el día 3.", "Gracias."]),
        ("de-DE", "Sagen Sie z. B. Rechnung. Danke.", ["Sagen Sie z. B. Rechnung.", "Danke."]),
        ("de-DE", "Ihr Termin ist am 3. März. Passt das?", ["Ihr Termin ist am 3. März.", "Passt das?"]),
        ("de-DE", "3. März. Passt das?", ["3. März.", "Passt das?"]),
        ("de-DE", "Das ist die 2. Mahnung. Bitte zahlen.", ["Das ist die 2. Mahnung.", "Bitte zahlen."]),
        ("de-DE", "Das macht 45 Euro 50. Ist das richtig?", ["Das macht 45 Euro 50.", "Ist das richtig?"]),
        ("de-DE", "Guten Tag, Hr. Müller bzw. Frau Müller. Ja.", ["Guten Tag, Hr. Müller bzw. Frau Müller.", "Ja."]),
        ("de-DE", "Es ist 15 Uhr. Wir haben d. h. geöffnet.", ["Es ist 15 Uhr.", "Wir haben d. h. geöffnet."]),
        ("en-GB", "It came on the 3. March is next.", ["It came on the 3.", "March is next."]),
    ],
)
def test_sentences(locale: str, text: str, parts: list[str]) -> None:
    assert sentences(text, locale) == parts


PIECES = [
    "¿",
    "¡",
    "? ",
    "! ",
    ". ",
    "3. März ",
    "am 3. ",
    "12. ",
    "z. B. ",
    "Sra. ",
    "Ja",
    "ja ",
    "M",
    "är",
    " ",
    "\n\n",
]
PROSE = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


@given(PROSE, st.lists(st.integers(0, 120), max_size=8), st.sampled_from(["es-ES", "de-DE"]))
def test_sentences_do_not_depend_on_the_chunks(text: str, cuts: list[int], locale: str) -> None:
    stream = SentenceStream(early=False, locale=locale)
    edges = [0, *sorted(min(c, len(text)) for c in cuts), len(text)]
    parts = [s for a, b in pairwise(edges) for s in stream.feed(text[a:b])]
    assert [*parts, *stream.finish()] == sentences(text, locale)


@given(PROSE, st.sampled_from(["es-ES", "de-DE"]))
def test_sentences_lose_and_add_no_word(text: str, locale: str) -> None:
    assert "".join("".join(sentences(text, locale)).split()) == "".join(text.split())


# --------------------------------------------------------------------------------------------------------- speakable


@pytest.mark.parametrize(
    ("locale", "text", "said"),
    [
        ("de-DE", "Das kostet 4,99 €.", "Das kostet 4 Euro 99."),
        ("de-DE", "Ab 1.200 € oder €50.", "Ab 1200 Euro oder 50 Euro."),
        ("de-DE", "Es dauert 3\u20135 Tage & kostet 5 %.", "Es dauert 3 bis 5 Tage und kostet 5 Prozent."),
        (
            "de-DE",
            "Sagen Sie z. B. Rechnung, d. h. Ihre Nr. 5.",
            "Sagen Sie zum Beispiel Rechnung, das heißt Ihre Nummer 5.",
        ),
        ("de-DE", "Siehe www.example.de/hilfe.", "Siehe example Punkt de."),
        ("es-ES", "Cuesta 4,99 € o un 5%.", "Cuesta 4 euros con 99 o un 5 por ciento."),
        ("es-ES", "Tarda 3\u20135 días & es gratis.", "Tarda 3 a 5 días y es gratis."),
        ("es-ES", "¿Quiere, p. ej., pagar?", "¿Quiere, por ejemplo, pagar?"),
        ("es-ES", "**Gratis** ¡hoy!", "Gratis ¡hoy!"),
        ("en-GB", "Ab 4,99 €.", "Ab 4,99 €."),
    ],
)
def test_speakable(locale: str, text: str, said: str) -> None:
    assert speakable(text, locale) == said


@given(st.text(max_size=200), st.sampled_from(["es-ES", "de-DE"]))
def test_nothing_unspeakable_is_left(text: str, locale: str) -> None:
    assert not set(speakable(text, locale)) & set("<>{}[]\\^#`~\n\u200b")
