"""Which page is this? Reads the QR codes of a page and makes them agree.

Where the codes are looked for gets wider and slower until one is read: the
corners of the page, all of it, then the page seen otherwise (a blue pen is
invisible in the blue channel, a grey stamp falls under a threshold), at last the
places where the other marks say that codes must stand. Nothing is
guessed: a page whose codes contradict each other has no identity.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
import zxingcpp

from pipeline import fiducials, pagecode
from pipeline.recognition import mended
from pipeline.recognition.page import PageImage, WorkImage
from pipeline.recognition.pixels import (
    MM_PER_INCH,
    Floats,
    Grey,
    as_grey,
    resized,
)

_CORNERS: Final = (fiducials.CORNER_A, fiducials.CORNER_B)
_CORNER_MM: Final = 48.0
_THRESHOLDS: Final = (100, 70, 140)
_FACTORS: Final = (2.0, 0.6)
_FORMATS: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_LEAST_PX: Final = 25
_BLUE: Final = 2
_QUARTER: Final = 90.0


@dataclass(frozen=True)
class SeenCode:
    """A code on a page.

    Attributes:
        page_code: Its text less the corner symbol.
        corner: The corner symbol.
        corners_px: Its top left, top right, bottom right and bottom left corner
            on `PageImage.work`, in the code's own orientation (4 × 2).
    """

    page_code: str
    corner: str
    corners_px: Floats


@dataclass(frozen=True)
class Identity:
    """What the codes of a page say together.

    Attributes:
        page_code: "" when no code was read, or the codes disagree.
        rotation: Degrees clockwise, in quarter turns, that bring it upright.
        codes: One or two, of different corners.
    """

    page_code: str = ""
    rotation: int = 0
    codes: tuple[SeenCode, ...] = ()


def identify(image: PageImage) -> Identity:
    """Read the codes of a page; of codes that disagree, there is no identity.

    Args:
        image: As received; its finer and coloured forms are used where needed.
    """
    found = identities(image)
    return found[0] if len(found) == 1 else Identity()


def identities(image: PageImage) -> tuple[Identity, ...]:
    """Every page that codes on the image name; whether it is there too is not asked.

    Args:
        image: As received; its finer and coloured forms are used where needed.
    """
    return named(_all_codes(image))


def named(codes: tuple[SeenCode, ...]) -> tuple[Identity, ...]:
    """The pages that those codes name, each once.

    Codes of other versions count only where there are none of ours.
    """
    texts = dict.fromkeys(code.page_code for code in codes)
    ours = [text for text in texts if pagecode.decode(text + "A")] or texts
    return tuple(_named(text, codes) for text in ours)


def _all_codes(image: PageImage) -> tuple[SeenCode, ...]:
    seen = tuple(_in_corners(image.work))
    if len({code.page_code for code in seen}) == 1:
        return seen
    seen = _read(image.work.grey)
    if seen:
        return seen
    return next(filter(None, _otherwise(image)), ()) or tuple(_mended(image.work))


def _named(page_code: str, codes: tuple[SeenCode, ...]) -> Identity:
    """What the codes of one page say; each of its corners counts once."""
    by_corner = {it.corner: it for it in codes if it.page_code == page_code}
    kept = tuple(by_corner.values())
    return Identity(page_code, _rotation(kept[0]), kept)


def _rotation(code: SeenCode) -> int:
    """Quarter turns clockwise that make the code's upper edge run to the right."""
    across = code.corners_px[1] - code.corners_px[0]
    turned_by = np.degrees(np.arctan2(across[1], across[0]))
    return int(-round(turned_by / _QUARTER) * 90 % 360)


def _in_corners(image: WorkImage) -> Iterator[SeenCode]:
    """The two codes of a page that fills the image, upright or turned."""
    height, width = image.grey.shape
    side = int(min(_CORNER_MM * image.dpi / MM_PER_INCH, width / 2, height / 2))
    right, bottom = width - side, height - side
    for pair in (((0, 0), (right, bottom)), ((right, 0), (0, bottom))):
        found = [code for x, y in pair for code in _read_at(image.grey, x, y, side)]
        if len(found) == 2:
            yield from found
            return


def _read_at(grey: Grey, left: int, top: int, side: int) -> tuple[SeenCode, ...]:
    crop = as_grey(grey[top : top + side, left : left + side])
    return _read(crop, shift=(left, top))


def _otherwise(image: PageImage) -> Iterator[tuple[SeenCode, ...]]:
    """The whole page again and again, each time seen in another way."""
    work = image.work.grey
    if image.grey.shape != work.shape:
        yield _read(image.grey, factor=work.shape[1] / image.grey.shape[1])
    colour = image.colour()
    if colour is not None:
        blue = as_grey(colour[:, :, _BLUE])
        yield _read(blue, factor=work.shape[1] / blue.shape[1])
    for threshold in _THRESHOLDS:
        _used, black = cv2.threshold(work, threshold, 255, cv2.THRESH_BINARY)
        yield _read(as_grey(black))
    for factor in _FACTORS:
        yield _read(resized(work, factor), factor=1 / factor)


def _mended(image: WorkImage) -> Iterator[SeenCode]:
    """The codes that can be read once their hidden patterns are put in anew."""
    for code in mended.find(image.grey):
        for picture in code.pictures:
            for found in _read(picture):
                yield replace(found, corners_px=code.corners_px)


def _read(
    grey: Grey, *, shift: tuple[int, int] = (0, 0), factor: float = 1.0
) -> tuple[SeenCode, ...]:
    """The codes of our family on an image.

    Args:
        grey: The image, or a part or a scaled form of the page.
        shift: Where the part's first pixel lies on the page.
        factor: What brings the scaled form to the page's size.
    """
    if min(grey.shape) < _LEAST_PX:
        return ()
    barcodes = zxingcpp.read_barcodes(
        grey,
        formats=_FORMATS,
        try_invert=False,
        try_rotate=False,
        try_downscale=False,
    )
    return tuple(
        SeenCode(
            *_parted(barcode.text),
            (_corners(barcode) + 0.5) * factor - 0.5 + np.array(shift),
        )
        for barcode in barcodes
        if pagecode.is_family(barcode.text)
    )


def _parted(text: str) -> tuple[str, str]:
    """Page code and corner; of a code of another version that names none, the first."""
    named = text[-1] in _CORNERS
    return (text[:-1], text[-1]) if named else (text, fiducials.CORNER_A)


def _corners(barcode: zxingcpp.Barcode) -> Floats:
    place = barcode.position
    points = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return np.array([(point.x, point.y) for point in points], dtype=np.float64)
