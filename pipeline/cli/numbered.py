"""Papers that a person names by the number printed behind «№», not by their id."""

from pipeline import spelling
from pipeline.cli.base import Shop
from pipeline.errors import UsageError
from pipeline.messages import _


def id_of(shop: Shop, typed: str) -> str:
    """The id of the one document of that number; "" where none bears it.

    Raises:
        UsageError: Several bear it; each is named.
    """
    wanted = spelling.looks(typed.strip().removeprefix("№").strip())
    issued = shop.catalogue.issued() if wanted else []
    found = [it for it in issued if spelling.looks(it.number) == wanted]
    if len(found) > 1:
        told = _("Several documents bear the number “{number}”; name one by id: {ids}.")
        ids = "; ".join(f"{it.document_id} – {it.title}" for it in found)
        raise UsageError(told.format(number=typed, ids=ids))
    return found[0].document_id if found else ""
