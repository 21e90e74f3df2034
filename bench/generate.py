"""How fast the papers of a group are made, and how much memory that takes.

    bench/generate.py [--quick]

The full set of the example group of 25 trainees, filled: journal, gradesheets, final
gradesheet, protocol, and for each trainee certificate and results card, as far as
these kinds exist. Ours is what `podshivka forms generate` does: PDF/A with codes,
layout, DOCX, register and catalogue. The peer is what one writes first: docxtpl and a
call of LibreOffice for each document, one after the other, with the same templates and
data. Its data are built beforehand and its zone calls print nothing, so it does less.
Both make one small document first, so that neither pays for cold files.

Memory is that of a fresh process with all that it starts, the highest sum of those that
are looked at every 50 ms. Proportional set sizes are added up and not resident ones:
two LibreOffices share their libraries, and what they share would count twice.

Figures: `ratio` (seconds of the peer to ours), `docs_per_s`, `naive_docs_per_s`,
`seconds`, `first_s` (until the first document is entered), `documents`, `pages`,
`naive_pages`, `memory_mb` (peak of one group), `memory_growth` (peak of 40 groups, one
after the other in one process, to that of one).
"""

import argparse
import json
import multiprocessing
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import jinja2
import pypdfium2
from docxtpl import DocxTemplate

from pipeline import forms, issue, resources, roster
from pipeline.catalogue import Catalogue
from pipeline.forms import language, render
from pipeline.model import Group, Organisation, Unit

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 6, 26, 9, tzinfo=UTC)
KINDS = (
    "journal",
    "gradesheet",
    "final-gradesheet",
    "protocol",
    "certificate",
    "results-card",
)
GROUPS, QUICK_GROUPS = 40, 2
QUICK_TRAINEES = 2
CONVERT = ("soffice", "--headless", "--convert-to", "pdf", "--outdir")
SECONDS_BETWEEN_LOOKS = 0.05


@dataclass(frozen=True)
class Set:
    """The papers that are wanted."""

    organisation: Organisation
    group: Group
    kinds: dict[str, forms.FormKind]

    @property
    def request(self) -> issue.Request:
        """What is asked for."""
        wanted = tuple(kind for kind in KINDS if kind in self.kinds)
        return issue.Request(self.group, wanted, filled=True)


@dataclass(frozen=True)
class Run:
    """What a run took, and what came of it."""

    seconds: float
    first_s: float
    documents: int
    pages: int


def wanted(*, quick: bool) -> Set:
    """The example group; a small part of it for a quick run."""
    organisation = roster.load_organisation(ROOT / "organisation.yaml")
    group = roster.load_group(ROOT / "examples" / "gt-12.yaml", organisation)
    kinds = forms.load([resources.folder("templates")])
    return Set(organisation, _part(group) if quick else group, kinds)


def _part(group: Group) -> Group:
    unit, *_others = group.units
    sessions = tuple(it for it in group.sessions if it.unit == unit.id)
    trainees = group.trainees[:QUICK_TRAINEES]
    return replace(group, trainees=trainees, units=(unit,), sessions=sessions)


def ours(papers: Set, folder: Path, groups: int = 1) -> Run:
    """Make the papers as the command does, for so many groups one after another."""
    started, first, made = time.perf_counter(), 0.0, []
    with Catalogue.open(folder / "catalogue.db") as catalogue:
        office = issue.Office(
            organisation=papers.organisation,
            kinds=papers.kinds,
            issued=folder / "issued",
            scratch=folder / "scratch",
            catalogue=catalogue,
            now=NOW,
            workers=2,
        )
        for number in range(groups):
            group = replace(papers.group, code=f"{papers.group.code}-{number}")
            request = replace(papers.request, group=group)
            planned = issue.plan(request, office)
            for document in issue.generate(request, office, planned):
                made.append(document.pages)
                first = first or time.perf_counter() - started
    return Run(time.perf_counter() - started, first, len(made), sum(made))


def naive(papers: Set, folder: Path) -> Run:
    """Make them as a beginner would: a template, a file, a LibreOffice each."""
    every = list(_data(papers, folder))
    started, first = time.perf_counter(), 0.0
    for number, (template_path, data) in enumerate(every):
        environment = jinja2.Environment(autoescape=True)
        environment.filters |= language.FILTERS
        template = DocxTemplate(template_path)
        template.render(data, environment)
        document = folder / f"{number}.docx"
        template.save(document)
        subprocess.run(
            [*CONVERT, str(folder), str(document)],
            check=True,
            capture_output=True,
            env=os.environ | {"HOME": str(folder)},
        )
        first = first or time.perf_counter() - started
    seconds = time.perf_counter() - started
    pages = sum(map(_page_count, folder.glob("*.pdf")))
    return Run(seconds, first, len(every), pages)


def _values(data: dict[str, object], document_id: str) -> dict[str, object]:
    """What a template sees, its zone calls printing nothing."""

    def nothing(*_arguments: object) -> str:
        return ""

    values = render.values(data, document_id, language.Zones())
    return values | dict.fromkeys(language.ZONE_CALLS, nothing)


def _data(papers: Set, folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Template and data of each paper, as they would lie ready in a script."""
    for number, (form, unit, trainee) in enumerate(_each(papers, folder)):
        facts = forms.DocumentFacts(
            document_id=f"{number:010}",
            kind=form.name,
            title=papers.organisation.form_titles.get(form.name, form.title),
            number=str(number),
            date=NOW.date(),
            approved="",
            draft=form.draft,
        )
        data = forms.build(
            papers.organisation,
            papers.group,
            unit=unit,
            trainee=trainee,
            document=facts,
            filled=True,
        )
        yield form.template, _values(data, facts.document_id)


def _each(
    papers: Set, folder: Path
) -> Iterator[tuple[forms.FormKind, Unit | None, Any]]:
    with Catalogue.open(folder / "unused.db") as catalogue:
        office = issue.Office(
            papers.organisation, papers.kinds, folder, folder, catalogue, NOW
        )
        for it in issue.plan(papers.request, office):
            yield it.form, it.unit, it.trainee


def _page_count(pdf: Path) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


class Watch:
    """The most memory that a process and all that it started had at once."""

    def __init__(self, process: BaseProcess) -> None:
        """Look on from now until it ends."""
        self._process = process
        self.peak_mb = 0.0
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def wait(self) -> float:
        """The peak in MB, once the process has ended.

        Raises:
            RuntimeError: It failed.
        """
        self._process.join()
        self._thread.join()
        if self._process.exitcode:
            raise RuntimeError(self._process.exitcode)
        return self.peak_mb

    def _look(self) -> None:
        while self._process.is_alive():
            used_kb = sum(map(_memory_kb, _tree(self._process.pid or 0)))
            self.peak_mb = max(self.peak_mb, used_kb / 1024)
            time.sleep(SECONDS_BETWEEN_LOOKS)


def _tree(pid: int) -> list[int]:
    """The process and its descendants; those that just ended may be missing."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(it) for task in tasks for it in _words(task / "children")]
    except OSError:
        return []
    return [pid, *(below for child in children for below in _tree(child))]


def _memory_kb(pid: int) -> int:
    try:
        words = _words(Path(f"/proc/{pid}/smaps_rollup"))
    except OSError:
        return 0
    return int(words[words.index("Pss:") + 1])


def _words(file: Path) -> list[str]:
    return file.read_text().split()


def _make_groups(groups: int, *, quick: bool) -> None:
    """What a fresh process does whose memory is watched."""
    with tempfile.TemporaryDirectory() as folder:
        ours(wanted(quick=quick), Path(folder), groups)


def peak_mb(groups: int, *, quick: bool) -> float:
    """The peak of a process that makes the papers of so many groups."""
    context = multiprocessing.get_context("spawn")
    process = context.Process(
        target=_make_groups, args=(groups,), kwargs={"quick": quick}
    )
    process.start()
    return Watch(process).wait()


def warmed(papers: Set, ours_in: Path, naive_in: Path) -> None:
    """One small document by each side."""
    unit, *_others = papers.group.units
    one = replace(papers.group, trainees=papers.group.trainees[:1], units=(unit,))
    small = replace(papers, group=one, kinds={"protocol": papers.kinds["protocol"]})
    ours(small, ours_in)
    naive(small, naive_in)
    for made in naive_in.glob("*.pdf"):
        made.unlink()


def told(papers: Set, fast: Run, slow: Run) -> None:
    """The table for people."""
    print(f"{'':<10}{'documents':>10}{'pages':>8}{'seconds':>10}{'docs/s':>8}")
    for name, run in (("ours", fast), ("one by one", slow)):
        speed = run.documents / run.seconds
        counts = f"{run.documents:>10}{run.pages:>8}"
        print(f"{name:<10}{counts}{run.seconds:>10.1f}{speed:>8.2f}")
    for kind in KINDS:
        if kind not in papers.kinds:
            print(f"there is no kind {kind} yet")


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--groups", type=int, help="instead of 40, for the memory")
    asked = parser.parse_args()
    groups = asked.groups or (QUICK_GROUPS if asked.quick else GROUPS)
    papers = wanted(quick=asked.quick)
    with tempfile.TemporaryDirectory() as a, tempfile.TemporaryDirectory() as b:
        warmed(papers, Path(a), Path(b))
        fast, slow = ours(papers, Path(a)), naive(papers, Path(b))
    told(papers, fast, slow)
    one, many = (peak_mb(count, quick=asked.quick) for count in (1, groups))
    figures = {
        "ratio": round(slow.seconds / fast.seconds, 1),
        "docs_per_s": round(fast.documents / fast.seconds, 2),
        "naive_docs_per_s": round(slow.documents / slow.seconds, 2),
        "seconds": round(fast.seconds, 2),
        "first_s": round(fast.first_s, 2),
        "documents": fast.documents,
        "pages": fast.pages,
        "naive_pages": slow.pages,
        "memory_mb": round(one),
        "memory_growth": round(many / one, 3),
    }
    print(json.dumps({"bench": "generate", "figures": figures}))


if __name__ == "__main__":
    main()
