"""What stands at the head and the foot: programme, group, commission, final."""

from collections.abc import Iterator

from pipeline.agreement.comparison import Comparison
from pipeline.agreement.differences import Change, Difference
from pipeline.agreement.sight import Tree

_PROGRAMME = ("title", "hours", "qualification")
_GROUP = ("form_of_study", "department", "customer")


def differences(it: Comparison) -> Iterator[Difference]:
    """What the paper says of the group as a whole, otherwise than its data."""
    yield from _programme(it)
    yield from _group(it)
    if not (it.document.unit or it.document.student):
        yield from _final(it)
    yield from _commission(it)


def _programme(it: Comparison) -> Iterator[Difference]:
    old, new = it.printed["programme"], it.now["programme"]
    yield from _texts(it, Change.PROGRAMME, old, new, _PROGRAMME)
    if old["kind"] != new["kind"] and it.paper.shows(old["title"]):
        yield _of(Change.PROGRAMME, "kind", old["kind"], new["kind"])
    planned = old["planned_results"], new["planned_results"]
    if planned[0] != planned[1] and it.paper.shows_any(planned[0]):
        told = ["; ".join(results) for results in planned]
        yield _of(Change.PROGRAMME, "planned_results", *told)


def _group(it: Comparison) -> Iterator[Difference]:
    old, new = it.printed["group"], it.now["group"]
    for field in ("starts", "ends"):
        if old[field] != new[field] and it.paper.shows_day(old[field]):
            yield _of(Change.GROUP, field, old[field], new[field])
    yield from _texts(it, Change.GROUP, old, new, _GROUP)
    if old["curator"] != new["curator"] and it.names(old["curator"], "curator"):
        yield _of(Change.GROUP, "curator", old["curator"], new["curator"])
    yield from _order(it, Change.GROUP, "enrolment_order", old, new)


def _final(it: Comparison) -> Iterator[Difference]:
    old, new = it.printed["final"], it.now["final"]
    yield from _texts(it, Change.FINAL, old, new, ("form",))
    if old["on"] != new["on"] and it.paper.shows_day(old["on"]):
        yield _of(Change.FINAL, "on", old["on"], new["on"])
    scales = old["scale"]["title"], new["scale"]["title"]
    if scales[0] != scales[1] and it.paper.has_cell("final"):
        yield _of(Change.FINAL, "scale", *scales)


def _commission(it: Comparison) -> Iterator[Difference]:
    old, new = _seats(it.printed["commission"]), _seats(it.now["commission"])
    changed = [role for role in {**old, **new} if old.get(role) != new.get(role)]
    if changed and any(it.names(name, role) for role, name in old.items()):
        for role in changed:
            before, after = old.get(role, ""), new.get(role, "")
            if not before or it.names(before, role):
                yield Difference(Change.COMMISSION, role, "name", before, after)
    commissions = it.printed["commission"], it.now["commission"]
    yield from _order(it, Change.COMMISSION, "order", *commissions)


def _seats(commission: Tree) -> dict[str, str]:
    """Role → name."""
    return {
        "chair": commission["chair"]["name"],
        **{one["role"]: one["name"] for one in commission["members"]},
        "secretary": commission["secretary"]["name"],
    }


def _order(
    it: Comparison, what: Change, field: str, old: Tree, new: Tree
) -> Iterator[Difference]:
    was, is_ = old[field], new[field]
    if was == is_:
        return
    if it.paper.shows(was["number"]) and it.paper.shows_day(was["date"]):
        told = [f"{order['number']} {order['date']}".strip() for order in (was, is_)]
        yield _of(what, field, *told)


def _texts(
    it: Comparison, what: Change, old: Tree, new: Tree, fields: tuple[str, ...]
) -> Iterator[Difference]:
    for field in fields:
        if old[field] != new[field] and it.paper.shows(str(old[field])):
            yield _of(what, field, str(old[field]), str(new[field]))


def _of(what: Change, field: str, printed: str, now: str) -> Difference:
    return Difference(what, "", field, printed, now)
