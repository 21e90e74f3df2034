"""A Word template without what no document made from it shows.

Word and its like leave the definitions of a hundred table styles in a file that uses
none of them, and LibreOffice reads them all: half of its work on a small paper.
Dropped are table styles that nothing refers to, the second set of styles that Word
2010 kept, and the thumbnail. In Word the built-in styles are in the gallery as ever.
"""

import io
import re
from functools import lru_cache
from typing import Any, Final

import docx
from docx.oxml.ns import qn

TEMPLATES_KEPT: Final = 32

_UNUSED_PARTS = re.compile(r".*/(?:stylesWithEffects|thumbnail)$")
"""Types of relationships whose parts are dropped."""

_USES = re.compile(rb'<w:(?:tblStyle|defaultTableStyle) w:val="([^"]+)"')


@lru_cache(maxsize=TEMPLATES_KEPT)
def without_ballast(content: bytes) -> bytes:
    """The document, smaller; it prints the same.

    Raises:
        docx.opc.exceptions.PackageNotFoundError, KeyError, lxml.etree.LxmlError:
            Word could not open it either.
    """
    document = docx.Document(io.BytesIO(content))
    package = document.part.package
    for holder in (package, document.part):
        for name, relation in list(holder.rels.items()):
            if _UNUSED_PARTS.fullmatch(relation.reltype):
                holder.rels.pop(name)
    stories = (part.blob for part in package.iter_parts())
    used = {name.decode() for blob in stories for name in _USES.findall(blob)}
    _drop_table_styles(document.styles.element, used)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _drop_table_styles(styles: Any, used: set[str]) -> None:  # noqa: ANN401 - of lxml
    """Leave those that are used, those that they are based on, and the default."""
    tables = {
        style.get(qn("w:styleId")): style
        for style in styles.iter(qn("w:style"))
        if style.get(qn("w:type")) == "table"
    }
    waiting = [*used, *(name for name, it in tables.items() if it.get(qn("w:default")))]
    while waiting:
        style = tables.pop(waiting.pop(), None)
        if style is not None:
            bases = style.iter(qn("w:basedOn"))
            waiting += [base.get(qn("w:val")) for base in bases]
    for style in tables.values():
        styles.remove(style)
