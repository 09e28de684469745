import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from konferenz.models import Konferenz
from tests.factories import make_einladung, make_konferenz, make_leitfrage, make_mitglied, make_programmpunkt

pytestmark = pytest.mark.django_db


@pytest.fixture
def mitglied(client):
    mitglied = make_mitglied()
    client.force_login(mitglied.konto)
    return mitglied


def felder(**overrides):
    tag = timezone.localdate() + datetime.timedelta(days=30)
    return {
        "titel": "Erste Sozialraumkonferenz Kleinmachnow",
        "datum": f"{tag:%d.%m.%Y}",
        "beginn": "14:30",
        "ende": "18:00",
        "ort": "Rathaus",
    } | overrides


def neu(mitglied):
    return reverse("konferenz:konferenz_neu", args=[mitglied.veranstalter.slug])


def bearbeiten(konferenz):
    return reverse("konferenz:konferenz_bearbeiten", args=[konferenz.veranstalter.slug, konferenz.slug])


def test_planning_a_conference_makes_the_address_from_the_title(client, mitglied):
    answer = client.post(neu(mitglied), felder(titel="Größe & Mut: Familien"))
    konferenz = Konferenz.objects.get()
    assert konferenz.slug == "groesse-mut-familien"
    assert answer.url == reverse("konferenz:leitfragen", args=[mitglied.veranstalter.slug, konferenz.slug])


@pytest.mark.parametrize(("getippt", "gilt"), [("5", 5), ("0", 0), ("", 3)])
def test_dots_are_three_a_person_unless_the_officer_says_otherwise(client, mitglied, getippt, gilt):
    client.post(neu(mitglied), felder(klebepunkte=getippt))
    assert Konferenz.objects.get().klebepunkte == gilt


@pytest.mark.parametrize(
    ("feld", "wert", "satz"),
    [
        ("titel", "", "Bitte geben Sie einen Titel ein, zum Beispiel „Erste Sozialraumkonferenz“."),
        ("titel", "a" * 121, "Das ist zu lang: 121 Zeichen, möglich sind 120. Bitte kürzen Sie den Text."),
        ("titel", "Netz\x00werk", "Hier steht ein unsichtbares Steuerzeichen. Bitte tippen Sie den Text neu."),
        ("anlass", "a\x07b", "Hier steht ein unsichtbares Steuerzeichen. Bitte tippen Sie den Text neu."),
        (
            "datum",
            "16.06.2021",
            "Der 16. Juni 2021 liegt in der Vergangenheit. Bitte wählen Sie einen Tag ab heute.",
        ),
        ("datum", "31.02.2030", "Das ist kein Datum. Schreiben Sie es so: 16.06.2022."),
        ("datum", "01.01.9999", "Dieser Tag liegt mehr als zehn Jahre voraus. Bitte prüfen Sie das Jahr."),
        ("ende", "13:00", "Das Ende liegt vor dem Beginn (14:30 Uhr)."),
        ("ende", "halb acht", "Das ist keine Uhrzeit. Schreiben Sie sie so: 14:30."),
        ("plaetze", "0", "Ein Saal braucht mindestens einen Platz."),
        ("plaetze", "-3", "Ein Saal braucht mindestens einen Platz."),
        ("klebepunkte", "21", "Möglich sind 0 bis 20 Klebepunkte je Person."),
        ("klebepunkte", "-1", "Möglich sind 0 bis 20 Klebepunkte je Person."),
        ("klebepunkte", "drei", "Bitte geben Sie eine ganze Zahl ein, zum Beispiel 3."),
        ("anmeldeschluss", "01.01.2099", "Der Anmeldeschluss liegt nach der Konferenz."),
        ("slug", "neu", "„neu“ wird schon für Seiten der Netzwerkstatt gebraucht."),
        ("slug", "größe", "Der Kurzname besteht aus Buchstaben ohne Umlaute, Ziffern und Bindestrichen."),
    ],
)
def test_bad_input_is_a_sentence_and_what_was_typed_stays(client, mitglied, feld, wert, satz):
    answer = client.post(neu(mitglied), felder(motto="Das bleibt stehen") | {feld: wert})
    assertContains(answer, satz)
    assertContains(answer, "Das bleibt stehen")
    assertContains(answer, "Noch ist nichts gespeichert.")
    assert Konferenz.objects.count() == 0


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "Fest 🎉 im Park", "\u202eabc مرحبا", "{{ 7|add:7 }}", "%(name)s"]
)
def test_hostile_text_is_kept_and_shown_as_text(client, mitglied, text):
    client.post(neu(mitglied), felder(titel=text, slug="x1"))
    assert Konferenz.objects.get().titel == text
    body = client.get(reverse("konferenz:konferenzen", args=[mitglied.veranstalter.slug])).content.decode()
    assert "<script>alert" not in body


def test_a_taken_address_is_told_at_its_field(client, mitglied):
    make_konferenz(veranstalter=mitglied.veranstalter, slug="erste")
    answer = client.post(neu(mitglied), felder(slug="erste"))
    assertContains(answer, "Diese Adresse hat schon eine andere Konferenz.")
    assert Konferenz.objects.count() == 1


def test_editing_keeps_a_day_that_has_passed_meanwhile(client, mitglied):
    gestern = timezone.localdate() - datetime.timedelta(days=1)
    konferenz = make_konferenz(veranstalter=mitglied.veranstalter, datum=gestern)
    answer = client.post(bearbeiten(konferenz), felder(datum=f"{gestern:%d.%m.%Y}", fassung=1, titel="Neu"))
    assert answer.status_code == 302
    konferenz.refresh_from_db()
    assert (konferenz.titel, konferenz.fassung) == ("Neu", 2)


def test_two_editors_the_second_sees_both_texts_and_decides(client, mitglied):
    konferenz = make_konferenz(veranstalter=mitglied.veranstalter)
    client.post(bearbeiten(konferenz), felder(titel="Von Ada", fassung=1))
    answer = client.post(bearbeiten(konferenz), felder(titel="Von Ben", fassung=1))
    assertContains(answer, "Während Sie geschrieben haben, hat jemand anderes gespeichert")
    assertContains(answer, "<blockquote>Von Ada</blockquote>", html=True)
    assertContains(answer, "<blockquote>Von Ben</blockquote>", html=True)
    konferenz.refresh_from_db()
    assert konferenz.titel == "Von Ada"
    assert answer.context["form"]["fassung"].value() == 2
    client.post(bearbeiten(konferenz), felder(titel="Von Ben", fassung=2))
    konferenz.refresh_from_db()
    assert konferenz.titel == "Von Ben"


def test_an_older_line_of_the_verteiler_holds_up_no_other_field(client, mitglied):
    alt = "Bürgermeister\nPresse: redaktion(at)blatt.example, info@"
    konferenz = make_konferenz(veranstalter=mitglied.veranstalter, verteiler=alt)
    gesendet = alt.replace("\n", "\r\n")  # as a browser sends it
    assert client.post(bearbeiten(konferenz), felder(titel="Neu", fassung=1, verteiler=gesendet)).status_code == 302
    konferenz.refresh_from_db()
    assert (konferenz.titel, konferenz.verteiler) == ("Neu", alt)
    answer = client.post(bearbeiten(konferenz), felder(fassung=2, verteiler=f"{gesendet}\r\nRat"))
    assertContains(answer, "info@")
    konferenz.refresh_from_db()
    assert (konferenz.titel, konferenz.verteiler) == ("Neu", alt)


def test_an_announced_conference_keeps_its_address(client, mitglied):
    konferenz = make_konferenz(veranstalter=mitglied.veranstalter)
    assertNotContains(client.get(bearbeiten(konferenz)), 'name="slug"')
    client.post(bearbeiten(konferenz), felder(slug="anders", fassung=1))
    assert Konferenz.objects.get().slug == konferenz.slug


def test_a_published_conference_says_that_it_cannot_be_changed(client, mitglied):
    konferenz = make_konferenz(veranstalter=mitglied.veranstalter, phase="veroeffentlicht")
    assertContains(client.post(bearbeiten(konferenz), felder(fassung=1)), "Es wurde nichts geändert.")


def test_another_organisers_conference_cannot_be_the_predecessor(client, mitglied):
    other = make_konferenz()
    answer = client.post(neu(mitglied), felder(vorgaenger=other.pk))
    assert answer.context["form"].errors["vorgaenger"]
    assertNotContains(answer, other.titel)


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_list_asks_five_times_however_long(client, mitglied, django_assert_num_queries, anzahl):
    for _ in range(anzahl):
        konferenz = make_konferenz(veranstalter=mitglied.veranstalter)
        make_einladung(konferenz)
        make_leitfrage(konferenz)
    with django_assert_num_queries(5):
        answer = client.get(reverse("konferenz:konferenzen", args=[mitglied.veranstalter.slug]))
    assertContains(answer, "1 Einrichtung hat noch nicht geantwortet", count=anzahl)


def test_the_list_says_what_is_due(client, mitglied):
    draft = make_konferenz(veranstalter=mitglied.veranstalter, phase="entwurf")
    url = reverse("konferenz:konferenzen", args=[mitglied.veranstalter.slug])
    assertContains(client.get(url), "Leitfragen eintragen")
    make_leitfrage(draft)
    assertContains(client.get(url), "Programm aufstellen")
    make_programmpunkt(draft)
    assertContains(client.get(url), "Vorbereitung beginnen")
    Konferenz.objects.update(phase="vorbereitung")
    assertContains(client.get(url), "Einrichtungen einladen")
    Konferenz.objects.update(phase="durchfuehrung", datum=timezone.localdate())
    assertContains(client.get(url), "Läuft heute")


def test_an_empty_list_says_what_to_do(client, mitglied):
    answer = client.get(reverse("konferenz:konferenzen", args=[mitglied.veranstalter.slug]))
    assertContains(answer, "Noch ist keine Konferenz geplant")


def test_the_list_turns_pages(client, mitglied):
    for tag in range(26):
        make_konferenz(
            veranstalter=mitglied.veranstalter, datum=timezone.localdate() + datetime.timedelta(days=tag), titel="K"
        )
    url = reverse("konferenz:konferenzen", args=[mitglied.veranstalter.slug])
    assertContains(client.get(url), "Seite 1 von 2")
    assert len(client.get(url, {"seite": 2}).context["blatt"].object_list) == 1
    assert client.get(url, {"seite": "x'"}).status_code == 200


def test_planning_the_same_form_twice_makes_one_conference(client, mitglied):
    key = str(client.get(neu(mitglied)).context["form"]["vorgang"].value())
    answers = [client.post(neu(mitglied), felder(vorgang=key)) for _ in range(2)]
    assert answers[0].url == answers[1].url
    assert Konferenz.objects.count() == 1
