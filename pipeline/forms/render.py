"""A template and its data to a Word document whose cells to be read are named.

docxtpl turns the template's XML into a Jinja template; a zone call prints an
empty bookmark straight into its paragraph, as ``{{r … }}`` replaces the whole
run. What the data must hold is the template's own affair.
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType
from typing import Any
from zipfile import BadZipFile

import jinja2
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from lxml import etree

from pipeline.errors import Fault, TemplateError
from pipeline.forms import columns, language, lean, rows
from pipeline.forms.kinds import FormKind
from pipeline.forms.language import PendingZone
from pipeline.messages import _

NOT_A_DOCUMENT = (BadZipFile, PackageNotFoundError, KeyError, etree.LxmlError, OSError)
"""What python-docx raises for a file that Word could not open either."""

_DATA_ERRORS = (
    jinja2.TemplateError,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
)
_PARAGRAPH_START = re.compile(r"<w:p(?=[ >])")
_BREAKS = re.compile(r"[\n\t\a\f]")
_MARKUP = re.compile(r"<[^>]*>")
_TEXT_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document as Word opens it, and the cells that it asks for."""

    docx: bytes
    zones: tuple[PendingZone, ...]


def render(form: FormKind, data: dict[str, object], document_id: str) -> Rendered:
    """Fill the template.

    Args:
        form: Its kind.
        data: What `form.json` keeps: JSON values, dates as ISO text. The
            template also sees ``document.id``.
        document_id: Of the document that is made.

    Raises:
        TemplateError: The template or the data does not do; the paragraph is
            named.
    """
    template = Template(form)
    zones = language.Zones()
    template.fill(values(data, document_id, zones), language.Sandbox())
    target = io.BytesIO()
    template.save(target)
    return Rendered(target.getvalue(), tuple(zones.pending))


def values(
    data: dict[str, object], document_id: str, zones: language.Zones
) -> dict[str, object]:
    """All that a template sees: the data, the document's id, the zone calls."""
    document = {**_mapping(data.get("document")), "id": document_id}
    return {**data, "document": document, **zones.calls(), **zones.links()}


class Template(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """A docxtpl template that knows which paragraph an error is from.

    docxtpl starts every paragraph on a line of its own, so the line of a Jinja
    error leads to the paragraph's text.
    """

    def __init__(self, form: FormKind) -> None:
        self._path = form.template
        self._lines: list[str] = []
        try:
            content = lean.without_ballast(form.template.read_bytes())
        except NOT_A_DOCUMENT as error:
            fault = Fault(self._path.name, _("Word cannot open it; save it anew."))
            raise TemplateError(self._path, (fault,)) from error
        super().__init__(io.BytesIO(content))

    def fill(
        self,
        context: dict[str, Any],
        sandbox: jinja2.Environment,
        place: Callable[[str], str] | None = None,
    ) -> None:
        """Render every part of the document.

        Args:
            context: What the template sees.
            sandbox: What it may do.
            place: A line of the template → the words that lead to it.

        Raises:
            TemplateError: Naming the paragraph.
        """
        try:
            self.render(context, sandbox, autoescape=True)
        except _DATA_ERRORS as error:
            line = self.line(_line_of(error))
            if not line:
                raise
            says = _("{problem}. Correct the template or the data.")
            problem = str(error).rstrip(".")
            fault = Fault((place or _quoted)(line), says.format(problem=problem))
            raise TemplateError(self._path, (fault,)) from error

    def render_xml_part(
        self, src_xml: str, part: object, context: object, jinja_env: object = None
    ) -> str:
        """As docxtpl does, keeping the text for the words of an error."""
        self._lines = _PARAGRAPH_START.sub("\n<w:p", src_xml).split("\n")
        xml: str = super().render_xml_part(src_xml, part, context, jinja_env)
        return xml

    def get_xml(self) -> str:
        """The template's XML: its columns noted, its rows with zones kept whole."""
        columns.note(self.docx.element.body)
        rows.keep_whole(self.docx.element.body)
        xml: str = super().get_xml()
        return xml

    def patch_xml(self, src_xml: str) -> str:
        """The XML as Jinja takes it; each text is rewritten once."""
        return _patched(src_xml)

    def resolve_listing(self, xml: str) -> str:
        """Line ends and tabs of the data as Word has them, where there are any."""
        resolved: str = super().resolve_listing(xml) if _BREAKS.search(xml) else xml
        return resolved

    def fix_tables(self, xml: str) -> columns.Element:
        """The rendered document, its tables given their widths."""
        tree = super().fix_tables(xml)
        columns.share(tree)
        return tree

    def line(self, number: int) -> str:
        """The text of that line of the template, from 1; "" if there is none."""
        text = self._lines[number - 1] if 0 < number <= len(self._lines) else ""
        return " ".join(_MARKUP.sub(" ", text).split())


@lru_cache(maxsize=language.TEXTS_KEPT)
def _patched(xml: str) -> str:
    patched: str = DocxTemplate.patch_xml(None, xml)  # it needs nothing of a template
    return patched


def _quoted(line: str) -> str:
    return _("paragraph “{text}”").format(text=line[:_TEXT_SHOWN])


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _line_of(error: BaseException) -> int:
    """The line of the template that the error is from, from 1; 0 if unknown."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return error.lineno
    lines = [
        frame.tb_lineno
        for frame in _frames(error.__traceback__)
        if frame.tb_frame.f_code.co_filename == "<template>"
    ]
    return lines[-1] if lines else 0


def _frames(traceback: TracebackType | None) -> Iterator[TracebackType]:
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next
