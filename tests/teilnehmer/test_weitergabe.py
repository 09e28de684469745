"""An invitation passed on: our words, their link, five addresses, nothing else."""

import datetime
import threading

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from konferenz.akteur import Akteur, Rolle
from konferenz.mail import mark
from konferenz.services.fehler import NichtErlaubt
from teilnehmer.models import Nachricht
from teilnehmer.services.nachricht import queue_nachricht
from teilnehmer.services.weitergabe import forward_einladung
from tests.factories import make_anmeldung, make_einladung, make_einrichtung, make_konferenz
from tests.gleichzeitig import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def einladung():
    konferenz = make_konferenz(titel="Erste Sozialraumkonferenz")
    return make_einladung(konferenz, make_einrichtung(konferenz.veranstalter, name="Kita Kiefernweg"))


def forward(einladung, empfaenger="r@example.org", **rest):
    return forward_einladung(einladung, empfaenger=empfaenger, by=Akteur(Rolle.EINRICHTUNG, einladung.pk), **rest)


def url(einladung):
    return reverse("teilnehmer:weitergeben", args=[einladung.zugang.token])


def test_the_mail_carries_the_same_link_and_says_who_passes_it_on(einladung):
    nachricht = forward(einladung, name="Jonas Reuter")
    assert (nachricht.anlass, nachricht.einladung) == ("weitergabe", einladung)
    for words in (
        "Guten Tag Jonas Reuter,",
        "Kita Kiefernweg gibt eine Einladung an Sie weiter: „Erste Sozialraumkonferenz“",
        mark(einladung.zugang),
    ):
        assert words in nachricht.text


def test_the_same_address_gets_it_once(einladung):
    for adresse in ("r@example.org", " R@Example.org ", "r@example.org"):
        forward(einladung, adresse)
    assert Nachricht.objects.count() == 1


def test_a_renewed_link_may_go_there_again(einladung):
    forward(einladung)
    einladung.zugang.generation += 1
    einladung.zugang.save()
    forward(einladung)
    assert Nachricht.objects.count() == 2


def test_five_addresses_are_enough(einladung):
    for n in range(5):
        forward(einladung, f"r{n}@example.org")
    with pytest.raises(ValidationError, match="schon an fünf Adressen"):
        forward(einladung, "r5@example.org")
    forward(einladung, "r0@example.org")
    assert Nachricht.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_five_stay_five_when_ten_are_sent_at_once(einladung):
    results = at_once([lambda n=n: forward(einladung, f"r{n}@example.org") for n in range(10)])
    assert sum(isinstance(result, ValidationError) for result in results) == 5
    assert Nachricht.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_negative_control_counting_without_the_lock_sends_ten(einladung):
    all_have_counted = threading.Barrier(10)

    def naive(n):
        bisher = Nachricht.objects.filter(einladung=einladung).count()
        all_have_counted.wait(30)
        if bisher < 5:
            queue_nachricht(
                konferenz=einladung.konferenz,
                anlass="weitergabe",
                empfaenger=f"r{n}@example.org",
                betreff="",
                text="",
                einladung=einladung,
            )

    at_once([lambda n=n: naive(n) for n in range(10)])
    assert Nachricht.objects.count() == 10


@pytest.mark.parametrize(
    "felder",
    [{"phase": "nachbereitung"}, {"abgesagt_am": timezone.now()}, {"datum": datetime.date(2022, 6, 16)}],
)
def test_a_link_that_is_good_for_nothing_is_not_passed_on(client, felder):
    einladung = make_einladung(make_konferenz(**felder))
    with pytest.raises(NichtErlaubt):
        forward(einladung)
    assert client.get(url(einladung)).status_code == 404
    assert "weitergeben" not in client.get(einladung.zugang.pfad).content.decode()


class TestPage:
    def test_it_sends_and_says_so(self, client, einladung):
        assert "An eine Kollegin oder einen Kollegen weitergeben" in client.get(einladung.zugang.pfad).content.decode()
        assert client.get(url(einladung)).status_code == 200
        response = client.post(url(einladung), {"email": "r@example.org", "name": "Jonas Reuter"}, follow=True)
        assert response.redirect_chain == [(einladung.zugang.pfad, 302)]
        assert "Die Einladung geht an r@example.org." in response.content.decode()
        assert Nachricht.objects.get().empfaenger == "r@example.org"

    @pytest.mark.parametrize("name", ["Dr. Jonas Reuter", "Ayşe Öztürk-Yılmaz", "O’Brien", "Anna Maria"])
    def test_names_are_names(self, client, einladung, name):
        client.post(url(einladung), {"email": "r@example.org", "name": name})
        assert f"Guten Tag {name}," in Nachricht.objects.get().text

    @pytest.mark.parametrize(
        "name",
        ["gewinn.example", "http://gewinn.example", "Rufen Sie 0190 an", "a@b.example", "[[zugang:abc]]", "x" * 81],
    )
    def test_nothing_else_is_a_name(self, client, einladung, name):
        response = client.post(url(einladung), {"email": "r@example.org", "name": name})
        assert list(response.context["form"].errors) == ["name"]
        assert Nachricht.objects.count() == 0

    def test_the_sixth_address_gets_a_sentence_and_the_form_stays(self, client, einladung):
        for n in range(5):
            forward(einladung, f"r{n}@example.org")
        page = client.post(url(einladung), {"email": "r5@example.org", "name": ""}).content.decode()
        assert "Bitte geben Sie den Link oder den Code selbst weiter." in page
        assert 'value="r5@example.org"' in page

    def test_strangers_and_other_links_do_not_get_in(self, client, einladung):
        token = make_anmeldung(einladung.konferenz).zugang.token
        assert client.get(f"/einladung/{token}/weitergeben/").status_code == 404
        assert client.put(url(einladung)).status_code == 405
