"""Photos in minutes: shown with them, and gone everywhere once somebody does not want to be seen any more."""

import datetime
import html

import pytest
from django.test import Client
from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.texte import NBSP
from tests.factories import make_anmeldung, make_einladung, make_einrichtung, make_foto, make_konferenz, make_mitglied
from tests.themen.protokoll_daten import make_protokoll_konferenz, publish, release
from themen.models import Foto, Protokollabschnitt, Protokollstand
from themen.protokoll.daten import Variante
from themen.protokoll.druck import druck_gruppen, druck_protokoll, inhalt
from themen.protokoll.sammeln import collect_protokoll
from themen.protokoll.stand import load_freigegeben

pytestmark = pytest.mark.django_db
STAND = datetime.date(2022, 7, 20)
WEG = "Dieses Foto wurde zurückgenommen."


@pytest.fixture
def konferenz():
    return make_protokoll_konferenz()


@pytest.fixture
def einladung(konferenz):
    """An institution of which somebody was there."""
    haus = make_einrichtung(konferenz.veranstalter)
    row = make_einladung(konferenz, haus)
    make_anmeldung(konferenz, einladung=row, einrichtung=haus, anwesend_am=timezone.now())
    return row


def staff(konferenz, rest="") -> str:
    return f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/{rest}"


def seite(response) -> str:
    return html.unescape(response.content.decode())


def take_back(foto) -> None:
    Foto.objects.filter(pk=foto.pk).update(geloescht_am=timezone.now(), geloescht_von="planung")


def make_offen(konferenz) -> None:
    Protokollstand.objects.create(konferenz=konferenz, zustand="rueckmeldung", frist=timezone.localdate())


def test_a_photo_taken_back_leaves_every_page_of_a_released_version(client, konferenz, einladung):
    gruppe = konferenz.kleingruppen.get()
    weg = make_foto(gruppe, position=1, alternativtext="Tafel mit Gesicht")
    bleibt = make_foto(gruppe, position=2, alternativtext="Tafel ohne Gesicht")
    release(konferenz)
    publish(konferenz)
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).konto)
    da = konferenz.anmeldungen.filter(anwesend_am__isnull=False).first()
    oeffentlich = f"/{konferenz.veranstalter.slug}/{konferenz.slug}/ergebnisse/protokoll/"
    seiten = [
        oeffentlich,
        f"{da.zugang.pfad}protokoll/",
        f"{einladung.zugang.pfad}protokoll/",
        staff(konferenz, "protokoll/fassungen/1/intern/"),
    ]
    for url in seiten:
        text = seite(client.get(url))
        assert "Bild 1, Gruppe 1: Tafel mit Gesicht" in text, url
        assert f"{weg.kennung}/klein.jpg" in text, url
    take_back(weg)
    for url in seiten:
        text = seite(client.get(url))
        assert f"Bild 1, Gruppe 1: {WEG}" in text, url
        assert "Tafel mit Gesicht" not in text, url
        assert weg.kennung not in text, url
        assert "Bild 2, Gruppe 1: Tafel ohne Gesicht" in text, url
        assert f"{bleibt.kennung}/klein.jpg" in text, url


def test_an_institution_sees_the_photos_of_the_version_that_it_reads(client, konferenz, einladung):
    gruppe = konferenz.kleingruppen.get()
    foto, danach = make_foto(gruppe), make_foto(gruppe, personen="ungeklaert")
    basis = f"{einladung.zugang.pfad}protokoll/fotos/"
    assert client.get(f"{basis}{foto.kennung}.jpg").status_code == 404  # nothing to read yet
    release(konferenz)
    Foto.objects.filter(pk=danach.pk).update(personen="keine")
    text = seite(client.get(f"{einladung.zugang.pfad}protokoll/"))
    assert f'href="{basis}{foto.kennung}.jpg"' in text
    for rest in (f"{foto.kennung}.jpg", f"{foto.kennung}/klein.jpg"):
        answer = client.get(basis + rest)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
        assert answer["Cache-Control"] == "no-store, private"
        assert client.post(basis + rest).status_code == 405
        assert client.get(basis + rest.replace(foto.kennung, danach.kennung)).status_code == 404
    fremd = make_einladung(make_konferenz(phase="nachbereitung"))
    assert client.get(f"{fremd.zugang.pfad}protokoll/fotos/{foto.kennung}.jpg").status_code == 404
    take_back(foto)
    assert client.get(f"{basis}{foto.kennung}.jpg").status_code == 404


def test_while_the_draft_lies_open_its_photos_are_for_institutions_that_were_there(client, konferenz, einladung):
    foto = make_foto(konferenz.kleingruppen.get())
    make_offen(konferenz)
    url = f"protokoll/fotos/{foto.kennung}.jpg"
    assert f"{foto.kennung}/klein.jpg" in seite(client.get(f"{einladung.zugang.pfad}protokoll/"))
    assert client.get(einladung.zugang.pfad + url).status_code == 200
    fehlte = make_einladung(konferenz)
    assert client.get(fehlte.zugang.pfad + url).status_code == 404
    Protokollabschnitt.objects.create(konferenz=konferenz, schluessel="fotos", modus="daten", publikum="intern")
    assert client.get(einladung.zugang.pfad + url).status_code == 404


@pytest.mark.parametrize("schluessel", ["fotos", "ergebnisse", "gruppe-1"])
def test_a_photo_of_the_draft_goes_with_its_section_or_group(client, konferenz, einladung, schluessel):
    foto = make_foto(konferenz.kleingruppen.get())
    make_offen(konferenz)
    url = f"{einladung.zugang.pfad}protokoll/fotos/{foto.kennung}.jpg"
    assert client.get(url).status_code == 200
    Protokollabschnitt.objects.create(konferenz=konferenz, schluessel=schluessel, publikum="intern")
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("zahl", [1, 3])
def test_a_photo_of_the_draft_does_not_collect_the_minutes(
    client, konferenz, einladung, zahl, django_assert_num_queries
):
    fotos = [make_foto(konferenz.kleingruppen.get(), position=n) for n in range(zahl)]
    make_offen(konferenz)
    with django_assert_num_queries(8):
        client.get(f"{einladung.zugang.pfad}protokoll/fotos/{fotos[0].kennung}.jpg")


def test_whoever_takes_a_photo_back_reads_which_versions_go_on_without_it(konferenz):
    client = Client()
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).konto)
    foto = make_foto(konferenz.kleingruppen.get())
    url = staff(konferenz, f"fotos/{foto.kennung}/")

    def act(was, **angaben) -> str:
        return seite(client.post(f"{url}{was}", angaben, follow=True))

    def describe(**more) -> str:
        gruppe = foto.kleingruppe.nummer
        fassung = Foto.objects.get(pk=foto.pk).fassung
        angaben = {"alternativtext": "Flipchart mit drei Karten", "personen": "keine", "art": "flipchart"}
        return act("", **angaben | {"gruppe": gruppe, "fassung": fassung} | more)

    satz = "Es stand in Version 1. Deren PDF wird ab jetzt ohne dieses Foto ausgegeben."
    assert satz not in act("loeschen/")
    assert "Bitte klären Sie noch einmal, ob Personen zu erkennen sind." in act("wiederherstellen/")
    assert "Version" not in describe()
    release(konferenz)
    assert f"Sie können es 30 Tage lang zurückholen. {satz}" in act("loeschen/")
    act("wiederherstellen/")
    assert f"Die Angaben zum Foto sind gespeichert. {satz}" in describe(personen="ungeklaert", alternativtext="Anders")
    assert "Freigegebene Versionen behalten die frühere Beschreibung." in describe(alternativtext="Noch anders")
    release(konferenz, aenderung="Ein Wort war falsch.")
    text = act("loeschen/")
    assert "Es stand in den Versionen 1 und 2. Deren PDF-Dateien werden ab jetzt ohne dieses Foto ausgegeben." in text
    assert "Das Foto ist endgültig gelöscht. Es stand in den Versionen 1 und 2." in act("endgueltig/")


def test_the_page_of_a_group_says_where_its_photos_are(konferenz):
    gruppe = konferenz.kleingruppen.get()
    weg, *_rest = (make_foto(gruppe, position=n) for n in range(3))
    make_foto(konferenz=konferenz)
    satz = "Fotos: Bild 1, 2 und 3, Anlage B"
    release(konferenz)
    protokoll = load_freigegeben(konferenz, Variante.OEFFENTLICH)
    assert [g["fotos"] for g in inhalt(protokoll, STAND)["gruppen"]] == [satz]
    assert f"{satz} des Protokolls" in druck_gruppen(protokoll, protokoll.gruppen, STAND).html.replace(NBSP, " ")
    assert satz in druck_protokoll(protokoll, STAND).html.replace(NBSP, " ")
    take_back(weg)
    protokoll = load_freigegeben(konferenz, Variante.OEFFENTLICH)
    assert [g["fotos"] for g in inhalt(protokoll, STAND)["gruppen"]] == ["Fotos: Bild 2 und 3, Anlage B"]
    Protokollabschnitt.objects.create(konferenz=konferenz, schluessel="fotos", modus="aus")
    ohne = collect_protokoll(konferenz, Variante.OEFFENTLICH)
    assert [g["fotos"] for g in inhalt(ohne, STAND)["gruppen"]] == [""]


def test_the_planners_describe_a_photo_again_after_the_publication(client, konferenz):
    """A mistaken click would otherwise take the picture away until somebody steps the phase back."""
    konto = make_mitglied(konferenz.veranstalter, Rolle.PLANUNG)
    client.force_login(konto.konto)
    foto = make_foto(konferenz.kleingruppen.get())
    release(konferenz)
    publish(konferenz)
    url = staff(konferenz, f"fotos/{foto.kennung}/")
    client.post(f"{url}loeschen/")
    assert load_freigegeben(konferenz, Variante.OEFFENTLICH).fotos[0].sha256 == ""
    response = client.post(f"{url}wiederherstellen/", follow=True)
    assert 'name="personen"' in seite(response)
    angaben = {"alternativtext": foto.alternativtext, "personen": "keine", "art": "flipchart", "gruppe": 1}
    assert client.post(url, angaben | {"fassung": 3}).status_code == 302
    assert load_freigegeben(konferenz, Variante.OEFFENTLICH).fotos[0].sha256 != ""
    konto.rolle = Rolle.LESEND
    konto.save()
    assert client.post(url, angaben | {"fassung": 4, "personen": "ungeklaert"}).status_code in (403, 404)
    foto.refresh_from_db()
    assert foto.personen == "keine"
