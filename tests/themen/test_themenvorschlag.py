"""Topics: services with their rules, the institution's pages, the staff's pages."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Verlauf, Vorgang
from konferenz.services.fehler import NichtErlaubt, Veraltet
from teilnehmer.models.einladung import Kanal
from tests.factories import (
    make_anmeldung,
    make_einladung,
    make_einrichtung,
    make_kleingruppe,
    make_konferenz,
    make_konferenz_heute,
    make_leitfrage,
    make_mitglied,
    make_themenvorschlag,
    make_zugang,
)
from tests.themen.protokoll_daten import release
from themen.models import Themenvorschlag
from themen.services.themenvorschlag import (
    change_themenvorschlag,
    restore_themenvorschlag,
    store_themenvorschlag,
    submit_themenvorschlag,
    withdraw_themenvorschlag,
)

pytestmark = pytest.mark.django_db
Status = Themenvorschlag.Status
PLANUNG = Akteur(Rolle.PLANUNG, 1)


def guest(einladung) -> Akteur:
    return Akteur(Rolle.EINRICHTUNG, einladung.pk)


# Services


def test_a_topic_carries_its_institution_and_leaves_a_trace():
    einladung = make_einladung()
    thema = submit_themenvorschlag(
        einladung.konferenz, titel="Räume teilen", einladung=einladung, by=guest(einladung), vorgang=uuid.uuid4()
    )
    assert thema.einrichtung == einladung.einrichtung
    assert thema.status == Status.EINGEREICHT
    verlauf = Verlauf.objects.get()
    assert (verlauf.satz, verlauf.objekt) == ("Ein Thema wurde vorgeschlagen.", f"thema:{thema.kennung}")


def test_sent_twice_it_stays_one_topic():
    einladung, key = make_einladung(), uuid.uuid4()
    first, second = (
        submit_themenvorschlag(
            einladung.konferenz, titel="Räume teilen", einladung=einladung, by=guest(einladung), vorgang=key
        )
        for _ in range(2)
    )
    assert first == second
    assert Themenvorschlag.objects.count() == Vorgang.objects.count() == 1


@pytest.mark.parametrize(
    ("overrides", "rolle"),
    [
        ({"tor_themen": "geschlossen"}, Rolle.EINRICHTUNG),
        ({"phase": Konferenz.Phase.NACHBEREITUNG}, Rolle.PLANUNG),
        ({"abgesagt_am": timezone.now()}, Rolle.EINRICHTUNG),
        ({}, Rolle.LESEND),
        ({}, Rolle.OEFFENTLICH),
    ],
)
def test_a_topic_is_refused(overrides, rolle):
    konferenz = make_konferenz(**overrides)
    with pytest.raises(NichtErlaubt):
        submit_themenvorschlag(konferenz, titel="Zu spät", by=Akteur(rolle, 1))
    assert not Themenvorschlag.objects.exists()


def test_staff_passes_the_closed_gate():
    konferenz = make_konferenz(tor_themen="geschlossen")
    assert submit_themenvorschlag(konferenz, titel="Am Telefon", kanal=Kanal.TELEFON, by=PLANUNG).pk


def test_a_question_of_another_conference_is_refused():
    konferenz, frage = make_konferenz(), make_leitfrage()
    with pytest.raises(ValidationError) as error:
        submit_themenvorschlag(konferenz, titel="Fremd", leitfrage=frage, by=PLANUNG)
    assert error.value.message_dict == {"leitfrage": ["Diese Leitfrage gehört zu einer anderen Konferenz."]}


def test_a_title_that_is_too_long_is_refused():
    with pytest.raises(ValidationError):
        submit_themenvorschlag(make_konferenz(), titel="x" * 121, by=PLANUNG)
    assert not Themenvorschlag.objects.exists()


def test_two_editors_do_not_overwrite_each_other():
    thema = make_themenvorschlag(titel="Alt")
    change_themenvorschlag(thema, titel="Erste", fassung=1, by=PLANUNG)
    with pytest.raises(Veraltet) as error:
        change_themenvorschlag(thema, titel="Zweite", fassung=1, by=PLANUNG)
    assert error.value.aktuell.titel == "Erste"
    thema.refresh_from_db()
    assert (thema.titel, thema.fassung) == ("Erste", 2)


def test_guests_change_only_their_own():
    einladung = make_einladung()
    fremd = make_themenvorschlag(einladung.konferenz)
    for service in (
        lambda: change_themenvorschlag(fremd, titel="Meins", fassung=1, by=guest(einladung)),
        lambda: withdraw_themenvorschlag(fremd, by=guest(einladung)),
    ):
        with pytest.raises(NichtErlaubt):
            service()


def test_a_topic_in_a_group_is_not_withdrawn():
    konferenz = make_konferenz_heute()
    thema = make_themenvorschlag(konferenz)
    make_kleingruppe(konferenz, nummer=3, themen=[thema])
    with pytest.raises(NichtErlaubt) as error:
        withdraw_themenvorschlag(thema, by=PLANUNG)
    assert error.value.satz == "Das Thema ist in Gruppe 3. Die Moderation kann es dort herausnehmen."


def test_into_the_themenspeicher_and_back():
    thema = make_themenvorschlag()
    store_themenvorschlag(thema, by=PLANUNG)
    thema.refresh_from_db()
    assert thema.status == Status.IM_SPEICHER
    restore_themenvorschlag(thema, by=PLANUNG)
    thema.refresh_from_db()
    assert (thema.status, thema.fassung) == (Status.EINGEREICHT, 3)


def test_an_institution_may_not_fill_the_themenspeicher():
    einladung = make_einladung()
    thema = make_themenvorschlag(einladung.konferenz, einladung=einladung)
    with pytest.raises(NichtErlaubt):
        store_themenvorschlag(thema, by=guest(einladung))


# The institution


def page(einladung, rest="") -> str:
    return f"{einladung.zugang.pfad}themen/{rest}"


def test_the_institution_proposes_changes_and_withdraws(client):
    einladung = make_einladung()
    frage = make_leitfrage(einladung.konferenz)
    response = client.post(
        page(einladung, "neu/"),
        {
            "titel": "Räume teilen",
            "beschreibung": "Säle stehen leer.",
            "leitfrage": frage.pk,
            "handlungsfeld": "kultur",
        },
        follow=True,
    )
    thema = Themenvorschlag.objects.get()
    assert "Ihr Thema ist eingetragen." in response.content.decode()
    assert (thema.leitfrage, thema.handlungsfeld, thema.kanal) == (frage, "kultur", Kanal.LINK)

    client.post(page(einladung, f"{thema.kennung}/"), {"titel": "Räume gemeinsam nutzen", "fassung": 1})
    thema.refresh_from_db()
    assert (thema.titel, thema.fassung) == ("Räume gemeinsam nutzen", 2)

    client.post(page(einladung, f"{thema.kennung}/zurueckziehen/"))
    thema.refresh_from_db()
    assert thema.status == Status.ZURUECKGEZOGEN


def test_what_was_typed_stays_when_the_title_is_missing(client):
    einladung = make_einladung()
    html = client.post(page(einladung, "neu/"), {"titel": " ", "beschreibung": "Säle stehen leer."}).content.decode()
    assert "Der Titel fehlt. Bitte geben Sie dem Thema einen Titel." in html
    assert "Säle stehen leer." in html
    assert not Themenvorschlag.objects.exists()


@pytest.mark.parametrize(
    ("titel", "satz"),
    [
        ("x" * 121, "Der Titel ist zu lang. Bitte kürzen Sie ihn auf 120 Zeichen."),
        ("Null\x00", "Bitte prüfen Sie eine Angabe"),
        ("Glocke\x07", "Hier steht ein unsichtbares Steuerzeichen. Bitte tippen Sie den Text neu."),
    ],
)
def test_a_bad_title_gets_a_sentence(client, titel, satz):
    einladung = make_einladung()
    assert satz in client.post(page(einladung, "neu/"), {"titel": titel}).content.decode()
    assert not Themenvorschlag.objects.exists()


@pytest.mark.parametrize("titel", ["Räume 🏠", "\u202eabc", "<b>fett</b>", "שלום"])
def test_unusual_text_is_kept_as_it_is(client, titel):
    einladung = make_einladung()
    client.post(page(einladung, "neu/"), {"titel": titel})
    assert Themenvorschlag.objects.get().titel == titel
    assert "<b>fett" not in client.get(page(einladung)).content.decode()


def test_a_closed_gate_says_why_and_keeps_the_text(client):
    einladung = make_einladung(make_konferenz(tor_themen="geschlossen"))
    assert "Die Themensammlung ist geschlossen." in client.get(page(einladung, "neu/")).content.decode()
    html = client.post(page(einladung, "neu/"), {"titel": "Zu spät"}).content.decode()
    assert "Die Themensammlung ist geschlossen." in html
    assert "Zu spät" in html
    assert not Themenvorschlag.objects.exists()


def test_the_second_editor_sees_both_texts(client):
    einladung = make_einladung()
    thema = make_themenvorschlag(einladung.konferenz, einladung=einladung, titel="Alt")
    change_themenvorschlag(thema, titel="Vom Amt", fassung=1, by=PLANUNG)
    html = client.post(page(einladung, f"{thema.kennung}/"), {"titel": "Meins", "fassung": 1}).content.decode()
    assert "Es geht nichts verloren." in html
    assert "Vom Amt" in html
    assert 'value="Meins"' in html
    assert 'name="fassung" value="2"' in html


def test_another_institutions_topic_is_not_found(client):
    einladung = make_einladung()
    other = make_einladung(einladung.konferenz)
    thema = make_themenvorschlag(einladung.konferenz, einladung=other)
    assert client.get(page(einladung, f"{thema.kennung}/")).status_code == 404
    assert client.post(page(einladung, f"{thema.kennung}/zurueckziehen/")).status_code == 404


def test_a_link_for_something_else_opens_no_topics(client):
    konferenz = make_konferenz()
    for zweck in ("moderation", "hilfe", "leinwand"):
        token = make_zugang(konferenz, zweck).token
        assert client.get(f"/einladung/{token}/themen/").status_code == 404


@pytest.mark.parametrize("rest", ["", "{0}/zurueckziehen/"])
def test_wrong_method(client, rest):
    einladung = make_einladung()
    thema = make_themenvorschlag(einladung.konferenz, einladung=einladung)
    method = client.get if rest else client.post
    assert method(page(einladung, rest.format(thema.kennung))).status_code == 405


@pytest.mark.parametrize("topics", [1, 3])
def test_the_institutions_list_takes_six_queries(client, django_assert_num_queries, topics):
    einladung = make_einladung(make_konferenz_heute())
    for _ in range(topics):
        thema = make_themenvorschlag(einladung.konferenz, einladung=einladung)
        make_kleingruppe(einladung.konferenz, themen=[thema])
    with django_assert_num_queries(5):
        client.get(page(einladung))


def test_proposing_takes_few_queries(client, django_assert_max_num_queries):
    einladung = make_einladung()
    with django_assert_max_num_queries(18):
        client.get(page(einladung, "neu/"))
        client.post(page(einladung, "neu/"), {"titel": "Räume teilen", "vorgang": str(uuid.uuid4())})
    assert Themenvorschlag.objects.count() == 1


# Staff


def staff(konferenz, rest="") -> str:
    return f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/themen/{rest}"


@pytest.fixture
def konferenz():
    return make_konferenz()


@pytest.fixture
def officer(client, konferenz):
    client.force_login(make_mitglied(konferenz.veranstalter).konto)
    return client


def test_staff_enters_a_topic_that_came_by_phone(officer, konferenz):
    einrichtung = make_einrichtung(konferenz.veranstalter)
    officer.post(staff(konferenz, "neu/"), {"titel": "Vom Telefon", "einrichtung": einrichtung.pk, "kanal": "telefon"})
    thema = Themenvorschlag.objects.get()
    assert (thema.einrichtung, thema.kanal) == (einrichtung, Kanal.TELEFON)


def test_staff_cannot_name_a_foreign_institution(officer, konferenz):
    fremd = make_einrichtung()
    officer.post(staff(konferenz, "neu/"), {"titel": "Fremd", "einrichtung": fremd.pk, "kanal": "telefon"})
    assert not Themenvorschlag.objects.exists()


def test_staff_changes_a_topic(officer, konferenz):
    thema = make_themenvorschlag(konferenz)
    officer.post(staff(konferenz, f"{thema.kennung}/"), {"titel": "Neu", "kanal": "papier", "fassung": 1})
    thema.refresh_from_db()
    assert (thema.titel, thema.kanal, thema.fassung) == ("Neu", Kanal.PAPIER, 2)


def test_staff_says_why_a_topic_got_no_group_and_where_it_went(officer, konferenz):
    thema = make_themenvorschlag(konferenz, titel="Übrig")
    adresse = staff(konferenz, f"{thema.kennung}/")
    assert "Wenn es keine Gruppe wird: warum, und wohin geht es?" in officer.get(adresse).content.decode()
    satz = "Geht an den Jugendbeirat."
    officer.post(adresse, {"titel": "Übrig", "kanal": "link", "fassung": 1, "verbleib": satz})
    thema.refresh_from_db()
    assert (thema.verbleib, thema.fassung) == (satz, 2)
    konferenz.phase = "nachbereitung"
    konferenz.save()
    seite = officer.get(adresse).content.decode()
    assert (f'value="{satz}"' in seite, 'name="titel"' in seite) == (True, False)
    assert officer.post(adresse, {"fassung": 2, "verbleib": "Zu groß für einen Nachmittag."}).status_code == 302
    thema.refresh_from_db()
    assert (thema.titel, thema.verbleib, thema.fassung) == ("Übrig", "Zu groß für einen Nachmittag.", 3)
    assert not Verlauf.objects.filter(satz__contains="groß").exists()
    late = officer.post(adresse, {"fassung": 2, "verbleib": "Anders."}).content.decode()
    assert ("Zu groß für einen Nachmittag." in late, "Anders." in late) == (True, True)
    konferenz.phase = "archiviert"
    konferenz.save()
    officer.post(adresse, {"fassung": 3, "verbleib": "Zu spät."})
    thema.refresh_from_db()
    assert thema.verbleib == "Zu groß für einen Nachmittag."


def test_the_whole_topic_sent_after_the_day_is_refused_and_the_text_stays_in_the_fields(officer, konferenz):
    thema = make_themenvorschlag(konferenz, titel="Alt")
    konferenz.phase = "nachbereitung"
    konferenz.save()
    daten = {"titel": "Lange überlegt", "beschreibung": "Zwei Sätze.", "kanal": "link", "fassung": 1, "verbleib": "Rat"}
    response = officer.post(staff(konferenz, f"{thema.kennung}/"), daten)
    text = response.content.decode()
    assert response.status_code == 200
    assert "Themen können Sie jetzt nicht mehr vorschlagen. Es wurde nichts geändert." in text
    assert ('value="Lange überlegt"' in text, "Zwei Sätze." in text, 'value="Rat"' in text) == (True, True, True)
    thema.refresh_from_db()
    assert (thema.titel, thema.verbleib, thema.fassung) == ("Alt", "", 1)


def test_where_a_topic_went_is_told_by_the_leitung_while_everybody_reads_it_at_once(client, konferenz):
    thema = make_themenvorschlag(konferenz)
    konferenz.phase = "veroeffentlicht"
    konferenz.save()
    adresse = staff(konferenz, f"{thema.kennung}/")
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).konto)
    satz = "Darum schreibt hier nur die Leitung."
    seite = client.get(adresse).content.decode()
    assert (satz in seite, 'name="verbleib"' in seite) == (True, False)
    late = client.post(adresse, {"fassung": 1, "verbleib": "Frau Koch"}).content.decode()
    assert (satz in late, 'value="Frau Koch"' in late) == (True, True)
    thema.refresh_from_db()
    assert thema.verbleib == ""
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.LEITUNG).konto)
    assert 'name="verbleib"' in client.get(adresse).content.decode()
    assert client.post(adresse, {"fassung": 1, "verbleib": "Jugendbeirat"}).status_code == 302
    release(konferenz)
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).konto)
    assert client.post(adresse, {"fassung": 2, "verbleib": "Stadtrat"}).status_code == 302
    thema.refresh_from_db()
    assert thema.verbleib == "Stadtrat"


def test_staff_stores_and_brings_back(officer, konferenz):
    thema = make_themenvorschlag(konferenz)
    html = officer.post(staff(konferenz, f"{thema.kennung}/speicher/"), follow=True).content.decode()
    assert "Das Thema ist im Themenspeicher." in html
    assert "Zurückholen" in html
    officer.post(staff(konferenz, f"{thema.kennung}/zurueckholen/"))
    thema.refresh_from_db()
    assert thema.status == Status.EINGEREICHT


def test_the_list_filters_by_state(officer, konferenz):
    make_themenvorschlag(konferenz, titel="Offenes")
    make_themenvorschlag(konferenz, titel="Gespeichertes", status=Status.IM_SPEICHER)
    html = officer.get(staff(konferenz, "?stand=speicher")).content.decode()
    assert "Gespeichertes" in html
    assert "Offenes" not in html


@pytest.mark.parametrize("topics", [1, 3, 50])
def test_the_staffs_list_takes_eight_queries(officer, konferenz, django_assert_num_queries, topics):
    for n in range(topics):
        thema = make_themenvorschlag(konferenz, einrichtung=make_einrichtung(konferenz.veranstalter))
        if n % 3 == 0:
            make_kleingruppe(konferenz, themen=[thema])
    with django_assert_num_queries(8):
        response = officer.get(staff(konferenz))
    assert len(response.content) < 40_000


@pytest.mark.parametrize("rest", ["", "neu/", "{0}/"])
def test_strangers_find_nothing(client, konferenz, rest):
    thema = make_themenvorschlag(konferenz)
    url = staff(konferenz, rest.format(thema.kennung))
    assert client.get(url).status_code == 302
    client.force_login(make_mitglied().konto)
    assert client.get(url).status_code == 404


def test_a_foreign_topic_is_not_found(officer, konferenz):
    thema = make_themenvorschlag()
    assert officer.get(staff(konferenz, f"{thema.kennung}/")).status_code == 404
    assert officer.post(staff(konferenz, f"{thema.kennung}/speicher/")).status_code == 404


def test_a_reading_colleague_changes_nothing(client, konferenz):
    thema = make_themenvorschlag(konferenz)
    client.force_login(make_mitglied(konferenz.veranstalter, rolle=Rolle.LESEND).konto)
    html = client.get(staff(konferenz, f"{thema.kennung}/")).content.decode()
    assert "Thema speichern" not in html
    assert "In den Themenspeicher" not in html
    assert client.get(staff(konferenz, "neu/")).status_code == 403
    for rest in (f"{thema.kennung}/", f"{thema.kennung}/speicher/", f"{thema.kennung}/zurueckziehen/"):
        assert client.post(staff(konferenz, rest), {"titel": "Neu"}).status_code == 403


def test_wrong_method_of_staff(officer, konferenz):
    thema = make_themenvorschlag(konferenz)
    assert officer.post(staff(konferenz)).status_code == 405
    assert officer.get(staff(konferenz, f"{thema.kennung}/speicher/")).status_code == 405


def test_an_unknown_step_is_not_found(officer, konferenz):
    thema = make_themenvorschlag(konferenz)
    assert officer.post(staff(konferenz, f"{thema.kennung}/loeschen/")).status_code == 404


def test_a_person_is_no_institution():
    anmeldung = make_anmeldung()
    thema = make_themenvorschlag(anmeldung.konferenz)
    with pytest.raises(NichtErlaubt):
        withdraw_themenvorschlag(thema, by=Akteur(Rolle.TEILNAHME, anmeldung.pk))
