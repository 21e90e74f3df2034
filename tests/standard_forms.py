"""The standard forms of both profiles, small: what the tests of looks are about.

`python -m tests.standard_forms` writes anew what the forms are known to look like
(`tests/data/standard-forms.json`): the text of every page, and the box of every zone.
Look at the pages before committing that.
"""

import hashlib
import io
import json
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pypdfium2

from pipeline import pagecode, resources, roster
from pipeline.forms import context, convert, kinds
from pipeline.forms.make import Job, Made, make
from pipeline.model import Scope, ZoneKind

ROOT = Path(__file__).parent.parent
KNOWN = Path(__file__).parent / "data" / "standard-forms.json"
GROUPS = {"migip": "gt-12.yaml", "mni-kaes": "ps-03.yaml"}
"""Profile → the example group of its own."""
TRAINEES, UNITS = 6, 4


@dataclass(frozen=True)
class Form:
    """One form of the set."""

    profile: str
    kind: str
    filled: bool

    @property
    def name(self) -> str:
        """For people, and as a key."""
        return f"{self.profile} {self.kind} {'filled' if self.filled else 'blank'}"

    @property
    def document_id(self) -> str:
        """The same in every run."""
        return pagecode.derived_document_id(hashlib.sha256(self.name.encode()).digest())


def forms() -> list[Form]:
    """Every generated kind, blank and filled, of both profiles."""
    known = kinds.load([resources.folder("templates")])
    return [
        Form(profile, kind.name, filled)
        for profile in GROUPS
        for kind in known.values()
        if kind.scope is not None
        for filled in (False, True)
    ]


def job(form: Form) -> Job:
    """What is to be made of it."""
    organisation = roster.load_organisation(
        resources.folder("profiles") / form.profile / "organisation.yaml"
    )
    # The block of approval is printed where the head approves a form.
    organisation = replace(organisation, approval_block=("protocol",))
    group = _small(
        roster.load_group(ROOT / "examples" / GROUPS[form.profile], organisation)
    )
    kind = kinds.load([resources.folder("templates")])[form.kind]
    facts = context.DocumentFacts(
        document_id=form.document_id,
        kind=form.kind,
        title=organisation.form_titles[form.kind],
        number="7/2026-3",
        date=date(2026, 6, 22) if form.filled else None,
        approved="приказ от 12.01.2026 № 12-О" if form.filled else "",
        draft=not form.filled,
    )
    data = context.build(
        organisation,
        group,
        unit=group.units[1] if kind.scope is Scope.UNIT else None,
        trainee=group.trainees[4] if kind.scope is Scope.TRAINEE else None,
        document=facts,
        filled=form.filled,
    )
    return Job(kind, data, form.document_id)


def make_all(scratch: Path) -> dict[Form, Made]:
    """All of them."""
    wanted = forms()
    made = make([job(form) for form in wanted], scratch=scratch)
    return dict(zip(wanted, made, strict=True))


def description(made: Made) -> list[dict[str, object]]:
    """Page by page, what is known of it."""
    return [
        {
            "text": text,
            "zones": [
                f"{it.kind} {it.subject} {it.item} {it.value}: "
                + " ".join(f"{edge:.1f}" for edge in it.box_mm)
                for it in page.zones
                if it.kind is not ZoneKind.REFERENCE
            ],
        }
        for text, page in zip(texts(made.pdf), made.layout.pages, strict=True)
    ]


def texts(pdf: bytes) -> list[str]:
    """The words of every page, line by line."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        return [
            "\n".join(page.get_textpage().get_text_range().splitlines())
            for page in document
        ]
    finally:
        document.close()


def libreoffice() -> str:
    """The version that lays the pages out: another one may break lines elsewhere."""
    return convert.versions()["LibreOffice"]


def _small(group):
    units = group.units[:UNITS]
    taught = {unit.id for unit in units}
    return replace(
        group,
        trainees=group.trainees[:TRAINEES],
        units=units,
        sessions=tuple(it for it in group.sessions if it.unit in taught),
    )


def main() -> None:
    """Write down what the forms look like now."""
    with tempfile.TemporaryDirectory() as scratch:
        made = make_all(Path(scratch))
    known = {
        "libreoffice": libreoffice(),
        "forms": {form.name: description(it) for form, it in made.items()},
    }
    KNOWN.parent.mkdir(exist_ok=True)
    text = json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True)
    KNOWN.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
