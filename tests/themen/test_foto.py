"""Photos in the services: added once, described, ordered, deleted and brought back, gone for good; what prints get."""

import dataclasses
import datetime
import io
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_q.models import Schedule
from PIL import Image

from konferenz import jobs
from konferenz.akteur import Akteur, Rolle
from konferenz.bilder import FertigesFoto
from konferenz.models import Datei, Konferenz, Verlauf
from konferenz.services.fehler import NichtErlaubt, Veraltet
from tests.factories import make_akteur, make_anmeldung, make_foto, make_kleingruppe, make_konferenz_heute
from tests.gleichzeitig import all_succeed_at_once
from tests.themen.protokoll_daten import release
from themen.fotos import FotoBild, collect_fotos, load_bilder, versions_with, visible_fotos, withdrawn_fotos
from themen.models import Foto, Zuordnung
from themen.protokoll.daten import Variante
from themen.protokoll.sammeln import collect_protokoll
from themen.services import foto as services

pytestmark = pytest.mark.django_db
PLANUNG, MODERATION, HILFE = (Akteur(r, 1) for r in (Rolle.PLANUNG, Rolle.MODERATION, Rolle.HILFE))
ANGABEN = {"alternativtext": "Flipchart mit fünf Karten", "personen": "keine", "art": "flipchart"}


def jpeg(size=(60, 40), colour="white") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def bild(colour="white") -> FertigesFoto:
    return FertigesFoto(jpeg(colour=colour), jpeg((30, 20), colour), 60, 40)


@pytest.fixture
def gruppe():
    return make_kleingruppe(make_konferenz_heute(tor_karten="offen"))


def member(gruppe) -> Akteur:
    anmeldung = make_anmeldung(gruppe.konferenz)
    Zuordnung.objects.create(konferenz=gruppe.konferenz, anmeldung=anmeldung, kleingruppe=gruppe, durch=Rolle.TEILNAHME)
    return Akteur(Rolle.TEILNAHME, anmeldung.pk)


def add(gruppe, by=HILFE, colour="white", **more) -> Foto:
    fields = {"kleingruppe": gruppe, "art": "flipchart"} | more
    return services.add_foto(gruppe.konferenz, bild=bild(colour), by=by, **fields)


def sentences(konferenz) -> list[str]:
    return list(Verlauf.objects.filter(konferenz=konferenz).order_by("pk").values_list("satz", flat=True))


def test_a_photo_is_kept_with_its_preview_and_its_measures(gruppe):
    foto = add(gruppe)
    assert bytes(foto.datei.inhalt) == jpeg()
    assert bytes(foto.vorschau.inhalt) == jpeg((30, 20))
    assert (foto.datei.typ, foto.vorschau.typ) == ("image/jpeg", "image/jpeg")
    assert (foto.breite, foto.hoehe, foto.kleingruppe, foto.erfasst_durch) == (60, 40, gruppe, "hilfe")
    assert (foto.alternativtext, foto.personen) == ("", "ungeklaert")
    assert sentences(gruppe.konferenz) == ["Ein Foto zu Gruppe 1 hinzugefügt."]


def test_the_same_form_adds_the_same_photo_once_and_another_photo_too(gruppe):
    vorgang = uuid.uuid4()
    eins, zwei = (add(gruppe, vorgang=vorgang) for _again in range(2))
    assert eins == zwei
    assert add(gruppe, vorgang=vorgang, colour="red") != eins
    assert gruppe.fotos.count() == 2
    assert Datei.objects.count() == 4


def test_a_member_adds_to_the_own_group_only_and_only_while_cards_are_open(gruppe):
    ich = member(gruppe)
    assert add(gruppe, by=ich).erfasst_durch == "teilnahme"
    andere = make_kleingruppe(gruppe.konferenz)
    for kleingruppe in (andere, None):
        with pytest.raises(NichtErlaubt, match="Öffnen Sie bitte das Brett Ihrer Gruppe"):
            add(gruppe, by=ich, kleingruppe=kleingruppe)
    Konferenz.objects.filter(pk=gruppe.konferenz_id).update(tor_karten="geschlossen")
    with pytest.raises(NichtErlaubt, match="Fotos lassen sich gerade nicht hinzufügen"):
        add(gruppe, by=ich, colour="red")
    assert add(gruppe, by=HILFE).pk  # who runs the day passes the gate
    assert gruppe.konferenz.fotos.count() == 2


def test_after_publication_nobody_adds_and_only_planners_delete(gruppe):
    foto = add(gruppe)
    gruppe.konferenz.phase = Konferenz.Phase.VEROEFFENTLICHT
    gruppe.konferenz.save()
    foto = Foto.objects.get(pk=foto.pk)
    for by in (PLANUNG, MODERATION, HILFE):
        with pytest.raises(NichtErlaubt):
            add(gruppe, by=by)
    for by in (MODERATION, HILFE, member(gruppe)):
        with pytest.raises(NichtErlaubt, match="können Sie gerade nicht löschen"):
            services.delete_foto(foto, by=by)
    assert services.delete_foto(foto, by=PLANUNG).geloescht_von == "planung"


def test_a_dissolved_group_takes_no_photos(gruppe):
    gruppe.aufgeloest_am = timezone.now()
    gruppe.save()
    with pytest.raises(NichtErlaubt, match="Diese Gruppe gibt es nicht mehr"):
        add(gruppe)


def test_a_conference_takes_so_many_photos_and_no_more(gruppe, monkeypatch):
    monkeypatch.setattr(services, "MOST", 2)
    eins, _zwei = add(gruppe), add(gruppe, kleingruppe=None)
    with pytest.raises(ValidationError, match="Diese Konferenz hat schon 2 Fotos"):
        add(gruppe)
    assert Datei.objects.count() == 4
    services.delete_foto(eins, by=HILFE)
    assert add(gruppe).pk


@pytest.mark.django_db(transaction=True)
def test_many_at_once_never_pass_the_limit(monkeypatch):
    monkeypatch.setattr(services, "MOST", 10)
    gruppe = make_kleingruppe(make_konferenz_heute())

    def one(colour):
        try:
            add(gruppe, colour=colour)
        except ValidationError:
            return "voll"
        return "da"

    results = all_succeed_at_once([lambda n=n: one((n, n, n)) for n in range(12)])
    assert sorted(results) == ["da"] * 10 + ["voll"] * 2
    assert gruppe.konferenz.fotos.count() == 10
    assert sorted(gruppe.fotos.values_list("position", flat=True)) == list(range(1, 11))


def describe(foto, by=HILFE, **more) -> Foto:
    fields = ANGABEN | {"kleingruppe": foto.kleingruppe, "fassung": foto.fassung}
    return services.describe_foto(foto, by=by, **fields | more)


def test_described_and_settled_it_may_be_printed(gruppe):
    foto = add(gruppe)
    assert (foto.is_druckbar, foto.was_fehlt) == (
        False,
        "Es fehlen die Beschreibung und die Antwort zu den Personen.",
    )
    halb = describe(foto, personen="ungeklaert")
    assert halb.was_fehlt == "Noch ist offen, ob alle auf dem Bild einverstanden sind."
    assert list(Foto.objects.druckbar()) == []
    ganz = describe(halb, personen="einverstanden")
    assert (ganz.fassung, ganz.is_druckbar, ganz.was_fehlt) == (3, True, "")
    assert list(Foto.objects.druckbar()) == [foto]
    assert describe(ganz, personen="einverstanden").fassung == 3  # nothing changed
    assert sentences(gruppe.konferenz)[1:] == ["Ein Foto der Gruppe 1 beschrieben."] * 2


def test_whoever_read_an_older_version_does_not_overwrite(gruppe):
    foto = add(gruppe)
    describe(foto)
    with pytest.raises(Veraltet) as error:
        describe(foto, alternativtext="Etwas anderes")
    assert error.value.aktuell.alternativtext == "Flipchart mit fünf Karten"


def test_a_photo_goes_to_another_group_but_not_by_a_member(gruppe):
    andere = make_kleingruppe(gruppe.konferenz)
    add(gruppe, kleingruppe=andere)
    foto = describe(add(gruppe), kleingruppe=andere)
    assert (foto.kleingruppe, foto.position) == (andere, 2)
    eigenes = describe(add(gruppe, colour="red"), by=member(gruppe), kleingruppe=andere)
    assert eigenes.kleingruppe == gruppe


def test_order_by_buttons(gruppe):
    eins, zwei, drei = (add(gruppe, colour=c) for c in ("red", "green", "blue"))
    services.move_foto(drei, richtung="hoch", by=HILFE)
    assert list(gruppe.fotos.order_by("position")) == [eins, drei, zwei]
    services.move_foto(eins, richtung="hoch", by=HILFE)
    services.move_foto(eins, richtung="runter", by=HILFE)
    assert list(gruppe.fotos.order_by("position")) == [drei, eins, zwei]


def test_deleting_is_undone_with_everything(gruppe):
    foto = describe(add(gruppe))
    services.delete_foto(foto, by=HILFE)
    assert list(Foto.objects.druckbar()) == list(Foto.objects.for_list()) == []
    wieder = services.restore_foto(foto, by=HILFE)
    assert (wieder.geloescht_am, wieder.geloescht_von, wieder.alternativtext) == (None, "", foto.alternativtext)
    assert (wieder.personen, wieder.is_druckbar) == ("ungeklaert", False)  # somebody may have withdrawn a consent
    assert sentences(gruppe.konferenz)[2:] == [
        "Ein Foto der Gruppe 1 gelöscht.",
        "Ein Foto der Gruppe 1 wiederhergestellt.",
    ]


def test_for_good_means_that_the_bytes_are_gone(gruppe):
    foto, bleibt = add(gruppe), add(gruppe, kleingruppe=None)
    with pytest.raises(NichtErlaubt, match="Bitte löschen Sie es zuerst"):
        services.purge_foto(foto, by=PLANUNG)
    services.delete_foto(foto, by=HILFE)
    with pytest.raises(NichtErlaubt):
        services.purge_foto(foto, by=HILFE)
    services.purge_foto(foto, by=PLANUNG)
    assert list(Foto.objects.all()) == [bleibt]
    assert set(Datei.objects.values_list("pk", flat=True)) == {bleibt.datei_id, bleibt.vorschau_id}


def test_thirty_days_after_deletion_the_job_takes_the_bytes(gruppe):
    alt, frisch, da = (add(gruppe, colour=c) for c in ("red", "green", "blue"))
    for foto, tage in ((alt, 31), (frisch, 29)):
        services.delete_foto(foto, by=HILFE)
        Foto.objects.filter(pk=foto.pk).update(geloescht_am=timezone.now() - datetime.timedelta(days=tage))
    assert services.purge_old() == 1
    assert set(Foto.objects.all()) == {frisch, da}
    assert Datei.objects.count() == 4
    jobs.ensure_schedule()
    schedule = Schedule.objects.get(name="fotos")
    assert (schedule.func, schedule.minutes) == ("themen.services.foto.purge_old", 1440)


def test_who_sees_what(gruppe):
    andere = make_kleingruppe(gruppe.konferenz)
    offen, fremd_offen, fremd = add(gruppe), add(gruppe, kleingruppe=andere), describe(add(gruppe, kleingruppe=andere))
    ganz = make_foto(konferenz=gruppe.konferenz)
    make_foto(konferenz=gruppe.konferenz, geloescht_am=timezone.now(), geloescht_von="hilfe")
    make_foto()
    for by in (PLANUNG, MODERATION, HILFE, make_akteur(Rolle.LESEND)):
        assert set(visible_fotos(gruppe.konferenz, by)) == {offen, fremd_offen, fremd, ganz}
    assert set(visible_fotos(gruppe.konferenz, member(gruppe))) == {offen, fremd, ganz}
    draussen = Akteur(Rolle.TEILNAHME, make_anmeldung(gruppe.konferenz).pk)
    assert set(visible_fotos(gruppe.konferenz, draussen)) == {fremd, ganz}


@pytest.mark.parametrize("zahl", [1, 3])
def test_prints_get_photos_in_order_without_bytes_in_one_query_and_bytes_in_another(gruppe, zahl):
    zweite = make_kleingruppe(gruppe.konferenz)
    saal = describe(add(gruppe, kleingruppe=None))
    fotos = [describe(add(gruppe, kleingruppe=zweite, colour=(n, 0, 0))) for n in range(zahl)]
    add(gruppe)  # nobody described it
    gross = make_foto(gruppe, inhalt=jpeg((2000, 1000)), position=1)
    with CaptureQueriesContext(connection) as queries:
        found = collect_fotos(gruppe.konferenz)
    assert len(queries) == 1
    assert "inhalt" not in queries[0]["sql"]
    assert found[-1] == FotoBild(
        saal.kennung, None, "Flipchart mit fünf Karten", 60, 40, saal.datei.sha256, "flipchart"
    )
    assert [(b.kennung, b.gruppe) for b in found] == [
        (gross.kennung, 1),
        *((f.kennung, 2) for f in fotos),
        (saal.kennung, None),
    ]
    assert len(collect_fotos(gruppe.konferenz, nur_druckbare=False)) == zahl + 3
    with CaptureQueriesContext(connection) as queries:
        bilder = load_bilder(gruppe.konferenz, found)
    assert len(queries) == 1
    assert [b.name for b in bilder] == [f"foto-{b.kennung}" for b in found]
    assert Image.open(io.BytesIO(bilder[0].inhalt)).size == (1200, 600)
    assert bilder[1].inhalt == jpeg(colour=(0, 0, 0))
    assert load_bilder(make_konferenz_heute(), found) == ()  # minutes may name photos of somebody else
    describe(saal, personen="ungeklaert")
    assert [b.name for b in load_bilder(gruppe.konferenz, found)] == [f"foto-{b.kennung}" for b in found[:-1]]
    services.delete_foto(gross, by=HILFE)
    assert [b.name for b in load_bilder(gruppe.konferenz, found)] == [f"foto-{b.kennung}" for b in found[1:-1]]


def test_minutes_know_which_of_their_photos_were_taken_back(gruppe):
    eins, zwei, drei = (make_foto(gruppe, position=n) for n in range(3))
    protokoll = collect_protokoll(gruppe.konferenz, Variante.OEFFENTLICH)
    with CaptureQueriesContext(connection) as queries:
        assert withdrawn_fotos(gruppe.konferenz, protokoll) == frozenset()
    assert len(queries) == 1
    services.delete_foto(eins, by=HILFE)
    describe(zwei, personen="ungeklaert")
    assert withdrawn_fotos(gruppe.konferenz, protokoll) == {eins.kennung, zwei.kennung}
    alle = {eins.kennung, zwei.kennung, drei.kennung}
    assert withdrawn_fotos(make_konferenz_heute(), protokoll) == alle
    ohne = dataclasses.replace(protokoll, fotos=())
    with CaptureQueriesContext(connection) as queries:
        assert withdrawn_fotos(gruppe.konferenz, ohne) == frozenset()
    assert len(queries) == 0


def test_a_photo_knows_the_versions_that_show_it(gruppe):
    foto, spaeter = make_foto(gruppe), make_foto(gruppe, personen="ungeklaert")
    release(gruppe.konferenz)
    services.describe_foto(spaeter, **ANGABEN | {"kleingruppe": gruppe, "fassung": 1}, by=HILFE)
    release(gruppe.konferenz, aenderung="Ein Foto fehlte.")
    release(make_foto(kennung=foto.kennung).konferenz)  # the same name in another conference
    assert (versions_with(foto), versions_with(spaeter), versions_with(make_foto(gruppe))) == ([1, 2], [2], [])


def test_what_the_planners_took_away_only_they_bring_back(gruppe):
    foto = make_foto(gruppe, personen="einverstanden")
    for wer in (PLANUNG, Akteur(Rolle.LEITUNG, 1)):
        services.delete_foto(foto, by=wer)
        for by in (member(gruppe), HILFE, MODERATION):
            with pytest.raises(NichtErlaubt, match="Dieses Foto hat die Verwaltung gelöscht"):
                services.restore_foto(foto, by=by)
        wieder = services.restore_foto(foto, by=PLANUNG)
        assert (wieder.geloescht_am, wieder.personen) == (None, "ungeklaert")
    services.delete_foto(foto, by=HILFE)
    assert services.restore_foto(foto, by=member(gruppe)).geloescht_am is None


def test_writing_about_a_photo_that_is_gone_is_refused_in_a_sentence(gruppe):
    foto, weg = make_foto(gruppe), make_foto(gruppe)
    services.delete_foto(foto, by=HILFE)
    with pytest.raises(NichtErlaubt, match="Es muss zuerst zurückgeholt werden"):
        describe(foto)
    services.delete_foto(weg, by=HILFE)
    services.purge_foto(weg, by=PLANUNG)
    weg = Foto(pk=weg.pk or 0, konferenz=gruppe.konferenz, kleingruppe=gruppe)
    for write in (
        describe,
        lambda row: services.delete_foto(row, by=HILFE),
        lambda row: services.restore_foto(row, by=HILFE),
        lambda row: services.purge_foto(row, by=PLANUNG),
    ):
        with pytest.raises(NichtErlaubt, match="inzwischen endgültig gelöscht"):
            write(weg)


def test_one_photo_that_cannot_be_erased_keeps_no_other(gruppe, caplog):
    haengt, geht = make_foto(gruppe), make_foto(gruppe)
    anderes = make_foto(gruppe)
    Foto.objects.filter(pk=anderes.pk).update(datei=haengt.vorschau, vorschau=haengt.datei)
    alt = timezone.now() - datetime.timedelta(days=31)
    Foto.objects.filter(pk__in=[haengt.pk, geht.pk]).update(geloescht_am=alt, geloescht_von="planung")
    assert services.purge_old() == 1
    assert set(Foto.objects.all()) == {haengt, anderes}
    assert [record.getMessage() for record in caplog.records] == [f"Photo {haengt.kennung} cannot be erased."]
    caplog.clear()
