"""Two officers release, three click twice, and the way from the release to the institution's inbox."""

import re

import pytest
from django.test import Client
from django_q.models import OrmQ
from post_office.models import Email

from konferenz import jobs
from konferenz.akteur import Rolle
from konferenz.models import Aussendung, Verlauf
from konferenz.models.aussendung import Anlass
from teilnehmer import briefe
from teilnehmer.models import Einladung, Nachricht
from teilnehmer.services.aussendung import create_aussendung, release_aussendung
from teilnehmer.services.einladung import invite_einrichtungen
from tests.factories import (
    make_akteur,
    make_ansprechperson,
    make_einrichtung,
    make_konferenz,
    make_mitglied,
)
from tests.gleichzeitig import all_succeed_at_once
from tests.smtp_senke import smtp_senke

pytestmark = pytest.mark.django_db(transaction=True)
ADRESSE = "https://netzwerkstatt.example"


@pytest.fixture
def konferenz():
    konferenz = make_konferenz(titel="Netzwerkstatt Übersee")
    haeuser = [make_einrichtung(konferenz.veranstalter) for _ in range(3)]
    for haus in haeuser:
        make_ansprechperson(haus)
    by = make_mitglied(konferenz.veranstalter).akteur
    invite_einrichtungen(konferenz=konferenz, einrichtungen=[haus.pk for haus in haeuser], by=by)
    return konferenz


def draft(konferenz) -> Aussendung:
    betreff, text = briefe.vorlage(Anlass.EINLADUNG)
    by = make_mitglied(konferenz.veranstalter).akteur
    return create_aussendung(konferenz=konferenz, anlass=Anlass.EINLADUNG, betreff=betreff, text=text, by=by)


@pytest.fixture
def mailserver(settings):
    with smtp_senke() as senke:
        settings.ADRESSE = ADRESSE
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", senke.port, False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.DEFAULT_FROM_EMAIL = "post@netzwerkstatt.example"
        yield senke


def test_one_letter_released_by_six_clicks_goes_to_everybody_once(konferenz, mailserver):
    aussendung = draft(konferenz)
    personen = [make_mitglied(konferenz.veranstalter).akteur for _ in range(6)]
    all_succeed_at_once([lambda by=by: release_aussendung(aussendung=aussendung, by=by) for by in personen])
    assert Nachricht.objects.count() == 3
    assert (Email.objects.count(), OrmQ.objects.count()) == (3, 1)
    assert jobs.send_mail() == 3
    assert len(mailserver.briefe) == 3
    assert Verlauf.objects.filter(satz="Einladung freigegeben: 3 Nachrichten.").count() == 1


def test_two_letters_released_at_once_reach_nobody_twice(konferenz, mailserver):
    erste, zweite = draft(konferenz), draft(konferenz)
    by = make_mitglied(konferenz.veranstalter).akteur

    def release(aussendung):
        try:
            release_aussendung(aussendung=aussendung, by=by)
        except Exception as error:
            return str(error)
        return "frei"

    results = all_succeed_at_once([lambda a=a: release(a) for a in (erste, zweite)])
    assert sorted(results) == ["Niemand im Kreis hat eine E-Mail-Adresse. Es wurde nichts versandt.", "frei"]
    assert Nachricht.objects.count() == 3


def test_clicks_through_http_release_once(konferenz, mailserver):
    aussendung = draft(konferenz)
    konten = [make_mitglied(konferenz.veranstalter).konto for _ in range(4)]
    v, k = konferenz.veranstalter.slug, konferenz.slug

    def click(konto):
        client = Client()
        client.force_login(konto)
        pfad = f"/verwaltung/{v}/{k}/einladungen/aussendungen/{aussendung.pk}/"
        return client.post(pfad, {"erwartet": "3"}).status_code

    assert all_succeed_at_once([lambda konto=konto: click(konto) for konto in konten]) == [302] * 4
    assert Nachricht.objects.count() == 3


def test_from_the_release_to_the_answer_by_the_link_in_the_inbox(konferenz, mailserver):
    release_aussendung(aussendung=draft(konferenz), erwartet=3, by=make_mitglied(konferenz.veranstalter).akteur)
    jobs.send_mail()
    stored = "".join(Nachricht.objects.values_list("text", flat=True)) + "".join(
        Email.objects.values_list("message", flat=True)
    )
    einladungen = list(Einladung.objects.select_related("zugang", "einrichtung"))
    links = {re.search(rf"{ADRESSE}(/einladung/\S+)", brief.get_content())[1] for _, _, brief in mailserver.briefe}
    assert links == {einladung.zugang.pfad for einladung in einladungen}
    assert not any(einladung.zugang.token in stored for einladung in einladungen)
    for einladung in einladungen:
        assert einladung.versandt_am is not None
        page = Client().get(einladung.zugang.pfad).content.decode()
        assert f"Einladung für {einladung.einrichtung.name}" in page


def test_what_people_typed_never_becomes_a_link_of_somebody_else(konferenz, mailserver):
    fremd = Einladung.objects.order_by("pk").first()
    for haus in konferenz.veranstalter.einrichtungen.all():
        haus.name = f"Kita [[zugang:{fremd.zugang.kennung}]] {haus.pk}"
        haus.save()
        haus.ansprechpersonen.update(nachname=f"[[zugang:{fremd.zugang.kennung}]]")
    release_aussendung(aussendung=draft(konferenz), by=make_akteur(Rolle.PLANUNG))
    jobs.send_mail()
    tokens = [re.findall(r"/einladung/(\w+)/", brief.get_content()) for _, _, brief in mailserver.briefe]
    assert [len(found) for found in tokens] == [1, 1, 1]
    assert len({found[0] for found in tokens}) == 3


def test_a_text_with_a_mark_typed_by_hand_is_refused(konferenz):
    kennung = Einladung.objects.first().zugang.kennung
    assert briefe.find_fehler(f"Hier: [[zugang:{kennung}]] und {{link}}") == [
        "Den Link setzt {link} ein. Bitte löschen Sie „[zugang:“."
    ]


def test_two_typed_halves_make_no_mark():
    werte = {"einrichtung": "[[zug", "konferenz": "ang:abcdefghij]]", "link": "LINK"}
    assert briefe.render("{einrichtung}{konferenz} {link}", werte) == "[[ zugang:abcdefghij]] LINK"
    assert briefe.render("{einrichtung} {link}", werte | {"einrichtung": "[[[zugang:abcdefghij]]]"}) == (
        "[[[ zugang:abcdefghij]]] LINK"
    )
