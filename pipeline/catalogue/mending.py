"""A catalogue that is made again when it turns out damaged while it is in use.

Whoever asks gets the answer of the new one; nothing that stands in the trees is missing
in it. How it is made again is the caller's affair (`pipeline.reindex`).
"""

import threading
from collections.abc import Callable, Iterable
from typing import TypeVar

from pipeline.catalogue.catalogue import Catalogue
from pipeline.catalogue.nouns import CatalogueStale, Entry, Hit, RecordRow, SearchQuery
from pipeline.model import IssuedDocument, Layout

Answer = TypeVar("Answer")


class MendingCatalogue(Catalogue):
    """See `Catalogue`, which says what each method does."""

    def __init__(self, inner: Catalogue, make_again: Callable[[], Catalogue]) -> None:
        """Take over a catalogue.

        Args:
            inner: The one to begin with; it is closed here.
            make_again: Moves aside what is damaged, and opens its successor.
        """
        self._inner = inner
        self._make_again = make_again
        self._mending = threading.Lock()

    def _ask(self, question: Callable[[Catalogue], Answer]) -> Answer:
        asked = self._inner
        try:
            return question(asked)
        except CatalogueStale:
            self._mend(asked)
            return question(self._inner)

    def _mend(self, damaged: Catalogue) -> None:
        """Of several threads that notice, the first one mends."""
        with self._mending:
            if self._inner is damaged:
                damaged.close()
                self._inner = self._make_again()

    def close(self) -> None:
        self._inner.close()

    def check(self) -> None:
        self._ask(lambda it: it.check())

    def put_issued(self, document: IssuedDocument, layout: Layout) -> None:
        self._ask(lambda it: it.put_issued(document, layout))

    def issued(
        self, *, group: str = "", kind: str = "", state: str = ""
    ) -> list[IssuedDocument]:
        return self._ask(lambda it: it.issued(group=group, kind=kind, state=state))

    def issued_page(self, page_code: str) -> tuple[str, int] | None:
        return self._ask(lambda it: it.issued_page(page_code))

    def put_record(self, entry: Entry) -> None:
        self._ask(lambda it: it.put_record(entry))

    def put_records(self, entries: Iterable[Entry]) -> None:
        asked = self._inner
        try:
            asked.put_records(entries)
        except CatalogueStale:  # they stand in the trees, so the new one has them
            self._mend(asked)

    def remove_record(self, record_id: str) -> None:
        self._ask(lambda it: it.remove_record(record_id))

    def record_path(self, record_id: str) -> str | None:
        return self._ask(lambda it: it.record_path(record_id))

    def record_paths(self) -> dict[str, str]:
        return self._ask(lambda it: it.record_paths())

    def group_codes(self) -> set[str]:
        return self._ask(lambda it: it.group_codes())

    def versions(self, family: str) -> list[str]:
        return self._ask(lambda it: it.versions(family))

    def current(self, family: str) -> str | None:
        return self._ask(lambda it: it.current(family))

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
        return self._ask(
            lambda it: it.records(
                state=state,
                kind=kind,
                group=group,
                case=case,
                unsure=unsure,
                most=most,
            )
        )

    def search(self, query: SearchQuery) -> list[Hit]:
        return self._ask(lambda it: it.search(query))

    def clear(self) -> None:
        self._ask(lambda it: it.clear())

    def counts(self) -> dict[str, int]:
        return self._ask(lambda it: it.counts())
