"""An invented institute with one invented group, as large as a real one."""

from dataclasses import replace
from datetime import date, timedelta

from pipeline.model import (
    AttendanceMark,
    Commission,
    FinalResult,
    GradeScale,
    GradeValue,
    Group,
    LegalBasis,
    Order,
    Organisation,
    Person,
    Programme,
    Results,
    Session,
    Task,
    Trainee,
    Unit,
)

FIGURES = GradeScale(
    "five",
    "пятибалльная",
    "figure",
    (
        GradeValue("5", "отлично", passed=True),
        GradeValue("4", "хорошо", passed=True),
        GradeValue("3", "удовлетворительно", passed=True),
        GradeValue("2", "неудовлетворительно", passed=False),
    ),
)
CHOICES = GradeScale(
    "pass",
    "зачтено / не зачтено",
    "choice",
    (
        GradeValue("зачтено", "зачтено", passed=True),
        GradeValue("не зачтено", "не зачтено", passed=False),
        GradeValue("не явился", "не явился", passed=None),
    ),
)

SURNAMES = [
    "Авдеева",
    "Белозёрова",
    "Вавилова",
    "Громова",
    "Дорохова",
    "Ежова",
    "Жданова",
    "Зимина",
    "Исакова",
    "Кудрявцева",
    "Ларионова",
    "Мещерякова",
    "Никитина",
    "Остапенко",
    "Плетнёва",
    "Рубина",
    "Салтыкова",
    "Тарасенко",
    "Уварова",
    "Филиппова",
    "Храмцова",
    "Цветкова",
    "Черняк",
    "Шульгина",
    "Ярцева",
    "Щукина",
    "Эйхвальд",
    "Юдина",
    "Яшина",
    "Абакумова",
]
GIVEN = ["Ольга", "Мария", "Анна", "Елена", "Ирина", "Татьяна", "Светлана", "Ксения"]
PATRONYMICS = ["Ильинична", "Львовна", "Сергеевна", "Петровна", "Романовна", "Юрьевна"]
DISCIPLINES = (
    "Введение в гештальт-терапию: история, философия и методология подхода",
    "Теория контакта и границ контакта",
    "Феноменологический метод в консультировании",
    "Основы психодрамы и социометрии",
    "Групповая динамика и ведение групп",
    "Возрастная психология и психология кризисов",
    "Профессиональная этика и супервизия практики консультирования",
    "Итоговый практикум",
)


def organisation():
    return Organisation(
        full_name="Автономная некоммерческая организация дополнительного "
        "профессионального образования «Институт примеров»",
        short_name="АНО ДПО «ИП»",
        place="Москва",
        head=Person("head", "Лубянцева Нина Глебовна", "Ректор"),
        form_titles={},
        numbers={},
        standard_set=(),
        attendance_marks=(
            AttendanceMark("н", "отсутствовал(а)", "absent"),
            AttendanceMark("б", "болел(а)", "excused"),
            AttendanceMark("о", "опоздал(а)", "late"),
        ),
        grade_scales=(FIGURES, CHOICES),
        legal_basis=(
            LegalBasis("Приказ № 499", valid_until=date(2025, 8, 31)),
            LegalBasis("Приказ № 266", valid_from=date(2025, 9, 1)),
        ),
        requisites={"ОГРН": "1000000000000", "ИНН": "7700000000"},
    )


def group(trainees=25, units=8, sessions=40):
    lessons = tuple(_session(n, units) for n in range(1, sessions + 1))
    return Group(
        code="ГТ-12",
        starts=date(2026, 2, 2),
        ends=date(2026, 6, 26),
        programme=Programme(
            "Гештальт-терапия и психодрама в практике психологического "
            "консультирования",
            "ПП",
            256,
            "психолог-консультант",
        ),
        trainees=tuple(_trainee(n) for n in range(1, trainees + 1)),
        units=tuple(_unit(n) for n in range(1, units + 1)),
        sessions=lessons,
        commission=Commission(
            "Лубянцева Нина Глебовна",
            ("Тихонов Пётр Ильич", "Седых Вера Павловна", "Ким Лев Олегович"),
            "Орехова Анна Юрьевна",
            Order("14-К", date(2026, 6, 1)),
        ),
        final_form="итоговый экзамен",
        final_scale="five",
        results=_results(trainees, units, lessons),
        form_of_study="очно-заочная",
        curator="Орехова Анна Юрьевна",
        final_on=date(2026, 6, 25),
        enrolment_order=Order("3-К", date(2026, 1, 30)),
    )


def _trainee(n):
    return Trainee(
        id=f"T{n:02}",
        surname=SURNAMES[(n - 1) % len(SURNAMES)],
        given_name=GIVEN[n % len(GIVEN)],
        patronymic=PATRONYMICS[n % len(PATRONYMICS)],
        birth_date=date(1980, 1, 1) + timedelta(days=97 * n),
    )


def _unit(n):
    return Unit(
        id=f"U{n}",
        kind="discipline",
        title=DISCIPLINES[(n - 1) % len(DISCIPLINES)],
        hours=32,
        form="зачёт" if n % 2 else "экзамен",
        scale="pass" if n % 2 else "five",
        teacher="Тихонов Пётр Ильич" if n % 2 else "Седых Вера Павловна",
        tasks=(Task(f"U{n}K1", "эссе"),),
    )


def _session(n, units):
    return Session(
        id=f"S{n:02}",
        date=date(2026, 2, 2) + timedelta(days=3 * n),
        unit=f"U{(n - 1) * units // 40 + 1}",
        hours=4,
        topic=f"Тема {n}: практическая работа в тройках с обратной связью",
        kind="практика" if n % 2 else "лекция",
        teacher="Тихонов Пётр Ильич",
    )


def _results(trainees, units, lessons):
    ids = [f"T{n:02}" for n in range(1, trainees + 1)]
    return Results(
        attendance={
            one: {
                lesson.id: "н" if (at + lesson.date.day) % 9 == 0 else ""
                for lesson in lessons
            }
            for at, one in enumerate(ids)
        },
        tasks={one: {"U1": ("U1K1",)} for one in ids},
        grades={
            one: {
                f"U{n}": "зачтено" if n % 2 else "543"[(at + n) % 3]
                for n in range(1, units + 1)
            }
            for at, one in enumerate(ids)
        },
        final={
            one: FinalResult("54"[at % 2], f"Случай из практики № {at + 1}")
            for at, one in enumerate(ids)
        },
    )


def crowd():
    """The largest group: long titles, namesakes, somebody without a patronymic."""
    large = group(trainees=40, units=12, sessions=120)
    long = "Очень длинное название, которое не помещается в одну строку, "
    names = [replace(one, title=(long * 5)[:250]) for one in large.units]
    lessons = [
        replace(one, unit=f"U{n % 12 + 1}", topic=(long * 5)[:250])
        for n, one in enumerate(large.sessions)
    ]
    first, second, *others = large.trainees
    namesake = replace(
        second,
        surname=first.surname,
        given_name=first.given_name,
        patronymic=first.patronymic,
    )
    return replace(
        large,
        units=tuple(names),
        sessions=tuple(lessons),
        trainees=(first, namesake, replace(others[0], patronymic=""), *others[1:]),
    )


def alone():
    """The smallest group: one trainee, one unit, one session."""
    return group(trainees=1, units=1, sessions=1)
