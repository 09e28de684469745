"""The child process that sets one print: `python -m konferenz.pdf_kind`, order on stdin, PDF on stdout.

No Django in here. The file is PDF/A-2a and PDF/UA-1 at once: WeasyPrint 70 sets the first, with its own sRGB profile,
and pikepdf puts right what it leaves open for the second: the file says that it is PDF/UA, running heads become
pagination artifacts, every head cell says what it heads.
"""

import base64
import io
import json
import re
import resource
import sys
import unicodedata
from pathlib import Path

ADRESSE = "https://druck.invalid/"
VARIANTE = "pdf/a-2a"
# PDF/A forbids pictures that the reader smooths; the property is inherited.
SCHARF = "html { image-rendering: crisp-edges }"
# A file holds 5 MB: this much for pictures, the rest for text and fonts. Longest side in points, and JPEG quality.
FOTO_BYTES = 4_200_000
FOTO_STUFEN = ((1000, 80), (800, 75), (640, 70), (480, 65), (360, 60), (240, 50))
# What PDF/A asks for a property outside its own schemas: a description beside the value.
PDFUA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the document conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
# Drawn without a glyph of their own: soft hyphen, narrow space, word joiner, zero width space.
OHNE_BILD = "\u00ad\u202f\u2060\u200b\n\r\t"
ERSATZ = {
    "\u2010": "-",
    "\u2011": "\u2060-\u2060",
    "\u2009": "\u202f",
    "\u2007": "\u00a0",
    "\u2028": "\n",
    "\u2029": "\n",
}


def main() -> None:
    auftrag = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_AS, (auftrag["speicher"], auftrag["speicher"]))
    resource.setrlimit(resource.RLIMIT_CPU, (auftrag["sekunden"], auftrag["sekunden"]))
    static = Path(auftrag["static"]).resolve()
    known = known_characters(static / "gebaut" / "druck" / "fira-400.ttf")
    documents = [drawable(html, known) for html in auftrag["html"]]
    auftrag["bilder"] = {
        name: (typ, inhalt)
        for name, typ, inhalt in fit_photos(
            [(name, typ, base64.b64decode(inhalt)) for name, (typ, inhalt) in auftrag["bilder"].items()]
        )
    }
    sys.stdout.buffer.write(repair(set_pages(documents, auftrag, static)))


def known_characters(font: Path) -> set[str]:
    from fontTools.ttLib import TTFont

    glyphs = map(chr, TTFont(font, lazy=True).getBestCmap())
    return {c for c in glyphs if unicodedata.category(c) not in ("Cf", "Cc")} | set(OHNE_BILD)


def drawable(html: str, known: set[str]) -> str:
    """The text with every character our font cannot draw replaced: PDF/UA forbids empty boxes and strange fonts.

    Emoji become "[Emoji]", other scripts "[nicht druckbar]"; direction marks go. The page in the browser shows them.
    """
    if known.issuperset(html):
        return html
    html = unicodedata.normalize("NFC", html)
    pieces = []
    for character in html:
        piece = _drawable_character(character, known)
        if piece and not (len(piece) > 1 and piece.startswith("[") and pieces and pieces[-1] == piece):
            pieces.append(piece)
    return "".join(pieces)


def _drawable_character(character: str, known: set[str]) -> str:
    if character in known:
        return character
    if character in ERSATZ:
        return ERSATZ[character]
    category = unicodedata.category(character)
    if category in ("Cf", "Cc", "Mn", "Me", "Cn", "Co", "Cs"):
        return ""
    if category in ("Zs", "Zl", "Zp"):
        return " "
    plain = unicodedata.normalize("NFKD", character)
    plain = "".join(c for c in plain if c in known and c not in "<>&\"'")
    if plain:
        return plain
    return "[Emoji]" if category in ("So", "Sk") else "[nicht druckbar]"


def fit_photos(bilder: list[tuple[str, str, bytes]]) -> list[tuple[str, str, bytes]]:
    """All pictures together in FOTO_BYTES: photos stay the JPEG they are, or become smaller step by step."""
    for seite, guete in FOTO_STUFEN:
        if sum(len(inhalt) for _name, _typ, inhalt in bilder) <= FOTO_BYTES:
            break
        bilder = [
            (name, typ, smaller(inhalt, seite, guete) if typ == "image/jpeg" else inhalt)
            for name, typ, inhalt in bilder
        ]
    return bilder


def smaller(inhalt: bytes, seite: int, guete: int) -> bytes:
    """A photo of our own with its longest side no longer than this; the old one where that is smaller."""
    from PIL import Image

    with Image.open(io.BytesIO(inhalt), formats=("JPEG",)) as bild:
        bild.draft("RGB", (seite, seite))
        bild.thumbnail((seite, seite), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        bild.convert("RGB").save(out, "JPEG", quality=guete, optimize=True)
    return min(inhalt, out.getvalue(), key=len)


def set_pages(documents: list[str], auftrag: dict, static: Path) -> bytes:
    """Set the pages; whatever was to fit on one page and does not is set tighter, over several pages if need be."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    fetcher = make_fetcher(static, auftrag["bilder"])

    sharp = [CSS(string=SCHARF, font_config=fonts)]

    def lay_out(html: str):
        return HTML(string=html, base_url=ADRESSE, url_fetcher=fetcher).render(
            stylesheets=sharp, pdf_variant=VARIANTE, font_config=fonts
        )

    stufen = auftrag.get("stufen")
    laid_out = [
        _lay_out_step(lay_out, html, stufen) if stufen else _lay_out_tight(lay_out, html, auftrag["enge"])
        for html in documents
    ]
    document = laid_out[0]
    if len(laid_out) > 1:
        document = document.copy([page for one in laid_out for page in one.pages])
    return document.write_pdf(pdf_variant=VARIANTE, pdf_identifier=b"netzwerkstatt")


def _lay_out_tight(lay_out, html: str, enge: list[list[str]]):
    document = lay_out(html)
    page_of: dict[str, int] = {}
    for number, page in enumerate(document.pages):
        for name in page.anchors:  # an element over two pages stands on both
            page_of.setdefault(name, number)
    tight = html
    for first, after in enge:
        if first in page_of and page_of.get(after, len(document.pages)) - page_of[first] > 1:
            # Quotes in what people typed are escaped, so this exact piece is ours.
            tight = tight.replace(f'class="gruppe" id="{first}"', f'class="gruppe eng" id="{first}"')
    return document if tight == html else lay_out(tight)


def _lay_out_step(lay_out, html: str, stufen: list[str]):
    """With the first of these classes of the body that needs one page only; the last one may take more."""
    for stufe in stufen:
        document = lay_out(html.replace("<body ", f'<body class="{stufe}" ', 1))
        if len(document.pages) == 1:
            break
    return document


def make_fetcher(static: Path, bilder: dict[str, tuple[str, bytes]]):
    """A fetcher that opens our print CSS, our fonts, the given pictures and data:, and never a socket."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    types = {".css": "text/css", ".ttf": "font/ttf", ".svg": "image/svg+xml", ".png": "image/png"}

    class Fetcher(URLFetcher):
        def fetch(self, url, headers=None):
            if url.startswith("data:"):
                return super().fetch(url, headers)
            if url.startswith("bild:") and url[5:] in bilder:
                typ, inhalt = bilder[url[5:]]
                return URLFetcherResponse(url, inhalt, {"Content-Type": typ})
            if url.startswith(f"{ADRESSE}static/"):
                file = (static / url.removeprefix(f"{ADRESSE}static/")).resolve()
                if file.is_relative_to(static) and file.suffix in types and file.is_file():
                    return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": types[file.suffix]})
            raise ValueError(f"not ours: {url[:80]}")

    return Fetcher(allowed_protocols={"data"})


# After WeasyPrint


def repair(pdf: bytes) -> bytes:
    """Pagination artifacts, Scope of head cells, the mark of PDF/UA."""
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        in_tree: set[tuple] = set()
        _walk(document.Root.StructTreeRoot, None, "", in_tree, pikepdf)
        for page in document.pages:
            _pagination_artifacts(document, page, in_tree, pikepdf)
        _mark_pdfua(document)
        out = io.BytesIO()
        document.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _walk(element, page, parents: str, in_tree: set[tuple], pikepdf) -> None:
    """Visit the structure tree: note which marked content it holds, and give head cells their Scope."""
    page = element.get("/Pg", page)
    kind = str(element.get("/S", ""))
    if kind == "/TH":
        scope = "/Column" if "/THead" in parents else "/Row"
        _add_scope(element, scope, pikepdf)
    kids = element.get("/K")
    if kids is None:
        return
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            in_tree.add((page.objgen, kid))
        elif isinstance(kid, pikepdf.Dictionary):
            if kid.get("/Type") == "/MCR":
                in_tree.add((kid.get("/Pg", page).objgen, int(kid.MCID)))
            elif kid.get("/Type") != "/OBJR":
                _walk(kid, page, parents + kind, in_tree, pikepdf)


def _add_scope(element, scope: str, pikepdf) -> None:
    """Append to the attributes that are there: they hold the Headers."""
    attribute = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name(scope))
    known = element.get("/A")
    if known is None:
        element.A = attribute
    elif isinstance(known, pikepdf.Array):
        known.append(attribute)
    else:
        element.A = pikepdf.Array([known, attribute])


def _mark_pdfua(document) -> None:
    """Beside the mark of PDF/A, which WeasyPrint wrote; it writes one or the other."""
    before, end, after = document.Root.Metadata.read_bytes().rpartition(b"</rdf:RDF>")
    document.Root.Metadata.write(before + PDFUA + end + after)


_MARK = re.compile(rb"/\w+\s*<<\s*/MCID\s+(\d+)\s*>>\s*BDC")


def _pagination_artifacts(document, page, in_tree: set[tuple], pikepdf) -> None:
    """Marked content that no element of the tree owns is a running head or foot."""

    def rewrite(match):
        if (page.obj.objgen, int(match[1])) in in_tree:
            return match[0]
        return b"/Artifact <</Type/Pagination>> BDC"

    page.contents_coalesce()
    before = page.Contents.read_bytes()
    after = _MARK.sub(rewrite, before)
    if after != before:
        page.Contents = document.make_stream(after)


if __name__ == "__main__":
    main()
