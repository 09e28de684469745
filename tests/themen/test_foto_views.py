"""Photos through their four doors: sent, described, shown as pictures and nothing else, typed off beside the board."""

import html
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from konferenz.akteur import Rolle
from konferenz.models import Konferenz, Zugang
from konferenz.models.datei import Datei
from tests.factories import (
    make_anmeldung,
    make_befund,
    make_einrichtung,
    make_foto,
    make_kleingruppe,
    make_konferenz_heute,
    make_mitglied,
    make_zugang,
)
from tests.themen.protokoll_daten import release
from themen.models import Befund, Foto, Kleingruppe, Zuordnung

pytestmark = pytest.mark.django_db
DOORS = ["teilnahme", "moderation", "hilfe", "planung"]


@pytest.fixture
def gruppe():
    return make_kleingruppe(make_konferenz_heute(tor_karten="offen"), titel="Sport & Freizeit")


def jpeg(colour="white", size=(300, 200)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def datei(inhalt=None, name="tafel.jpg"):
    return SimpleUploadedFile(name, jpeg() if inhalt is None else inhalt)


def make_person(gruppe):
    anmeldung = make_anmeldung(gruppe.konferenz)
    Zuordnung.objects.create(konferenz=gruppe.konferenz, anmeldung=anmeldung, kleingruppe=gruppe, durch=Rolle.TEILNAHME)
    return anmeldung


def heim(gruppe, client, door) -> str:
    konferenz = gruppe.konferenz
    if door == "teilnahme":
        return make_person(gruppe).zugang.pfad
    if door in ("moderation", "hilfe"):
        return make_zugang(konferenz, Zugang.Zweck(door)).pfad
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle(door)).konto)
    return f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/"


def seite(response) -> str:
    return html.unescape(response.content.decode())


def send(client, url, *dateien, **more):
    return client.post(url, {"fotos": list(dateien), "art": "flipchart"} | more)


@pytest.mark.parametrize("door", DOORS)
def test_a_photo_is_sent_described_and_shown_through_every_door(client, gruppe, door):
    basis = heim(gruppe, client, door)
    liste = f"{basis}gruppen/{gruppe.nummer}/fotos/"
    assert "Fotos hinzufügen" in seite(client.get(liste))
    assert f'href="{basis}gruppen/{gruppe.nummer}/fotos/"' in seite(client.get(f"{basis}gruppen/{gruppe.nummer}/"))

    response = send(client, liste, datei())

    foto = Foto.objects.get()
    assert (foto.kleingruppe, foto.erfasst_durch, foto.breite) == (gruppe, door, 300)
    assert response.url == f"{basis}fotos/{foto.kennung}/"
    text = seite(client.get(response.url))
    assert "1 Foto ist gespeichert." in text
    assert "Was ist zu sehen?" in text
    angaben = {"alternativtext": "  Eine\nTafel ", "personen": "keine", "art": "bogen", "fassung": 1}
    if door != "teilnahme":
        angaben["gruppe"] = gruppe.nummer
    client.post(response.url, angaben)
    foto.refresh_from_db()
    assert (foto.alternativtext, foto.personen, foto.art, foto.kleingruppe) == ("Eine Tafel", "keine", "bogen", gruppe)
    text = seite(client.get(liste))
    assert f'src="{basis}fotos/{foto.kennung}/klein.jpg" alt="Eine Tafel"' in text
    assert f"{basis}gruppen/{gruppe.nummer}/abtippen/{foto.kennung}/" in text
    for teil in (f"{foto.kennung}.jpg", f"{foto.kennung}/klein.jpg"):
        picture = client.get(f"{basis}fotos/{teil}")
        assert (picture.status_code, picture["Content-Type"]) == (200, "image/jpeg")
        assert Image.open(io.BytesIO(picture.content)).size == (300, 200)


def test_a_picture_is_answered_as_a_picture_and_nothing_else(client, gruppe):
    basis, foto = heim(gruppe, client, "planung"), make_foto(gruppe)
    answer = client.get(f"{basis}fotos/{foto.kennung}.jpg")
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Content-Disposition"] == f'inline; filename="foto-{foto.kennung}.jpg"'
    assert client.get(f"{basis}fotos/{foto.kennung}.jpg", headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_several_at_once_and_the_bad_one_is_named_while_the_good_ones_stay(client, gruppe):
    basis = heim(gruppe, client, "hilfe")
    response = send(
        client, f"{basis}fotos/", datei(), datei(b"<svg/>", "<b>böse.jpg"), datei(jpeg("red")), gruppe=gruppe.nummer
    )
    assert response.status_code == 422
    text = seite(response)
    assert "2 Fotos sind gespeichert." in text
    assert "&lt;b&gt;böse.jpg: Diese Datei ist kein Foto" in response.content.decode()
    assert "<b>böse" not in response.content.decode()
    assert "2 Fotos sind noch nicht im Protokoll" in text
    assert gruppe.fotos.count() == 2
    response = send(client, f"{basis}fotos/", datei(jpeg("blue")), datei(jpeg("green")))
    assert response.url == f"{basis}fotos/"
    assert Foto.objects.filter(kleingruppe=None).count() == 2


def test_sent_twice_it_is_there_once(client, gruppe):
    liste = heim(gruppe, client, "hilfe") + "fotos/"
    vorgang = re.search(r'name="vorgang" value="([^"]+)"', client.get(liste).content.decode()).group(1)
    for _again in range(2):
        assert send(client, liste, datei(), vorgang=vorgang).status_code == 302
    assert Foto.objects.count() == 1
    assert Datei.objects.count() == 2


@pytest.mark.parametrize(
    ("dateien", "satz"),
    [
        ([], "Bitte wählen Sie ein Foto aus oder nehmen Sie eins auf."),
        ([datei(b"")], "Diese Datei ist leer. Bitte wählen Sie das Foto noch einmal."),
        ([datei(b"x")] * 11, "Das sind 11 Fotos. Bitte senden Sie höchstens 10 auf einmal."),
        ([datei(b"\x00\x00\x00\x18ftypheic" + b"\x00" * 30, "IMG_1.HEIC")], "IMG_1.HEIC: Fotos im Format HEIC"),
    ],
)
def test_what_is_wrong_with_the_choice_is_said(client, gruppe, dateien, satz):
    response = send(client, heim(gruppe, client, "hilfe") + "fotos/", *dateien)
    assert response.status_code == 422
    assert satz in seite(response)
    assert Foto.objects.count() == 0


def test_a_member_writes_in_the_own_group_only_and_sees_what_is_ready(client, gruppe):
    andere = make_kleingruppe(gruppe.konferenz)
    basis = heim(gruppe, client, "teilnahme")
    fertig, unfertig = make_foto(andere), make_foto(andere, alternativtext="", personen="ungeklaert")
    for url in (f"{basis}fotos/", f"{basis}gruppen/{andere.nummer}/fotos/"):
        text = seite(client.get(url))
        assert "Öffnen Sie bitte das Brett Ihrer Gruppe" in text
        assert fertig.kennung in text
        assert unfertig.kennung not in text
        assert "noch nicht im Protokoll" not in text
        assert "Löschen" not in text
        assert send(client, url, datei()).status_code == 403
    assert client.get(f"{basis}fotos/{fertig.kennung}.jpg").status_code == 200
    for rest in (f"{unfertig.kennung}.jpg", f"{unfertig.kennung}/klein.jpg", f"{unfertig.kennung}/"):
        assert client.get(f"{basis}fotos/{rest}").status_code == 404
    angaben = {"alternativtext": "x", "personen": "keine", "art": "bogen", "fassung": 1}
    assert client.post(f"{basis}fotos/{fertig.kennung}/", angaben).status_code == 403
    assert client.post(f"{basis}fotos/{fertig.kennung}/loeschen/").status_code == 403
    assert Foto.objects.filter(geloescht_am=None).count() == 2


def test_readers_look_and_strangers_find_nothing(client, gruppe):
    foto = make_foto(gruppe)
    basis = heim(gruppe, client, "lesend")
    text = seite(client.get(f"{basis}fotos/"))
    assert foto.kennung in text
    assert "Fotos hinzufügen" not in text
    assert send(client, f"{basis}fotos/", datei()).status_code == 403
    fremd = Client()
    fremd.force_login(make_mitglied().konto)
    for rest in ("fotos/", f"fotos/{foto.kennung}/", f"fotos/{foto.kennung}.jpg", f"fotos/{foto.kennung}/klein.jpg"):
        assert fremd.get(basis + rest).status_code == 404
    anderes = make_zugang(make_konferenz_heute(), Zugang.Zweck.HILFE).pfad
    assert client.get(f"{anderes}fotos/{foto.kennung}.jpg").status_code == 404


def test_somebody_elses_text_is_shown_and_the_own_one_stays(client, gruppe):
    basis = heim(gruppe, client, "hilfe")
    foto = make_foto(gruppe, alternativtext="Von anderen", fassung=2)
    angaben = {"alternativtext": "Mein Text", "personen": "keine", "art": "flipchart", "gruppe": gruppe.nummer}
    response = client.post(f"{basis}fotos/{foto.kennung}/", angaben | {"fassung": 1})
    text = seite(response)
    assert response.status_code == 409
    assert "<blockquote>Von anderen</blockquote>" in text
    assert 'name="fassung" value="2"' in text
    assert client.post(f"{basis}fotos/{foto.kennung}/", angaben | {"fassung": 2}).status_code == 302
    foto.refresh_from_db()
    assert foto.alternativtext == "Mein Text"


def test_deleted_brought_back_and_gone_for_good(client, gruppe):
    basis, foto = heim(gruppe, client, "planung"), make_foto(gruppe)
    url = f"{basis}fotos/{foto.kennung}/"
    assert client.post(f"{url}loeschen/").url == f"{basis}fotos/#geloescht"
    assert client.get(f"{basis}fotos/{foto.kennung}.jpg").status_code == 404
    text = seite(client.get(f"{basis}fotos/"))
    assert "1 gelöschtes Foto" in text
    assert client.post(f"{url}wiederherstellen/").status_code == 302
    assert client.get(f"{basis}fotos/{foto.kennung}.jpg").status_code == 200
    foto.refresh_from_db()
    assert foto.personen == "ungeklaert"
    assert client.post(f"{url}endgueltig/").status_code == 404  # only what was deleted
    client.post(f"{url}loeschen/")
    assert client.post(f"{url}endgueltig/").status_code == 302
    assert (Foto.objects.count(), Datei.objects.count()) == (0, 0)


def test_what_the_administration_took_away_is_not_brought_back_by_others(client, gruppe):
    foto = make_foto(gruppe, geloescht_am=timezone.now(), geloescht_von="planung", alternativtext="Tafel mit Gesicht")
    for door in ("teilnahme", "moderation", "hilfe"):
        basis = heim(gruppe, client, door)
        text = seite(client.get(f"{basis}gruppen/{gruppe.nummer}/fotos/"))
        assert "Tafel mit Gesicht" not in text
        assert client.post(f"{basis}fotos/{foto.kennung}/wiederherstellen/").status_code == 403
    basis = heim(gruppe, client, "planung")
    assert "Tafel mit Gesicht" in seite(client.get(f"{basis}gruppen/{gruppe.nummer}/fotos/"))
    response = client.post(f"{basis}fotos/{foto.kennung}/wiederherstellen/")
    assert response.url == f"{basis}fotos/{foto.kennung}/"


def test_what_was_written_about_a_photo_deleted_meanwhile_is_shown_once_more(client, gruppe):
    basis, foto = heim(gruppe, client, "teilnahme"), make_foto(gruppe)
    url = f"{basis}fotos/{foto.kennung}/"
    Foto.objects.filter(pk=foto.pk).update(geloescht_am=timezone.now(), geloescht_von="planung")
    response = client.post(
        url, {"alternativtext": "Mein langer Satz", "personen": "keine", "art": "bogen", "fassung": 1}
    )
    text = seite(response)
    assert response.status_code == 422
    assert "Dieses Foto wurde inzwischen gelöscht." in text
    assert "Mein langer Satz</textarea>" in text
    assert f"{foto.kennung}.jpg" not in text
    assert client.get(url).status_code == 404
    draussen = make_anmeldung(gruppe.konferenz).zugang.pfad
    assert client.post(f"{draussen}fotos/{foto.kennung}/", {"alternativtext": "?"}).status_code == 404


def test_a_photo_of_a_group_that_is_gone_is_given_to_another_one(client, gruppe):
    basis, foto = heim(gruppe, client, "planung"), make_foto(gruppe, alternativtext="", personen="ungeklaert")
    andere = make_kleingruppe(gruppe.konferenz)
    gruppe.aufgeloest_am = timezone.now()
    gruppe.save()
    url = f"{basis}fotos/{foto.kennung}/"
    assert "Zu welcher Gruppe?" in seite(client.get(url))
    angaben = {"alternativtext": "Tafel", "personen": "keine", "art": "flipchart", "fassung": 1}
    assert client.post(url, angaben | {"gruppe": andere.nummer}).status_code == 302
    foto.refresh_from_db()
    assert (foto.kleingruppe, foto.is_druckbar) == (andere, True)


def test_order_by_buttons_and_a_strange_direction(client, gruppe):
    basis = heim(gruppe, client, "moderation")
    eins, zwei = make_foto(gruppe, position=1), make_foto(gruppe, position=2)
    url = f"{basis}fotos/{zwei.kennung}/verschieben/"
    assert client.post(url, {"richtung": "hoch"}).url.endswith(f"gruppen/{gruppe.nummer}/fotos/#foto-{zwei.kennung}")
    assert list(gruppe.fotos.order_by("position")) == [zwei, eins]
    assert client.post(url, {"richtung": "quer"}).status_code == 404
    for rest in ("verschieben/", "loeschen/", "wiederherstellen/"):
        assert client.get(f"{basis}fotos/{zwei.kennung}/{rest}").status_code == 405


def test_a_paper_form_is_typed_off_card_after_card_beside_its_photo(client, gruppe):
    basis = heim(gruppe, client, "planung")
    kita = make_einrichtung(gruppe.konferenz.veranstalter, name="Kita Sonnenschein")
    make_anmeldung(gruppe.konferenz, einrichtung=kita)
    bogen = make_foto(gruppe, art="bogen", alternativtext="Gruppenbogen")
    url = f"{basis}gruppen/{gruppe.nummer}/abtippen/{bogen.kennung}/"
    text = seite(client.get(url))
    assert f'<img src="{basis}fotos/{bogen.kennung}.jpg" alt="Gruppenbogen"' in text
    assert "Ist speichern" in text
    response = client.post(f"{url}?neu=ist", {"text": "Es fehlt ein Raum.", "einrichtung": kita.pk})
    assert response.url == f"{url}?neu=ist#id_text"
    ist = Befund.objects.get()
    assert (ist.text, ist.einrichtung, ist.nummer) == ("Es fehlt ein Raum.", kita, 1)
    client.post(f"{url}?neu=soll", {"text": "Alle haben einen Raum.", "bezug": [ist.kennung]})
    text = seite(client.get(f"{url}?neu=idee"))
    assert "Soll 1</strong> Alle haben einen Raum." in text
    assert "(Antwort auf Ist 1)" in text
    assert "Dient welchem Soll?" in text
    response = client.post(f"{url}?neu=idee", {"text": " "})
    assert "Die Karte ist noch leer." in seite(response)
    assert client.get(f"{url}?neu=quatsch").status_code == 404
    fremd = make_foto(make_kleingruppe(gruppe.konferenz))
    assert client.get(f"{basis}gruppen/{gruppe.nummer}/abtippen/{fremd.kennung}/").status_code == 404


def test_measures_and_what_stays_open_are_typed_off_the_same_form(client, gruppe):
    basis = heim(gruppe, client, "hilfe")
    soll = make_befund(gruppe, art="soll", text="Alle haben einen Raum.")
    url = f"{basis}gruppen/{gruppe.nummer}/abtippen/{make_foto(gruppe, art='bogen').kennung}/"
    text = seite(client.get(f"{url}?neu=massnahme"))
    assert "Maßnahme speichern" in text
    assert "Welchem Soll dient das?" in text
    response = client.post(f"{url}?neu=massnahme", {"was": " "})
    assert (response.status_code, "Bitte schreiben Sie, was getan wird." in seite(response)) == (422, True)
    response = client.post(
        f"{url}?neu=massnahme", {"was": "Raum im Rathaus anfragen", "ziel": [soll.kennung], "bis": "2022-09-30"}
    )
    assert response.url == f"{url}?neu=massnahme#id_was"
    row = gruppe.massnahmen.get()
    assert (row.was, str(row.bis), list(row.befunde.all())) == ("Raum im Rathaus anfragen", "2022-09-30", [soll])
    text = seite(client.get(f"{url}?neu=offen"))
    assert f"{row} ist gespeichert." in text
    assert "Raum im Rathaus anfragen" in text
    gruppe.refresh_from_db()
    response = client.post(f"{url}?neu=offen", {"offen": "Wer zahlt die Miete?", "fassung": gruppe.fassung})
    assert response.url == f"{url}?neu=offen#id_offen"
    gruppe.refresh_from_db()
    assert gruppe.offen == "Wer zahlt die Miete?"
    assert "Wer zahlt die Miete?" in seite(client.get(f"{url}?neu=ist"))


def test_what_somebody_else_wrote_as_open_is_shown_and_the_typed_text_stays(client, gruppe):
    basis = heim(gruppe, client, "hilfe")
    url = f"{basis}gruppen/{gruppe.nummer}/abtippen/{make_foto(gruppe, art='bogen').kennung}/?neu=offen"
    gelesen = gruppe.fassung
    Kleingruppe.objects.filter(pk=gruppe.pk).update(offen="Von anderen.", fassung=gelesen + 1)
    response = client.post(url, {"offen": "Vom Papier.", "fassung": gelesen})
    text = seite(response)
    assert response.status_code == 409
    assert "<blockquote>Von anderen.</blockquote>" in text
    assert "Vom Papier.</textarea>" in text
    assert client.post(url, {"offen": "Vom Papier.", "fassung": gelesen + 1}).status_code == 302
    assert Kleingruppe.objects.get(pk=gruppe.pk).offen == "Vom Papier."


def test_readers_see_the_form_beside_the_cards_and_write_none(client, gruppe):
    basis = heim(gruppe, client, "lesend")
    make_befund(gruppe, text="Karte von vorhin")
    url = f"{basis}gruppen/{gruppe.nummer}/abtippen/{make_foto(gruppe, art='bogen').kennung}/"
    text = seite(client.get(url))
    assert "Karte von vorhin" in text
    assert "speichern" not in text
    for neu in ("ist", "massnahme", "offen"):
        assert client.post(f"{url}?neu={neu}", {"text": "x", "was": "x", "offen": "x", "fassung": 1}).status_code == 403
    assert (Befund.objects.count(), gruppe.massnahmen.count()) == (1, 0)
    assert Kleingruppe.objects.get(pk=gruppe.pk).offen == ""


def test_the_public_sees_a_photo_after_publication_and_only_while_it_may_be_printed(client, gruppe):
    konferenz, foto = gruppe.konferenz, make_foto(gruppe)
    unfertig = make_foto(gruppe, personen="ungeklaert")
    basis = f"/{konferenz.veranstalter.slug}/{konferenz.slug}/ergebnisse/fotos/"
    assert client.get(f"{basis}{foto.kennung}.jpg").status_code == 404
    konferenz.phase = Konferenz.Phase.VEROEFFENTLICHT
    konferenz.save()
    assert client.get(f"{basis}{foto.kennung}.jpg").status_code == 404  # published without minutes
    release(konferenz)
    for rest in (f"{foto.kennung}.jpg", f"{foto.kennung}/klein.jpg"):
        answer = client.get(basis + rest)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-cache")
        assert client.get(basis + rest, headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert client.get(f"{basis}{unfertig.kennung}.jpg").status_code == 404
    Foto.objects.filter(pk=foto.pk).update(geloescht_am=timezone.now(), geloescht_von="leitung")
    assert client.get(f"{basis}{foto.kennung}.jpg").status_code == 404


@pytest.mark.parametrize("zahl", [1, 3])
@pytest.mark.parametrize(("door", "most"), [("planung", 10), ("hilfe", 6), ("teilnahme", 10)])
def test_lists_take_the_same_number_of_queries_for_one_photo_and_three(client, gruppe, zahl, door, most):
    basis = heim(gruppe, client, door)
    for n in range(zahl):
        make_foto(gruppe, art="bogen", alternativtext="" if n else "Tafel")
        make_foto(gruppe, geloescht_am=timezone.now(), geloescht_von="hilfe")
    for url in (f"{basis}fotos/", f"{basis}gruppen/{gruppe.nummer}/fotos/"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        assert len(queries) <= most, [q["sql"][:150] for q in queries]


@pytest.mark.django_db(transaction=True)
def test_a_photo_of_nine_megabytes_arrives_and_forty_are_too_much(browser_server):
    """Through the real server, which keeps a large request in a file and not in memory."""
    import urllib.error
    import urllib.request

    konferenz = make_konferenz_heute()
    pfad = make_zugang(konferenz, Zugang.Zweck.HILFE).pfad + "fotos/"
    client = Client()
    seite_html = client.get(pfad)
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', seite_html.content.decode()).group(1)

    def post(inhalt: bytes) -> int:
        felder = b"".join(
            f'--grenze\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{wert}\r\n'.encode()
            for name, wert in (("csrfmiddlewaretoken", token), ("art", "eindruck"))
        )
        kopf = b'--grenze\r\nContent-Disposition: form-data; name="fotos"; filename="a.jpg"\r\n\r\n'
        request = urllib.request.Request(  # noqa: S310 - our own address
            browser_server.url + pfad,
            data=felder + kopf + inhalt + b"\r\n--grenze--\r\n",
            headers={
                "Content-Type": "multipart/form-data; boundary=grenze",
                "Cookie": f"csrftoken={client.cookies['csrftoken'].value}",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - our own address
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    assert post(jpeg("green") + b"\x00" * 9_000_000) == 200
    foto = Foto.objects.get()
    assert (foto.art, foto.breite) == ("eindruck", 300)
    assert foto.datei.groesse < 10_000
    assert post(jpeg() + b"\x00" * (41 * 1024 * 1024)) == 413
    assert Foto.objects.count() == 1
