"""A conference taken along as JSON, and read in again: nothing is lost, nothing secret is in it."""

import datetime
import io
import json

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.models import ForeignKey
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image
from post_office.models import STATUS, Email

from konferenz import bilder_kind
from konferenz.akteur import Akteur, Rolle
from konferenz.models import Aussendung, Konferenz, Konto, Zugang
from konferenz.permissions import VOR_UND_TAG
from konferenz.services.fehler import NichtErlaubt
from teilnehmer.models import Ansprechperson, Einrichtung, Nachricht, Traeger
from tests.factories import (
    make_anmeldung,
    make_ansprechperson,
    make_befund,
    make_einladung,
    make_einrichtung,
    make_foto,
    make_konferenz,
    make_massnahme,
    make_veranstalter,
)
from tests.themen.protokoll_daten import assign, make_protokoll_konferenz, release
from themen.export.einlesen import read_paket
from themen.export.paket import write_paket
from themen.export.umfang import NACH_MODELL, OHNE_MODELLE, TABELLEN
from themen.fotos import load_bilder
from themen.models import Foto, Kleingruppe, Rueckmeldung, Umbau
from themen.protokoll.daten import Variante
from themen.protokoll.fassung import load_variante
from themen.services.datenpaket import export_konferenz, import_konferenz
from themen.services.umbau import merge_kleingruppen, undo_umbau

pytestmark = pytest.mark.django_db
LEITUNG = Akteur(Rolle.LEITUNG)


def pack(konferenz) -> str:
    out = io.StringIO()
    export_konferenz(konferenz=Konferenz.objects.get(pk=konferenz.pk), out=out, by=LEITUNG)
    return out.getvalue()


def unpack(text: str, veranstalter=None, **optionen) -> Konferenz:
    paket = read_paket(io.BytesIO(text.encode()))
    optionen = {"oeffentlich": True} | optionen
    return import_konferenz(veranstalter=veranstalter or make_veranstalter(), paket=paket, by=LEITUNG, **optionen)


def content(text: str) -> dict:
    """What must be the same after a round: all but what exists once, and the rows that the rounds themselves wrote."""
    daten = json.loads(text)
    del daten["erzeugt_am"], daten["veranstalter"]
    tabellen = daten["tabellen"]
    tabellen["verlauf"] = [
        {name: wert for name, wert in zeile.items() if name != "nr"}
        for zeile in tabellen["verlauf"]
        if "Datenpaket" not in zeile["satz"]
    ]
    return daten


def differences(one: dict, other: dict) -> list:
    """By table and row, so that a failure can be read."""
    found = []
    for name in one["tabellen"].keys() | other["tabellen"].keys():
        left, right = one["tabellen"].get(name), other["tabellen"].get(name)
        if left != right:
            found += [(name, a, b) for a, b in zip(left, right, strict=False) if a != b] or [(name, left, right)]
    return found + [(name, one[name]) for name in one if name != "tabellen" and one[name] != other[name]]


def own_jpeg(size=(40, 30)) -> bytes:
    """As konferenz.bilder_kind writes it."""
    return bilder_kind.save(Image.new("RGB", size, "white"), bilder_kind.ZIEL_BYTES)


def make_rich_konferenz() -> Konferenz:
    """With all that is easily forgotten: merged groups, a locked link, a Sperrvermerk, letters, photos, a release."""
    konferenz = make_protokoll_konferenz(gruppen=3, karten=2, personen=2)
    haus = make_einrichtung(konferenz.veranstalter, name="Kita Ümläut", tags=["offen", "grün"])
    haus.traeger = Traeger.objects.create(veranstalter=konferenz.veranstalter, name="Gemeinde", art="kommunal")
    haus.save()
    make_ansprechperson(haus)
    einladung = make_einladung(konferenz, haus, antwort="zugesagt", versandt_am=timezone.now())
    Zugang.objects.filter(pk=einladung.zugang_id).update(widerrufen_am=timezone.now(), generation=3)
    person = make_anmeldung(konferenz, einrichtung=haus, gesperrt=True, anwesend_am=timezone.now())
    gruppen = list(konferenz.kleingruppen.order_by("nummer"))
    massnahme = make_massnahme(gruppen[0], verantwortlich=person, einrichtung=haus, bis=datetime.date(2023, 1, 31))
    massnahme.bezuege.create(befund=gruppen[0].befunde.filter(art="soll").first())
    make_foto(gruppen[0], inhalt=own_jpeg(), alternativtext="Ein Blatt", personen="keine")
    aussendung = Aussendung.objects.create(
        konferenz=konferenz, anlass="einladung", betreff="Bitte kommen", text="Guten Tag {link}"
    )
    nachricht = Nachricht.objects.create(
        konferenz=konferenz,
        aussendung=aussendung,
        einladung=einladung,
        anlass="einladung",
        empfaenger="kita@example.org",
        betreff="Bitte kommen",
        text=f"Ihr Link: [[zugang:{einladung.zugang.kennung}]]",
    )
    nachricht.post = Email.objects.create(from_email="a@example.org", to=["kita@example.org"], status=STATUS.sent)
    nachricht.save()
    konferenz.gruppen_zaehler = 3
    konferenz.save()
    konferenz.phase = Konferenz.Phase.DURCHFUEHRUNG
    konferenz.save()
    merge_kleingruppen(gruppen[1], gruppen[2], by=Akteur(Rolle.LEITUNG))
    konferenz.phase = Konferenz.Phase.VEROEFFENTLICHT
    konferenz.save()
    for note in (2, 1):
        Rueckmeldung.objects.create(konferenz=konferenz, note=note, gut=f"Note {note}")
    release(konferenz)
    return konferenz


def test_a_round_loses_nothing():
    text = pack(make_rich_konferenz())
    neu = unpack(text)
    assert differences(content(pack(neu)), content(text)) == []


def test_every_model_and_field_is_either_taken_along_or_left_out_with_a_reason():
    apps_models = {m for app in ("konferenz", "teilnehmer", "themen") for m in apps.get_app_config(app).get_models()}
    assert apps_models == NACH_MODELL.keys() | OHNE_MODELLE.keys()
    assert NACH_MODELL.keys() & OHNE_MODELLE.keys() == set()
    for tabelle in TABELLEN:
        fields = [field.name for field in tabelle.modell._meta.concrete_fields]
        assert sorted([*tabelle.felder, *tabelle.ohne]) == sorted(fields), tabelle.name
    assert all([*OHNE_MODELLE.values(), *(grund for tabelle in TABELLEN for grund in tabelle.ohne.values())])


def test_tables_stand_in_an_order_in_which_they_can_be_made():
    seen = set()
    for tabelle in TABELLEN:
        seen.add(tabelle.modell)
        for name in tabelle.felder:
            field = tabelle.feld(name)
            target = field.related_model if isinstance(field, ForeignKey) else None
            assert target is None or target in seen or target in (Konto, Email), f"{tabelle.name}.{name}"


def test_the_whole_example_survives_a_round():
    call_command("demo", verbosity=0, stdout=io.StringIO())
    for konferenz in Konferenz.objects.order_by("pk"):
        text = pack(konferenz)
        # Accounts are known again by their address, so the same people have to be there.
        ziel = make_veranstalter()
        for mitgliedschaft in konferenz.veranstalter.mitgliedschaften.all():
            ziel.mitgliedschaften.create(konto=mitgliedschaft.konto, rolle=mitgliedschaft.rolle)
        found, expected = content(pack(unpack(text, ziel))), content(text)
        expected["tabellen"]["konferenz"][0]["vorgaenger"] = None  # not there
        for tabellen in (expected["tabellen"], found["tabellen"]):
            forget_what_starts_anew(tabellen)
        assert differences(found, expected) == [], konferenz


def forget_what_starts_anew(tabellen: dict) -> None:
    """What is under way is a draft after reading in, what waits is not sent, and nobody here released anything."""
    konferenz = tabellen["konferenz"][0]
    if konferenz["phase"] in VOR_UND_TAG | {Konferenz.Phase.ENTWURF}:
        konferenz["phase"] = Konferenz.Phase.ENTWURF
        tabellen["phasenwechsel"] = [
            zeile for zeile in tabellen["phasenwechsel"] if zeile["grund"] != "Aus einem Datenpaket eingelesen."
        ]
        for zeile in tabellen["anmeldung"]:
            zeile["bestaetigen_bis"] = None
    for zeile in tabellen["nachricht"]:
        zeile["post"] = zeile["post"] or "gescheitert"
    for zeile in tabellen["protokollfassung"]:
        zeile["freigegeben_von"] = zeile["vorgelegt_von"] = None
    for zeile in tabellen["protokollstand"]:
        if zeile["zustand"] in ("rueckmeldung", "vorgelegt"):
            zeile["zustand"] = "entwurf"
        zeile |= {"frist": None, "vorgelegt_summe": "", "vorgelegt_am": None, "vorgelegt_von": None}


def test_the_package_holds_no_key_to_a_personal_page():
    konferenz = make_rich_konferenz()
    text = pack(konferenz)
    zugaenge = list(Zugang.objects.filter(konferenz=konferenz))
    assert zugaenge
    for zugang in zugaenge:
        assert zugang.kennung not in text
        assert zugang.token not in text
    for einladung in konferenz.einladungen.all():
        assert einladung.kurzcode not in text
    neu = unpack(text)
    assert not set(neu.zugaenge.values_list("kennung", flat=True)) & {z.kennung for z in zugaenge}
    assert neu.zugaenge.count() == len(zugaenge)
    assert not set(neu.einladungen.values_list("kurzcode", flat=True)) & set(
        konferenz.einladungen.values_list("kurzcode", flat=True)
    )


def test_a_letter_that_left_has_left_and_leads_to_the_new_link():
    neu = unpack(pack(make_rich_konferenz()))
    nachricht = neu.nachrichten.get()
    assert nachricht.post.status == STATUS.sent
    assert nachricht.text == f"Ihr Link: [[zugang:{nachricht.einladung.zugang.kennung}]]"
    assert nachricht.einladung.zugang.generation == 3
    assert nachricht.einladung.zugang.widerrufen_am is not None


def test_nobody_released_here_what_somebody_released_elsewhere():
    konferenz = make_konferenz()
    Aussendung.objects.create(
        konferenz=konferenz, anlass="erinnerung", betreff="B", text="T", tage_vorher=3, freigegeben_am=timezone.now()
    )
    assert unpack(pack(konferenz)).aussendungen.get().freigegeben_am is None


def test_feedback_keeps_no_order_of_writing():
    zeilen = json.loads(pack(make_rich_konferenz()))["tabellen"]["rueckmeldung"]
    assert [zeile["gut"] for zeile in zeilen] == ["Note 1", "Note 2"]
    assert all("nr" not in zeile for zeile in zeilen)


def test_a_merge_can_be_undone_after_the_round():
    konferenz = make_protokoll_konferenz(gruppen=3, karten=2, personen=2, phase=Konferenz.Phase.DURCHFUEHRUNG)
    Konferenz.objects.filter(pk=konferenz.pk).update(gruppen_zaehler=3)
    quelle, ziel = konferenz.kleingruppen.order_by("nummer")[1:]
    Kleingruppe.objects.filter(pk=quelle.pk).update(offen="Wer zahlt?")
    Kleingruppe.objects.filter(pk=ziel.pk).update(offen="Wo?")
    for gruppe, text in ((quelle, "Blatt zwei"), (ziel, "Blatt drei")):
        make_foto(gruppe, inhalt=own_jpeg(), alternativtext=text)
    merge_kleingruppen(quelle, ziel, by=LEITUNG)
    neu = unpack(pack(konferenz))
    Konferenz.objects.filter(pk=neu.pk).update(phase=Konferenz.Phase.DURCHFUEHRUNG)
    undo_umbau(Umbau.objects.select_related("konferenz").get(konferenz=neu), by=LEITUNG)
    gruppen = Kleingruppe.objects.filter(konferenz=neu).order_by("nummer")
    assert [(g.nummer, g.belegt, g.aufgeloest_am, g.befunde.count()) for g in gruppen] == [
        (1, 2, None, 6),
        (2, 2, None, 6),
        (3, 2, None, 6),
    ]
    assert [(g.offen, [foto.alternativtext for foto in g.fotos.all()]) for g in gruppen] == [
        ("", []),
        ("Wer zahlt?", ["Blatt zwei"]),
        ("Wo?", ["Blatt drei"]),
    ]


def test_the_directory_stays_as_it_is():
    konferenz = make_rich_konferenz()
    ziel = make_veranstalter()
    haus = make_einrichtung(ziel, name="Kita Ümläut", art="hort")
    neu = unpack(pack(konferenz), ziel)
    assert Einrichtung.objects.get(veranstalter=ziel, name="Kita Ümläut").art == "hort"
    assert neu.einladungen.filter(einrichtung=haus).count() == 1
    assert Ansprechperson.objects.filter(einrichtung=haus).count() == 0


def test_a_taken_address_gets_a_number_and_a_photo_keeps_the_kennung_that_the_frozen_minutes_name():
    konferenz = make_rich_konferenz()
    neu = unpack(pack(konferenz), konferenz.veranstalter)
    assert neu.slug == f"{konferenz.slug}-2"
    alt, kopie = Foto.objects.get(konferenz=konferenz), Foto.objects.get(konferenz=neu)
    assert alt.kennung == kopie.kennung
    assert bytes(alt.datei.inhalt) == bytes(kopie.datei.inhalt)
    # taken back where it comes from, it is still there in the copy, and only there
    Foto.objects.filter(pk=alt.pk).update(geloescht_am=timezone.now(), geloescht_von="planung")
    for wo, names in ((konferenz, []), (neu, [f"foto-{alt.kennung}"])):
        fotos = load_variante(wo.protokollfassungen.get(), Variante.OEFFENTLICH).fotos
        assert [foto.kennung for foto in fotos] == [alt.kennung]
        assert [bild.name for bild in load_bilder(wo, fotos)] == names


def test_what_was_published_is_looked_at_first():
    neu = unpack(pack(make_rich_konferenz()), oeffentlich=False)
    assert neu.phase == Konferenz.Phase.NACHBEREITUNG
    assert neu.phasenwechsel.get().grund == "Aus einem Datenpaket eingelesen."


def test_only_the_leitung_takes_along_and_reads_in():
    konferenz = make_konferenz()
    for rolle in (Rolle.PLANUNG, Rolle.LESEND, Rolle.MODERATION):
        with pytest.raises(NichtErlaubt):
            export_konferenz(konferenz=konferenz, out=io.StringIO(), by=Akteur(rolle))
        paket = read_paket(io.BytesIO(pack(konferenz).encode()))
        with pytest.raises(NichtErlaubt):
            import_konferenz(veranstalter=konferenz.veranstalter, paket=paket, by=Akteur(rolle))
    assert Konferenz.objects.count() == 1


def test_both_ways_stand_in_the_verlauf():
    konferenz = make_konferenz()
    neu = unpack(pack(konferenz))
    assert konferenz.verlauf.get().satz == "Konferenz als Datenpaket ausgegeben."
    assert [row.satz for row in neu.verlauf.order_by("pk")] == [
        "Konferenz als Datenpaket ausgegeben.",
        "Konferenz aus einem Datenpaket eingelesen.",
    ]
    assert neu.verlauf.order_by("pk").first().akteur_id is None


def test_the_number_of_queries_does_not_grow_with_the_rows(django_assert_num_queries):
    konferenz = make_protokoll_konferenz(gruppen=3, karten=3, personen=3)
    gruppe = konferenz.kleingruppen.first()
    for _n in range(3):
        make_befund(gruppe)
    with CaptureQueriesContext(connection) as few:
        write_paket(Konferenz.objects.select_related("veranstalter").get(pk=konferenz.pk), io.StringIO())
    for _n in range(30):
        assign(make_anmeldung(konferenz), gruppe)
    with django_assert_num_queries(len(few)):
        write_paket(Konferenz.objects.select_related("veranstalter").get(pk=konferenz.pk), io.StringIO())
