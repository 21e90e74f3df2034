"""A paper of others that came twice, told by its words; pure."""

from dataclasses import replace
from datetime import date

from pipeline.attribution import doubles
from pipeline.model import Guess, PageText, Word

WORDS = (
    "Справка выдана Петровой Марии Ивановне в том что она обучалась по программе "
    "повышения квалификации Гештальт-терапия объемом 108 часов 20.06.2025"
)
BOX = (0.0, 0.0, 1.0, 1.0)


def page(text: str) -> PageText:
    return PageText(1, 210.0, 297.0, (), tuple(Word(it, BOX) for it in text.split()))


def test_two_readings_of_one_paper_are_alike_in_any_order():
    misread = WORDS.replace("Петровой", "Петровоя").replace("108", "1O8")
    moved = " ".join(reversed(misread.split()))
    assert doubles.alike([page(WORDS)], [page(moved)])


def test_other_words_another_count_of_pages_and_next_to_none_are_not_alike():
    assert not doubles.alike([page(WORDS)], [page(WORDS), page(WORDS)])
    other = "Приказ о зачислении слушателей на программу психодрама от марта " * 2
    assert not doubles.alike([page(WORDS)], [page(other)])
    assert not doubles.alike([page("Справка")], [page("Справка")])


def test_papers_that_name_other_trainees_or_days_are_two():
    one = Guess(kind="certificate", students=("T01",), date=date(2025, 6, 20))
    assert not doubles.disagree(one, replace(one, number="12"))
    assert doubles.disagree(one, replace(one, students=("T02",)))
    assert doubles.disagree(one, replace(one, date=date(2025, 6, 21)))


def test_a_list_of_people_in_another_order_or_with_gaps_is_the_same_list():
    one = Guess(kind="protocol", students=("T01", "T02", "T03"))
    assert not doubles.disagree(one, replace(one, students=("T03", "T01", "T02")))
    assert not doubles.disagree(one, replace(one, students=("T01", "T03")))
    assert not doubles.disagree(one, replace(one, students=()))
    assert doubles.disagree(one, replace(one, students=("T04", "T05")))
