"""The data of a cover sheet, which lies on top of papers that we did not print.

It is the tree that every form receives, of a group that holds no more than the
sheet prints, and one branch more: `cover`. So nobody's data is kept with a sheet
that does not name him.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from pipeline.forms import context, nobody
from pipeline.forms.context import DocumentFacts
from pipeline.forms.trees import Tree
from pipeline.model import Group, Organisation, Trainee

KIND: Final = "cover-sheet"
"""The form; the document that it makes is of the kind that is covered."""


@dataclass(frozen=True, slots=True)
class Covered:
    """The papers under a sheet, as it tells of them.

    Attributes:
        kind: What they are, in words («Копия документа о квалификации»).
        about: Which of that kind («диплом № 12 от …»), or "".
        case: Index and title of the case that they go into, or "".
        pages: How many written sides there are; None where nobody counted.
    """

    kind: str
    about: str = ""
    case: str = ""
    pages: int | None = None


def cover_data(
    organisation: Organisation,
    group: Group | None,
    trainees: Sequence[Trainee],
    document: DocumentFacts,
    covered: Covered,
) -> Tree:
    """The data of one cover sheet.

    Args:
        organisation: Who issues it.
        group: Whose papers lie under it; None where they are of no group.
        trainees: Of the group: those whom the papers name.
        document: Title of the sheet; number and date of the papers.
        covered: The papers.
    """
    named = replace(
        nobody.group(organisation, document.date or date.min),
        trainees=tuple(map(_named_only, trainees)),
    )
    if group is not None:
        named = replace(
            named,
            code=group.code,
            starts=group.starts,
            ends=group.ends,
            programme=group.programme,
        )
    tree = context.build(
        organisation, named, unit=None, trainee=None, document=document, filled=True
    )
    return {**tree, "cover": _branch(covered)}


def sample_branch() -> Tree:
    """What a template is tried on."""
    return _branch(Covered("Прочий документ", "образец", "01-01 Образцы", 3))


def _branch(covered: Covered) -> Tree:
    return {
        "kind": covered.kind,
        "about": covered.about,
        "case": covered.case,
        "pages": covered.pages or "",
    }


def _named_only(trainee: Trainee) -> Trainee:
    """The trainee's id and name, and nothing else of him."""
    return Trainee(trainee.id, trainee.surname, trainee.given_name, trainee.patronymic)
