"""Russian words, numbers and dates as they are searched for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import terms

RUSSIAN = st.text("абвгдежзийклмнопрстуфхцчшщъыьэюяё", min_size=1, max_size=14)
MONTHS = (
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
)


def exact(text):
    return terms.index_terms(text).exact


def stems(text):
    return terms.index_terms(text).stems


def shown(text, question, **options):
    return terms.snippet(text, terms.parse_query(question), **options)


def hits(text, question):
    spans = terms.highlight(text, terms.parse_query(question))
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    "forms",
    [
        "Иванов Иванова Иванову Ивановым Иванове Ивановой Ивановы Ивановых",
        "Соловьёв Соловьева Соловьеву Соловьёвым",
        "Достоевский Достоевского Достоевскому Достоевская Достоевской",
        "ведомость ведомости ведомостью ведомостей ведомостям",
        "слушатель слушателя слушателям слушателями",
    ],
)
def test_all_forms_of_a_word_have_one_stem(forms):
    assert len(set(stems(forms))) == 1


@given(RUSSIAN)
def test_a_stem_has_no_further_stem(word):
    once = terms.stem(terms.fold(word))
    assert terms.stem(once) == once


def test_terms_keep_their_order_and_their_number():
    found = terms.index_terms("Журнал и ещё журнал")
    assert found.exact == ("журнал", "и", "еще", "журнал")
    assert len(found.stems) == 4


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("ёлка", "елка"),
        ("Ё", "е"),
        ("и\u0306од", "йод"),
        ("за\u0301мок", "замок"),
        ("жур\u00adнал", "журнал"),
        ("CПРАВКА", "справка"),
        ("COH", "сон"),
        ("7К3Q9", "7k3q9"),
        ("XIХ", "xix"),
        ("Word", "word"),
        ("WordПад", "wordпад"),
        ("№", ""),
    ],
)
def test_one_word_has_one_spelling(written, term):
    assert exact(written) == ((term,) if term else ())


def test_a_word_broken_at_the_end_of_a_line_is_whole_and_in_halves():
    found = terms.index_terms("ведо-\n   мость Салтыкова-\nЩедрина")
    assert found.exact == ("ведомость", "салтыкова", "щедрина")
    assert {"вед", "мост"} <= set(found.stems)


@pytest.mark.parametrize(
    ("number", "whole"),
    [
        ("ГП-2025/03-12", "гп-2025/03-12"),
        ("ГП–2025\\03—12", "гп-2025/03-12"),
        ("12-K", "12-к"),
        ("1.2.3", "1.2.3"),
        ("031.12.2025", "031.12.2025"),
        ("31.02.2025", "31.02.2025"),
        ("13.2025", "13.2025"),
        ("2025-13", "2025-13"),
    ],
)
def test_a_number_is_one_exact_term_and_its_parts_are_stems(number, whole):
    found = terms.index_terms(f"№ {number}.")
    assert found.exact == (whole,)
    assert len(found.stems) > 1


SPELLINGS = [
    "{d:02}.{m:02}.{y}",
    "{d}.{m}.{y}",
    "{d}/{m}/{y}",
    "{d:02}-{m:02}-{y}",
    "{y}-{m:02}-{d:02}",
    "{y}.{m:02}.{d:02}",
    "{d} {name} {y}",
    "{d:02} {name} {y} г.",
    "«{d}» {name} {y} года",
    "« {d} »  {name}  {y}г.",
]


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(SPELLINGS))
def test_every_spelling_of_a_date_gives_the_same_terms(day, spelling):
    name = MONTHS.split()[day.month - 1]
    written = spelling.format(d=day.day, m=day.month, y=day.year, name=name)
    found = terms.index_terms(f"от {written}")
    assert found.exact == ("от", day.isoformat())
    assert {f"{day:%Y-%m}", f"{day:--%m-%d}", f"{day:%d}", f"{day:%Y}"} <= set(
        found.stems
    )
    month = f"{day.month:02}.{day.year}"
    for question in (
        written,
        day.isoformat(),
        f"{name} {day.year}",
        month,
        str(day.year),
    ):
        assert len(hits(f"сдано {written}", question)) == 1


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("20.06.25", "2025-06-20"),
        ("20.06.75", "1975-06-20"),
        ("06.2025", "2025-06"),
        ("2025-06", "2025-06"),
        ("июнь 2025", "2025-06"),
        ("июнь 2025 г.", "2025-06"),
        ("20 июня", "--06-20"),
        ("2025 год", "2025"),
    ],
)
def test_a_date_may_be_short(written, term):
    assert exact(written) == (term,)


@pytest.mark.parametrize(
    "text",
    [
        "июнь",
        "45 июня",
        "31 июня 2025 дня",
        "2025, июнь, 20",
        "20. июня",
        "12 год",
        "2025 – год",
    ],
)
def test_what_only_looks_like_a_date_stays_words(text):
    assert not any(term.count("-") == 2 for term in exact(text))
    assert exact(text)[0] != "2025-06"


def test_a_range_of_dates_is_two_dates():
    assert exact("01.06.2025–20.06.2025") == ("2025-06-01", "2025-06-20")
    assert exact("01.06–20.06.2025") == ("2025-06-01", "2025-06-20")
    assert exact("41.06–20.06.2025") == ("41.06-20.06.2025",)
    assert hits("с 1.6.2025-20.06.2025", "20 июня 2025") == ["20.06.2025"]


def test_a_question_is_words_phrases_and_beginnings():
    asked = terms.parse_query('журнал "итоговый экзамен" Сал* ГП-2025* "12-К"')
    assert [clause.exact for clause in asked.clauses] == [
        ("журнал",),
        ("итоговый", "экзамен"),
        ("сал",),
        ("гп-2025",),
        ("12-к",),
    ]
    assert [clause.prefix for clause in asked.clauses] == [
        False,
        False,
        True,
        True,
        False,
    ]
    assert asked.clauses[1].stems == ()
    assert asked.clauses[3].stems == ("гп", "2025")
    assert asked.clauses[4].stems == ("12", "к")
    assert [clause.word for clause in asked.clauses] == ["журнал", "", "", "", ""]


def test_a_quoted_word_is_not_looked_for_misread():
    (clause,) = terms.parse_query('"журнал"').clauses
    assert clause.word == ""


def test_little_words_are_asked_for_only_alone():
    assert [c.exact for c in terms.parse_query("журнал за июнь").clauses] == [
        ("журнал",),
        ("июнь",),
    ]
    assert terms.parse_query("по").clauses[0].exact == ("по",)


@pytest.mark.parametrize("text", ["", "  ", '"', '""', "*", "«…»", "ﾞ"])
def test_a_question_of_nothing_asks_nothing(text):
    assert not terms.parse_query(text)


def test_hits_are_marked_where_they_stand():
    text = "Выдано Иванову П.С. 20 июня 2025 г. по приказу № 12-К"
    assert hits(text, "Иванов приказ") == ["Иванову", "приказу"]
    assert hits(text, "20.06.2025") == ["20 июня 2025 г"]
    assert hits(text, "12") == ["12-К"]
    assert hits(text, '"Иванову П"') == ["Иванову П"]
    assert hits(text, "Выд* прик*") == ["Выдано", "приказу"]
    assert hits(text, "нет") == []
    assert hits(text, '"Петрову П"') == []


def test_similar_words_are_marked_too():
    asked = terms.Query((terms.Clause(("кузнецов",), similar=("кузнецсв",)),))
    assert terms.highlight("был Кузнецсв", asked) == ((4, 12),)


def test_overlapping_hits_are_one():
    assert hits("сдал итоговый экзамен рано", '"сдал итоговый" "итоговый экзамен"') == [
        "сдал итоговый экзамен"
    ]


def test_a_snippet_shows_where_most_of_the_question_is_answered():
    text = "экзамен " + "слово " * 60 + "экзамен сдал Иванов " + "слово " * 60
    found = shown(text, "Иванову экзамен", width=60)
    assert "**экзамен** сдал **Иванов**" in found
    assert found.startswith("…слово")
    assert found.endswith("слово…")


def test_a_short_text_is_shown_whole_and_tidy():
    assert shown("  был\n\n экзамен ** 5 ", "экзамен") == "был **экзамен** * 5"
    assert shown("ничего", "экзамен") == "ничего"
    assert shown("", "экзамен") == ""


def test_a_hit_wider_than_the_snippet_is_shown_whole():
    found = shown("а сдали итоговый экзамен все", '"итоговый экзамен"', width=5)
    assert "**итоговый экзамен**" in found


def test_a_text_without_spaces_is_cut():
    assert shown("я" * 500, "нет", width=50) == "я" * 50 + "…"


@given(st.text(), st.text(), st.integers(1, 80))
def test_no_text_and_no_question_is_too_odd(text, question, width):
    asked = terms.parse_query(question)
    spans = terms.highlight(text, asked)
    assert list(spans) == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    terms.snippet(text, asked, width=width)


@given(st.text(max_size=40))
def test_every_text_is_found_by_itself(text):
    asked = terms.parse_query(text.replace("*", " ").replace('"', " "))
    if asked:
        assert terms.highlight(text.replace("*", " ").replace('"', " "), asked)


@given(st.text())
def test_terms_have_no_space_and_are_not_empty(text):
    found = terms.index_terms(text)
    assert all(term and not any(c.isspace() for c in term) for term in found.exact)
    assert all(term and not any(c.isspace() for c in term) for term in found.stems)


def test_each_end_of_a_period_is_found_where_it_stands():
    text = "занятия 01.06–20.06.2025"
    assert hits(text, "1 июня 2025") == ["01.06"]
    assert hits(text, "20.06.2025") == ["20.06.2025"]


def test_what_is_denied_is_not_found_as_affirmed():
    assert hits("оценка не зачтено", "не зачтено") == ["не", "зачтено"]
    assert terms.parse_query("не зачтено").clauses[0].exact == ("не",)


def test_a_beginning_that_may_be_of_either_script_finds_both():
    assert hits("документ XBC7RW3F7C", "XBC7*") == ["XBC7RW3F7C"]
    assert hits("книга Excel", "Exc*") == ["Excel"]
    assert hits("ХВС7", "XBC7*") == ["ХВС7"]
