"""Rows with a cell that is read are not broken over two pages.

Half a cell is no place to sign, and a scan cannot be read there. In Word it is the
option «Разрешить перенос строк на следующую страницу» of a row, which an author
easily leaves on; therefore it is switched off here, in every template.
"""

import re
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from pipeline.forms.language import ZONE_CALLS

_CALL = re.compile(rf"{{{{.*?\b({'|'.join(sorted(ZONE_CALLS))})\s*\(")


def keep_whole(body: Any) -> None:  # noqa: ANN401 - an element of lxml, without types
    """Keep the innermost row of every zone call together."""
    for paragraph in body.iter(qn("w:p")):
        row = next(paragraph.iterancestors(qn("w:tr")), None)
        if row is not None and _CALL.search("".join(paragraph.itertext(qn("w:t")))):
            properties = row.get_or_add_trPr()
            if properties.find(qn("w:cantSplit")) is None:
                properties.append(OxmlElement("w:cantSplit"))
