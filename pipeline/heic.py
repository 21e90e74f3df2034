"""HEIC pictures, which telephones take, for those who read pictures.

Pillow does not know the format; a decoder alone is added to it. PDF cannot hold
such a picture, so whoever puts one into a PDF asks for it as a JPEG.
"""

import io
from pathlib import Path
from typing import Final

from PIL import Image

HEAD_BYTES: Final = 12
_BOX: Final = b"ftyp"
_BRANDS: Final = (b"heic", b"heix", b"heim", b"heis", b"mif1")
_JPEG_QUALITY: Final = 95


def is_heic(head: bytes) -> bool:
    """Whether a file that begins so is one.

    Args:
        head: At least its first `HEAD_BYTES`.
    """
    return head[4:8] == _BOX and head[8:12] in _BRANDS


def opened(source: Path | io.BytesIO) -> Image.Image:
    """The picture, turned as it is to be seen.

    Raises:
        OSError: It is damaged; so are ValueError and RuntimeError.
    """
    import pi_heif  # noqa: PLC0415 - loads its libraries, and few files need them

    pi_heif.register_heif_opener(thumbnails=False)
    return Image.open(source, formats=("HEIF",))


def as_jpeg(content: bytes) -> bytes:
    """The picture as a JPEG of high quality; the same bytes every time."""
    with opened(io.BytesIO(content)) as image:
        packed = io.BytesIO()
        image.convert("RGB").save(
            packed, "JPEG", quality=_JPEG_QUALITY, subsampling=0, dpi=_dpi(image)
        )
    return packed.getvalue()


def _dpi(image: Image.Image) -> tuple[int, int]:
    across, down = image.info.get("dpi", (0, 0))
    return round(across), round(down)
