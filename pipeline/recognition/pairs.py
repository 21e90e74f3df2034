"""Two scans of one page, and what tells them apart: nouns for `rescans`."""

from dataclasses import dataclass

from pipeline.model import KnownPage, Registration


@dataclass(frozen=True, slots=True)
class Pair:
    """The same page of ours, scanned twice.

    Attributes:
        before_page: Its place in the file of the former scan, from 1.
        now_page: Its place in the file that came now.
    """

    known: KnownPage
    before_page: int
    before: Registration
    now_page: int
    now: Registration


@dataclass(frozen=True, slots=True)
class Difference:
    """The ink that only one of two scans of a page shows.

    Attributes:
        added_mm2: On the newer scan only.
        gone_mm2: On the former scan only.
        compared: They could be laid on one another.
        cells: Ids of the zones in which they differ.
    """

    added_mm2: float = 0.0
    gone_mm2: float = 0.0
    compared: bool = True
    cells: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """It is the same paper, with the same ink on it."""
        return self.compared and not self.added_mm2 and not self.gone_mm2
