"""From letters to what is set: one HTML document a letter, so that each counts its own pages."""

import io

import segno
from django.template.loader import render_to_string
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from konferenz.models import Datei
from konferenz.pdf import Bild, Druck, render
from teilnehmer.serienbrief.daten import Brief, Serienbrief

NAMENSZEILEN = range(2)


def druck_briefe(serienbrief: Serienbrief, von: int = 0, bis: int | None = None, wappen: Datei | None = None) -> Druck:
    """The letters `von` up to `bis` (not included) as one file with an outline by institution."""
    auswahl = serienbrief.briefe[von:bis]
    pages = [
        render_to_string("teilnehmer/druck/brief.html", context_of(serienbrief, brief, n, len(auswahl)))
        for n, brief in enumerate(auswahl, 1)
    ]
    bilder = [Bild(f"qr-{n}", "image/svg+xml", draw_qr(brief.adresse)) for n, brief in enumerate(auswahl, 1)]
    if wappen is not None:
        bilder.append(Bild("wappen", wappen.typ, bytes(wappen.inhalt)))
    enge = [("brief", "seite-programm")] if auswahl[0].mit_antwort else []
    return Druck(pages[0], bilder=bilder, weitere=pages[1:], enge=enge)


def render_briefe(serienbrief: Serienbrief, wappen: Datei | None = None) -> bytes:
    """All of them in one file, now; raises PdfFehler."""
    return render(druck_briefe(serienbrief, wappen=wappen))


def context_of(serienbrief: Serienbrief, brief: Brief, nummer: int = 1, zahl: int = 1) -> dict:
    return {
        "kopf": serienbrief.kopf,
        "brief": brief,
        "nummer": nummer,
        "titel": brief.betreff if zahl == 1 else _("Briefe: %(titel)s") % {"titel": serienbrief.kopf.konferenz},
        "namenszeilen": NAMENSZEILEN,
    }


def draw_qr(adresse: str) -> bytes:
    """Dark modules on white with the quiet zone of four; level M survives a fold and a stamp."""
    out = io.BytesIO()
    segno.make(adresse, error="m", micro=False).save(out, kind="svg", border=4, light="#fff", xmldecl=False)
    return out.getvalue()


def name_of(serienbrief: Serienbrief, von: int, bis: int) -> str:
    """Briefe_Zweite_Sozialraumkonferenz.pdf, and with the numbers where there are several files."""
    titel = serienbrief.kopf.konferenz[:80]
    if (von, bis) == (0, len(serienbrief.briefe)):
        if bis == 1:
            return f"{get_valid_filename(_('Brief %(wer)s') % {'wer': serienbrief.briefe[0].einrichtung[:80]})}.pdf"
        return f"{get_valid_filename(_('Briefe %(titel)s') % {'titel': titel})}.pdf"
    name = _("Briefe %(von)s bis %(bis)s %(titel)s") % {"von": von + 1, "bis": bis, "titel": titel}
    return f"{get_valid_filename(name)}.pdf"
