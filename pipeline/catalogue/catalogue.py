"""The catalogue as the rest of the house uses it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from pipeline.catalogue.nouns import Entry, Hit, RecordRow, SearchQuery
from pipeline.model import IssuedDocument, Layout


class Catalogue(ABC):
    """What was issued and what is kept; every method is one short transaction.

    Any method may raise `CatalogueStale` when the database turns out damaged.
    Use it as a context manager, or close it.
    """

    @classmethod
    def open(
        cls, path: Path, on_close: Callable[[], None] = lambda: None
    ) -> "Catalogue":
        """Open the catalogue in that file, new where there is none.

        Args:
            path: The SQLite file.
            on_close: Called once the database is let go of.

        Raises:
            CatalogueStale: It must be made again from the trees.
        """
        from pipeline.catalogue.stored import StoredCatalogue  # noqa: PLC0415 - see package

        return StoredCatalogue(path, on_close)

    @abstractmethod
    def close(self) -> None:
        """Let go of the database."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @abstractmethod
    def check(self) -> None:
        """Read the whole database; damage that no question met comes to light.

        Raises:
            CatalogueStale: It is damaged.
        """

    @abstractmethod
    def require_writable(self) -> None:
        """See that it can be written now; who has it locked is not waited for.

        Raises:
            OSError: It cannot.
        """

    @abstractmethod
    def put_issued(self, document: IssuedDocument, layout: Layout) -> None:
        """Enter an issued document and its page codes, or replace what is there."""

    @abstractmethod
    def issued(
        self, *, group: str = "", kind: str = "", state: str = ""
    ) -> list[IssuedDocument]:
        """Issued documents by kind, number (2 before 10) and id."""

    @abstractmethod
    def issued_page(self, page_code: str) -> tuple[str, int] | None:
        """Document id and page number that a page code was last given to."""

    @abstractmethod
    def put_record(self, entry: Entry) -> None:
        """Enter a record with its pages, or replace what is there."""

    @abstractmethod
    def put_records(self, entries: Iterable[Entry]) -> None:
        """Enter many records as `put_record` does, some hundred a transaction."""

    @abstractmethod
    def remove_record(self, record_id: str, path: str = "") -> None:
        """Forget a record; an unknown one is fine.

        Args:
            record_id: Its id.
            path: Only if that is still its folder, as `record_path` tells it.
        """

    @abstractmethod
    def record_path(self, record_id: str) -> str | None:
        """Its folder, relative to the workspace, or None when it is not known."""

    @abstractmethod
    def record_paths(self) -> dict[str, str]:
        """The folder of every record by record id, as `record_path` tells it."""

    @abstractmethod
    def record_stamps(self) -> dict[str, str]:
        """The stamp that every record was entered with, by its folder as above."""

    @abstractmethod
    def group_codes(self) -> set[str]:
        """The codes of all groups that a document or a record is of."""

    @abstractmethod
    def versions(self, family: str) -> list[str]:
        """The record ids of a document or of a strange paper, oldest first.

        Args:
            family: As `Record.family`.
        """

    @abstractmethod
    def current(self, family: str) -> str | None:
        """The newest of `versions`, or None when nothing came back yet."""

    @abstractmethod
    def records(
        self,
        *,
        state: str = "",
        kind: str = "",
        group: str = "",
        case: str = "",
        unsure: bool | None = None,
        most: int | None = None,
    ) -> list[RecordRow]:
        """Records in every state, newest first, undated last, then by record id.

        With `unsure`: only those of which some readings wait for a person, or none.
        With `most`: the first so many.
        """

    @abstractmethod
    def search(self, query: SearchQuery) -> list[Hit]:
        """Answer a question; see `pipeline.catalogue.searching` for the order."""

    @abstractmethod
    def clear(self) -> None:
        """Forget everything."""

    @abstractmethod
    def counts(self) -> dict[str, int]:
        """How many there are: "issued", "records", "pages"."""
