import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import fiducials, pagecode

symbols = st.sampled_from(pagecode.ALPHABET)
seeds = st.integers(min_value=0, max_value=2**45 - 1)
corners = st.sampled_from([fiducials.CORNER_A, fiducials.CORNER_B])


def an_id(seed: int) -> str:
    return pagecode.new_document_id(lambda bits: seed % 2**bits)


def a_code(seed: int, number: int = 3, count: int = 12) -> pagecode.PageCode:
    return pagecode.new_page_code(
        an_id(seed), number, count, lambda bits: seed * 7919 % 2**bits
    )


@given(seeds, st.integers(1, 999), corners)
def test_a_code_reads_back_as_it_was_printed(seed, number, corner):
    code = a_code(seed, number, 999)
    assert pagecode.decode(pagecode.encode(code, corner)) == pagecode.Sighting(
        code, corner
    )


@given(seeds, st.integers(0, 8), symbols)
def test_one_wrong_symbol_of_an_id_is_detected(seed, place, wrong):
    good = an_id(seed)
    spoilt = good[:place] + wrong + good[place + 1 :]
    assert pagecode.is_document_id(spoilt) == (spoilt == good)


@given(seeds, st.integers(0, 8))
def test_an_exchange_of_neighbours_is_detected(seed, place):
    good = an_id(seed)
    swapped = good[:place] + good[place + 1] + good[place] + good[place + 2 :]
    assert pagecode.is_document_id(swapped) == (swapped == good)


def test_the_text_fits_the_small_code():
    text = pagecode.encode(a_code(1), "A")
    assert len(text) <= 29
    assert set(text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def test_the_stored_text_is_the_printed_one_less_the_corner():
    code = a_code(5)
    assert pagecode.encode(code, "B") == code.text + "B"


def test_what_is_no_code_of_this_version_is_not_decoded():
    good = pagecode.encode(a_code(1), "A")
    assert pagecode.decode("PS2" + good[3:]) is None
    assert pagecode.decode(good[:-1]) is None
    assert pagecode.decode(good[:-1] + "C") is None
    assert pagecode.decode("https://example.org/x?y=1234") is None


def test_a_page_after_the_last_is_not_decoded():
    good = pagecode.encode(a_code(987654321987, 12, 12), "A")
    assert pagecode.decode(good.replace("012012", "013012")) is None
    assert pagecode.decode(good.replace("012012", "000012")) is None


def test_digits_of_other_scripts_are_no_numbers():
    good = pagecode.encode(a_code(987654321987, 12, 12), "A")
    assert pagecode.decode(good.replace("012012", "٠١٢012")) is None


def test_a_code_of_another_version_is_of_the_family():
    good = pagecode.encode(a_code(1), "A")
    assert pagecode.is_family("PS9" + good[3:])
    assert pagecode.is_family(good + "7Z")
    assert pagecode.is_family(good[:13])
    assert not pagecode.is_family("QR" + good[2:])


@pytest.mark.parametrize(
    "text", ["PS5", "PS5 2025", "PS4PRO", "PS1ABC7K3Q9Z", "PSALM 1"]
)
def test_a_short_code_of_others_is_not_of_the_family(text):
    assert not pagecode.is_family(text)


@given(seeds)
def test_an_id_may_be_typed_as_it_is_heard(seed):
    good = an_id(seed)
    typed = f"{good[:5].lower()} - {good[5:]}".replace("0", "o").replace("1", "l")
    assert pagecode.spoken_document_id(typed) == good


def test_a_misheard_id_is_refused():
    good = an_id(77)
    wrong = good[:-1] + ("A" if good[-1] != "A" else "B")
    assert pagecode.spoken_document_id(wrong) is None


def test_the_id_of_a_strange_paper_depends_on_its_digest_alone():
    digest = bytes(range(32))
    assert pagecode.derived_document_id(digest) == pagecode.derived_document_id(digest)
    assert pagecode.is_document_id(pagecode.derived_document_id(digest))
    assert pagecode.derived_document_id(digest) != pagecode.derived_document_id(
        bytes(32)
    )


def test_a_cyrillic_letter_in_an_id_counts_as_the_latin_one_that_looks_the_same():
    good = next(it for it in map(an_id, range(999)) if "K" in it and "C" in it)
    typed = good.replace("K", "К").replace("C", "с").replace("0", "О")
    assert pagecode.spoken_document_id(typed) == good


def test_the_id_of_a_record_is_typed_as_that_of_its_paper_with_any_version():
    good = an_id(77)
    heard = f"{good[:5].lower()}-{good[5:]}"
    assert pagecode.spoken_record_id(heard) == good
    assert pagecode.spoken_record_id(f"{heard}-2") == f"{good}-2"
    assert pagecode.spoken_record_id("none-2") == "NONE-2"
    assert pagecode.spoken_record_id("none") == "NONE"
