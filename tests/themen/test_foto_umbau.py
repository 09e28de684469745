"""Photos go with their group when it is merged, come back when that is undone, and are never lost for work."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from konferenz.akteur import Akteur, Rolle
from konferenz.services.fehler import NichtErlaubt, Veraltet
from tests.factories import make_anmeldung, make_foto, make_kleingruppe, make_konferenz_heute
from tests.gleichzeitig import at_once
from tests.themen.test_foto import add
from themen.export.werte import map_bewegt
from themen.fotos import collect_fotos
from themen.models import Foto, Umbau, Zuordnung
from themen.services import foto as services
from themen.services.kleingruppe import dissolve_kleingruppe
from themen.services.umbau import merge_kleingruppen, undo_umbau

pytestmark = pytest.mark.django_db
MODERATION, HILFE, PLANUNG = (Akteur(rolle, 1) for rolle in (Rolle.MODERATION, Rolle.HILFE, Rolle.PLANUNG))
ANGABEN = {"alternativtext": "Neue Worte", "personen": "keine", "art": "flipchart"}


@pytest.fixture
def gruppen():
    konferenz = make_konferenz_heute(tor_karten="offen")
    return make_kleingruppe(konferenz), make_kleingruppe(konferenz)


def places(*fotos) -> list[tuple[int, int]]:
    rows = Foto.objects.in_bulk([foto.pk for foto in fotos])
    return [(rows[foto.pk].kleingruppe.nummer, rows[foto.pk].position) for foto in fotos]


def describe(foto, by=PLANUNG, **more):
    fields = ANGABEN | {"kleingruppe": foto.kleingruppe, "fassung": foto.fassung}
    return services.describe_foto(foto, by=by, **fields | more)


def test_merged_they_come_behind_those_of_the_other_group_and_undone_they_go_back(gruppen):
    eins, zwei = gruppen
    hier = make_foto(eins, position=4)
    dort, spaeter, weg = (make_foto(zwei, position=n) for n in (1, 2, 3))
    services.delete_foto(weg, by=HILFE)
    umbau = merge_kleingruppen(zwei, eins, by=MODERATION)
    assert places(hier, dort, spaeter, weg) == [(1, 4), (1, 5), (1, 6), (1, 7)]
    assert {bild.gruppe for bild in collect_fotos(eins.konferenz)} == {1}
    undo_umbau(umbau, by=MODERATION)
    assert places(hier, dort, spaeter, weg) == [(1, 4), (2, 1), (2, 2), (2, 3)]


def test_a_photo_given_to_another_group_since_stays_there(gruppen):
    eins, zwei = gruppen
    foto, drei = make_foto(zwei, position=1), make_kleingruppe(eins.konferenz)
    umbau = merge_kleingruppen(zwei, eins, by=MODERATION)
    describe(Foto.objects.get(pk=foto.pk), kleingruppe=drei)
    undo_umbau(umbau, by=MODERATION)
    assert places(foto) == [(3, 1)]


def test_a_merge_from_before_photos_moved_is_still_undone(gruppen):
    eins, zwei = gruppen
    umbau = merge_kleingruppen(zwei, eins, by=MODERATION)
    del umbau.bewegt["fotos"]
    umbau.save()
    undo_umbau(Umbau.objects.get(pk=umbau.pk), by=MODERATION)
    zwei.refresh_from_db()
    assert zwei.aufgeloest_am is None


def test_a_data_package_takes_along_where_the_photos_came_from(gruppen):
    eins, zwei = gruppen
    foto = make_foto(zwei, position=3)
    umbau = merge_kleingruppen(zwei, eins, by=MODERATION)
    found = map_bewegt(umbau.bewegt, lambda tabelle, pk: f"{tabelle} {pk}")
    assert found["fotos"] == [[f"foto {foto.pk}", 3]]


def test_whoever_read_the_photo_before_the_merge_does_not_put_it_back(gruppen):
    eins, zwei = gruppen
    foto = make_foto(zwei)
    ich = make_anmeldung(eins.konferenz)
    Zuordnung.objects.create(konferenz=eins.konferenz, anmeldung=ich, kleingruppe=zwei, durch=Rolle.TEILNAHME)
    merge_kleingruppen(zwei, eins, by=MODERATION)
    gelesen = Foto.objects.get(pk=foto.pk)
    gelesen.kleingruppe, gelesen.fassung = zwei, 1
    with pytest.raises(Veraltet):
        describe(gelesen, kleingruppe=eins)
    with pytest.raises(NichtErlaubt):  # sits in the other group by now
        describe(gelesen, by=Akteur(Rolle.TEILNAHME, ich.pk))
    assert places(foto) == [(1, 1)]


def test_a_group_with_photos_is_not_dissolved_and_no_split_undone(gruppen):
    eins, zwei = gruppen
    foto = make_foto(zwei)
    with pytest.raises(ValidationError, match="sind schon Personen, Karten oder Fotos"):
        dissolve_kleingruppe(zwei, by=MODERATION)
    umbau = Umbau.objects.create(
        konferenz=eins.konferenz, art="teilen", quelle=eins, ziel=zwei, bewegt={"herkunft": []}
    )
    with pytest.raises(ValidationError, match="sind schon Personen, Karten oder Fotos"):
        undo_umbau(umbau, by=MODERATION)
    services.delete_foto(foto, by=HILFE)
    dissolve_kleingruppe(zwei, by=MODERATION)


def test_staff_describe_a_photo_of_a_group_that_is_gone_for_another_one(gruppen):
    eins, zwei = gruppen
    foto = make_foto(zwei)
    zwei.aufgeloest_am = timezone.now()
    zwei.save()
    for by in (PLANUNG, MODERATION, HILFE):
        assert services.why_unchangeable(foto, by) == ""
    with pytest.raises(NichtErlaubt, match="Diese Gruppe gibt es nicht mehr"):
        describe(foto)
    assert describe(foto, kleingruppe=eins).kleingruppe == eins


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mit_sperre", [True, False])
def test_a_photo_never_comes_to_a_group_while_it_is_merged(monkeypatch, mit_sperre):
    """Without the lock of the group (control) the photo lands in the group that is gone."""
    konferenz = make_konferenz_heute(tor_karten="offen")
    eins, zwei = make_kleingruppe(konferenz), make_kleingruppe(konferenz)
    moved, done = threading.Event(), threading.Event()
    if not mit_sperre:
        monkeypatch.setattr(services, "_lock_gruppe", lambda kleingruppe: kleingruppe)

    def merge():
        with transaction.atomic():
            merge_kleingruppen(zwei, eins, by=MODERATION)
            moved.set()
            done.wait(2)  # with the lock the other one cannot be done before this ends

    def take_in():
        moved.wait(10)
        try:
            return add(zwei)
        finally:
            done.set()

    _none, result = at_once([merge, take_in])
    connection.close()
    if mit_sperre:
        assert isinstance(result, NichtErlaubt), result
        assert Foto.objects.count() == 0
    else:
        assert Foto.objects.get().kleingruppe == zwei
