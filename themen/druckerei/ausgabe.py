"""Each print of the shop: what it is called, where it is kept, and how it is made when it is new."""

import datetime
from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils.text import Truncator, get_valid_filename
from django.utils.translation import gettext as _

from konferenz import texte
from konferenz.models import Konferenz
from konferenz.pdf import Ablage, Druck
from themen.druckerei import gross, sammeln, schilder
from themen.protokoll.ausgabe import Ausgabe
from themen.protokoll.druck import BOGEN_ZEILEN

MITSTREITER_ZEILEN = 18


def print_namensschilder(konferenz: Konferenz, wahl: dict) -> Ausgabe:
    """Badges of the chosen people, then blank ones; None of both gives a sheet of writing lines."""
    format = schilder.FORMATE[wahl["format"]]
    personen = sammeln.collect_personen(
        konferenz,
        seit=wahl["seit"],
        einrichtung=wahl["einrichtung"],
        person=wahl["person"],
        mit_gruppe=wahl["gruppe"],
    )
    leere = wahl["leere"] or (0 if personen else format.je_bogen)

    def make() -> Druck:
        start = (wahl["start"] - 1) % format.je_bogen + 1
        boegen = schilder.make_boegen(schilder.make_schilder(personen, format, leere=leere), format, start=start)
        return _schilder(konferenz, format, wahl, boegen, rahmen=wahl["rahmen"])

    stand = (personen, format, leere, [wahl[name] for name in ("x", "y", "start", "rahmen")])
    return Ausgabe(_ablage(konferenz, "schilder", stand, _("Namensschilder")), make)


def print_probebogen(konferenz: Konferenz, wahl: dict) -> Ausgabe:
    """Frames alone, to hold against the sheet of labels."""
    format = schilder.FORMATE[wahl["format"]]

    def make() -> Druck:
        return _schilder(konferenz, format, wahl, schilder.make_probebogen(format), rahmen=True)

    return Ausgabe(_ablage(konferenz, "probebogen", (format, wahl["x"], wahl["y"]), _("Probebogen")), make)


def _schilder(konferenz: Konferenz, format: schilder.Format, wahl: dict, boegen, *, rahmen: bool) -> Druck:
    kopf = sammeln.collect_kopf(konferenz)
    context = {
        "kopf": kopf,
        "absender": kopf.absender,
        "format": format,
        "kopfzeile": schilder.head(format),
        "masse": schilder.style_sheet(format, wahl["x"], wahl["y"]),
        "boegen": boegen,
        "rahmen": rahmen,
    }
    return Druck(render_to_string("themen/druck/schilder.html", context))


def print_liste(konferenz: Konferenz, wahl: dict) -> Ausgabe:
    """The list to sign, by institution, with rows for whoever comes without having registered."""
    personen = sammeln.by_einrichtung(sammeln.collect_personen(konferenz))
    kopf = sammeln.collect_kopf(konferenz)
    ende = destruction_day(konferenz.datum, wahl["monate"])

    def make() -> Druck:
        freie = range(len(personen) + 1, len(personen) + wahl["zeilen"] + 1)
        context = {
            "kopf": kopf,
            "absender": kopf.absender,
            "personen": personen,
            "freie": freie,
            "haken": wahl["haken"],
            "fuss_links": _(
                "Zweck: Nachweis der Teilnahme und Protokoll der Konferenz.\n"
                "Ihre Rechte: %(adresse)s. Diese Liste wird bis zum %(tag)s vernichtet."
            )
            % {"adresse": kopf.datenschutz, "tag": texte.datum(ende)},
        }
        return Druck(render_to_string("themen/druck/liste.html", context))

    if not wahl["haken"]:  # otherwise the print would be another one with every arrival
        stand = [(p.name, p.einrichtung) for p in personen]
    else:
        stand = personen
    return Ausgabe(_ablage(konferenz, "liste", (kopf, stand, sorted(wahl.items())), _("Teilnahmeliste")), make)


def destruction_day(datum: datetime.date, monate: int) -> datetime.date:
    """The same day so many months later, or the last of a shorter month."""
    jahr, monat = divmod(datum.month - 1 + monate, 12)
    first_of_next = datetime.date(datum.year + jahr + (monat + 1) // 12, (monat + 1) % 12 + 1, 1)
    last = (first_of_next - datetime.timedelta(days=1)).day
    return datetime.date(datum.year + jahr, monat + 1, min(datum.day, last))


def print_tuerschilder(konferenz: Konferenz, wahl: dict) -> Ausgabe:
    """The hall and the rooms of groups, with an arrow if they are to show the way."""
    kopf, gruppen = sammeln.collect_kopf(konferenz), sammeln.collect_gruppen(konferenz)

    def make() -> Druck:
        context = {
            "kopf": kopf,
            "absender": kopf.absender,
            "schilder": gross.make_tuerschilder(kopf, gruppen, mit_pfeil=bool(wahl["pfeil"])),
            "pfeil": wahl["pfeil"],
            "pfeil_worte": gross.PFEILE.get(wahl["pfeil"], ""),
        }
        return Druck(render_to_string("themen/druck/tuerschild.html", context))

    return Ausgabe(_ablage(konferenz, "tueren", (kopf, gruppen, wahl["pfeil"]), _("Türschilder")), make)


def print_gruppenschilder(konferenz: Konferenz) -> Ausgabe | None:
    """A large sign for each group, None while there is none."""
    kopf, gruppen = sammeln.collect_kopf(konferenz), sammeln.collect_gruppen(konferenz)
    if not gruppen:
        return None
    return Ausgabe(
        _ablage(konferenz, "gruppenschilder", (kopf, gruppen), _("Gruppenschilder")),
        lambda: _karten(kopf, "themen/druck/gruppenschild.html", gross.make_gruppenschilder(gruppen)),
    )


def print_tischkarten(konferenz: Konferenz, wahl: dict) -> Ausgabe | None:
    """For the groups or for the tables of the short talks; two a sheet to cut, or one to fold."""
    kopf = sammeln.collect_kopf(konferenz)
    gruppen = sammeln.collect_gruppen(konferenz) if wahl["art"] == "gruppen" else ()
    if wahl["art"] == "gruppen" and not gruppen:
        return None

    def make() -> Druck:
        karten = gross.make_tischkarten_gruppen(gruppen) if gruppen else gross.make_tischkarten_nummern(wahl["tische"])
        falten = wahl["form"] == "falten"
        seiten = [(k, k) for k in karten] if falten else [tuple(karten[i : i + 2]) for i in range(0, len(karten), 2)]
        return _karten(kopf, "themen/druck/tischkarten.html", seiten, falten=falten)

    return Ausgabe(_ablage(konferenz, "tischkarten", (kopf, gruppen, sorted(wahl.items())), _("Tischkarten")), make)


def _karten(kopf, template: str, karten: Sequence, **variables) -> Druck:
    return Druck(render_to_string(template, {"kopf": kopf, "absender": kopf.absender, "karten": karten} | variables))


def print_themenkarten(konferenz: Konferenz) -> Ausgabe:
    """Four cards a sheet to write a topic on by hand."""
    kopf = sammeln.collect_kopf(konferenz)
    return Ausgabe(
        _ablage(konferenz, "themenkarten", kopf, _("Themenkarten")),
        lambda: _karten(kopf, "themen/druck/themenkarten.html", range(4)),
    )


def print_gruppenboegen(konferenz: Konferenz, *, mit_namen: bool = False) -> Ausgabe | None:
    """The form to fill in by hand, with number and topic of each group; two sides a group."""
    kopf, gruppen = sammeln.collect_kopf(konferenz), sammeln.collect_gruppen(konferenz, mit_namen=mit_namen)
    if not gruppen:
        return None

    def make() -> Druck:
        context = {
            "gruppen": gruppen,
            "zeilen": BOGEN_ZEILEN,
            "absender": kopf.absender,
            "kopf": kopf,
            "fuss_links": _foot(kopf, _("Gruppenbogen")),
        }
        return Druck(render_to_string("themen/druck/gruppenboegen.html", context))

    return Ausgabe(_ablage(konferenz, "boegen", (kopf, gruppen), _("Gruppenbögen")), make)


def print_mitstreiter(konferenz: Konferenz, wahl: dict) -> Ausgabe:
    """A sheet for each group on which people sign up by hand; a blank one while there are no groups."""
    kopf, gruppen = sammeln.collect_kopf(konferenz), sammeln.collect_gruppen(konferenz)
    ende = destruction_day(konferenz.datum, wahl["monate"])

    def make() -> Druck:
        context = {
            "gruppen": gruppen or [None],
            "zeilen": range(1, MITSTREITER_ZEILEN + 1),
            "kopf": kopf,
            "absender": kopf.absender,
            "fuss_links": _(
                "Zweck: Arbeit der Gruppe und Protokoll der Konferenz.\n"
                "Ihre Rechte: %(adresse)s. Dieses Blatt wird bis zum %(tag)s vernichtet."
            )
            % {"adresse": kopf.datenschutz, "tag": texte.datum(ende)},
        }
        return Druck(render_to_string("themen/druck/mitstreiter.html", context))

    return Ausgabe(_ablage(konferenz, "mitstreiter", (kopf, gruppen, ende), _("Wer macht mit")), make)


def _foot(kopf, name: str) -> str:
    return f"{Truncator(kopf.titel).chars(60)}, {texte.datum(kopf.datum)} · {name}"


def _ablage(konferenz: Konferenz, teil: str, stand, titel: str) -> Ablage:
    return Ablage(
        veranstalter=konferenz.veranstalter,
        ort=f"druck-{konferenz.pk}-{teil}",
        stand=repr(stand),
        name=f"{get_valid_filename(f'{titel} {konferenz.titel[:80]}')}.pdf",
    )
