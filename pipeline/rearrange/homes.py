"""The document that pages are tied to, and why it cannot take them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pipeline import archive, assembly, pagecode, register, shelving
from pipeline.errors import NotFoundError
from pipeline.messages import _
from pipeline.model import (
    IssuedDocument,
    KnownPage,
    Layout,
    LayoutPage,
    PaperState,
    RecordState,
)
from pipeline.rearrange import faults
from pipeline.rearrange.acts import Act, ranges
from pipeline.shelving import Desk


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person says that pages belong.

    Attributes:
        document_id: Of the issued document, as a person typed it.
        numbers: Those that they have there, from 1, in the order in which they lie; of
            one alone the others follow. None: what their print tells.
        mark: What ink in a cell of marks means (`readings.only_mark`).
    """

    document_id: str
    numbers: tuple[int, ...]
    mark: str

    @property
    def identity(self) -> str:
        """The document's id; the id of any version of its record means it too."""
        typed = self.document_id.upper()
        less_version = typed.rpartition("-")[0]
        ids = map(pagecode.spoken_document_id, (typed, less_version))
        return next(filter(None, ids), typed.partition("-")[0])

    def of(self, count: int) -> tuple[int, ...]:
        """The numbers of so many pages, as far as they are said."""
        if len(self.numbers) != 1:
            return self.numbers
        return tuple(range(self.numbers[0], self.numbers[0] + count))


@dataclass(frozen=True, slots=True)
class Home:
    """The document that pages are tied to, as it stands.

    Attributes:
        said: The numbers of the pages that come: as their codes say, or a person; ()
            where only their print may tell.
        by_code: Their codes say so; then they may take the place of scans that are
            there, as pages do that come in.
        current: Its record in force, if any of its pages is back.
    """

    document: IssuedDocument
    layout: tuple[LayoutPage, ...]
    pages: tuple[KnownPage, ...]
    said: tuple[int, ...]
    by_code: bool
    current: archive.Stored | None

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of the pages that are not back."""
        stored = self.current
        here = stored.record.pages if stored and not stored.is_emptied else ()
        return assembly.missing((it.number for it in here), len(self.layout))


def found(
    guest: archive.Stored, wanted: Place, act: Act, *, is_explained: bool
) -> Home:
    """The document, if it can take pages.

    Args:
        guest: The record whose pages they are.
        wanted: Where they belong.
        act: Whose wish it is.
        is_explained: A person said why, which is needed where they are filed already.

    Raises:
        RefusedError: It cannot, or these pages are known already; all the reasons.
    """
    desk = act.desk
    identity = wanted.identity
    why = [*faults.state_faults(guest), *_guest_faults(guest, identity, desk)]
    if guest.state is RecordState.FILED and not is_explained:
        told = _(
            "It is filed already. If that was wrong, say why: podshivka records refile "
            "{id} --document {document} --page N --reason TEXT"
        )
        why.append(told.format(id=guest.record.record_id, document=identity))
    try:
        document = register.find(desk.places.issued, identity)
    except NotFoundError:
        told = _("No document {id} was printed here. See: podshivka issued list")
        faults.refuse(guest.record, [*why, told.format(id=identity)], act)
        raise
    identity = document.document_id
    why += _document_faults(document)
    pages = register.siblings(desk.places.issued, identity)
    layout = register.layout(desk.places.issued, identity)
    folder = shelving.current_folder(identity, desk)
    in_review = folder is not None and folder.is_relative_to(desk.places.review)
    current = archive.load(folder, in_review=in_review) if folder else None
    count = len(guest.record.pages)
    said, coded = wanted.of(count), _coded(guest, layout)
    home = Home(document, layout.pages, pages, coded or said, bool(coded), current)
    if coded and said and said != coded:
        told = _("By their codes they are pages {pages}: leave --page out.")
        why.append(told.format(pages=", ".join(map(str, coded))))
    why += _range_faults(home, guest, home.said)
    faults.refuse(guest.record, why, act)
    return home


def _guest_faults(guest: archive.Stored, identity: str, desk: Desk) -> Iterator[str]:
    if guest.record.document_id:
        yield _("It is a document of ours already, by its codes.")
    elif faults.waited_for(guest) in assembly.NOT_ACCEPTED:
        codes = [page.refused_code for page in guest.record.pages]
        if register.in_force(desk.places.issued, codes) == identity:
            return  # it was void when they came, and that was taken back
        yield _(
            "Their codes can be read, and are not all of pages in force of that "
            "document. What belongs elsewhere is split off: podshivka records split "
            "{id} --pages N"
        ).format(id=guest.record.record_id)


def _coded(guest: archive.Stored, layout: Layout) -> tuple[int, ...]:
    """The numbers that the pages' own codes say; none where one has no such code."""
    by_code = {it.page_code: it.number for it in layout.pages}
    numbers = [by_code.get(it.refused_code) for it in guest.record.pages]
    return tuple(it for it in numbers if it) if all(numbers) else ()


def _document_faults(document: IssuedDocument) -> Iterator[str]:
    identity = document.document_id
    if document.state is PaperState.VOID:
        told = _("Document {id} is void. See: podshivka issued show {id}")
        yield told.format(id=identity)
    if document.cover is not None:
        told = _(
            "{id} is a cover sheet. Put the pages under it: podshivka records merge"
        )
        yield told.format(id=identity)


def _range_faults(
    home: Home, guest: archive.Stored, numbers: Sequence[int]
) -> Iterator[str]:
    """What is wrong with the numbers of the guest's pages, if any were said."""
    count = len(guest.record.pages)
    if numbers and not len(numbers) == len(set(numbers)) == count:
        told = _(
            "It has {count} pages: say the number of the first, or as many different "
            "numbers, as --page 2,5."
        )
        yield told.format(count=count)
    strange = set(numbers) - {it.number for it in home.layout}
    if strange:
        told = _("Document {id} has {count} pages; there is no page {pages}.")
        last, identity = len(home.layout), home.document.document_id
        yield told.format(id=identity, count=last, pages=ranges(strange))
    if not home.by_code:
        yield from _number_faults(home, guest, set(numbers) - strange)


def print_faults(
    home: Home, guest: archive.Stored, numbers: Sequence[int]
) -> Iterator[str]:
    """Nobody said which pages they are, and their print did not tell: no numbers."""
    if numbers:
        return
    told = _("All its pages are there already.")
    if home.missing:
        told = _(
            "The print does not tell which page it is: --page N; missing are: {free}."
        )
    yield told.format(free=ranges(home.missing))
    yield from _another_scan(home, guest, "N")


def _number_faults(
    home: Home, guest: archive.Stored, numbers: Collection[int]
) -> Iterator[str]:
    there = sorted({*numbers} - {*home.missing})
    for number in there:
        yield faults.place_taken(number, home.missing)
    if there and len(there) == len(numbers):
        yield from _another_scan(home, guest, ",".join(map(str, there)))


def _another_scan(home: Home, guest: archive.Stored, pages: str) -> Iterator[str]:
    """What to do with pages in review that are there already: let them give way."""
    is_unread = not guest.record.document_id and guest.record.reason in assembly.UNREAD
    if guest.state is RecordState.REVIEW and is_unread:
        told = _(
            "If what is there was scanned once more: podshivka review resolve {id} "
            "--same --document {document} --page {pages}"
        )
        identity, document = guest.record.record_id, home.document.document_id
        yield told.format(id=identity, document=document, pages=pages)
