"""Received pages that are nothing but one scanned picture, told by what they are.

To check a document for PDF/A takes longer than to make it, and what the check can
find depends on what its pages are made of. Nearly all scans are made of the same few
things; whoever found one of them sound need not check the next. Every other page
has no shape and is checked always.
"""

from decimal import Decimal

import pikepdf
from pikepdf import Array, Dictionary, Name

_FORM_KEYS = frozenset(
    {"/Type", "/Subtype", "/FormType", "/BBox", "/Resources", "/Matrix", "/Length"}
    | {"/Filter"}
)
_PICTURE_KEYS = frozenset(
    {"/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent"}
    | {"/Filter", "/Length"}
)
_SPACES = (Name.DeviceGray, Name.DeviceRGB)
_OPERATORS = frozenset({"q", "Q", "cm", "Do"})
_MOST_STEPS = 16
_MOST_POINTS = 14_400
_BITS = 8


def shape(form: pikepdf.Object) -> str:
    """What a page is made of, beyond sizes and the picture's bytes.

    Args:
        form: The page as a form.

    Returns:
        "" where it is not one plain JPEG and nothing else.
    """
    pictures = list(form.get("/Resources", Dictionary()).get("/XObject", {}).values())
    if len(pictures) != 1 or not _is_bare(form):
        return ""
    (picture,) = pictures
    space = picture.get("/ColorSpace")
    if not (picture.keys() <= _PICTURE_KEYS and _is_jpeg(picture)):
        return ""
    if space not in _SPACES or picture.get("/BitsPerComponent") != _BITS:
        return ""
    return f"JPEG {space}"


def _is_jpeg(picture: pikepdf.Object) -> bool:
    """And no form or picture packed otherwise."""
    packed = picture.get("/Filter")
    filters = list(packed) if isinstance(packed, Array) else [packed]
    return picture.get("/Subtype") == Name.Image and filters == [Name.DCTDecode]


def _is_bare(form: pikepdf.Object) -> bool:
    """The form does nothing but put a picture in its place."""
    resources = form.get("/Resources", Dictionary())
    if not (form.keys() <= _FORM_KEYS and resources.keys() <= {"/XObject", "/ProcSet"}):
        return False
    steps = list(pikepdf.parse_content_stream(form))
    return len(steps) <= _MOST_STEPS and all(
        str(step.operator) in _OPERATORS and all(map(_is_usual, step.operands))
        for step in steps
    )


def _is_usual(operand: object) -> bool:
    """A name, or a number that is no larger than any page."""
    if isinstance(operand, int | float | Decimal):
        return abs(float(operand)) <= _MOST_POINTS
    return isinstance(operand, Name)
