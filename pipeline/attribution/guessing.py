"""One paper's words and what an institute knows → what the paper seems to be."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from rapidfuzz import fuzz

from pipeline.attribution import blanks, groups, heads, issuers, lines, names, spots
from pipeline.attribution.days import Dated
from pipeline.attribution.groups import Whose
from pipeline.attribution.heads import COPIES
from pipeline.attribution.issuers import Issuer
from pipeline.attribution.known import Issued, Known, KnownKind
from pipeline.attribution.lines import Line
from pipeline.attribution.titles import Title
from pipeline.model import Finding, Guess, PageText, Scope, Unit

_BEFORE: Final = timedelta(days=31)
_AFTER: Final = timedelta(days=400)
_UNIT: Final = re.compile(r"(дисциплина|модуль|этап|предмет|курс)\b")
_UNIT_LIKE: Final = 72.0
_UNIT_AHEAD: Final = 12.0

Page = Sequence[Line]


@dataclass(frozen=True, slots=True)
class _Clues:
    """What was found of one paper, before it is judged."""

    title: Title | None
    kind: KnownKind | None
    whose: Whose | None
    dated: Dated | None
    unit: Unit | None
    number: tuple[str, str]
    issuer: Issuer | None
    series: str


def guess(pages: Sequence[PageText], known: Known) -> Guess:
    """What the paper of those pages seems to be."""
    read = [lines.of_page(page) for page in pages]
    if not any(read):
        return Guess()
    clues = _clues(read, known)
    findings = tuple(_findings(clues, known))
    needed = {"kind", "date", "issuer"} | ({"group"} if _grouped(clues) else set())
    sure = {it.what for it in findings if it.certain}
    doubts = any(it.what in {"paper", "number"} and not it.certain for it in findings)
    whose, kind = clues.whose, clues.kind
    named = whose.named if whose else ()
    if whose and _of_one(kind):
        named = tuple(it for it in named if it.full)
    return Guess(
        kind=kind.name if kind else "",
        title=_title(kind, clues.unit),
        number=clues.number[0],
        group=whose.group.code if whose else "",
        students=tuple(sorted(it.person.trainee.id for it in named)),
        people=tuple(sorted(it.person.trainee.full_name for it in named)),
        date=clues.dated.day if clues.dated else None,
        findings=findings,
        certain=needed <= sure and not doubts,
    )


def _clues(read: Sequence[Page], known: Known) -> _Clues:
    first = read[0]
    head = heads.read(first, known.kinds, known.codes)
    title = head.title
    kind = known.kinds.get(title.kind) if title else None
    every = [line for page in read for line in page]
    named = names.find(read, known.people)
    seen = spots.in_text(every)
    born = spots.of_birth(every)
    whose = groups.find(read, named, seen, known, of_one=_of_one(kind), born=born)
    unit = _unit(every, whose, kind)
    return _Clues(
        title=title,
        kind=kind,
        whose=whose,
        dated=_best_dated(_near(head.dated, whose), _planned(kind, whose, unit)),
        unit=unit,
        number=head.number,
        issuer=issuers.find(first, title.place if title else None, known.issuers),
        series=blanks.series(first) if kind and kind.name in COPIES else "",
    )


def _best_dated(read: Dated | None, planned: Dated | None) -> Dated | None:
    """A date that stands there for itself says less than the plan of the group."""
    if read is None or (read.why == "date_alone" and planned is not None):
        return planned
    return read


def _near(read: Dated | None, whose: Whose | None) -> Dated | None:
    """The date behind a label, where that beside the title is far from the group's."""
    if read and read.labelled and whose and _is_apart(read.day, whose):
        return read.labelled
    return read


def _of_one(kind: KnownKind | None) -> bool:
    return kind is not None and kind.scope is Scope.TRAINEE


def _grouped(clues: _Clues) -> bool:
    return clues.kind is not None and clues.kind.scope is not None


def _title(kind: KnownKind | None, unit: Unit | None) -> str:
    if kind is None:
        return ""
    return f"{kind.title}: {unit.title}" if unit else kind.title


def _findings(clues: _Clues, known: Known) -> Iterator[Finding]:
    title, whose = clues.title, clues.whose
    if title:
        bare = title.why == "title" and not _stands(clues)
        why = "title_bare" if bare else title.why
        sure = title.sure and clues.kind is not None and not bare
        yield Finding("kind", title.kind, sure, why, title.text)
    yield _issuer_finding(clues.issuer)
    if clues.number[0]:
        number, text = clues.number
        yield Finding("number", number, not blanks.is_apart(text), "number", text)
    if clues.series:
        yield Finding("blank", clues.series, True, "series", clues.series)  # noqa: FBT003 - certain
    if whose:
        yield Finding("group", whose.group.code, whose.sure, whose.why, whose.text)
        if whose.programme:
            programme = whose.group.group.programme.title
            yield Finding("programme", programme, True, "programme")  # noqa: FBT003 - certain
        if whose.named:
            ids = " ".join(sorted(it.person.trainee.id for it in whose.named))
            text = "; ".join(it.text for it in whose.named[:3])
            yield Finding("students", ids, whose.sure, "names", text)
    if clues.unit:
        yield Finding("unit", clues.unit.title, True, "unit")  # noqa: FBT003 - certain
    if clues.dated:
        yield _date_finding(clues.dated, whose, known.today)
    yield from _doubts(clues, known)


def _stands(clues: _Clues) -> bool:
    """The title has its number or date, as the title of a paper has; prose has not."""
    copied = clues.kind is not None and clues.kind.name in COPIES
    beside = clues.dated is not None and clues.dated.why == "date_title"
    return copied or beside or bool(clues.number[0])


def _issuer_finding(issuer: Issuer | None) -> Finding:
    if issuer is None:
        return Finding("issuer", "", certain=False, why="issuer_unknown")
    return Finding("issuer", issuer.name, issuer.sure, "issuer")


def _date_finding(dated: Dated, whose: Whose | None, today: date) -> Finding:
    why, sure = dated.why, dated.strong
    if sure and dated.day > today:
        why, sure = "date_future", False
    if sure and whose is not None and _is_apart(dated.day, whose):
        why, sure = "date_apart", False
    return Finding("date", dated.day.isoformat(), sure, why, dated.text)


def _is_apart(day: date, whose: Whose) -> bool:
    group = whose.group.group
    return not group.starts - _BEFORE <= day <= group.ends + _AFTER


def _doubts(clues: _Clues, known: Known) -> Iterator[Finding]:
    """What speaks against filing, whatever else is known."""
    if clues.kind is None or clues.whose is None:
        return
    for paper in known.issued:
        same = (paper.kind, paper.group) == (clues.kind.name, clues.whose.group.code)
        if same and _may_be(paper, clues.number[0], clues.whose):
            yield Finding("paper", paper.document_id, False, "issued")  # noqa: FBT003 - certain
            return


def _may_be(paper: Issued, read: str, whose: Whose) -> bool:
    """Its number was read, or what may be the end of it; nothing is no other number."""
    if not read or blanks.alike(paper.number, read):
        return True
    of_others = paper.trainee and paper.trainee not in (
        it.person.trainee.id for it in whose.named
    )
    return not of_others and blanks.is_end(paper.number, read)


def _unit(every: Page, whose: Whose | None, kind: KnownKind | None) -> Unit | None:
    """The unit of assessment of a paper of one unit, when one alone is named."""
    if whose is None or kind is None or kind.scope is not Scope.UNIT:
        return None
    units = whose.group.group.units
    for place, line in enumerate(every):
        if _UNIT.match(line.folded):
            below = every[place + 1].plain if place + 1 < len(every) else ""
            return _likest(units, (line.plain, f"{line.plain} {below}"))
    found = [unit for unit in units if groups.has_title(unit.title, every)]
    return found[0] if len(found) == 1 else None


def _likest(units: Sequence[Unit], texts: Sequence[str]) -> Unit | None:
    """The unit whose title the text behind the label is like, and no other's."""
    behind = [text.partition(" ")[2] for text in texts]
    scored = sorted(
        (max(fuzz.ratio(lines.plain(it.title), text) for text in behind), place)
        for place, it in enumerate(units)
    )
    if not scored or scored[-1][0] < _UNIT_LIKE:
        return None
    rival = scored[-2][0] if len(scored) > 1 else 0.0
    return units[scored[-1][1]] if scored[-1][0] - rival >= _UNIT_AHEAD else None


def _planned(
    kind: KnownKind | None, whose: Whose | None, unit: Unit | None
) -> Dated | None:
    """The day that such a paper of that group is planned for."""
    if kind is None or whose is None:
        return None
    group = whose.group.group
    day: date | None = None
    if kind.planned == "final":
        day = group.final_on or group.ends
    elif kind.planned == "group_end":
        day = group.ends
    elif kind.planned == "unit_end" and unit is not None:
        held = [it.date for it in group.sessions if it.unit == unit.id]
        day = unit.assessed_on or max(held, default=group.ends)
    return Dated(day, strong=False, why="date_planned", text="") if day else None
