"""Draft of an Informationsvorlage for the council: what happened, what came out, and an officer finishes it.

Made from the minutes that everybody may read: no name of a person stands in it. A sentence whose data is missing is
left out; the financial effects are nobody's to guess.
"""

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz import texte
from themen.export.wort import Dokument
from themen.protokoll import saetze
from themen.protokoll.bloecke import Absatz, Liste, parse
from themen.protokoll.daten import Gruppe, Protokoll

SOLL_JE_GRUPPE = 3


def write_vorlage(protokoll: Protokoll, drucksache: str, stand: datetime.date) -> bytes:
    """`protokoll` in the public variant."""
    betreff = _("%(titel)s am %(datum)s: Ergebnisse") % {
        "titel": protokoll.titel,
        "datum": texte.datum(protokoll.datum),
    }
    wort = Dokument(titel=f"{_('Informationsvorlage')}: {betreff}", verfasser=protokoll.gemeinde, thema=drucksache)
    nummer = drucksache or _("noch ohne Nummer")
    wort.running(
        f"{protokoll.gemeinde} · {_('Informationsvorlage')} · {_('Drucksachen-Nr.')} {nummer}",
        _("Entwurf, Stand %(datum)s") % {"datum": texte.datum(stand)},
    )
    wort.text(protokoll.gemeinde, "Klein")
    wort.heading(_("Informationsvorlage"), 0)
    _facts(wort, protokoll, nummer)
    wort.heading(_("Betreff"), 1)
    wort.text(betreff)
    wort.heading(_("Beratungsfolge"), 1)
    wort.table(
        [(_("Gremium"), False), (_("Sitzung am"), False), (_("öffentlich"), False)],
        [[[("", "", "")]] * 3 for _zeile in range(3)],
        breiten=(4, 2, 1.5),
    )
    _background(wort, protokoll)
    _results(wort, protokoll)
    wort.heading(_("Finanzielle Auswirkungen"), 1)
    wort.text(_("offen"))
    wort.heading(_("Anlage"), 1)
    wort.text(_attachment(protokoll))
    return wort.save()


def _facts(wort: Dokument, protokoll: Protokoll, nummer: str) -> None:
    fakten = [
        (_("Drucksachen-Nr."), nummer),
        (_("Fachbereich"), protokoll.fachbereich),
        (_("Aktenzeichen"), protokoll.aktenzeichen),
        (_("Auskunft"), ", ".join(protokoll.kontakt)),
    ]
    wort.table(
        [(_("Angabe"), False), (_("Inhalt"), False)],
        [[[(was, "", "")], [(wert, "", "")]] for was, wert in fakten if wert],
        breiten=(1, 3),
        first_is_head=True,
    )


def _background(wort: Dokument, protokoll: Protokoll) -> None:
    wort.heading(_("Sachverhalt"), 1)
    ort = ", ".join(part for part in (protokoll.raum, protokoll.ort) if part)
    wann = {"titel": protokoll.titel, "datum": texte.datum(protokoll.datum), "ort": ort}
    satz = _("Am %(datum)s fand die Konferenz „%(titel)s“ statt.")
    if ort:
        satz = _("Am %(datum)s fand die Konferenz „%(titel)s“ statt (%(ort)s).")
    wort.text(satz % wann)
    for text in (protokoll.anlass, protokoll.ziel):
        _own(wort, text)
    if beteiligung := saetze.einladung(protokoll):
        wort.text(beteiligung)
    if protokoll.leitfragen:
        wort.text(
            ngettext("Die Leitfrage war:", "Die Leitfragen waren:", len(protokoll.leitfragen)),
        )
        wort.bullets(protokoll.leitfragen, numbered=True)


def _own(wort: Dokument, text: str) -> None:
    """Text that was typed: paragraphs and lists as in the minutes."""
    for block in parse(text):
        if isinstance(block, Absatz):
            wort.text("\n".join(block.zeilen))
        elif isinstance(block, Liste):
            wort.bullets(block.punkte, numbered=block.is_nummeriert)


def _results(wort: Dokument, protokoll: Protokoll) -> None:
    wort.heading(_("Ergebnis"), 1)
    if protokoll.gruppen:
        wort.text(
            ngettext(
                "Die Anwesenden haben in einer Kleingruppe gearbeitet.",
                "Die Anwesenden haben in %(zahl)s Kleingruppen gearbeitet.",
                len(protokoll.gruppen),
            )
            % {"zahl": texte.zahlwort(len(protokoll.gruppen))}
        )
    for gruppe in protokoll.gruppen:
        wort.heading(gruppe.ueberschrift, 2)
        if gruppe.untertitel:
            wort.text(gruppe.untertitel)
        _aims(wort, gruppe)
    if protokoll.massnahmen:
        _measures(wort, protokoll)


def _aims(wort: Dokument, gruppe: Gruppe) -> None:
    """The first few Soll; whoever wants all of them reads the minutes."""
    soll = {karte.nummer: karte.text for zeile in gruppe.buendel for karte in zeile.soll}
    if not soll:
        return
    wort.text(_("Angestrebt wird:"))
    wort.bullets(text for _nummer, text in list(soll.items())[:SOLL_JE_GRUPPE])
    if len(soll) > SOLL_JE_GRUPPE:
        wort.text(
            ngettext(
                "Dazu %(zahl)s weiteres Ziel, siehe Anlage.",
                "Dazu %(zahl)s weitere Ziele, siehe Anlage.",
                len(soll) - SOLL_JE_GRUPPE,
            )
            % {"zahl": len(soll) - SOLL_JE_GRUPPE}
        )


def _measures(wort: Dokument, protokoll: Protokoll) -> None:
    wort.heading(_("Vereinbarte Maßnahmen"), 2)
    wort.text(saetze.massnahmen(protokoll))
    kopf = (_("Nr."), _("Maßnahme"), _("Verantwortlich"), _("Bis"), _("Stand"))
    wort.table(
        [(titel, False) for titel in kopf],
        [
            [
                [(text, "", "")]
                for text in (
                    zeile.nummer,
                    zeile.was,
                    zeile.wer_mit,
                    texte.datum(zeile.bis),
                    zeile.status_worte,
                )
            ]
            for zeile in protokoll.massnahmen
        ],
        breiten=(0.8, 5, 3.2, 2.2, 2.1),
        first_is_head=True,
    )


def _attachment(protokoll: Protokoll) -> str:
    if not protokoll.is_freigegeben:
        return _("Ergebnisprotokoll (noch nicht freigegeben)")
    return _("Ergebnisprotokoll, Version %(nummer)s vom %(datum)s") % {
        "nummer": protokoll.fassung,
        "datum": texte.datum(protokoll.freigegeben_am),
    }
