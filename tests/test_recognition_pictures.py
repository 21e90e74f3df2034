"""Pictures out of files, decoded."""

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from pipeline import heic
from pipeline.apart import Limits
from pipeline.errors import ScanError
from pipeline.recognition import pictures

WIDTH_PX, HEIGHT_PX = 123, 77


def jpeg(mode: str, **settings: object) -> bytes:
    """A picture of odd sides with colours that run into each other."""
    dots = np.random.default_rng(3).integers(0, 256, (HEIGHT_PX, WIDTH_PX, 3))
    soft = cv2.GaussianBlur(dots.astype(np.uint8), (0, 0), 1.5)
    content = io.BytesIO()
    Image.fromarray(soft).convert(mode).save(content, "JPEG", quality=70, **settings)
    return content.getvalue()


@pytest.mark.parametrize("half", [False, True])
@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_has_the_grey_that_pillow_gives_it(
    mode: str, *, progressive: bool, half: bool
) -> None:
    content = jpeg(mode, progressive=progressive)

    grey = pictures.grey_decoded(content, Limits(), half=half)

    expected = Image.open(io.BytesIO(content))
    pictures.as_draft(expected, half=half)
    assert np.array_equal(grey, pictures.grey_of(expected))


@pytest.mark.parametrize("kept", [0.5, 0.9])
def test_a_jpeg_that_is_cut_off_is_damaged(kept: float) -> None:
    content = jpeg("RGB")
    with pytest.raises(ScanError) as refusal:
        pictures.grey_decoded(content[: int(kept * len(content))], Limits())
    assert refusal.value.code == "damaged"


def test_a_jpeg_beyond_the_limit_is_not_decoded() -> None:
    few = Limits(pixels=WIDTH_PX * HEIGHT_PX - 1)
    with pytest.raises(ScanError) as refusal:
        pictures.grey_decoded(jpeg("L"), few)
    assert refusal.value.code == "too_large"


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_tiff_lies_as_it_says_however_it_is_packed(turn: int, tmp_path: Path) -> None:
    seen = []
    for packing in ("raw", "tiff_lzw"):
        path = tmp_path / f"{packing}.tif"
        picture = Image.open(io.BytesIO(jpeg("L")))
        picture.save(path, compression=packing, tiffinfo={274: turn}, dpi=(20, 20))
        with pictures.PicturePages(path, Limits()) as pages:
            seen.append(pages.page(1).grey)
    assert np.array_equal(*seen)


@pytest.mark.parametrize("white", [1, 255, 65535])
def test_a_picture_of_fractions_has_the_grey_of_its_bytes(white: int) -> None:
    page = Image.open(io.BytesIO(jpeg("L")))
    page.putpixel((0, 0), 255)
    values = np.asarray(page, dtype=np.float32) / 255 * white
    seen = pictures.grey_of(Image.fromarray(values))
    assert np.allclose(seen, np.asarray(page), atol=1)


@pytest.mark.parametrize("white", [1, 255, 65535])
def test_a_number_without_end_blackens_no_other(white: int) -> None:
    values = np.full((4, 5), white / 2, dtype=np.float32)
    values[0, :4] = (np.inf, -np.inf, np.nan, white)
    seen = pictures.grey_of(Image.fromarray(values))
    assert seen[0, :4].tolist() == [255, 0, 0, 255]
    assert np.allclose(seen[1:], 127, atol=1)


def test_a_picture_in_lab_has_the_grey_of_its_lightness(tmp_path: Path) -> None:
    page = Image.open(io.BytesIO(jpeg("L")))
    flat = Image.new("L", page.size, 128)
    path = tmp_path / "lab.tif"
    Image.merge("LAB", (page, flat, flat)).save(path)
    with pictures.PicturePages(path, Limits()) as pages:
        seen = pages.page(1)
    assert np.array_equal(seen.grey, np.asarray(page))
    assert seen.colour() is None


@pytest.mark.parametrize("turn", [1, 6])
def test_a_page_with_more_dots_one_way_has_its_colours_where_its_greys_are(
    turn: int, tmp_path: Path
) -> None:
    path = tmp_path / "fax.tif"
    picture = Image.open(io.BytesIO(jpeg("RGB")))
    picture.save(path, tiffinfo={274: turn}, dpi=(20, 10))
    with pictures.PicturePages(path, Limits()) as pages:
        seen = pages.page(1)
        colour = seen.colour()
    assert colour is not None
    assert colour.shape[:2] == seen.grey.shape


def test_a_telephones_file_is_read_at_the_picture_that_it_opens_with(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first, shown = Image.new("L", (40, 60), 10), Image.new("L", (40, 60), 200)
    first.save(tmp_path / "both.tif", save_all=True, append_images=[shown])

    def opened(_path: Path) -> Image.Image:
        picture = Image.open(tmp_path / "both.tif")
        picture.seek(1)
        picture.format = "HEIF"
        return picture

    monkeypatch.setattr(heic, "opened", opened)
    path = tmp_path / "a.heic"
    path.write_bytes(b"\0\0\0\x18ftypheic")
    with pictures.PicturePages(path, Limits()) as pages:
        assert pages.count == 1
        assert (pages.page(1).grey == 200).all()
