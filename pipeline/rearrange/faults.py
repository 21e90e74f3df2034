"""Why a record cannot be corrected so: every reason, each with what to do."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from pipeline import archive, assembly, composition, filing, reasons, shelving, spelling
from pipeline.composition import Facts, Host
from pipeline.errors import RefusedError
from pipeline.messages import _
from pipeline.model import Record, RecordState
from pipeline.rearrange.acts import Act, Rules, ranges
from pipeline.shelving import Desk


def refuse(record: Record, faults: Iterable[str], act: Act) -> None:
    """Go on only when nothing is wrong.

    Raises:
        RefusedError: Something is.
    """
    found = list(faults)
    if not act.reason.strip():
        found.append(_("Say why: --reason TEXT. It is kept."))
    if found:
        raise RefusedError(record.record_id, tuple(found))


def state_faults(stored: archive.Stored) -> Iterable[str]:
    """A record that gave way is not what a person means."""
    if stored.is_same_paper:
        yield shelving.same_paper_told(stored)
    elif stored.gave_way_to:
        told = _("{old} gave way to {id}; correct that one.")
        yield told.format(old=stored.record.record_id, id=stored.gave_way_to)


def moved_faults(holder: Record | None) -> Iterable[str]:
    """Pages that are not where they were put before: another record has them now."""
    if holder is not None:
        told = _("Its pages were moved on since: {id} has them now. Name that one.")
        yield told.format(id=holder.record_id)


def waited_for(stored: archive.Stored) -> str:
    """Why a person was asked what it is; "" where nobody was."""
    said = [it.details for it in stored.events if it.event == archive.RESOLVED]
    return stored.record.reason or (said[-1].get("reason", "") if said else "")


def refile_faults(
    stored: archive.Stored,
    facts: Facts,
    changed: Sequence[str],
    rules: Rules,
) -> Iterable[str]:
    """Why the record cannot be said to be that."""
    yield from state_faults(stored)
    record = stored.record
    if stored.state is RecordState.REVIEW:
        told = _("It is in review: podshivka review resolve {id} says what it is.")
        yield told.format(id=record.record_id)
    yield from reasons.printed_faults(record, changed)
    if not record.document_id:
        yield from fact_faults(facts, rules, known_group=record.group)
    if not any(value is not None for value in _values(facts)):
        yield _("Say what is to be corrected: --kind, --date, --case, --group …")


def as_written(facts: Facts, rules: Rules, known_group: str = "") -> Facts:
    """What is said, the trainees' ids in the case in which their group has them."""
    group = known_group if facts.group is None else facts.group
    if not group or not facts.students:
        return facts
    known = rules.trainees(group) or ()
    students = spelling.each_as_written(facts.students, known)
    return replace(facts, students=students)


def fact_faults(facts: Facts, rules: Rules, known_group: str = "") -> Iterable[str]:
    """What is said of a group or of trainees that this workspace does not know."""
    group = known_group if facts.group is None else facts.group
    if facts.students and not group:
        yield _("Say the trainees' group too: --group CODE.")
    if not group or not (facts.group or facts.students):
        return
    known = rules.trainees(group)
    if known is None:
        told = _("There is no group “{code}”. See: podshivka groups list")
        yield told.format(code=group)
        return
    unknown = [it for it in facts.students or () if it not in known]
    if unknown:
        told = _(
            "Group {code} has no trainee {ids}. See: podshivka groups show {typed}"
        )
        typed = spelling.quoted(group)
        yield told.format(code=group, ids=", ".join(unknown), typed=typed)


def case_faults(fresh: Record, desk: Desk) -> list[str]:
    """Why no case can take the record."""
    obstacle = shelving.obstacle(fresh, desk.places)
    if not obstacle:
        return []
    if fresh.case_chosen and obstacle == filing.NO_CASE and fresh.date:
        plan = shelving.plan_of(fresh.date.year, desk.places)
        told = _("The file plan of {year} has no case “{index}”. There are: {known}.")
        known = ", ".join(it.index for it in plan.entries) if plan else "–"
        return [told.format(year=fresh.date.year, index=fresh.case, known=known)]
    return [shelving.case_fault(fresh, desk.places)]


def is_tied(record: Record) -> bool:
    """Each of its pages is ours by a person's word, who may take it back."""
    return all(page.tied for page in record.pages)


def split_faults(stored: archive.Stored, places: Collection[int]) -> Iterable[str]:
    """Why those pages cannot be taken out."""
    yield from state_faults(stored)
    count = len(stored.record.pages)
    strange = sorted(set(places) - set(range(1, count + 1)))
    if strange:
        told = _("It has {count} pages; there is no page {pages}.")
        yield told.format(count=count, pages=ranges(strange))
    elif not places:
        yield _("Say which pages are taken out: --pages 3-5.")
    elif len(set(places)) == count and not is_tied(stored.record):
        yield _all_pages(stored.record)


def _all_pages(record: Record) -> str:
    """Nothing would be left; what to do depends on whose paper it is."""
    if record.document_id:
        return _(
            "These are all of its pages, and their codes say what it is. Take out "
            "those that are another paper, and leave the others."
        )
    told = _(
        "These are all of its pages. If it is another paper as a whole, "
        "say so: podshivka records refile {id} --kind …"
    )
    return told.format(id=record.record_id)


def merge_faults(
    guest: archive.Stored, home: archive.Stored, host: Host, place: int | None
) -> Iterable[str]:
    """Why the pages of the guest cannot join."""
    yield from state_faults(guest)
    if home.record.record_id != guest.record.record_id:
        yield from _home_faults(guest, home)
    if guest.record.family == home.record.family:
        yield _("That is the same record. Name the one that its pages shall join.")
    if guest.record.document_id:
        told = _(
            "We printed it, so it is a document of its own. Pages of it that belong "
            "elsewhere are taken out first: podshivka records split {id} --pages …"
        )
        yield told.format(id=guest.record.record_id)
    if place is not None and place <= host.printed:
        yield from _code_faults(guest)
    yield from _place_faults(host, place)


def _code_faults(guest: archive.Stored) -> Iterable[str]:
    """Pages whose codes say that they do not count, as those that are asked for."""
    if waited_for(guest) in assembly.NOT_ACCEPTED:
        yield _(
            "Their codes were read, and were of no page in force: they take the place "
            "of no printed page. Without --at they go behind the last one."
        )


def _home_faults(guest: archive.Stored, home: archive.Stored) -> Iterable[str]:
    """A document that lost all its pages can be given pages, but not be joined."""
    if not (home.is_emptied and home.record.document_id):
        yield from state_faults(home)
        return
    told = _(
        "No page of {document} is left in its record. Say which page it is: podshivka "
        "records refile {id} --document {document} --page N --reason TEXT"
    )
    document, identity = home.record.document_id, guest.record.record_id
    yield told.format(document=document, id=identity)


def _place_faults(host: Host, place: int | None) -> Iterable[str]:
    free = composition.free_places(host)
    if place is None or place in free:
        return
    last = max([host.printed, *(page.number for page in host.record.pages)])
    if host.printed < place <= last + 1:
        return
    if place <= host.printed and place > 0:
        yield place_taken(place, free)
    else:
        told = _("Its pages end with {last}; say a place up to {next}.")
        yield told.format(last=last, next=last + 1)


def place_taken(place: int, free: Collection[int]) -> str:
    """That a page is there already, and which ones are not."""
    told = _("Its page {place} is there already, and none is missing.")
    if free:
        told = _("Its page {place} is there already; missing are: {free}.")
    return told.format(place=place, free=ranges(free))


def _values(facts: Facts) -> list[object]:
    return [getattr(facts, name) for name in Facts.__dataclass_fields__]
