"""What commands take for numbers of pages."""

import click
import pytest

from pipeline.cli.commands import Numbers


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("2", (2,)), ("2,5", (2, 5)), ("3-5, 1", (3, 4, 5, 1)), ("999", (999,))],
)
def test_numbers_of_pages_are_taken_in_their_order(typed, meant):
    assert Numbers().convert(typed, None, None) == meant


@pytest.mark.parametrize(
    "typed", ["", "0", "2,5-3", "3-", "-3", "1000", "1-999999999999", "9" * 5000, "2;3"]
)
def test_what_are_no_numbers_of_pages_is_refused_as_a_whole(typed):
    with pytest.raises(click.BadParameter, match="999"):
        Numbers().convert(typed, None, None)
