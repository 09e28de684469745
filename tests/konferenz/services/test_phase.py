import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Aussendung, Konferenz, Verlauf
from konferenz.services.fehler import NichtErlaubt, Veraltet
from konferenz.services.phase import advance_phase, missing_for, revert_phase, set_tor
from tests.factories import (
    make_akteur,
    make_konferenz,
    make_konferenz_heute,
    make_leitfrage,
    make_programmpunkt,
    make_veranstalter,
)

pytestmark = pytest.mark.django_db
Phase = Konferenz.Phase
PLANUNG = make_akteur(Rolle.PLANUNG)
LEITUNG = make_akteur(Rolle.LEITUNG)
FERTIG = {"impressum": "Gemeinde", "datenschutz": "Hinweise", "barrierefreiheit": "Erklärung"}


def test_vorbereitung_needs_place_a_coming_day_and_a_question():
    konferenz = make_konferenz(phase="entwurf", ort=" ", datum=timezone.localdate() - datetime.timedelta(days=1))
    assert missing_for(konferenz, Phase.VORBEREITUNG) == [
        "Das Datum liegt in der Vergangenheit.",
        "Es fehlt der Ort.",
        "Es fehlt mindestens eine Leitfrage.",
    ]
    with pytest.raises(ValidationError):
        advance_phase(konferenz, by=PLANUNG)
    konferenz.refresh_from_db()
    assert konferenz.phase == Phase.ENTWURF
    assert konferenz.phasenwechsel.count() == 0


def test_vorbereitung_begins_and_is_written_into_history():
    konferenz = make_konferenz(phase="entwurf")
    make_leitfrage(konferenz)
    assert advance_phase(konferenz, by=PLANUNG).phase == Phase.VORBEREITUNG
    wechsel = konferenz.phasenwechsel.get()
    assert (wechsel.von, wechsel.nach, wechsel.grund) == ("entwurf", "vorbereitung", "")
    assert Verlauf.objects.get().satz == "Phase gewechselt: Entwurf → Vorbereitung."


def test_durchfuehrung_begins_at_the_earliest_the_day_before():
    tag = timezone.localdate() + datetime.timedelta(days=2)
    konferenz = make_konferenz(datum=tag)
    make_programmpunkt(konferenz)
    assert len(missing_for(konferenz, Phase.DURCHFUEHRUNG)) == 1
    konferenz.datum = timezone.localdate() + datetime.timedelta(days=1)
    assert missing_for(konferenz, Phase.DURCHFUEHRUNG) == []


def test_durchfuehrung_needs_a_programme_and_no_cancellation():
    konferenz = make_konferenz(datum=timezone.localdate(), abgesagt_am=timezone.now())
    assert missing_for(konferenz, Phase.DURCHFUEHRUNG) == [
        "Die Konferenz ist abgesagt.",
        "Es fehlt ein Programm. Danach richten sich Gruppenwahl und Karten.",
    ]


def test_nachbereitung_ends_what_still_runs():
    konferenz = make_konferenz_heute()
    punkt = make_programmpunkt(konferenz, begonnen_am=timezone.now())
    advance_phase(konferenz, by=PLANUNG)
    punkt.refresh_from_db()
    assert punkt.beendet_am is not None


def test_publishing_is_for_the_leitung_and_needs_the_legal_pages():
    konferenz = make_konferenz(phase="nachbereitung", veranstalter=make_veranstalter())
    with pytest.raises(NichtErlaubt):
        advance_phase(konferenz, by=PLANUNG)
    with pytest.raises(ValidationError) as error:
        advance_phase(konferenz, by=LEITUNG)
    assert error.value.messages == [
        "Bitte vervollständigen Sie das Impressum in den Einstellungen.",
        "Bitte vervollständigen Sie die Datenschutzhinweise in den Einstellungen.",
        "Bitte vervollständigen Sie die Erklärung zur Barrierefreiheit in den Einstellungen.",
    ]


def test_leitung_publishes_when_the_legal_pages_are_complete_and_it_was_shown():
    konferenz = make_konferenz(phase="nachbereitung", veranstalter=make_veranstalter(**FERTIG))
    with pytest.raises(NichtErlaubt, match="Bitte sehen Sie zuerst an, was öffentlich wird"):
        advance_phase(konferenz, by=LEITUNG)
    assert advance_phase(konferenz, is_gezeigt=True, by=LEITUNG).phase == Phase.VEROEFFENTLICHT


def test_a_placeholder_left_in_a_legal_page_stops_publishing():
    texte = FERTIG | {"impressum": "Vertreten durch [bitte ergänzen: Name]"}
    konferenz = make_konferenz(phase="nachbereitung", veranstalter=make_veranstalter(**texte))
    assert missing_for(konferenz, Phase.VEROEFFENTLICHT) == [
        "Bitte vervollständigen Sie das Impressum in den Einstellungen."
    ]


def test_a_double_click_goes_one_phase_only():
    konferenz = make_konferenz(phase="entwurf")
    make_leitfrage(konferenz)
    advance_phase(konferenz, nach="vorbereitung", by=PLANUNG)
    again = advance_phase(Konferenz.objects.get(pk=konferenz.pk), nach="vorbereitung", by=PLANUNG)
    assert again.phase == Phase.VORBEREITUNG
    assert konferenz.phasenwechsel.count() == 1


def test_agreeing_to_a_phase_that_is_not_next_changes_nothing():
    konferenz = make_konferenz(phase="entwurf")
    make_leitfrage(konferenz)
    with pytest.raises(Veraltet):
        advance_phase(konferenz, nach="durchfuehrung", by=PLANUNG)


@pytest.mark.parametrize("rolle", [Rolle.LESEND, Rolle.MODERATION, Rolle.HILFE, Rolle.EINRICHTUNG, Rolle.TEILNAHME])
def test_other_roles_change_no_phase(rolle):
    konferenz = make_konferenz(phase="entwurf")
    make_leitfrage(konferenz)
    with pytest.raises(NichtErlaubt):
        advance_phase(konferenz, by=make_akteur(rolle))


def test_going_back_needs_a_reason():
    konferenz = make_konferenz()
    with pytest.raises(ValidationError) as error:
        revert_phase(konferenz, "  ", by=PLANUNG)
    assert error.value.message_dict == {"grund": ["Bitte nennen Sie einen Grund."]}
    assert revert_phase(konferenz, "Der Saal ist weg.", by=PLANUNG).phase == Phase.ENTWURF
    assert konferenz.phasenwechsel.get().grund == "Der Saal ist weg."


def test_back_to_the_day_no_letter_is_left_that_leads_to_the_minutes():
    konferenz = make_konferenz_heute(phase="nachbereitung")
    for betreff, anlass, am in (
        ("Entwurf", "protokoll", None),
        ("Hinaus", "protokoll", timezone.now()),
        ("Rundmail", "rundmail", None),
    ):
        Aussendung.objects.create(konferenz=konferenz, anlass=anlass, betreff=betreff, text="{link}", freigegeben_am=am)
    revert_phase(konferenz, "Zu früh", by=PLANUNG)
    assert set(konferenz.aussendungen.values_list("betreff", flat=True)) == {"Hinaus", "Rundmail"}
    assert sorted(Verlauf.objects.values_list("satz", flat=True)) == [
        "1 vorbereitete E-Mail zum Protokoll verworfen, sie stimmte nicht mehr.",
        "Phase gewechselt: Nachbereitung → Durchführung.",
    ]


def test_letters_stay_where_the_minutes_do():
    konferenz = make_konferenz(phase="archiviert")
    Aussendung.objects.create(konferenz=konferenz, anlass="protokoll", betreff="Entwurf", text="{link}")
    revert_phase(konferenz, "Zu früh", by=PLANUNG)
    revert_phase(konferenz, "Fehler", takes_down=True, by=LEITUNG)
    assert (konferenz.aussendungen.count(), Konferenz.objects.get().phase) == (1, Phase.NACHBEREITUNG)


@pytest.mark.parametrize("by", [PLANUNG, LEITUNG])
def test_a_publication_is_taken_back_by_taking_down_only(by):
    konferenz = make_konferenz(phase="veroeffentlicht")
    with pytest.raises(NichtErlaubt, match="Bitte nehmen Sie die Ergebnisse hier herunter"):
        revert_phase(konferenz, "Fehler im Text", by=by)
    assert revert_phase(konferenz, "Fehler im Text", takes_down=True, by=by).phase == Phase.NACHBEREITUNG


def test_the_archive_goes_back_without_taking_anything_down():
    konferenz = make_konferenz(phase="archiviert")
    assert revert_phase(konferenz, "Zu früh", by=PLANUNG).phase == Phase.VEROEFFENTLICHT


def test_a_gate_is_set_by_hand_and_recorded():
    konferenz = make_konferenz()
    assert set_tor(konferenz=konferenz, tor="themen", stellung="geschlossen", by=PLANUNG).tor_themen == "geschlossen"
    assert Verlauf.objects.get().satz == "Tor „Themen“: Von Hand geschlossen."


def test_an_unknown_gate_or_state_is_refused():
    konferenz = make_konferenz()
    for tor, stellung in [("phase", "offen"), ("themen", "kaputt")]:
        with pytest.raises(ValidationError):
            set_tor(konferenz=konferenz, tor=tor, stellung=stellung, by=PLANUNG)


def test_gates_of_a_draft_stay_automatic():
    with pytest.raises(NichtErlaubt):
        set_tor(konferenz=make_konferenz(phase="entwurf"), tor="themen", stellung="offen", by=PLANUNG)
