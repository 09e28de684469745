"""A package from outside is not trusted: what cannot be a conference is refused with sentences, nothing is written."""

import base64
import copy
import io
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from konferenz.models import Konferenz, Zugang
from teilnehmer.models import Anmeldung
from tests.factories import make_konferenz, make_veranstalter
from tests.themen.test_export_paket import LEITUNG, content, differences, make_rich_konferenz, pack, unpack
from themen.export.einlesen import read_paket
from themen.services.datenpaket import import_konferenz

pytestmark = pytest.mark.django_db


SPUR = {"herkunft": [], "zuordnungen": [], "befunde": []}


@pytest.fixture
def daten() -> dict:
    return json.loads(pack(make_rich_konferenz()))


def refuse(daten) -> list[str]:
    """The sentences, after making sure that nothing was written."""
    before = Konferenz.objects.count(), Zugang.objects.count(), Anmeldung.objects.count()
    text = daten if isinstance(daten, bytes) else json.dumps(daten).encode()
    with pytest.raises(ValidationError) as error:
        paket = read_paket(io.BytesIO(text))
        import_konferenz(veranstalter=make_veranstalter(), paket=paket, by=LEITUNG)
    assert (Konferenz.objects.count(), Zugang.objects.count(), Anmeldung.objects.count()) == before
    return error.value.messages


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"17",
        b"\xff\xfe\x00",
        b"PK\x03\x04",
        b'{"format": "netzwerkstatt-konferenz", "version": NaN}',
        b"[" * 100_000,
        b'{"format": "etwas anderes", "version": 1, "tabellen": {}}',
    ],
)
def test_what_is_no_package_is_refused(text):
    assert refuse(text) == [
        "Die Datei ist kein Datenpaket einer Konferenz. Es wurde nichts eingelesen. Bitte prüfen Sie die Datei."
    ]


@pytest.mark.parametrize("version", [2, 0, -1, "1", None, True, 1.0, 10**400])
def test_an_unknown_version_is_refused(version):
    kopf = {"format": "netzwerkstatt-konferenz", "version": 0, "tabellen": {}}
    text = json.dumps(kopf).replace(": 0", f": {json.dumps(version)}").encode()
    assert "neueren Netzwerkstatt" in refuse(text)[0]


@pytest.mark.parametrize(
    ("tabelle", "feld", "wert", "satz"),
    [
        ("konferenz", "titel", 7, "In „konferenz“, Zeile 1, „titel“: hier steht etwas anderes als erwartet."),
        ("konferenz", "titel", "x" * 121, "In „konferenz“, Zeile 1, „titel“: der Text ist zu lang"),
        ("konferenz", "titel", "a\x00b", "In „konferenz“, Zeile 1, „titel“: der Text enthält Zeichen"),
        ("konferenz", "titel", "a\x0bb", "In „konferenz“, Zeile 1, „titel“: der Text enthält Zeichen"),
        ("befund", "text", "a\x1bb", "In „befund“, Zeile 1, „text“: der Text enthält Zeichen"),
        ("rueckmeldung", "gut", "a\x08b", "In „rueckmeldung“, Zeile 1, „gut“: der Text enthält Zeichen"),
        ("konferenz", "titel", "\ud800", "In „konferenz“, Zeile 1, „titel“: der Text enthält Zeichen"),
        ("konferenz", "titel", None, "In „konferenz“, Zeile 1, „titel“: hier muss etwas stehen."),
        ("konferenz", "slug", "../verwaltung", "In „konferenz“, Zeile 1, „slug“:"),
        ("konferenz", "slug", "verwaltung", "In „konferenz“, Zeile 1, „slug“:"),
        ("konferenz", "phase", "fertig", "In „konferenz“, Zeile 1, „phase“: diesen Wert gibt es hier nicht."),
        ("konferenz", "datum", "16.06.2022", "In „konferenz“, Zeile 1, „datum“: das ist kein Datum"),
        ("konferenz", "angelegt_am", "2022-06-16T12:00:00", "In „konferenz“, Zeile 1, „angelegt_am“: hier fehlt"),
        ("konferenz", "plaetze", True, "In „konferenz“, Zeile 1, „plaetze“: hier steht etwas anderes"),
        ("konferenz", "plaetze", 10**30, "In „konferenz“, Zeile 1, „plaetze“:"),
        ("konferenz", "plaetze", -1, "In „konferenz“, Zeile 1, „plaetze“:"),
        ("anmeldung", "gesperrt", "nein", "In „anmeldung“, Zeile 1, „gesperrt“: hier steht etwas anderes"),
        ("anmeldung", "email", "<x>", "In „anmeldung“, Zeile 1, „email“:"),
        ("anmeldung", "zugang", "1", "In „anmeldung“, Zeile 1, „zugang“: hier steht keine Nummer."),
        ("anmeldung", "zugang", 999, "In „anmeldung“, Nr. 1, „zugang“: Nr. 999 gibt es in „zugang“ nicht."),
        ("anmeldung", "zugang", -1, "In „anmeldung“, Nr. 1, „zugang“: Nr. -1 gibt es in „zugang“ nicht."),
        ("einrichtung", "tags", ["ok", 3], "In „einrichtung“, Zeile 1, „tags“: hier steht etwas anderes"),
        ("datei", "inhalt", "@@@", "In „datei“, Zeile 1, „inhalt“: die Datei ist nicht lesbar."),
        ("datei", "sha256", "0" * 64, "Datei Nr. 1 ist beschädigt: Die Prüfsumme stimmt nicht."),
        ("datei", "typ", "text/html", "Datei Nr. 1 ist weder ein Foto noch ein PDF."),
        ("datei", "typ", "image/svg+xml", "Datei Nr. 1 ist weder ein Foto noch ein PDF."),
        ("foto", "kennung", "../../etc", "In „foto“, Zeile 1, „kennung“: das ist keine Kennung."),
        ("foto", "breite", 41, "Foto Nr. 1 ist kein Foto aus einer Netzwerkstatt."),
        ("umbau", "bewegt", {"rollen": [1], "x": 1}, "In „umbau“, Zeile 1, „bewegt“: hier steht etwas anderes"),
        ("umbau", "bewegt", {"herkunft": []}, "In „umbau“, Nr. 1, fehlt, was bewegt wurde."),
        ("umbau", "bewegt", SPUR | {"offen": []}, "In „umbau“, Nr. 1, fehlt, was bewegt wurde."),
        ("umbau", "bewegt", SPUR | {"befunde": [[1, -1, 1]]}, "In „umbau“, Zeile 1, „bewegt“: hier steht"),
        ("umbau", "bewegt", SPUR | {"fotos": [[1, 40_000]]}, "In „umbau“, Zeile 1, „bewegt“: hier steht etwas anderes"),
        ("umbau", "art", "umbenennen", "In „umbau“, Nr. 1, fehlt, was bewegt wurde."),
        ("umbau", "bewegt", {"befunde": [[999, 1, 1]]}, "In „umbau“, Nr. 1, „bewegt“: Nr. 999 gibt es in „befund“"),
        ("protokollfassung", "inhalt", {"intern": {}}, "Version 1 des Protokolls ist nicht lesbar."),
        ("protokollfassung", "inhalt", ["intern"], "Version 1 des Protokolls ist nicht lesbar."),
        ("protokollfassung", "sha256", "0" * 64, "Version 1 des Protokolls passt nicht zu ihrer Prüfsumme."),
        ("nachricht", "text", "Link: [[zugang:abcdefghij]]", "In „nachricht“, Zeile 1, „text“: hier steht eine Marke"),
        ("aussendung", "text", "[[zugang:abcdefghij]]", "In „aussendung“, Zeile 1, „text“: hier steht eine Marke"),
        ("nachricht", "post", "wartet", "In „nachricht“, Zeile 1, „post“: diesen Wert gibt es hier nicht."),
    ],
)
def test_a_value_that_cannot_be_is_named(daten, tabelle, feld, wert, satz):
    daten["tabellen"][tabelle][0][feld] = wert
    saetze = refuse(daten)
    assert saetze[0] == "Es wurde nichts eingelesen."
    assert any(found.startswith(satz) for found in saetze), saetze


def test_a_released_version_changed_by_a_word_is_noticed(daten):
    daten["tabellen"]["protokollfassung"][0]["inhalt"]["oeffentlich"]["ausblick"] += " Anders."
    assert refuse(daten)[1] == "Version 1 des Protokolls passt nicht zu ihrer Prüfsumme."


def test_what_is_unknown_is_never_silently_lost(daten):
    daten["tabellen"]["konferenz"][0]["neues_feld"] = 1
    daten["tabellen"]["neue_tabelle"] = []
    assert refuse(daten) == [
        "Es wurde nichts eingelesen.",
        "Die Tabelle „neue_tabelle“ ist unbekannt.",
        "In „konferenz“, Zeile 1, ist „neues_feld“ unbekannt.",
    ]


def test_a_field_that_an_older_version_did_not_know_takes_its_default(daten):
    del daten["tabellen"]["konferenz"][0]["klebepunkte"]
    assert unpack(json.dumps(daten)).klebepunkte == 3


def test_rows_that_contradict_each_other_are_refused(daten):
    doppelt = copy.deepcopy(daten["tabellen"]["leitfrage"][0]) | {"nr": 99}
    daten["tabellen"]["leitfrage"].append(doppelt)
    assert refuse(daten) == ["Die Angaben im Datenpaket passen nicht zusammen. Es wurde nichts eingelesen."]


def test_two_rows_with_one_number_and_two_conferences_are_refused(daten):
    zwei = copy.deepcopy(daten)
    zwei["tabellen"]["konferenz"].append(zwei["tabellen"]["konferenz"][0])
    assert refuse(zwei)[1] == "In „konferenz“ hat Zeile 2 keine eigene Nummer."
    zwei["tabellen"]["konferenz"][1] = zwei["tabellen"]["konferenz"][0] | {"nr": 2}
    assert refuse(zwei)[1] == "Das Datenpaket muss genau eine Konferenz enthalten."
    del zwei["tabellen"]["konferenz"]
    assert refuse(zwei)[1].endswith("gibt es in „konferenz“ nicht.") or refuse(zwei)[1].startswith("Das Datenpaket")


def test_of_many_errors_the_first_are_told_and_the_rest_counted(daten):
    for zeile in daten["tabellen"]["befund"]:
        zeile["text"] = 1
    saetze = refuse(daten)
    assert len(saetze) == 10
    assert saetze[-1] == f"Dazu {len(daten['tabellen']['befund']) - 8} weitere Fehler."


def test_a_drawing_with_a_script_is_no_photo(daten):
    datei = daten["tabellen"]["datei"][0]
    datei["inhalt"] = base64.b64encode(b"<svg onload=alert(1)>").decode()
    assert "Datei Nr. 1 ist weder ein Foto noch ein PDF." in refuse(daten)


def test_hostile_text_arrives_as_the_text_it_is(daten):
    boese = "<script>alert(1)</script> =1+1 {{ 7 }} '; DROP TABLE x; --\n\u202e"
    daten["tabellen"]["befund"][0]["text"] = boese
    neu = unpack(json.dumps(daten))
    assert neu.kleingruppen.filter(befunde__text=boese).count() == 1


def test_a_name_stands_in_one_line_and_a_text_in_many(daten):
    """A line break in a subject or a file name would break the head of a mail or of an answer."""
    daten["tabellen"]["konferenz"][0] |= {"titel": "Erste\r\nKonferenz", "begruessung": "Guten Tag\n\nallen\tdrei"}
    daten["tabellen"]["nachricht"][0]["betreff"] = "Bitte\nBcc: alle@example.org"
    daten["tabellen"]["datei"][0]["name"] = "foto.jpg\n"
    daten["tabellen"]["foto"][0]["alternativtext"] = "Oben Ist\nunten Soll"
    neu = unpack(json.dumps(daten))
    assert (neu.titel, neu.begruessung) == ("Erste Konferenz", "Guten Tag\n\nallen\tdrei")
    assert neu.nachrichten.get().betreff == "Bitte Bcc: alle@example.org"
    foto = neu.fotos.get()
    assert (foto.alternativtext, foto.datei.name) == ("Oben Ist\nunten Soll", "foto.jpg ")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_stands_anywhere_it_is_a_conference_or_a_sentence(daten, data):
    kaputt = copy.deepcopy(daten)
    tabelle = data.draw(st.sampled_from([name for name, zeilen in kaputt["tabellen"].items() if zeilen]))
    zeile = data.draw(st.sampled_from(kaputt["tabellen"][tabelle]))
    zeile[data.draw(st.sampled_from(sorted(zeile)))] = data.draw(_JSON)
    text = json.dumps(kaputt).encode("utf-8")
    try:
        paket = read_paket(io.BytesIO(text))
        neu = import_konferenz(veranstalter=make_veranstalter(), paket=paket, by=LEITUNG)
    except ValidationError as error:
        assert all(satz.endswith(".") for satz in error.messages)
    else:
        pack(neu)


def test_the_commands_go_the_same_way(tmp_path):
    konferenz = make_konferenz(phase=Konferenz.Phase.NACHBEREITUNG)
    ziel = make_veranstalter()
    datei = tmp_path / "konferenz.json"
    out = io.StringIO()
    call_command("konferenz_ausgeben", konferenz.veranstalter.slug, konferenz.slug, str(datei), stdout=out)
    call_command("konferenz_einlesen", ziel.slug, str(datei), stdout=out)
    neu = Konferenz.objects.get(veranstalter=ziel)
    assert differences(content(pack(neu)), content(datei.read_text())) == []
    assert out.getvalue() == (
        f"„{konferenz.titel}“ steht in {datei}.\n"
        f"Eingelesen: „{neu.titel}“, /{ziel.slug}/{neu.slug}/. Alle Links sind neu.\n"
    )


def test_the_commands_say_what_is_wrong(tmp_path):
    with pytest.raises(CommandError, match="Diese Konferenz gibt es nicht"):
        call_command("konferenz_ausgeben", "gibt-es", "nicht")
    with pytest.raises(CommandError, match="Diesen Veranstalter gibt es nicht"):
        call_command("konferenz_einlesen", "gibt-es", "nicht")
    ziel = make_veranstalter()
    with pytest.raises(CommandError, match="lässt sich nicht lesen"):
        call_command("konferenz_einlesen", ziel.slug, str(tmp_path / "fehlt.json"))
    (tmp_path / "x.json").write_text("{}")
    with pytest.raises(CommandError, match="kein Datenpaket"):
        call_command("konferenz_einlesen", ziel.slug, str(tmp_path / "x.json"))
