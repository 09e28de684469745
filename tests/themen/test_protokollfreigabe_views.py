"""The pages on which the minutes go from the draft to the release, and what the public then reads."""

import datetime
import html

import pytest
from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Aussendung, Datei, Druckauftrag, Konferenz
from tests.factories import LEERES_PDF, make_anmeldung, make_foto, make_mitglied
from tests.themen.protokoll_daten import make_protokoll_konferenz, publish, release
from themen.models import Befund, Protokolldatei, Protokollfassung, Protokollstand
from themen.protokoll.dateien import files_of
from themen.protokoll.stand import load_stand
from themen.services.befund import change_befund
from themen.services.protokoll import change_abschnitt
from themen.services.protokollfreigabe import order_dateien, start_rueckmeldung, submit_protokoll

pytestmark = pytest.mark.django_db
SEITEN = ("freigabe/", "fassungen/", "fassungen/1/", "fassungen/1/intern/")


@pytest.fixture
def konferenz():
    return make_protokoll_konferenz(gruppen=1, karten=1, personen=1)


@pytest.fixture
def planung(konferenz):
    return make_mitglied(konferenz.veranstalter, Rolle.PLANUNG)


@pytest.fixture
def leitung(konferenz):
    return make_mitglied(konferenz.veranstalter, Rolle.LEITUNG)


def staff(konferenz, rest="") -> str:
    return f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/protokoll/{rest}"


def public(konferenz, rest="") -> str:
    return f"/{konferenz.veranstalter.slug}/{konferenz.slug}/ergebnisse/{rest}"


def seite(response) -> str:
    return html.unescape(response.content.decode()).replace("\u00a0", " ")


def make_dateien(fassung) -> dict[str, bytes]:
    """The files of a version, without printing them."""
    inhalte = {}
    for stueck in files_of(fassung):
        name = f"gruppe-{stueck.gruppe}" if stueck.gruppe else stueck.variante.value
        inhalte[name] = LEERES_PDF + name.encode()
        datei = Datei.objects.store(
            veranstalter=fassung.konferenz.veranstalter,
            name=f"Protokoll_{name}.pdf",
            typ="application/pdf",
            inhalt=inhalte[name],
        )
        Protokolldatei.objects.create(protokollfassung=fassung, datei=datei, **stueck.wer)
    return inhalte


def test_from_the_draft_to_the_release_in_the_browser(client, konferenz, planung, leitung):
    make_anmeldung(konferenz, email="ada@kita.example", anwesend_am=timezone.now())
    client.force_login(planung.konto)
    assert "Zur Rückmeldung geben …" in seite(client.get(staff(konferenz, "freigabe/")))
    frist = timezone.localdate().isoformat()
    response = client.post(staff(konferenz, "freigabe/rueckmeldung/"), {"frist": frist})
    aussendung = Aussendung.objects.get()
    assert response["Location"].endswith(f"/aussendungen/{aussendung.pk}/")
    text = seite(client.get(response["Location"]))
    assert "alle, die da waren" in text
    assert "/protokoll/" in text
    text = seite(client.get(staff(konferenz, "freigabe/")))
    assert "Anmerkungen sind möglich bis" in text
    assert "Schon jetzt zur Freigabe vorlegen" in text
    client.post(staff(konferenz, "freigabe/vorlegen/"))
    assert load_stand(konferenz).zustand == "rueckmeldung"
    client.post(staff(konferenz, "freigabe/vorlegen/"), {"trotz_frist": "1"})
    text = seite(client.get(staff(konferenz, "freigabe/")))
    assert "Freigeben kann es die Leitung." in text
    assert client.get(staff(konferenz, "freigabe/freigeben/")).status_code == 403

    client.force_login(leitung.konto)
    response = client.get(staff(konferenz, "freigabe/freigeben/"))
    assert "Version 1 freigeben?" in seite(response)
    gelesen = response.context["gelesen"]
    assert client.post(staff(konferenz, "freigabe/freigeben/"), {"gelesen": "anders"}).status_code == 302
    assert not Protokollfassung.objects.exists()
    client.post(staff(konferenz, "freigabe/freigeben/"), {"gelesen": gelesen})
    fassung = Protokollfassung.objects.get()
    assert (fassung.nummer, fassung.freigegeben_von, fassung.vorgelegt_von) == (1, leitung.konto, planung.konto)
    assert "Version 1 ist am" in seite(client.get(staff(konferenz, "freigabe/")))
    text = seite(client.get(staff(konferenz, "fassungen/1/")))
    assert fassung.sha256 in text
    assert "0 von 4 Dateien sind fertig." in text


def test_whoever_submitted_reads_why_somebody_else_has_to_release(client, konferenz, leitung):
    konferenz.veranstalter.zweite_person = True
    konferenz.veranstalter.save()
    submit_protokoll(konferenz=konferenz, by=leitung.akteur)
    client.force_login(leitung.konto)
    satz = "Sie haben das Protokoll vorgelegt. Freigeben muss es eine zweite Person der Leitung."
    assert satz in seite(client.get(staff(konferenz, "freigabe/")))
    response = client.get(staff(konferenz, "freigabe/freigeben/"))
    assert satz in seite(response)
    client.post(staff(konferenz, "freigabe/freigeben/"), {"gelesen": response.context["gelesen"]})
    assert not Protokollfassung.objects.exists()


def test_the_second_person_is_a_setting_of_the_veranstalter(client, konferenz, leitung):
    client.force_login(leitung.konto)
    adresse = f"/verwaltung/{konferenz.veranstalter.slug}/einstellungen/"
    form = client.get(adresse).context["form"]
    daten = {name: form[name].value() or "" for name in form.fields if "wappen" not in name}
    assert client.post(adresse, daten | {"zweite_person": "on"}).status_code == 302
    konferenz.veranstalter.refresh_from_db()
    assert konferenz.veranstalter.zweite_person is True


def test_a_deadline_without_a_day_or_in_the_past_is_a_sentence(client, konferenz, planung):
    client.force_login(planung.konto)
    gestern = timezone.localdate() - datetime.timedelta(days=1)
    for frist, satz in (
        ("", "Bitte füllen Sie dieses Feld aus."),
        ("bald", "Bitte geben Sie ein Datum an"),
        (gestern.isoformat(), "Dieser Tag ist schon vorbei."),
    ):
        response = client.post(staff(konferenz, "freigabe/rueckmeldung/"), {"frist": frist})
        assert satz in seite(response)
    assert not Aussendung.objects.exists()


def test_a_correction_shows_the_difference_on_screen_and_in_the_minutes(client, konferenz, planung):
    client.force_login(planung.konto)
    assert client.get(staff(konferenz, "freigabe/korrigieren/")).status_code == 404
    release(konferenz)
    assert "Bitte füllen Sie dieses Feld aus." in seite(
        client.post(staff(konferenz, "freigabe/korrigieren/"), {"aenderung": ""})
    )
    client.post(staff(konferenz, "freigabe/korrigieren/"), {"aenderung": "Der Dank war unvollständig."})
    text = seite(client.get(staff(konferenz, "freigabe/")))
    assert "Version 1 gilt weiter." in text
    assert "Was anders wird: Der Dank war unvollständig." in text
    change_abschnitt(
        konferenz=konferenz,
        schluessel="dank",
        modus="ersetzt",
        text="Ein herzlicher Dank gilt dem Bauhof.",
        publikum="oeffentlich",
        fassung=0,
        by=planung.akteur,
    )
    submit_protokoll(konferenz=konferenz, by=planung.akteur)
    leitung = make_mitglied(konferenz.veranstalter, Rolle.LEITUNG)
    client.force_login(leitung.konto)
    response = client.get(staff(konferenz, "freigabe/freigeben/"))
    assert "Anders als in Version 1" in seite(response)
    client.post(staff(konferenz, "freigabe/freigeben/"), {"gelesen": response.context["gelesen"]})
    text = seite(client.get(staff(konferenz, "fassungen/2/")))
    assert '<ins class="nw-anders">Bauhof</ins>' in text
    assert '<del class="nw-anders">' in text
    publish(konferenz)
    text = seite(client.get(public(konferenz, "protokoll/")))
    assert "Der Dank war unvollständig. Betroffen: Dank." in text
    assert "dem Bauhof" in text


def test_the_steps_back_are_buttons(client, konferenz, planung):
    client.force_login(planung.konto)
    start_rueckmeldung(konferenz=konferenz, frist=timezone.localdate(), by=planung.akteur)
    client.post(staff(konferenz, "freigabe/zurueck/"))
    assert load_stand(konferenz).zustand == "entwurf"
    response = client.post(staff(konferenz, "freigabe/zurueck/"), follow=True)
    assert "Das Protokoll steht inzwischen auf „Entwurf“." in seite(response)
    release(konferenz)
    client.post(staff(konferenz, "freigabe/korrektur-beenden/"))
    assert load_stand(konferenz).zustand == "freigegeben"


def test_the_officer_reads_that_the_data_changed_while_the_public_minutes_stay(client, konferenz, planung):
    publish(konferenz)
    fassung = release(konferenz)
    client.force_login(planung.konto)
    vorher = client.get(public(konferenz, "protokoll/")).content
    assert "Seit der Freigabe haben sich die Daten geändert" not in seite(client.get(staff(konferenz, "freigabe/")))
    Konferenz.objects.filter(pk=konferenz.pk).update(phase="nachbereitung")
    befund = Befund.objects.get(konferenz=konferenz, art="ist")
    change_befund(befund, text="Etwas ganz Neues.", fassung=befund.fassung, by=planung.akteur)
    publish(konferenz)
    assert client.get(public(konferenz, "protokoll/")).content == vorher
    assert "Etwas ganz Neues." not in str(fassung.inhalt)
    text = seite(client.get(staff(konferenz, "freigabe/")))
    assert "Seit der Freigabe haben sich die Daten geändert" in text
    assert "Betroffen: Gruppe 1" in text


def test_nothing_is_public_until_it_is_released_and_published(client, konferenz):
    adressen = [public(konferenz, name) for name in ("protokoll/", "protokoll.pdf", "gruppe-1.pdf")]
    publish(konferenz)
    assert client.get(public(konferenz)).status_code == 200  # the results stand without minutes
    assert [client.get(adresse).status_code for adresse in adressen] == [404, 404, 404]
    Konferenz.objects.filter(pk=konferenz.pk).update(phase="nachbereitung")
    make_dateien(release(konferenz))
    assert [client.get(adresse).status_code for adresse in adressen] == [404, 404, 404]
    publish(konferenz)
    assert [client.get(adresse).status_code for adresse in adressen] == [200, 200, 200]


def test_a_file_is_the_same_bytes_every_time_for_everybody(client, konferenz, planung):
    publish(konferenz)
    inhalte = make_dateien(release(konferenz))
    for rest, name in (("protokoll.pdf", "oeffentlich"), ("gruppe-1.pdf", "gruppe-1")):
        first = client.get(public(konferenz, rest))
        assert (first.status_code, first.content, first["Cache-Control"]) == (200, inhalte[name], "no-cache")
        assert client.get(public(konferenz, rest), headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get(public(konferenz, "gruppe-2.pdf")).status_code == 404
    client.force_login(planung.konto)
    for variante, inhalt in inhalte.items():
        response = client.get(staff(konferenz, f"fassungen/1/{variante}.pdf"))
        assert (response.content, response["Cache-Control"]) == (inhalt, "no-store, private")
        assert "Content-Security-Policy" not in response
    person = make_anmeldung(konferenz, anwesend_am=timezone.now())
    assert client.get(f"{person.zugang.pfad}protokoll.pdf").content == inhalte["netzwerk"]
    assert client.get(f"{make_anmeldung(konferenz).zugang.pfad}protokoll.pdf").content == inhalte["netzwerk"]


@pytest.mark.parametrize("rest", ["protokoll.pdf", "gruppe-1.pdf"])
def test_a_download_before_the_file_is_ready_says_so_and_offers_the_page(client, konferenz, leitung, rest):
    publish(konferenz)
    order_dateien(fassung=release(konferenz), by=leitung.akteur)
    response = client.get(public(konferenz, rest))
    assert (response.status_code, response["Retry-After"]) == (202, "60")
    assert "Die Datei wird noch erstellt" in seite(response)
    assert f'href="{public(konferenz, "protokoll/")}"' in seite(response)


def test_a_file_that_nobody_makes_is_a_sentence_and_the_page_and_staff_order_it_again(
    client, konferenz, planung, caplog
):
    publish(konferenz)
    release(konferenz)
    order = staff(konferenz, "fassungen/1/dateien/")
    client.force_login(planung.konto)
    assert "Das PDF fehlt noch." in seite(client.get(staff(konferenz, "fassungen/1/")))
    for zustand in (None, Druckauftrag.Zustand.GESCHEITERT):
        if zustand:
            client.post(order)
            Druckauftrag.objects.update(zustand=zustand, fehler="Das PDF wäre größer als 5 MB.")
            assert "Das PDF wäre größer als 5 MB." in seite(client.get(staff(konferenz, "fassungen/1/")))
        response = client.get(public(konferenz, "protokoll.pdf"))
        assert (response.status_code, response["Cache-Control"]) == (503, "no-store")
        assert "Retry-After" not in response
        assert "Die Datei fehlt noch" in seite(response)
        assert f'href="{public(konferenz, "protokoll/")}"' in seite(response)
        assert f'action="{order}"' in seite(client.get(staff(konferenz, "fassungen/1/")))
    client.post(order)
    assert Druckauftrag.objects.get().zustand == "wartet"
    assert client.get(public(konferenz, "protokoll.pdf")).status_code == 202
    caplog.clear()


def test_the_size_on_the_public_page_is_that_of_the_released_file(client, konferenz):
    publish(konferenz)
    fassung = release(konferenz)
    text = seite(client.get(public(konferenz)))
    assert "Protokoll laden (PDF)" in text
    fuer_alle = {"veranstalter": konferenz.veranstalter, "name": "a.pdf", "typ": "application/pdf"}
    for gruppe, groesse in ((0, 412_000), (1, 61_000)):
        datei = Datei.objects.store(**fuer_alle, inhalt=b"x" * groesse)
        fassung.dateien.create(publikum="oeffentlich", gruppe=gruppe, endung="pdf", datei=datei)
    entwurf = f"protokoll-{konferenz.pk}-oeffentlich-ganz:1"
    Datei.objects.store(**fuer_alle, inhalt=b"x" * 5000, schluessel=entwurf)
    text = seite(client.get(public(konferenz)))
    assert "Protokoll laden (PDF, 402,3 KB)" in text
    assert "Seite der Gruppe 1 (PDF, 59,6 KB)" in text


def test_public_photos_are_those_of_the_released_public_minutes(client, konferenz, planung):
    foto, spaeter = make_foto(konferenz=konferenz), None
    publish(konferenz)
    adresse = public(konferenz, f"fotos/{foto.kennung}.jpg")
    assert client.get(adresse).status_code == 404
    release(konferenz)
    assert client.get(adresse).status_code == 200
    spaeter = make_foto(konferenz=konferenz)
    assert client.get(public(konferenz, f"fotos/{spaeter.kennung}.jpg")).status_code == 404
    change_abschnitt(
        konferenz=konferenz,
        schluessel="fotos",
        modus="daten",
        text="",
        publikum="netzwerk",
        fassung=0,
        by=planung.akteur,
    )
    release(konferenz, aenderung="Fotos nur für das Netzwerk.")
    assert client.get(adresse).status_code == 404


@pytest.mark.parametrize("rest", SEITEN)
def test_strangers_get_nothing_and_nothing_is_posted_to_what_is_only_read(client, konferenz, rest):
    release(konferenz)
    assert client.get(staff(konferenz, rest)).status_code == 302
    client.force_login(make_mitglied(rolle=Rolle.LEITUNG).konto)
    assert client.get(staff(konferenz, rest)).status_code == 404
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.LESEND).konto)
    assert client.get(staff(konferenz, rest)).status_code == 200
    assert client.post(staff(konferenz, rest)).status_code == 405
    assert client.get(staff(konferenz, "fassungen/2/")).status_code == 404


@pytest.mark.parametrize(
    "rest", ["rueckmeldung", "vorlegen", "zurueck", "freigeben", "korrigieren", "korrektur-beenden"]
)
def test_readers_take_no_step(client, konferenz, rest):
    release(konferenz)
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.LESEND).konto)
    assert client.post(staff(konferenz, f"freigabe/{rest}/")).status_code == 403
    assert not Protokollstand.objects.exists()


@pytest.mark.parametrize(("zahl", "einer"), [(1, 12), (3, 13)])  # each variant and the one before: any Sperrvermerk?
def test_the_list_of_versions_asks_a_fixed_number_of_queries(client, konferenz, zahl, einer, django_assert_num_queries):
    for n in range(zahl):
        release(konferenz, aenderung=f"Nr. {n}" if n else "")
    client.force_login(make_mitglied(konferenz.veranstalter).konto)
    with django_assert_num_queries(5):
        client.get(staff(konferenz, "fassungen/"))
    with django_assert_num_queries(einer):
        client.get(staff(konferenz, f"fassungen/{zahl}/"))
