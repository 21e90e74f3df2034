"""Printed papers laid beside the data of their groups, as they are now.

What the use cases share that tell of disagreements or act on them; what counts as
one is the affair of `agreement`. Reading and comparing costs some milliseconds a
paper and a tenth of a second a group, so nothing is read where the data are those
that the paper was printed from: a fingerprint of them is kept with each document,
and one for each group file in `.podshivka/groups.json`, which may be lost.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pipeline import agreement, disk, register, roster
from pipeline.agreement import Difference
from pipeline.catalogue import Catalogue
from pipeline.errors import DataError
from pipeline.model import Group, IssuedDocument, Organisation, PaperState, Places

_KNOWN = "groups.json"
_MOST = 1000
"""Fingerprints kept: of the group files that were looked at last."""


@dataclass(frozen=True, slots=True)
class Papers:
    """Where printed papers are, and whose.

    Attributes:
        issued: The folder of the register.
    """

    organisation: Organisation
    issued: Path
    catalogue: Catalogue


def supplements(catalogue: Catalogue, document: IssuedDocument) -> list[IssuedDocument]:
    """The supplements to the document, void ones too, by number."""
    found = catalogue.issued(group=document.group, kind=document.kind)
    return [one for one in found if one.supplements == document.document_id]


def outdated(catalogue: Catalogue, group: Group) -> list[IssuedDocument]:
    """Papers in force that were printed from other data of the group.

    Told by the fingerprints alone, so papers that do not show what changed are among
    them: what they say otherwise is the affair of `differences`.
    """
    now = agreement.fingerprint(group)
    found = catalogue.issued(group=group.code)
    return [one for one in found if _is_compared(one) and one.group_sha256 != now]


def differences(
    document: IssuedDocument, group: Group, papers: Papers
) -> tuple[Difference, ...]:
    """What the document says otherwise than its group.

    Nothing of a void one, nor of a cover sheet, which says whose papers lie under it
    and tells of no group.
    """
    if not _is_compared(document) or document.group_sha256 == agreement.fingerprint(
        group
    ):
        return ()
    return _compared(document, supplements(papers.catalogue, document), group, papers)


def _is_compared(document: IssuedDocument) -> bool:
    return document.state is PaperState.ISSUED and document.cover is None


def _compared(
    document: IssuedDocument,
    supplied: Sequence[IssuedDocument],
    group: Group,
    papers: Papers,
) -> tuple[Difference, ...]:
    def paper() -> agreement.Paper:
        from pipeline import forms  # noqa: PLC0415 - see `_data`

        identity = document.document_id
        docx = register.folder_of(papers.issued, identity) / "form.docx"
        layout = register.layout(papers.issued, identity)
        return agreement.paper(forms.words(docx.read_bytes()), layout)

    comparison = agreement.Comparison(
        document,
        printed=register.form_data(papers.issued, document.document_id),
        now=_data(document, group, papers.organisation),
        group=group,
        read=paper,
        supplements=[
            register.form_data(papers.issued, one.document_id)
            for one in supplied
            if one.state is PaperState.ISSUED
        ],
    )
    return agreement.differences(comparison)


def _data(
    document: IssuedDocument, group: Group, organisation: Organisation
) -> dict[str, object]:
    """The data that the document would be printed from today."""
    from pipeline import forms  # noqa: PLC0415 - a second, where papers changed only

    units = {unit.id: unit for unit in group.units}
    trainees = {trainee.id: trainee for trainee in group.trainees}
    facts = forms.DocumentFacts(
        document_id=document.document_id,
        kind=document.kind,
        title=document.title,
        number=document.number,
        date=document.date if document.dated else None,
        approved="",
        draft=False,
    )
    return forms.build(
        organisation,
        group,
        unit=units.get(document.unit),
        trainee=trainees.get(document.student),
        document=facts,
        filled=document.filled,
    )


@dataclass
class Collator:
    """Compares many papers; each group is read once, and only where it must be.

    Attributes:
        files: Code → file of every group.
        unreadable: Groups whose files have faults; their papers are not compared.
    """

    papers: Papers
    files: Mapping[str, Path]
    fingerprints: dict[str, str]
    unreadable: set[str] = field(default_factory=set)
    _groups: dict[str, Group] = field(default_factory=dict)
    _current: dict[str, str] = field(default_factory=dict)

    def differences(self, document: IssuedDocument) -> tuple[Difference, ...]:
        """As the function of that name; nothing where the group is not known."""
        code = document.group
        if code not in self.files or code in self.unreadable:
            return ()
        if not _is_compared(document):
            return ()
        try:
            if document.group_sha256 == self._fingerprint(code):
                return ()
            return self._compared(document)
        except DataError:
            self.unreadable.add(code)
            return ()

    def _compared(self, document: IssuedDocument) -> tuple[Difference, ...]:
        supplied = self._supplements.get(document.document_id, [])
        return _compared(document, supplied, self._group(document.group), self.papers)

    @cached_property
    def _supplements(self) -> dict[str, list[IssuedDocument]]:
        """Id of a document → its supplements."""
        found = defaultdict(list)
        for one in self.papers.catalogue.issued():
            if one.supplements:
                found[one.supplements].append(one)
        return found

    def _fingerprint(self, code: str) -> str:
        """Of the group's data, by that of its file where the file is known."""
        if code not in self._current:
            digest = disk.sha256(self.files[code])
            known = self.fingerprints.pop(digest, None)
            found = known or agreement.fingerprint(self._group(code))
            self.fingerprints[digest] = self._current[code] = found
        return self._current[code]

    def _group(self, code: str) -> Group:
        if code not in self._groups:
            organisation = self.papers.organisation
            self._groups[code] = roster.load_group(self.files[code], organisation)
        return self._groups[code]


def _remembered(path: Path) -> dict[str, str]:
    """Fingerprint of a group file → of the group's data."""
    try:
        return disk.read_json(path, dict[str, str])
    except (OSError, ValueError):
        return {}


@contextmanager
def collator(
    places: Places, organisation: Organisation, catalogue: Catalogue
) -> Iterator[Collator]:
    """Compare papers; the fingerprints learnt meanwhile are kept for the next time."""
    path = places.private / _KNOWN
    known = _remembered(path)
    papers = Papers(organisation, places.issued, catalogue)
    one = Collator(papers, roster.groups_in(places.groups), dict(known))
    yield one
    if one.fingerprints.keys() != known.keys():
        disk.make_folder(path.parent)
        disk.write(path, disk.to_json(dict(list(one.fingerprints.items())[-_MOST:])))
