"""Pictures of pages: kept small, and compared so that fonts of another machine make no difference."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
# What pages looked like last, and where a page that looks different is laid, with what differs.
LOOKS = Path(__file__).with_name("looks")
DIFFERENCES = ROOT / "var" / "pictures"

# Letters become a grey haze at this scale, whatever their font; what is laid out elsewhere does not.
SHRUNK = 8
BLUR = 2
# A pixel differs strongly where a channel does by more than this, of 255 …
STRONGLY = 32
# … and looks differ where more than this share of the pixels does.
SHARE = 0.03
COLOURS = 48


def look_of(png: bytes) -> Image.Image:
    """Return what is kept of a page: an eighth of its width and of its height."""
    picture = _read(png)
    size = picture.width // SHRUNK, picture.height // SHRUNK
    return picture.resize(size, Image.Resampling.BOX)


def share_that_differs(one: Image.Image, other: Image.Image) -> float:
    """Return the share of the pixels of two looks, from 0 to 1, that differ strongly.

    All of them do where the sizes differ.
    """
    if one.size != other.size:
        return 1.0
    red, green, blue = _difference(one, other).split()
    histogram = ImageChops.lighter(ImageChops.lighter(red, green), blue).histogram()
    return sum(histogram[STRONGLY + 1 :]) / (one.width * one.height)


def compare(name: str, png: bytes) -> float:
    """Return how much a page differs from how it looked; where that is too much, show it beside that.

    Raises FileNotFoundError where it was never looked at.
    """
    now = look_of(png)
    last = Image.open(LOOKS / f"{name}.png").convert("RGB")
    share = share_that_differs(last, now)
    if share > SHARE:
        DIFFERENCES.mkdir(parents=True, exist_ok=True)
        size = now.width * SHRUNK, now.height * SHRUNK
        (DIFFERENCES / f"{name}.now.png").write_bytes(png)
        last.resize(size).save(DIFFERENCES / f"{name}.last.png")
        if last.size == now.size:
            _difference(last, now).resize(size).save(DIFFERENCES / f"{name}.difference.png")
    return share


def keep_look(name: str, png: bytes) -> None:
    """Keep how a page looks, for the suite to compare with."""
    _save(look_of(png), LOOKS / f"{name}.png")


def keep_picture(name: str, png: bytes) -> None:
    """Keep a picture of a page for the documents, with a few colours: as good to look at, and small."""
    _save(_read(png), IMAGES / f"{name}.png")


def _difference(one: Image.Image, other: Image.Image) -> Image.Image:
    hazy = [each.filter(ImageFilter.GaussianBlur(BLUR)) for each in (one, other)]
    return ImageChops.difference(*hazy)


def _read(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


def _save(picture: Image.Image, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    few = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(path, "PNG", optimize=True)
