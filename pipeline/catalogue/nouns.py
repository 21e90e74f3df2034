"""What goes into the catalogue and what comes out of it."""

from dataclasses import dataclass
from datetime import date

from pipeline.errors import PodshivkaError
from pipeline.messages import _
from pipeline.model import PageText, Record, RecordState


class CatalogueStale(PodshivkaError):  # noqa: N818 - a state to mend, not a mistake
    """The catalogue must be made again from the trees; nothing else is lost.

    Attributes:
        where: Path or URL of the database.
        reason: "empty", "schema", "damaged" or "older": what was written last is gone.
    """

    def __init__(self, where: str, reason: str) -> None:
        self.where = where
        self.reason = reason
        super().__init__(
            _(
                "The catalogue {where} is out of date or damaged. Rebuild it: "
                "“podshivka archive reindex”."
            ).format(where=where)
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as the catalogue is told of it.

    Attributes:
        path: Of its folder, relative to the workspace, with "/".
        people: Full names of its trainees.
        stamp: Tells this state of the folder from others.
    """

    record: Record
    state: RecordState
    path: str
    people: tuple[str, ...] = ()
    pages: tuple[PageText, ...] = ()
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record as the catalogue knows it; the names are those of `Record`.

    Attributes:
        unsure: Some of its readings or pages wait, or waited, for a person.
    """

    record_id: str
    document_id: str
    kind: str
    title: str
    number: str
    group: str
    students: tuple[str, ...]
    people: tuple[str, ...]
    date: date | None
    case: str
    plan_year: int
    version: int
    reason: str
    source_name: str
    state: RecordState
    path: str
    unsure: bool = False

    @property
    def family(self) -> str:
        """The id that all versions of the record share."""
        return self.document_id or self.record_id.partition("-")[0]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A question.

    Attributes:
        text: As typed (`pipeline.terms.parse_query`); empty lists newest first.
        student: A trainee id, or a name or part of one in any case form.
        from_date: First day of the document's date; to_date is the last.
        state: Only records in that state, superseded and disposed ones too.
        all_versions: Superseded and disposed records besides the others.
    """

    text: str = ""
    kind: str = ""
    group: str = ""
    student: str = ""
    from_date: date | None = None
    to_date: date | None = None
    case: str = ""
    state: str = ""
    all_versions: bool = False
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True, slots=True)
class HitPage:
    """A page that answers, from 1, and the words around; hits stand between **."""

    number: int
    snippet: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that answers.

    Attributes:
        score: 2 and more where every word stands as it was asked for, 1 and more
            where some stand in another form, below 1 where a word is only similar;
            what follows the point is the relevance, 0 where too much matches to be
            ranked.
    """

    record_id: str
    document_id: str
    kind: str
    title: str
    group: str
    students: tuple[str, ...]
    date: date | None
    path: str
    score: float
    pages: tuple[HitPage, ...]
