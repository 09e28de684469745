"""The officer's pages about institutions, invitations and letters: nothing sticks out, on a phone or a desk."""

import pytest
from django.test import Client
from django.urls import reverse

from konferenz.models.aussendung import Anlass
from teilnehmer import briefe
from teilnehmer.models import Nachricht
from teilnehmer.services.aussendung import create_aussendung, release_aussendung
from tests.factories import (
    make_anmeldung,
    make_ansprechperson,
    make_einladung,
    make_einrichtung,
    make_konferenz,
    make_mitglied,
    make_traeger,
)

pytestmark = pytest.mark.django_db(transaction=True)
LANG = "Kindertagesstätte der Sozialraumkonferenzvorbereitungsgruppenkoordination"


@pytest.fixture
def mitglied(seiten):
    mitglied = make_mitglied()
    konferenz = make_konferenz(veranstalter=mitglied.veranstalter, plaetze=40)
    traeger = make_traeger(mitglied.veranstalter, name="Evangelischer Kirchenkreisverband")
    for name in (LANG, "Hort am Wald"):
        haus = make_einrichtung(mitglied.veranstalter, name=name, traeger=traeger)
        make_ansprechperson(haus, email=f"sehr.lange.adresse.{haus.pk}@kindertagesstaettenverband.example")
        einladung = make_einladung(konferenz, haus)
        make_anmeldung(konferenz, einladung=einladung, einrichtung=haus, funktion="Pädagogische Leitung")
    make_einrichtung(mitglied.veranstalter, name=f"{LANG} Süd")
    return mitglied


def pages(mitglied) -> list[str]:
    konferenz = mitglied.veranstalter.konferenzen.get()
    v, k = mitglied.veranstalter.slug, konferenz.slug
    betreff, text = briefe.vorlage(Anlass.EINLADUNG)
    briefe_ = [
        create_aussendung(konferenz=konferenz, anlass=Anlass.EINLADUNG, betreff=betreff, text=text, by=mitglied.akteur)
        for _ in range(2)
    ]
    release_aussendung(aussendung=briefe_[0], by=mitglied.akteur)
    einladung, person = konferenz.einladungen.first(), konferenz.anmeldungen.first()
    einrichtung = mitglied.veranstalter.einrichtungen.first()
    namen = [
        ("einrichtungen", v),
        ("einrichtung_neu", v),
        ("einrichtung", v, einrichtung.kennung),
        ("traeger", v),
        ("einladungen", v, k),
        ("auswahl", v, k),
        ("aussendung_neu", v, k),
        *(("aussendung", v, k, brief.pk) for brief in briefe_),
        ("einladung_verwaltung", v, k, einladung.zugang.kennung),
        ("antwort_eintragen", v, k, einladung.zugang.kennung),
        ("anmeldungen", v, k),
        ("anmeldung_absagen", v, k, person.kennung),
        ("postausgang", v),
        ("nachricht", v, Nachricht.objects.first().pk),
    ]
    return [reverse(f"teilnehmer:{name}", args=args) for name, *args in namen]


@pytest.mark.parametrize("breite", [320, 1280])
def test_no_page_of_the_officer_sticks_out(neue_seite, seiten, mitglied, breite):
    client = Client()
    client.force_login(mitglied.konto)
    page = neue_seite(viewport={"width": breite, "height": 800})
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": seiten}])
    wide = []
    for adresse in pages(mitglied):
        assert page.goto(adresse).status == 200
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(adresse)
    assert wide == []
