"""The text of the results page, made from the data in the shape of a short report. Only reads.

What, when, why, who came, questions, topics, measures, tone, outlook, thanks. A sentence whose data are missing is
left out. The only person who may stand in it is the moderation.
"""

import datetime
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from konferenz.models import Konferenz, Programmpunkt
from konferenz.texte import datum, zahlwort, zeitraum
from themen.gruppentitel import kurztitel, untertitel
from themen.models import Befund
from themen.protokoll.bloecke import als_text, parse
from themen.protokoll.saetze import aufzaehlung
from themen.rueckmeldung_bild import collect_bilanz

Art = Programmpunkt.Art
# One institution of a kind, and several.
ARTEN = {
    "kita": (gettext_lazy("eine Kita"), gettext_lazy("Kitas")),
    "hort": (gettext_lazy("ein Hort"), gettext_lazy("Horte")),
    "schule": (gettext_lazy("eine Schule"), gettext_lazy("Schulen")),
    "jugendarbeit": (gettext_lazy("ein Angebot der Jugendarbeit"), gettext_lazy("Angebote der Jugendarbeit")),
    "vhs_musikschule": (
        gettext_lazy("eine Volkshoch- oder Musikschule"),
        gettext_lazy("Volkshoch- und Musikschulen"),
    ),
    "beratungsstelle": (gettext_lazy("eine Beratungsstelle"), gettext_lazy("Beratungsstellen")),
    "sport": (gettext_lazy("ein Sportverein oder -verband"), gettext_lazy("Sportvereine und -verbände")),
    "freizeit": (gettext_lazy("ein Freizeitangebot"), gettext_lazy("Freizeitangebote")),
    "kultur": (gettext_lazy("eine Kultureinrichtung"), gettext_lazy("Kultureinrichtungen")),
    "kirche": (
        gettext_lazy("eine Kirche oder Religionsgemeinschaft"),
        gettext_lazy("Kirchen und Religionsgemeinschaften"),
    ),
    "verwaltung": (gettext_lazy("eine Stelle der Verwaltung"), gettext_lazy("Stellen der Verwaltung")),
    "sonstige": (gettext_lazy("eine weitere Einrichtung"), gettext_lazy("weitere Einrichtungen")),
}
# First words of whoever invites, with their article.
ARTIKEL = {
    "der": ("Fachbereich", "Fachdienst", "Bereich", "Landkreis", "Kreis", "Bezirk", "Markt", "Eigenbetrieb"),
    "die": ("Gemeinde", "Stadt", "Abteilung", "Verbandsgemeinde", "Samtgemeinde", "Hansestadt", "Koordinierungsstelle"),
    "das": ("Amt", "Jugendamt", "Sozialamt", "Dezernat", "Referat", "Sachgebiet", "Familienzentrum", "Team"),
}


@dataclass(frozen=True)
class Berichtsdaten:
    """What the report is made of; `arten` are the kinds of institutions that came, with their number."""

    titel: str
    motto: str
    datum: datetime.date
    zeit: str
    ort: str
    anlass: str
    ziel: str
    gastgeber: str
    personen: int
    einrichtungen: int
    arten: tuple[tuple[str, int], ...]
    leitfragen: tuple[str, ...]
    ablauf: frozenset[str]
    has_kurzgespraeche: bool
    gruppen: tuple[str, ...]
    kartenarten: frozenset[str]
    massnahmen: int
    resonanz: str
    rueckmeldung: str
    ausblick: str
    dank: str
    moderation: tuple[str, ...]


def collect_berichtsdaten(konferenz: Konferenz) -> Berichtsdaten:
    """Nine queries, however large the conference was. No name is loaded."""
    anwesend = konferenz.anmeldungen.anwesend()
    zeilen = (
        anwesend.order_by()
        .values_list("einrichtung__art")
        .annotate(einrichtungen=Count("einrichtung", distinct=True), personen=Count("pk"))
    )
    gezaehlt = {art: (einrichtungen, personen) for art, einrichtungen, personen in zeilen}
    personen = sum(zahl for _einrichtungen, zahl in gezaehlt.values())
    bilanz = collect_bilanz(konferenz, personen)
    gruppen = list(konferenz.kleingruppen.for_list())
    return Berichtsdaten(
        titel=konferenz.titel,
        motto=konferenz.motto,
        datum=konferenz.datum,
        zeit=zeitraum(konferenz.beginn, konferenz.ende),
        ort=", ".join(filter(None, (konferenz.raum, konferenz.ort))),
        anlass=konferenz.anlass.strip(),
        ziel=konferenz.ziel.strip(),
        gastgeber=konferenz.einladender_fachbereich or konferenz.veranstalter.name,
        personen=personen,
        einrichtungen=sum(zahl for zahl, _personen in gezaehlt.values()),
        arten=tuple((art, gezaehlt[art][0]) for art in ARTEN if art in gezaehlt),
        leitfragen=tuple(konferenz.leitfragen.order_by("position").values_list("text", flat=True)),
        ablauf=_what_happened(konferenz),
        has_kurzgespraeche=konferenz.gespraechsrunden.filter(begonnen_am__isnull=False).exists(),
        gruppen=tuple(_theme(gruppe) for gruppe in gruppen),
        kartenarten=frozenset(
            Befund.objects.vorhanden()
            .filter(kleingruppe__in=[gruppe.pk for gruppe in gruppen])
            .order_by()
            .values_list("art", flat=True)
            .distinct()
        ),
        massnahmen=konferenz.massnahmen.vereinbart().count(),
        resonanz=konferenz.resonanz.strip(),
        rueckmeldung=bilanz.satz if bilanz else "",
        ausblick=konferenz.ausblick.strip(),
        dank=konferenz.dank.strip(),
        moderation=tuple(
            filter(None, (konferenz.moderation_name, konferenz.moderation_funktion, konferenz.moderation_organisation))
        ),
    )


def _what_happened(konferenz: Konferenz) -> frozenset[str]:
    """Kinds of the items that took place; where no time was kept, those that were planned."""
    punkte = list(konferenz.programmpunkte.order_by("position").values_list("art", "begonnen_am"))
    begonnen = frozenset(art for art, am in punkte if am)
    return begonnen or frozenset(art for art, _am in punkte)


def _theme(gruppe) -> str:
    """The title, and a short description behind it unless the title has a second part already."""
    unter = untertitel(gruppe.titel, " ".join(gruppe.beschreibung.split()))
    return f"{kurztitel(gruppe.titel)}: {unter}" if unter else gruppe.titel


def generate(daten: Berichtsdaten) -> str:
    """Paragraphs and lists, as `parse` reads them."""
    teile = (
        _what(daten),
        daten.anlass,
        daten.ziel,
        _who(daten),
        _questions(daten),
        _course(daten),
        _themes(daten),
        _measures(daten),
        daten.resonanz,
        daten.rueckmeldung,
        daten.ausblick,
        daten.dank or _thanks(daten),
    )
    return "\n\n".join(filter(None, teile))


def _what(daten: Berichtsdaten) -> str:
    felder = {"tag": datum(daten.datum), "zeit": daten.zeit, "titel": daten.titel, "ort": daten.ort}
    if daten.ort:
        satz = _("Am %(tag)s fand von %(zeit)s die Konferenz „%(titel)s“ statt (%(ort)s).") % felder
    else:
        satz = _("Am %(tag)s fand von %(zeit)s die Konferenz „%(titel)s“ statt.") % felder
    motto = _("Ihr Motto war „%(motto)s“.") % {"motto": daten.motto} if daten.motto else ""
    return " ".join(filter(None, (satz, motto)))


def _who(daten: Berichtsdaten) -> str:
    if not daten.personen:
        return ""
    wer = ngettext("eine Person", "%(zahl)s Personen", daten.personen) % {"zahl": daten.personen}
    if daten.einrichtungen:
        aus = ngettext("einer Einrichtung", "%(zahl)s Einrichtungen", daten.einrichtungen)
        wer = _("%(wer)s aus %(aus)s") % {"wer": wer, "aus": aus % {"zahl": daten.einrichtungen}}
    satz = ngettext("Der Einladung folgte %(wer)s.", "Der Einladung folgten %(wer)s.", daten.personen) % {"wer": wer}
    worte = [str(ARTEN[art][zahl > 1]) for art, zahl in daten.arten]
    if not worte:
        return satz
    mehrere = 2 if len(worte) > 1 or daten.arten[0][1] > 1 else 1
    dabei = ngettext("Dabei war %(wer)s.", "Dabei waren %(wer)s.", mehrere) % {"wer": aufzaehlung(worte)}
    return f"{satz} {dabei}"


def _questions(daten: Berichtsdaten) -> str:
    gast = with_article(daten.gastgeber)
    if gast != daten.gastgeber:
        wer = _("Eingeladen hatte %(wer)s.") % {"wer": gast}
    else:
        wer = _("Eingeladen hatte: %(wer)s.") % {"wer": gast}
    if not daten.leitfragen:
        return wer
    satz = ngettext("Es ging um diese Frage:", "Es ging um diese Fragen:", len(daten.leitfragen))
    return f"{wer} {satz}\n\n{_list(daten.leitfragen)}"


def with_article(name: str) -> str:
    """der Fachbereich Schule; unchanged where the article is not known."""
    erstes = name.split(" ", 1)[0]
    artikel = next((artikel for artikel, worte in ARTIKEL.items() if erstes in worte), "")
    return f"{artikel} {name}" if artikel else name


def _course(daten: Berichtsdaten) -> str:
    """What came after what; the first sentence names the participants, the others say "sie"."""
    saetze: list[str] = []

    def add(satz: str, wo: str = "") -> None:
        beginn = _("Nach der Begrüßung") if Art.BEGRUESSUNG in daten.ablauf else _("Zu Beginn")
        wann = (beginn, _("Danach"), _("Im Anschluss"))[len(saetze)]
        wer = _("sie") if saetze else _("die Teilnehmenden")
        saetze.append(satz % {"wann": wann, "wer": wer, "wo": wo})

    if Art.VORSTELLUNGSRUNDE in daten.ablauf:
        if daten.has_kurzgespraeche:
            add(_("%(wann)s lernten %(wer)s sich in abwechselnden Kurzgesprächen kennen."))
        else:
            add(_("%(wann)s lernten %(wer)s sich in einer Vorstellungsrunde kennen."))
    if Art.THEMEN in daten.ablauf:
        add(_("%(wann)s stellten %(wer)s ihre Themen allen vor und suchten Menschen, die mitmachen."))
    if daten.gruppen:
        zahl = len(daten.gruppen)
        wo = _("in einer Kleingruppe") if zahl == 1 else _("in %(zahl)s Kleingruppen") % {"zahl": zahlwort(zahl)}
        add(_("%(wann)s arbeiteten %(wer)s %(wo)s."), wo)
        if was := _cards(daten.kartenarten):
            saetze.append(was)
    return " ".join(saetze)


def _cards(arten: frozenset[str]) -> str:
    if {Befund.Art.IST, Befund.Art.SOLL} <= arten:
        if Befund.Art.IDEE in arten:
            return _("Dort stellten sie den Ist- und den Soll-Zustand einander gegenüber und sammelten erste Ideen.")
        return _("Dort stellten sie den Ist- und den Soll-Zustand einander gegenüber.")
    return _("Dort sammelten sie erste Ideen.") if Befund.Art.IDEE in arten else ""


def _themes(daten: Berichtsdaten) -> str:
    zahl = len(daten.gruppen)
    if not zahl:
        return ""
    satz = ngettext("Dieses Thema wurde bearbeitet:", "Diese %(zahl)s Themen wurden bearbeitet:", zahl)
    return f"{satz % {'zahl': zahlwort(zahl)}}\n\n{_list(daten.gruppen)}"


def _measures(daten: Berichtsdaten) -> str:
    if not daten.massnahmen:
        return ""
    return ngettext(
        "Vereinbart ist eine Maßnahme, mit Verantwortung und Datum.",
        "Vereinbart sind %(zahl)s Maßnahmen, jede mit Verantwortung und Datum.",
        daten.massnahmen,
    ) % {"zahl": zahlwort(daten.massnahmen)}


def _thanks(daten: Berichtsdaten) -> str:
    if not daten.moderation:
        return ""
    wer = ", ".join(daten.moderation).removesuffix(".")  # of "e. V."
    return _("Ein herzlicher Dank für die Moderation geht an %(wer)s.") % {"wer": wer}


def _list(punkte: tuple[str, ...]) -> str:
    return "\n".join(f"- {' '.join(punkt.split())}" for punkt in punkte)


def plain_text(konferenz: Konferenz, text: str, adresse: str = "") -> str:
    """Title, paragraphs and lists for the press, one line each; with the address of the page once it is public."""
    mehr = _("Alle Ergebnisse: %(adresse)s") % {"adresse": adresse} if adresse else ""
    return "\n\n".join(filter(None, (konferenz.titel, als_text(parse(text)), mehr))) + "\n"
