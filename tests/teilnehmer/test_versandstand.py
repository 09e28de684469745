"""Where an invitation and its letters stand, what came back, and sending again, as officers meet them."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ
from post_office.models import STATUS, Email, Log
from pytest_django.asserts import assertContains, assertNotContains

from konferenz.akteur import Rolle
from konferenz.models import Konferenz, Verlauf
from konferenz.services.fehler import NichtErlaubt
from teilnehmer import briefe
from teilnehmer.models import Einladung, Nachricht
from teilnehmer.models.einladung import Stand
from teilnehmer.services import aussendung as service
from teilnehmer.services import erneut
from teilnehmer.services import nachricht as nachrichten
from teilnehmer.services.einladung import mark_brief
from tests.factories import (
    make_akteur,
    make_anmeldung,
    make_ansprechperson,
    make_einladung,
    make_einrichtung,
    make_konferenz,
    make_mitglied,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def konferenz(client, settings):
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "mail.example.org", "netzwerkstatt@stadt.example.org"
    mitglied = make_mitglied(rolle=Rolle.PLANUNG)
    client.force_login(mitglied.konto)
    return make_konferenz(veranstalter=mitglied.veranstalter)


def by_of(konferenz):
    return konferenz.veranstalter.mitgliedschaften.first().akteur


def url(name, konferenz, *more):
    return reverse(f"teilnehmer:{name}", args=[konferenz.veranstalter.slug, konferenz.slug, *more])


def outbox(konferenz, name="postausgang", *more):
    return reverse(f"teilnehmer:{name}", args=[konferenz.veranstalter.slug, *more])


def invite(konferenz, *emails, **overrides):
    haus = make_einrichtung(konferenz.veranstalter)
    for email in emails:
        make_ansprechperson(haus, email=email)
    return make_einladung(konferenz, haus, **overrides)


def send(konferenz, anlass="einladung"):
    """Written and released; in the hands of the transport."""
    betreff, text = briefe.vorlage(anlass)
    row = service.create_aussendung(konferenz=konferenz, anlass=anlass, betreff=betreff, text=text, by=by_of(konferenz))
    return service.release_aussendung(aussendung=row, by=by_of(konferenz))


def settle(status=STATUS.sent, words="", **such):
    """What the transport would have noted."""
    emails = list(Email.objects.filter(nachricht__in=Nachricht.objects.filter(**such)))
    for email in emails:
        email.status = status
        if words:
            Log.objects.create(email=email, status=STATUS.failed, exception_type="X", message=words)
    Email.objects.bulk_update(emails, ["status"])


def come_back(nachricht):
    return nachrichten.mark_zurueck(nachricht=nachricht, is_zurueck=True, by=by_of(nachricht.konferenz))


def stand(einladung) -> str:
    return Einladung.objects.with_zustand().get(pk=einladung.pk).zustand


# One state each


def test_each_invitation_stands_in_one_state(client, konferenz):
    zurueck, wartet, versandt = (invite(konferenz, f"{n}@example.org") for n in ("z", "w", "v"))
    ja = invite(konferenz, "ja@example.org", antwort="zugesagt")
    nein = invite(konferenz, "nein@example.org", antwort="abgesagt")
    gesperrt = invite(konferenz, "g@example.org")
    send(konferenz)
    entwurf = invite(konferenz, "e@example.org")
    settle(empfaenger="v@example.org")
    settle(STATUS.failed, empfaenger="z@example.org")
    gesperrt.zugang.widerrufen_am = timezone.now()
    gesperrt.zugang.save()
    expected = {
        entwurf: Stand.ENTWURF,
        wartet: Stand.WARTET,
        versandt: Stand.VERSANDT,
        zurueck: Stand.ZURUECK,
        ja: Stand.ZUGESAGT,
        nein: Stand.ABGESAGT,
        gesperrt: Stand.GESPERRT,
    }
    assert {einladung: stand(einladung) for einladung in expected} == expected
    page = client.get(url("einladungen", konferenz))
    assertContains(page, "alle (7)")
    for einladung, zustand in expected.items():
        assertContains(page, f"{zustand.label} (1)")
        shown = client.get(url("einladungen", konferenz), {"stand": zustand})
        assert [row.pk for row in shown.context["blatt"]] == [einladung.pk]
        assertContains(client.get(url("einladung_verwaltung", konferenz, einladung.zugang.kennung)), str(zustand.label))
    assert len(client.get(url("einladungen", konferenz), {"stand": "quatsch"}).context["blatt"]) == 7


def test_it_came_back_only_when_nobody_there_was_reached(konferenz):
    einladung = invite(konferenz, "a@example.org", "b@example.org")
    send(konferenz)
    settle()
    come_back(einladung.nachrichten.get(empfaenger="a@example.org"))
    assert stand(einladung) == Stand.VERSANDT
    come_back(einladung.nachrichten.get(empfaenger="b@example.org"))
    assert stand(einladung) == Stand.ZURUECK
    # A reminder to the same wrong addresses changes nothing, a letter on paper does.
    send(konferenz, "erinnerung")
    assert stand(einladung) == Stand.ZURUECK
    mark_brief(einladung=einladung, by=by_of(konferenz))
    assert stand(einladung) == Stand.VERSANDT


def test_a_reminder_that_came_back_counts_too(konferenz):
    einladung = invite(konferenz, "a@example.org")
    send(konferenz)
    send(konferenz, "erinnerung")
    settle()
    come_back(einladung.nachrichten.get(anlass="erinnerung"))
    assert stand(einladung) == Stand.ZURUECK


# Returned by hand


def test_a_letter_is_marked_as_returned_and_the_mark_is_taken_back(client, konferenz):
    einladung = invite(konferenz, "a@example.org")
    send(konferenz)
    row = einladung.nachrichten.get()
    mark = outbox(konferenz, "nachricht_zurueckgekommen", row.pk)
    assertContains(client.post(mark, {"zurueck": "1"}, follow=True), "Diese Nachricht ist noch nicht versandt.")
    settle()
    assertContains(client.get(outbox(konferenz)), "Als zurückgekommen eintragen")
    answer = client.post(mark, {"zurueck": "1"}, follow=True)
    assertContains(answer, "Die Nachricht ist als zurückgekommen eingetragen.")
    assertContains(answer, outbox(konferenz, "einrichtung", einladung.einrichtung.kennung))
    assertNotContains(client.get(outbox(konferenz)), "Als zurückgekommen eintragen")
    page = client.get(url("einladung_verwaltung", konferenz, einladung.zugang.kennung))
    assertContains(page, "Die Einladung ist zurückgekommen")
    assertContains(page, "Erneut senden mit neuem Link")
    satz = Verlauf.objects.latest("pk").satz
    assert satz == "Nachricht als zurückgekommen eingetragen."
    client.post(mark, {"zurueck": "0"})
    assert stand(einladung) == Stand.VERSANDT


def test_only_planners_of_the_organiser_mark_letters(client, konferenz):
    einladung = invite(konferenz, "a@example.org")
    send(konferenz)
    settle()
    row = einladung.nachrichten.get()
    pages = [
        outbox(konferenz, "nachricht_zurueckgekommen", row.pk),
        outbox(konferenz, "nachricht_noch_einmal", row.pk),
        outbox(konferenz, "postausgang_noch_einmal"),
        url("einladung_erneut", konferenz, einladung.zugang.kennung),
        url("einladungen_zurueckgekommene", konferenz),
    ]
    for rolle, veranstalter, status in ((Rolle.LESEND, konferenz.veranstalter, 403), (Rolle.LEITUNG, None, 404)):
        client.force_login(make_mitglied(veranstalter, rolle).konto)
        assert {client.post(page).status_code for page in pages} == {status}
        assert {client.get(page).status_code for page in pages[3:]} == {status}
    row.refresh_from_db()
    assert row.zurueckgekommen_am is None
    with pytest.raises(NichtErlaubt):
        nachrichten.mark_zurueck(nachricht=row, is_zurueck=True, by=make_akteur(Rolle.LESEND))


# Refused by the mail server


def test_what_was_refused_is_shown_with_its_reason_and_sent_again(client, konferenz):
    for n in range(3):
        invite(konferenz, f"a{n}@example.org")
    send(konferenz)
    OrmQ.objects.all().delete()
    settle()
    settle(STATUS.failed, "550 5.1.1 User unknown", empfaenger__in=["a1@example.org", "a2@example.org"])
    page = client.get(outbox(konferenz), {"zustand": "gescheitert"})
    assertContains(page, "2 Nachrichten sind nicht zustellbar")
    assertContains(page, "nicht zustellbar: Diese Adresse gibt es dort nicht.", 2)
    row = Nachricht.objects.get(empfaenger="a1@example.org")
    page = client.get(outbox(konferenz, "nachricht", row.pk))
    assertContains(page, "Der Mailserver schrieb: 550 5.1.1 User unknown")
    answer = client.post(outbox(konferenz, "nachricht_noch_einmal", row.pk), follow=True)
    assertContains(answer, "1 Nachricht geht jetzt hinaus.")
    assert Email.objects.get(nachricht=row).status == STATUS.queued
    assertContains(
        client.post(outbox(konferenz, "postausgang_noch_einmal"), follow=True), "1 Nachricht geht jetzt hinaus."
    )
    answer = client.post(outbox(konferenz, "postausgang_noch_einmal"), follow=True)
    assertContains(answer, "Es gibt nichts, was noch einmal hinausgehen kann.")
    assert Email.objects.filter(status=STATUS.queued).count() == 2
    assert OrmQ.objects.count() == 2


def test_a_cancelled_conference_sends_no_refused_invitation_again(konferenz):
    invite(konferenz, "a@example.org")
    send(konferenz)
    settle(STATUS.failed, "550 x")
    Konferenz.objects.filter(pk=konferenz.pk).update(abgesagt_am=timezone.now())
    assert nachrichten.retry_nachrichten(veranstalter=konferenz.veranstalter, by=by_of(konferenz)) == 0
    with pytest.raises(NichtErlaubt):
        nachrichten.retry_nachrichten(veranstalter=konferenz.veranstalter, by=make_akteur(Rolle.LESEND))


def test_a_letter_that_waits_says_when_it_is_tried_again(client, konferenz):
    invite(konferenz, "a@example.org")
    send(konferenz)
    settle(STATUS.requeued, "ConnectionRefusedError")
    Email.objects.update(scheduled_time=timezone.now())
    page = client.get(outbox(konferenz, "nachricht", Nachricht.objects.get().pk))
    assertContains(page, "Der Mailserver hat nicht geantwortet. Der nächste Versuch ist am ")


# Again, with a new link


def test_one_invitation_is_sent_again_with_a_new_link(client, konferenz):
    einladung = invite(konferenz, "a@example.org", "b@example.org")
    again = url("einladung_erneut", konferenz, einladung.zugang.kennung)
    assertContains(client.get(again, follow=True), "Es gibt noch keinen freigegebenen Text.")
    assertContains(client.post(again, follow=True), "Es gibt noch keinen freigegebenen Text.")
    send(konferenz)
    old = Einladung.objects.select_related("zugang").get()
    assertContains(client.get(again), "Sie geht an: a@example.org, b@example.org.")
    assert Nachricht.objects.count() == 2
    assertContains(client.post(again, follow=True), "2 Nachrichten mit neuem Link gehen jetzt hinaus.")
    neu = Einladung.objects.select_related("zugang").get()
    assert neu.zugang.generation == 2
    assert (neu.zugang.token == old.zugang.token, neu.kurzcode == old.kurzcode) == (False, False)
    assert neu.versandt_am > old.versandt_am
    letters = Nachricht.objects.filter(generation=2)
    assert sorted(letters.values_list("empfaenger", flat=True)) == ["a@example.org", "b@example.org"]
    assert all(neu.kurzcode_lesbar in letter.text for letter in letters)


def test_without_an_address_nothing_is_renewed(client, konferenz):
    invite(konferenz, "a@example.org")
    send(konferenz)
    papier = invite(konferenz)
    again = url("einladung_erneut", konferenz, papier.zugang.kennung)
    assertContains(client.get(again, follow=True), "Bitte ergänzen Sie eine Adresse im Verzeichnis.")
    assertContains(client.post(again, follow=True), "Es gibt keine neue E-Mail-Adresse.")
    papier.zugang.refresh_from_db()
    assert papier.zugang.generation == 1


def test_all_that_came_back_are_sent_again_where_the_address_is_another_one(client, konferenz):
    berichtigt, unveraendert = invite(konferenz, "falsch@example.org"), invite(konferenz, "weg@example.org")
    invite(konferenz, "da@example.org")
    send(konferenz)
    settle()
    for einladung in (berichtigt, unveraendert):
        come_back(einladung.nachrichten.get())
    berichtigt.einrichtung.ansprechpersonen.update(email="richtig@example.org")
    assertContains(client.get(url("einladungen", konferenz)), "2 Einladungen sind zurückgekommen.")
    liste = url("einladungen_zurueckgekommene", konferenz)
    page = client.get(liste)
    assertContains(page, "richtig@example.org")
    assertContains(page, unveraendert.einrichtung.name)
    assertContains(page, "An 1 Ansprechperson erneut senden")
    assertContains(client.post(liste, {"erwartet": "2"}, follow=True), "Der Kreis hat sich geändert.")
    assertContains(client.post(liste, {"erwartet": "1"}, follow=True), "1 Nachricht mit neuem Link geht jetzt hinaus.")
    assert (stand(berichtigt), stand(unveraendert)) == (Stand.WARTET, Stand.ZURUECK)
    with pytest.raises(NichtErlaubt, match="keine neue E-Mail-Adresse"):
        erneut.resend_zurueckgekommene(konferenz=konferenz, by=by_of(konferenz))


# How far it is


def test_the_page_of_a_letter_shows_how_far_it_is(client, konferenz):
    for n in range(4):
        invite(konferenz, f"a{n}@example.org")
    row = send(konferenz)
    settle(empfaenger__in=["a0@example.org", "a1@example.org"])
    settle(STATUS.failed, "552 5.2.2 voll", empfaenger="a2@example.org")
    page = client.get(url("aussendung", konferenz, row.pk))
    assertContains(page, "2 von 4 Nachrichten versandt, 1 nicht angekommen, 1 wartet.")
    assertContains(page, "Das Postfach ist voll.")
    assertContains(page, 'hx-trigger="every')
    part = client.get(url("aussendung", konferenz, row.pk), headers={"HX-Request": "true"})
    assertContains(part, "2 von 4 Nachrichten versandt")
    assertNotContains(part, "<html")
    settle(empfaenger="a3@example.org")
    assertNotContains(client.get(url("aussendung", konferenz, row.pk)), "hx-")
    settle(empfaenger="a2@example.org")
    assertContains(client.get(url("aussendung", konferenz, row.pk)), "4 von 4 Nachrichten versandt.")


def test_letters_to_persons_stand_there_without_an_institution_and_nobody_with_a_sperrvermerk(client, konferenz):
    row = service.create_aussendung(
        konferenz=konferenz,
        anlass="rundmail",
        betreff="An alle",
        text="Hallo",
        kreis="angemeldete",
        by=by_of(konferenz),
    )
    make_anmeldung(konferenz, email="p@example.org")
    make_anmeldung(konferenz, email="geheim@example.org", gesperrt=True)
    page = client.get(url("aussendung", konferenz, row.pk))
    assertNotContains(page, "geheim@example.org")
    service.release_aussendung(aussendung=row, by=by_of(konferenz))
    settle(STATUS.failed, "550 x")
    page = client.get(url("aussendung", konferenz, row.pk))
    assertContains(page, "p@example.org")
    assertNotContains(page, "geheim@example.org")
    person = Nachricht.objects.get(empfaenger="p@example.org")
    assert client.get(outbox(konferenz, "nachricht", person.pk)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_stay_in_their_budget(client, konferenz, rows, django_assert_num_queries):
    for n in range(rows):
        invite(konferenz, f"a{n}@example.org")
        invite(konferenz, f"b{n}@example.org")
    row = send(konferenz)
    settle(STATUS.failed, "550 x", empfaenger__startswith="a")
    settle(empfaenger__startswith="b")
    pages = {
        url("einladungen", konferenz): 8,
        url("aussendung", konferenz, row.pk): 8,
        outbox(konferenz): 7,
        url("einladungen_zurueckgekommene", konferenz): 8,
    }
    for page, budget in pages.items():
        with django_assert_num_queries(budget):
            client.get(page)


def test_fifty_sent_letters_are_at_most_40_kb(client, konferenz):
    for n in range(51):
        invite(konferenz, f"kontakt{n}@example.org")
    row = send(konferenz)
    settle()
    for page in (outbox(konferenz), url("aussendung", konferenz, row.pk), url("einladungen", konferenz)):
        assert len(client.get(page).content) <= 40_000
