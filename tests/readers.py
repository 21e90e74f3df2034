"""Scans of which the test says what is read in their cells.

The pages are real, printed and scanned; only the values of marks, figures and choices
are those of the test and not of the reader, and the doubts about signatures.
"""

import contextlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from pipeline import archive, disk, inbox, ingest, pagecode, readings
from pipeline.cli import app
from pipeline.model import Certainty, Layout, PageSight, Reading, SignatureState
from pipeline.shelving import Desk
from tests import institute, paper, taking
from tests.institute import Institute

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
Values = Mapping[str, str]
"""Zone → value; "?" before it means that the reader is not sure."""


@dataclass
class Reader:
    """An institute whose scans are read as the test wants."""

    office: Institute
    desk: Desk

    def say(self, *arguments: object, expect: int = 0) -> str:
        """What a command says to a person, errors too, in this process."""
        words = self.office.command(*arguments)[3:]
        said = io.StringIO()
        with (
            institute.english(),
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(said),
        ):
            code = app.run(words)
        assert code == expect, (arguments, said.getvalue())
        return said.getvalue()

    def take(
        self,
        document_id: str,
        scans: list[paper.Scanned],
        values: Values,
        folder: Path,
        at: datetime = NOW,
    ) -> archive.Stored:
        """File a scan of pages of that document."""
        layout = self.office.layout(document_id)
        path = folder / f"{document_id}-{at:%m%d%H%M%S}.pdf"
        claim = inbox.adopt(self.desk.places.claimed, paper.save_pdf(scans, path), at)

        def run(name, step):
            done = step()
            return (
                tuple(told(it, layout, values) for it in done)
                if name == "look"
                else done
            )

        taken = ingest.take_in(claim, disk.sha256(claim.path), self.desk, run)
        (stored,) = (archive.load(self.desk.places.root / it) for it in taken.folders)
        return stored


def told(sight: PageSight, layout: Layout, values: Values) -> PageSight:
    """The page with all its cells read as wanted; those not named are empty."""
    if sight.registration is None:
        return replace(sight, readings=())
    doubt = {"state": SignatureState.UNSURE, "status": Certainty.UNSURE}
    number = pagecode.decode(f"{sight.page_code}A").code.page_number
    return replace(
        sight,
        readings=tuple(
            reading(zone, values.get(zone.id, ""))
            for zone in layout.page(number).zones
            if zone.kind in readings.KINDS
        ),
        signatures=tuple(
            replace(it, **doubt) if values.get(it.zone) == "?" else it
            for it in sight.signatures
        ),
    )


def reading(zone, value: str) -> Reading:
    """A reading of that cell."""
    unsure = value.startswith("?")
    status = Certainty.UNSURE if unsure else Certainty.CERTAIN
    confidence = 0.62 if unsure else 0.99
    value = value.removeprefix("?")
    return Reading(
        zone.id, zone.kind, zone.subject, zone.item, value, confidence, status
    )


def zones(layout: Layout, **wanted: str) -> list[str]:
    """Ids of the zones that have those properties, in the order of the pages."""
    return [
        zone.id
        for page in layout.pages
        for zone in page.zones
        if all(getattr(zone, name) == value for name, value in wanted.items())
    ]


def zone(layout: Layout, **wanted: str) -> str:
    """The first of them."""
    return zones(layout, **wanted)[0]


def page_of(layout: Layout, zone_id: str) -> int:
    """The number of its page."""
    return next(
        page.number for page in layout.pages for it in page.zones if it.id == zone_id
    )


@contextlib.contextmanager
def reader(office: Institute) -> Iterator[Reader]:
    """That institute with its desk."""
    with taking.desk_of(office) as desk:
        yield Reader(office, desk)


def scans(
    sheets: list[paper.Sheet], *numbers: int, seed: int, again: int = 0
) -> list[paper.Scanned]:
    """Those pages, on the flatbed; somebody noted at the foot which time it was.

    `again` counts the further scans of the same paper, with the same note.
    """
    return [
        institute.scan(_noted(sheets[it - 1], seed), seed * 100 + it + again * 1000)
        for it in numbers
    ]


def _noted(sheet: paper.Sheet, seed: int) -> paper.Sheet:
    noted = sheet.copy()
    foot = paper.Cell((60.0 + 6 * seed, 286.0, 65.0 + 6 * seed, 291.0))
    paper.scribble(noted, foot, np.random.default_rng(seed))
    return noted
