"""A Word document of our own look: styles, page numbers, tables with a head that repeats. Import it only where a file
is made: python-docx brings lxml along.

Everything is set by styles, so that an officer changes one style and not a hundred paragraphs.
"""

import io
import re

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

DOCX_TYP = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SCHRIFT = "Arial"
DUNKEL = RGBColor(0x17, 0x1A, 0x2B)
GRAU = RGBColor(0x4B, 0x50, 0x60)
BREITE = Cm(17)
HOEHE_BILD = Cm(9.8)  # two on a page, with their words
_KANN_NICHT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def clean(text) -> str:
    """Letters that XML cannot hold are left out; everything else is text, whatever it looks like."""
    return _KANN_NICHT.sub("", str(text).replace("\r\n", "\n").replace("\r", "\n"))


class Dokument:
    """Paragraphs, lists and tables one behind the other; `save` gives the bytes."""

    def __init__(self, *, titel: str, verfasser: str, thema: str = ""):
        self.doc = Document()
        self._set_page()
        self._set_styles()
        self._set_settings()
        eigenschaften = self.doc.core_properties
        eigenschaften.title, eigenschaften.author = clean(titel)[:250], clean(verfasser)[:250]
        eigenschaften.subject, eigenschaften.language = clean(thema)[:250], "de-DE"
        eigenschaften.comments = eigenschaften.keywords = ""
        self._bookmarks = 0
        # python-docx searches all styles for each paragraph; that is most of the time
        self._stile = {stil.name: stil.style_id for stil in self.doc.styles}

    def save(self) -> bytes:
        out = io.BytesIO()
        self.doc.save(out)
        return out.getvalue()

    # Text

    def heading(self, text: str, stufe: int, anker: str = "") -> None:
        paragraph = self._paragraph(f"Heading {stufe}" if stufe else "Title")
        if anker:
            self._bookmark(paragraph, anker, clean(text))
        else:
            paragraph.add_run(clean(text))

    def text(self, text: str, stil: str = "Normal", *, in_=None, stark: str = "") -> None:
        """One paragraph; lines break where `text` breaks, `stark` stands before it in bold."""
        paragraph = self._paragraph(stil, in_)
        if stark:
            paragraph.add_run(clean(stark))._r.style = self._stile["Strong"]
            text = f" {text}" if text else ""
        paragraph.add_run(clean(text))

    def bullets(self, punkte, *, numbered: bool = False) -> None:
        number = self._new_numbering() if numbered else None
        for punkt in punkte:
            paragraph = self._paragraph("List Number" if numbered else "List Bullet")
            paragraph.add_run(clean(punkt))
            if number is not None:
                props = paragraph._p.get_or_add_pPr().get_or_add_numPr()
                props.get_or_add_ilvl().val, props.get_or_add_numId().val = 0, number

    def contents(self, eintraege: list[tuple[str, str, int]]) -> None:
        """A table of contents that Word can update: text, anchor, level. It is there before anybody updates it."""
        for nummer, (text, anker, stufe) in enumerate(eintraege):
            paragraph = self._paragraph(f"TOC {stufe}")
            if nummer == 0:
                self._field_part(paragraph, "begin")
                self._instruction(paragraph, r' TOC \o "1-2" \n \h ')
                self._field_part(paragraph, "separate")
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), anker)
            link.set(qn("w:history"), "1")
            run = OxmlElement("w:r")
            run.text = clean(text)
            link.append(run)
            paragraph._p.append(link)
            if nummer == len(eintraege) - 1:
                self._field_part(paragraph, "end")

    def picture(self, inhalt: bytes, alternativtext: str, name: str, *, breite=BREITE, hoehe=HOEHE_BILD) -> None:
        paragraph = self._paragraph("Bild")
        bild = paragraph.add_run().add_picture(io.BytesIO(inhalt))
        scale = min(1, breite / bild.width, hoehe / bild.height)
        bild.width, bild.height = int(bild.width * scale), int(bild.height * scale)
        props = bild._inline.docPr
        props.set("descr", clean(alternativtext))
        props.set("name", clean(name))

    def table(self, kopf: list[tuple[str, bool]], zeilen, *, titel: str = "", breiten=(), first_is_head=False) -> None:
        """`kopf`: title and whether figures stand below; a cell is a list of (text, bold before it, style)."""
        if titel:
            self.text(titel, "Caption")
        table = self.doc.add_table(rows=1, cols=len(kopf), style="Table Grid")
        table.autofit = False
        for cell, (text, _is_zahl) in zip(table.rows[0].cells, kopf, strict=True):
            self._fill(cell, [(text, "", "Tabellenkopf")])
            self._shade(cell)
        self._repeat(table.rows[0])
        for zeile in zeilen:
            row = table.add_row()
            self._keep_together(row)
            for nummer, (cell, absaetze, (_text, is_zahl)) in enumerate(zip(row.cells, zeile, kopf, strict=True)):
                stil = "Tabellenzahl" if is_zahl else "Tabellentext"
                self._fill(cell, [(text, stark, own or stil) for text, stark, own in absaetze])
                if nummer == 0 and first_is_head:
                    cell.paragraphs[0]._p.style = self._stile["Tabellenkopf"]
        self._set_widths(table, breiten or [1] * len(kopf))
        self._look(table, first_is_head)
        self.text("", "Abstand")

    def running(self, kopf: str, fuss: str) -> None:
        """Head and foot of every page, with Seite X von Y."""
        section = self.doc.sections[0]
        section.header.paragraphs[0].add_run(clean(kopf))
        section.footer.paragraphs[0].add_run(clean(fuss))
        paragraph = section.footer.add_paragraph(style="Footer")
        for vorher, feld in ((_("Seite "), "PAGE"), (_(" von "), "NUMPAGES")):
            paragraph.add_run(vorher)
            self._field_part(paragraph, "begin")
            self._instruction(paragraph, f" {feld} ")
            self._field_part(paragraph, "separate")
            paragraph.add_run("1")
            self._field_part(paragraph, "end")

    def _paragraph(self, stil: str, in_=None):
        paragraph = (in_ or self.doc).add_paragraph()
        if stil != "Normal":
            paragraph._p.style = self._stile[stil]
        return paragraph

    # How it looks

    def _set_page(self) -> None:
        section = self.doc.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.5)
        section.header_distance = section.footer_distance = Cm(1.2)

    def _set_styles(self) -> None:
        styles = self.doc.styles
        defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
        lang = defaults.find(qn("w:lang"))
        if lang is None:
            lang = OxmlElement("w:lang")
            defaults.append(lang)
        lang.set(qn("w:val"), "de-DE")
        lang.set(qn("w:eastAsia"), "de-DE")
        self._font("Normal", 11, after=6)
        self._font("Title", 22, farbe=DUNKEL, bold=True, after=4)
        self._font("Subtitle", 13, farbe=GRAU, after=10)
        for stufe, (pt, before) in enumerate(((16, 18), (13, 14), (11.5, 10)), start=1):
            self._font(f"Heading {stufe}", pt, farbe=DUNKEL, bold=True, before=before, after=4)
        self._font("Caption", 10, farbe=DUNKEL, bold=True, before=6, after=3)
        self._font("Header", 9, farbe=GRAU)
        self._font("Footer", 9, farbe=GRAU)
        for stufe in (1, 2):
            self._add(f"TOC {stufe}", 11, left=0.6 * (stufe - 1), after=2)
        self._add("Tabellentext", 9.5, before=1, after=1)
        self._add("Tabellenzahl", 9.5, before=1, after=1, align=WD_ALIGN_PARAGRAPH.RIGHT)
        self._add("Tabellenkopf", 9, before=1, after=1, bold=True)
        self._add("Tabellenzusatz", 8.5, after=1, farbe=GRAU)
        self._add("Klein", 9, after=4, farbe=GRAU)
        self._add("Gruppenangabe", 9, after=4, farbe=GRAU)
        self._add("Abstand", 4, after=2)
        self._add("Bild", 11, before=6, after=3)
        self._add("Unterschrift", 10, before=34)
        self._add("Unterschrift am Ende", 10, before=34)
        for name in ("Caption", "Subtitle", "Gruppenangabe", "Bild", "Unterschrift"):
            styles[name].paragraph_format.keep_with_next = True

    def _font(self, name: str, pt: float, *, farbe=None, bold=None, italic=False, before=0.0, after=0.0) -> None:
        stil = self.doc.styles[name]
        stil.font.name, stil.font.size, stil.font.italic = SCHRIFT, Pt(pt), italic
        fonts = stil.element.get_or_add_rPr().get_or_add_rFonts()
        for art in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{art}"), None)
        for art in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{art}"), SCHRIFT)
        if bold is not None:
            stil.font.bold = bold
        if farbe is not None:
            stil.font.color.rgb = farbe
        stil.paragraph_format.space_before, stil.paragraph_format.space_after = Pt(before), Pt(after)
        if name == "Title":  # the template underlines it
            for line in stil.element.pPr.findall(qn("w:pBdr")):
                stil.element.pPr.remove(line)

    def _add(self, name: str, pt: float, *, left: float = 0.0, align=None, **rest) -> None:
        styles = self.doc.styles
        stil = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        stil.base_style = styles["Normal"]
        self._font(name, pt, **rest)
        stil.paragraph_format.left_indent = Cm(left)
        if align is not None:
            stil.paragraph_format.alignment = align

    def _set_settings(self) -> None:
        """The file of today, not of Word 2007."""
        settings = self.doc.settings.element
        compat = settings.find(qn("w:compat"))
        if compat is None:
            compat = OxmlElement("w:compat")
            settings.append(compat)
        setting = OxmlElement("w:compatSetting")
        setting.set(qn("w:name"), "compatibilityMode")
        setting.set(qn("w:uri"), "http://schemas.microsoft.com/office/word")
        setting.set(qn("w:val"), "15")
        compat.append(setting)

    def _fill(self, cell, absaetze: list[tuple[str, str, str]]) -> None:
        leer = cell.paragraphs[0]
        for text, stark, stil in absaetze or [("", "", "Tabellentext")]:
            self.text(text, stil, in_=cell, stark=stark)
        leer._p.getparent().remove(leer._p)

    def _set_widths(self, table, breiten) -> None:
        summe = sum(breiten)
        for spalte, breite in zip(table.columns, breiten, strict=True):
            spalte.width = int(BREITE * breite / summe)
        for row in table.rows:
            for cell, breite in zip(row.cells, breiten, strict=True):
                cell.width = int(BREITE * breite / summe)

    def _shade(self, cell) -> None:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), "E1E7F0")
        cell._tc.get_or_add_tcPr().append(shade)

    def _look(self, table, first_is_head: bool) -> None:
        """Tells readers of the file which row and column head the others."""
        margins = OxmlElement("w:tblCellMar")
        for seite in ("left", "right"):
            margin = OxmlElement(f"w:{seite}")
            margin.set(qn("w:w"), "60")  # twentieths of a point
            margin.set(qn("w:type"), "dxa")
            margins.append(margin)
        look = table._tbl.tblPr.find(qn("w:tblLook"))
        look.addprevious(margins)
        look.attrib.clear()
        for name, wert in (("firstRow", 1), ("firstColumn", int(first_is_head)), ("noVBand", 1)):
            look.set(qn(f"w:{name}"), str(wert))

    def _repeat(self, row) -> None:
        head = OxmlElement("w:tblHeader")
        head.set(qn("w:val"), "true")
        self._keep_together(row)
        row._tr.get_or_add_trPr().append(head)

    def _keep_together(self, row) -> None:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))

    # Pieces of the format

    def _new_numbering(self) -> int:
        """A list of its own that begins with 1."""
        numbering = self.doc.part.numbering_part.numbering_definitions._numbering
        style = self.doc.styles["List Number"].element.pPr.numPr.numId.val
        abstract = next(num.abstractNumId.val for num in numbering.num_lst if num.numId == style)
        num = numbering.add_num(abstract)
        num.add_lvlOverride(ilvl=0).add_startOverride(1)
        return num.numId

    def _bookmark(self, paragraph, name: str, text: str) -> None:
        self._bookmarks += 1
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            mark = OxmlElement(tag)
            mark.set(qn("w:id"), str(self._bookmarks))
            if tag == "w:bookmarkStart":
                mark.set(qn("w:name"), name)
            paragraph._p.append(mark)
            if tag == "w:bookmarkStart":
                paragraph.add_run(text)

    def _field_part(self, paragraph, kind: str) -> None:
        part = OxmlElement("w:fldChar")
        part.set(qn("w:fldCharType"), kind)
        paragraph.add_run()._r.append(part)

    def _instruction(self, paragraph, text: str) -> None:
        instruction = OxmlElement("w:instrText")
        instruction.set(qn("xml:space"), "preserve")
        instruction.text = text
        paragraph.add_run()._r.append(instruction)
