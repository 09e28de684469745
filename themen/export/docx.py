"""The minutes as a Word document: the same sections, blocks and groups that page and print set, to work on."""

import datetime

from django.utils.translation import gettext as _
from docx.shared import Cm

from konferenz import texte
from konferenz.models import Datei
from konferenz.pdf import Bild
from themen.export.wort import Dokument
from themen.protokoll import bloecke
from themen.protokoll.bloecke import Block
from themen.protokoll.daten import Protokoll
from themen.protokoll.druck import inhalt

# Shares of the page for columns with a class of the print; the rest is for text.
ANTEILE = {
    "b-zeit": 1.4,
    "b-min": 1.5,
    "b-nr": 0.8,
    "b-gruppe": 1.4,
    "b-mit": 2.2,
    "b-in": 1.5,
    "b-erg": 1.8,
    "b-echt": 2.4,
    "b-datum": 2.2,
    "b-stand": 2.1,
    "b-wer": 3.0,
    "b-aus": 2.4,
    "b-art": 2.6,
    "b-art-eng": 3.0,
    "b-halb": 4.0,
    "b-verantwortlich": 3.2,
    "b-verbleib": 3.6,
}
ANTEIL_ZAHL, ANTEIL_TEXT = 2.0, 6.0


def write_protokoll(
    protokoll: Protokoll, stand: datetime.date, wappen: Datei | None = None, fotos: tuple[Bild, ...] = ()
) -> bytes:
    """The whole minutes; `fotos` from themen.fotos.load_bilder."""
    alles = inhalt(protokoll, stand)
    wort = Dokument(
        titel=f"{_('Ergebnisprotokoll')}: {protokoll.titel}", verfasser=protokoll.gemeinde, thema=alles["fuer_wen"]
    )
    wort.bilder = {bild.name: bild.inhalt for bild in fotos}
    wort.running(
        f"{_('Ergebnisprotokoll')} · {alles['titelzeile']} · {alles['status']}, {alles['status_zusatz']}",
        alles["fuss"],
    )
    _head(wort, protokoll, alles, wappen)
    _contents(wort, alles)
    for abschnitt in alles["abschnitte"].values():
        wort.heading(abschnitt.ueberschrift, 1, abschnitt.anker)
        for block in abschnitt.bloecke:
            add_block(block, wort)
        if abschnitt.mit_gruppen:
            for gruppe in alles["gruppen"]:
                _group(wort, gruppe)
    return wort.save()


def _head(wort: Dokument, protokoll: Protokoll, alles: dict, wappen: Datei | None) -> None:
    if wappen is not None:
        name = _("Wappen %(gemeinde)s") % {"gemeinde": protokoll.gemeinde}
        wort.picture(bytes(wappen.inhalt), name, name, breite=Cm(2), hoehe=Cm(2.2))
    wort.text(f"{_('Ergebnisprotokoll')} · {alles['status']}", "Klein")
    wort.heading(protokoll.titel, 0)
    if protokoll.motto:
        wort.text(f"„{protokoll.motto}“", "Subtitle")
    wort.text(alles["status_zusatz"], "Klein")
    wort.table(
        [(_("Angabe"), False), (_("Inhalt"), False)],
        [[[(eins.was, "", "")], [(eins.text, "", "")]] for eins in alles["eckdaten"]],
        breiten=(1, 3),
        titel=_("Eckdaten"),
        first_is_head=True,
    )


def _contents(wort: Dokument, alles: dict) -> None:
    eintraege = []
    for abschnitt in alles["abschnitte"].values():
        eintraege.append((abschnitt.ueberschrift, abschnitt.anker, 1))
        if abschnitt.mit_gruppen:
            eintraege += [(g["gruppe"].ueberschrift, g["gruppe"].anker, 2) for g in alles["gruppen"]]
    wort.text(_("Inhalt"), "Subtitle")
    wort.contents(eintraege)


def _group(wort: Dokument, alles: dict) -> None:
    gruppe = alles["gruppe"]
    wort.heading(gruppe.ueberschrift, 2, gruppe.anker)
    for text, stil in (
        (gruppe.untertitel, "Subtitle"),
        (gruppe.erlaeuterung, "Normal"),
        (alles["besetzung"], "Gruppenangabe"),
        (alles["herkunft"], "Gruppenangabe"),
        (alles["fotos"], "Gruppenangabe"),
    ):
        if text:
            wort.text(text, stil)
    if gruppe.andere_themen:
        themen = "; ".join(
            f"{thema.titel} ({thema.einrichtung})" if thema.einrichtung else thema.titel
            for thema in gruppe.andere_themen
        )
        wort.text(f"{_('Themen:')} {themen}")
    if gruppe.buendel:
        _comparison(wort, gruppe, alles["mit_speicher"])
    if alles["ideen"]:
        wort.heading(_("Erste Ideen, wie aus dem Ist das Soll wird"), 3)
        for eine in alles["ideen"]:
            text = f"{eine['idee'].text} {eine['bezug']}".strip()
            wort.text(text, "List Bullet", stark=f"{_('Idee')} {eine['idee'].nummer}")
    if alles["luecke"] and gruppe.buendel:
        wort.text(alles["luecke"], "Klein")
    if not gruppe.has_karten and not gruppe.is_ersetzt:
        wort.text(_("Diese Gruppe hat keine Karten geschrieben."))
    if alles["massnahmen"]:
        _measures(wort, gruppe, alles["massnahmen"])
    if gruppe.offen:
        wort.text(gruppe.offen, stark=_("Offen:"))
    for block in alles["eigener_text"]:
        add_block(block, wort)


def _comparison(wort: Dokument, gruppe, mit_speicher: bool) -> None:
    wort.heading(_("Ist-Zustand und Soll-Zustand"), 3)
    ohne_soll = _("Noch kein Soll benannt (siehe Themenspeicher)") if mit_speicher else _("Noch kein Soll benannt")
    zeilen = [
        [
            _cards(_("Ist"), zeile.ist) or [(_("Noch kein Ist-Zustand benannt"), "", "Tabellenzusatz")],
            _cards(_("Soll"), zeile.soll) or [(ohne_soll, "", "Tabellenzusatz")],
        ]
        for zeile in gruppe.buendel
    ]
    wort.table([(_("Ist-Zustand"), False), (_("Soll-Zustand"), False)], zeilen)


def _cards(art: str, karten) -> list[tuple[str, str, str]]:
    return [(karte.text, f"{art} {karte.nummer}", "") for karte in karten]


def _measures(wort: Dokument, gruppe, massnahmen: list[dict]) -> None:
    wort.heading(_("Vereinbarte Maßnahmen"), 3)
    kopf = (_("Nr."), _("Maßnahme"), _("Ziel"), _("Verantwortlich"), _("Bis"))
    zeilen = [
        [
            [(text, "", "")]
            for text in (m["zeile"].nummer, m["zeile"].was, m["ziel"] or "–", m["wer"], texte.datum(m["zeile"].bis))
        ]
        for m in massnahmen
    ]
    wort.table(
        [(titel, False) for titel in kopf],
        zeilen,
        titel=_("Maßnahmen der Gruppe %(nr)s") % {"nr": gruppe.nummer},
        breiten=(0.8, 5, 1.7, 3.2, 2.2),
        first_is_head=True,
    )


# Blocks: one way to set each


def add_block(block: Block, wort: Dokument) -> None:
    SETZEN[type(block)](block, wort)


def _paragraph(block: bloecke.Absatz, wort: Dokument) -> None:
    wort.text("\n".join(filter(None, (*block.zeilen, block.adresse))))


def _list(block: bloecke.Liste, wort: Dokument) -> None:
    wort.bullets(block.punkte, numbered=block.is_nummeriert)


def _subheading(block: bloecke.Zwischentitel, wort: Dokument) -> None:
    wort.heading(block.text, 2)


def _table(block: bloecke.Tabelle, wort: Dokument) -> None:
    zeilen = [[_cell(zelle) for zelle in zeile] for zeile in block.zeilen]
    if block.summe:
        zeilen.append(
            [[(zelle.text, "", "Tabellenkopf" if zelle == block.summenkopf else "")] for zelle in block.summe]
        )
    wort.table(
        [(spalte.titel, spalte.is_zahl) for spalte in block.spalten],
        zeilen,
        titel=block.ueberschrift,
        breiten=[
            ANTEILE.get(spalte.breite, ANTEIL_ZAHL if spalte.is_zahl else ANTEIL_TEXT) for spalte in block.spalten
        ],
        first_is_head=block.is_erste_kopf,
    )


def _cell(zelle: bloecke.Zelle) -> list[tuple[str, str, str]]:
    if zelle.gruppe is not None:
        return [(_("Gruppe %(nr)s") % {"nr": zelle.gruppe}, "", "")]
    if zelle.zeilen:
        return [(text, "", "") for text in zelle.zeilen]
    absaetze = [(zelle.text, zelle.stark, "")]
    return [*absaetze, (zelle.zusatz, "", "Tabellenzusatz")] if zelle.zusatz else absaetze


def _feedback(block: bloecke.Rueckmeldebild, wort: Dokument) -> None:
    """The table says all that the bar shows."""
    bilanz = block.bilanz
    wort.text(bilanz.satz)
    if bilanz.bewertet:
        wort.table(
            [(_("Antwort"), False), (_("Anzahl"), True), (_("Anteil"), True)],
            [
                [[(f"{stueck.note} {stueck.wort}", "", "")], [(str(stueck.zahl), "", "")], [(stueck.anteil, "", "")]]
                for stueck in bilanz.stuecke
            ],
            titel=block.ueberschrift,
            breiten=(3, 1, 1),
            first_is_head=True,
        )
    for titel, zitate in ((_("Was war gut?"), bilanz.gut), (_("Wünsche für das nächste Mal"), bilanz.naechstes_mal)):
        if zitate:
            wort.heading(titel, 2)
            wort.bullets(f"„{text}“" for text in zitate)


def _pictures(block: bloecke.Bilder, wort: Dokument) -> None:
    wort.text(_("Wer auf einem Bild zu erkennen ist, ist damit einverstanden."))
    for nummer, foto in enumerate(block.fotos, start=1):
        name = _("Bild %(nr)s") % {"nr": nummer}
        if foto.gruppe:
            name = f"{name}, {_('Gruppe %(nr)s') % {'nr': foto.gruppe}}"
        if foto.name in wort.bilder:
            wort.picture(wort.bilder[foto.name], foto.alternativtext, name)
        wort.text(f"{name}: {foto.alternativtext}", "Klein")


def _checksum(block: bloecke.Pruefsumme, wort: Dokument) -> None:
    wort.text(f"{_('Prüfsumme des Inhalts (SHA-256):')}\n{block.lang}", "Klein")


def _signatures(block: bloecke.Unterschriften, wort: Dokument) -> None:
    for nummer, (was, wer) in enumerate(block.felder, start=1):
        stil = "Unterschrift am Ende" if nummer == len(block.felder) else "Unterschrift"
        wort.text(f"{'_' * 44}\n{_('Ort, Datum, Unterschrift')}\n{': '.join(filter(None, (was, wer)))}", stil)


SETZEN = {
    bloecke.Absatz: _paragraph,
    bloecke.Liste: _list,
    bloecke.Zwischentitel: _subheading,
    bloecke.Tabelle: _table,
    bloecke.Rueckmeldebild: _feedback,
    bloecke.Bilder: _pictures,
    bloecke.Pruefsumme: _checksum,
    bloecke.Unterschriften: _signatures,
}
