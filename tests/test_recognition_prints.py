"""The words of a printed page."""

from dataclasses import replace

import pikepdf

from pipeline import recognition
from pipeline.model import KnownPage, LayoutPage
from pipeline.recognition.prints import Prints


def test_a_hyphen_at_the_end_of_a_line_ends_the_word(tmp_path):
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(300, 200))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    lines = b"BT /F1 12 Tf 20 150 Td (Mrs Volkova-) Tj 0 -14 Td (Ryabtseva) Tj ET"
    page.Contents = document.make_stream(lines)
    path = tmp_path / "printed.pdf"
    document.save(path)
    known = KnownPage("7K3Q9ZC2M4", LayoutPage(1, "", 105.8, 70.6), path)
    *_first, head, tail = words = Prints().words(known)
    assert recognition.printed_words(path.read_bytes()) == (words,)
    assert Prints().words(replace(known, words=(tail,))) == (tail,)
    assert (head.text, tail.text) == ("Volkova-", "Ryabtseva")
    assert head.box_mm[3] < tail.box_mm[3]
