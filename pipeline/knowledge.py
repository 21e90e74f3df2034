"""What this workspace knows of papers, for guessing those that it did not print.

Titles come from `organisation.yaml` and the templates, names from the group files,
and papers of ours that are out from the catalogue. A group file that has faults is
passed over with a warning: `groups check` tells them.
"""

import logging
import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

from pipeline import resources, roster
from pipeline.attribution import Issued, Known, KnownGroup, KnownKind
from pipeline.catalogue import Catalogue
from pipeline.errors import DataError
from pipeline.model import Organisation, Places, Scope

log = logging.getLogger(__name__)

_COPIES = ("qualification-copy", "duplicate-copy")
"""Papers of one trainee that no template makes."""

_QUOTED = re.compile(r"«(.+)»")


def known(places: Places, catalogue: Catalogue, today: date) -> Known:
    """All that a paper may be recognised by.

    Raises:
        DataError: `organisation.yaml` has faults.
    """
    organisation = roster.load_organisation(places.organisation)
    return Known(
        kinds=_kinds(places, organisation),
        groups=tuple(_groups(places, organisation)),
        issuers=tuple(dict.fromkeys(_issuers(organisation))),
        today=today,
        issued=tuple(
            Issued(it.document_id, it.kind, it.group, it.number, it.student)
            for it in catalogue.issued(state="issued")
            if it.cover is None
        ),
    )


def _kinds(places: Places, organisation: Organisation) -> dict[str, KnownKind]:
    from pipeline import forms  # noqa: PLC0415 - a second, for strange papers only

    made, _broken = forms.load_sound([places.templates, resources.folder("templates")])
    titles = organisation.form_titles
    known = {
        name: KnownKind(name, title, Scope.TRAINEE if name in _COPIES else None)
        for name, title in titles.items()
    }
    for form in made.values():
        planned = "" if form.date == "today" else str(form.date)
        title = titles.get(form.name, form.title)
        known[form.name] = KnownKind(form.name, title, form.scope, planned)
    return known


def _groups(places: Places, organisation: Organisation) -> Iterator[KnownGroup]:
    for path in roster.groups_in(places.groups).values():
        try:
            yield _group(path, path.stat().st_mtime_ns, organisation.short_name, places)
        except DataError:
            log.warning("%s has faults and is passed over", path.name)


@lru_cache(maxsize=512)
def _group(path: Path, _changed_ns: int, _institute: str, places: Places) -> KnownGroup:
    """A group file as it was read last, unless it has changed since."""
    organisation = roster.load_organisation(places.organisation)
    return KnownGroup(roster.load_group(path, organisation))


def _issuers(organisation: Organisation) -> Iterator[str]:
    """The institute's names: whole, short, and what stands in quotation marks."""
    for name in (organisation.full_name, organisation.short_name):
        yield name
        yield from _QUOTED.findall(name)
