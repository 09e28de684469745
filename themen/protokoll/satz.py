"""Sets the minutes: every section as a sequence of blocks. Page, print and export share them."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz import texte
from themen.gruppentitel import kurztitel, untertitel
from themen.protokoll import saetze
from themen.protokoll.abschnitte import Art
from themen.protokoll.bloecke import (
    Absatz,
    Bilder,
    Block,
    Liste,
    Pruefsumme,
    Rueckmeldebild,
    Spalte,
    Tabelle,
    Unterschriften,
    Zelle,
    Zwischentitel,
    parse,
)
from themen.protokoll.daten import Protokoll, Rang

STRICH = "–"
# Cards of the Gesamtschau, and how many there may be where the tenth shares its place.
RAENGE, RAENGE_HOECHSTENS = 10, 15


def set_section(protokoll: Protokoll, art: Art) -> tuple[Block, ...]:
    """Data and own text of one section; nothing when it does not appear in this variant."""
    if art.schluessel not in protokoll.abschnitte:
        return ()
    eigen = protokoll.eigener_text(art.schluessel)
    if eigen is not None and eigen.is_allein:
        return parse(eigen.text)
    daten = set_data(protokoll, art.schluessel)
    return (*daten, *parse(eigen.text)) if eigen else daten


def set_data(protokoll: Protokoll, schluessel: str) -> tuple[Block, ...]:
    """What the data alone say in this section."""
    setzen = SETZEN.get(schluessel)
    return tuple(setzen(protokoll)) if setzen else ()


# What the data say, section by section


def _text(text: str) -> tuple[Block, ...]:
    return parse(text) if text else ()


def _sentence(satz: str) -> tuple[Block, ...]:
    return (Absatz((satz,)),) if satz else ()


def _anlass(p: Protokoll):
    return (*_text(p.anlass), *_sentence(saetze.vorige(p)), *_text(p.ziel))


def _beteiligung(p: Protokoll):
    if satz := saetze.einladung(p):
        yield Absatz((satz,), is_vor_tabelle=bool(p.beteiligung))
    if not p.beteiligung:
        return
    worte = {
        "eingeladen": _("eingeladen"),
        "zugesagt": _("zugesagt"),
        "abgesagt": _("abgesagt"),
        "offen": _("ohne Antwort"),
        "zurueck": _("zurück"),
        "vertreten": _("vertreten"),
        "personen": _("Personen"),
    }
    yield Tabelle(
        _("Beteiligung nach Art der Einrichtung"),
        (Spalte(_("Art der Einrichtung"), "b-art-eng"), *(Spalte(wort, is_zahl=True) for wort in worte.values())),
        tuple((Zelle(z.label), *(Zelle(str(getattr(z, feld))) for feld in worte)) for z in p.beteiligung),
        (Zelle(_("Zusammen")), *(Zelle(str(sum(getattr(z, feld) for z in p.beteiligung))) for feld in worte)),
        is_erste_kopf=True,
    )


def _leitfragen(p: Protokoll):
    if p.leitfragen:
        yield Liste(p.leitfragen, is_nummeriert=True)


def _ablauf(p: Protokoll):
    if not p.ablauf:
        return
    spalten = [
        Spalte(_("Beginn"), "b-zeit"),
        Spalte(_("Minuten"), "b-min", is_zahl=True),
        Spalte(_("Programmpunkt"), is_nach_zahl=True),
    ]
    if p.has_verantwortliche:
        spalten.append(Spalte(_("Verantwortlich"), "b-wer"))
    if p.has_echte_zeiten:
        spalten.append(Spalte(_("tatsächlich"), "b-echt"))
    zeilen = []
    for punkt in p.ablauf:
        zeile = [Zelle(texte.uhrzeit(punkt.start)), Zelle(str(punkt.dauer)), Zelle(punkt.titel)]
        if p.has_verantwortliche:
            zeile.append(Zelle(punkt.verantwortlich or STRICH))
        if p.has_echte_zeiten:
            zeile.append(Zelle(_real_time(punkt)))
        zeilen.append(tuple(zeile))
    yield Tabelle(_("Ablauf der Konferenz"), tuple(spalten), tuple(zeilen))


def _real_time(punkt) -> str:
    if punkt.von and punkt.bis:
        return _("%(von)s bis %(bis)s") % {"von": texte.uhrzeit(punkt.von), "bis": texte.uhrzeit(punkt.bis)}
    return _("ab %(von)s") % {"von": texte.uhrzeit(punkt.von)} if punkt.von else STRICH


def _begruessung(p: Protokoll):
    if p.begruessung:
        yield Zwischentitel(_("Begrüßung und Einführung"))
        yield from parse(p.begruessung)
    if p.vorstellungsrunde or p.gespraeche:
        yield Zwischentitel(_("Vorstellungsrunde"))
        yield from _text(p.vorstellungsrunde)
        if p.gespraeche:
            yield Absatz((saetze.gespraeche(p),))


def _themen(p: Protokoll):
    if not p.themen:
        return
    gruppen = {nummer for thema in p.themen for nummer in thema.gruppen}
    eins_zu_eins = all(len(thema.gruppen) < 2 for thema in p.themen) and len(gruppen) == sum(
        bool(thema.gruppen) for thema in p.themen
    )
    yield Absatz((saetze.themen(p),), is_vor_tabelle=True)
    if eins_zu_eins and gruppen and len(gruppen) == len(p.gruppenliste):
        return  # the map of the groups says it all; what is over stands in the Themenspeicher
    yield Tabelle(
        _("Vorgestellte Themen"),
        (
            Spalte(_("Thema")),
            Spalte(_("Eingebracht von"), "b-wer"),
            Spalte(_("Mitstreiter/-innen"), "b-mit", is_zahl=True),
            Spalte(_("Gruppe"), "b-gruppe", is_nach_zahl=True),
        ),
        tuple(
            (
                Zelle(thema.titel, zusatz=thema.beschreibung),
                Zelle(thema.einrichtung or STRICH),
                Zelle(str(thema.mitstreiter)),
                Zelle(saetze.aufzaehlung([str(n) for n in thema.gruppen]) or STRICH),
            )
            for thema in p.themen
        ),
    )


def _gruppen(p: Protokoll):
    if not p.gruppenliste:
        return
    mit_seite = {gruppe.nummer for gruppe in p.gruppen}
    yield Absatz(
        (_("Alle konnten sich mehrfach melden. Danach wählte jede Person selbst ihre Gruppe."),),
        is_vor_tabelle=True,
    )
    spalten = [
        Spalte(_("Gruppe"), "b-gruppe"),
        Spalte(_("Thema")),
        Spalte(_("Mitstreiter/-innen"), "b-mit", is_zahl=True),
        Spalte(_("in der Gruppe"), "b-in", is_zahl=True),
    ]
    zeilen = []
    for zeile in p.gruppenliste:
        kurz, unter = kurztitel(zeile.titel), untertitel(zeile.titel, zeile.beschreibung)
        thema = Zelle(unter, stark=f"{kurz}:" if unter else kurz, zusatz=saetze.gruppe_in_der_liste(zeile))
        row = [Zelle(str(zeile.nummer)), thema, Zelle(str(zeile.mitstreiter)), Zelle(str(zeile.personen))]
        zeilen.append((*row, Zelle(gruppe=zeile.nummer if zeile.nummer in mit_seite else None)))
    summe = (
        Zelle(),
        Zelle(_("Zusammen")),
        Zelle(str(sum(z.mitstreiter for z in p.gruppenliste))),
        Zelle(str(sum(z.personen for z in p.gruppenliste))),
        Zelle(),
    )
    if mit_seite:
        spalten.append(Spalte(_("Ergebnisse"), "b-erg", is_nach_zahl=True))
    else:
        zeilen, summe = [zeile[:-1] for zeile in zeilen], summe[:-1]
    yield Tabelle(
        _("Themen, Mitstreiter/-innen und Kleingruppen"), tuple(spalten), tuple(zeilen), summe, is_erste_kopf=True
    )


def _gesamtschau(p: Protokoll):
    if not p.rangliste:
        return
    vorn = _first_ranks(p.rangliste)
    yield Absatz(
        (_("Mit Klebepunkten haben die Anwesenden gezeigt, was ihnen am wichtigsten ist."),), is_vor_tabelle=True
    )
    yield Tabelle(
        _("Was die meisten Punkte bekam"),
        (
            Spalte(_("Punkte"), "b-min", is_zahl=True),
            Spalte(_("Karte"), is_nach_zahl=True),
            Spalte(_("aus"), "b-aus"),
        ),
        tuple(
            (
                Zelle(str(rang.punkte)),
                Zelle(rang.text),
                Zelle(_("Gruppe %(nr)s, %(karte)s") % {"nr": rang.gruppe, "karte": rang.karte}),
            )
            for rang in vorn
        ),
    )
    if rest := len(p.rangliste) - len(vorn):
        satz = ngettext("%(zahl)s weitere Karte bekam Punkte.", "%(zahl)s weitere Karten bekamen Punkte.", rest)
        yield Absatz((satz % {"zahl": rest},))


def _first_ranks(rangliste: tuple[Rang, ...]) -> tuple[Rang, ...]:
    """The first ten and whoever got as many dots as the tenth; when that is a crowd, only those above it."""
    if len(rangliste) <= RAENGE:
        return rangliste
    grenze = rangliste[RAENGE - 1].punkte
    vorn = tuple(rang for rang in rangliste if rang.punkte >= grenze)
    darueber = tuple(rang for rang in vorn if rang.punkte > grenze)
    return darueber if darueber and len(vorn) > RAENGE_HOECHSTENS else vorn


def _massnahmen(p: Protokoll):
    if not p.massnahmen:
        return
    yield Absatz((saetze.massnahmen(p),), is_vor_tabelle=True)
    yield Tabelle(
        _("Alle Maßnahmen, nach Gruppen geordnet"),
        (
            Spalte(_("Nr."), "b-nr"),
            Spalte(_("Maßnahme")),
            Spalte(_("Verantwortlich"), "b-verantwortlich"),
            Spalte(_("Bis"), "b-datum"),
            Spalte(_("Stand"), "b-stand"),
        ),
        tuple(
            (
                Zelle(zeile.nummer),
                Zelle(zeile.was, zusatz=saetze.massnahme_zusatz(zeile)),
                Zelle(zeile.wer_mit or STRICH),
                Zelle(texte.datum(zeile.bis)),
                Zelle(zeile.status_worte),
            )
            for zeile in p.massnahmen
        ),
        is_erste_kopf=True,
    )


def _themenspeicher(p: Protokoll):
    if not p.themenspeicher:
        return
    yield Absatz(
        (_("Was in keiner Gruppe bearbeitet wurde oder offen blieb, steht hier und geht nicht verloren."),),
        is_vor_tabelle=True,
    )
    spalten = [Spalte(_("Offener Punkt")), Spalte(_("aus"), "b-aus")]
    zeilen = [[Zelle(z.punkt, zusatz=z.zusatz), Zelle(z.aus)] for z in p.themenspeicher]
    if any(z.verbleib for z in p.themenspeicher):
        spalten.append(Spalte(_("Wohin und warum"), "b-verbleib"))
        for zeile, z in zip(zeilen, p.themenspeicher, strict=True):
            zeile.append(Zelle(z.verbleib or STRICH))
    yield Tabelle(_("Offene Punkte und woher sie kommen"), tuple(spalten), tuple(map(tuple, zeilen)))


def _rueckmeldung(p: Protokoll):
    if p.rueckmeldung:
        yield Rueckmeldebild(p.rueckmeldung, saetze.rueckmeldung(p))


def _freigabe(p: Protokoll):
    yield Absatz((saetze.freigabe(p),))
    if p.aenderung:
        yield Absatz((_("Geändert gegenüber der vorigen Version: %(was)s") % {"was": p.aenderung},))
    yield Pruefsumme(p.pruefsumme)
    if p.unterschriften:
        yield Unterschriften(tuple(_signature(p, zeile) for zeile in p.unterschriften))


def _signature(p: Protokoll, zeile: str) -> tuple[str, str]:
    """Freigabe: Amtsleitung; who is meant by the first two goes without saying."""
    was, _doppelpunkt, wer = zeile.partition(":")
    bekannt = {_("Protokoll"): p.fachbereich or p.gemeinde, _("Moderation"): p.moderation_stelle}
    return was.strip(), wer.strip() or bekannt.get(was.strip(), "")


def _ausblick(p: Protokoll):
    yield from _text(p.ausblick)
    for satz in saetze.ausblick(p):
        yield Absatz((satz,))
    if p.ergebnisseite:
        satz = _("Die Ergebnisse werden hier veröffentlicht:")
        yield Absatz((satz,), adresse=p.ergebnisseite)


def _anlage(p: Protokoll):
    if p.is_intern and p.anwesende:
        satz = _("Diese Liste ist nur für die interne Fassung bestimmt. Die öffentliche Fassung nennt keine Namen.")
        yield Absatz((" ".join(filter(None, (satz, saetze.ungenannt(p)))),), is_vor_tabelle=True)
        yield Tabelle(
            _("Anwesende nach Einrichtung"),
            (Spalte(_("Einrichtung"), "b-halb"), Spalte(_("Name und Funktion"))),
            tuple(
                (
                    Zelle(e.name or _("ohne Einrichtung")),
                    Zelle(zeilen=tuple(saetze.person(person) for person in e.personen)),
                )
                for e in p.anwesende
            ),
            is_erste_kopf=True,
        )
    elif p.vertreten:
        yield Absatz(
            (saetze.ungenannt(p) if p.is_intern else _("Diese Fassung nennt Einrichtungen und Zahlen, keine Namen."),),
            is_vor_tabelle=True,
        )
        yield Tabelle(
            _("Vertretene Einrichtungen nach Art"),
            (
                Spalte(_("Art"), "b-art"),
                Spalte(_("Einrichtungen")),
                Spalte(_("Anzahl"), "b-min", is_zahl=True),
                Spalte(_("Personen"), "b-min", is_zahl=True),
            ),
            tuple(
                (
                    Zelle(z.label),
                    Zelle("; ".join(z.einrichtungen)),
                    Zelle(str(len(z.einrichtungen))),
                    Zelle(str(z.personen)),
                )
                for z in p.vertreten
            ),
            (
                Zelle(_("Zusammen")),
                Zelle(),
                Zelle(str(p.vertretene_einrichtungen)),
                Zelle(str(sum(z.personen for z in p.vertreten))),
            ),
            is_erste_kopf=True,
        )


def _einladung(p: Protokoll):
    if p.einladung:
        yield Absatz((saetze.einladung_vom(p),))
        yield Zwischentitel(p.einladung.betreff)
        yield from parse(p.einladung.text)


def _abkuerzungen(p: Protokoll):
    if p.abkuerzungen:
        yield Tabelle(
            _("Abkürzungen in diesem Protokoll"),
            (Spalte(_("kurz"), "b-wer"), Spalte(_("ausgeschrieben"))),
            tuple((Zelle(eine.kurz), Zelle(eine.lang)) for eine in p.abkuerzungen),
            is_erste_kopf=True,
        )


def _datenschutz(p: Protokoll):
    if p.datenschutz:
        yield Absatz((saetze.datenschutz(p),))
        satz = _("Welche Daten wir speichern, wie lange, und welche Rechte Sie haben, steht hier:")
        yield Absatz((satz,), adresse=p.datenschutz)


def _fotos(p: Protokoll):
    if p.fotos:
        yield Bilder(p.fotos)


SETZEN: dict[str, Callable[[Protokoll], object]] = {
    "anlass": _anlass,
    "beteiligung": _beteiligung,
    "leitfragen": _leitfragen,
    "ablauf": _ablauf,
    "begruessung": _begruessung,
    "themen": _themen,
    "gruppen": _gruppen,
    "gesamtschau": _gesamtschau,
    "massnahmen": _massnahmen,
    "themenspeicher": _themenspeicher,
    "rueckmeldung": _rueckmeldung,
    "stimmen": lambda p: _text(p.resonanz),
    "ausblick": _ausblick,
    "dank": lambda p: _text(p.dank),
    "freigabe": _freigabe,
    "anlage": _anlage,
    "fotos": _fotos,
    "einladung": _einladung,
    "abkuerzungen": _abkuerzungen,
    "datenschutz": _datenschutz,
}
