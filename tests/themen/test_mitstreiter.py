"""Commitments to topics: three kinds, one tap each, withdrawable, asked again when the words change."""

import pytest
from django.test import Client

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Verlauf, Zugang
from tests.factories import (
    make_anmeldung,
    make_konferenz_heute,
    make_mitglied,
    make_mitstreiter,
    make_themenvorschlag,
    make_zugang,
)
from themen.models import Mitstreiter
from themen.services.mitstreiter import join_thema, leave_thema
from themen.services.themenvorschlag import change_themenvorschlag
from themen.themen_stand import render_stand, version_of

pytestmark = pytest.mark.django_db
PLANUNG = Akteur(Rolle.PLANUNG, 1)


@pytest.fixture
def person():
    return make_anmeldung(make_konferenz_heute())


@pytest.fixture
def thema(person):
    return make_themenvorschlag(person.konferenz, titel="Offene Halle", beschreibung="Am Sonntag, für alle.")


def who(anmeldung) -> Akteur:
    return Akteur(Rolle.TEILNAHME, anmeldung.pk)


def rows() -> list[tuple]:
    return [(row.art, row.bis is None) for row in Mitstreiter.objects.order_by("pk")]


def change(thema, **felder) -> None:
    thema.refresh_from_db()
    change_themenvorschlag(thema, fassung=thema.fassung, by=PLANUNG, **felder)


@pytest.mark.parametrize(
    ("art", "knopf", "satz", "zahl"),
    [
        ("mitdenken", "Mitdenken", "Sie denken mit.", "1 denkt mit"),
        ("mitmachen", "Mitmachen", "Sie machen mit.", "1 macht mit"),
        ("ressource", "Etwas beitragen", "Sie tragen etwas bei.", "1 trägt etwas bei"),
    ],
)
def test_each_kind_is_one_tap_on_the_list_and_on_the_topic(client, person, thema, art, knopf, satz, zahl):
    liste = f"{person.zugang.pfad}themen/"
    for seite in (liste, f"{liste}{thema.kennung}/"):
        assert f'value="{art}" aria-label="{knopf}: Offene Halle"' in client.get(seite).content.decode()
    response = client.post(f"{liste}{thema.kennung}/mitmachen/", {"art": art, "liste": "1"})
    assert response.url == f"{liste}#thema-{thema.kennung}"
    for seite in (liste, f"{liste}{thema.kennung}/"):
        page = client.get(seite).content.decode()
        assert satz in page
        assert f'aria-label="{knopf}: Offene Halle"' not in page
        assert 'aria-label="Nicht mehr mitmachen: Offene Halle"' in page
    assert zahl in page
    assert rows() == [(art, True)]


def test_another_kind_and_leaving_keep_the_history(person, thema):
    for art in ("mitdenken", "mitdenken", "ressource"):
        join_thema(thema, anmeldung=person, art=art, by=who(person))
    leave_thema(thema, anmeldung=person, by=who(person))
    assert rows() == [("mitdenken", False), ("ressource", False)]
    assert [row.satz for row in Verlauf.objects.order_by("pk")] == [
        "Jemand macht bei einem Thema mit.",
        "Jemand macht bei einem Thema weiter mit.",
        "Jemand macht bei einem Thema nicht mehr mit.",
    ]


def test_other_words_ask_again_and_nobody_is_taken_along_silently(client, person, thema):
    neue = make_anmeldung(person.konferenz)
    join_thema(thema, anmeldung=person, art="ressource", by=who(person))
    change(thema, beschreibung="Am Samstag, für alle.")
    join_thema(thema, anmeldung=neue, by=who(neue))

    liste = f"{person.zugang.pfad}themen/"
    for seite in (liste, f"{liste}{thema.kennung}/"):
        assert "Der Text wurde geändert." in client.get(seite).content.decode()
    assert "Der Text wurde geändert." not in client.get(f"{neue.zugang.pfad}themen/").content.decode()

    client.post(f"{liste}{thema.kennung}/mitmachen/", {"art": "ressource"})
    assert "Der Text wurde geändert." not in client.get(liste).content.decode()
    assert rows() == [("ressource", False), ("mitmachen", True), ("ressource", True)]

    change(thema, titel="Offene Sporthalle")
    client.post(f"{liste}{thema.kennung}/nicht-mehr-mitmachen/")
    assert rows() == [("ressource", False), ("mitmachen", True), ("ressource", False)]


@pytest.mark.parametrize(
    "felder",
    [{"handlungsfeld": "kultur"}, {"titel": "offene  HALLE!"}, {"beschreibung": "Am Sonntag – für alle"}],
)
def test_commas_capitals_and_fields_ask_nobody(client, person, thema, felder):
    join_thema(thema, anmeldung=person, by=who(person))
    change(thema, **felder)
    assert "Der Text wurde geändert." not in client.get(f"{person.zugang.pfad}themen/").content.decode()


def test_the_shared_fragment_counts_for_everybody_and_holds_nothing_personal(client, person, thema):
    make_mitstreiter(thema, person)
    make_themenvorschlag(person.konferenz, status="zurueckgezogen")
    html = client.get(f"{person.zugang.pfad}themen/stand/").content.decode()
    assert html == render_stand(person.konferenz_id)
    assert f'data-live-teil="mit-{thema.kennung}">1 macht mit</span>' in html
    assert html.count("data-live-teil") == 1
    for word in ("<form", "href", person.nachname, person.zugang.token):
        assert word not in html
    page = client.get(f"{person.zugang.pfad}themen/").content.decode()
    assert f'data-live-merke="themen" data-wert="{version_of(person.konferenz_id)}"' in page


def test_a_list_notices_a_new_topic_and_another_text(person, thema):
    erste = version_of(person.konferenz_id)
    change(thema, titel="Offene Sporthalle")
    zweite = version_of(person.konferenz_id)
    make_themenvorschlag(person.konferenz)
    assert len({erste, zweite, version_of(person.konferenz_id)}) == 3


def test_the_fragment_is_read_with_a_pass_only(client, person):
    moderation = make_zugang(person.konferenz)
    assert client.get(f"/mein/{moderation.token}/themen/stand/").status_code == 404
    assert client.post(f"{person.zugang.pfad}themen/stand/").status_code == 405


# For somebody without a phone


def doors(konferenz, kennung) -> dict[str, tuple[Client, str]]:
    planung = Client()
    planung.force_login(make_mitglied(konferenz.veranstalter).konto)
    verwaltung = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/anwesenheit/"
    return {
        "moderation": (Client(), f"{make_zugang(konferenz).pfad}anwesenheit/{kennung}/"),
        "hilfe": (Client(), f"{make_zugang(konferenz, Zugang.Zweck.HILFE).pfad}personen/{kennung}/"),
        "planung": (planung, f"{verwaltung}{kennung}/"),
    }


@pytest.mark.parametrize("door", ["moderation", "hilfe", "planung"])
def test_somebody_who_helps_joins_and_leaves_for_a_person(person, thema, door):
    client, pfad = doors(person.konferenz, person.kennung)[door]
    assert f'href="{pfad}themen/"' in client.get(pfad).content.decode()
    assert "Mitdenken: Offene Halle" in client.get(f"{pfad}themen/").content.decode()
    data = {"thema": thema.kennung, "art": "mitdenken"}
    page = client.post(f"{pfad}themen/", data, follow=True).content.decode()
    assert f"{person.name} ist bei „Offene Halle“ dabei." in page
    assert "Denkt mit." in page
    page = client.post(f"{pfad}themen/", data | {"art": "aus"}, follow=True).content.decode()
    assert f"{person.name} ist bei „Offene Halle“ nicht mehr dabei." in page
    assert rows() == [("mitdenken", False)]


@pytest.mark.parametrize(
    ("data", "status"),
    [({}, 422), ({"art": "zuschauen"}, 422), ({"art": ""}, 422), ({"thema": "\x00"}, 422), ({"thema": "fremd"}, 404)],
)
def test_nonsense_changes_nothing(person, thema, data, status):
    make_mitstreiter(thema, person)
    client, pfad = doors(person.konferenz, person.kennung)["hilfe"]
    ganz = {"thema": thema.kennung, "art": "aus"} | data if data else {}
    assert client.post(f"{pfad}themen/", ganz).status_code == status
    assert rows() == [("mitmachen", True)]


def test_after_the_day_nobody_is_entered_any_more(person, thema):
    Konferenz.objects.update(phase=Konferenz.Phase.NACHBEREITUNG)
    client, pfad = doors(person.konferenz, person.kennung)["moderation"]
    assert "Mitdenken" not in client.get(f"{pfad}themen/").content.decode()
    assert client.post(f"{pfad}themen/", {"thema": thema.kennung, "art": "mitdenken"}).status_code == 403
    assert rows() == []


def test_who_may_not_be_named_strangers_and_lesend_stay_outside(person, thema):
    gesperrt = make_anmeldung(person.konferenz, gesperrt=True)
    client, pfad = doors(person.konferenz, gesperrt.kennung)["hilfe"]
    data = {"thema": thema.kennung, "art": "mitdenken"}
    assert client.get(f"{pfad}themen/").status_code == 404
    assert client.post(f"{pfad}themen/", data).status_code == 404
    fremd = make_anmeldung(make_konferenz_heute())
    assert client.post(doors(person.konferenz, fremd.kennung)["hilfe"][1] + "themen/", data).status_code == 404
    lesend = Client()
    lesend.force_login(make_mitglied(person.konferenz.veranstalter, Rolle.LESEND).konto)
    _client, pfad = doors(person.konferenz, person.kennung)["planung"]
    assert lesend.get(f"{pfad}themen/").status_code == 200
    assert lesend.post(f"{pfad}themen/", data).status_code == 403
    assert lesend.put(f"{pfad}themen/").status_code in (403, 405)
    assert rows() == []


@pytest.mark.parametrize("zahl", [1, 3])
def test_query_budgets(client, django_assert_num_queries, person, zahl):
    for _ in range(zahl):
        make_mitstreiter(make_themenvorschlag(person.konferenz), person)
    helfer, pfad = doors(person.konferenz, person.kennung)["hilfe"]
    # Zugang, Anmeldung, Programm, pages, topics, groups, how many, own, texts, version
    with django_assert_num_queries(10):
        client.get(f"{person.zugang.pfad}themen/")
    # Zugang, person, pages, topics, groups, how many, own, texts, group, Programm
    with django_assert_num_queries(10):
        helfer.get(f"{pfad}themen/")
