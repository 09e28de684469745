"""A measure whose group is merged, or whose merge is undone, while somebody has it open: it stays where it went."""

import threading

import pytest

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz
from konferenz.services.fehler import NichtErlaubt, Veraltet
from tests.factories import make_befund, make_kleingruppe, make_konferenz_heute, make_massnahme, make_mitglied
from tests.gleichzeitig import at_once
from themen.models import Massnahme
from themen.services import massnahme as services
from themen.services.umbau import merge_kleingruppen, undo_umbau

MODERATION = Akteur(Rolle.MODERATION, 1)
PLANUNG = Akteur(Rolle.PLANUNG, 1)
race = pytest.mark.django_db(transaction=True)


def two_groups(phase=Konferenz.Phase.DURCHFUEHRUNG):
    konferenz = make_konferenz_heute(phase=phase)
    ziel, quelle = (make_kleingruppe(konferenz) for _n in range(2))
    make_massnahme(ziel, befunde=[make_befund(ziel, "soll")])
    make_massnahme(quelle, was="Zieht um", befunde=[make_befund(quelle, "soll")])
    return ziel, quelle


def as_read(kennung) -> Massnahme:
    """As a request of its own reads it."""
    return Massnahme.objects.select_related("kleingruppe__konferenz").get(kennung=kennung)


def places() -> list[tuple[int, int]]:
    """Group and number of each measure, the groups that exist first."""
    return sorted(Massnahme.objects.values_list("kleingruppe__nummer", "nummer"))


def do(was, row, **more):
    angaben = {name: getattr(row, name) for name in services.FELDER}
    return {
        "status": lambda: services.set_status(row, status="erledigt", fassung=row.fassung, by=PLANUNG),
        "change": lambda: services.change_massnahme(
            row,
            fassung=row.fassung,
            by=MODERATION,
            befunde=row.befunde.all(),
            verantwortlich=None,
            einrichtung=None,
            **angaben | {"was": "Neu"},
        ),
        "delete": lambda: services.delete_massnahme(row, by=MODERATION),
        "restore": lambda: services.restore_massnahme(row, by=MODERATION),
    }[was]()


@pytest.mark.django_db
@pytest.mark.parametrize("was", ["change", "delete", "restore"])
def test_after_a_merge_nobody_writes_into_the_group_that_is_gone(was):
    ziel, quelle = two_groups()
    alt = as_read(quelle.massnahmen.get().kennung)
    merge_kleingruppen(quelle, ziel, by=MODERATION)
    with pytest.raises(NichtErlaubt):
        do(was, alt)
    assert places() == [(1, 1), (1, 2)]


@pytest.mark.django_db
def test_a_state_set_during_a_merge_leaves_the_measure_where_it_went():
    ziel, quelle = two_groups(Konferenz.Phase.NACHBEREITUNG)
    alt = as_read(quelle.massnahmen.get().kennung)
    merge_kleingruppen(quelle, ziel, by=PLANUNG)
    with pytest.raises(Veraltet) as error:
        do("status", alt)
    assert error.value.aktuell.kleingruppe == ziel
    assert places() == [(1, 1), (1, 2)]
    assert do("status", as_read(alt.kennung)).status == "erledigt"
    assert places() == [(1, 1), (1, 2)]


@pytest.mark.django_db
@pytest.mark.parametrize("was", ["status", "change", "delete", "restore"])
def test_after_the_undo_of_a_merge_the_measure_stays_in_its_group(was):
    phase = Konferenz.Phase.NACHBEREITUNG if was == "status" else Konferenz.Phase.DURCHFUEHRUNG
    ziel, quelle = two_groups(phase)
    kennung = quelle.massnahmen.get().kennung
    umbau = merge_kleingruppen(quelle, ziel, by=PLANUNG)
    alt = as_read(kennung)
    undo_umbau(umbau, by=PLANUNG)
    with pytest.raises(Veraltet):
        do(was, alt)
    assert places() == [(1, 1), (2, 1)]


@pytest.mark.django_db
def test_what_was_typed_before_the_undo_of_a_merge_is_saved_in_the_group_it_belongs_to(client):
    ziel, quelle = two_groups()
    kennung = quelle.massnahmen.get().kennung
    umbau = merge_kleingruppen(quelle, ziel, by=PLANUNG)
    konferenz = ziel.konferenz
    client.force_login(make_mitglied(konferenz.veranstalter).konto)
    basis = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/gruppen/"
    undo_umbau(umbau, by=PLANUNG)

    alte = f"{basis}{ziel.nummer}/massnahmen/{kennung}/"
    neue = f"{basis}{quelle.nummer}/massnahmen/{kennung}/"
    assert client.get(alte)["Location"] == neue
    antwort = client.post(alte, {"was": "Von mir", "fassung": 1})
    assert antwort["Location"] == f"{basis}{quelle.nummer}/#massnahme-{kennung}"
    assert as_read(kennung).was == "Von mir"
    assert places() == [(1, 1), (2, 1)]
    antwort = client.post(f"{alte}loeschen/")
    assert antwort["Location"] == neue
    assert as_read(kennung).geloescht_am is not None


def set_status_of_all_columns(row, pause) -> None:
    """What a naive service does: look, then save everything. Only here, to prove that the race test catches it."""
    pause()
    row.status = "erledigt"
    row.save()


@race
@pytest.mark.parametrize("runde", range(3))
def test_a_state_and_a_merge_at_once_leave_every_measure_in_a_group_that_exists(runde):
    ziel, quelle = two_groups(Konferenz.Phase.NACHBEREITUNG)
    alt = as_read(quelle.massnahmen.get().kennung)
    results = at_once(
        [lambda: do("status", alt), lambda: merge_kleingruppen(quelle, ziel, by=PLANUNG), lambda: do("status", alt)]
    )
    assert all(not isinstance(result, Exception) or isinstance(result, Veraltet) for result in results)
    assert places() == [(1, 1), (1, 2)]


@race
@pytest.mark.parametrize("was", ["change", "delete"])
def test_a_change_and_the_undo_of_a_merge_at_once_leave_it_in_its_own_group(was):
    ziel, quelle = two_groups()
    kennung = quelle.massnahmen.get().kennung
    umbau = merge_kleingruppen(quelle, ziel, by=PLANUNG)
    alt = as_read(kennung)
    results = at_once([lambda: do(was, alt), lambda: undo_umbau(umbau, by=PLANUNG)])
    assert not isinstance(results[1], Exception)
    assert not isinstance(results[0], Exception) or isinstance(results[0], Veraltet)
    assert places() == [(1, 1), (2, 1)]


@race
def test_negative_control_who_saves_all_columns_puts_it_back_into_the_group_that_is_gone():
    ziel, quelle = two_groups(Konferenz.Phase.NACHBEREITUNG)
    alt = as_read(quelle.massnahmen.get().kennung)
    merged = threading.Event()

    def merge():
        merge_kleingruppen(quelle, ziel, by=PLANUNG)
        merged.set()

    at_once([lambda: set_status_of_all_columns(alt, lambda: merged.wait(30)), merge])
    assert places() == [(1, 1), (2, 1)]
    assert Massnahme.objects.filter(kleingruppe__aufgeloest_am__isnull=False).count() == 1
