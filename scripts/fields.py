"""Keeps the pages on templates true: `python -m scripts.fields`.

The fields come from `schemas/form-data.schema.json`, the filters from
`pipeline.forms.language`, and what each filter prints is printed here by the filter
itself, from the schema's example. Both lists stand in `docs/templates*.md` between
two comments; the rest of those pages is written by hand, and a test compares.

In the schema a field needs `description`, `description-ru` and `examples`; this
script adds the lists of required fields and the example of the whole.
"""

import json
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.forms.language import FILTERS, JINJA_FILTERS, Sandbox

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "schemas" / "form-data.schema.json"
PAGES = {
    "en": ROOT / "docs" / "templates.md",
    "ru": ROOT / "docs" / "templates.ru.md",
}

LINE_LENGTH = 92

Schema = dict[str, Any]
Row = tuple[str, str, str]
"""What to write, what it is, an example."""

WORDS = {
    "en": {
        "common": "At the top",
        "heads": "| Write | It is | Example |",
        "list": "A list",
        "see": "See",
        "where": "Stands in",
        "yes": "yes",
        "no": "no",
        "jinja": "These filters of Jinja work too:",
    },
    "ru": {
        "common": "Общее",
        "heads": "| Писать | Что это | Пример |",
        "list": "Список",
        "see": "См.",
        "where": "Где встречается:",
        "yes": "да",
        "no": "нет",
        "jinja": "Работают и эти фильтры языка Jinja:",
    },
}
FILTER_EXAMPLES = {
    "date": ("{{ group.starts|date }}", "date in figures", "дата цифрами"),
    "long_date": (
        "{{ group.starts|long_date }}",
        "date with the month in words",
        "дата с месяцем словом",
    ),
    "quoted_date": (
        "{{ group.starts|quoted_date }}",
        "date as above a signature",
        "дата с числом в кавычках",
    ),
    "day": ("{{ group.starts|day }}", "day and month", "день и месяц"),
    "short_name": (
        "{{ group.curator|short_name }}",
        "surname, then initials",
        "фамилия и инициалы",
    ),
    "initials_first": (
        "{{ group.curator|initials_first }}",
        "initials, then surname",
        "инициалы и фамилия",
    ),
    "case": (
        '{{ commission.chair.name|case("dative") }}',
        "a name in genitive, dative, accusative, instrumental or prepositional",
        "имя в падеже: genitive (родительный), dative (дательный), accusative "
        "(винительный), instrumental (творительный), prepositional (предложный)",
    ),
    "by_gender": (
        '{{ trainee.gender|by_gender("зачислен", "зачислена") }}',
        "the word for him or for her; both where it is not known",
        "слово для него или для неё; оба, если неизвестно",
    ),
    "words": ("{{ programme.hours|words }}", "number in words", "число прописью"),
    "plural": (
        '{{ programme.hours }} {{ programme.hours|plural("час", "часа", "часов") }}',
        "the form that goes with the number",
        "слово в согласии с числом",
    ),
    "chunk": (
        '{% for part in [1, 2, 3, 4, 5]|chunk(2) %}[{{ part|join(", ") }}] '
        "{% endfor %}",
        "a long list in even parts of at most that size",
        "длинный список ровными частями не больше указанной",
    ),
    "hours": (
        "{{ programme.hours|hours }}",
        "hours on one line with their unit; nothing where there are none",
        "часы с единицей на одной строке; ничего, если их нет",
    ),
    "numero": (
        "{{ document.number|numero }}",
        "number on one line with its sign; nothing where there is none",
        "номер со знаком № на одной строке; ничего, если его нет",
    ),
    "nb": (
        '{{ "группа"|nb(group.code) }}',
        "what is there of these, joined so that no line ends between",
        "то, что есть из названного, без переноса между ними",
    ),
    "tied": (
        "{{ organisation.place|tied }}",
        "a text whose lines do not end behind «г.», «№», initials or a number",
        "текст, строки которого не кончаются на «г.», «№», инициалах или числе",
    ),
}
"""Filter → a template, and what it does in both languages."""


def load() -> Schema:
    """The schema as it stands in its file."""
    schema: Schema = json.loads(SCHEMA.read_text("utf-8"))
    return schema


def completed(schema: Schema) -> Schema:
    """The schema with its lists of required fields and the example of the whole."""
    whole = {key: value for key, value in schema.items() if key != "examples"}
    whole = _requiring(whole)
    return {**whole, "examples": [example(whole, schema["$defs"])]}


def lacking(schema: Any, path: str = "$") -> Iterator[str]:
    """Every field that lacks its words or its example, and what it lacks."""
    if isinstance(schema, dict):
        properties = schema.get("properties")
        for name, field in properties.items() if isinstance(properties, dict) else ():
            wanted = ["description", "description-ru"]
            if not {"$ref", "anyOf", "properties", "items", "key"} & set(field):
                wanted.append("examples")
            for keyword in wanted:
                if not field.get(keyword):
                    yield f"{path}.{name}: {keyword}"
        for name, inner in schema.items():
            if name != "examples":
                yield from lacking(inner, f"{path}.{name}")


def example(schema: Schema, definitions: Schema) -> Any:
    """A value of the schema, put together from the examples of its leaves."""
    found = resolved(schema, definitions)
    if "properties" in found:
        needed = schema.get("required", ())
        return {
            key: example(inner, definitions)
            for key, inner in found["properties"].items()
            if key in needed or not inner.get("optional")
        }
    if "items" in found:
        return [example(found["items"], definitions)]
    if "key" in found:
        (name,) = found["propertyNames"]["examples"]
        return {name: example(found["additionalProperties"], definitions)}
    return found["examples"][0]


def resolved(schema: Schema, definitions: Schema) -> Schema:
    """What the schema refers to, with its own words first; of several, the first."""
    reference = schema.get("$ref") or schema.get("anyOf", [{}])[0].get("$ref")
    if reference is None:
        return schema
    return {**definitions[_name(reference)], **schema}


def filled(page: str, language: str, schema: Schema) -> str:
    """The page with the lists between its comments made anew."""
    for name, lines in (
        ("fields", fields(schema, language)),
        ("filters", filters(schema, language)),
    ):
        start, end = f"<!-- {name}: made by scripts/fields.py -->", f"<!-- /{name} -->"
        inside = "\n".join([start, "", *lines, "", end])
        pattern = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
        page, count = pattern.subn(lambda _, new=inside: new, page)
        if count != 1:
            raise ValueError(f"no place for {name}: {start}")
    return page


def filters(schema: Schema, language: str) -> list[str]:
    """Every filter of ours: what is written, what is printed, what it does."""
    tree = example(schema, schema["$defs"])
    sandbox = Sandbox()
    lines = []
    for name in FILTERS:
        written, *told = FILTER_EXAMPLES[name]
        printed = sandbox.from_string(written).render(tree).strip()
        words = told[language == "ru"]
        lines.append(f"- `{written}` → {printed.replace(chr(160), ' ')}: {words}")
    names = ", ".join(f"`{name}`" for name in JINJA_FILTERS)
    also = textwrap.wrap(f"{WORDS[language]['jinja']} {names}.", LINE_LENGTH)
    return [*lines, "", *also]


def fields(schema: Schema, language: str) -> list[str]:
    """Every field: a table for each branch and each thing that recurs."""
    definitions = schema["$defs"]
    branches = schema["properties"]
    own = {name: it for name, it in branches.items() if "title" in it}
    common = {name: it for name, it in branches.items() if name not in own}
    told = _Told(language, definitions)
    lines = [f"### {WORDS[language]['common']}", "", *told.table(common, "")]
    for name, branch in own.items():
        lines += told.section(branch, name, "")
    for name, definition in definitions.items():
        if "title" in definition:
            where = f"{WORDS[language]['where']} {', '.join(_uses(schema, name))}."
            lines += told.section(definition, definition["called"], where)
    return lines


class _Told:
    """Fields in the words of one language."""

    def __init__(self, language: str, definitions: Schema) -> None:
        self.language = language
        self.definitions = definitions
        self.words = WORDS[language]

    def section(self, branch: Schema, path: str, where: str) -> list[str]:
        """Heading, what it is, its table."""
        says = " ".join(filter(None, (self.said(branch), where)))
        head = ["", f"### {self.said(branch, 'title')}", "", says, ""]
        return [*head, *self.table(branch["properties"], f"{path}.")]

    def table(self, properties: Schema, prefix: str) -> list[str]:
        """A row for each field below; no row holds a bar."""
        rows = [
            row
            for name, field in properties.items()
            for row in self.rows(field, prefix + name)
        ]
        ruled = [f"| {' | '.join(row)} |" for row in rows]
        return [self.words["heads"], "| --- | --- | --- |", *ruled]

    def rows(self, field: Schema, path: str) -> Iterator[Row]:
        """The field, and the fields inside it that have no section of their own."""
        found = resolved(field, self.definitions)
        items = resolved(field.get("items", {}), self.definitions)
        if items:
            called = field["called"]
            loop = f"`{{% for {called} in {path} %}}`"
            says = f"{self.words['list']}. {self.said(field)}"
            yield f"`{path}`", says + self.see(items), loop
            if "properties" in items and "title" not in items:
                for name, inner in items["properties"].items():
                    yield from self.rows(inner, f"{called}.{name}")
            elif "title" not in items:
                yield from self.rows(items, called)
        elif "title" in found:
            yield f"`{path}`", self.said(field) + self.see(found), ""
        elif "properties" in found:
            for name, inner in found["properties"].items():
                for write, says, shown in self.rows(inner, f"{path}.{name}"):
                    yield write, f"{self.said(field).rstrip('.')}: {_low(says)}", shown
        elif "key" in found:
            yield from self.by_key(field, found, path)
        else:
            yield f"`{path}`", self.said(field), self.shown(field["examples"][0])

    def by_key(self, field: Schema, found: Schema, path: str) -> Iterator[Row]:
        """A field that holds a value for each discipline, lesson or task."""
        inner, key = found["additionalProperties"], f"[{found['key']}]"
        if "properties" in inner:
            yield from self.rows({**field, **inner}, f"{path}{key}")
            return
        ((_, _, shown),) = self.rows(inner, f"{path}{key}")
        key += f"[{inner['key']}]" if "key" in inner else ""
        yield f"`{path}{key}`", self.said(field), shown

    def said(self, schema: Schema, what: str = "description") -> str:
        """The schema's own words."""
        key = what if self.language == "en" else f"{what}-{self.language}"
        words: str = schema[key]
        return words

    def see(self, schema: Schema) -> str:
        """A link to the section of its own, if there is one."""
        if "title" not in schema:
            return ""
        title = self.said(schema, "title")
        anchor = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        return f" {self.words['see']} [{title}](#{anchor})"

    def shown(self, value: object) -> str:
        """An example as people read it."""
        if isinstance(value, bool):
            return self.words["yes" if value else "no"]
        return str(value)


def _uses(schema: Schema, name: str) -> Iterator[str]:
    """Where a thing that recurs stands: loops, and fields that are one."""
    places = [("", schema["properties"])]
    places += [(f"{key}.", it["properties"]) for key, it in _branches(schema)]
    for prefix, properties in places:
        for key, field in properties.items():
            reference = f"#/$defs/{name}"
            if field.get("items", {}).get("$ref") == reference:
                yield f"`{{% for {field['called']} in {prefix}{key} %}}`"
            elif reference in (
                field.get("$ref"),
                field.get("anyOf", [{}])[0].get("$ref"),
            ):
                yield f"`{prefix}{key}`"


def _branches(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Word in a template → what has fields and a section of its own."""
    for name, branch in schema["properties"].items():
        if "title" in branch:
            yield name, branch
    for definition in schema["$defs"].values():
        if "title" in definition:
            yield definition["called"], definition


def _requiring(schema: Any) -> Any:
    """Every field is there in every tree, but for the optional ones."""
    if isinstance(schema, list):
        return [_requiring(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    done = {key: _requiring(inner) for key, inner in schema.items()}
    properties = schema.get("properties")
    if not isinstance(properties, dict) or schema.get("type") != "object":
        return done
    done.pop("required", None)
    needed = [key for key, it in properties.items() if not it.get("optional")]
    return {**done, "required": needed}


def _low(words: str) -> str:
    """A sentence as it goes on after a colon; names of few letters stay."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]


def main() -> int:
    """Write the schema and the pages, or say what the schema lacks."""
    schema = load()
    faults = list(lacking(schema))
    if faults:
        print(f"{SCHEMA.name} lacks:", *faults, sep="\n  ")
        return 1
    schema = completed(schema)
    SCHEMA.write_text(
        json.dumps(schema, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    for language, page in PAGES.items():
        text = page.read_text("utf-8")
        page.write_text(filled(text, language, schema), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
