"""The officer's Warteliste, and how seats stand on the institution's page and on the pass."""

import datetime

import pytest
from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Konferenz
from teilnehmer.models import Anmeldung, Nachricht
from tests.factories import (
    make_anmeldung,
    make_einladung,
    make_konferenz,
    make_mitglied,
    make_veranstalter,
)

pytestmark = pytest.mark.django_db
LISTE = "/verwaltung/ort/k/anmeldungen/"
WARTELISTE = f"{LISTE}warteliste/"
TAG = datetime.timedelta(days=1)


@pytest.fixture
def konferenz():
    return make_konferenz(veranstalter=make_veranstalter(slug="ort"), slug="k", plaetze=3)


def enter(client, konferenz, rolle=Rolle.PLANUNG):
    client.force_login(make_mitglied(konferenz.veranstalter, rolle).konto)
    return client


@pytest.fixture
def planung(client, konferenz):
    return enter(client, konferenz)


def make_held(konferenz, nachname="Gehalten", **overrides) -> Anmeldung:
    now = timezone.now()
    fields = {"nachname": nachname, "nachgerueckt_am": now, "bestaetigen_bis": now + TAG}
    return make_anmeldung(konferenz, **fields | overrides)


def make_wartende(konferenz, *nachnamen, **overrides) -> list[Anmeldung]:
    return [make_anmeldung(konferenz, nachname=name, status="warteliste", **overrides) for name in nachnamen]


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_page_shows_seats_rule_held_seats_and_the_order(planung, konferenz):
    make_anmeldung(konferenz)
    make_held(konferenz)
    make_wartende(konferenz, "Zander", "Albers")
    response = planung.get(WARTELISTE)
    html = text(response)
    for words in ("1 belegt", "1 gehalten", "1 frei", "2 auf der Warteliste", "rückt nach, wer am längsten wartet"):
        assert words in html
    assert [(row.platz, row.nachname) for row in response.context["blatt"]] == [(1, "Zander"), (2, "Albers")]
    assert [row.nachname for row in response.context["gehalten"]] == ["Gehalten"]


def test_who_got_no_letter_has_to_be_called(planung, konferenz):
    ohne, mit = make_held(konferenz, "Ohne"), make_held(konferenz, "Mit", email="m@example.org")
    Nachricht.objects.create(
        konferenz=konferenz, anmeldung=mit, anlass="nachruecken", empfaenger=mit.email, betreff="B", text="T"
    )
    make_held(konferenz, "Bestaetigt", bestaetigen_bis=None)
    assert [row.pk for row in planung.get(WARTELISTE).context["anrufen"]] == [ohne.pk]


def test_a_seat_that_was_firm_at_once_without_a_letter_is_called_too(planung, konferenz):
    Konferenz.objects.update(datum=timezone.localdate() + TAG)
    row = make_held(konferenz, bestaetigen_bis=None)
    assert [a.pk for a in planung.get(WARTELISTE).context["anrufen"]] == [row.pk]


def test_an_institution_with_all_its_seats_is_named(planung, konferenz):
    Konferenz.objects.update(plaetze_je_einrichtung=1)
    haus = make_einladung(konferenz)
    make_anmeldung(konferenz, einrichtung=haus.einrichtung, einladung=haus)
    make_wartende(konferenz, "Wartet", einrichtung=haus.einrichtung, einladung=haus)
    html = text(planung.get(WARTELISTE))
    assert "hat schon alle Plätze" in html
    assert "je Einrichtung 1 Platz" in html


def test_the_list_keeps_the_place_of_those_with_a_sperrvermerk(planung, konferenz):
    make_wartende(konferenz, "Geheimniskraemer", gesperrt=True)
    make_wartende(konferenz, "Zweite")
    make_held(konferenz, "Geheimniskraemerin", gesperrt=True)
    response = planung.get(WARTELISTE)
    assert [(row.platz, row.nachname) for row in response.context["blatt"]] == [(2, "Zweite")]
    assert "Geheimniskraemer" not in text(response)
    assert "1 Person mit Sperrvermerk wartet auch" in text(response)


def test_an_empty_list_says_who_will_stand_here(planung, konferenz):
    html = text(planung.get(WARTELISTE))
    assert "Niemand wartet." in html
    assert "Gerade wartet kein Platz auf eine Bestätigung." in html


@pytest.mark.parametrize("zahl", [1, 3])
def test_the_page_needs_nine_queries(planung, konferenz, django_assert_num_queries, zahl):
    for n in range(zahl):
        haus = make_einladung(konferenz)
        make_held(konferenz, f"Gehalten {n}", einrichtung=haus.einrichtung, einladung=haus)
        make_wartende(konferenz, f"Wartet {n}", einrichtung=haus.einrichtung, einladung=haus)
    with django_assert_num_queries(9):
        planung.get(WARTELISTE)


def test_the_officer_notes_what_was_said_on_the_phone(planung, konferenz):
    row = make_held(konferenz)
    response = planung.post(f"{LISTE}{row.kennung}/kommt/", follow=True)
    assert "Der Platz ist bestätigt." in text(response)
    row.refresh_from_db()
    assert row.bestaetigen_bis is None


def test_the_officer_gives_more_time(planung, konferenz):
    row = make_held(konferenz, bestaetigen_bis=timezone.now())
    assert "Neue Frist:" in text(planung.get(f"{LISTE}{row.kennung}/frist/"))
    assert "Der Platz ist jetzt gehalten bis" in text(planung.post(f"{LISTE}{row.kennung}/frist/", follow=True))
    row.refresh_from_db()
    assert row.bestaetigen_bis > timezone.now() + TAG


def test_without_a_deadline_there_is_nothing_to_extend(planung, konferenz):
    row = make_anmeldung(konferenz)
    assert "Für diesen Platz läuft keine Frist." in text(planung.post(f"{LISTE}{row.kennung}/frist/", follow=True))


def test_the_officer_takes_somebody_off_the_list(planung, konferenz):
    (row,) = make_wartende(konferenz, "Albers")
    adresse = f"{LISTE}{row.kennung}/absagen/"
    assert "Von der Warteliste nehmen" in text(planung.get(adresse))
    assert "Die Person steht nicht mehr auf der Warteliste." in text(planung.post(adresse, follow=True))
    row.refresh_from_db()
    assert row.status == "abgesagt"


def test_the_main_list_filters_by_seat(planung, konferenz):
    make_anmeldung(konferenz, nachname="Fest")
    make_held(konferenz)
    make_wartende(konferenz, "Wartet")
    make_anmeldung(konferenz, nachname="Fragt", status="angefragt", email="f@example.org")

    def shown(stand):
        return [row.nachname for row in planung.get(LISTE, {"stand": stand}).context["blatt"]]

    assert shown("") == ["Fest", "Gehalten", "Wartet"]
    assert shown("angemeldet") == ["Fest", "Gehalten"]
    assert shown("gehalten") == ["Gehalten"]
    assert shown("warteliste") == ["Wartet"]
    assert shown("alle") == ["Fest", "Gehalten", "Wartet"]
    assert "1 Anfrage" in text(planung.get(LISTE))


def test_those_who_only_read_see_and_change_nothing(client, konferenz):
    lesend = enter(client, konferenz, Rolle.LESEND)
    held = make_held(konferenz)
    make_wartende(konferenz, "Wartet")
    html = text(lesend.get(WARTELISTE))
    assert "Wartet" in html
    assert held.kennung not in html
    assert lesend.post(f"{LISTE}{held.kennung}/kommt/").status_code == 403
    assert lesend.get(f"{LISTE}{held.kennung}/frist/").status_code == 403


def test_an_officer_of_another_town_finds_nothing(client, konferenz):
    held = make_held(konferenz)
    client.force_login(make_mitglied(make_veranstalter(slug="fremd")).konto)
    assert client.get(WARTELISTE).status_code == 404
    assert client.post(f"{LISTE}{held.kennung}/kommt/").status_code == 404
    assert client.post(f"{LISTE}{held.kennung}/frist/").status_code == 404


def test_the_wrong_method(planung, konferenz):
    held = make_held(konferenz)
    assert planung.post(WARTELISTE).status_code == 405
    assert planung.get(f"{LISTE}{held.kennung}/kommt/").status_code == 405


# The institution's page


@pytest.fixture
def einladung(konferenz):
    return make_einladung(konferenz, antwort="zugesagt")


def at(einladung, nachname, **overrides):
    return make_anmeldung(
        einladung.konferenz,
        nachname=nachname,
        einladung=einladung,
        einrichtung=einladung.einrichtung,
        **overrides,
    )


def test_the_institution_sees_who_waits_and_where(client, konferenz, einladung):
    make_wartende(konferenz, "Vorher")
    at(einladung, "Fest")
    at(einladung, "Wartet", status="warteliste")
    html = text(client.get(einladung.zugang.pfad))
    assert "1 Person ist angemeldet, 1 steht auf der Warteliste, Platz 2. Wird ein Platz frei" in html
    assert "Warteliste, Platz 2</strong>" in html


def test_the_institution_confirms_and_gives_back(client, einladung):
    now = timezone.now()
    kommt = at(einladung, "Kommt", bestaetigen_bis=now + TAG, nachgerueckt_am=now)
    html = text(client.get(einladung.zugang.pfad))
    assert "Ein Platz ist frei geworden" in html
    assert "Platz freigeben" in html
    response = client.post(f"{einladung.zugang.pfad}personen/{kommt.kennung}/platz/", follow=True)
    assert "ist bestätigt." in text(response)
    kommt.refresh_from_db()
    assert kommt.bestaetigen_bis is None
    assert "Ein Platz ist frei geworden" not in text(client.get(einladung.zugang.pfad))


def test_another_institution_confirms_nothing(client, konferenz, einladung):
    fremd = make_held(konferenz)
    assert client.post(f"{einladung.zugang.pfad}personen/{fremd.kennung}/platz/").status_code == 404
    assert client.post(f"{einladung.zugang.pfad}personen/{at(einladung, 'A').kennung}/platz/").status_code == 302
    assert client.get(f"{einladung.zugang.pfad}personen/{fremd.kennung}/platz/").status_code == 405


def test_the_answer_form_says_how_many_seats_are_free(client, konferenz):
    einladung = make_einladung(konferenz)
    make_anmeldung(konferenz)
    assert "Noch 2 Plätze sind frei. Weitere Personen kommen auf die Warteliste." in text(
        client.get(einladung.zugang.pfad)
    )


# The pass


def test_the_pass_says_the_place_and_lets_leave(client, konferenz):
    make_wartende(konferenz, "Vorher")
    (row,) = make_wartende(konferenz, "Albers")
    assert "Sie stehen auf der Warteliste, Platz 2." in text(client.get(row.zugang.pfad))
    assert "nicht mehr auf der Warteliste" in text(client.get(f"{row.zugang.pfad}abmelden/"))
    assert "nicht mehr auf der Warteliste" in text(client.post(f"{row.zugang.pfad}abmelden/", follow=True))
    row.refresh_from_db()
    assert row.status == "abgesagt"


def test_the_pass_confirms_a_held_seat(client, konferenz):
    row = make_held(konferenz)
    html = text(client.get(row.zugang.pfad))
    assert "Ein Platz ist für Sie frei geworden" in html
    assert "Ja, ich komme" in html
    response = client.post(f"{row.zugang.pfad}platz/", follow=True)
    assert "Ihr Platz ist sicher. Wir freuen uns auf Sie." in text(response)
    assert "Ja, ich komme" not in text(response)
    assert client.get(f"{row.zugang.pfad}platz/").status_code == 405


def test_a_seat_that_went_on_says_so_on_the_pass(client, konferenz):
    row = make_held(konferenz)
    Anmeldung.objects.filter(pk=row.pk).update(status="abgesagt", abgesagt_am=timezone.now(), bestaetigen_bis=None)
    response = client.post(f"{row.zugang.pfad}platz/", follow=True)
    assert "Dieser Platz ist schon weitergegeben." in text(response)


def test_the_pass_of_an_open_request_promises_nothing(client, konferenz):
    row = make_anmeldung(konferenz, status="angefragt", email="f@example.org")
    html = text(client.get(row.zugang.pfad))
    assert "Noch haben Sie keinen Platz." in html
    assert "Themen ansehen" not in html
