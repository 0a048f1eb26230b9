"""Is a call held in its own language, from the first word to the hand-over, and after it was resumed?"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from engine.dialog.reprompts import retries
from engine.dialog.wordings import ENGLISH, LANGUAGES, wording
from engine.errors import SettingsError
from engine.flows.facts import Facts
from engine.flows.model import SlotType
from engine.flows.project import load as read_project
from engine.flows.texts import texts
from engine.release import Release, load, registry_for
from engine.types import Transfer

ACME = Path(__file__).parents[2] / "acme"
SAID: Mapping[str, str] = {
    "disclosure": "Habla con el asistente de Acme.",
    "welcome/listen.how_can_i_help": "¿En qué puedo ayudarle?",
    "order_status/title": "su pedido",
    "order_status/ask.order_number": "¿Cuál es su número de pedido?",
    "order_status/ask.order_number/retry.1": "Necesito el número de pedido.",
    "order_status/ask.order_number/help": "Está en su correo.",
    "order_status/do.orders.lookup/filler": "Voy a buscarlo.",
    "order_status/say.i_cant_find_order": "No encuentro el pedido {order_number}.",
    "order_status/confirm.would_you_like_to": "¿Quiere hablar con alguien?",
    "make_payment/title": "su pago",
    "make_payment/ask.amount": "¿Cuánto desea pagar?",
    "make_payment/ask.amount/check.1": "Puede pagar {customer.owes} como mucho.",
    "make_payment/ask.amount/name": "[importe, cantidad]",
}
OWES_80 = {"owes": Decimal("80.00")}


@pytest.fixture(scope="module")
def acme_in_spanish(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("acme")
    shutil.copytree(ACME, folder, dirs_exist_ok=True)
    path = folder / "flows" / "project.yaml"
    path.write_text(path.read_text().replace("locale: en-GB", "locale: en-GB\nlocales: [es-ES]"))
    handlers = folder / "handlers.py"  # here a day is a date, which each language writes in its own way
    handlers.write_text(
        handlers.read_text()
        .replace("day: str", "day: date")
        .replace("import Decimal", "import Decimal\nfrom datetime import date")
    )
    project = read_project(folder).project
    assert project is not None
    found = {text.key: text for text in texts(Facts(project, registry_for(folder, project), None))}
    (folder / "flows" / "locales").mkdir()
    (folder / "flows" / "locales" / "es.yaml").write_text(
        "".join(f"{key}:\n  text: {said}\n  from: {found[key].fingerprint}\n" for key, said in SAID.items())
    )
    return load(folder)


def test_what_is_missing_does_not_keep_a_project_from_being_served(acme_in_spanish: Release) -> None:
    assert {finding.code for finding in acme_in_spanish.findings} == {"L001"}
    assert {finding.severity for finding in acme_in_spanish.findings} == {"warning"}


async def test_a_call_is_held_in_its_language_and_what_is_not_translated_in_the_flows(
    call: Any, acme_in_spanish: Release
) -> None:
    talk = call({"orders.lookup": "not_found"}, release=acme_in_spanish, locale="es-ES")
    await talk.rings()
    assert talk.heard.startswith("Habla con el asistente de Acme. ")
    assert talk.heard.endswith("¿En qué puedo ayudarle?")
    turn = await talk.says("order status")
    assert (talk.heard, turn.next.step) == ("¿Cuál es su número de pedido?", "order_status/ask.order_number")
    await talk.silence()
    assert talk.heard == "Necesito el número de pedido."
    await talk.silence()
    assert talk.heard == "It's in your confirmation email. You can also key it in and press hash."
    turn = await talk.keys("1234")
    assert talk.heard.startswith("No encuentro el pedido ")
    assert turn.path == (
        "order_status/do.orders.lookup",
        "order_status/say.i_cant_find_order",
        "order_status/redo.order_number",
        "order_status/ask.order_number",
    )
    assert talk.calls[0].locale == "es-ES"


async def test_the_engines_own_words_and_its_own_blocks_speak_the_calls_language(
    call: Any, acme_in_spanish: Release
) -> None:
    talk = call(release=acme_in_spanish, locale="es-ES")
    await talk.rings()
    await talk.says("order status")
    await talk.says("déjelo")
    assert talk.heard == f"{wording('cancelled', 'es-ES')} {wording('anything_else', 'es-ES')}"
    await talk.silence()
    assert talk.heard == wording("anything_else_again", "es-ES")


async def test_titles_are_in_the_calls_language(call: Any, acme_in_spanish: Release) -> None:
    talk = call({"billing.sign_in": OWES_80}, release=acme_in_spanish, locale="es-ES")
    await talk.rings()
    for event in ("make a payment", "#123456", "#7391", "order status"):
        await (talk.keys(event[1:]) if event.startswith("#") else talk.says(event))
    await talk.says("déjelo")
    assert wording("back_to", "es-ES", title="su pago") in talk.heard


async def test_a_hand_over_says_which_language_and_is_written_in_the_projects(
    call: Any, acme_in_spanish: Release
) -> None:
    late = {"state": "late", "day": date(2026, 3, 6), "place": ""}
    talk = call({"orders.lookup": late}, release=acme_in_spanish, locale="es-ES")
    await talk.rings()
    await talk.says("order status")
    await talk.keys("4568")
    assert talk.heard.endswith("¿Quiere hablar con alguien?")
    turn = await talk.keys("1")
    assert isinstance(turn.next, Transfer)
    assert turn.next.context["language"] == "es-ES"
    assert turn.next.note == "Late order 4568, now due 6 March 2026. Caller asked to talk about it."


async def test_a_call_is_resumed_in_its_language(call: Any, acme_in_spanish: Release) -> None:
    talk = call(release=acme_in_spanish, locale="es-ES")
    await talk.rings()
    await talk.says("order status")
    _, row = talk.journal[-1]
    assert row["locale"] == "es-ES"
    resumed = call(release=acme_in_spanish, resume=row)
    await resumed.silence()
    assert resumed.heard == "Necesito el número de pedido."
    old = {name: value for name, value in row.items() if name != "locale"}
    of_before = call(release=acme_in_spanish, resume=old)
    await of_before.silence()
    assert of_before.heard == "Sorry, I need the order number. It's four to eight digits long."


async def test_a_call_without_a_language_has_the_projects(call: Any, acme_in_spanish: Release) -> None:
    talk = call(release=acme_in_spanish)
    await talk.rings()
    assert talk.heard.endswith("How can I help?")
    assert talk.conversation.state.locale == "en-GB"


def test_a_language_that_is_not_offered_is_refused(call: Any, acme_in_spanish: Release) -> None:
    with pytest.raises(SettingsError, match="'fr-FR'") as caught:
        call(release=acme_in_spanish, locale="fr-FR")
    assert "en-GB, es-ES" in caught.value.todo


def test_only_the_words_differ(acme_in_spanish: Release) -> None:
    plan = acme_in_spanish.plan
    spanish = plan.within("es-ES")
    assert plan.within("fr-FR") is plan.within("en-GB") is plan
    assert (spanish.project.locale, spanish.home) == ("es-ES", "en-GB")
    assert list(spanish.nodes) == list(plan.nodes)
    for name, node in plan.nodes.items():
        other = spanish.nodes[name]
        assert replace(other, step=node.step) == node
        assert (other.step is None) is (node.step is None)
        assert other.step is None or other.step.at == node.step.at  # type: ignore[union-attr]
    said = spanish.slots["order_number"].ask
    assert (said.variants[0].source, said.at) == (
        SAID["order_status/ask.order_number"],
        plan.slots["order_number"].ask.at,
    )


async def test_a_value_is_called_what_callers_of_that_language_call_it(call: Any, acme_in_spanish: Release) -> None:
    talk = call(release=acme_in_spanish, locale="es-ES")
    place = talk.conversation._place()
    amount = acme_in_spanish.plan.within("es-ES").slots["amount"]
    assert place.named(amount, "no, el importe es otro")
    assert not place.named(amount, "the amount is wrong")
    account = acme_in_spanish.plan.within("es-ES").slots["account"]
    assert place.named(account, "my account")


# --------------------------------------------------------------------------------------------------------- wordings


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_says_everything_with_the_same_values(language: str) -> None:
    table = LANGUAGES[language]
    assert table.keys() == ENGLISH.keys()
    for key, text in table.items():
        assert text[-1] in ".?"
        assert places(text) == places(ENGLISH[key])


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


KINDS = ("money", "number", "date", "time", "yes_no", "phone", "postcode", "email", "name", "text")


@pytest.mark.parametrize("kind", KINDS)
def test_every_type_is_asked_for_again_in_every_language(kind: str) -> None:
    said = [retries(SlotType(kind), locale) for locale in ("en-GB", "es-ES", "de-DE", "fr-FR")]
    assert said[0] == said[3]
    assert len(set(said)) == 3
    assert all(text[0].isupper() and text[-1] in ".?" for both in said for text in both if text[0] != "¿")


@pytest.mark.parametrize(
    ("locale", "lengths", "wanted"),
    [
        ("es-ES", (4, 8), "Perdone, necesito un número de cuatro a ocho cifras."),
        ("es-ES", (1, 1), "Perdone, necesito un número de una cifra."),
        ("es-ES", (6, 6), "Perdone, necesito un número de seis cifras."),
        ("es-ES", (None, None), "Perdone, necesito un número, cifra por cifra."),
        ("de-DE", (4, 8), "Entschuldigung, ich brauche eine Nummer mit vier bis acht Ziffern."),
        ("de-DE", (1, 1), "Entschuldigung, ich brauche eine Nummer mit einer Ziffer."),
        ("de-DE", (6, 16), "Entschuldigung, ich brauche eine Nummer mit sechs bis 16 Ziffern."),
        ("de-DE", (None, None), "Entschuldigung, ich brauche eine Nummer, Ziffer für Ziffer."),
    ],
)
def test_the_length_of_a_number_is_named(locale: str, lengths: tuple[Any, Any], wanted: str) -> None:
    assert retries(SlotType("digits", *lengths), locale)[0] == wanted


def test_options_are_named_as_they_are_spoken() -> None:
    sizes = SlotType("one_of", options={"small": ("pequeño", "chico"), "other": ("otro",)})
    assert retries(sizes, "es-ES") == (
        "Perdone, necesito una de estas opciones: pequeño u otro.",
        "Para pequeño, pulse 1, para otro, pulse 2.",
    )
    sizes = SlotType("one_of", options={"small": ("klein",), "big": ("groß",), "any": ("egal",)})
    assert retries(sizes, "de-DE") == (
        "Entschuldigung, ich brauche eine dieser Antworten: klein, groß oder egal.",
        "Für klein drücken Sie die 1, für groß drücken Sie die 2, für egal drücken Sie die 3.",
    )
