from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline import grammar

NBSP = "\N{NO-BREAK SPACE}"


def plain(text):
    return text.replace(NBSP, " ")


def test_a_date_is_written_with_points():
    assert grammar.date_short(date(2025, 6, 5)) == "05.06.2025"


def test_a_date_is_written_out_and_keeps_together():
    assert grammar.date_long(date(2025, 6, 5)) == f"5{NBSP}июня 2025{NBSP}г."


def test_the_day_above_a_signature_is_quoted():
    assert plain(grammar.date_quoted(date(2026, 6, 5))) == "«5» июня 2026 г."


@pytest.mark.parametrize(
    ("name", "short", "initials_first"),
    [
        ("Лубяницкая Наталья Григорьевна", "Лубяницкая Н.Г.", "Н.Г. Лубяницкая"),
        ("Коваль Ольга", "Коваль О.", "О. Коваль"),
        ("Ким", "Ким", "Ким"),
        ("", "", ""),
        ("Лубяницкая Н.Г.", "Лубяницкая Н.Г.", "Н.Г. Лубяницкая"),
        ("Лубяницкая Н. Г.", "Лубяницкая Н.Г.", "Н.Г. Лубяницкая"),
        ("Н.Г. Лубяницкая", "Лубяницкая Н.Г.", "Н.Г. Лубяницкая"),
        ("Н. Г. Лубяницкая", "Лубяницкая Н.Г.", "Н.Г. Лубяницкая"),
        ("Рубина Анна-Мария Ильинична", "Рубина А.-М.И.", "А.-М.И. Рубина"),
        ("Алиев Расим Мамед оглы", "Алиев Р.М.", "Р.М. Алиев"),
        ("Рашад Эльдар-оглы", "Рашад Э.", "Э. Рашад"),
        (("Рашад", "", "Эльдар-оглы"), "Рашад Э.", "Э. Рашад"),
        (("Ким", "", ""), "Ким", "Ким"),
        (("Де Ла Крус", "Мария", "Ивановна"), "Де Ла Крус М.И.", "М.И. Де Ла Крус"),
    ],
)
def test_a_name_is_shortened_to_its_initials(name, short, initials_first):
    assert plain(grammar.short_name(name)) == short
    assert plain(grammar.initials_first(name)) == initials_first


def test_the_initials_stay_on_the_line_of_the_surname():
    assert NBSP in grammar.short_name("Лубяницкая Наталья Григорьевна")
    assert NBSP in grammar.initials_first("Лубяницкая Н.Г.")


@example("А А-. А")
@example("А.АА .")
@given(st.text(alphabet="абвАБВ -.", max_size=30))
def test_shortening_a_short_name_changes_nothing(name):
    short = grammar.short_name(name)
    assert grammar.short_name(short) == short


@pytest.mark.parametrize(
    ("name", "case", "inflected"),
    [
        (
            "Лубяницкая Наталья Григорьевна",
            "genitive",
            "Лубяницкой Натальи Григорьевны",
        ),
        ("Лубяницкая Наталья Григорьевна", "nominative", None),
        ("Седых Пётр Ильич", "dative", "Седых Петру Ильичу"),
        ("Черняк Ольга Львовна", "dative", "Черняк Ольге Львовне"),
        ("Черняк Олег Львович", "accusative", "Черняка Олега Львовича"),
        ("Шевченко Павел Петрович", "instrumental", "Шевченко Павлом Петровичем"),
        (
            "Салтыков-Щедрин Лев Ильич",
            "prepositional",
            "Салтыкове-Щедрине Льве Ильиче",
        ),
        ("Алиев Расим Мамед оглы", "dative", "Алиеву Расиму Мамед оглы"),
        ("Алиева Арзу Лутфияр кызы", "dative", "Алиевой Арзу Лутфияр кызы"),
        (
            ("Де Ла Крус", "Мария", "Ивановна"),
            "dative",
            "Де Ла Крус Марии Ивановне",
        ),
        (
            ("Ван дер Ваальс", "Пётр", "Ильич"),
            "genitive",
            "Ван дер Ваальса Петра Ильича",
        ),
        (
            ("Ван-дер-Ваальс", "Пётр", "Ильич"),
            "dative",
            "Ван-дер-Ваальсу Петру Ильичу",
        ),
        (
            ("Рубина", "Анна Мария", "Ильинична"),
            "dative",
            "Рубиной Анне Марии Ильиничне",
        ),
    ],
)
def test_the_patronymic_tells_how_a_name_is_inflected(name, case, inflected):
    assert grammar.inflect(name, case) == (inflected or name)


@pytest.mark.parametrize(
    ("name", "inflected"),
    [
        ("ИВАНОВ Пётр Сергеевич", "ИВАНОВУ Петру Сергеевичу"),
        ("ИВАНОВ ПЁТР СЕРГЕЕВИЧ", "ИВАНОВУ ПЕТРУ СЕРГЕЕВИЧУ"),
        ("САЛТЫКОВ-Щедрин Лев Ильич", "САЛТЫКОВУ-Щедрину Льву Ильичу"),
        ("РУБИНА АННА-МАРИЯ ИЛЬИНИЧНА", "РУБИНОЙ АННЕ-МАРИИ ИЛЬИНИЧНЕ"),
        (("ВАН-ДЕР-ВААЛЬС", "Пётр", "Ильич"), "ВАН-ДЕР-ВААЛЬСУ Петру Ильичу"),
    ],
)
def test_a_name_in_capitals_has_its_endings_in_capitals(name, inflected):
    assert grammar.inflect(name, "dative") == inflected


@pytest.mark.parametrize("gender", ["female", "жен", "Жен.", "F"])
def test_a_known_gender_serves_a_name_without_patronymic(gender):
    assert grammar.inflect("Новикова Ольга", "dative", gender) == "Новиковой Ольге"


def test_initials_are_never_inflected():
    assert grammar.inflect("Новиков А.И.", "dative", "male") == "Новикову А.И."
    assert grammar.inflect("Новиков А. И.", "dative", "male") == "Новикову А. И."
    assert grammar.inflect("А.И. Новиков", "dative", "male") == "Новикову А.И."


def test_the_parts_of_a_name_of_unknown_gender_are_joined():
    assert grammar.inflect(("Де Ла Крус", "Мария", ""), "dative") == "Де Ла Крус Мария"


@pytest.mark.parametrize("name", ["Ли Чен", "Ким", "", "Новиков А. И.", "Ли Чен Ун"])
def test_a_name_of_unknown_gender_stays_as_it_is(name):
    assert grammar.inflect(name, "dative") == name


def test_an_unknown_case_is_refused_with_the_list_of_cases():
    with pytest.raises(ValueError, match="genitive, dative"):
        grammar.inflect("Ким", "vocative")


@pytest.mark.parametrize(
    ("n", "gender", "case", "words"),
    [
        (0, "masculine", "nominative", "ноль"),
        (256, "masculine", "nominative", "двести пятьдесят шесть"),
        (1441, "feminine", "genitive", "одной тысячи четырёхсот сорока одной"),
        (21, "masculine", "accusative", "двадцать один"),
        (2, "neuter", "nominative", "два"),
    ],
)
def test_numbers_are_written_in_words(n, gender, case, words):
    assert grammar.number_words(n, gender, case) == words


@pytest.mark.parametrize(
    ("n", "form"),
    [
        (0, "часов"),
        (1, "час"),
        (2, "часа"),
        (4, "часа"),
        (5, "часов"),
        (11, "часов"),
        (12, "часов"),
        (21, "час"),
        (111, "часов"),
        (122, "часа"),
        (-1, "час"),
    ],
)
def test_the_noun_agrees_with_its_number(n, form):
    assert grammar.plural(n, "час", "часа", "часов") == form


@pytest.mark.parametrize(
    ("name", "given", "gender"),
    [
        ("Седых Анна Олеговна", "", "female"),
        ("Черняк Лев Ильич", "", "male"),
        ("Ким Вера", "", ""),
        ("Ким Вера", "жен.", "female"),
    ],
)
def test_the_patronymic_tells_the_gender_unless_it_is_given(name, given, gender):
    assert grammar.gender(name, given) == gender


@pytest.mark.parametrize(
    ("gender", "word"),
    [("male", "зачислен"), ("female", "зачислена"), ("", "зачислен(а)")],
)
def test_a_word_goes_with_the_gender(gender, word):
    assert grammar.by_gender(gender, "зачислен", "зачислена") == word


def test_both_words_stand_where_one_is_not_the_other_with_an_ending():
    assert grammar.by_gender("", "обучался", "обучалась") == "обучался (обучалась)"


@pytest.mark.parametrize(
    ("text", "tied"),
    [
        ("приказ № 12", "приказ №~12"),
        ("г. Москва, ул. Лесная, д. 5", "г.~Москва, ул.~Лесная, д.~5"),
        ("5 июня 2026 г.", "5~июня 2026~г."),
        ("16 ч и 30 мин", "16~ч и 30~мин"),
        ("Н. Г. Лубяницкая", "Н.~Г.~Лубяницкая"),
        ("Лубяницкая Н.Г. и ст. 60", "Лубяницкая~Н.Г. и ст.~60"),
        ("24 часа, клуб. Дом", "24 часа, клуб. Дом"),
    ],
)
def test_a_line_does_not_end_within_what_belongs_together(text, tied):
    assert grammar.tied(text) == tied.replace("~", "\N{NO-BREAK SPACE}")
    assert grammar.tied(grammar.tied(text)) == grammar.tied(text)
