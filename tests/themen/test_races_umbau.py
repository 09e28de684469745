"""Two moderators change the same groups at once, on real connections: one does it, the other gets a sentence."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from konferenz.akteur import Akteur, Rolle
from tests.factories import make_anmeldung, make_kleingruppe, make_konferenz_heute, make_themenvorschlag
from tests.gleichzeitig import at_once
from themen.models import Kleingruppe, Umbau, Zuordnung
from themen.services.kleingruppe import form_kleingruppe
from themen.services.umbau import merge_kleingruppen, split_kleingruppe, undo_umbau
from themen.services.zuordnung import assign_kleingruppe

pytestmark = pytest.mark.django_db(transaction=True)
MODERATION = Akteur(Rolle.MODERATION, 1)


@pytest.fixture
def konferenz():
    konferenz = make_konferenz_heute()
    for nummer in (1, 2):
        gruppe = make_kleingruppe(konferenz, nummer=nummer, plaetze=12)
        for _ in range(nummer):
            assign_kleingruppe(make_anmeldung(konferenz), gruppe, by=MODERATION)
    return konferenz


def groups(konferenz) -> list[Kleingruppe]:
    """As a request of its own reads them."""
    rows = list(konferenz.kleingruppen.order_by("nummer"))
    for row in rows:
        row.konferenz = konferenz
    return rows


def sentences(results) -> list[str]:
    return sorted(result.messages[0] for result in results if isinstance(result, ValidationError))


def merge_without_lock(quelle, ziel, pause) -> None:
    """What a naive service does: look, then write. Only here, to prove that the race test catches it."""
    is_da = Kleingruppe.objects.filter(pk=quelle.pk, aufgeloest_am__isnull=True).exists()
    pause()
    if is_da:
        Zuordnung.objects.filter(kleingruppe=quelle).update(kleingruppe=ziel)
        Kleingruppe.objects.filter(pk=quelle.pk).update(belegt=0, aufgeloest_am=timezone.now())
        Umbau.objects.create(konferenz=ziel.konferenz, art=Umbau.Art.ZUSAMMENLEGEN, quelle=quelle, ziel=ziel)


def test_of_many_who_merge_the_same_groups_one_does_and_the_others_read_why_not(konferenz):
    eins, zwei = groups(konferenz)
    results = at_once([lambda: merge_kleingruppen(eins, zwei, by=MODERATION)] * 4)
    assert sentences(results) == ["Gruppe 1 gibt es nicht mehr."] * 3
    assert Umbau.objects.count() == 1
    assert [(g.belegt, g.aufgeloest_am is None) for g in groups(konferenz)] == [(0, False), (3, True)]
    assert Zuordnung.objects.filter(bis__isnull=True, kleingruppe=zwei).count() == 3


def test_merging_both_ways_at_once_leaves_one_group_with_everybody(konferenz):
    eins, zwei = groups(konferenz)
    ways = [(eins, zwei), (zwei, eins)]
    results = at_once([lambda q=q, z=z: merge_kleingruppen(q, z, by=MODERATION) for q, z in ways])
    assert len(sentences(results)) == 1
    assert sentences(results)[0] in ("Gruppe 1 gibt es nicht mehr.", "Gruppe 2 gibt es nicht mehr.")
    assert [g.belegt for g in groups(konferenz) if g.aufgeloest_am is None] == [3]


def test_undone_by_two_at_once_everything_goes_back_once(konferenz):
    eins, zwei = groups(konferenz)
    umbau = merge_kleingruppen(eins, zwei, by=MODERATION)
    results = at_once([lambda: undo_umbau(umbau, by=MODERATION)] * 4)
    assert sentences(results) == ["Das ist schon rückgängig gemacht."] * 3
    assert [(g.belegt, g.aufgeloest_am) for g in groups(konferenz)] == [(1, None), (2, None)]


def test_of_two_who_split_the_same_topic_off_one_makes_a_group(konferenz):
    themen = [make_themenvorschlag(konferenz) for _ in range(2)]
    gruppe = form_kleingruppe(konferenz, themen=themen, titel="Beide", by=MODERATION)
    results = at_once([lambda: split_kleingruppe(gruppe, themen[:1], by=MODERATION)] * 2)
    assert sentences(results) == ["Wählen Sie die Themen, die gehen. Mindestens eines muss bleiben."]
    assert [g.nummer for g in groups(konferenz)] == [1, 2, gruppe.nummer, gruppe.nummer + 1]


def test_negative_control_without_the_lock_two_merges_are_recorded(konferenz):
    eins, zwei = groups(konferenz)
    both_have_looked = threading.Barrier(2)
    at_once([lambda: merge_without_lock(eins, zwei, lambda: both_have_looked.wait(30))] * 2)
    assert Umbau.objects.count() == 2
