"""The trainees: who came, who went, who is called otherwise."""

from collections.abc import Iterator

from pipeline.agreement.comparison import Comparison, by_id
from pipeline.agreement.differences import Change, Difference, Remedy
from pipeline.agreement.sight import Tree

_FACTS = ("snils", "customer")


def differences(it: Comparison) -> Iterator[Difference]:
    """Of the trainees that the paper names, and of those that it should name."""
    printed, now = by_id(it.printed, "trainees"), by_id(it.now, "trainees")
    student = it.document.student
    for one in printed.values() if not student else [printed.get(student, {})]:
        if one and (found := list(_of_one(it, one, now.get(one["id"])))):
            yield from found if _is_named(it, one) else ()
    gone = it.document.unit and not it.now["unit"]
    if not (student or gone or it.document.supplements):
        joined = [one for key, one in now.items() if key not in printed]
        yield from _joined(it, printed, joined)


def _is_named(it: Comparison, one: Tree) -> bool:
    paper = it.paper
    named = paper.has_cell(one["id"]) or paper.shows_name(one["name"])
    short = (one.get("short_name", ""), one.get("initials_first", ""))
    cases = (*one.get("cases", {}).values(), *one.get("short_cases", {}).values())
    return named or paper.shows_any((*short, *cases))


def _joined(
    it: Comparison, printed: dict[str, Tree], joined: list[Tree]
) -> Iterator[Difference]:
    """Those who came since and were there on the day that the paper tells of."""
    missing = [
        one for one in joined if one.get("here", True) and one["id"] not in it.people
    ]
    if missing and any(_is_named(it, one) for one in printed.values()):
        for one in missing:
            came, name = one["joined"]["date"], one["name"]
            yield Difference(
                Change.JOINED, one["id"], "", "", came, name, Remedy.SUPPLEMENT
            )


def _of_one(it: Comparison, old: Tree, new: Tree | None) -> Iterator[Difference]:
    identity, name = old["id"], old["name"]
    if new is None:
        yield Difference(Change.REMOVED, identity, "", name, "", name)
        return
    if new["name"] != name:
        if not _renamed_later(it, old):
            yield Difference(
                Change.RENAMED, identity, "name", name, new["name"], new["name"]
            )
    else:
        yield from _case_forms(it, old, new)
    for field, what in (("left", Change.LEFT), ("joined", Change.TRAINEE)):
        if _moved(it, old, new, field):
            dates = old[field]["date"], new[field]["date"]
            yield Difference(what, identity, field, *dates, new["name"])
    yield from _facts(it, old, new)


def _renamed_later(it: Comparison, old: Tree) -> bool:
    """The paper tells of a day on which the trainee still had the printed name."""
    return any(
        movement.date > it.document.date
        and old["name"].startswith(movement.former_surname)
        for trainee in it.group.trainees
        if trainee.id == old["id"]
        for movement in trainee.renamed
    )


def _moved(it: Comparison, old: Tree, new: Tree, field: str) -> bool:
    """The day of joining or leaving matters to the paper, or stands on it."""
    was, is_ = old[field], new[field]
    if was == is_:
        return False
    if _there(it, was, old, field) != _there(it, is_, new, field):
        return True
    return it.paper.shows_day(was["date"]) or it.paper.shows(was["order"])


def _there(it: Comparison, moved: Tree, one: Tree, field: str) -> bool:
    """Whether the trainee is one of those whom the paper tells of."""
    if not it.document.student:
        return bool(one.get("here", True))
    day = it.document.date.isoformat()
    if not moved["date"]:
        return True
    return bool(moved["date"] <= day if field == "joined" else day <= moved["date"])


def _facts(it: Comparison, old: Tree, new: Tree) -> Iterator[Difference]:
    identity, name = old["id"], old["name"]
    for field in _FACTS:
        if old[field] != new[field] and it.paper.shows(old[field]):
            values = old[field], new[field]
            yield Difference(Change.TRAINEE, identity, field, *values, name)
    born = old["birth_date"], new["birth_date"]
    if born[0] != born[1] and it.paper.shows_day(born[0]):
        yield Difference(Change.TRAINEE, identity, "birth_date", *born, name)


def _case_forms(it: Comparison, old: Tree, new: Tree) -> Iterator[Difference]:
    """The name in another case, corrected in the group file."""
    for case, form in old.get("cases", {}).items():
        corrected = new["cases"].get(case, form)
        if corrected != form and it.paper.shows(form):
            changed = form, corrected
            yield Difference(Change.TRAINEE, old["id"], "cases", *changed, old["name"])
