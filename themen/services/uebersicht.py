"""The officer's overview: numbers in one query, the due list computed from them, phases, gates, radar."""

from dataclasses import dataclass

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz import recht
from konferenz.models import Aussendung, Konferenz, Zugang
from konferenz.models.aussendung import Anlass
from konferenz.permissions import TORNAMEN, is_tor_offen, tor_grund
from konferenz.texte import MONATE, datum
from teilnehmer.beteiligung import collect_radar
from teilnehmer.models import Anmeldung, Einladung, Nachricht
from themen.models import Herkunft, Kleingruppe, Themenvorschlag, Zuordnung

Phase = Konferenz.Phase
OFFEN, NEU, PRUEFEN, ERLEDIGT = "offen", "neu", "pruefen", "erledigt"


@dataclass(frozen=True)
class Aufgabe:
    """Something to do: title, where, and what stands beside it. The first one is framed with its button."""

    titel: str
    url: str
    stand: str = OFFEN
    knopf: str = ""
    text: str = ""


@dataclass(frozen=True)
class TorStand:
    titel: str
    is_offen: bool
    grund: str


@dataclass(frozen=True)
class PhasenStand:
    titel: str
    wann: str
    is_vorbei: bool
    is_jetzt: bool


@dataclass(frozen=True)
class Zahlen:
    """Everything the due list asks for, counted in one query."""

    leitfragen: int
    einladungen: int
    nicht_versandt: int
    ohne_antwort: int
    zurueckgekommen: int
    angemeldet: int
    wartend: int
    angefragt: int
    anwesend: int
    neue_themen: int
    links: int
    gruppen: int
    zugeordnet: int
    ohne_verzeichnis: int
    absage_entwurf: int


@dataclass(frozen=True)
class Uebersicht:
    zahlen: Zahlen
    frei: int
    erste: Aufgabe | None
    aufgaben: list[Aufgabe]
    tore: list[TorStand]
    phasen: list[PhasenStand]
    naechste_phase: str
    radar: list
    radar_summe: object
    luecken: list
    nicht_eingeladen: list


def collect_uebersicht(konferenz: Konferenz) -> Uebersicht:
    zahlen = count(konferenz)
    aufgaben = list_aufgaben(konferenz, zahlen)
    erste = next((aufgabe for aufgabe in aufgaben if aufgabe.stand != ERLEDIGT), None)
    zeilen = collect_radar(konferenz)
    arten = [zeile for zeile in zeilen if zeile.art]
    return Uebersicht(
        zahlen=zahlen,
        frei=(konferenz.plaetze or 0) - zahlen.angemeldet,
        erste=erste,
        aufgaben=[aufgabe for aufgabe in aufgaben if aufgabe is not erste],
        tore=_tore(konferenz),
        phasen=_phasen(konferenz),
        naechste_phase=NAECHSTE.get(Phase(konferenz.phase), lambda: "")(),
        radar=arten,
        radar_summe=next((zeile for zeile in zeilen if not zeile.art), None),
        luecken=[zeile for zeile in arten if zeile.is_luecke and zeile.eingeladen],
        nicht_eingeladen=[zeile for zeile in arten if zeile.verzeichnis],
    )


NAECHSTE = {
    Phase.ENTWURF: lambda: _("Vorbereitung beginnen …"),
    Phase.VORBEREITUNG: lambda: _("Durchführung beginnen …"),
    Phase.DURCHFUEHRUNG: lambda: _("Nachbereitung beginnen …"),
    Phase.NACHBEREITUNG: lambda: _("Ergebnisse veröffentlichen …"),
    Phase.VEROEFFENTLICHT: lambda: _("Konferenz archivieren …"),
}


def count(konferenz: Konferenz) -> Zahlen:
    """All numbers as subqueries of one SELECT: the page costs the same for 3 institutions and for 300."""
    offen = {"bis__isnull": True}
    einladungen = Einladung.objects.filter(konferenz=OuterRef("pk"))
    anmeldungen = Anmeldung.objects.filter(konferenz=OuterRef("pk")).angemeldet()
    in_gruppe = Herkunft.objects.filter(konferenz=OuterRef(OuterRef("pk")), **offen).values("thema")
    numbers = {
        "leitfragen": _number(konferenz.leitfragen.model.objects.filter(konferenz=OuterRef("pk"))),
        "einladungen": _number(einladungen),
        "nicht_versandt": _number(einladungen.filter(versandt_am__isnull=True, antwort=Einladung.Antwort.OFFEN)),
        "ohne_antwort": _number(einladungen.filter(versandt_am__isnull=False, antwort=Einladung.Antwort.OFFEN)),
        "zurueckgekommen": _number(Nachricht.objects.filter(konferenz=OuterRef("pk")).returned()),
        "angemeldet": _number(anmeldungen),
        "wartend": _number(Anmeldung.objects.filter(konferenz=OuterRef("pk")).warteliste()),
        "angefragt": _number(Anmeldung.objects.filter(konferenz=OuterRef("pk"), status=Anmeldung.Status.ANGEFRAGT)),
        "anwesend": _number(anmeldungen.anwesend()),
        "neue_themen": _number(
            Themenvorschlag.objects.filter(konferenz=OuterRef("pk"), status=Themenvorschlag.Status.EINGEREICHT).exclude(
                pk__in=in_gruppe
            )
        ),
        "links": _number(
            Zugang.objects.filter(konferenz=OuterRef("pk"), zweck=Zugang.Zweck.MODERATION, widerrufen_am__isnull=True)
        ),
        "gruppen": _number(Kleingruppe.objects.filter(konferenz=OuterRef("pk")).bestehend()),
        "zugeordnet": _number(Zuordnung.objects.filter(konferenz=OuterRef("pk"), **offen)),
        "absage_entwurf": _number(
            Aussendung.objects.filter(konferenz=OuterRef("pk"), anlass=Anlass.ABSAGE, freigegeben_am__isnull=True)
        ),
        "ohne_verzeichnis": _number(Anmeldung.objects.filter(konferenz=OuterRef("pk")).mit_angabe().nennbar()),
    }
    # A prefix, because an annotation may not be called like a reverse name of the model.
    row = Konferenz.objects.filter(pk=konferenz.pk).values(**{f"zahl_{name}": n for name, n in numbers.items()}).get()
    return Zahlen(**{name.removeprefix("zahl_"): value for name, value in row.items()})


def _number(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().values(schluessel=F("konferenz")).annotate(zahl=Count("pk")).values("zahl")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def list_aufgaben(konferenz: Konferenz, zahlen: Zahlen) -> list[Aufgabe]:
    """What is due in this phase, the most urgent first, what is done last."""
    aufgaben = _absage_nachricht(konferenz, zahlen)
    tasks = AUFGABEN.get(Phase(konferenz.phase))
    if tasks and not konferenz.is_abgesagt:
        aufgaben += tasks(konferenz, zahlen)
    return sorted(aufgaben, key=lambda aufgabe: aufgabe.stand == ERLEDIGT)


def _absage_nachricht(konferenz: Konferenz, z: Zahlen) -> list[Aufgabe]:
    if not z.absage_entwurf:
        return []
    return [
        Aufgabe(
            _("Noch weiß niemand Bescheid"),
            _url("teilnehmer:einladungen", konferenz) + "#aussendungen",
            OFFEN,
            _("Nachricht prüfen und freigeben"),
            _("Die Nachricht über Absage oder neuen Termin ist ein Entwurf."),
        )
    ]


def _entwurf(konferenz: Konferenz, z: Zahlen) -> list[Aufgabe]:
    ready = z.leitfragen and konferenz.punkte
    return [
        Aufgabe(
            _("Leitfragen festlegen"),
            _url("konferenz:leitfragen", konferenz),
            ERLEDIGT if z.leitfragen else OFFEN,
            _("Leitfragen schreiben"),
            _("Worüber wollen Sie sprechen? Eine bis drei Fragen genügen."),
        ),
        Aufgabe(
            _("Programm planen"),
            _url("konferenz:programm", konferenz),
            ERLEDIGT if konferenz.punkte else OFFEN,
            _("Programm planen"),
            _("Sie können mit einer Vorlage für den Nachmittag beginnen."),
        ),
        Aufgabe(
            _("Vorbereitung beginnen"),
            _url("konferenz:phase", konferenz),
            OFFEN,
            _("Vorbereitung beginnen …"),
            _("Danach ist die Ankündigung öffentlich, und Sie können einladen.")
            if ready
            else _("Vorher fehlen noch Leitfragen oder Programm."),
        ),
        Aufgabe(_("Öffentliche Seite ansehen"), _url("themen:vorschau", konferenz), PRUEFEN),
    ]


def _vorbereitung(konferenz: Konferenz, z: Zahlen) -> list[Aufgabe]:
    einladungen = _url("teilnehmer:einladungen", konferenz)
    aufgaben = []
    if konferenz.tage_bis <= 0:
        aufgaben.append(
            Aufgabe(
                _("Heute ist die Konferenz") if konferenz.tage_bis == 0 else _("Der Tag der Konferenz ist vorbei"),
                _url("konferenz:phase", konferenz),
                OFFEN,
                _("Durchführung beginnen …"),
                _("Mit der Durchführung öffnen sich Gruppenwahl und Karten nach dem Programm."),
            )
        )
    if not z.einladungen:
        aufgaben.append(
            Aufgabe(
                _("Noch ist niemand eingeladen"),
                einladungen,
                OFFEN,
                _("Einrichtungen auswählen"),
                _("Wählen Sie aus dem Verzeichnis, wen Sie einladen. Versandt wird erst nach Ihrer Freigabe."),
            )
        )
    if z.nicht_versandt:
        aufgaben.append(
            Aufgabe(
                ngettext(
                    "%(zahl)s Einladung ist noch nicht versandt",
                    "%(zahl)s Einladungen sind noch nicht versandt",
                    z.nicht_versandt,
                )
                % {"zahl": z.nicht_versandt},
                einladungen,
                OFFEN,
                _("Einladungen prüfen und freigeben"),
                _("Es geht erst etwas hinaus, wenn Sie es freigeben."),
            )
        )
    if z.angefragt:
        aufgaben.append(
            Aufgabe(
                ngettext("%(zahl)s Person möchte sich anmelden", "%(zahl)s Personen möchten sich anmelden", z.angefragt)
                % {"zahl": z.angefragt},
                _url("teilnehmer:anfragen", konferenz),
                OFFEN,
                _("Anfragen prüfen"),
                _("Einen Platz bekommt nur, wen Sie bestätigen."),
            )
        )
    if z.ohne_antwort:
        schluss = konferenz.anmeldeschluss or konferenz.datum
        aufgaben.append(
            Aufgabe(
                ngettext(
                    "%(zahl)s Einrichtung hat noch nicht geantwortet",
                    "%(zahl)s Einrichtungen haben noch nicht geantwortet",
                    z.ohne_antwort,
                )
                % {"zahl": z.ohne_antwort},
                einladungen,
                OFFEN,
                _("Erinnerung prüfen und freigeben"),
                _("Anmeldeschluss ist am %(tag)s. Eine Erinnerung wird erst versandt, wenn Sie sie freigeben.")
                % {"tag": datum(schluss)},
            )
        )
    if z.zurueckgekommen:
        aufgaben.append(
            Aufgabe(
                ngettext("%(zahl)s Brief ist zurückgekommen", "%(zahl)s Briefe sind zurückgekommen", z.zurueckgekommen)
                % {"zahl": z.zurueckgekommen},
                _url_veranstalter("teilnehmer:postausgang", konferenz),
                PRUEFEN,
                _("Postausgang ansehen"),
            )
        )
    aufgaben += _neue_themen(konferenz, z)
    if not konferenz.punkte:
        aufgaben.append(
            Aufgabe(_("Das Programm fehlt"), _url("konferenz:programm", konferenz), OFFEN, _("Programm planen"))
        )
    aufgaben.append(_moderation_link(konferenz, z))
    if not all(recht.is_fertig(konferenz.veranstalter, art) for art in recht.ARTEN):
        # Said early: without these pages nothing can be published.
        rechtliches = _url_veranstalter("konferenz:rechtliches", konferenz)
        aufgaben.append(Aufgabe(_("Impressum, Datenschutz, Barrierefreiheit ausfüllen"), rechtliches, PRUEFEN))
    if z.einladungen and not z.nicht_versandt:
        aufgaben.append(Aufgabe(_("Einladungen versenden"), einladungen, ERLEDIGT))
    return aufgaben


def _durchfuehrung(konferenz: Konferenz, z: Zahlen) -> list[Aufgabe]:
    aufgaben = []
    gruppen = _url("themen:verwaltung_gruppen", konferenz)
    if konferenz.tage_bis < 0:
        aufgaben.append(
            Aufgabe(
                _("Der Tag der Konferenz ist vorbei"),
                _url("konferenz:phase", konferenz),
                OFFEN,
                _("Nachbereitung beginnen …"),
                _("Danach schreiben nur noch Verwaltung und Moderation."),
            )
        )
    if not z.gruppen:
        aufgaben.append(
            Aufgabe(
                _("Noch gibt es keine Gruppe"),
                gruppen,
                OFFEN,
                _("Gruppen bilden"),
                _("Aus den Themen werden Gruppen. Danach können alle wählen."),
            )
        )
    ohne = z.anwesend - z.zugeordnet
    if z.gruppen and ohne > 0:
        aufgaben.append(
            Aufgabe(
                ngettext(
                    "%(zahl)s Person ist da und in keiner Gruppe",
                    "%(zahl)s Personen sind da und in keiner Gruppe",
                    ohne,
                )
                % {"zahl": ohne},
                gruppen,
                OFFEN,
                _("Gruppen ansehen"),
            )
        )
    aufgaben += _neue_themen(konferenz, z)
    aufgaben += _vorschlaege(konferenz, z)
    aufgaben.append(_moderation_link(konferenz, z))
    return aufgaben


def _nachbereitung(konferenz: Konferenz, z: Zahlen) -> list[Aufgabe]:
    texte = bool(konferenz.ausblick and konferenz.dank)
    return [
        Aufgabe(
            _("Ausblick und Dank schreiben"),
            _url("konferenz:konferenz_bearbeiten", konferenz),
            ERLEDIGT if texte else OFFEN,
            _("Texte schreiben"),
            _("Beide stehen im Protokoll und auf der Ergebnisseite."),
        ),
        Aufgabe(
            _("Protokoll prüfen"),
            _url("themen:protokoll", konferenz),
            PRUEFEN,
            _("Protokoll ansehen"),
            _("Das Protokoll ist aus den Karten der Gruppen entstanden."),
        ),
        *_vorschlaege(konferenz, z),
        Aufgabe(_("Text der Ergebnisseite schreiben"), _url("themen:bericht", konferenz), PRUEFEN),
        Aufgabe(
            _("Ergebnisse veröffentlichen"),
            _url("themen:veroeffentlichen", konferenz),
            OFFEN,
            _("Ergebnisse veröffentlichen …"),
            _("Öffentlich werden Einrichtungen und Zahlen, keine Namen."),
        ),
    ]


AUFGABEN = {
    Phase.ENTWURF: _entwurf,
    Phase.VORBEREITUNG: _vorbereitung,
    Phase.DURCHFUEHRUNG: _durchfuehrung,
    Phase.NACHBEREITUNG: _nachbereitung,
}


def _vorschlaege(konferenz: Konferenz, z: Zahlen) -> list[Aufgabe]:
    """People at the door named institutions that the directory does not know."""
    if not z.ohne_verzeichnis:
        return []
    titel = ngettext(
        "%(zahl)s Person kommt aus einer Einrichtung, die nicht im Verzeichnis steht",
        "%(zahl)s Personen kommen aus Einrichtungen, die nicht im Verzeichnis stehen",
        z.ohne_verzeichnis,
    )
    url = _url_veranstalter("teilnehmer:vorschlaege", konferenz)
    return [Aufgabe(titel % {"zahl": z.ohne_verzeichnis}, url, PRUEFEN, _("Vorschläge ansehen"))]


def _neue_themen(konferenz: Konferenz, z: Zahlen) -> list[Aufgabe]:
    if not z.neue_themen:
        return []
    titel = ngettext("%(zahl)s neues Thema ansehen", "%(zahl)s neue Themen ansehen", z.neue_themen)
    return [
        Aufgabe(titel % {"zahl": z.neue_themen}, _url("themen:verwaltung_themen", konferenz), NEU, _("Themen ansehen"))
    ]


def _moderation_link(konferenz: Konferenz, z: Zahlen) -> Aufgabe:
    return Aufgabe(
        _("Moderation: persönlichen Link übergeben"),
        _url("konferenz:links", konferenz),
        ERLEDIGT if z.links else OFFEN,
        _("Link erstellen"),
        _("Mit diesem Link führt die Moderation durch den Tag."),
    )


def _tore(konferenz: Konferenz) -> list[TorStand]:
    titel = {"anmeldung": _("Anmeldung"), "themen": _("Themen"), "gruppenwahl": _("Gruppenwahl"), "karten": _("Karten")}
    return [TorStand(titel[tor], is_tor_offen(konferenz, tor), tor_grund(konferenz, tor)) for tor in TORNAMEN]


def _phasen(konferenz: Konferenz) -> list[PhasenStand]:
    """Every phase with the day it last began; the day itself is known in advance."""
    began = {wechsel.nach: wechsel.am for wechsel in konferenz.phasenwechsel.order_by("am", "pk")}
    began.setdefault(Phase.ENTWURF, konferenz.angelegt_am)
    phasen = list(Phase)
    jetzt = phasen.index(Phase(konferenz.phase))
    stand = []
    for index, phase in enumerate(phasen):
        wann = ""
        if index <= jetzt and phase in began:
            wann = _("seit %(tag)s") % {"tag": _tag(timezone.localdate(began[phase]))}
        elif index > jetzt and phase == Phase.DURCHFUEHRUNG:
            wann = _tag(konferenz.datum)
        stand.append(PhasenStand(str(phase.label), wann, index < jetzt, index == jetzt))
    return stand


def _tag(tag) -> str:
    return f"{tag.day}. {MONATE[tag.month - 1]}"


def _url(name: str, konferenz: Konferenz) -> str:
    return reverse(name, args=[konferenz.veranstalter.slug, konferenz.slug])


def _url_veranstalter(name: str, konferenz: Konferenz) -> str:
    return reverse(name, args=[konferenz.veranstalter.slug])
