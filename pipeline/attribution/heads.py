"""What stands at the head of a paper: its title, number and date."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pipeline.attribution import blanks, days, titles
from pipeline.attribution.days import Dated
from pipeline.attribution.known import KnownKind
from pipeline.attribution.lines import Line
from pipeline.attribution.titles import DUPLICATE, QUALIFICATION, Title

COPIES: Final = (QUALIFICATION, DUPLICATE)
"""Kinds that are documents of qualification, laid out as those are."""

_LABEL: Final = {"journal": "окончен", QUALIFICATION: "выда", DUPLICATE: "выда"}
"""Which label holds the date of a paper of that kind."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a page.

    Attributes:
        title: None where no title stands there.
        number: And the line that it stands in; both "" where there is none.
    """

    title: Title | None
    number: tuple[str, str]
    dated: Dated | None

    @property
    def day(self) -> date | None:
        """The date, where it is surely the paper's."""
        return self.dated.day if self.dated and self.dated.strong else None


def read(
    page: Sequence[Line], kinds: Mapping[str, KnownKind], codes: Collection[str] = ()
) -> Head:
    """The head of the page.

    Args:
        page: Its lines.
        kinds: By whose titles it is known.
        codes: Of groups, which are no numbers of papers.
    """
    title = titles.find(page, kinds)
    if title is None:
        return Head(None, ("", ""), days.find(page, None))
    dated = days.find(page, title.place, _LABEL.get(title.kind, ""))
    if title.kind in COPIES:
        return Head(title, blanks.registered(page), dated)
    return Head(title, blanks.number(page, title.place, codes), dated)
