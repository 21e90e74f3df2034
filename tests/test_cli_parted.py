"""Wide tables in parts."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli.parted import parts, say_parted


def test_a_table_that_fits_is_one_part():
    assert list(parts([10, 10, 10], 28)) == [(0, 1, 2)]


def test_a_wide_table_is_parted_and_each_part_tells_whose_rows_they_are(capsys):
    headings = ["Trainee", *(f"D{n}" for n in range(1, 13))]
    rows = [["Абрамова Е.В.", *["зачтено"] * 12], ["Ким В.", *["не явился"] * 12]]
    say_parted(headings, rows)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 100
    assert [line.split()[0] for line in lines if line] == [
        *("Trainee", "Абрамова", "Ким"),
        *("Trainee", "Абрамова", "Ким"),
    ]
    assert all(heading in " ".join(lines) for heading in headings)
    assert sum(line.count("не явился") for line in lines) == 12


@given(st.lists(st.integers(3, 60), min_size=2, max_size=30))
def test_every_column_is_in_one_part_and_none_is_too_wide(widths):
    found = list(parts(widths, 100))
    assert [at for part in found for at in part[1:]] == [*range(1, len(widths))]
    for part in found:
        assert len(part) == 2 or sum(widths[at] for at in part) <= 102
