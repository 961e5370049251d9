"""What makes two pictures of a page differ, and what does not."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from tests.browser import pictures
from tests.browser.pictures import SHARE, compare, keep_look, look_of

PAGE = (1280, 900)


def drawn(*, shifted: int = 0, card: bool = True, paper: str = "#fbfbf9") -> Image.Image:
    """Draw what might be a page: lines of letters, and a card with a table."""
    page = Image.new("RGB", PAGE, paper)
    pen = ImageDraw.Draw(page)
    for row in range(80, 860, 28):
        pen.text((40 + shifted, row), "A line of what a page says, 1 310.42 EUR " * 3, fill="#1b2430")
    if card:
        pen.rectangle((700, 200, 1200, 600), fill="#1f5f4b")
    return page


def bytes_of(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def share_that_differs(one: Image.Image, other: Image.Image) -> float:
    return pictures.share_that_differs(look_of(bytes_of(one)), look_of(bytes_of(other)))


def test_letters_a_little_aside_make_no_difference():
    assert share_that_differs(drawn(), drawn(shifted=3)) <= SHARE


def test_a_card_that_is_missing_does():
    assert share_that_differs(drawn(), drawn(card=False)) > SHARE


def test_dark_instead_of_light_does():
    assert share_that_differs(drawn(), drawn(paper="#12171c")) > SHARE


def test_another_size_does():
    assert share_that_differs(drawn(), drawn().crop((0, 0, 1280, 800))) == 1


def test_what_is_kept_with_few_colours_is_the_same_page(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "LOOKS", tmp_path)
    keep_look("page", bytes_of(drawn()))
    assert compare("page", bytes_of(drawn())) <= SHARE


@pytest.mark.parametrize("kind", ["now", "last", "difference"])
def test_a_page_that_looks_different_is_shown_beside_how_it_looked(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(pictures, "LOOKS", tmp_path / "looks")
    monkeypatch.setattr(pictures, "DIFFERENCES", tmp_path / "differences")
    keep_look("page", bytes_of(drawn()))
    compare("page", bytes_of(drawn(card=False)))
    assert (tmp_path / "differences" / f"page.{kind}.png").exists()
