import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import assembly, pagecode
from pipeline.model import PageSight, Registration

ONE = pagecode.derived_document_id(b"one     ")
TWO = pagecode.derived_document_id(b"two     ")
IDENTITY = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)


def sight(place: int, **facts: object) -> PageSight:
    size = {"width_mm": 210.0, "height_mm": 297.0, "dpi": 200, "rotation": 0}
    return PageSight(**({"source_page": place, "blank": False} | size | facts))


def coded(place: int, document: str, number: int, count: int = 9, **facts) -> PageSight:
    code = pagecode.PageCode(document, number, count, "A" * 8).text
    return sight(place, **({"page_code": code, "known": True} | facts))


def numbers(gathered: assembly.Gathered) -> list[int]:
    return list(gathered.pages)


@given(st.permutations(range(1, 10)))
def test_shuffled_pages_come_out_in_order(order):
    sights = [coded(place, ONE, number) for place, number in enumerate(order, 1)]
    (document,) = assembly.assemble(sights).documents
    assert numbers(document) == list(range(1, 10))


def test_pages_of_two_documents_are_told_apart():
    sights = [coded(1, ONE, 2), coded(2, TWO, 1), coded(3, ONE, 1), coded(4, TWO, 2)]
    found = assembly.assemble(sights).documents
    assert [(it.document_id, numbers(it)) for it in found] == [
        (ONE, [1, 2]),
        (TWO, [1, 2]),
    ]


def test_blank_backs_are_left_out_and_counted():
    found = assembly.assemble([coded(1, ONE, 1), sight(2, blank=True)])
    assert found.blanks == (2,)
    assert found.loose == ()


def test_pages_that_are_all_blank_are_kept_together():
    found = assembly.assemble([sight(1, blank=True), sight(2, blank=True)])
    assert loose(found) == [(assembly.BLANK, [1, 2])]
    assert found.blanks == ()


def test_a_blank_page_with_a_code_is_a_page():
    (document,) = assembly.assemble([coded(1, ONE, 1, blank=True)]).documents
    assert numbers(document) == [1]


def test_of_a_page_scanned_twice_the_better_one_is_taken():
    poor = coded(1, ONE, 1, registration=Registration(IDENTITY, 0.4, 2))
    good = coded(2, ONE, 1, registration=Registration(IDENTITY, 0.1, 4))
    for pair in ([poor, good], [good, poor]):
        (document,) = assembly.assemble(pair).documents
        assert document.pages[1] is good
        assert document.doubles == (1,)


def test_a_page_without_a_code_stays_between_pages_of_one_document():
    sights = [coded(1, ONE, 1), sight(2), sight(3, blank=True), coded(4, ONE, 2)]
    found = assembly.assemble(sights)
    assert [it.source_page for it in found.documents[0].strays] == [2]
    assert found.loose == ()


def test_a_page_without_a_code_between_two_documents_is_loose():
    found = assembly.assemble([coded(1, ONE, 1), sight(2), coded(3, TWO, 1)])
    assert found.documents[0].strays == ()
    assert [it.reason for it in found.loose] == [assembly.NO_CODE]


def test_loose_neighbours_make_one_run_and_others_another():
    sights = [sight(1), sight(2), coded(3, ONE, 1), sight(4)]
    runs = [
        [page.source_page for page in it.pages]
        for it in assembly.assemble(sights).loose
    ]
    assert runs == [[1, 2], [4]]


def test_refused_pages_are_loose_with_their_reason():
    sights = [
        coded(1, ONE, 1, known=False, refusal="void"),
        coded(2, ONE, 2, known=False, refusal="reprinted"),
        coded(3, TWO, 1, known=False, refusal="unknown"),
    ]
    found = assembly.assemble(sights)
    assert found.documents == ()
    assert [it.reason for it in found.loose] == [
        assembly.VOID,
        assembly.REPRINTED,
        assembly.FOREIGN,
    ]


def test_a_refused_page_between_pages_of_a_document_does_not_join_it():
    sights = [
        coded(1, ONE, 1),
        coded(2, TWO, 1, known=False, refusal="unknown"),
        coded(3, ONE, 2),
    ]
    found = assembly.assemble(sights)
    assert found.documents[0].strays == ()
    assert len(found.loose) == 1


def test_the_back_of_a_strange_sheet_does_not_join_the_document_around_it():
    sights = [
        coded(1, ONE, 1),
        coded(2, TWO, 1, known=False, refusal="unknown"),
        sight(3),
        coded(4, ONE, 2),
    ]
    found = assembly.assemble(sights)
    assert found.documents[0].strays == ()
    assert [it.reason for it in found.loose] == [assembly.FOREIGN, assembly.NO_CODE]


def under(gathered: assembly.Gathered) -> list[int]:
    return [it.source_page for it in gathered.under]


def loose(found: assembly.Assembly) -> list[tuple[str, list[int]]]:
    return [
        (run.reason, [page.source_page for page in run.pages]) for run in found.loose
    ]


def cover(place: int, document: str, **facts: object) -> PageSight:
    return coded(place, document, 1, 1, **facts)


def test_pages_that_follow_a_cover_sheet_lie_under_it():
    sights = [sight(1), cover(2, ONE), sight(3), sight(4, blank=True), sight(5)]
    found = assembly.assemble(sights, {ONE})
    (document,) = found.documents
    assert (numbers(document), under(document)) == ([1], [3, 5])
    assert loose(found) == [(assembly.NO_CODE, [1])]
    assert found.blanks == (4,)


def test_the_next_page_with_a_code_ends_what_lies_under_a_cover_sheet():
    sights = [
        *(cover(1, ONE), sight(2), coded(3, TWO, 1), sight(4), cover(5, ONE)),
        *(sight(6), coded(7, TWO, 2, known=False, refusal="unknown"), sight(8)),
    ]
    found = assembly.assemble(sights, {ONE})
    assert [under(document) for document in found.documents] == [[2, 6], []]
    assert loose(found) == [
        (assembly.NO_CODE, [4]),
        (assembly.FOREIGN, [7]),
        (assembly.NO_CODE, [8]),
    ]


def test_each_cover_sheet_has_its_own_pages():
    found = assembly.assemble(
        [cover(1, ONE), sight(2), cover(3, TWO), sight(4)], {ONE, TWO}
    )
    assert [under(document) for document in found.documents] == [[2], [4]]
    assert found.documents[0].strays == ()


def test_a_cover_sheet_between_pages_of_a_document_keeps_its_own():
    sights = [coded(1, TWO, 1), cover(2, ONE), sight(3), coded(4, TWO, 2)]
    document, sheet = assembly.assemble(sights, {ONE}).documents
    assert (numbers(document), document.strays) == ([1, 2], ())
    assert under(sheet) == [3]


@pytest.mark.parametrize("refusal", ["void", "reprinted"])
def test_the_pages_of_a_refused_cover_sheet_are_refused_with_it(refusal):
    sights = [
        *(cover(1, ONE, known=False, refusal=refusal), sight(2)),
        *(cover(3, TWO, known=False, refusal=refusal), sight(4), sight(5)),
        coded(6, TWO, 2, known=False, refusal=refusal),
    ]
    found = assembly.assemble(sights, {ONE, TWO})
    assert loose(found) == [(refusal, [1, 2]), (refusal, [3, 4, 5]), (refusal, [6])]


def test_a_forged_cover_sheet_has_nothing_under_it():
    sights = [cover(1, ONE, known=False, refusal="unknown"), sight(2)]
    found = assembly.assemble(sights, {ONE})
    assert loose(found) == [(assembly.FOREIGN, [1]), (assembly.NO_CODE, [2])]


def test_the_ids_that_codes_name_are_told_whether_ours_or_not():
    sights = [sight(1), coded(2, ONE, 1), coded(3, TWO, 1, known=False)]
    assert assembly.claimed_ids(sights) == {ONE, TWO}


def test_gaps_are_named():
    assert assembly.missing([1, 3], 4) == (2, 4)
    assert assembly.missing([1, 2], 2) == ()


def test_the_number_of_a_strange_page_is_not_told():

    with pytest.raises(ValueError, match="7"):
        assembly.page_number(sight(7))
    assert assembly.page_number(coded(1, ONE, 4)) == 4


@given(
    st.lists(st.sampled_from(["a", "b", "blank", "plain", "void"]), max_size=12),
    st.sets(st.sampled_from([ONE, TWO])),
)
def test_every_page_goes_to_exactly_one_place(kinds, covers):
    counters = {"a": 0, "b": 0}
    sights = []
    for place, kind in enumerate(kinds, 1):
        if kind in counters:
            counters[kind] += 1
            document = ONE if kind == "a" else TWO
            sights.append(coded(place, document, counters[kind], 99))
        elif kind == "void":
            sights.append(coded(place, ONE, 50, 99, known=False, refusal="void"))
        else:
            sights.append(sight(place, blank=kind == "blank"))
    found = assembly.assemble(sights, covers)
    placed = list(found.blanks)
    for document in found.documents:
        placed += [it.source_page for it in document.pages.values()]
        placed += [it.source_page for it in (*document.strays, *document.under)]
        placed += document.doubles
    for loose in found.loose:
        placed += [it.source_page for it in loose.pages]
    assert sorted(placed) == list(range(1, len(kinds) + 1))
