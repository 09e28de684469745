"""A release while the results are public already, and the letter to those present, on the pages of the release."""

import html

import pytest
from django.urls import reverse
from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Konferenz
from konferenz.services.fehler import NichtErlaubt
from teilnehmer.models import Nachricht
from tests.factories import make_anmeldung, make_mitglied
from tests.themen.protokoll_daten import make_protokoll_konferenz, publish, release
from themen.models import Befund, Protokollabschnitt, Protokollstand
from themen.services.protokoll import change_abschnitt
from themen.services.protokollfreigabe import correct_protokoll, drop_correction, submit_protokoll, withdraw_protokoll

pytestmark = pytest.mark.django_db
SOFORT = "Diese Version steht mit der Freigabe sofort auf der öffentlichen Seite."
SPAETER = "Öffentlich wird dadurch nichts. Veröffentlichen ist ein eigener Schritt."


@pytest.fixture
def konferenz():
    return make_protokoll_konferenz(gruppen=1, karten=1, personen=1)


@pytest.fixture
def planung(konferenz):
    return make_mitglied(konferenz.veranstalter, Rolle.PLANUNG)


@pytest.fixture
def leitung(client, konferenz):
    found = make_mitglied(konferenz.veranstalter, Rolle.LEITUNG)
    client.force_login(found.konto)
    return found


def staff(konferenz, rest="") -> str:
    return f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/protokoll/{rest}"


def public(konferenz) -> str:
    return f"/{konferenz.veranstalter.slug}/{konferenz.slug}/ergebnisse/"


def seite(response) -> str:
    return html.unescape(response.content.decode()).replace("\u00a0", " ").replace("\u00ad", "")


def test_before_publication_a_release_publishes_nothing_and_says_so(client, konferenz, leitung):
    submit_protokoll(konferenz=konferenz, by=leitung.akteur)
    text = seite(client.get(staff(konferenz, "freigabe/freigeben/")))
    assert (SPAETER in text, SOFORT in text, "Bitte zuerst ansehen" in text) == (True, False, False)


def test_after_publication_it_says_what_becomes_public_at_once(client, konferenz, leitung):
    release(konferenz)
    publish(konferenz)
    correct_protokoll(konferenz=konferenz, aenderung="Frau Meier fehlte", by=leitung.akteur)
    Befund.objects.filter(konferenz=konferenz, art="ist").update(text="Tel. 033203 12345")
    Protokollabschnitt.objects.create(
        konferenz=konferenz, schluessel="dank", modus="ersetzt", text="a@example.org", publikum="intern"
    )
    submit_protokoll(konferenz=konferenz, by=leitung.akteur)
    response = client.get(staff(konferenz, "freigabe/freigeben/"))
    text = seite(response)
    assert (SOFORT in text, SPAETER in text) == (True, False)
    assert "Das wird auf der öffentlichen Seite anders" in text
    assert text.count('id="oeffentlich-unterschied-gruppe-1"') == 1
    assert text.count('id="unterschied-gruppe-1"') == 1
    assert [stelle.text for stelle in response.context["fundstellen"]] == ["Tel. 033203 12345", "Frau Meier fehlte"]
    assert "033203 12345" not in seite(client.get(public(konferenz)))
    assert '<input type="hidden" name="oeffentlich" value="1">' in text
    antwort = {"gelesen": response.context["gelesen"], "oeffentlich": "1"}
    client.post(staff(konferenz, "freigabe/freigeben/"), antwort)
    assert "033203 12345" in seite(client.get(public(konferenz)))


def test_who_read_that_nothing_becomes_public_publishes_nothing(client, konferenz, leitung):
    submit_protokoll(konferenz=konferenz, by=leitung.akteur)
    gelesen = client.get(staff(konferenz, "freigabe/freigeben/")).context["gelesen"]
    publish(konferenz)
    response = client.post(staff(konferenz, "freigabe/freigeben/"), {"gelesen": gelesen}, follow=True)
    assert "Die Ergebnisse sind inzwischen öffentlich." in seite(response)
    assert konferenz.protokollfassungen.count() == 0


def test_published_without_minutes_the_first_release_is_public_at_once(client, konferenz, leitung):
    publish(konferenz)
    submit_protokoll(konferenz=konferenz, by=leitung.akteur)
    text = seite(client.get(staff(konferenz, "freigabe/freigeben/")))
    assert (SOFORT in text, "Bitte zuerst ansehen" in text) == (True, True)


def test_the_page_says_that_the_minutes_changed_since_they_were_submitted(client, konferenz, planung, leitung):
    konferenz.veranstalter.zweite_person = True
    konferenz.veranstalter.save()
    submit_protokoll(konferenz=konferenz, by=planung.akteur)
    assert "Version 1 freigeben</span>" in seite(client.get(staff(konferenz, "freigabe/freigeben/")))
    Befund.objects.filter(konferenz=konferenz).update(text="Anders.")
    text = seite(client.get(staff(konferenz, "freigabe/freigeben/")))
    assert "Seit der Vorlage hat sich etwas geändert." in text
    assert "Version 1 freigeben</span>" not in text


def test_a_version_that_cannot_be_kept_is_a_sentence(client, konferenz, planung, leitung):
    release(konferenz)
    submit_protokoll_again(konferenz)
    gelesen = client.get(staff(konferenz, "freigabe/freigeben/")).context["gelesen"]
    response = client.post(staff(konferenz, "freigabe/freigeben/"), {"gelesen": gelesen}, follow=True)
    assert "Bitte schreiben Sie in einem Satz, was anders ist." in seite(response)
    assert konferenz.protokollfassungen.count() == 1


def submit_protokoll_again(konferenz) -> None:
    """Without what is different, as no service does it."""
    Protokollstand.objects.create(konferenz=konferenz, zustand="vorgelegt", vorgelegt_am=timezone.now())


# Sections while the page is public without a released version


def write(konferenz, by):
    return change_abschnitt(
        konferenz=konferenz, schluessel="dank", modus="ersetzt", text="Neu.", publikum="oeffentlich", fassung=0, by=by
    )


def test_what_everybody_reads_at_once_is_written_by_the_leitung_only(client, konferenz, planung, leitung):
    publish(konferenz)
    with pytest.raises(NichtErlaubt, match="Darum schreibt hier nur die Leitung"):
        write(konferenz, planung.akteur)
    assert not Protokollabschnitt.objects.exists()
    assert "Was Sie speichern, lesen sofort alle." in seite(client.get(staff(konferenz, "abschnitte/dank/")))
    assert write(konferenz, leitung.akteur).text == "Neu."
    client.force_login(planung.konto)
    text = seite(client.get(staff(konferenz, "abschnitte/dank/")))
    assert "Darum schreibt hier nur die Leitung." in text
    assert "Abschnitt speichern" not in text


def test_with_a_released_version_planning_goes_on_writing_the_next_one(client, konferenz, planung, leitung):
    release(konferenz)
    publish(konferenz)
    assert write(konferenz, planung.akteur).text == "Neu."
    assert "lesen sofort alle" not in seite(client.get(staff(konferenz, "abschnitte/dank/")))


# The letter


def begin(client, konferenz) -> None:
    client.post(staff(konferenz, "freigabe/rueckmeldung/"), {"frist": timezone.localdate().isoformat()})


def test_the_page_says_that_the_letter_still_waits_and_who_gets_paper(client, konferenz, leitung):
    make_anmeldung(konferenz, email="ada@kita.example", anwesend_am=timezone.now())
    Konferenz.objects.filter(pk=konferenz.pk).update(phase="nachbereitung")
    assert "E-Mail zum Protokoll" not in seite(client.get(staff(konferenz, "freigabe/")))
    begin(client, konferenz)
    brief = konferenz.aussendungen.get()
    response = client.get(staff(konferenz, "freigabe/"))
    text = seite(response)
    assert "noch nicht freigegeben." in text
    link = reverse("teilnehmer:aussendung", args=[konferenz.veranstalter.slug, konferenz.slug, brief.pk])
    assert f'href="{link}"' in text
    assert client.get(link).status_code == 200
    ohne = konferenz.anmeldungen.anwesend().filter(email="").count()
    assert (response.context["brief"].adressen, response.context["brief"].unerreicht) == (1, ohne)
    assert ohne
    assert f"Ohne E-Mail-Adresse: {ohne}. Für sie gibt es Papier." in text
    brief.freigegeben_am = brief.ausgefuehrt_am = timezone.now()
    brief.save()
    for n in range(2):
        Nachricht.objects.create(
            konferenz=konferenz, aussendung=brief, anlass="protokoll", empfaenger=f"{n}@example.org", betreff="P"
        )
    assert "an 2 Adressen am" in seite(client.get(staff(konferenz, "freigabe/")))


def test_the_letter_of_an_earlier_round_is_not_taken_for_that_of_this_one(client, konferenz, leitung):
    def shown():
        return client.get(staff(konferenz, "freigabe/")).context["brief"]

    begin(client, konferenz)
    konferenz.aussendungen.update(freigegeben_am=timezone.now())
    submit_protokoll(konferenz=konferenz, trotz_frist=True, by=leitung.akteur)
    gelesen = client.get(staff(konferenz, "freigabe/freigeben/")).context["gelesen"]
    assert shown() is not None
    client.post(staff(konferenz, "freigabe/freigeben/"), {"gelesen": gelesen})
    assert shown() is None  # nobody has the released version
    verteilt = konferenz.aussendungen.create(
        anlass="protokoll", kreis="alle", betreff="Protokoll", text="{link}", freigegeben_am=timezone.now()
    )
    assert shown().aussendung == verteilt
    correct_protokoll(konferenz=konferenz, aenderung="Neu.", by=leitung.akteur)
    begin(client, konferenz)
    assert shown().aussendung != verteilt
    konferenz.aussendungen.filter(freigegeben_am=None).delete()
    assert shown() is None
    assert "Vom Entwurf erfährt so niemand." in seite(client.get(staff(konferenz, "freigabe/")))
    withdraw_protokoll(konferenz=konferenz, by=leitung.akteur)
    drop_correction(konferenz=konferenz, by=leitung.akteur)
    assert shown().aussendung == verteilt


def test_a_letter_that_somebody_deleted_is_missed(client, konferenz, leitung):
    begin(client, konferenz)
    konferenz.aussendungen.all().delete()
    assert "Vom Entwurf erfährt so niemand." in seite(client.get(staff(konferenz, "freigabe/")))
    assert Protokollstand.objects.get().zustand == "rueckmeldung"
