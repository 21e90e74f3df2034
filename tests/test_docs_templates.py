"""What the pages on templates tell is true: every tag in them is tried."""

import re
from pathlib import Path

import docx
import pytest
import yaml

from pipeline.forms import language, tags
from pipeline.forms.printed import LEAST_MM
from scripts import fields
from tests.institute import EXAMPLES

PAGES = sorted(fields.PAGES.values())
EXAMPLE = EXAMPLES / "acquaintance-sheet"
GENERATED = re.compile(r"<!-- (\w+): made.*?<!-- /\1 -->", re.DOTALL)
WRONG = "T.name"
"""Shown as a slip of Word's AutoCorrect."""
TAG = re.compile(r"{{r? ?(.+?) ?}}|{%(?:p|tr|tc)? (.+?) %}")


def written(page: Path) -> str:
    """The page without the lists that are made."""
    return GENERATED.sub("", page.read_text("utf-8")).replace(r"\|", "|")


def everything() -> dict:
    """The schema's example, and the words of all loops."""
    schema = fields.load()
    tree = fields.example(schema, schema["$defs"])
    unit = tree["unit"]
    words = {"t": tree["trainee"], "u": unit, "s": unit["sessions"][0]}
    words |= {"m": tree["commission"]["members"][0], "loop": {"index": 1, "last": True}}
    return {**tree, **words, **language.Zones().calls(), **language.Zones().links()}


def expressions(text: str) -> set[str]:
    """What the tags evaluate; where they are cut short (…) there is nothing to try."""
    found = set()
    for printed, statement in TAG.findall(text):
        if "…" in printed + statement:
            continue
        keyword, _, rest = statement.partition(" ")
        if keyword == "for":
            rest = rest.partition(" in ")[2]
        found.add(printed or rest)
    return found - {"", WRONG}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_tag_of_a_page_works(page):
    tree, sandbox = everything(), language.Sandbox()
    found = expressions(written(page))
    assert len(found) > 30
    for expression in found:
        sandbox.from_string("{{ " + expression + " }}").render(tree)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_says_is_printed_is_printed(page):
    tree, sandbox = everything(), language.Sandbox()
    shown = re.findall(r"^- `(.+)` → (.+)$", written(page), re.MULTILINE)
    assert len(shown) >= 9
    for source, printed in shown:
        said = sandbox.from_string(source).render(tree)
        assert said.replace("\N{NO-BREAK SPACE}", " ") == printed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_least_cells_are_those_that_the_check_wants(page):
    row = r"^\| `{{r (\w+)\(.+?\|.+\| ([\d.,]+) × ([\d.,]+) \|$"
    told = re.findall(row, written(page), re.MULTILINE)
    assert {name for name, *_size in told} == language.ZONE_CALLS
    for name, *size in told:
        zones = language.Zones()
        zones.calls()[name]("T01")
        least = LEAST_MM[zones.pending[0].kind]
        assert tuple(float(side.replace(",", ".")) for side in size) == least


def test_both_pages_have_the_same_tags_and_blocks():
    first, second = (written(page) for page in PAGES)
    assert TAG.findall(first) == TAG.findall(second)
    blocks = re.compile(r"^ *```\w+\n(.*?)```", re.DOTALL | re.MULTILINE)
    assert blocks.findall(first) == blocks.findall(second)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_zone_call_is_told(page):
    for name in language.ZONE_CALLS:
        assert f"{{{{r {name}(" in written(page)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_worked_example_is_the_one_that_is_shipped(page):
    told = written(page).partition("`examples/acquaintance-sheet/`")[2]
    (described,) = re.findall(r"```yaml\n(.*?)```", told, re.DOTALL)
    shipped = yaml.safe_load((EXAMPLE / "form.yaml").read_text("utf-8"))
    assert yaml.safe_load(described) == shipped
    document = docx.Document(str(EXAMPLE / "template.docx"))
    template = " ".join(it.text for it in tags.paragraphs(document))
    assert set(TAG.findall(told)) <= set(TAG.findall(template))
