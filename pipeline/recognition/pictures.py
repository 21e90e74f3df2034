"""Page images out of TIFF, JPEG, PNG and HEIC files.

Phones and screens write no resolution, or one that makes a sheet a metre wide;
then the longer side is taken for that of A4.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

import cv2
import numpy as np
from PIL import Image, ImageOps

from pipeline import heic
from pipeline.apart import Limits, is_of_system
from pipeline.errors import ScanError
from pipeline.recognition.page import PageImage
from pipeline.recognition.pixels import MM_PER_INCH, Colour, Grey, as_grey

Image.MAX_IMAGE_PIXELS = None  # `require_size` asks before anything is decoded

A4_LONG_SIDE_MM: Final = 297.0
_LIKELY_LONG_SIDE_MM: Final = (90.0, 700.0)
_LIBRARY_ERRORS: Final = (OSError, SyntaxError, ValueError, EOFError, KeyError,
                          TypeError, IndexError, RuntimeError,
                          ArithmeticError)  # fmt: skip
"""What Pillow raises on broken data."""

_FINE_DPI: Final = 400.0
"""From here on a JPEG is decoded at half its size, which is quicker."""

_PLAIN_MODES: Final = ("L", "RGB")
"""Of others, as CMYK, OpenCV makes a grey that differs from Pillow's."""

_JPEG_END: Final = b"\xff\xd9"
_FORMATS: Final = ("JPEG", "PNG", "TIFF")


class PicturePages:
    """The frames of one picture file."""

    def __init__(self, path: Path, limits: Limits) -> None:
        """Open it.

        Raises:
            ScanError: "damaged".
        """
        self._path = path
        self._limits = limits
        with _translated(), self._opened() as image:
            self.count = _frames(image)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        """Nothing is held open between pages."""

    def page(self, number: int) -> PageImage:
        """The page of that number, from 1.

        Raises:
            ScanError: "damaged", "too_large".
        """
        with _translated(), self._opened() as image:
            self._turn_to(number, image)
            require_size(image.width, image.height, self._limits)
            across, down = resolution(image)
            longer = max(image.size)
            if image.format == "JPEG":
                as_draft(image, half=max(across, down) >= _FINE_DPI)
            reduced = longer / max(image.size)
            upright = _turned_by_exif(image)
            if upright.size != image.size and across != down:
                across, down = down, across
            grey = grey_of(upright)
        if across != down:
            grey = _squared(grey, across, down)
        dpi = max(across, down) / reduced
        return PageImage(grey, dpi, lambda: self._colour(number, across, down))

    @contextmanager
    def _opened(self) -> Iterator[Image.Image]:
        """The picture; Pillow is not told the file's name.

        It would map the file into memory by it, and take the height of a plain TIFF
        that lies on its side for the width.
        """
        with self._path.open("rb") as stream:
            is_heic = heic.is_heic(stream.read(heic.HEAD_BYTES))
            stream.seek(0)
            with (
                heic.opened(self._path)
                if is_heic
                else Image.open(stream, formats=_FORMATS)
            ) as image:
                yield image

    def _turn_to(self, number: int, image: Image.Image) -> None:
        """Leave a file of one page at the picture that it opens with.

        Of several pictures a telephone marks the one that is to be seen.
        """
        if self.count > 1:
            image.seek(number - 1)

    def _colour(self, number: int, across: float, down: float) -> Colour | None:
        with _translated(), self._opened() as image:
            self._turn_to(number, image)
            colour = colour_of(_turned_by_exif(image))
        if colour is None or across == down:
            return colour
        return _squared(colour, across, down)


def require_size(width: int, height: int, limits: Limits) -> None:
    """Refuse a page before it fills the memory.

    Raises:
        ScanError: "too_large".
    """
    if width * height > limits.pixels:
        raise ScanError("too_large", f"{width} × {height} pixels")


def grey_of(image: Image.Image) -> Grey:
    """The picture in grey; what is transparent is paper."""
    if image.mode.startswith(("I", "F")):
        return _scaled(image)
    if image.mode == "LAB":
        return as_grey(image.getchannel("L"))
    if image.has_transparency_data:
        solid = image.convert("RGBA")
        paper = Image.new("RGBA", solid.size, "white")
        image = Image.alpha_composite(paper, solid)
    return as_grey(image if image.mode == "L" else image.convert("L"))


def _scaled(image: Image.Image) -> Grey:
    """Numbers as bytes: fractions are of 1, more than a byte is of the largest.

    What is without end is white, and no measure for the others.
    """
    values = np.asarray(image, dtype=np.float64)
    largest = float(values.max(initial=0.0, where=np.isfinite(values)))
    white = 1.0 if image.mode == "F" and largest <= 1 else max(255.0, largest)
    values = np.nan_to_num(values, posinf=white, neginf=0.0)
    return as_grey(np.clip(values / white * 255, 0, 255))


def colour_of(image: Image.Image) -> Colour | None:
    """The picture in colour, or None when it is grey."""
    if image.mode in ("1", "L", "LA", "LAB") or image.mode.startswith(("I", "F")):
        return None
    return as_grey(image.convert("RGB"))


def as_draft(image: Image.Image, *, half: bool) -> None:
    """Have a JPEG decoded in grey, which is quicker, and at half its size or not."""
    width, height = image.size
    image.draft("L", (width // 2, height // 2) if half else (width, height))


def decoded(content: bytes, limits: Limits) -> Image.Image:
    """A JPEG out of another file, decoded.

    Raises:
        ScanError: "damaged", "too_large".
    """
    with _translated():
        image = _jpeg(content, limits)
        image.load()
        return image


def grey_decoded(content: bytes, limits: Limits, *, half: bool = False) -> Grey:
    """A JPEG out of another file in grey, at half its size or not.

    OpenCV decodes it into the array itself, to the same pixels. One that is cut off
    is left to Pillow, which says that it is damaged.

    Raises:
        ScanError: "damaged", "too_large".
    """
    with _translated():
        image = _jpeg(content, limits)
        if image.mode in _PLAIN_MODES and content.endswith(_JPEG_END):
            flag = cv2.IMREAD_REDUCED_GRAYSCALE_2 if half else cv2.IMREAD_GRAYSCALE
            picture = np.frombuffer(content, dtype=np.uint8)
            found = cv2.imdecode(picture, flag | cv2.IMREAD_IGNORE_ORIENTATION)
            if found is not None:
                return as_grey(found)
        as_draft(image, half=half)
        return grey_of(image)


def _jpeg(content: bytes, limits: Limits) -> Image.Image:
    image = Image.open(io.BytesIO(content), formats=("JPEG",))
    require_size(image.width, image.height, limits)
    return image


def resolution(image: Image.Image) -> tuple[float, float]:
    """Dots per inch across and down, by the file or by the size of A4."""
    across, down = (float(dots) for dots in image.info.get("dpi", (0, 0)))
    if across > 0 and down > 0:
        sides = (image.width / across, image.height / down)
        least, most = _LIKELY_LONG_SIDE_MM
        if least <= max(sides) * MM_PER_INCH <= most:
            return across, down
    assumed = max(image.size) / A4_LONG_SIDE_MM * MM_PER_INCH
    return assumed, assumed


def _frames(image: Image.Image) -> int:
    """A photograph's second frame is a preview, not a page."""
    return getattr(image, "n_frames", 1) if image.format == "TIFF" else 1


def _turned_by_exif(image: Image.Image) -> Image.Image:
    return ImageOps.exif_transpose(image)


def _squared(picture: Grey, across: float, down: float) -> Grey:
    """Fax machines have more dots one way; make pixels square."""
    height, width = picture.shape[:2]
    dpi = max(across, down)
    size = (round(width * dpi / across), round(height * dpi / down))
    return as_grey(Image.fromarray(picture).resize(size, Image.Resampling.BILINEAR))


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except _LIBRARY_ERRORS as error:
        if is_of_system(error):
            raise
        raise ScanError("damaged", str(error)) from error
