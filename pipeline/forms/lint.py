"""Is a template sound? Every fault with its place and what to write instead.

First what the author wrote is read as it stands. If that is sound, the template is
filled with samples, and every field that is not there is noted instead of ending
the work, so that all of them are told at once. If it can be filled, all kinds are
printed by LibreOffice in one go, and the pages are looked at. Fonts are those of
this machine.

    tags → written, expressions    what can be seen without data
    trial                          what a sample brings to light
    pagesetup                      pages and tables
    printed                        what only paper shows
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import docx
from docx.document import Document

from pipeline.errors import Fault, ProgramError, TemplateError
from pipeline.forms import (
    convert,
    fonts,
    glyphs,
    pagesetup,
    printed,
    render,
    tags,
    trial,
    written,
)
from pipeline.forms.kinds import FormKind
from pipeline.forms.tags import Paragraph
from pipeline.messages import _

SECONDS_EACH = 30.0
"""For converting one sample."""

_SAME_SHAPE = {
    "Times New Roman": "Liberation Serif",
    "Arial": "Liberation Sans",
    "Courier New": "Liberation Mono",
    "Calibri": "Carlito",
    "Cambria": "Caladea",
}
"""Fonts whose stand-ins have the same widths, so that no line breaks elsewhere."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind to be checked.

    Attributes:
        samples: Data of documents of this kind, as `render` takes it.
        kept_long: Its papers are kept over ten years or permanently.
    """

    form: FormKind
    samples: tuple[dict[str, object], ...]
    kept_long: bool = False


@dataclass(slots=True)
class _Case:
    """What is known of a kind so far."""

    subject: Subject
    faults: list[Fault] = field(default_factory=list)
    trials: list[trial.Trial] = field(default_factory=list)

    @property
    def told(self) -> tuple[Fault, ...]:
        """Each fault once, advice last."""
        once = dict.fromkeys(self.faults)
        return tuple(sorted(once, key=lambda fault: fault.is_advice))


def check(subjects: Sequence[Subject], scratch: Path | None) -> list[tuple[Fault, ...]]:
    """The faults of each kind; none when it is sound.

    Args:
        subjects: The kinds.
        scratch: An existing folder for the printed samples; None: nothing is
            printed, and what only paper shows is not found.

    Raises:
        MissingProgramError: LibreOffice or fontconfig is not installed.
    """
    cases = [_without_paper(subject) for subject in subjects]
    if scratch is not None:
        _print(cases, scratch)
    return [case.told for case in cases]


def explained(
    error: TemplateError, form: FormKind, data: dict[str, object]
) -> TemplateError:
    """The error of a rendering as `check` tells it: every fault, with its remedy.

    Args:
        error: What ended the rendering.
        form: The kind.
        data: What it was rendered from.
    """
    (told,) = check([Subject(form, (data,))], None)
    faults = tuple(fault for fault in told if not fault.is_advice)
    return TemplateError(form.template, faults or error.faults)


def _without_paper(subject: Subject) -> _Case:
    """What shows without printing it."""
    case = _Case(subject)
    content = subject.form.template.read_bytes()
    try:
        document = docx.Document(io.BytesIO(content))
    except render.NOT_A_DOCUMENT:
        says = _("Word cannot open it. Save it anew as a Word document (DOCX).")
        case.faults.append(Fault(subject.form.template.name, says))
        return case
    paragraphs = list(tags.paragraphs(document))
    case.faults += written.faults(document, paragraphs, subject.samples)
    if not case.faults:
        _try(case, paragraphs)
    case.faults += _setup(document, content, paragraphs, kept_long=subject.kept_long)
    return case


def _try(case: _Case, paragraphs: Sequence[Paragraph]) -> None:
    for sample in case.subject.samples:
        tried = trial.run(case.subject.form, sample, paragraphs)
        case.faults += tried.faults
        if tried.docx:
            case.trials.append(tried)


def _setup(
    document: Document,
    content: bytes,
    paragraphs: Sequence[Paragraph],
    *,
    kept_long: bool,
) -> Iterator[Fault]:
    """Fonts, characters, pages and the footer."""
    yield from written.advice(paragraphs)
    yield from _fonts(content)
    known = glyphs.of_template(content)
    for paragraph in paragraphs:
        for character in dict.fromkeys(filter(known.is_lost, paragraph.text)):
            says = _("No font of the form has {character}. Write something else.")
            shown = _("“{character}” (U+{code:04X})").format(
                character=character, code=ord(character)
            )
            yield Fault(paragraph.place, says.format(character=shown))
    yield from pagesetup.faults(document.element.body)
    yield from pagesetup.advice(document.element.body, kept_long=kept_long)


def _fonts(content: bytes) -> Iterator[Fault]:
    for family in fonts.families(content):
        found = fonts.match(family).family
        if found not in (family, _SAME_SHAPE.get(family)):
            place = _("font “{family}”").format(family=family)
            says = _(
                "It is not installed and {found} would stand in, with other widths. "
                "Install it, or take Times New Roman or Arial."
            )
            yield Fault(place, says.format(found=found))


def _print(cases: Sequence[_Case], scratch: Path) -> None:
    """Print all samples in one go and look at them."""
    samples = [(case, tried) for case in cases for tried in case.trials]
    paths = [scratch / f"sample-{n}.docx" for n in range(len(samples))]
    for path, (_case, tried) in zip(paths, samples, strict=True):
        path.write_bytes(tried.docx)
    if paths:
        _convert(paths, scratch)
    for path, (case, tried) in zip(paths, samples, strict=True):
        pdf = path.with_suffix(".pdf")
        if pdf.is_file():
            case.faults += printed.faults(tried, pdf.read_bytes())
        else:
            says = _("LibreOffice could not print it. Save it anew in Word.")
            case.faults.append(Fault(case.subject.form.template.name, says))


def _convert(paths: Sequence[Path], scratch: Path) -> None:
    """Convert what can be converted: one bad document must not hide the others."""
    profile = scratch / "profile"
    with suppress(ProgramError):
        convert.to_pdf(paths, scratch, profile=profile, seconds_each=SECONDS_EACH)
        return
    for path in paths:
        if not path.with_suffix(".pdf").is_file():
            with suppress(ProgramError):
                convert.to_pdf(
                    [path], scratch, profile=profile, seconds_each=SECONDS_EACH
                )
