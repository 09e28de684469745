"""One person's pass as a sheet of paper. Never kept: its code is the personal link, which no dump may hold."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from konferenz import texte
from konferenz.pdf import Bild, Druck
from teilnehmer.serienbrief.druck import draw_qr
from themen.pass_navigation import Pass

# The sheet stays one page: a programme is rarely longer, and the link shows all of it.
MOST_PUNKTE = 14


def make_druck(person: Pass) -> Druck:
    """The sheet of this person; somebody with a Sperrvermerk gets it without the name."""
    konferenz, anmeldung = person.konferenz, person.anmeldung
    veranstalter = konferenz.veranstalter
    adresse = settings.ADRESSE + person.zugang.pfad
    wappen = veranstalter.wappen
    context = {
        "konferenz": konferenz,
        "veranstalter": veranstalter,
        "absender": veranstalter.name,
        "fachbereich": konferenz.einladender_fachbereich,
        "wappen": wappen,
        "name": anmeldung.name if anmeldung.has_name and not anmeldung.gesperrt else "",
        "funktion": "" if anmeldung.gesperrt else anmeldung.funktion,
        "einrichtung": anmeldung.einrichtung.name if anmeldung.einrichtung else anmeldung.einrichtung_angabe,
        "adresse": adresse,
        "ort": ", ".join(part for part in (konferenz.raum, konferenz.ort, konferenz.anschrift) if part),
        "fragen": ", ".join(
            part
            for part in (
                konferenz.kontakt_name,
                konferenz.kontakt_telefon or veranstalter.telefon,
                konferenz.kontakt_email or veranstalter.email,
            )
            if part
        ),
        "punkte": list(konferenz.punkte)[:MOST_PUNKTE],
        "fuss_links": _("%(titel)s, %(datum)s · Persönlicher Pass")
        % {"titel": Truncator(konferenz.titel).chars(60), "datum": texte.datum(konferenz.datum)},
    }
    bilder = [Bild("qr", "image/svg+xml", draw_qr(adresse))]
    if wappen is not None:
        bilder.append(Bild("wappen", wappen.typ, bytes(wappen.inhalt)))
    # Whatever does not fit on one sheet is set tighter.
    return Druck(render_to_string("themen/druck/pass.html", context), bilder=bilder, enge=[("pass", "ende")])
