"""Inviting, letters to many and the Postausgang as officers meet them."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from konferenz.akteur import Rolle
from konferenz.mail import mark
from konferenz.models import Aussendung, Zugang
from teilnehmer.models import Einladung, Nachricht
from tests.factories import (
    make_anmeldung,
    make_ansprechperson,
    make_einladung,
    make_einrichtung,
    make_konferenz,
    make_mitglied,
)

pytestmark = pytest.mark.django_db
TEXT = {"betreff": "Einladung", "text": "{anrede}, {link}"}


@pytest.fixture
def konferenz(client):
    mitglied = make_mitglied(rolle=Rolle.PLANUNG)
    client.force_login(mitglied.konto)
    return make_konferenz(veranstalter=mitglied.veranstalter)


def url(name, konferenz, *more):
    return reverse(f"teilnehmer:{name}", args=[konferenz.veranstalter.slug, konferenz.slug, *more])


def invited(konferenz, **einrichtung):
    row = make_einrichtung(konferenz.veranstalter, **einrichtung)
    make_ansprechperson(row)
    return make_einladung(konferenz, row)


# Choosing whom to invite


def test_ticked_institutions_come_on_the_list_with_a_link_each(client, konferenz):
    v = konferenz.veranstalter
    blau, rot = make_einrichtung(v, name="Kita Blau"), make_einrichtung(v, name="Kita Rot")
    make_einrichtung(v, name="Kita Zu", aktiv=False)
    page = client.get(url("auswahl", konferenz))
    assertContains(page, "Kita Blau")
    assertNotContains(page, "Kita Zu")
    answer = client.post(url("auswahl", konferenz), {"einrichtung": [blau.kennung]}, follow=True)
    assertContains(answer, "1 Einrichtung steht jetzt auf der Liste. Versandt ist noch nichts.")
    assertNotContains(client.get(url("auswahl", konferenz)), "Kita Blau")
    client.post(url("auswahl", konferenz), {"einrichtung": [blau.kennung, rot.kennung]})
    assert konferenz.einladungen.count() == 2
    assert len(set(konferenz.einladungen.values_list("zugang", "kurzcode"))) == 2
    assert Zugang.objects.filter(zweck="einladung").count() == 2


def test_all_that_the_filter_shows_can_be_taken_at_once(client, konferenz):
    v = konferenz.veranstalter
    make_einrichtung(v, art="schule")
    for _n in range(2):
        make_einrichtung(v, art="kita")
    client.post(url("auswahl", konferenz) + "?art=kita", {"alle": "1"})
    assert set(konferenz.einladungen.values_list("einrichtung__art", flat=True)) == {"kita"}
    assert konferenz.einladungen.count() == 2


def test_nothing_ticked_and_foreign_institutions_are_a_sentence(client, konferenz):
    fremd = make_einrichtung()
    for daten in ({}, {"einrichtung": [fremd.kennung]}, {"einrichtung": ["quatsch"]}):
        answer = client.post(url("auswahl", konferenz), daten)
        assertContains(answer, "Bitte wählen Sie mindestens eine Einrichtung.", status_code=422)
    assert not Einladung.objects.exists()


@pytest.mark.parametrize("phase", ["entwurf", "nachbereitung"])
def test_outside_the_phases_nobody_is_invited(client, konferenz, phase):
    konferenz.phase = phase
    konferenz.save()
    row = make_einrichtung(konferenz.veranstalter)
    assert client.post(url("auswahl", konferenz), {"einrichtung": [row.kennung]}).status_code == 422
    assert not Einladung.objects.exists()
    assertNotContains(client.get(url("einladungen", konferenz)), "Einrichtungen auswählen")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_stay_in_their_budget(client, konferenz, rows, django_assert_num_queries):
    for _n in range(rows):
        einladung = invited(konferenz)
        make_anmeldung(konferenz, einladung=einladung, einrichtung=einladung.einrichtung)
        Nachricht.objects.create(
            konferenz=konferenz,
            einladung=einladung,
            anlass="einladung",
            empfaenger="a@example.org",
            betreff="B",
            text="T",
        )
    for name, budget in (("einladungen", 8), ("anmeldungen", 8)):
        with django_assert_num_queries(budget):
            client.get(url(name, konferenz))
    with django_assert_num_queries(7):
        client.get(reverse("teilnehmer:postausgang", args=[konferenz.veranstalter.slug]))


def test_fifty_rows_are_at_most_40_kb(client, konferenz):
    for n in range(51):
        einladung = invited(konferenz, name=f"Kindertagesstätte Nummer {n}")
        make_anmeldung(konferenz, einladung=einladung, einrichtung=einladung.einrichtung, funktion="Leitung")
        Nachricht.objects.create(
            konferenz=konferenz,
            einladung=einladung,
            anlass="einladung",
            empfaenger="kontakt@example.org",
            betreff="Einladung: Sozialraumkonferenz am 16. Juni 2022",
            text="T",
        )
    pages = [url("einladungen", konferenz), url("anmeldungen", konferenz)]
    pages.append(reverse("teilnehmer:postausgang", args=[konferenz.veranstalter.slug]))
    assert {page: len(client.get(page).content) for page in pages if len(client.get(page).content) > 40_000} == {}


# One invitation


def test_one_invitation_shows_its_code_for_a_letter_and_no_link(client, konferenz, settings):
    settings.BEISPIEL = False
    einladung = invited(konferenz)
    page = client.get(url("einladung_verwaltung", konferenz, einladung.zugang.kennung))
    assertContains(page, einladung.kurzcode_lesbar)
    assertNotContains(page, einladung.zugang.token)
    settings.BEISPIEL = True
    assertContains(client.get(url("einladung_verwaltung", konferenz, einladung.zugang.kennung)), einladung.zugang.token)


def test_a_link_is_revoked_and_renewed(client, konferenz):
    einladung = invited(konferenz)
    kennung, token = einladung.zugang.kennung, einladung.zugang.token
    assertContains(client.get(url("einladung_sperren", konferenz, kennung)), "Möchten Sie den Link")
    assert client.get(f"/einladung/{token}/").status_code == 200
    client.post(url("einladung_sperren", konferenz, kennung))
    assert client.get(f"/einladung/{token}/").status_code == 404
    client.post(url("einladung_erneuern", konferenz, kennung))
    neu = Einladung.objects.get(pk=einladung.pk)
    assert client.get(f"/einladung/{token}/").status_code == 404
    assert client.get(f"/einladung/{neu.zugang.token}/").status_code == 200
    assert neu.kurzcode != einladung.kurzcode


def test_only_an_invitation_that_nobody_knows_of_is_taken_off_the_list(client, konferenz):
    frei, bekannt = invited(konferenz), invited(konferenz)
    client.post(url("einladung_brief", konferenz, bekannt.zugang.kennung))
    bekannt.refresh_from_db()
    assert bekannt.versandt_am is not None
    answer = client.post(url("einladung_entfernen", konferenz, bekannt.zugang.kennung), follow=True)
    assertContains(answer, "Diese Einladung ist schon unterwegs.")
    client.post(url("einladung_entfernen", konferenz, frei.zugang.kennung))
    assert list(konferenz.einladungen.all()) == [bekannt]
    assert Zugang.objects.filter(zweck="einladung").count() == 1


# Letters to many


def test_a_letter_is_written_looked_at_and_released(client, konferenz):
    einladung = invited(konferenz, name="Kita Blau")
    make_ansprechperson(einladung.einrichtung)
    page = client.get(url("aussendung_neu", konferenz) + "?anlass=einladung")
    assertContains(page, "herzlich laden wir {einrichtung} ein")
    client.post(url("aussendung_neu", konferenz) + "?anlass=einladung", TEXT)
    aussendung = Aussendung.objects.get()
    page = client.get(url("aussendung", konferenz, aussendung.pk))
    assertContains(page, "An 2 Ansprechpersonen senden")
    assertContains(page, "Guten Tag Miriam Albers")
    assert not Nachricht.objects.exists()
    answer = client.post(url("aussendung", konferenz, aussendung.pk), {"erwartet": "2"}, follow=True)
    assertContains(answer, "Ohne Mailserver liegen die E-Mails im Postausgang.")
    assert Nachricht.objects.count() == 2
    client.post(url("aussendung", konferenz, aussendung.pk), {"erwartet": "2"})
    assert Nachricht.objects.count() == 2


@pytest.mark.parametrize(
    ("daten", "satz"),
    [
        ({"text": "Hallo {name} {link}"}, "Den Platzhalter {name} gibt es hier nicht."),
        ({"text": "Hallo"}, "Im Text fehlt {link}."),
        ({"betreff": "{link}"}, "Den Platzhalter {link} gibt es hier nicht."),
        ({"text": "x" * 6001}, "Bitte kürzen Sie"),
        ({"betreff": ""}, "Bitte füllen Sie dieses Feld aus."),
    ],
)
def test_a_letter_that_nobody_could_fill_is_a_sentence(client, konferenz, daten, satz):
    assertContains(client.post(url("aussendung_neu", konferenz), TEXT | daten), satz)
    assert not Aussendung.objects.exists()


def test_a_letter_changed_meanwhile_is_shown_before_it_is_overwritten(client, konferenz):
    client.post(url("aussendung_neu", konferenz), TEXT)
    row = Aussendung.objects.get()
    edit = url("aussendung_bearbeiten", konferenz, row.pk)
    page = client.get(edit)
    gelesen = page.context["form"]["gelesen"].value()
    client.post(edit, TEXT | {"text": "Ada {link}", "gelesen": gelesen})
    answer = client.post(edit, TEXT | {"text": "Ben {link}", "gelesen": gelesen})
    assertContains(answer, "Ada {link}")
    row.refresh_from_db()
    assert row.text == "Ada {link}"
    client.post(edit, TEXT | {"text": "Ben {link}", "gelesen": answer.context["form"]["gelesen"].value()})
    row.refresh_from_db()
    assert row.text == "Ben {link}"
    client.post(url("aussendung_loeschen", konferenz, row.pk))
    assert not Aussendung.objects.exists()


def test_a_released_letter_stays_as_it_is(client, konferenz):
    invited(konferenz)
    client.post(url("aussendung_neu", konferenz), TEXT)
    row = Aussendung.objects.get()
    client.post(url("aussendung", konferenz, row.pk))
    assertRedirects(client.get(url("aussendung_bearbeiten", konferenz, row.pk)), url("aussendung", konferenz, row.pk))
    client.post(url("aussendung_loeschen", konferenz, row.pk))
    assert Aussendung.objects.count() == 1
    assertContains(client.get(url("aussendung", konferenz, row.pk)), "liegt hier, kein Mailserver")


# Postausgang


def test_the_outbox_masks_links_and_codes_but_not_on_an_example(client, konferenz, settings):
    einladung = invited(konferenz, name="Kita Blau")
    row = Nachricht.objects.create(
        konferenz=konferenz,
        einladung=einladung,
        anlass="einladung",
        empfaenger="a@example.org",
        betreff="Einladung",
        text=f"<b>Hallo</b>\n{mark(einladung.zugang)}\nCode {einladung.kurzcode_lesbar}",
    )
    v = konferenz.veranstalter.slug
    assertContains(client.get(reverse("teilnehmer:postausgang", args=[v])), "Kita Blau")
    settings.BEISPIEL = False
    page = client.get(reverse("teilnehmer:nachricht", args=[v, row.pk]))
    assertContains(page, "(persönlicher Link)")
    assertContains(page, "&lt;b&gt;Hallo&lt;/b&gt;")
    assertNotContains(page, einladung.kurzcode_lesbar)
    settings.BEISPIEL = True
    page = client.get(reverse("teilnehmer:nachricht", args=[v, row.pk]))
    assertContains(page, f'<a href="{settings.ADRESSE}{einladung.zugang.pfad}" rel="nofollow">')
    assertContains(page, "&lt;b&gt;Hallo&lt;/b&gt;")


def test_the_outbox_of_one_institution_and_nobody_with_a_sperrvermerk(client, konferenz):
    letter = {"konferenz": konferenz, "empfaenger": "a@example.org", "text": "T"}
    blau, rot = invited(konferenz), invited(konferenz)
    Nachricht.objects.create(**letter, einladung=blau, anlass="einladung", betreff="An Blau")
    Nachricht.objects.create(**letter, einladung=rot, anlass="einladung", betreff="An Rot")
    person = make_anmeldung(konferenz, gesperrt=True)
    geheim = Nachricht.objects.create(**letter, anmeldung=person, anlass="pass", betreff="An Geheim")
    v = konferenz.veranstalter.slug
    liste = reverse("teilnehmer:postausgang", args=[v])
    assertNotContains(client.get(liste), "An Geheim")
    assert client.get(reverse("teilnehmer:nachricht", args=[v, geheim.pk])).status_code == 404
    page = client.get(liste, {"einrichtung": blau.einrichtung.kennung})
    assertContains(page, "An Blau")
    assertNotContains(page, "An Rot")
    assertContains(client.get(liste, {"zustand": "versandt"}), "Hier ist keine Nachricht")
    assert client.get(liste, {"einrichtung": make_einrichtung().kennung}).status_code == 404
    assert client.get(reverse("teilnehmer:postausgang_senden", args=[v])).status_code == 405
    assertContains(
        client.post(reverse("teilnehmer:postausgang_senden", args=[v]), follow=True), "Es liegt nichts zum Senden hier."
    )


# Who may not


def every_page(konferenz):
    einladung = konferenz.einladungen.first()
    anmeldung = konferenz.anmeldungen.first()
    aussendung = konferenz.aussendungen.first()
    lesend = [("einladungen",), ("einladung_verwaltung", einladung.zugang.kennung), ("aussendung", aussendung.pk)]
    lesend += [("anmeldungen",)]
    schreibend = [("auswahl",), ("aussendung_neu",), ("aussendung_bearbeiten", aussendung.pk)]
    schreibend += [("aussendung_loeschen", aussendung.pk), ("anmeldungen_gesperrt",)]
    for part in ("sperren", "erneuern", "entfernen"):
        schreibend.append((f"einladung_{part}", einladung.zugang.kennung))
    schreibend += [("anmeldung_absagen", anmeldung.kennung), ("anmeldung_sperrvermerk", anmeldung.kennung)]
    return [url(name, konferenz, *more) for name, *more in lesend], [
        url(name, konferenz, *more) for name, *more in schreibend
    ]


def make_full():
    konferenz = make_konferenz()
    invited(konferenz)
    make_anmeldung(konferenz)
    Aussendung.objects.create(konferenz=konferenz, anlass="einladung", **TEXT)
    return konferenz


def test_strangers_and_guests_see_none_of_it(client, konferenz):
    fremd = make_full()
    lesend, schreibend = every_page(fremd)
    assert {client.get(page).status_code for page in lesend + schreibend} == {404}
    assert {client.post(page).status_code for page in lesend + schreibend} == {404, 405}
    assert {client.post(page).status_code for page in set(schreibend) - {url("anmeldungen_gesperrt", fremd)}} == {404}
    client.logout()
    assert {client.get(page).status_code for page in lesend + schreibend} == {302}


def test_rows_of_another_conference_are_not_found(client, konferenz):
    andere = make_konferenz(veranstalter=konferenz.veranstalter)
    einladung, anmeldung = invited(andere), make_anmeldung(andere)
    aussendung = Aussendung.objects.create(konferenz=andere, anlass="einladung", **TEXT)
    for name, key in (
        ("einladung_verwaltung", einladung.zugang.kennung),
        ("aussendung", aussendung.pk),
        ("anmeldung_absagen", anmeldung.kennung),
    ):
        assert client.get(url(name, konferenz, key)).status_code == 404


def test_reading_members_read_and_change_nothing(client):
    konferenz = make_full()
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.LESEND).konto)
    lesend, schreibend = every_page(konferenz)
    assert {client.get(page).status_code for page in lesend} == {200}
    assert {client.get(page).status_code for page in schreibend} == {403}
    einladung = konferenz.einladungen.get()
    writes = [*schreibend[:4], *schreibend[5:], url("aussendung", konferenz, konferenz.aussendungen.get().pk)]
    writes.append(url("einladung_brief", konferenz, einladung.zugang.kennung))
    assert {client.post(page).status_code for page in writes} == {403}
    page = client.get(url("einladung_verwaltung", konferenz, einladung.zugang.kennung))
    assertNotContains(page, einladung.kurzcode_lesbar)
    assert not Nachricht.objects.exists()


def test_the_list_says_what_waits_for_a_mail_and_what_for_a_letter(client, konferenz):
    invited(konferenz)
    make_einladung(konferenz)
    page = client.get(url("einladungen", konferenz))
    assertContains(page, "1 Einladung ist noch nicht versandt")
    assertContains(page, "1 Einrichtung braucht einen Brief, sie hat keine E-Mail-Adresse.")
    assertNotContains(page, "Erinnerung schreiben")
