"""Files and photos of a package: only what a Netzwerkstatt would have made itself, and each belongs to one thing."""

import base64
import hashlib
import io
import json

import pytest
from PIL import Image

from konferenz.models import Datei
from tests.factories import make_foto
from tests.konferenz.test_bilder_foto import encode, exif, picture
from tests.themen.test_export_einlesen import refuse
from tests.themen.test_export_paket import make_rich_konferenz, own_jpeg, pack, unpack
from themen.export import einlesen
from themen.models import Foto, Protokolldatei

pytestmark = pytest.mark.django_db
KEIN_FOTO = "Foto Nr. 1 ist kein Foto aus einer Netzwerkstatt."


@pytest.fixture
def konferenz():
    return make_rich_konferenz()


@pytest.fixture
def daten(konferenz) -> dict:
    fassung = konferenz.protokollfassungen.get()
    for publikum in ("oeffentlich", "intern"):
        datei = Datei.objects.store(
            veranstalter=konferenz.veranstalter,
            name=f"protokoll-{publikum}.pdf",
            typ="application/pdf",
            inhalt=b"%PDF-1.7 " + publikum.encode(),
        )
        Protokolldatei.objects.create(protokollfassung=fassung, publikum=publikum, endung="pdf", datei=datei)
    return json.loads(pack(konferenz))


def replace(daten, nummer: int, inhalt: bytes, typ="image/jpeg") -> None:
    datei = next(zeile for zeile in daten["tabellen"]["datei"] if zeile["nr"] == nummer)
    datei["inhalt"] = base64.b64encode(inhalt).decode()
    datei["sha256"] = hashlib.sha256(inhalt).hexdigest()
    datei["typ"] = typ


@pytest.mark.parametrize("feld", ["datei", "vorschau"])
@pytest.mark.parametrize(
    "inhalt",
    [
        encode(picture((40, 30)), exif=exif(1)),
        encode(picture((40, 30)), xmp=b"<x>52.4, 13.2</x>"),
        own_jpeg()[:-40],
        own_jpeg() + b"PK\x03\x04",
        own_jpeg((2001, 30)),
    ],
    ids=["exif", "xmp", "cut off", "something behind", "too large"],
)
def test_a_photo_that_we_would_not_have_made_is_refused(daten, feld, inhalt):
    replace(daten, daten["tabellen"]["foto"][0][feld], inhalt)
    assert refuse(daten) == ["Es wurde nichts eingelesen.", KEIN_FOTO]


def test_a_preview_may_not_be_larger_than_a_preview(daten):
    replace(daten, daten["tabellen"]["foto"][0]["vorschau"], own_jpeg((481, 30)))
    assert refuse(daten)[1:] == [KEIN_FOTO]


def test_the_measures_of_a_photo_must_be_those_of_its_picture(daten):
    daten["tabellen"]["foto"][0]["hoehe"] = 31
    assert refuse(daten)[1:] == [KEIN_FOTO]


def test_a_png_that_unpacks_to_gigabytes_is_refused_unopened(daten):
    out = io.BytesIO()
    Image.new("P", (13_000, 13_000)).save(out, "PNG")
    nummer = daten["tabellen"]["foto"][0]["datei"]
    replace(daten, nummer, out.getvalue(), "image/png")
    assert refuse(daten)[1:] == [f"Datei Nr. {nummer} ist weder ein Foto noch ein PDF."]


def test_far_too_many_photos_are_refused_before_any_is_looked_at(daten, monkeypatch):
    monkeypatch.setattr(einlesen, "MAX_FOTOS", 0)
    monkeypatch.setattr(einlesen, "check_own", None)
    assert refuse(daten)[1:] == ["Das Datenpaket hat 1 Fotos, möglich sind 0."]


def test_forty_photos_pass_within_seconds(konferenz):
    for n in range(39):
        make_foto(konferenz=konferenz, inhalt=own_jpeg((400, 300)), breite=400, hoehe=300, position=n)
    assert Foto.objects.filter(konferenz=unpack(pack(konferenz))).count() == 40


@pytest.mark.parametrize(
    ("tabelle", "feld"), [("foto", "vorschau"), ("protokolldatei", "datei")], ids=["photo twice", "photo as file"]
)
def test_a_file_belongs_to_one_thing_only(daten, tabelle, feld):
    """Else nobody could delete a photo for good: the other row would hold its bytes."""
    daten["tabellen"][tabelle][0][feld] = daten["tabellen"]["foto"][0]["datei"]
    assert "Eine Datei steht an zwei Stellen. Jede gehört zu einem Foto oder einer Version." in refuse(daten)


def test_a_letter_never_takes_a_photo_along(daten):
    daten["tabellen"]["aussendung"][0]["anlage"] = daten["tabellen"]["foto"][0]["datei"]
    assert refuse(daten)[1:] == ["Die Anlage der Aussendung Nr. 1 ist kein PDF."]


@pytest.mark.parametrize(
    ("feld", "wert"), [("endung", "png"), ("endung", "exe"), ("gruppe", 99)], ids=["picture", "program", "no group"]
)
def test_a_file_of_a_version_is_a_pdf_of_something_that_is_in_it(daten, feld, wert):
    daten["tabellen"]["protokolldatei"][0][feld] = wert
    assert refuse(daten)[1:] == ["Datei Nr. 1 einer Version des Protokolls passt zu keiner Version."]


def test_a_file_of_a_version_has_a_known_audience_and_a_version(daten):
    daten["tabellen"]["protokolldatei"][0]["publikum"] = "presse"
    daten["tabellen"]["protokolldatei"][1]["protokollfassung"] = 99
    saetze = refuse(daten)
    assert saetze[1:] == ["In „protokolldatei“, Zeile 1, „publikum“: diesen Wert gibt es hier nicht."]
    daten["tabellen"]["protokolldatei"][0]["publikum"] = "oeffentlich"
    assert refuse(daten)[1].startswith("In „protokolldatei“, Nr. 2, „protokollfassung“: Nr. 99 gibt es")


def test_the_sheet_of_a_group_comes_along(daten):
    daten["tabellen"]["protokolldatei"][0]["gruppe"] = 1
    neu = unpack(json.dumps(daten))
    dateien = Protokolldatei.objects.filter(protokollfassung__konferenz=neu).order_by("gruppe")
    assert [(d.publikum, d.gruppe, bytes(d.datei.inhalt)) for d in dateien] == [
        ("intern", 0, b"%PDF-1.7 intern"),
        ("oeffentlich", 1, b"%PDF-1.7 oeffentlich"),
    ]
