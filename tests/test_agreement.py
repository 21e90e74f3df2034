"""What a printed paper and its group's data no longer agree on.

The papers are filled from the real templates; what they show is read from them.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest

from pipeline import agreement, forms, resources
from pipeline.agreement import Change, Remedy
from pipeline.forms.render import render
from pipeline.model import (
    Commission,
    IssuedDocument,
    Layout,
    LayoutPage,
    Movement,
    Order,
    Scope,
    Session,
    Task,
    Trainee,
    Unit,
    Zone,
)
from tests import invented

ORGANISATION = invented.organisation()
PRINTED = replace(
    invented.group(trainees=4, units=3, sessions=6),
    enrolment_order=Order("31-К/26", date(2026, 1, 30)),
)
KINDS = forms.load([resources.folder("templates")])
NEW = Trainee("T09", "Новикова", "Анна", "Львовна")
LATE = Session("S99", date(2026, 6, 1), "U1", 4, "Разбор случаев", "семинар")


@dataclass(frozen=True)
class Printed:
    """A paper, with all that the rule asks of it."""

    document: IssuedDocument
    data: dict
    paper: agreement.Paper

    def differences(self, group, supplements=()):
        """What it says otherwise than the group."""
        now = data_of(self.document, group)
        comparison = agreement.Comparison(
            self.document, self.data, now, group, lambda: self.paper, supplements
        )
        return agreement.differences(comparison)

    def told(self, group, supplements=()):
        """The same in short: what, whose, which value."""
        found = self.differences(group, supplements)
        return [(it.what.value, it.subject, it.field) for it in found]


def data_of(document, group):
    units = {unit.id: unit for unit in group.units}
    trainees = {trainee.id: trainee for trainee in group.trainees}
    return forms.build(
        ORGANISATION,
        group,
        unit=units.get(document.unit),
        trainee=trainees.get(document.student),
        document=forms.DocumentFacts(
            document_id=document.document_id,
            kind=document.kind,
            title=document.title,
            number=document.number,
            date=document.date if document.dated else None,
            approved="",
            draft=False,
        ),
        filled=document.filled,
    )


def a_document(kind, scope, day=PRINTED.ends, **facts):
    document = IssuedDocument(
        document_id="7K3Q9ZC2M4",
        kind=kind,
        title="Форма",
        number="1",
        date=day,
        dated=False,
        group=PRINTED.code,
        unit="U1" if scope is Scope.UNIT else "",
        student="T02" if scope is Scope.TRAINEE else "",
        students=(),
        filled=scope is Scope.TRAINEE,
        pages=1,
        issued_at=datetime(2026, 2, 1, tzinfo=UTC),
    )
    return replace(document, **facts)


def from_template(kind, group=PRINTED, **facts):
    form = KINDS[kind]
    document = a_document(kind, form.scope, **facts)
    data = data_of(document, group)
    rendered = render(form, data, document.document_id)
    zones = [
        Zone(it.name, it.kind, it.subject, it.item, (0, 0, 1, 1), it.value)
        for it in rendered.zones
    ]
    words = forms.words(rendered.docx)
    return Printed(document, data, agreement.paper(words, layout_of(zones)))


def layout_of(zones):
    pages = (LayoutPage(1, "", 210.0, 297.0, tuple(zones)),)
    return Layout("7K3Q9ZC2M4", "kind", "", pages)


def from_words(words, scope=Scope.GROUP, group=PRINTED, cells=(), **facts):
    """A paper of a kind that an institute has added."""
    document = a_document("own", scope, **facts)
    paper = agreement.paper(words, layout_of([]))
    paper = replace(paper, cells=frozenset(cells))
    return Printed(document, data_of(document, group), paper)


@pytest.fixture(scope="module")
def papers():
    unit_day = max(it.date for it in PRINTED.sessions if it.unit == "U1")
    days = {"gradesheet": unit_day, "protocol": PRINTED.final_on}
    names = ("journal", "gradesheet", "protocol", "certificate")
    return {
        name: from_template(name, day=days.get(name, PRINTED.ends)) for name in names
    }


def with_trainee(number=1, **facts):
    """The group with other facts of one trainee; T02 unless said otherwise."""
    people = list(PRINTED.trainees)
    people[number] = replace(people[number], **facts)
    return replace(PRINTED, trainees=tuple(people))


def with_session(number=0, **facts):
    sessions = list(PRINTED.sessions)
    sessions[number] = replace(sessions[number], **facts)
    return replace(PRINTED, sessions=tuple(sessions))


def with_unit(number=0, **facts):
    units = list(PRINTED.units)
    units[number] = replace(units[number], **facts)
    return replace(PRINTED, units=tuple(units))


def with_programme(**facts):
    return replace(PRINTED, programme=replace(PRINTED.programme, **facts))


def joined(on=None):
    person = replace(NEW, joined=Movement(on, "7-К") if on else None)
    return replace(PRINTED, trainees=(*PRINTED.trainees, person))


def added(*sessions):
    return replace(PRINTED, sessions=(*PRINTED.sessions, *(sessions or (LATE,))))


EVERY = ("journal", "gradesheet", "protocol", "certificate")
LISTS = ("journal", "gradesheet", "protocol")
RENAMED = ("renamed", "T02", "name")


@pytest.mark.parametrize("kind", EVERY)
def test_a_paper_agrees_with_what_it_was_printed_from(papers, kind):
    assert papers[kind].told(PRINTED) == []


@pytest.mark.parametrize("kind", EVERY)
def test_results_are_not_compared(papers, kind):
    assert papers[kind].told(replace(PRINTED, results=type(PRINTED.results)())) == []


def test_a_paper_is_not_read_where_nothing_differs(papers):
    def never():
        raise AssertionError

    paper = papers["journal"]
    now = data_of(paper.document, PRINTED)
    comparison = agreement.Comparison(paper.document, paper.data, now, PRINTED, never)
    assert agreement.differences(comparison) == ()


CHANGES = {
    "renamed": (with_trainee(surname="Ким"), dict.fromkeys(EVERY, RENAMED)),
    "another renamed": (
        with_trainee(2, surname="Ким"),
        dict.fromkeys(LISTS, ("renamed", "T03", "name")),
    ),
    "removed": (
        replace(PRINTED, trainees=(PRINTED.trainees[0], *PRINTED.trainees[2:])),
        dict.fromkeys(EVERY, ("removed", "T02", "")),
    ),
    "joined": (joined(), dict.fromkeys(LISTS, ("joined", "T09", ""))),
    "joined before the final": (
        joined(PRINTED.final_on),
        dict.fromkeys(("journal", "protocol"), ("joined", "T09", "")),
    ),
    "left": (
        with_trainee(left=Movement(date(2026, 6, 20), "9-К")),
        dict.fromkeys(("journal", "protocol", "certificate"), ("left", "T02", "left")),
    ),
    "left after all": (with_trainee(left=Movement(date(2026, 12, 1))), {}),
    "born another day": (
        with_trainee(birth_date=date(1990, 5, 5)),
        {"certificate": ("trainee", "T02", "birth_date")},
    ),
    "declined otherwise": (
        with_trainee(name_forms={"dative": "Белозёровой Анне"}),
        {"certificate": ("trainee", "T02", "cases")},
    ),
    "session moved": (
        with_session(date=date(2026, 2, 27)),
        {"journal": ("session-moved", "S01", "date")},
    ),
    "session added": (added(), {"journal": ("session-added", "S99", "")}),
    "session dropped": (
        replace(PRINTED, sessions=PRINTED.sessions[1:]),
        {"journal": ("session-dropped", "S01", "")},
    ),
    "topic": (
        with_session(topic="Прощание"),
        {"journal": ("session", "S01", "topic")},
    ),
    "session's teacher": (
        with_session(teacher="Ким Лев Олегович"),
        {"journal": ("session", "S01", "teacher")},
    ),
    "hours of the unit": (
        with_unit(hours=48),
        {
            "journal": ("unit", "U1", "hours"),
            "gradesheet": ("unit", "U1", "hours"),
            "certificate": ("unit", "U1", "hours_studied"),
        },
    ),
    "title of another unit": (
        with_unit(1, title="Границы"),
        {"journal": ("unit", "U2", "title"), "certificate": ("unit", "U2", "title")},
    ),
    "teacher of the unit": (
        with_unit(teacher="Ким Лев Олегович"),
        dict.fromkeys(("journal", "gradesheet"), ("unit", "U1", "teacher")),
    ),
    "scale": (
        with_unit(scale="five"),
        dict.fromkeys(("journal", "gradesheet"), ("unit", "U1", "scale")),
    ),
    "tasks": (
        with_unit(tasks=(Task("U1K1", "доклад"),)),
        {"journal": ("unit", "U1", "tasks")},
    ),
    "programme": (
        with_programme(title="Гештальт"),
        dict.fromkeys(EVERY, ("programme", "", "title")),
    ),
    "kind of programme": (
        with_programme(kind="ПК"),
        dict.fromkeys(EVERY, ("programme", "", "kind")),
    ),
    "qualification": (
        with_programme(qualification="психолог"),
        {"protocol": ("programme", "", "qualification")},
    ),
    "end": (
        replace(PRINTED, ends=date(2026, 6, 30)),
        dict.fromkeys(EVERY, ("group", "", "ends")),
    ),
    "curator": (
        replace(PRINTED, curator="Ким Лев Олегович"),
        {},  # the secretary has that name too
    ),
    "enrolment order": (
        replace(PRINTED, enrolment_order=Order("5-К", date(2026, 1, 31))),
        {"certificate": ("group", "", "enrolment_order")},
    ),
    "chair": (
        replace(
            PRINTED, commission=replace(PRINTED.commission, chair="Ким Олег Львович")
        ),
        {"protocol": ("commission", "chair", "name")},
    ),
    "order of the commission": (
        replace(
            PRINTED,
            commission=replace(
                PRINTED.commission, order=Order("15-К", date(2026, 6, 1))
            ),
        ),
        {"protocol": ("commission", "", "order")},
    ),
    "form of the final assessment": (
        replace(PRINTED, final_form="защита работы"),
        {"protocol": ("final", "", "form")},
    ),
    "scale of the final assessment": (
        replace(PRINTED, final_scale="pass"),
        {"protocol": ("final", "", "scale")},
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_told_of_the_papers_that_show_it(papers, change):
    group, expected = CHANGES[change]
    for kind in EVERY:
        wanted = [expected[kind]] if kind in expected else []
        assert papers[kind].told(group) == wanted, kind


def test_every_row_that_is_gone_is_told(papers):
    group = replace(PRINTED, trainees=PRINTED.trainees[2:])
    gone = [("removed", "T01", ""), ("removed", "T02", "")]
    assert papers["protocol"].told(group) == gone


def test_leaving_before_the_assessment_is_told_of_its_paper(papers):
    group = with_trainee(left=Movement(date(2026, 2, 3)))
    grades = {**group.results.grades, "T02": {}}
    group = replace(group, results=replace(group.results, grades=grades))
    assert papers["gradesheet"].told(group) == [("left", "T02", "left")]
    hours = [it for it in papers["certificate"].told(group) if it[0] != "left"]
    assert hours[0] == ("unit-dropped", "U1", "")
    assert ("unit", "U2", "hours_studied") not in hours


def test_what_came_since_asks_for_a_supplement(papers):
    group = replace(joined(), sessions=added().sessions)
    found = papers["journal"].differences(group)
    assert [it.remedy for it in found] == [Remedy.SUPPLEMENT] * 2
    told = papers["journal"].differences(with_trainee(surname="Ким"))
    assert [it.remedy for it in told] == [Remedy.REISSUE]
    assert (told[0].printed, told[0].now) == (
        PRINTED.trainees[1].full_name,
        "Ким Анна Сергеевна",
    )


def test_a_renaming_after_the_day_of_the_paper_is_no_difference(papers):
    former = PRINTED.trainees[1].surname
    for day, told in ((date(2026, 5, 1), []), (date(2026, 2, 3), [RENAMED])):
        renamed = Movement(day, "8-К", former_surname=former)
        group = with_trainee(surname="Ким", renamed=(renamed,))
        assert papers["gradesheet"].told(group) == told


def test_leaving_that_is_printed_and_was_not_is_told():
    left = with_trainee(left=Movement(date(2026, 3, 2), "9-К"))
    paper = from_template("journal", left)
    assert paper.told(PRINTED) == [("left", "T02", "left")]
    other = with_trainee(left=Movement(date(2026, 3, 3), "9-К"))
    assert paper.told(other) == [("left", "T02", "left")]


def test_a_paper_of_a_trainee_tells_of_leaving_before_its_day():
    early = Movement(date(2026, 3, 2), "9-К")
    for day, told in ((date(2026, 3, 1), []), (date(2026, 3, 3), ["left"])):
        paper = from_template("certificate", day=day, dated=True)
        found = paper.told(with_trainee(left=early))
        assert [what for what, _subject, field in found if field == "left"] == told


def test_joining_later_than_printed_is_told_of_the_trainee():
    paper = from_template("certificate", day=date(2026, 3, 3), dated=True)
    group = with_trainee(joined=Movement(date(2026, 3, 10), "9-К"))
    assert ("trainee", "T02", "joined") in paper.told(group)


def test_a_unit_that_is_gone_is_told(papers):
    group = replace(
        PRINTED,
        units=PRINTED.units[1:],
        sessions=tuple(it for it in PRINTED.sessions if it.unit != "U1"),
        trainees=joined().trainees,
    )
    assert papers["gradesheet"].told(group) == [("unit-dropped", "U1", "")]
    assert ("unit-dropped", "U1", "") in papers["journal"].told(group)
    assert ("unit-dropped", "U1", "") in papers["certificate"].told(group)


def test_a_unit_that_was_added_is_told_by_its_sessions_where_there_are_any(papers):
    unit = Unit("U9", "discipline", "Супервизия", 8, "зачёт", "pass")
    group = replace(PRINTED, units=(*PRINTED.units, unit))
    assert papers["journal"].told(group) == [("unit-added", "U9", "")]
    assert papers["certificate"].told(group) == [("unit-added", "U9", "")]
    assert papers["gradesheet"].told(group) == papers["protocol"].told(group) == []
    taught = replace(group, sessions=added(replace(LATE, unit="U9")).sessions)
    assert papers["journal"].told(taught) == [("session-added", "S99", "")]


def test_a_member_who_was_added_is_told(papers):
    old = PRINTED.commission
    commission = Commission(
        old.chair, (*old.members, "Новикова А.Л."), old.secretary, old.order
    )
    group = replace(PRINTED, commission=commission)
    assert papers["protocol"].told(group) == [("commission", "member-4", "name")]
    assert papers["journal"].told(group) == papers["gradesheet"].told(group) == []


def supplement(**only):
    document = a_document("journal", Scope.GROUP, supplements="7K3Q9ZC2M4")
    return Printed(
        document,
        data_of(document, replace(PRINTED, **only)),
        agreement.paper(" ".join([NEW.full_name, LATE.topic]), layout_of([])),
    )


def test_what_a_supplement_covers_is_no_difference(papers):
    group = replace(joined(), sessions=added().sessions)
    people = supplement(trainees=(NEW,), sessions=group.sessions).data
    sessions = supplement(sessions=(LATE,)).data
    told = papers["journal"].told
    assert told(group, [people]) == [("session-added", "S99", "")]
    assert told(group, [sessions]) == [("joined", "T09", "")]
    assert told(group, [people, sessions]) == []


def test_a_supplement_for_people_adds_no_sessions_though_it_has_new_ones_only(papers):
    group = replace(joined(), sessions=added().sessions)
    people = supplement(trainees=(NEW,), sessions=(LATE,)).data
    people["document"] = people["document"] | {"supplement_of": "people"}
    assert papers["journal"].told(group, [people]) == [("session-added", "S99", "")]


def test_a_supplement_is_asked_about_what_it_holds_only():
    group = replace(joined(), sessions=added().sessions)
    paper = supplement(trainees=(NEW,), sessions=group.sessions)
    assert paper.told(group) == []
    renamed = replace(group, trainees=(*PRINTED.trainees, replace(NEW, surname="Ким")))
    assert paper.told(renamed) == [("renamed", "T09", "name")]


def test_a_kind_without_cells_shows_what_it_says():
    first = PRINTED.sessions[0]
    timetable = from_words(f"{first.date:%d.%m} {first.topic}; 04.02 занятие")
    moved = with_session(date=date(2026, 3, 3))
    assert timetable.told(moved) == [("session-moved", "S01", "date")]
    assert timetable.told(added()) == [("session-added", "S99", "")]
    assert timetable.told(with_trainee(surname="Ким")) == []
    assert timetable.told(with_programme(title="Гештальт")) == []


def test_a_kind_for_one_trainee_shows_the_sessions_of_that_trainee():
    card = from_words("", Scope.TRAINEE, cells={"S01"})
    assert card.told(added()) == [("session-added", "S99", "")]
    gone = replace(added(), trainees=PRINTED.trainees[2:])
    assert card.told(gone) == []
    left = with_trainee(left=Movement(date(2026, 5, 1)))
    assert card.told(replace(left, sessions=added().sessions)) == []


def test_texts_that_a_paper_does_not_show_may_change():
    blank = from_words("ведомость")
    for group, _expected in CHANGES.values():
        assert blank.told(group) == []


@pytest.mark.parametrize(
    ("words", "group", "told"),
    [
        ("СНИЛС 107-545-419 50", {"snils": "1"}, "snils"),
        ("ООО «Пример»", {"customer": "ООО «Иное»"}, "customer"),
    ],
)
def test_facts_of_a_trainee_are_told_where_they_stand(words, group, told):
    known = with_trainee(snils="107-545-419 50", customer="ООО «Пример»")
    paper = from_words(f"{PRINTED.trainees[1].full_name} {words}", group=known)
    changed = replace(
        known,
        trainees=tuple(
            replace(it, **group) if it.id == "T02" else it for it in known.trainees
        ),
    )
    assert paper.told(changed) == [("trainee", "T02", told)]


def test_planned_results_and_dates_are_told_where_they_stand():
    known = replace(
        with_programme(planned_results=("ведёт группу",)),
        curator="Юрьев Ян Ильич",
        units=(replace(PRINTED.units[0], assessed_on=date(2026, 3, 5)),),
        sessions=(),
    )
    said = "ведёт группу; 5 марта 2026 г.; Ю-р; Я.И. Юрьев; 25.06.2026"
    paper = from_words(f"{said} {PRINTED.units[0].title}", group=known)
    changed = replace(
        known,
        programme=replace(known.programme, planned_results=("молчит",)),
        curator="Ким Лев Олегович",
        units=(replace(known.units[0], assessed_on=date(2026, 3, 6)),),
        final_on=date(2026, 6, 24),
    )
    assert paper.told(changed) == [
        ("unit", "U1", "assessed_on"),
        ("programme", "", "planned_results"),
        ("group", "", "curator"),
        ("final", "", "on"),
    ]


def test_a_blank_that_is_known_by_now_is_written_in_ink():
    unknown = replace(PRINTED, final_on=None, curator="", customer="")
    paper = from_template("protocol", unknown)
    assert paper.told(replace(PRINTED, customer="ООО «Пример»")) == []


def test_words_are_found_whole_over_lines_and_in_capitals():
    paper = agreement.paper(
        "КИМ  Л.О.;\nтеория\N{SOFT HYPHEN}тизация 172", layout_of([])
    )
    assert paper.shows_name("Ким Лев Олегович")
    assert paper.shows("теоретизация") is False
    assert paper.shows("теориятизация")
    assert not paper.shows("72")
    assert not paper.shows("тизация")
    assert not paper.shows("")
    assert not paper.shows_day("")
    assert not paper.shows_short_day("")


def test_a_word_is_found_behind_a_longer_one():
    assert agreement.paper("теории, теория", layout_of([])).shows("теория")
    assert agreement.paper("172 72", layout_of([])).shows("72")


def test_equal_data_have_one_fingerprint_whatever_the_results():
    one = agreement.fingerprint(PRINTED)
    assert one == agreement.fingerprint(
        replace(PRINTED, results=type(PRINTED.results)())
    )
    assert one != agreement.fingerprint(with_trainee(surname="Ким"))


def test_every_change_has_words():
    from pipeline.cli import words

    assert set(words.PRINTED) == {it.value for it in Change}


def test_a_seat_that_the_paper_does_not_name_may_change():
    paper = from_words(f"утвердил: {PRINTED.commission.members[2]}")
    commission = replace(PRINTED.commission, secretary="Ким Олег Львович")
    assert paper.told(replace(PRINTED, commission=commission)) == []
