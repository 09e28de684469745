"""The Leinwand: which view, what stands on it, who may open it, and that nobody's name gets there."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from konferenz.models import Konferenz, Programmpunkt, Zugang
from konferenz.models.konferenz import Leinwand
from konferenz.texte import SHY
from teilnehmer.models import Gespraechsrunde
from tests.factories import (
    make_anmeldung,
    make_befund,
    make_einrichtung,
    make_kleingruppe,
    make_konferenz,
    make_konferenz_heute,
    make_mitglied,
    make_mitstreiter,
    make_programmpunkt,
    make_themenvorschlag,
    make_zugang,
)
from themen.leinwand.ansicht import ansicht_of
from themen.leinwand.sammeln import collect_bild, pages
from themen.leinwand.stand import render_leinwand
from themen.leinwand.uhr import uhr_of_punkt
from themen.models import Rueckmeldung
from themen.pitch_stand import collect_vorstellungen

pytestmark = pytest.mark.django_db
Art = Programmpunkt.Art
TAG = [
    Art.BEGRUESSUNG, Art.VORSTELLUNGSRUNDE, Art.THEMEN, Art.GRUPPENBILDUNG, Art.PAUSE, Art.GRUPPENARBEIT,
    Art.ERGEBNISSE, Art.RUECKMELDUNG, Art.AUSBLICK,
]  # fmt: skip


@pytest.fixture
def konferenz():
    """Today, with every kind of item in order; none has begun."""
    konferenz = make_konferenz_heute(titel="Sozialraumkonferenz Musterort")
    for art in TAG:
        make_programmpunkt(konferenz, art=art, titel=f"Punkt {art.label}", dauer=20)
    return konferenz


def run(konferenz: Konferenz, art: str, **fields) -> Programmpunkt:
    """Everything before this item is over; it began a minute ago."""
    now = timezone.now()
    punkt = konferenz.programmpunkte.get(art=art)
    vorher = konferenz.programmpunkte.filter(position__lt=punkt.position)
    vorher.update(begonnen_am=now - datetime.timedelta(hours=1), beendet_am=now - datetime.timedelta(minutes=2))
    fields = {"begonnen_am": now - datetime.timedelta(minutes=1)} | fields
    konferenz.programmpunkte.filter(pk=punkt.pk).update(**fields)
    return konferenz.programmpunkte.get(pk=punkt.pk)


def fresh(konferenz: Konferenz) -> Konferenz:
    return Konferenz.objects.select_related("veranstalter").get(pk=konferenz.pk)


def picture(konferenz: Konferenz) -> str:
    """What is drawn, without the soft hyphens."""
    return render_leinwand(konferenz.pk).replace(SHY, "")


# -- which view ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("art", "ansicht"),
    [
        (Art.BEGRUESSUNG, "willkommen"),
        (Art.VORSTELLUNGSRUNDE, "gespraeche"),
        (Art.THEMEN, "thema"),
        (Art.GRUPPENBILDUNG, "gruppen"),
        (Art.PAUSE, "uhr"),
        (Art.GRUPPENARBEIT, "arbeit"),
        (Art.ERGEBNISSE, "ergebnisse"),
        (Art.RUECKMELDUNG, "rueckmeldung"),
        (Art.AUSBLICK, "dank"),
    ],
)
def test_it_follows_the_running_item(konferenz, art, ansicht):
    run(konferenz, art)
    assert ansicht_of(fresh(konferenz)) == ansicht


@pytest.mark.parametrize(
    ("phase", "ansicht"),
    [
        ("entwurf", "willkommen"),
        ("vorbereitung", "willkommen"),
        ("durchfuehrung", "willkommen"),
        ("nachbereitung", "dank"),
        ("veroeffentlicht", "dank"),
        ("archiviert", "dank"),
    ],
)
def test_while_nothing_has_begun_the_phase_decides(konferenz, phase, ansicht):
    Konferenz.objects.update(phase=phase)
    assert ansicht_of(fresh(konferenz)) == ansicht


def test_between_two_items_it_says_what_comes_and_after_the_last_it_thanks(konferenz):
    now = timezone.now()
    run(konferenz, Art.THEMEN, beendet_am=now)
    assert ansicht_of(fresh(konferenz)) == "uhr"
    assert "Gleich geht es weiter" in picture(konferenz)
    assert "Punkt Gruppenbildung" in picture(konferenz)
    run(konferenz, Art.AUSBLICK, beendet_am=now)
    assert ansicht_of(fresh(konferenz)) == "dank"


@pytest.mark.parametrize("leinwand", [choice for choice in Leinwand.values if choice != Leinwand.AUTOMATISCH])
def test_what_the_moderation_chose_goes_before_the_running_item(konferenz, leinwand):
    run(konferenz, Art.PAUSE)
    Konferenz.objects.update(leinwand=leinwand)
    assert ansicht_of(fresh(konferenz)) == leinwand
    assert 'data-live-teil="leinwand"' in picture(konferenz)  # every view can be drawn with nothing to show


def test_a_cancellation_goes_before_everything(konferenz):
    Konferenz.objects.update(leinwand="gruppen", abgesagt_am=timezone.now(), absage_text="Der Saal ist nass.")
    text = picture(konferenz)
    assert "Die Konferenz fällt aus." in text
    assert "Der Saal ist nass." in text


# -- what stands on it --------------------------------------------------------------------------------------


def test_the_welcome_says_where_to_open_the_pass(konferenz, settings):
    settings.ADRESSE = "https://netz.example"
    text = picture(konferenz)
    assert "Willkommen" in text
    assert "Sozialraumkonferenz Musterort" in text
    assert "netz.<wbr>example/<wbr>einladung" in text
    assert text.count('<img src="data:image/svg+xml') == 1


def test_before_the_first_item_it_counts_down_to_the_beginning(konferenz):
    beginn = timezone.localtime() + datetime.timedelta(minutes=30)
    ende = datetime.time(23, 59, 59, 999999)
    Konferenz.objects.update(datum=beginn.date(), beginn=beginn.time().replace(microsecond=0), ende=ende)
    bild = collect_bild(fresh(konferenz))
    assert 1790 <= bild.uhr.rest <= 1800
    assert "Wir beginnen in" in picture(konferenz)


def test_the_clock_knows_minutes_given_and_the_time_it_stood_still():
    now = timezone.now()
    punkt = Programmpunkt(dauer=20, begonnen_am=now - datetime.timedelta(minutes=10))
    assert uhr_of_punkt(punkt).text == "10:00"
    punkt.zugabe = 5
    assert uhr_of_punkt(punkt).text == "15:00"
    punkt.angehalten_sekunden = 90
    assert uhr_of_punkt(punkt).text == "16:30"
    assert uhr_of_punkt(punkt).gong


def test_a_held_item_stands_still_and_says_so(konferenz):
    now = timezone.now()
    punkt = run(
        konferenz,
        Art.PAUSE,
        begonnen_am=now - datetime.timedelta(minutes=30),
        angehalten_am=now - datetime.timedelta(minutes=25),
    )
    uhr = uhr_of_punkt(punkt)
    assert (uhr.text, uhr.steht, uhr.gong) == ("15:00", True, False)
    text = picture(konferenz)
    assert "Angehalten" in text
    assert "15:00" in text
    assert "data-lw-endet" not in text  # nothing counts


def test_an_item_beyond_its_time_shows_zero(konferenz):
    punkt = run(konferenz, Art.PAUSE, begonnen_am=timezone.now() - datetime.timedelta(hours=2))
    assert uhr_of_punkt(punkt).text == "0:00"


def make_runden(konferenz, anzahl: int, *, laufend: int = 0):
    now = timezone.now()
    for nummer in range(1, anzahl + 1):
        Gespraechsrunde.objects.create(
            konferenz=konferenz,
            nummer=nummer,
            begonnen_am=now - datetime.timedelta(seconds=60) if nummer <= laufend else None,
            beendet_am=now if nummer < laufend else None,
        )


def test_a_round_of_talks_has_its_own_clock_with_a_gong(konferenz):
    run(konferenz, Art.VORSTELLUNGSRUNDE)
    make_runden(konferenz, 6, laufend=3)
    text = picture(konferenz)
    assert "Runde 3 von 6" in text
    assert "4:00" in text
    assert "data-lw-gong" in text
    assert "Ihr Tisch steht auf Ihrem Telefon und auf der Liste am Eingang." in text


def test_between_the_rounds_everybody_changes_the_table(konferenz):
    run(konferenz, Art.VORSTELLUNGSRUNDE)
    make_runden(konferenz, 2)
    assert "Gleich beginnt Runde 1 von 2." in picture(konferenz)
    assert "Bitte wechseln" not in picture(konferenz)
    konferenz.gespraechsrunden.filter(nummer=1).update(begonnen_am=timezone.now(), beendet_am=timezone.now())
    assert "Bitte wechseln Sie den Tisch." in picture(konferenz)
    konferenz.gespraechsrunden.update(begonnen_am=timezone.now(), beendet_am=timezone.now())
    assert "Das war die letzte Runde." in picture(konferenz)


def test_the_topic_being_presented_shows_its_mitstreiter_and_its_institution(konferenz):
    run(konferenz, Art.THEMEN)
    kita = make_einrichtung(konferenz.veranstalter, name="Kita Regenbogen")
    thema = make_themenvorschlag(
        konferenz, titel="Räume teilen", einrichtung=kita, pitch_position=1, pitch_begonnen_am=timezone.now()
    )
    for art in ("mitmachen", "mitmachen", "mitdenken"):
        make_mitstreiter(thema, make_anmeldung(konferenz), art=art)
    make_mitstreiter(thema, make_anmeldung(konferenz), bis=timezone.now())  # gone again
    text = picture(konferenz)
    assert "Räume teilen" in text
    assert "Kita Regenbogen" in text
    assert '<p class="nw-lw-zahl" data-lw-haupt>3</p>' in text
    assert "1 mitdenken · 2 mitmachen" in text


def test_without_a_topic_being_presented_all_topics_stand_there_the_next_one_first(konferenz):
    run(konferenz, Art.THEMEN)
    now = timezone.now()
    make_themenvorschlag(
        konferenz, titel="Schon vorgestellt", pitch_position=1, pitch_begonnen_am=now, pitch_beendet_am=now
    )
    beliebt = make_themenvorschlag(konferenz, titel="Ohne Platz in der Reihe")
    make_mitstreiter(beliebt, make_anmeldung(konferenz))
    make_themenvorschlag(konferenz, titel="Kommt danach", pitch_position=3)
    make_themenvorschlag(konferenz, titel="Kommt gleich", pitch_position=2)
    make_themenvorschlag(konferenz, titel="Zurückgezogen", status="zurueckgezogen")
    bild = collect_bild(fresh(konferenz))
    assert bild.ansicht == "themen"
    assert [thema.titel for thema in bild.daten["seiten"][0]] == [
        "Kommt gleich",
        "Kommt danach",
        "Ohne Platz in der Reihe",
        "Schon vorgestellt",
    ]


def test_while_nobody_put_the_queue_in_order_the_leinwand_shows_it_as_the_regie_does(konferenz):
    run(konferenz, Art.THEMEN)
    for titel in ("Zuerst gesagt", "Andere kamen später"):
        thema = make_themenvorschlag(konferenz, titel=titel)
    make_mitstreiter(thema, make_anmeldung(konferenz))
    schlange = [thema.titel for thema in collect_vorstellungen(konferenz).schlange]
    assert schlange == ["Zuerst gesagt", "Andere kamen später"]
    assert [thema.titel for thema in collect_bild(fresh(konferenz)).daten["seiten"][0]] == schlange


def test_groups_fill_with_room_seats_and_how_many_have_chosen(konferenz):
    run(konferenz, Art.GRUPPENBILDUNG)
    make_kleingruppe(konferenz, titel="Sport", plaetze=12, belegt=7, raum="Tisch 4")
    make_kleingruppe(konferenz, titel="Kultur", plaetze=3, belegt=3, raum="Raum 1.12")
    make_kleingruppe(konferenz, titel="Aufgelöst", aufgeloest_am=timezone.now())
    for _ in range(12):
        make_anmeldung(konferenz, anwesend_am=timezone.now())
    text = picture(konferenz)
    assert "Wählen Sie Ihre Gruppe" in text
    assert "Tisch 4" in text
    assert "5 frei" in text
    assert "Voll" in text
    assert "10 von 12 Personen haben gewählt" in text
    assert "Aufgelöst" not in text


def test_while_groups_work_the_rooms_and_the_time_stand_there(konferenz):
    run(konferenz, Art.GRUPPENARBEIT)
    make_kleingruppe(konferenz, titel="Sport", raum="Raum 1.14", wegweiser="1. Etage, Aufzug")
    text = picture(konferenz)
    assert "19:00" in text
    assert "Raum 1.14" in text
    assert "1. Etage, Aufzug" in text
    assert "Danach: Punkt Vorstellung der Ergebnisse" in text


def test_results_show_figures_and_what_is_wanted(konferenz):
    run(konferenz, Art.ERGEBNISSE)
    gruppe = make_kleingruppe(konferenz, titel="Sport")
    make_befund(gruppe, "ist", text="Es gibt eine Halle.")
    for i in range(4):
        make_befund(gruppe, "soll", text=f"Wunsch {i}")
    make_befund(gruppe, "soll", text="Gelöschtes", geloescht_am=timezone.now(), geloescht_von="moderation")
    bild = collect_bild(fresh(konferenz))
    [stehende] = bild.daten["einzeln"]
    assert [(str(label), zahl) for label, zahl in stehende.zahlen] == [("Ist", 1), ("Soll", 4), ("Idee", 0)]
    assert stehende.soll == ["Wunsch 0", "Wunsch 1", "Wunsch 2"]
    assert "und 1 weiteres Soll" in picture(konferenz)
    assert "Es gibt eine Halle." not in picture(konferenz)


def test_feedback_counts_answers_and_says_how(konferenz):
    run(konferenz, Art.RUECKMELDUNG)
    Rueckmeldung.objects.create(konferenz=konferenz, note=5)
    Rueckmeldung.objects.create(konferenz=konferenz, note=4)
    text = picture(konferenz)
    assert "Wie war die Konferenz?" in text
    assert "2 Antworten sind da" in text


def test_thanks_sum_up_the_afternoon(konferenz):
    run(konferenz, Art.AUSBLICK)
    Konferenz.objects.update(ausblick="Im Herbst treffen wir uns wieder.")
    kita = make_einrichtung(konferenz.veranstalter)
    for _ in range(3):
        make_anmeldung(konferenz, anwesend_am=timezone.now(), einrichtung=kita)
    make_befund(make_kleingruppe(konferenz))
    text = picture(konferenz)
    assert "Danke, dass Sie da waren." in text
    assert "Im Herbst treffen wir uns wieder." in text
    for satz in ("<strong>3</strong> Personen", "<strong>1</strong> Einrichtung", "<strong>1</strong> Karte"):
        assert satz in text


@pytest.mark.parametrize(
    ("anzahl", "erwartet"), [(0, [0]), (1, [1]), (6, [6]), (7, [4, 3]), (12, [6, 6]), (13, [5, 4, 4])]
)
def test_pages_are_few_and_about_equally_full(anzahl, erwartet):
    assert [len(page) for page in pages(range(anzahl), 6)] == erwartet
    assert [n for page in pages(range(anzahl), 6) for n in page] == list(range(anzahl))


@pytest.mark.parametrize("leinwand", [choice for choice in Leinwand.values if choice != Leinwand.AUTOMATISCH])
def test_no_name_of_a_person_and_no_personal_link_is_ever_on_it(konferenz, leinwand):
    """The whole hall reads it, and photographs of it end up anywhere."""
    person = make_anmeldung(konferenz, vorname="Geheimrun", nachname="Geheimlein", anwesend_am=timezone.now())
    Konferenz.objects.update(
        leinwand=leinwand, moderation_name="Geheimmoderation", kontakt_name="Geheimkontakt", kontakt_telefon="0999"
    )
    thema = make_themenvorschlag(konferenz, anmeldung=person, pitch_begonnen_am=timezone.now())
    make_mitstreiter(thema, person)
    gruppe = make_kleingruppe(konferenz, moderation="Geheimgruppe", themen=[thema])
    make_befund(gruppe, "soll", erfasst_von=person)
    text = picture(konferenz)
    assert "Geheim" not in text
    assert person.zugang.token not in text
    assert "<form" not in text


def test_hostile_text_is_text(konferenz):
    Konferenz.objects.update(leinwand="thema")
    make_themenvorschlag(konferenz, titel="<script>alert(1)</script>", pitch_begonnen_am=timezone.now())
    text = picture(konferenz)
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


# -- the page -----------------------------------------------------------------------------------------------


def test_the_page_holds_the_picture_and_nothing_around_it(client, konferenz):
    zugang = make_zugang(konferenz, Zugang.Zweck.LEINWAND)
    response = client.get(zugang.pfad)
    page = response.content.decode()
    assert response.status_code == 200
    assert 'data-kern-theme="light"' in page
    assert '<noscript><meta http-equiv="refresh" content="20"></noscript>' in page
    assert "Sozialraumkonferenz Musterort" in page.replace(SHY, "")
    assert "<footer" not in page
    assert "<nav" not in page
    assert response["Cache-Control"] == "no-store, private"
    stand = client.get(f"{zugang.pfad}stand/")
    assert stand.content.decode().startswith('<div class="nw-lw" data-live-teil="leinwand">')
    assert stand["Nw-Strom"].startswith("/live/")


@pytest.mark.parametrize("rest", ["", "stand/"])
def test_it_opens_for_its_own_link_only_and_can_only_be_read(client, konferenz, rest):
    pfad = make_zugang(konferenz, Zugang.Zweck.LEINWAND).pfad
    assert client.get(pfad + rest).status_code == 200
    assert client.post(pfad + rest).status_code == 405
    assert client.get(f"/leinwand/{'a' * 26}/{rest}").status_code == 404
    gesperrt = make_zugang(konferenz, Zugang.Zweck.LEINWAND, widerrufen_am=timezone.now())
    assert client.get(gesperrt.pfad + rest).status_code == 404
    for zweck in (Zugang.Zweck.MODERATION, Zugang.Zweck.HILFE, Zugang.Zweck.PASS, Zugang.Zweck.EINLADUNG):
        fremd = make_zugang(konferenz, zweck)
        assert client.get(f"/leinwand/{fremd.token}/{rest}").status_code == 404
        assert client.get(fremd.pfad.replace(fremd.token, pfad.split("/")[2])).status_code == 404


def test_a_draft_can_be_tried_out(client):
    konferenz = make_konferenz(phase="entwurf")
    response = client.get(make_zugang(konferenz, Zugang.Zweck.LEINWAND).pfad)
    assert response.status_code == 200
    assert konferenz.titel in response.content.decode().replace(SHY, "")


BUDGET = {
    "willkommen": 2, "uhr": 2, "gespraeche": 3, "thema": 2, "themen": 3, "gruppen": 5, "ergebnisse": 5,
    "rueckmeldung": 3, "dank": 5,
}  # fmt: skip


@pytest.mark.parametrize("leinwand", list(BUDGET))
def test_the_queries_do_not_grow_with_the_rows(konferenz, leinwand):
    run(konferenz, Art.THEMEN)
    Konferenz.objects.update(leinwand=leinwand)
    counts = []
    for rows in (1, 2):  # 1, then 3 of everything
        for _ in range(rows):
            person = make_anmeldung(konferenz, anwesend_am=timezone.now())
            gruppe = make_kleingruppe(konferenz, plaetze=3)
            make_befund(gruppe, "soll")
            thema = make_themenvorschlag(konferenz, einrichtung=make_einrichtung(konferenz.veranstalter))
            make_mitstreiter(thema, person)
            Rueckmeldung.objects.create(konferenz=konferenz, note=3)
            Gespraechsrunde.objects.create(konferenz=konferenz, nummer=konferenz.gespraechsrunden.count() + 1)
        konferenz.themenvorschlaege.update(pitch_begonnen_am=None)
        if leinwand == "thema":
            konferenz.themenvorschlaege.filter(pk=thema.pk).update(pitch_begonnen_am=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            picture(konferenz)
        counts.append(len(queries))
    assert counts == [BUDGET[leinwand]] * 2


def test_the_team_makes_and_revokes_its_link_like_the_others(client, konferenz):
    planung = make_mitglied(konferenz.veranstalter)
    client.force_login(planung.konto)
    links = reverse("konferenz:links", args=[konferenz.veranstalter.slug, konferenz.slug])
    response = client.post(links, {"zweck": "leinwand", "bezeichnung": "Beamer im Saal", "vorgang": uuid.uuid4()})
    assert (response.status_code, response.url) == (302, links)
    zugang = konferenz.zugaenge.get(zweck="leinwand")
    assert zugang.pfad in client.get(links).content.decode()
    assert client.get(zugang.pfad).status_code == 200
    client.post(reverse("konferenz:link_sperren", args=[konferenz.veranstalter.slug, konferenz.slug, zugang.kennung]))
    assert client.get(zugang.pfad).status_code == 404
