"""The words of a Word document as it was filled in, for those who ask what it says.

Read from the file's own text, where a value stands in one piece; in a PDF a line or
a cell may break it.
"""

import io
import re
from html import unescape
from zipfile import ZipFile

_PART = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_TEXT = re.compile(rb">([^<]+)")
_SAID = {
    b"</w:p>": b"<x> ",
    b"<w:br/>": b"<x> ",
    b"<w:cr/>": b"<x> ",
    b"<w:tab/>": b"<x> ",
    b"<w:noBreakHyphen/>": b"<x>-",
}
"""Markup that stands for a sign → the sign, behind markup that stands for nothing."""


def words(docx: bytes) -> str:
    """The text of body, headers and footers; paragraphs stand apart by a space.

    Args:
        docx: A document of ours, as `render` made it.
    """
    with ZipFile(io.BytesIO(docx)) as document:
        names = filter(_PART.fullmatch, document.namelist())
        return " ".join(_text(document.read(name)) for name in names)


def _text(xml: bytes) -> str:
    """What stands between the markup: six times as fast as a parser."""
    for markup, sign in _SAID.items():
        xml = xml.replace(markup, sign)
    return unescape(b"".join(_TEXT.findall(xml)).decode())
