"""Use case: templates tried before anybody issues a paper by them.

`check` finds what is wrong with them; `preview` shows what they print. Nothing is
entered in the register, and no number is drawn: the pages of a preview carry an id
that is never given, so a scan of them is foreign.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline import disk, forms, pagecode
from pipeline.errors import Fault, NotFoundError, TemplateError
from pipeline.messages import _
from pipeline.model import FilePlan, Group, Organisation, Scope, Term, TermKind

LONG_YEARS = 10
"""Papers kept for more are bound with a wider margin (ГОСТ Р 7.0.97)."""


@dataclass(frozen=True, slots=True)
class Studio:
    """What trying templates needs.

    Attributes:
        folders: Of kinds; earlier ones win over later.
        plan: The file plan in force, for the terms of the kinds.
        scratch: For the files of one run.
    """

    folders: tuple[Path, ...]
    organisation: Organisation
    plan: FilePlan | None
    scratch: Path


@dataclass(frozen=True, slots=True)
class Shown:
    """The files of a preview."""

    pdf: Path
    pages: tuple[Path, ...]
    warnings: tuple[forms.Unprinted, ...]


def check(
    names: Sequence[str], studio: Studio, *, printing: bool
) -> dict[str, tuple[Fault, ...]]:
    """The faults of each kind, by name; a broken kind does not hide the others.

    Args:
        names: Kinds; all when empty.
        studio: Where.
        printing: Print samples of all of them and look at the pages.

    Raises:
        NotFoundError: There is no such kind.
        MissingProgramError: LibreOffice or fontconfig is not installed.
    """
    folders = _chosen(names, studio)
    found: dict[str, tuple[Fault, ...]] = dict.fromkeys(folders, ())
    subjects = []
    for name, folder in folders.items():
        try:
            subjects.append(_subject(forms.read(folder), studio))
        except TemplateError as error:
            found[name] = error.faults
    with (
        disk.workbench(studio.scratch),
        tempfile.TemporaryDirectory(dir=studio.scratch) as scratch,
    ):
        told = forms.check(subjects, Path(scratch) if printing else None)
    names_checked = [subject.form.name for subject in subjects]
    return found | dict(zip(names_checked, told, strict=True))


def preview(
    name: str, studio: Studio, *, filled: bool, group: Group | None, out: Path
) -> Shown:
    """Print one document of a kind, for looking at.

    Args:
        name: The kind.
        studio: Where.
        filled: With results.
        group: Whose data to print, of its first unit or trainee; None: a sample's,
            as for papers that no group's data makes.
        out: The folder for the files; an earlier preview of the kind goes.

    Raises:
        NotFoundError: There is no such kind.
        TemplateError: It has faults; all of them.
        MissingProgramError: LibreOffice is not installed.
    """
    (folder,) = _chosen([name], studio).values()
    form = forms.read(folder)
    data = (
        _data(form, group, studio.organisation, filled=filled)
        if group and form.scope
        else forms.sample_data(form, studio.organisation, filled=filled)
    )
    with (
        disk.workbench(studio.scratch),
        tempfile.TemporaryDirectory(dir=studio.scratch) as scratch,
    ):
        try:
            made = forms.preview(form, data, scratch=Path(scratch))
        except TemplateError as error:
            raise forms.explained(error, form, data) from error
    return _written(made, name, out)


def _written(made: forms.Preview, name: str, out: Path) -> Shown:
    """The files of a preview, in the place of those of an earlier one."""
    disk.make_folder(out)
    for digits in ("[0-9][0-9]", "[0-9][0-9][0-9]"):
        for former in out.glob(f"{name}-{digits}.png"):
            disk.remove(former)
    pdf = out / f"{name}.pdf"
    disk.write(pdf, made.pdf)
    pages = []
    for number, picture in enumerate(made.pages, start=1):
        pages.append(out / f"{name}-{number:02}.png")
        disk.write(pages[-1], picture)
    return Shown(pdf, tuple(pages), made.warnings)


def _data(
    form: forms.FormKind, group: Group, organisation: Organisation, *, filled: bool
) -> dict[str, object]:
    """The group's data as a paper of this kind would get it, without a number."""
    facts = forms.DocumentFacts(
        document_id=pagecode.SAMPLE_ID,
        kind=form.name,
        title=organisation.form_titles.get(form.name, form.title),
        number="000",
        date=group.ends if filled else None,
        approved="",
        draft=form.draft,
    )
    return forms.build(
        organisation,
        group,
        unit=group.units[0] if form.scope is Scope.UNIT else None,
        trainee=group.trainees[0] if form.scope is Scope.TRAINEE else None,
        document=facts,
        filled=filled,
    )


def _chosen(names: Sequence[str], studio: Studio) -> dict[str, Path]:
    known = forms.find(studio.folders)
    for name in names:
        if name not in known:
            there = _("There are: {kinds}.").format(kinds=", ".join(known))
            raise NotFoundError(_("Kind of form"), name, there)
    return {name: known[name] for name in dict.fromkeys(names or known)}


def _subject(form: forms.FormKind, studio: Studio) -> forms.Subject:
    entries = studio.plan.entries if studio.plan else ()
    terms = [entry.term for entry in entries if form.name in entry.kinds]
    samples = forms.samples(form, studio.organisation)
    return forms.Subject(form, samples, kept_long=any(map(_is_long, terms)))


def _is_long(term: Term) -> bool:
    return term.kind is TermKind.PERMANENT or (term.years or 0) > LONG_YEARS
