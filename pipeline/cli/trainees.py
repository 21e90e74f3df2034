"""Trainees by id and name: their ids alone tell a person nothing."""

from collections.abc import Callable, Sequence
from contextlib import suppress

from pipeline import grammar
from pipeline.cells import Form, form_of
from pipeline.cli.base import Shop
from pipeline.errors import PodshivkaError

MOST_NAMED = 4
"""Trainees that are named together."""


def printed(shop: Shop, document_id: str, ids: Sequence[str]) -> str:
    """«T01 Абрамова Е.В.», as that paper of ours names them, whatever changed since.

    Whom it does not name, or whose paper has lost its data, is told by the id alone.
    """
    form = Form({})
    if any(ids):
        with suppress(PodshivkaError, OSError):
            form = form_of(document_id, shop.places)
    return _named(ids, form.short_name)


def of_record(
    shop: Shop, document_id: str, group: str, ids: Sequence[str]
) -> str | int:
    """The same of a record; of a paper of others' as the group names them now.

    Returns:
        How many they are where they are more than four.
    """
    if len(ids) > MOST_NAMED:
        return len(ids)
    if document_id:
        return printed(shop, document_id, ids)
    names = {}
    if any(ids):
        with suppress(PodshivkaError, OSError):
            everybody = shop.group(group).trainees
            names = {it.id: grammar.short_name(it.name_parts) for it in everybody}
    return _named(ids, lambda it: names.get(it, ""))


def _named(ids: Sequence[str], name: Callable[[str], str]) -> str:
    return ", ".join(f"{it} {name(it)}".strip() for it in ids)
