"""Codes of states and events in words for people; JSON keeps the codes."""

from collections.abc import Mapping, Sequence

from pipeline import reasons
from pipeline.archive import SYSTEM
from pipeline.messages import N_, _

RECORD = {
    "filed": N_("filed"),
    "incomplete": N_("incomplete"),
    "review": N_("in review"),
    "superseded": N_("gave way to another record"),
    "disposed": N_("destroyed"),
}
"""State of a record."""

RETENTION = {
    "open": N_("open"),
    "running": N_("the term runs"),
    "due": N_("the term is over"),
    "held": N_("a hold is in force"),
    "not_set": N_("the term is not set"),
    "permanent": N_("kept permanently"),
    "appraisal": N_("to be appraised"),
}
"""Where a case stands in its term."""

PAPER = {"issued": N_("in force"), "void": N_("void")}
"""State of an issued document."""

PRINTED = {
    "joined": N_("joined since it was printed: {name}"),
    "left": N_("left the group: {name} ({now})"),
    "renamed": N_("{printed} is called {now} now"),
    "removed": N_("not in the group any more: {name}"),
    "trainee": N_("{name}: {field} is “{now}” now, not “{printed}”"),
    "session-added": N_("a session was added: {now}, {name}"),
    "session-moved": N_("the session of {printed} ({name}) is on {now} now"),
    "session-dropped": N_("there is no session on {printed} any more ({name})"),
    "session": N_("session “{name}”: {field} is “{now}” now, not “{printed}”"),
    "unit-added": N_("a discipline was added: {name}"),
    "unit-dropped": N_("there is no such discipline any more: {name}"),
    "unit": N_("discipline “{name}”: {field} is “{now}” now, not “{printed}”"),
    "programme": N_("programme: {field} is “{now}” now, not “{printed}”"),
    "commission": N_("commission, {field}: “{now}” now, not “{printed}”"),
    "final": N_("final assessment: {field} is “{now}” now, not “{printed}”"),
    "group": N_("group: {field} is “{now}” now, not “{printed}”"),
}
"""What no longer agrees with a printed paper."""

FIELD = {
    "assessed_on": N_("day of the assessment"),
    "birth_date": N_("birth date"),
    "cases": N_("form of the name"),
    "curator": N_("curator"),
    "customer": N_("customer"),
    "department": N_("department"),
    "ends": N_("end"),
    "enrolment_order": N_("enrolment order"),
    "form": N_("form of assessment"),
    "form_of_study": N_("form of study"),
    "hours": N_("number of hours"),
    "hours_studied": N_("number of hours studied"),
    "joined": N_("day of joining"),
    "kind": N_("kind"),
    "on": N_("day"),
    "order": N_("order"),
    "planned_result": N_("planned result"),
    "planned_results": N_("planned results"),
    "qualification": N_("qualification"),
    "scale": N_("grade scale"),
    "snils": N_("СНИЛС"),
    "starts": N_("start"),
    "tasks": N_("tasks"),
    "teacher": N_("teacher"),
    "title": N_("title"),
    "topic": N_("topic"),
}
"""A value of a group's data."""

RESULT = {
    "attendance": N_("attendance, {item}"),
    "tasks": N_("tasks done, {item}"),
    "grades": N_("grade, {item}"),
}
"""What was reached, of a session or of a unit."""

FINAL = {
    "grade": N_("final assessment: grade"),
    "topic": N_("final assessment: topic"),
    "opinion": N_("final assessment: opinion"),
}
"""What was reached in the final assessment."""

EVENT = {
    "filed": N_("filed"),
    "waiting": N_("came, and waits in review"),
    "superseded": N_("gave way to another record"),
    "refiled": N_("refiled"),
    "split": N_("pages split off"),
    "merged": N_("pages joined"),
    "placed": N_("pages without a readable code said to be of a document of ours"),
    "rescanned": N_("the same paper was scanned again"),
    "left_out": N_("of two scans of a page in one file this one was left out"),
    "signature_decided": N_("signature decided"),
    "reading_decided": N_("cell decided"),
    "strays_kept": N_("pages without a code kept"),
    "matched_confirmed": N_("pages known by their print confirmed"),
    "doubles_seen": N_("a page of which there is another scan looked at"),
    "likely_double": N_("likely another scan of a paper that came before"),
    "same_paper": N_("said to be another scan of the same paper"),
    "other_paper": N_("said to be another paper after all"),
    "resolved": N_("resolved in review"),
    "attributed": N_("filed by its own words"),
    "void": N_("declared void"),
    "restored": N_("in force again"),
    "reprinted": N_("pages reprinted"),
    "closed": N_("closed"),
    "reopened": N_("opened again"),
}
"""What happened to a record, an issued document or a case."""

COUNTED = {
    "signature_decided": N_("signatures decided: {count}"),
    "reading_decided": N_("cells decided: {count}"),
}
"""The same of what happens many times at one moment."""

DETAIL = {
    "reason": N_("reason"),
    "kind": N_("kind of paper"),
    "date": N_("paper's date"),
    "group": N_("group code"),
    "record": N_("record"),
    "zone": N_("cell"),
    "state": N_("state"),
    "value": N_("value"),
    "pages": N_("pages"),
    "source": N_("file"),
    "source_pages": N_("places in the file"),
    "unlaid": N_("not laid on their print"),
    "taken": N_("better and taken"),
    "poorer": N_("poorer scans, so the former ones stay"),
    "from": N_("from"),
    "to": N_("to"),
    "into": N_("into"),
    "changed": N_("changed"),
}
"""What else an event says."""

TOGETHER = {
    "confirm-all": N_("confirmed together with others"),
    "marks": N_("named together with others"),
}
"""How a person decided a cell that was not named alone."""

EVIDENCE = {
    "page_code": N_("by the code on the page"),
    "title": N_("by the title at the head"),
    "title_bare": N_("neither number nor date stands with the title"),
    "title_unlike": N_("the title was read with errors"),
    "title_rival": N_("the title is like that of another kind as well"),
    "title_other": N_("the head names another kind of paper"),
    "duplicate": N_("the paper says that it is a duplicate"),
    "issuer": N_("the institute's name stands on the paper"),
    "issuer_unknown": N_("the institute's name was not found on the paper"),
    "number": N_("beside the title"),
    "series": N_("number of a printed blank"),
    "scanned_before": N_("its words are those of a paper that came before"),
    "programme": N_("the title of the group's programme"),
    "unit": N_("the discipline of the group's programme"),
    "names": N_("names of trainees of the group"),
    "group_code": N_("by the group's code and its people"),
    "group_people": N_("by the people, the days and the programme"),
    "group_rival": N_("people of another group are named as well"),
    "group_codes": N_("the code of another group stands there as well"),
    "group_stranger": N_("a group stands there that is not known"),
    "group_weak": N_("too little tells the group"),
    "person_many": N_("several trainees are named"),
    "person_none": N_("no trainee's name was read with certainty"),
    "person_birth": N_("a date of birth stands there that is not the trainee's"),
    "date_title": N_("beside the title"),
    "date_label": N_("behind a label"),
    "date_ink": N_("the date is to be written in ink; another one was taken"),
    "date_alone": N_("the only date that may be the paper's"),
    "date_planned": N_("not read; the day planned for such a paper of the group"),
    "date_future": N_("the date is later than the scan"),
    "date_apart": N_("the date is far from the group's"),
    "issued": N_(
        "such a paper is issued with codes: is this it, its codes unreadable?"
    ),
}
"""What tells what a paper is, or why that is doubtful."""

FACT = {
    "kind": N_("Kind"),
    "title": N_("Title"),
    "number": N_("Number"),
    "group": N_("Group"),
    "students": N_("Trainees"),
    "date": N_("Date"),
    "case": N_("Case"),
}
"""What is said of a record."""

SIGNATURE = {
    "signed": N_("signed"),
    "empty": N_("not signed"),
    "unsure": N_("not sure"),
    "empty_cell": N_("empty"),
}
"""What a cell holds."""

SORT = {
    "signature": N_("signatures"),
    "mark": N_("marks"),
    "grade": N_("figures of grades"),
    "choice": N_("boxes"),
}
"""Cells that are to be decided."""

SIGNER = {
    "head": N_("head"),
    "teacher": N_("teacher"),
    "chair": N_("chair"),
    "member": N_("member"),
    "secretary": N_("secretary"),
    "curator": N_("curator"),
    "final": N_("final assessment"),
}
"""Whose cell it is, when it is no trainee's, and of what."""

PER = {
    "": "–",
    "group": N_("group"),
    "unit": N_("discipline"),
    "trainee": N_("trainee"),
}
"""What a form is made for."""


SHORT_HASH = 12
"""So many figures of a file's hash are shown."""

_FEW = 2
"""Events of one moment that are told one by one."""


def told(code: str, words: dict[str, str]) -> str:
    """The code in words of the language in use; an unknown one as it is."""
    return _(words[code]) if code in words else code


def result(kind: str, item: str) -> str:
    """A result's kind and what it is of: «grade, D2»."""
    if kind == "final":
        return told(item, FINAL)
    return told(kind, RESULT).format(item=item)


def signer(subject: str) -> str:
    """Whose cell it is: «member 2» of member-2; a word of the form's own stays."""
    role, _dash, number = subject.rpartition("-")
    if role in SIGNER and number.isdecimal():
        return f"{told(role, SIGNER)} {number}"
    return told(subject, SIGNER)


def happened_at_once(details: Sequence[Mapping[str, str]], event: str, by: str) -> str:
    """The same event, any number of times at one moment, in a line."""
    if len(details) <= _FEW:
        return "; ".join(happened(event, it, "") for it in details) + f" · {who(by)}"
    counted = f"{told(event, EVENT)}: {{count}}"
    if event in COUNTED:
        counted = _(COUNTED[event])
    return f"{counted.format(count=len(details))} · {who(by)}"


def happened(event: str, details: Mapping[str, str], by: str) -> str:
    """One event in a line: what happened, what else there is to say, by whom."""
    more = [_detail(name, value) for name, value in details.items()]
    return " · ".join(filter(None, (told(event, EVENT), *more, who(by))))


def who(by: str) -> str:
    """Who did it: a person by id, or the program of itself."""
    return _("the program") if by == SYSTEM else by


def _detail(name: str, value: str) -> str:
    """What else there is to say of an event, and of what it is said."""
    if name == "bulk":
        return told(value, TOGETHER)
    return f"{told(name, DETAIL)} – {_value(name, value)}"


def _value(name: str, value: str) -> str:
    """What an event says of a thing; a file's hash as short as in the log."""
    if name == "source":
        return value[:SHORT_HASH]
    if name == "reason":
        return reasons.sentence(value).removesuffix(".") or "–"
    if name == "changed":
        return ", ".join(told(it, FACT).lower() for it in value.split(", "))
    return told(value or "empty_cell", SIGNATURE | EVIDENCE)


UNNAMED = {
    "no_code": N_("a paper without a code"),
    "split": N_("pages split off another record"),
}
"""What waits in review without a title or a file's name, by its reason."""


def named(name: str, reason: str = "") -> str:
    """The title or the file's name; of a paper that has neither it says so."""
    return name or _(UNNAMED.get(reason, N_("paper without a title")))


def titled(title: str, *, is_cover: bool) -> str:
    """The title; of a sheet that only stands for papers it says so."""
    return _("{title} (cover sheet)").format(title=title) if is_cover else title


def catalogue_behind() -> str:
    """That not everything is found by now."""
    return _(
        "The catalogue could not be written: search does not find all papers until "
        "“podshivka watch” has caught up, which it does by itself."
    )
