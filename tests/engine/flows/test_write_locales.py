"""Is a locale file made, and refreshed when the flows change, without losing a word or a comment that was written?"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from engine.flows.model import LocaleFile, Position
from engine.flows.read_locales import locale_file
from engine.flows.read_values import Reading
from engine.flows.source import MappingNode, read_text
from engine.flows.texts import Text
from engine.flows.translation import served
from engine.flows.write_locales import Refreshed, begun, lost, refreshed

AT = Position("flows/order.yaml", 1, 1)
FILE = "flows/locales/es.yaml"


def text(key: str, *words: str, kind: str = "prompt") -> Text:
    return Text(key, kind, AT, words=words)  # type: ignore[arg-type]


TITLE = text("order/title", "your order", kind="title")
ASK = text("order/ask.number", "What's your order number?")
SAY = text("order/say.its_due_day", "It's due {day}.", "It comes {day}.")
PAY = text("pay/say.thanks", "Thanks.")
OPTION = text("pay/ask.size/option.not: sure", "not: sure", "no idea", kind="option")
ALL = (TITLE, ASK, SAY, PAY, OPTION)

MADE = f"""\
{begun("es", "Beacon")}
# {"-" * 105} order

order/title:
  # en (what callers hear this called): your order
  text:
  from: {TITLE.fingerprint}

order/ask.number:
  # en: What's your order number?
  text:
  from: {ASK.fingerprint}

order/say.its_due_day:
  # en: It's due {{day}}.
  # en: It comes {{day}}.
  text:
  from: {SAY.fingerprint}

# {"-" * 107} pay

pay/say.thanks:
  # en: Thanks.
  text:
  from: {PAY.fingerprint}

"pay/ask.size/option.not: sure":
  # en (ways to say it, a list; we say the first): not: sure, no idea
  text:
  from: {OPTION.fingerprint}
"""


def read(written: str) -> tuple[MappingNode, LocaleFile]:
    source = read_text(written, FILE)
    assert source.findings == ()
    root = source.root if isinstance(source.root, MappingNode) else MappingNode((), AT)
    reading = Reading()
    file = locale_file(reading, "es", root, AT)
    assert reading.findings == []
    return root, file


def refresh(written: str, *found: Text, whole: bool = True) -> Refreshed:
    return refreshed(written, *read(written), found, "en", whole=whole)


def states(written: str, *found: Text) -> list[str]:
    return [each.status for each in served(found, (read(written)[1],))]


def test_a_new_file_has_a_line_to_fill_in_for_every_text() -> None:
    made = refresh(begun("es", "Beacon"), *ALL)
    assert made.text == MADE
    assert made.added == [each.key for each in ALL]


def test_a_file_that_fits_is_left_alone() -> None:
    again = refresh(MADE, *ALL)
    assert (again.text, again.added, again.stale, again.renamed) == (MADE, [], [], {})


def test_what_was_said_otherwise_is_marked_and_shown_with_the_new_words() -> None:
    written = MADE.replace("your order number?\n  text:", "your order number?\n  # short!\n  text: ¿Qué número?  # ok")
    changed = replace(ASK, words=("Which order is it?",))
    told = refresh(written, TITLE, changed, SAY, PAY, OPTION)
    assert told.stale == ["order/ask.number"]
    assert (
        f"""\
order/ask.number:
  # en: Which order is it?
  # short!
  text: ¿Qué número?  # ok
  from: {changed.fingerprint}
  stale: {ASK.fingerprint}
"""
        in told.text
    )
    assert states(told.text, changed) == ["stale"]
    mended = told.text.replace(f"  stale: {ASK.fingerprint}\n", "")
    assert states(mended, changed) == ["current"]
    assert refresh(told.text, TITLE, changed, SAY, PAY, OPTION).text == told.text


def test_a_change_that_is_taken_back_makes_the_translation_good_again() -> None:
    written = MADE.replace("number?\n  text:", "number?\n  text: ¿Qué número?")
    changed = replace(ASK, words=("Which order is it?",))
    marked = refresh(written, TITLE, changed, SAY, PAY, OPTION).text
    assert refresh(marked, *ALL).text == written


def test_a_second_change_keeps_what_the_translation_was_made_from() -> None:
    written = MADE.replace("number?\n  text:", "number?\n  text: ¿Qué número?")
    once = refresh(written, TITLE, replace(ASK, words=("Which order?",)), SAY, PAY, OPTION).text
    twice = refresh(once, TITLE, replace(ASK, words=("Which one?",)), SAY, PAY, OPTION)
    assert f"stale: {ASK.fingerprint}\n" in twice.text
    assert "Which order?" not in twice.text
    assert twice.stale == []


def test_a_stub_whose_source_changes_is_simply_brought_up_to_date() -> None:
    changed = replace(ASK, words=("Which order is it?",))
    told = refresh(MADE, TITLE, changed, SAY, PAY, OPTION)
    assert (told.stale, "stale:" in told.text.replace("line 'stale:'", "")) == ([], False)
    assert f"# en: Which order is it?\n  text:\n  from: {changed.fingerprint}\n" in told.text


def test_a_new_text_goes_where_it_is_heard() -> None:
    new = text("order/say.hello", "Hello.")
    told = refresh(MADE, TITLE, new, ASK, SAY, PAY, OPTION)
    assert told.added == ["order/say.hello"]
    keys = list(read(told.text)[1].entries)
    assert keys[:3] == ["order/title", "order/say.hello", "order/ask.number"]
    first = refresh(MADE, text("disclosure", "A machine speaks."), *ALL)
    assert next(iter(read(first.text)[1].entries)) == "disclosure"
    assert first.text.startswith(begun("es", "Beacon"))


def test_a_text_that_moved_takes_its_translation_along() -> None:
    written = MADE.replace("# en: Thanks.\n  text:", "# en: Thanks.\n  # warmly\n  text: Gracias.")
    moved = replace(PAY, key="order/say.thanks")
    told = refresh(written, TITLE, ASK, SAY, moved, OPTION)
    assert (told.renamed, told.added) == ({"pay/say.thanks": "order/say.thanks"}, [])
    assert "order/say.thanks:\n  # en: Thanks.\n  # warmly\n  text: Gracias.\n" in told.text
    assert lost(read(written)[1], read(told.text)[1], told.renamed) == ()
    assert lost(read(written)[1], read(told.text)[1], {}) == ("pay/say.thanks",)


def test_a_step_with_a_new_beginning_keeps_its_old_translation_marked_stale() -> None:
    written = MADE.replace("comes {day}.\n  text:", "comes {day}.\n  text: Llega {day}.")
    reworded = replace(SAY, key="order/say.expect_it_on_day", words=("Expect it on {day}.",))
    told = refresh(written, TITLE, ASK, reworded, PAY, OPTION)
    assert (told.renamed, told.stale, told.added) == ({SAY.key: reworded.key}, [reworded.key], [])
    assert (
        f"""\
order/say.expect_it_on_day:
  # en: Expect it on {{day}}.
  text: Llega {{day}}.
  from: {reworded.fingerprint}
  stale: {SAY.fingerprint}
"""
        in told.text
    )
    assert "order/say.its_due_day" not in told.text
    other_word = replace(SAY, key="order/confirm.expect_it_on_day", words=("Expect it on {day}?",))
    assert refresh(written, TITLE, ASK, other_word, PAY, OPTION).renamed == {}


def test_the_same_words_need_no_second_translation() -> None:
    written = MADE.replace("# en: Thanks.\n  text:", "# en: Thanks.\n  text: Gracias.")
    again = replace(PAY, key="order/say.thanks")
    assert refresh(written, *ALL, again).added == []
    assert refresh(MADE, *ALL, again).added == []
    assert refresh(begun("es", "Beacon"), PAY, again).added == [PAY.key]


def test_an_entry_for_a_text_that_is_gone_stays() -> None:
    written = MADE.replace("# en: Thanks.\n  text:", "# en: Thanks.\n  text: Gracias.")
    told = refresh(written, TITLE, ASK, SAY, OPTION)
    assert told.text == written


def test_an_entry_that_a_person_wrote_gets_its_fingerprint() -> None:
    told = refresh('# mine\n\n"order/title":\n    # a note\n    text: su pedido\n', TITLE)
    assert told.text == (
        '# mine\n\n"order/title":\n    # a note\n    # en (what callers hear this called): your order\n'
        f"    from: {TITLE.fingerprint}\n    text: su pedido\n"
    )
    assert states(told.text, TITLE) == ["current"]


def test_a_country_s_file_gets_no_stubs() -> None:
    told = refresh("order/title:\n  text: su pedido\n", *ALL, whole=False)
    assert told.added == []
    assert states(told.text, TITLE) == ["current"]


def test_line_ends_stay_what_they_are() -> None:
    written = MADE.replace("\n", "\r\n")
    assert refresh(written, *ALL).text == written
    assert refresh(written, *ALL, text("x/title", "x")).text.count("\n") == refresh(
        written, *ALL, text("x/title", "x")
    ).text.count("\r\n")


WORDS = st.sampled_from(["Hello.", "It's {day}: really?", "a # b", "Thanks.", "  so\n  long", "'quoted'"])
KEYS = st.sampled_from(["a/title", "a/say.x", "a/say.x#2", "b/ask.n/retry.1", "b/ask.n/option.a: b", "disclosure"])
SAID = st.sampled_from(
    ["", "Hola.", "'Adiós: sí'", '"a # b"', "[uno, dos]", "|\n    largo\n    y ancho", "{any: [x, y]}"]
)
NOTES = st.sampled_from(["", "  # a note", "  # en: not the source?", "# far left", "    # deep"])
ENTRIES = st.dictionaries(KEYS, st.tuples(WORDS, SAID, NOTES), max_size=6)


@given(ENTRIES, st.dictionaries(KEYS, WORDS, max_size=6))
def test_whatever_changes_nothing_that_was_written_is_lost(
    before: dict[str, tuple[str, str, str]], now: dict[str, str]
) -> None:
    written = "# top\n\n" + "\n".join(
        "\n".join(
            line
            for line in (
                f'"{key}":',
                note,
                f"  text: {said}",
                f"  from: {text(key, words).fingerprint}",
                "",
                f"# behind {number}",
            )
            if line or not note
        )
        for number, (key, (words, said, note)) in enumerate(before.items())
    )
    found = tuple(text(key, words) for key, words in now.items())
    told = refresh(written, *found)
    after = read(told.text)[1]
    assert lost(read(written)[1], after, told.renamed) == ()
    notes = [line for line in written.splitlines() if line.strip().startswith("#") and "# en:" not in line]
    kept = told.text.splitlines()
    assert all(kept.count(note) >= notes.count(note) for note in notes)
    assert all(each.entry is not None for each in served(found, (after,)))
    assert refresh(told.text, *found).text == told.text
