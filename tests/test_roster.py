from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import messages, resources, roster
from pipeline.errors import DataError
from pipeline.roster import people, shape, yamltext

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
GROUP = """\
code: ПР-1
starts: 2026-02-02
ends: 2026-02-20
programme: {title: Основы, kind: ПК, hours: 16}
trainees:
  - id: T01
    surname: Седых
    given_name: Анна
    birth_date: 1990-05-01
    snils: 112-233-445 95
  - {id: T02, surname: Черняк, given_name: Ольга}
units:
  - id: D1
    kind: discipline
    title: Введение
    hours: 16
    form: экзамен
    scale: five-point
    tasks: [{id: W1, title: Эссе}]
sessions:
  - {id: S01, date: 2026-02-02, unit: D1, hours: 4, topic: Знакомство, kind: лекция}
commission: {chair: Орлова В.В., members: [Белов К.К.], secretary: Зимина Д.Д.}
final_form: итоговый зачет
final_scale: pass-fail
results:
  attendance: {T01: {S01: н}}
  tasks: {T01: {D1: [W1]}}
  grades: {T01: {D1: 5}}
  final: {T01: {grade: зачтено}}
"""

Check = Callable[..., list[str]]


pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def check(tmp_path, organisation) -> Check:
    """The faults of the small group after text was replaced in it."""

    def faults(*changes: tuple[str, str]) -> list[str]:
        text = GROUP
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "group.yaml"
        path.write_text(text, "utf-8")
        found = roster.check_group(path, organisation)
        return [f"{fault.place}: {fault.says}" for fault in found]

    return faults


def written(folder: Path, text: str | bytes, name: str = "group.yaml") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


# --- the samples


@pytest.mark.parametrize(
    ("name", "code", "trainees", "kind"),
    [("gt-12", "ГТ-12", 25, "ПК"), ("ps-03", "ПС-03", 12, "ПП")],
)
def test_the_samples_load(name, code, trainees, kind, organisation):
    group = roster.load_group(EXAMPLES / f"{name}.yaml", organisation)
    assert (group.code, len(group.trainees), group.programme.kind) == (
        code,
        trainees,
        kind,
    )
    assert (len(group.units), len(group.sessions)) == (8, 40)


@pytest.mark.parametrize("name", ["gt-12", "ps-03"])
def test_the_samples_have_all_grades_in_both_scales(name, organisation):
    group = roster.load_group(EXAMPLES / f"{name}.yaml", organisation)
    assert [unit.scale for unit in group.units].count("pass-fail") == 4
    for trainee in group.trainees:
        assert set(group.results.grades[trainee.id]) == {it.id for it in group.units}
        assert group.results.final[trainee.id].grade


def test_the_sample_group_holds_an_ivanova(organisation):
    group = roster.load_group(EXAMPLES / "gt-12.yaml", organisation)
    assert "Иванова" in {trainee.surname for trainee in group.trainees}
    assert group.starts == date(2026, 2, 2)
    assert group.ends == date(2026, 6, 19)


def test_the_small_group_has_no_faults(check):
    assert check() == []


# --- what YAML would guess


def test_a_figure_is_a_grade_and_a_date_a_date(tmp_path, organisation):
    group = roster.load_group(written(tmp_path, GROUP), organisation)
    assert group.results.grades["T01"]["D1"] == "5"
    assert group.sessions[0].date == date(2026, 2, 2)
    assert group.sessions[0].hours == 4


@pytest.mark.parametrize("word", ["no", "on", "y", "1_000", "12:30", "0o17", "1e3"])
def test_words_that_yaml_takes_for_something_else_stay_words(
    word, tmp_path, organisation
):
    text = GROUP.replace("topic: Знакомство", f"topic: {word}")
    group = roster.load_group(written(tmp_path, text), organisation)
    assert group.sessions[0].topic == word


def test_an_empty_value_is_the_empty_one_of_its_type(tmp_path, organisation):
    text = GROUP.replace("birth_date: 1990-05-01", "birth_date:\n    patronymic:")
    text = text.replace("results:\n", "curator:\nfinal_on: ~\nresults:\n")
    group = roster.load_group(written(tmp_path, text), organisation)
    assert group.trainees[0].birth_date is None
    assert group.trainees[0].patronymic == ""
    assert (group.curator, group.final_on) == ("", None)


def test_spaces_that_look_alike_become_one_space(tmp_path, organisation):
    text = GROUP.replace("chair: Орлова В.В.", "chair: Орлова\u00a0\u2009 В.В.")
    group = roster.load_group(written(tmp_path, text), organisation)
    assert group.commission.chair == "Орлова В.В."


def test_letters_in_two_pieces_are_joined(tmp_path, organisation):
    text = GROUP.replace("surname: Седых", "surname: Бои\u0306ко")
    group = roster.load_group(written(tmp_path, text), organisation)
    assert group.trainees[0].surname == "Бойко"


# --- faults and their places


def test_all_faults_come_at_once_in_the_order_of_lines(check):
    faults = check(
        ("birth_date: 1990-05-01", "birth_date: 01.05.1990"),
        ("95\n", "96\n"),
        ("hours: 16\n    form", "hours: сорок\n    form"),
        ("S01: н", "S01: x"),
    )
    assert [fault.split(":")[0] for fault in faults] == [
        "line 9, trainees[1].birth_date",
        "line 10, trainees[1].snils",
        "line 16, units[1].hours",
        "line 26, results.attendance.T01.S01",
    ]


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ("surname: Седых", "surnam: Седых", "line 7, trainees[1].surnam", "“surname”"),
        ("surname: Седых", "surnam: Седых", "line 6, trainees[1].surname", "missing"),
        ("1990-05-01", "1990-02-30", "line 9, trainees[1].birth_date", "2026-02-28"),
        ("1990-05-01", "2020-05-01", "line 9, trainees[1].birth_date", "would be 6"),
        ("445 95", "445 96", "line 10, trainees[1].snils", "check digits"),
        ("445 95", "44595", "line 10, trainees[1].snils", "NNN-NNN-NNN NN"),
        ("id: T02", "id: T01", "trainees[2].id", "taken"),
        ("unit: D1", "unit: D2", "line 21, sessions[1].unit", "Known are: D1."),
        ("five-point", "five_point", "line 18, units[1].scale", "five-point"),
        ("id: D1", "id: final", "units[1].id", "means the final assessment"),
        ("id: S01", "id: D1", "sessions[1].id", "that of a unit"),
        ("scale: pass-fail", "scale: pas-fail", "final_scale", "“pass-fail”"),
        ("S01: н", "S01: п", "results.attendance.T01.S01", "н, б, у, о"),
        ("{S01: н", "{S02: н", "results.attendance.T01.S02", "“S01”"),
        ("attendance: {T01", "attendance: {T9", "results.attendance.T9", "trainee"),
        ("[W1]", "[W2]", "results.tasks.T01.D1[1]", "Known are: W1."),
        ("{D1: 5}", "{D1: 6}", "results.grades.T01.D1", "not used"),
        ("{D1: 5}", "{D1: отлично}", "results.grades.T01.D1", "5, 4, 3, 2"),
        ("grade: зачтено", "grade: зачет", "results.final.T01.grade", "“зачтено”"),
        ("date: 2026-02-02", "date: 2026-03-02", "sessions[1].date", "2026-02-20"),
        ("ends: 2026", "ends: 2025", "line 3, ends", "before it starts"),
        ("hours: 16}", "hours: 18}", "programme.hours", "16 hours in all"),
        ("hours: 4", "hours: 20", "units[1].hours", "20 hours of its 16"),
        ("kind: ПК", "kind: ПП", "programme.hours", "250 hours or more"),
        ("kind: ПК", "kind: ПП", "programme.qualification", "qualification"),
        ("kind: ПК", "kind: КП", "programme.kind", "ПК, ПП, other"),
        ("hours: 16}", "hours: 8}", "programme.hours", "16 hours or more"),
        ("surname: Седых", "surname: Cедых", "trainees[1].surname", "C is Latin"),
        ("surname: Седых", "surname: Седых2", "trainees[1].surname", "“2”"),
        ("surname: Седых", 'surname: "Сед\\u200bых"', "trainees[1].surname", "U+200B"),
        ("surname: Седых", 'surname: "Сед\\x01ых"', "trainees[1].surname", "U+0001"),
        ("surname: Седых", "surname: ''", "trainees[1].surname", "empty"),
        (
            "surname: Седых",
            f"surname: {'а' * 81}",
            "trainees[1].surname",
            "longer than",
        ),
        ("surname: Седых", "surname: 12345", "trainees[1].surname", "“1”"),
        ("hours: 4", "hours: 0", "sessions[1].hours", "1 or more"),
        ("hours: 4", "hours: четыре", "sessions[1].hours", "found “четыре”"),
        ("hours: 4", "hours: ~", "sessions[1].hours", "found nothing"),
        ("Ольга}", "Ольга, snils: 112-233-445 95}", "trainees[2].snils", "same СНИЛС"),
        ("surname: Седых", "surname: [а]", "trainees[1].surname", "Expected text"),
        ("code: ПР-1", "code: ../1", "line 1, code", "not written as it should"),
        ("code: ПР-1", "code: ПР-1\ncode: ПР-2", "line 2, code", "second time"),
        ("chair: Орлова В.В.", "chair: &a Орлова", "commission.chair", "Anchors"),
        ("chair: Орлова В.В.", "chair: !!int 5", "commission.chair", "Tags"),
        ("members: [Белов К.К.]", "members: {а: б}", "members", "Expected a list"),
        ("final_form: ", "? [a]\n: b\nfinal_form: ", "line 23, ?", "must be a word"),
    ],
)
def test_a_fault_leads_to_its_place_and_says_what_was_expected(
    old, new, place, says, check
):
    faults = check((old, new))
    assert any(place in fault and says in fault for fault in faults), faults


def test_a_trainee_entered_twice_is_told(check):
    twin = "surname: Седых, given_name: Анна, birth_date: 1990-05-01"
    assert "same name" in check(("surname: Черняк, given_name: Ольга", twin))[0]


def test_a_trainee_cannot_leave_before_joining(check):
    moved = "joined: {date: 2026-02-10}, left: {date: 2026-02-09}"
    faults = check(("given_name: Ольга", f"given_name: Ольга, {moved}"))
    assert faults == [
        "line 11, trainees[2].left.date: The trainee would have left before joining."
    ]


def test_a_renaming_needs_the_former_surname(check):
    renamed = "given_name: Ольга, renamed: [{date: 2026-02-10}]"
    assert "former surname" in check(("given_name: Ольга", renamed))[0]


def test_an_order_without_a_date_is_told_though_the_order_may_be_missing(check):
    order = "final_scale: pass-fail\nenrolment_order: {number: 1-К}"
    faults = check(("final_scale: pass-fail", order))
    assert faults == ["line 25, enrolment_order.date: “date” is missing."]


def test_a_group_that_is_no_mapping_has_one_fault(tmp_path, organisation):
    faults = roster.check_group(written(tmp_path, "- a\n- b\n"), organisation)
    assert [fault.says for fault in faults] == [
        "Expected a mapping (key: value), found a list."
    ]


# --- text that must not be read


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (GROUP.encode("cp1251"), "UTF-8"),
        (b"code: [1, 2", "brackets"),
        (b"code: \x01", "hidden"),
        (b"\tcode: 1", "tab"),
        (b"a: 1\n---\nb: 2\n", "second document"),
        (b"[" * 500 + b"]" * 500, "deeply"),
        (b"[" * 5000 + b"]" * 5000, "nest"),
        (b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "Anchors"),
        (b"a: *nowhere\n", "Anchors"),
        (b"!!python/object/apply:os.system [ls]\n", "Tags"),
        (b"# " + b"x" * yamltext.MAX_BYTES, "larger than"),
        (b'a: "\\ud800"\n', ""),
    ],
)
def test_text_that_is_not_meant_is_refused_in_words(
    content, says, tmp_path, organisation
):
    faults = roster.check_group(written(tmp_path, content), organisation)
    assert faults
    assert any(says in fault.says for fault in faults)


def test_an_empty_list_is_told(check):
    trainees = GROUP[GROUP.index("  - id: T01") : GROUP.index("units:")]
    assert "1 or more are expected" in check((trainees, ""))[0]


def test_a_file_of_nothing_but_faults_is_not_told_to_its_end(tmp_path, organisation):
    text = "".join(f"key{n}: 1\n" for n in range(1000))
    faults = roster.check_group(written(tmp_path, text), organisation)
    assert len(faults) == 201
    assert faults[-1].says == "… and 810 more."


def test_an_empty_file_misses_everything(tmp_path, organisation):
    faults = roster.check_group(written(tmp_path, ""), organisation)
    assert len(faults) == 10


def test_a_file_that_is_not_there_is_a_fault(tmp_path, organisation):
    with pytest.raises(DataError, match="cannot be read"):
        roster.load_group(tmp_path / "no.yaml", organisation)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_text_makes_the_check_stumble(content):
    with suppress(DataError):
        yamltext.parse(content, Path("group.yaml"))


# --- check digits


def test_the_check_digits_of_the_published_example_are_right():
    assert people.is_snils("112-233-445 95")


@given(st.integers(0, 999_999_999), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_of_a_snils_is_seen(number, place, change):
    digits = f"{number:09d}"
    total = sum(int(digit) * (9 - at) for at, digit in enumerate(digits))
    control = f"{total % 101 % 100:02d}"
    wrong = f"{(int(digits[place]) + change) % 10}"
    mistyped = digits[:place] + wrong + digits[place + 1 :]
    assert people.is_snils(digits + control)
    other = sum(int(digit) * (9 - at) for at, digit in enumerate(mistyped))
    assert people.is_snils(mistyped + control) == (
        {total % 101, other % 101} == {0, 100}
    )


# --- the organisation and its file plan


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ("{mark: б,", "{mark: н,", "attendance_marks[2].mark", "stands above"),
        ("{mark: б,", "{mark: '*',", "attendance_marks[2].mark", "not recognised"),
        ("id: five-point", "id: pass-fail", "grade_scales[2].id", "taken"),
        ('{value: "4"', '{value: "5"', "grade_scales[2].values[2].value", "above"),
        ("{group}/{year}", "{grup}/{year}", "numbers.default", "{counter}"),
        ("{group}/{year}", "{group.x}", "numbers.default", "number pattern"),
        ("{counter:03d}", "{counter:03q}", "numbers.certificate", "number pattern"),
        ("С-{year}/{counter:03d}", "С-{year}", "numbers.certificate", "add {counter}"),
        ("{group}/{year}-{counter}", "{group}", "numbers.default", "add {counter}"),
        ('file-plan: "{year}"', 'supplement: "{base}/доп"', "numbers.supplement",
         "add {counter}"),
        ('file-plan: "{year}"', 'supplement: "{year}"', "numbers.supplement", "{base}"),
        ("[journal,", "[diary,", "standard_set[1]", "no title"),
        ("valid_from: 2025", "valid_until: 2020-01-01\n    valid_from: 2025",
         "legal_basis[3].valid_until", "lapse"),
    ],
)  # fmt: skip
def test_faults_of_an_organisation_are_told(old, new, place, says, tmp_path):
    profile = resources.folder("profiles") / "migip" / "organisation.yaml"
    text = profile.read_text("utf-8").replace(old, new, 1)
    with pytest.raises(DataError) as caught:
        roster.load_organisation(written(tmp_path, text))
    assert any(place in it.place and says in it.says for it in caught.value.faults)


@pytest.mark.parametrize(
    ("entry", "place", "says"),
    [
        ("index: 01-1, kinds: [], term: {kind: not_set}", "index", "03-07"),
        ("index: 01-01, kinds: [], term: {kind: years}", "years", "missing"),
        ("index: 01-01, kinds: [], term: {kind: until_event}", "event", "needs the"),
        (
            "index: 01-01, kinds: [], term: {kind: permanent, appraisal: да}",
            "entries[1].term.appraisal",
            "true or false",
        ),
        (
            "index: 01-01, kinds: [], term: {kind: years, years: 500}",
            "entries[1].term.years",
            "100 or less",
        ),
        (
            "index: 01-01, kinds: [other, other], term: {kind: not_set}",
            "entries[1].kinds[2]",
            "once only",
        ),
        (
            "index: 01-01, kinds: [other, other], term: {kind: not_set}",
            "entries[1].kinds",
            "twice",
        ),
    ],
)
def test_faults_of_a_file_plan_are_told(entry, place, says, tmp_path):
    lines = f"entries:\n  - {{title: А, {entry}}}\n"
    path = written(tmp_path, roster.file_plan_text(lines, 2026))
    with pytest.raises(DataError) as caught:
        roster.load_file_plan(path)
    assert any(place in it.place and says in it.says for it in caught.value.faults)


# --- the folder of groups


def test_groups_are_found_by_the_code_inside(tmp_path):
    ours = written(tmp_path, GROUP, "as-you-like.yaml")
    broken = written(tmp_path, "code: [", "broken.yml")
    written(tmp_path, GROUP, ".hidden.yaml")
    written(tmp_path, "x", "notes.txt")
    assert roster.groups_in(tmp_path) == {"ПР-1": ours, "broken": broken}
    assert roster.groups_in(tmp_path / "nowhere") == {}


def test_two_files_of_one_group_are_a_fault(tmp_path):
    written(tmp_path, GROUP, "a.yaml")
    written(tmp_path, GROUP, "b.yaml")
    with pytest.raises(DataError, match=r"a\.yaml holds the group “ПР-1” too"):
        roster.groups_in(tmp_path)


def test_an_imported_group_stands_under_its_code(tmp_path, organisation):
    groups = tmp_path / "groups"
    source = written(tmp_path, GROUP)
    target = roster.import_group(source, groups, organisation)
    assert target == groups / "ПР-1.yaml"
    assert target.read_bytes() == source.read_bytes()


def test_importing_the_same_twice_changes_nothing(tmp_path, organisation):
    groups = tmp_path / "groups"
    source = written(tmp_path, GROUP)
    first = roster.import_group(source, groups, organisation).stat()
    again = roster.import_group(source, groups, organisation).stat()
    assert (again.st_ino, again.st_mtime_ns) == (first.st_ino, first.st_mtime_ns)
    assert not (groups / ".history").exists()


def test_importing_something_else_keeps_the_former_file(tmp_path, organisation):
    groups = tmp_path / "groups"
    roster.import_group(written(tmp_path, GROUP), groups, organisation)
    changed = written(tmp_path, GROUP.replace("Черняк", "Чернова"))
    target = roster.import_group(changed, groups, organisation)
    (former,) = (groups / ".history").iterdir()
    assert "Чернова" in target.read_text("utf-8")
    assert former.read_text("utf-8") == GROUP
    assert former.name.startswith("ПР-1-2")


def test_the_former_file_is_the_last_of_that_group(tmp_path):
    assert roster.former_file(tmp_path, "ПР-1") is None
    history = tmp_path / ".history"
    history.mkdir()
    stamps = ("ПР-1-20260101T0Z", "ПР-1-20260201T0Z", "ПР-1-2-20260301T0Z")
    for name in stamps:
        (history / f"{name}.yaml").touch()
    assert roster.former_file(tmp_path, "ПР-1") == history / "ПР-1-20260201T0Z.yaml"
    assert roster.former_file(tmp_path, "ПР") is None


def test_a_group_kept_under_another_name_is_replaced_there(tmp_path, organisation):
    groups = tmp_path / "groups"
    groups.mkdir()
    standing = written(groups, GROUP, "mine.yaml")
    changed = written(tmp_path, GROUP.replace("Черняк", "Чернова"))
    assert roster.import_group(changed, groups, organisation) == standing


def test_a_group_never_takes_the_file_of_another_one(tmp_path, organisation):
    groups = tmp_path / "groups"
    groups.mkdir()
    standing = written(groups, GROUP.replace("ПР-1", "ПР-2"), "ПР-1.yaml")
    before = standing.read_bytes()
    with pytest.raises(DataError, match=r"holds the group “ПР-2”\. Rename it"):
        roster.import_group(written(tmp_path, GROUP), groups, organisation)
    assert standing.read_bytes() == before


def test_a_faulty_group_is_not_imported(tmp_path, organisation):
    source = written(tmp_path, GROUP.replace("hours: 16}", "hours: 15}"))
    with pytest.raises(DataError):
        roster.import_group(source, tmp_path / "groups", organisation)
    assert not (tmp_path / "groups").exists()


def test_days_are_written_as_the_language_writes_them(check):
    early = ("date: 2026-02-02, unit", "date: 2020-01-01, unit")
    (english,) = check(early)
    assert "2020-01-01 lies outside" in english
    messages.use_language("ru")
    (russian,) = check(early)
    assert "01.01.2020 вне сроков" in russian
    assert "02.02.2026 — 20.02.2026" in russian
    (malformed,) = check(("starts: 2026-02-02", "starts: 02.02.2026"))
    assert "например 2026-02-28" in malformed


def test_the_known_values_are_told_once_each_and_end_with_one_stop():
    assert shape.near("х", ["D1", "", "D2", "D1"]) == "Known are: D1, D2."
    assert shape.near("х", ["жен.", "муж."]) == "Known are: жен., муж."
    assert shape.near("х", [str(n) for n in range(10, 30)]).endswith("20, 21, …")
    assert shape.near("х", [""]).startswith("There are none here yet")
