"""The officer's overview: what is due, gates, seats, phases, radar."""

import datetime

import pytest
from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Aussendung, Konferenz, Phasenwechsel, Zugang
from konferenz.texte import datum
from teilnehmer.models import Nachricht
from tests.factories import (
    make_anmeldung,
    make_einladung,
    make_einrichtung,
    make_foto,
    make_kleingruppe,
    make_konferenz,
    make_konferenz_heute,
    make_leitfrage,
    make_massnahme,
    make_mitglied,
    make_programmpunkt,
    make_themenvorschlag,
    make_zugang,
)
from tests.themen.protokoll_daten import release
from themen.models import Protokollanmerkung, Protokollstand
from themen.uebersicht.stand import collect_uebersicht, list_aufgaben
from themen.uebersicht.zahlen import count

pytestmark = pytest.mark.django_db
Phase = Konferenz.Phase


def url(konferenz) -> str:
    return f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/"


def text(response) -> str:
    return response.content.decode().replace("\u00ad", "").replace("\u00a0", " ")


def due(konferenz) -> list[tuple[str, str]]:
    konferenz = Konferenz.objects.select_related("veranstalter").get(pk=konferenz.pk)
    return [(task.titel, task.stand) for task in list_aufgaben(konferenz, count(konferenz))]


def invite(konferenz, art="kita", **overrides):
    overrides.setdefault("versandt_am", timezone.now())
    return make_einladung(konferenz, make_einrichtung(konferenz.veranstalter, art=art), **overrides)


# What is due


def test_a_draft_needs_questions_and_a_programme_first():
    konferenz = make_konferenz(phase=Phase.ENTWURF)
    assert due(konferenz)[:2] == [("Leitfragen festlegen", "offen"), ("Programm planen", "offen")]
    make_leitfrage(konferenz)
    make_programmpunkt(konferenz)
    assert due(konferenz) == [
        ("Vorbereitung beginnen", "offen"),
        ("Öffentliche Seite ansehen", "pruefen"),
        ("Leitfragen festlegen", "erledigt"),
        ("Programm planen", "erledigt"),
    ]


def test_missing_answers_come_first_in_the_preparation():
    konferenz = make_konferenz()
    make_programmpunkt(konferenz)
    for antwort in ("offen", "offen", "zugesagt"):
        invite(konferenz, antwort=antwort)
    make_themenvorschlag(konferenz)
    make_themenvorschlag(konferenz, status="zurueckgezogen")
    assert due(konferenz) == [
        ("2 Einrichtungen haben noch nicht geantwortet", "offen"),
        ("1 neues Thema ansehen", "neu"),
        ("Moderation: persönlichen Link übergeben", "offen"),
        ("Impressum, Datenschutz, Barrierefreiheit ausfüllen", "pruefen"),
        ("Einladungen versenden", "erledigt"),
    ]


def test_finished_legal_pages_are_no_longer_due():
    konferenz = make_konferenz()
    task = ("Impressum, Datenschutz, Barrierefreiheit ausfüllen", "pruefen")
    assert task in due(konferenz)
    for art in ("impressum", "datenschutz", "barrierefreiheit"):
        setattr(konferenz.veranstalter, art, "Alles steht hier.")
    konferenz.veranstalter.save()
    assert task not in due(konferenz)


def test_invitations_that_were_not_sent_are_due():
    konferenz = make_konferenz()
    assert due(konferenz)[0] == ("Noch ist niemand eingeladen", "offen")
    invite(konferenz, versandt_am=None)
    assert due(konferenz)[0] == ("1 Einladung ist noch nicht versandt", "offen")


def test_a_link_for_the_moderation_is_done_until_it_is_revoked():
    konferenz = make_konferenz()
    zugang = make_zugang(konferenz, Zugang.Zweck.MODERATION)
    task = "Moderation: persönlichen Link übergeben"
    assert (task, "erledigt") in due(konferenz)
    zugang.widerrufen_am = timezone.now()
    zugang.save()
    assert (task, "offen") in due(konferenz)


def test_on_the_day_the_day_itself_comes_first():
    konferenz = make_konferenz(datum=timezone.localdate())
    invite(konferenz)
    assert due(konferenz)[0] == ("Heute ist die Konferenz", "offen")


def test_during_the_day_people_without_a_group_are_due():
    konferenz = make_konferenz_heute()
    assert due(konferenz)[0] == ("Noch gibt es keine Gruppe", "offen")
    make_kleingruppe(konferenz)
    make_anmeldung(konferenz, anwesend_am=timezone.now())
    assert due(konferenz)[0] == ("1 Person ist da und in keiner Gruppe", "offen")


def test_a_topic_that_is_in_a_group_is_not_new():
    konferenz = make_konferenz_heute()
    make_kleingruppe(konferenz, themen=[make_themenvorschlag(konferenz)])
    assert count(konferenz).neue_themen == 0


def make_konferenz_danach(**overrides):
    return make_konferenz(**{"phase": Phase.NACHBEREITUNG, "ausblick": "Weiter.", "dank": "Danke.", **overrides})


ZUM_SCHLUSS = [
    ("Text der Ergebnisseite schreiben", "pruefen"),
    ("Ergebnisse veröffentlichen", "offen"),
    ("Ausblick und Dank schreiben", "erledigt"),
]


def test_afterwards_texts_and_minutes_are_due():
    assert due(make_konferenz_danach()) == [("Protokoll prüfen", "offen"), *ZUM_SCHLUSS]


def test_the_way_to_the_release_says_its_next_step():
    konferenz = make_konferenz_danach()
    heute = timezone.localdate()
    stand = Protokollstand.objects.create(konferenz=konferenz, zustand="rueckmeldung", frist=heute)
    Aussendung.objects.create(konferenz=konferenz, anlass="protokoll", betreff="Protokoll", text="Hier: {link}")
    Protokollanmerkung.objects.create(konferenz=konferenz, abschnitt="dank", text="Da fehlt jemand.")
    bis = f"Bis {datum(heute)} kann jede Person, die da war, etwas zum Protokoll anmerken"
    assert due(konferenz)[:3] == [
        ("Die Nachricht zum Protokoll ist noch ein Entwurf", "offen"),
        ("1 Anmerkung zum Protokoll ist zu entscheiden", "offen"),
        (bis, "pruefen"),
    ]
    Aussendung.objects.update(freigegeben_am=timezone.now())
    Protokollanmerkung.objects.update(ergebnis="uebernommen", erledigt_am=timezone.now())
    stand.frist = heute - datetime.timedelta(days=1)
    stand.save()
    assert due(konferenz)[0] == ("Die Frist ist vorbei: Protokoll vorlegen", "offen")
    stand.zustand = "vorgelegt"
    stand.save()
    assert due(konferenz)[0] == ("Das Protokoll ist zur Freigabe vorgelegt", "offen")
    stand.zustand = "freigegeben"
    stand.save()
    assert ("Protokoll freigeben", "erledigt") in due(konferenz)


def test_a_version_that_was_taken_over_is_released_although_it_went_no_way_here():
    konferenz = make_konferenz_danach()
    release(konferenz)
    assert not Protokollstand.objects.exists()
    assert [task for task in due(konferenz) if "Protokoll" in task[0]] == [("Protokoll freigeben", "erledigt")]


def test_photos_and_measures_that_miss_something_are_named():
    konferenz = make_konferenz_danach()
    gruppe = make_kleingruppe(konferenz)
    make_foto(konferenz=konferenz, alternativtext="")
    make_foto(konferenz=konferenz, alternativtext="Ein Flipchart.", personen="keine")
    make_massnahme(gruppe, verantwortlich=None, bis=None)
    assert due(konferenz)[:2] == [
        ("1 Foto kommt so nicht ins Protokoll", "offen"),
        ("1 Maßnahme ist ohne Verantwortliche oder Datum", "pruefen"),
    ]


def test_after_the_publication_overdue_measures_come_first():
    konferenz = make_konferenz_danach(phase=Phase.VEROEFFENTLICHT)
    gruppe, wer = make_kleingruppe(konferenz), make_anmeldung(konferenz, anwesend_am=timezone.now())
    gestern, heute = timezone.localdate() - datetime.timedelta(days=1), timezone.localdate()
    for bis, status in ((gestern, "offen"), (gestern, "erledigt"), (heute, "in_arbeit")):
        make_massnahme(gruppe, verantwortlich=wer, bis=bis, status=status)
    assert due(konferenz) == [("1 Maßnahme ist überfällig", "offen"), ("Protokoll prüfen", "offen")]


def test_a_cancelled_conference_has_nothing_due():
    assert due(make_konferenz(abgesagt_am=timezone.now())) == []


# The page


def test_the_page_has_one_primary_button(client):
    konferenz = make_konferenz(plaetze=60, raum="Bürgersaal")
    invite(konferenz)
    for _ in range(3):
        make_anmeldung(konferenz)
    client.force_login(make_mitglied(konferenz.veranstalter).konto)
    html = text(client.get(url(konferenz)))
    assert html.count("kern-btn--primary") == 1
    assert "3 von 60" in html
    assert "57 Plätze sind noch frei." in html


def test_gates_say_why(client):
    konferenz = make_konferenz(tor_karten="geschlossen", anmeldeschluss=timezone.localdate())
    client.force_login(make_mitglied(konferenz.veranstalter).konto)
    html = text(client.get(url(konferenz)))
    assert html.count("nw-stand--offen") == 2
    assert html.count("nw-stand--zu") == 2
    assert "Von Hand geschlossen" in html


def test_phases_know_their_days():
    konferenz = make_konferenz(datum=datetime.date(2035, 6, 16))
    Phasenwechsel.objects.create(
        konferenz=konferenz,
        von=Phase.ENTWURF,
        nach=Phase.VORBEREITUNG,
        am=datetime.datetime(2035, 4, 25, 10, tzinfo=datetime.UTC),
    )
    konferenz.angelegt_am = datetime.datetime(2035, 4, 4, 10, tzinfo=datetime.UTC)
    phasen = collect_uebersicht(konferenz).phasen
    assert [(p.titel, p.wann, p.is_vorbei, p.is_jetzt) for p in phasen] == [
        ("Entwurf", "seit 4. April", True, False),
        ("Vorbereitung", "seit 25. April", False, True),
        ("Durchführung", "16. Juni", False, False),
        ("Nachbereitung", "", False, False),
        ("Veröffentlicht", "", False, False),
        ("Archiviert", "", False, False),
    ]


def test_the_radar_names_the_kind_nobody_answered_for(client):
    konferenz = make_konferenz()
    invite(konferenz, antwort="zugesagt")
    invite(konferenz, antwort="abgesagt")
    for _ in range(4):
        invite(konferenz, art="sport")
    client.force_login(make_mitglied(konferenz.veranstalter).konto)
    html = text(client.get(url(konferenz)))
    assert "1 von 6 Einrichtungen haben zugesagt." in html
    assert "Noch niemand geantwortet hat: Sport (0 von 4)." in html
    assert "Lücke: 0 von 4" in html
    assert html.count("Lücke:") == 1


def test_the_radar_names_the_kind_nobody_invited_and_the_letters_that_came_back(client):
    konferenz = make_konferenz()
    einladung = invite(konferenz)
    Nachricht.objects.create(
        konferenz=konferenz,
        einladung=einladung,
        anlass="einladung",
        empfaenger="a@example.org",
        betreff="Einladung",
        zurueckgekommen_am=timezone.now(),
    )
    make_einrichtung(konferenz.veranstalter, art="kultur")
    client.force_login(make_mitglied(konferenz.veranstalter).konto)
    html = text(client.get(url(konferenz)))
    assert "Niemand eingeladen ist aus: Kultur (1 im Verzeichnis)." in html
    assert "Lücke: nicht eingeladen" in html
    assert "zurückgekommen</li>" in html
    assert collect_uebersicht(konferenz).radar[0].zurueck == 1


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("phase", "queries"),
    [
        (Phase.ENTWURF, 10),
        (Phase.VORBEREITUNG, 10),
        (Phase.DURCHFUEHRUNG, 10),
        (Phase.NACHBEREITUNG, 9),
        (Phase.VEROEFFENTLICHT, 9),
    ],
)
def test_the_overview_takes_ten_queries(client, django_assert_num_queries, rows, phase, queries):
    konferenz = make_konferenz(phase=phase)
    for art in ("kita", "schule", "sport")[:rows]:
        einladung = invite(konferenz, art=art)
        make_anmeldung(konferenz, einladung=einladung, einrichtung=einladung.einrichtung)
        make_themenvorschlag(konferenz)
        make_programmpunkt(konferenz)
    client.force_login(make_mitglied(konferenz.veranstalter).konto)
    with django_assert_num_queries(queries):
        client.get(url(konferenz))


def test_strangers_find_nothing(client):
    konferenz = make_konferenz()
    assert client.get(url(konferenz)).status_code == 302
    client.force_login(make_mitglied().konto)
    assert client.get(url(konferenz)).status_code == 404


def test_a_reading_colleague_sees_no_button_for_the_phase(client):
    konferenz = make_konferenz()
    client.force_login(make_mitglied(konferenz.veranstalter, rolle=Rolle.LESEND).konto)
    html = text(client.get(url(konferenz)))
    assert "Durchführung beginnen …" not in html
    assert "Von Hand öffnen oder schließen" not in html


def test_wrong_method(client):
    konferenz = make_konferenz()
    client.force_login(make_mitglied(konferenz.veranstalter).konto)
    assert client.post(url(konferenz)).status_code == 405
