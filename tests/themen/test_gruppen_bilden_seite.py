import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Zugang
from tests.factories import (
    make_anmeldung,
    make_befund,
    make_kleingruppe,
    make_konferenz_heute,
    make_mitglied,
    make_themenvorschlag,
    make_zugang,
)
from themen.models import Herkunft, Kleingruppe, Themenvorschlag, Umbau
from themen.services.zuordnung import assign_kleingruppe

pytestmark = pytest.mark.django_db
MODERATION = Akteur(Rolle.MODERATION, 1)


@pytest.fixture
def konferenz():
    return make_konferenz_heute()


@pytest.fixture
def moderation(konferenz) -> str:
    return f"{make_zugang(konferenz, Zugang.Zweck.MODERATION).pfad}gruppen/"


@pytest.fixture
def staff(konferenz, client) -> str:
    """Signed in as Planung; the address of the same page in the administration."""
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).konto)
    return f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/gruppen/"


@pytest.fixture(params=["moderation", "staff"])
def gruppen(request) -> str:
    return request.getfixturevalue(request.param)


def fields(**overrides) -> dict:
    return {"titel": "Netzwerk", "plaetze": "12", "hart": "on", "raum": "Tisch 1"} | overrides


def test_ticked_topics_become_one_group(client, gruppen, konferenz):
    themen = [make_themenvorschlag(konferenz, titel=f"Thema {n}") for n in "ABC"]
    page = client.get(gruppen).content.decode()
    assert "Themen ohne Gruppe" in page
    assert "Eine Gruppe bilden" in page
    form = client.get(f"{gruppen}neu/", {"thema": [t.kennung for t in themen[:2]]})
    assert form.status_code == 200
    assert 'value="Thema A"' in form.content.decode()

    response = client.post(f"{gruppen}neu/", fields(thema=[t.kennung for t in themen[:2]]))
    assert (response.status_code, response.url) == (302, gruppen)
    gruppe = Kleingruppe.objects.get()
    assert (gruppe.titel, gruppe.raum, gruppe.plaetze, gruppe.hart) == ("Netzwerk", "Tisch 1", 12, True)
    assert set(gruppe.themen.all()) == set(themen[:2])
    page = client.get(gruppen).content.decode()
    assert "1 Gruppe<" in page
    assert "Thema C" in page


@pytest.mark.parametrize(
    ("eingabe", "satz"),
    [
        ({"titel": ""}, "Der Titel fehlt. Bitte geben Sie der Gruppe einen Titel."),
        ({"titel": "x" * 121}, "120"),
        ({"plaetze": "0"}, "1"),
        ({"plaetze": "viele"}, "ganze Zahl"),
        ({"titel": "a\x00b"}, "unsichtbares Steuerzeichen"),
        ({"raum": "a\x07b"}, "unsichtbares Steuerzeichen"),
    ],
)
def test_what_is_wrong_stands_at_the_field_and_nothing_is_formed(client, moderation, eingabe, satz):
    response = client.post(f"{moderation}neu/", fields(**eingabe))
    assert response.status_code == 422
    page = response.content.decode()
    assert satz in page
    assert 'value="Tisch 1"' in page or "raum" in eingabe  # what was typed stays
    assert not Kleingruppe.objects.exists()


@pytest.mark.parametrize("titel", ["<script>alert(1)</script>", "🙂🙂", "\u202eumgedreht", "{{ 7|add:7 }}", "&amp;"])
def test_hostile_titles_are_only_text(client, moderation, titel):
    client.post(f"{moderation}neu/", fields(titel=titel, beschreibung=titel, raum=titel[:40]))
    assert Kleingruppe.objects.get().titel == titel
    page = client.get(moderation).content.decode()
    assert "<script>alert" not in page
    assert client.get(f"{moderation}1/bearbeiten/").status_code == 200


def test_room_and_seats_are_changed_and_lowering_too_far_is_refused(client, gruppen, konferenz):
    gruppe = make_kleingruppe(konferenz, plaetze=5)
    for _ in range(3):
        assign_kleingruppe(make_anmeldung(konferenz), gruppe, by=MODERATION)
    url = f"{gruppen}1/bearbeiten/"
    assert client.get(url).status_code == 200
    response = client.post(url, fields(plaetze="2", fassung="1"))
    assert response.status_code == 422
    assert "In der Gruppe sind schon 3 Personen." in response.content.decode()
    assert client.post(url, fields(plaetze="4", fassung="1", offen="Wer zahlt?")).status_code == 302
    gruppe.refresh_from_db()
    assert (gruppe.plaetze, gruppe.raum, gruppe.offen, gruppe.belegt) == (4, "Tisch 1", "Wer zahlt?", 3)


def test_the_second_of_two_editors_sees_what_is_saved_and_keeps_the_own_text(client, moderation, konferenz):
    make_kleingruppe(konferenz)
    url = f"{moderation}1/bearbeiten/"
    client.post(url, fields(raum="Tisch 8", fassung="1"))
    response = client.post(url, fields(raum="Tisch 9", fassung="1"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Während Sie geschrieben haben, wurde das hier geändert." in page
    assert "<dd>Tisch 8</dd>" in page
    assert 'value="Tisch 9"' in page
    assert 'name="fassung" value="2"' in page
    assert client.post(url, fields(raum="Tisch 9", fassung="2")).status_code == 302
    assert Kleingruppe.objects.get().raum == "Tisch 9"


def test_merging_splitting_and_undo_through_the_page(client, gruppen, konferenz):
    themen = [make_themenvorschlag(konferenz, status="angenommen") for _ in range(2)]
    eins = make_kleingruppe(konferenz, themen=themen[:1])
    zwei = make_kleingruppe(konferenz, themen=themen[1:])
    client.post(f"{gruppen}2/zusammenlegen/", {"ziel": "1"})
    zwei.refresh_from_db()
    assert zwei.aufgegangen_in == eins
    page = client.get(gruppen).content.decode()
    assert "Gruppe 2 ging in Gruppe 1 auf" in page

    client.post(f"{gruppen}umbau/{Umbau.objects.get().pk}/rueckgaengig/")
    zwei.refresh_from_db()
    assert zwei.aufgeloest_am is None
    Herkunft.objects.create(konferenz=konferenz, kleingruppe=eins, thema=themen[1])
    client.post(f"{gruppen}1/teilen/", {"thema": [themen[0].kennung]})
    assert Kleingruppe.objects.bestehend().count() == 3


def test_what_is_refused_stands_as_a_sentence_above_the_list(client, moderation, konferenz):
    gruppe = make_kleingruppe(konferenz)
    make_befund(gruppe)
    for url, data, satz in [
        ("1/aufloesen/", {}, "In Gruppe 1 sind schon Personen, Karten oder Fotos."),
        ("1/zusammenlegen/", {}, "Bitte wählen Sie eine Gruppe."),
        ("1/zusammenlegen/", {"ziel": "1"}, "Bitte wählen Sie zwei verschiedene Gruppen."),
        ("1/themen/", {}, "Bitte wählen Sie mindestens ein Thema."),
    ]:
        response = client.post(f"{moderation}{url}", data, follow=True)
        assert satz in response.content.decode()
    assert Kleingruppe.objects.bestehend().count() == 1


def test_topics_come_and_go(client, gruppen, konferenz):
    make_kleingruppe(konferenz)
    thema = make_themenvorschlag(konferenz)
    client.post(f"{gruppen}1/themen/", {"thema": [thema.kennung]})
    assert list(Kleingruppe.objects.get().themen.all()) == [thema]
    client.post(f"{gruppen}1/themen/heraus/", {"thema": thema.kennung})
    assert list(Themenvorschlag.objects.ohne_gruppe()) == [thema]


def test_the_themenspeicher_is_shown_apart(client, moderation, konferenz):
    make_themenvorschlag(konferenz, status="im_speicher", titel="Später")
    page = client.get(moderation).content.decode()
    assert "Diese Themen bearbeitet heute keine Gruppe. Sie stehen im Protokoll." in page
    assert "Später" in page


def test_helpers_look_at_the_groups_and_form_none(client, konferenz):
    make_kleingruppe(konferenz, titel="Netzwerk")
    make_themenvorschlag(konferenz, titel="Ohne Gruppe")
    base = f"{make_zugang(konferenz, Zugang.Zweck.HILFE).pfad}gruppen/"
    page = client.get(base).content.decode()
    assert "Netzwerk" in page
    assert f'href="{base}1/"' in page
    assert "Eine Gruppe bilden" not in page
    assert "bearbeiten" not in page
    assert client.get(f"{base}1/").status_code == 200
    for rest in ("neu/", "1/bearbeiten/", "1/aufloesen/"):
        assert client.post(base + rest).status_code == 404
    assert client.post(base).status_code == 405


ACTIONS = [
    "neu/",
    "1/bearbeiten/",
    "1/themen/",
    "1/themen/heraus/",
    "1/themen/verschieben/",
    "1/zusammenlegen/",
    "1/teilen/",
    "1/aufloesen/",
    "umbau/1/rueckgaengig/",
]


@pytest.mark.parametrize("rest", ["", *ACTIONS])
def test_a_link_for_something_else_opens_nothing(client, konferenz, rest):
    make_kleingruppe(konferenz)
    for zweck in (Zugang.Zweck.HILFE, Zugang.Zweck.PASS, Zugang.Zweck.EINLADUNG, Zugang.Zweck.LEINWAND):
        token = make_zugang(konferenz, zweck).token
        assert client.get(f"/moderation/{token}/gruppen/{rest}").status_code == 404
        assert client.post(f"/moderation/{token}/gruppen/{rest}").status_code == 404


@pytest.mark.parametrize("rest", ["", *ACTIONS])
def test_the_neighbouring_town_does_not_see_it(client, konferenz, rest):
    make_kleingruppe(konferenz)
    client.force_login(make_mitglied(rolle=Rolle.LEITUNG).konto)
    url = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/gruppen/{rest}"
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404


@pytest.mark.parametrize("rest", ACTIONS)
def test_lesend_reads_and_changes_nothing(client, konferenz, rest):
    make_kleingruppe(konferenz)
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.LESEND).konto)
    base = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/gruppen/"
    page = client.get(base)
    assert page.status_code == 200
    assert "Bearbeiten" not in page.content.decode()
    assert client.post(f"{base}{rest}", fields(fassung="1")).status_code == 403


@pytest.mark.parametrize("rest", ACTIONS[2:])
def test_actions_are_only_posted(client, moderation, konferenz, rest):
    make_kleingruppe(konferenz)
    assert client.get(f"{moderation}{rest}").status_code == 405


def test_groups_and_changes_of_another_conference_are_not_found(client, moderation):
    andere = make_konferenz_heute()
    eins, zwei = make_kleingruppe(andere), make_kleingruppe(andere)
    umbau = Umbau.objects.create(konferenz=andere, art="zusammenlegen", quelle=zwei, ziel=eins)
    assert client.get(f"{moderation}1/bearbeiten/").status_code == 404
    assert client.post(f"{moderation}umbau/{umbau.pk}/rueckgaengig/").status_code == 404


def test_after_the_day_groups_stay_as_they_are(client, moderation, konferenz):
    make_kleingruppe(konferenz)
    Konferenz.objects.update(phase=Konferenz.Phase.NACHBEREITUNG)
    assert client.get(moderation).status_code == 200
    assert client.get(f"{moderation}1/bearbeiten/").status_code == 403
    response = client.post(f"{moderation}1/aufloesen/", follow=True)
    assert "Das geht gerade nicht. Es wurde nichts geändert." in response.content.decode()


@pytest.mark.parametrize("zahl", [1, 3])
def test_query_budget_of_the_list(client, konferenz, moderation, zahl):
    for _ in range(zahl):
        make_kleingruppe(konferenz, themen=[make_themenvorschlag(konferenz)])
        make_themenvorschlag(konferenz)
    # Zugang, Programm, Themen, Mitstreiter, Umbauten, Gruppen, Herkunft, kinds of institutions, roles
    with CaptureQueriesContext(connection) as queries:
        client.get(moderation)
    assert len(queries) == 9


@pytest.mark.parametrize("zahl", [1, 3])
def test_query_budget_of_the_list_for_staff(client, konferenz, staff, zahl):
    for _ in range(zahl):
        make_befund(make_kleingruppe(konferenz, themen=[make_themenvorschlag(konferenz)]))
        make_themenvorschlag(konferenz)
    # session, account, Mitgliedschaft, Konferenz, Themen, Mitstreiter, Umbauten, Gruppen, Herkunft, kinds of
    # institutions, roles
    with CaptureQueriesContext(connection) as queries:
        client.get(staff)
    assert len(queries) == 11


@pytest.mark.parametrize("zahl", [1, 3])
def test_query_budget_of_one_group(client, konferenz, moderation, zahl):
    make_kleingruppe(konferenz, themen=[make_themenvorschlag(konferenz) for _ in range(zahl)])
    for _ in range(zahl):
        make_kleingruppe(konferenz)
        make_themenvorschlag(konferenz)
    # Zugang, Programm, Gruppe, Herkunft, waiting topics, other groups
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{moderation}1/bearbeiten/")
    assert len(queries) == 6


@pytest.mark.parametrize("unsinn", ["\x00", "a\x00b", "🙂", "9" * 40, "' OR 1=1 --", "-1", "x" * 5000])
def test_nonsense_in_a_choice_is_a_sentence_and_changes_nothing(client, moderation, konferenz, unsinn):
    thema = make_themenvorschlag(konferenz, status="angenommen")
    make_kleingruppe(konferenz, themen=[thema])
    for rest, name in [("1/themen/", "thema"), ("1/teilen/", "thema"), ("1/zusammenlegen/", "ziel")]:
        response = client.post(f"{moderation}{rest}", {name: unsinn}, follow=True)
        assert response.status_code == 200
        assert "kern-alert--danger" in response.content.decode()
    assert client.post(f"{moderation}1/themen/heraus/", {"thema": unsinn}).status_code == 404
    assert client.post(f"{moderation}neu/", fields(thema=[unsinn])).status_code == 422
    assert list(Kleingruppe.objects.get().themen.all()) == [thema]


def test_renaming_and_moving_a_topic_are_undone_on_the_page(client, gruppen, konferenz):
    thema = make_themenvorschlag(konferenz, titel="Offene Halle", status="angenommen")
    eins, zwei = make_kleingruppe(konferenz, titel="Sport", themen=[thema]), make_kleingruppe(konferenz)
    client.post(f"{gruppen}1/bearbeiten/", fields(titel="Bewegung", farbe="7", fassung="1"))
    eins.refresh_from_db()
    assert (eins.titel, eins.farbe) == ("Bewegung", 7)
    assert "Gruppe 1 hieß „Sport“" in client.get(gruppen).content.decode()
    client.post(f"{gruppen}umbau/{Umbau.objects.get().pk}/rueckgaengig/")
    eins.refresh_from_db()
    assert (eins.titel, eins.farbe) == ("Sport", 7)

    page = client.get(f"{gruppen}1/bearbeiten/").content.decode()
    assert "Verschieben" in page
    response = client.post(f"{gruppen}1/themen/verschieben/", {"thema": thema.kennung, "ziel": "2"}, follow=True)
    assert "Das Thema ist verschoben." in response.content.decode()
    assert list(thema.kleingruppen.filter(herkunft__bis=None)) == [zwei]
    client.post(f"{gruppen}umbau/{Umbau.objects.get(rueckgaengig_am=None).pk}/rueckgaengig/")
    assert list(thema.kleingruppen.filter(herkunft__bis=None)) == [eins]


@pytest.mark.parametrize("farbe", ["0", "9", "rot", "\x00"])
def test_a_colour_that_does_not_exist_is_a_sentence(client, moderation, konferenz, farbe):
    gruppe = make_kleingruppe(konferenz)
    assert client.post(f"{moderation}1/bearbeiten/", fields(farbe=farbe, fassung="1")).status_code == 422
    gruppe.refresh_from_db()
    assert gruppe.farbe == 1


def test_moving_names_a_group_and_a_topic_that_are_there(client, moderation, konferenz):
    thema = make_themenvorschlag(konferenz)
    make_kleingruppe(konferenz, themen=[thema])
    response = client.post(f"{moderation}1/themen/verschieben/", {"thema": thema.kennung}, follow=True)
    assert "Bitte wählen Sie eine Gruppe." in response.content.decode()
    assert client.post(f"{moderation}1/themen/verschieben/", {"thema": "fremd", "ziel": "1"}).status_code == 404
    assert client.get(f"{moderation}1/themen/verschieben/").status_code == 405


def test_the_live_fragment_of_the_groups_is_behind_the_same_doors(client, gruppen, konferenz):
    make_kleingruppe(konferenz)
    html = client.get(f"{gruppen}stand/").content.decode()
    assert 'data-live-teil="platz-1"' in html
    assert "<form" not in html
    assert client.post(f"{gruppen}stand/").status_code == 405
    hilfe = make_zugang(konferenz, Zugang.Zweck.HILFE).pfad
    assert client.get(f"{hilfe}gruppen/stand/").status_code == 200
    assert (
        client.get(f"/moderation/{make_zugang(konferenz, Zugang.Zweck.PASS).token}/gruppen/stand/").status_code == 404
    )
