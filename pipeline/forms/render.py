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
from docx.opc.constants import CONTENT_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from lxml import etree

from pipeline.errors import Fault, TemplateError
from pipeline.forms import borrowed, columns, glyphs, language, lean, rows
from pipeline.forms.glyphs import Unprinted
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
_PARAGRAPH_LINE = re.compile(r"\n<w:p(?=[ >])")
_LINE_ENDS = re.compile(r"[\n\t\a\f]")
_MARKUP = re.compile(r"<[^>]*>")
_TEXT_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document as Word opens it.

    Attributes:
        zones: The cells that it asks for.
        unprinted: Characters of the data that no font of it shows.
    """

    docx: bytes
    zones: tuple[PendingZone, ...]
    unprinted: tuple[Unprinted, ...] = ()


def render(
    form: FormKind,
    data: dict[str, object],
    document_id: str,
    zones: language.Zones | None = None,
) -> Rendered:
    """Fill the template.

    Args:
        form: Its kind.
        data: What `form.json` keeps: JSON values, dates as ISO text. The
            template also sees ``document.id``.
        document_id: Of the document that is made.
        zones: Other zone calls than those that name cells.

    Raises:
        TemplateError: The template or the data does not do; the paragraph is
            named.
    """
    template = Template(form)
    zones = zones or language.Zones()
    typist = glyphs.Typist(template.glyphs, data)
    sandbox = language.Sandbox(finalize=typist.printable)
    template.fill(values(data, document_id, zones), sandbox)
    if typist.borrowed:
        borrowed.spell(template.docx.element, typist.borrowed)
    target = io.BytesIO()
    template.save(target)
    return Rendered(target.getvalue(), tuple(zones.pending), typist.unprinted)


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
        self._content = content
        super().__init__(io.BytesIO(content))

    @property
    def glyphs(self) -> glyphs.Glyphs:
        """What the fonts of the template can print."""
        return glyphs.of_template(self._content)

    def fill(
        self,
        context: dict[str, Any],
        sandbox: jinja2.Environment,
        place: Callable[[int], str] | None = None,
    ) -> None:
        """Render every part of the document.

        Args:
            context: What the template sees.
            sandbox: What it may do.
            place: The number of a line of the part that is being filled, from
                1 → the words that lead to it.

        Raises:
            TemplateError: Naming the paragraph.
        """
        try:
            self.render(context, sandbox, autoescape=True)
        except _DATA_ERRORS as error:
            number = _line_of(error)
            line = self.line(number)
            if not line:
                raise
            says = _("{problem}. Correct the template or the data.")
            problem = str(error).rstrip(".")
            where = place(number) if place else quoted(line)
            fault = Fault(where, says.format(problem=problem))
            raise TemplateError(self._path, (fault,)) from error
        except etree.XMLSyntaxError as error:
            says = _(
                "A block opens in one cell or paragraph and closes in another, and "
                "tears the document apart. Begin and end it with {%p … %} in "
                "paragraphs, {%tr … %} in rows, {%tc … %} in cells of their own."
            )
            raise TemplateError(self._path, (Fault(self._path.name, says),)) from error

    def render_xml_part(
        self,
        src_xml: str,
        part: object,  # noqa: ARG002 - the signature is docxtpl's
        context: dict[str, Any],
        jinja_env: jinja2.Environment,
    ) -> str:
        """One part filled, its lines kept for the words of an error.

        docxtpl's own would also turn ``{_{`` into ``{{``, in the data too.
        """
        source = _PARAGRAPH_START.sub("\n<w:p", src_xml)
        self._lines = source.split("\n")
        filled = jinja_env.from_string(source).render(context)
        xml = _PARAGRAPH_LINE.sub("<w:p", filled)
        if _LINE_ENDS.search(xml):
            xml = self.resolve_listing(xml)
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

    def fix_tables(self, xml: str) -> columns.Element:
        """The rendered document, its tables given their widths.

        docxtpl mends broken XML by leaving out what follows, without a word.

        Raises:
            lxml.etree.XMLSyntaxError: It is broken.
        """
        tree = etree.fromstring(xml)
        if not columns.fit(tree):
            tree = super().fix_tables(xml)
        columns.share(tree)
        return tree

    def render_footnotes(
        self, context: dict[str, Any], jinja_env: jinja2.Environment
    ) -> None:
        """Fill each part of footnotes once.

        docxtpl does it once for each section, so that braces of the data would
        be read as tags the second time.
        """
        for part in self.docx.part.package.iter_parts():
            if part.content_type == CONTENT_TYPE.WML_FOOTNOTES:
                source = self.patch_xml(part.blob.decode("utf-8"))
                filled = self.render_xml_part(source, part, context, jinja_env)
                part._blob = filled.encode("utf-8")  # noqa: SLF001 - as docxtpl does

    def line(self, number: int) -> str:
        """The text of that line of the template, from 1; "" if there is none."""
        return " ".join(_MARKUP.sub(" ", self.markup(number)).split())

    def markup(self, number: int) -> str:
        """That line with its XML."""
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""


@lru_cache(maxsize=language.TEXTS_KEPT)
def _patched(xml: str) -> str:
    patched: str = DocxTemplate.patch_xml(None, xml)  # it needs nothing of a template
    return patched


def quoted(line: str) -> str:
    """A place, for want of better words: what stands there."""
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
