"""The table phase × action × role, written out, and what the gates add to it."""

import datetime

import pytest
from django.utils import timezone

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Programmpunkt
from konferenz.permissions import TORE, TORNAMEN, Handlung, erlaubt, is_tor_offen, tor_grund
from tests.factories import make_konferenz, make_programmpunkt

pytestmark = pytest.mark.django_db
Art = Programmpunkt.Art
Phase = Konferenz.Phase

# Letters: Entwurf, Vorbereitung, Durchführung, Nachbereitung, Veröffentlicht, Archiviert; gates open.
TABELLE = """
handlung             leitung planung lesend moderation hilfe einrichtung teilnahme oeffentlich system
ankuendigung_sehen   EVDNVA  EVDNVA  EVDNVA .VDNVA     .VDNVA .VDNVA     .VDNVA    .VDNVA      ......
ergebnisse_sehen     EVDNVA  EVDNVA  EVDNVA ..DNVA     ....VA ....VA     ....VA    ....VA      ......
planen               EVDN..  EVDN..  ...... ......     ...... ......     ......    ......      ......
einladen             .VD...  .VD...  ...... ......     ...... ......     ......    ......      ......
phase_wechseln       EVDNVA  EVDNVA  ...... ......     ...... ......     ......    ......      ......
veroeffentlichen     ...NV.  ......  ...... ......     ...... ......     ......    ......      ......
tore_stellen         .VD...  .VD...  ...... .VD...     ...... ......     ......    ......      ......
ablauf_steuern       ..D...  ..D...  ...... ..D...     ...... ......     ......    ......      ......
anmelden             .VD...  .VD...  ...... ..D...     ..D... .VD...     ......    ......      ......
abmelden             .VD...  .VD...  ...... ......     ...... .VD...     .VD...    ......      ......
anfragen             ......  ......  ...... ......     ...... ......     ......    .V....      ......
absagen              .VD...  .VD...  ...... ......     ...... ......     ......    ......      ......
benachrichtigen      .VDNV.  .VDNV.  ...... ......     ...... ......     ......    ......      ......
thema_vorschlagen    .VD...  .VD...  ...... .VD...     ..D... .VD...     .VD...    ......      ......
mitstreiten          .VD...  .VD...  ...... ..D...     ..D... ......     .VD...    ......      ......
gruppen_bilden       .VDN..  .VDN..  ...... .VD...     ...... ......     ......    ......      ......
anwesenheit          ..DN..  ..DN..  ...... ..D...     ..D... ......     ......    ......      ......
gruppe_waehlen       ......  ......  ...... ......     ...... ......     ..D...    ......      ......
gruppe_wechseln      ......  ......  ...... ......     ...... ......     ..D...    ......      ......
rolle_uebernehmen    ..D...  ..D...  ...... ..D...     ..D... ......     ..D...    ......      ......
zuordnen             ..DN..  ..DN..  ...... ..D...     ..D... ......     ......    ......      ......
karte_schreiben      ..DN..  ..DN..  ...... ..DN..     ..D... ......     ..D...    ......      ......
punkte_kleben        ..DN..  ..DN..  ...... ..D...     ..D... ......     ..D...    ......      ......
massnahme_schreiben  ..DN..  ..DN..  ...... ..DN..     ..D... ......     ..D...    ......      ......
massnahme_verfolgen  ...NV.  ...NV.  ...... ......     ...... ......     ......    ......      ......
foto_hinzufuegen     ..DN..  ..DN..  ...... ..DN..     ..D... ......     ..D...    ......      ......
foto_entfernen       ..DNVA  ..DNVA  ...... ......     ...... ......     ......    ......      ......
protokoll_intern     EVDNVA  EVDNVA  EVDNVA ..DNVA     ...... ......     ......    ......      ......
protokoll_bearbeiten ..DNV.  ..DNV.  ...... ......     ...... ......     ......    ......      ......
protokoll_anmerken   ...NV.  ...NV.  ...... ...NV.     ...... ......     ...NV.    ......      ......
protokoll_vorlegen   ...NV.  ...NV.  ...... ......     ...... ......     ......    ......      ......
protokoll_freigeben  ...NV.  ......  ...... ......     ...... ......     ......    ......      ......
kontakt_wuenschen    ..DN..  ..DN..  ...... ..D...     ..D... ......     ..DN..    ......      ......
rueckmeldung_geben   ..DN..  ..DN..  ...... ..DN..     ..D... ......     ..DN..    ......      ......
rueckmeldung_auswerten ..DNV. ..DNV. ...... ......     ...... ......     ......    ......      ......
bericht_schreiben    ..DNV.  ..DN..  ...... ......     ...... ......     ......    ......      ......
oeffentlich_zuruecknehmen ....VA ....VA ...... ......  ...... ......     ......    ......      ......
konferenz_ausgeben   EVDNVA  ......  ...... ......     ...... ......     ......    ......      EVDNVA
"""
ROWS = [line.split() for line in TABELLE.strip().splitlines()]
CASES = [
    (Handlung(row[0]), Rolle(rolle), phasen)
    for row in ROWS[1:]
    for rolle, phasen in zip(ROWS[0][1:], row[1:], strict=True)
]


def test_table_names_every_action_and_every_role():
    assert [row[0] for row in ROWS[1:]] == [handlung.value for handlung in Handlung]
    assert ROWS[0][1:] == [rolle.value for rolle in Rolle]


@pytest.mark.parametrize(("handlung", "rolle", "phasen"), CASES, ids=lambda value: getattr(value, "value", value))
def test_erlaubt_follows_the_table_when_gates_are_open(handlung, rolle, phasen):
    konferenz = Konferenz(
        datum=timezone.localdate(), offene_anmeldung=True, **{f"tor_{tor}": "offen" for tor in TORE.values()}
    )
    konferenz.punkte = [Programmpunkt(art=Art.RUECKMELDUNG, begonnen_am=timezone.now())]

    def letter(phase):
        konferenz.phase = phase
        return phase.value[0].upper() if erlaubt(konferenz, handlung, Akteur(rolle)) else "."

    assert "".join(letter(phase) for phase in Phase) == phasen


@pytest.mark.parametrize("handlung", list(TORE))
def test_closed_gate_stops_guests_but_not_those_who_run_the_day(handlung):
    konferenz = Konferenz(
        datum=timezone.localdate(), phase=Phase.DURCHFUEHRUNG, **{f"tor_{tor}": "geschlossen" for tor in TORE.values()}
    )
    guests = [rolle for rolle in (Rolle.EINRICHTUNG, Rolle.TEILNAHME) if erlaubt(konferenz, handlung, Akteur(rolle))]
    assert guests == []
    if handlung not in (Handlung.GRUPPE_WAEHLEN, Handlung.ANFRAGEN):
        assert erlaubt(konferenz, handlung, Akteur(Rolle.MODERATION)) is True


def test_strangers_register_only_where_open_registration_is_switched_on_and_the_gate_is_open():
    konferenz = Konferenz(datum=timezone.localdate(), phase=Phase.VORBEREITUNG, offene_anmeldung=True)
    jemand = Akteur(Rolle.OEFFENTLICH)
    assert erlaubt(konferenz, Handlung.ANFRAGEN, jemand) is True
    konferenz.tor_anmeldung = "geschlossen"
    assert erlaubt(konferenz, Handlung.ANFRAGEN, jemand) is False
    konferenz.tor_anmeldung, konferenz.offene_anmeldung = "offen", False
    assert erlaubt(konferenz, Handlung.ANFRAGEN, jemand) is False


def test_cancelled_conference_can_be_told_to_everybody_and_cancelled_again_for_another_reason():
    konferenz = Konferenz(datum=timezone.localdate(), phase=Phase.VORBEREITUNG, abgesagt_am=timezone.now())
    planung = Akteur(Rolle.PLANUNG)
    assert erlaubt(konferenz, Handlung.ABSAGEN, planung) is True
    assert erlaubt(konferenz, Handlung.BENACHRICHTIGEN, planung) is True
    assert erlaubt(konferenz, Handlung.EINLADEN, planung) is False


def test_cancelled_conference_lets_people_leave_but_nobody_join():
    konferenz = Konferenz(
        datum=timezone.localdate(), phase=Phase.VORBEREITUNG, tor_anmeldung="offen", abgesagt_am=timezone.now()
    )
    einrichtung = Akteur(Rolle.EINRICHTUNG)
    assert erlaubt(konferenz, Handlung.ANMELDEN, einrichtung) is False
    assert erlaubt(konferenz, Handlung.ABMELDEN, einrichtung) is True
    assert erlaubt(konferenz, Handlung.EINLADEN, Akteur(Rolle.PLANUNG)) is False


def test_nobody_is_invited_to_a_day_that_has_passed():
    konferenz = Konferenz(datum=timezone.localdate(), phase=Phase.VORBEREITUNG)
    assert erlaubt(konferenz, Handlung.EINLADEN, Akteur(Rolle.PLANUNG)) is True
    konferenz.datum -= datetime.timedelta(days=1)
    assert erlaubt(konferenz, Handlung.EINLADEN, Akteur(Rolle.PLANUNG)) is False


def test_registration_is_open_up_to_and_including_the_last_day():
    heute = timezone.localdate()
    datum = heute + datetime.timedelta(days=20)
    konferenz = make_konferenz(anmeldeschluss=heute, datum=datum)
    assert is_tor_offen(konferenz, "anmeldung") is True
    konferenz.anmeldeschluss = heute - datetime.timedelta(days=1)
    assert is_tor_offen(konferenz, "anmeldung") is False
    assert tor_grund(konferenz, "anmeldung") == "Automatisch, der Anmeldeschluss ist vorbei"
    konferenz.phase, konferenz.anmeldeschluss = Phase.DURCHFUEHRUNG, heute
    assert tor_grund(konferenz, "anmeldung") == "Automatisch, nur in der Vorbereitung"


# What is open by itself when this item of the day runs: themen, gruppenwahl, karten.
ABLAUF = [
    (Art.BEGRUESSUNG, (True, False, False)),
    (Art.THEMEN, (True, False, False)),
    (Art.GRUPPENBILDUNG, (False, True, False)),
    (Art.PAUSE, (False, True, False)),
    (Art.GRUPPENARBEIT, (False, False, True)),
    (Art.ERGEBNISSE, (False, False, True)),
]


@pytest.mark.parametrize(("running", "expected"), ABLAUF)
def test_automatic_gates_follow_the_running_item(running, expected):
    konferenz = make_konferenz(phase=Phase.DURCHFUEHRUNG, datum=timezone.localdate())
    for art, _expected in ABLAUF:
        ended = [a for a, _ in ABLAUF].index(art) < [a for a, _ in ABLAUF].index(running)
        begonnen = timezone.now() if ended or art == running else None
        make_programmpunkt(konferenz, art=art, begonnen_am=begonnen, beendet_am=begonnen if ended else None)

    assert tuple(is_tor_offen(konferenz, tor) for tor in ("themen", "gruppenwahl", "karten")) == expected
    assert (
        tor_grund(konferenz, "gruppenwahl")
        == {
            Art.BEGRUESSUNG: "Automatisch, öffnet mit „Gruppenbildung“",
            Art.THEMEN: "Automatisch, öffnet mit „Gruppenbildung“",
            Art.GRUPPENBILDUNG: "Automatisch, bis „Gruppenarbeit“ beginnt",
            Art.PAUSE: "Automatisch, bis „Gruppenarbeit“ beginnt",
            Art.GRUPPENARBEIT: "Automatisch, wer schon eine Gruppe hat, darf wechseln",
            Art.ERGEBNISSE: "Automatisch, die Gruppenarbeit ist zu Ende",
        }[running]
    )


def test_gates_of_the_day_are_shut_before_and_after_it():
    for phase in Phase:
        konferenz = make_konferenz(phase=phase)
        is_open = {tor for tor in TORNAMEN if is_tor_offen(konferenz, tor)}
        assert is_open == {
            Phase.VORBEREITUNG: {"anmeldung", "themen"},
            Phase.DURCHFUEHRUNG: {"themen"},
        }.get(phase, set())


def open_for_guests(konferenz) -> bool:
    return erlaubt(Konferenz.objects.get(pk=konferenz.pk), Handlung.RUECKMELDUNG_GEBEN, Akteur(Rolle.TEILNAHME))


def test_feedback_opens_with_its_item_or_a_later_one():
    konferenz = make_konferenz(phase=Phase.DURCHFUEHRUNG, datum=timezone.localdate())
    assert open_for_guests(konferenz) is False
    punkte = [make_programmpunkt(konferenz, art=art) for art in (Art.GRUPPENARBEIT, Art.RUECKMELDUNG, Art.AUSBLICK)]
    for punkt, expected in zip(punkte, (False, True, True), strict=True):
        konferenz.programmpunkte.update(begonnen_am=None)
        konferenz.programmpunkte.filter(pk=punkt.pk).update(begonnen_am=timezone.now())
        assert open_for_guests(konferenz) is expected


def test_feedback_without_an_item_of_its_own_opens_with_the_last_item():
    konferenz = make_konferenz(phase=Phase.DURCHFUEHRUNG, datum=timezone.localdate())
    make_programmpunkt(konferenz, begonnen_am=timezone.now(), beendet_am=timezone.now())
    letzter = make_programmpunkt(konferenz, art=Art.AUSBLICK)
    assert open_for_guests(konferenz) is False
    konferenz.programmpunkte.filter(pk=letzter.pk).update(begonnen_am=timezone.now())
    assert open_for_guests(konferenz) is True


def test_feedback_stays_open_for_guests_two_weeks_and_for_paper_as_long_as_the_phase():
    konferenz = make_konferenz(phase=Phase.NACHBEREITUNG, datum=timezone.localdate() - datetime.timedelta(days=14))
    assert open_for_guests(konferenz) is True
    konferenz.datum -= datetime.timedelta(days=1)
    konferenz.save()
    assert open_for_guests(konferenz) is False
    assert erlaubt(konferenz, Handlung.RUECKMELDUNG_GEBEN, Akteur(Rolle.PLANUNG)) is True


def test_who_is_in_a_group_may_change_it_while_the_groups_work():
    konferenz = make_konferenz(phase=Phase.DURCHFUEHRUNG, datum=timezone.localdate())
    bildung, arbeit = (make_programmpunkt(konferenz, art=art) for art in (Art.GRUPPENBILDUNG, Art.GRUPPENARBEIT))
    jemand = Akteur(Rolle.TEILNAHME)

    def may() -> tuple[bool, bool]:
        frisch = Konferenz.objects.get(pk=konferenz.pk)
        return tuple(erlaubt(frisch, h, jemand) for h in (Handlung.GRUPPE_WAEHLEN, Handlung.GRUPPE_WECHSELN))

    assert may() == (False, False)
    Programmpunkt.objects.filter(pk=bildung.pk).update(begonnen_am=timezone.now())
    assert may() == (True, True)
    Programmpunkt.objects.filter(pk=bildung.pk).update(beendet_am=timezone.now())
    Programmpunkt.objects.filter(pk=arbeit.pk).update(begonnen_am=timezone.now())
    assert may() == (False, True)
    Konferenz.objects.update(tor_gruppenwahl="geschlossen")
    assert may() == (False, False)
    Konferenz.objects.update(tor_gruppenwahl="automatisch")
    Programmpunkt.objects.filter(pk=arbeit.pk).update(beendet_am=timezone.now())
    assert may() == (False, False)
