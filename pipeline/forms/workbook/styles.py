"""How the cells of a workbook look; names of XlsxWriter's own properties.

White cells are to be filled in; grey ones are shown or computed.
"""

from enum import StrEnum, auto
from typing import Any, Final

_FONT: dict[str, Any] = {"font_name": "Arial", "font_size": 10, "valign": "vcenter"}
_RULED = {**_FONT, "border": 1, "border_color": "#7F7F7F"}
_CENTRED = {"align": "center"}
_WRAPPED = {"text_wrap": True}
_LEFT = {"align": "left", "indent": 1}
_GREY = {"bg_color": "#F2F2F2"}
_HEAD = {**_RULED, **_CENTRED, **_WRAPPED, "bold": True, "bg_color": "#D9E1EC"}


class Style(StrEnum):
    """The looks there are."""

    TITLE = auto()
    CENTRED = auto()
    LINE = auto()
    NOTE = auto()
    LABEL = auto()
    FACT = auto()
    LINK = auto()
    HEAD = auto()
    HEAD_DAY = auto()
    SHOWN = auto()
    NUMBER = auto()
    DAY = auto()
    SUM = auto()
    INPUT = auto()
    TEXT = auto()
    ABSENT = auto()
    KEY = auto()


LOOKS: Final[dict[Style, dict[str, Any]]] = {
    Style.TITLE: {**_FONT, **_CENTRED, **_WRAPPED, "bold": True, "font_size": 14},
    Style.CENTRED: {**_FONT, **_CENTRED, **_WRAPPED},
    Style.LINE: {**_FONT, **_WRAPPED},
    Style.NOTE: {**_FONT, **_WRAPPED, "italic": True, "font_color": "#595959"},
    Style.LABEL: {**_FONT, **_WRAPPED, "bold": True, "valign": "top"},
    Style.FACT: {**_FONT, **_WRAPPED, "valign": "top", "align": "left"},
    Style.LINK: {
        **_RULED,
        **_WRAPPED,
        **_GREY,
        "font_color": "#1F4E79",
        "underline": 1,
    },
    Style.HEAD: _HEAD,
    Style.HEAD_DAY: {**_HEAD, "rotation": 90, "num_format": "dd.mm.yy", "bold": False},
    Style.SHOWN: {**_RULED, **_LEFT, **_WRAPPED, **_GREY, "quote_prefix": True},
    Style.NUMBER: {**_RULED, **_CENTRED, **_GREY},
    Style.DAY: {**_RULED, **_CENTRED, **_GREY, "num_format": "dd.mm.yyyy"},
    Style.SUM: {**_RULED, **_CENTRED, **_GREY, "bold": True},
    Style.INPUT: {**_RULED, **_CENTRED, **_WRAPPED, "num_format": "General"},
    Style.TEXT: {**_RULED, **_LEFT, **_WRAPPED, "quote_prefix": True},
    Style.ABSENT: {**_RULED, **_CENTRED, "bg_color": "#BFBFBF"},
    Style.KEY: {"font_name": "Arial", "font_size": 8, "font_color": "#7F7F7F"},
}
"""Style → properties of its format."""
