"""Handing out a released version: prepared, released by a person, and taken by a real SMTP server."""

import html
import re

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from konferenz import jobs
from konferenz.akteur import Rolle
from konferenz.models import Aussendung, Verlauf
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.konferenz import update_konferenz
from teilnehmer.kreis import collect_kreis
from teilnehmer.models import Nachricht
from teilnehmer.services.aussendung import release_aussendung
from teilnehmer.services.nachricht import send_liegende
from teilnehmer.services.testmail import send_testmail
from tests.factories import make_anmeldung, make_ansprechperson, make_einladung, make_einrichtung, make_mitglied
from tests.smtp_senke import smtp_senke
from tests.themen.protokoll_daten import make_protokoll_konferenz, publish, release
from tests.themen.test_protokollfreigabe_views import make_dateien, public, seite, staff
from themen.protokoll.daten import Variante
from themen.protokoll.stand import load_freigegeben
from themen.services.protokollversand import prepare_versand

pytestmark = pytest.mark.django_db(transaction=True)
VERTEILER = "Landkreis, Jugendamt <jugendamt@kreis.example>\nBürgermeister\nzeitung@ort.example\n"
ADRESSE = "https://netzwerkstatt.example"


@pytest.fixture
def konferenz():
    return make_protokoll_konferenz(gruppen=1, karten=1, personen=1, verteiler=VERTEILER)


@pytest.fixture
def planung(konferenz):
    return make_mitglied(konferenz.veranstalter, Rolle.PLANUNG)


@pytest.fixture
def mailserver(settings):
    def use(port: int) -> None:
        settings.ADRESSE = ADRESSE
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = False
        settings.DEFAULT_FROM_EMAIL = "post@netzwerkstatt.example"

    return use


def prepare(fassung, planung, kreis="verteiler", variante=Variante.OEFFENTLICH, **more) -> Aussendung:
    return prepare_versand(fassung=fassung, kreis=kreis, variante=variante, by=planung.akteur, **more)


def attachments(brief) -> list[tuple[str, str, bytes]]:
    return [(p.get_filename(), p.get_content_type(), p.get_content()) for p in brief.iter_attachments()]


def test_the_minutes_print_names_of_the_verteiler_and_no_address(konferenz):
    release(konferenz)
    assert load_freigegeben(konferenz, Variante.OEFFENTLICH).verteiler == ("Landkreis, Jugendamt", "Bürgermeister")


def test_the_file_reaches_every_address_of_the_verteiler_once(konferenz, planung, mailserver):
    fassung = release(konferenz)
    inhalte = make_dateien(fassung)
    aussendung = prepare(fassung, planung)
    kreis = collect_kreis(konferenz, aussendung)
    assert [e.adresse for e in kreis.mails] == ["jugendamt@kreis.example", "zeitung@ort.example"]
    assert kreis.papier == ["Bürgermeister"]
    with smtp_senke() as senke:
        mailserver(senke.port)
        for _ in range(2):
            release_aussendung(aussendung=aussendung, erwartet=2, by=planung.akteur)
        assert jobs.send_mail() == 2
        assert jobs.send_mail() == 0
    assert sorted(an for _von, [an], _brief in senke.briefe) == ["jugendamt@kreis.example", "zeitung@ort.example"]
    for _von, _an, brief in senke.briefe:
        assert attachments(brief) == [("Protokoll_oeffentlich.pdf", "application/pdf", inhalte["oeffentlich"])]
        assert "Sehr geehrte Damen und Herren" in brief.get_body().get_content()
        assert not [name for name, _wert in brief.items() if name.lower().startswith("x-netzwerkstatt")]
    assert {n.zustand for n in Nachricht.objects.all()} == {"versandt"}


def test_the_link_leads_everybody_to_their_own_page_of_the_minutes(client, konferenz, planung, mailserver):
    publish(konferenz)
    konferenz.refresh_from_db()
    fassung = release(konferenz)
    haus = make_einrichtung(konferenz.veranstalter)
    make_ansprechperson(haus, email="haus@kita.example")
    einladung = make_einladung(konferenz, haus, antwort="abgesagt", versandt_am=timezone.now())
    person = make_anmeldung(konferenz, email="ada@kita.example", anwesend_am=timezone.now())
    fehlte = make_anmeldung(konferenz, email="fehlte@kita.example")
    with smtp_senke() as senke:
        mailserver(senke.port)
        for kreis in ("alle", "verteiler"):
            release_aussendung(aussendung=prepare(fassung, planung, kreis, None), by=planung.akteur)
        jobs.send_mail()
    texte = {an: brief.get_body().get_content() for _von, [an], brief in senke.briefe}
    assert f"{ADRESSE}/mein/{person.zugang.token}/protokoll/" in texte["ada@kita.example"]
    assert f"{ADRESSE}/einladung/{einladung.zugang.token}/protokoll/" in texte["haus@kita.example"]
    assert f"{ADRESSE}{public(konferenz, 'protokoll/')}" in texte["zeitung@ort.example"]
    assert f"{ADRESSE}/mein/{fehlte.zugang.token}/protokoll/" in texte["fehlte@kita.example"]
    for brief in texte.values():
        for link in re.findall(rf"{ADRESSE}(/\S+/protokoll/)", brief):
            assert client.get(link).status_code == 200
    assert [attachments(brief) for _von, _an, brief in senke.briefe] == [[]] * len(senke.briefe)


def test_letters_that_waited_for_a_mail_server_take_the_file_along(konferenz, planung, mailserver):
    fassung = release(konferenz)
    make_dateien(fassung)
    release_aussendung(aussendung=prepare(fassung, planung, variante=Variante.NETZWERK), by=planung.akteur)
    assert {n.zustand for n in Nachricht.objects.all()} == {"liegt hier, kein Mailserver"}
    with smtp_senke() as senke:
        mailserver(senke.port)
        assert send_liegende(veranstalter=konferenz.veranstalter, by=planung.akteur) == 2
        assert jobs.send_mail() == 2
    assert {attachments(brief)[0][0] for _von, _an, brief in senke.briefe} == {"Protokoll_netzwerk.pdf"}


def test_the_test_mail_looks_like_the_letter_with_its_file(konferenz, planung, mailserver):
    fassung = release(konferenz)
    make_dateien(fassung)
    aussendung = prepare(fassung, planung)
    with smtp_senke() as senke:
        mailserver(senke.port)
        empfaenger = collect_kreis(konferenz, aussendung).mails[0]
        assert send_testmail(aussendung=aussendung, empfaenger=empfaenger, by=planung.akteur) == planung.konto.email
        jobs.send_mail()
    [(_von, [an], brief)] = senke.briefe
    assert (an, attachments(brief)[0][0]) == (planung.konto.email, "Protokoll_oeffentlich.pdf")
    assert not Nachricht.objects.exists()


def test_a_second_version_goes_to_the_same_addresses_again(konferenz, planung):
    for n in range(2):
        fassung = release(konferenz, aenderung="Neu." if n else "")
        make_dateien(fassung)
        release_aussendung(aussendung=prepare(fassung, planung), by=planung.akteur)
    assert Nachricht.objects.filter(empfaenger="zeitung@ort.example").count() == 2


def test_what_cannot_be_handed_out_is_a_sentence(konferenz, planung):
    erste = release(konferenz)
    with pytest.raises(NichtErlaubt, match="Die Datei wird noch erstellt"):
        prepare(erste, planung)
    with pytest.raises(NichtErlaubt, match="noch nicht veröffentlicht"):
        prepare(erste, planung, variante=None)
    make_dateien(erste)
    with pytest.raises(NichtErlaubt):
        prepare(erste, planung, variante=Variante.INTERN)
    with pytest.raises(NichtErlaubt):
        prepare(erste, planung, "gruppe")
    release(konferenz, aenderung="Neu.")
    with pytest.raises(NichtErlaubt, match="neuere Version"):
        prepare(erste, planung)
    assert not Aussendung.objects.exists()


def test_addresses_typed_on_the_page_are_kept_as_the_verteiler(client, konferenz, planung):
    make_dateien(release(konferenz))
    client.force_login(planung.konto)
    adresse = staff(konferenz, "fassungen/1/verteilen/")
    assert "jugendamt@kreis.example" in seite(client.get(adresse))
    daten = open_form(client, konferenz)[1] | {"verteiler": f"{VERTEILER}Schulamt <amt@schule.example>"}
    response = client.post(adresse, daten)
    aussendung = Aussendung.objects.get()
    assert response["Location"].endswith(f"/{aussendung.pk}/")
    text = html.unescape(client.get(response["Location"]).content.decode())
    assert "An 3 Adressen senden" in text
    assert "Mit Anlage: Protokoll_oeffentlich.pdf" in text
    assert "Auf Papier" in text
    assert "Bürgermeister" in text
    assert "Schulamt, amt@schule.example" in text
    assert Verlauf.objects.filter(satz="Verteiler des Protokolls geändert.").count() == 1
    assert client.get(f"{response['Location']}bearbeiten/").status_code == 302
    client.post(response["Location"], {"erwartet": 3})
    assert Nachricht.objects.count() == 3
    assert client.get(f"/verwaltung/{konferenz.veranstalter.slug}/postausgang/").status_code == 200
    nachricht = Nachricht.objects.first()
    assert client.get(f"/verwaltung/{konferenz.veranstalter.slug}/postausgang/{nachricht.pk}/").status_code == 200


def open_form(client, konferenz) -> tuple[str, dict]:
    """The address of the form and what it carries for the Verteiler."""
    adresse = staff(konferenz, "fassungen/1/verteilen/")
    gelesen = re.search('name="gelesen" value="([0-9a-f]{64})"', seite(client.get(adresse)))[1]
    return adresse, {"kreis": "verteiler", "wie": "oeffentlich", "gelesen": gelesen}


def test_lines_that_somebody_added_meanwhile_are_not_lost(client, konferenz, planung):
    make_dateien(release(konferenz))
    client.force_login(planung.konto)
    adresse, daten = open_form(client, konferenz)
    konferenz.verteiler = f"{VERTEILER}Schulamt"
    konferenz.save()
    daten["verteiler"] = f"{VERTEILER}Kirche"
    text = seite(client.post(adresse, daten))
    assert "Während Sie geschrieben haben, hat jemand anderes gespeichert" in text
    assert "Schulamt" in text
    assert "Kirche</textarea>" in text
    konferenz.refresh_from_db()
    assert konferenz.verteiler == f"{VERTEILER}Schulamt"
    assert not Aussendung.objects.exists()
    daten["gelesen"] = re.search('name="gelesen" value="([0-9a-f]{64})"', text)[1]
    assert client.post(adresse, daten).status_code == 302
    konferenz.refresh_from_db()
    assert konferenz.verteiler == f"{VERTEILER}Kirche"


def test_who_writes_to_those_present_does_not_touch_the_verteiler(client, konferenz, planung):
    make_dateien(release(konferenz))
    make_anmeldung(konferenz, email="ada@kita.example", anwesend_am=timezone.now())
    client.force_login(planung.konto)
    adresse, daten = open_form(client, konferenz)
    konferenz.verteiler = "Schulamt"
    konferenz.save()
    response = client.post(adresse, daten | {"kreis": "anwesende", "wie": "link", "verteiler": VERTEILER})
    assert response.status_code == 302
    konferenz.refresh_from_db()
    assert konferenz.verteiler == "Schulamt"


def test_an_address_that_cannot_be_read_is_refused_with_its_line(client, konferenz, planung):
    fassung = release(konferenz)
    make_dateien(fassung)
    client.force_login(planung.konto)
    adresse, daten = open_form(client, konferenz)
    text = seite(client.post(adresse, daten | {"verteiler": f"{VERTEILER}Schulamt amt@schule.example"}))
    assert "Diese Zeile verstehen wir nicht: „Schulamt amt@schule.example“." in text
    assert "Schulamt amt@schule.example</textarea>" in text
    with pytest.raises(ValidationError, match="Diese Zeile verstehen wir nicht"):
        prepare(fassung, planung, verteiler="a@x.example, b@x.example")
    assert not Aussendung.objects.exists()


def test_the_form_of_the_conference_refuses_it_too(client, konferenz, planung):
    with pytest.raises(ValidationError, match="Diese Zeile verstehen wir nicht"):
        update_konferenz(konferenz=konferenz, daten={"verteiler": "Amt amt@x.example"}, fassung=None, by=planung.akteur)
    client.force_login(planung.konto)
    adresse = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/bearbeiten/"
    text = seite(client.post(adresse, {"titel": "Neu", "verteiler": "Amt amt@x.example"}))
    assert "Diese Zeile verstehen wir nicht: „Amt amt@x.example“." in text


def test_strangers_readers_and_old_links_hand_nothing_out(client, konferenz, planung):
    make_dateien(release(konferenz))
    adresse = staff(konferenz, "fassungen/1/verteilen/")
    client.force_login(make_mitglied(rolle=Rolle.LEITUNG).konto)
    assert client.get(adresse).status_code == 404
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.LESEND).konto)
    assert client.get(adresse).status_code == 403
    client.force_login(planung.konto)
    assert client.put(adresse).status_code == 405
    assert client.get(staff(konferenz, "fassungen/9/verteilen/")).status_code == 404
