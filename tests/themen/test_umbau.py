import pytest
from django.core.exceptions import ValidationError

from konferenz.akteur import Akteur, Rolle
from konferenz.services.fehler import NichtErlaubt
from tests.factories import (
    make_anmeldung,
    make_befund,
    make_kleingruppe,
    make_konferenz_heute,
    make_mitstreiter,
    make_themenvorschlag,
)
from themen.models import (
    Befund,
    BefundBezug,
    Gruppenrolle,
    Herkunft,
    Kleingruppe,
    Mitstreiter,
    Themenvorschlag,
    Umbau,
    Zuordnung,
)
from themen.services.gruppenrolle import claim_rolle
from themen.services.kleingruppe import change_kleingruppe, form_kleingruppe, take_thema
from themen.services.umbau import merge_kleingruppen, move_thema, split_kleingruppe, undo_umbau
from themen.services.zuordnung import assign_kleingruppe

pytestmark = pytest.mark.django_db
MODERATION = Akteur(Rolle.MODERATION, 1)
Art = Befund.Art


@pytest.fixture
def tag():
    """Groups 1 and 2, each with a topic; two people in 2, one in 1; cards in both."""
    konferenz = make_konferenz_heute()
    gruppen = [
        form_kleingruppe(
            konferenz, themen=[make_themenvorschlag(konferenz)], titel=f"Gruppe {n}", plaetze=3, by=MODERATION
        )
        for n in (1, 2)
    ]
    leute = [make_anmeldung(konferenz) for _ in range(3)]
    for person, gruppe in zip(leute, (gruppen[0], gruppen[1], gruppen[1]), strict=True):
        assign_kleingruppe(person, gruppe, by=MODERATION)
    make_befund(gruppen[0], Art.IST)
    ist = make_befund(gruppen[1], Art.IST)
    make_befund(gruppen[1], Art.IST)
    make_befund(gruppen[1], Art.SOLL, bezug=[ist])
    for person, art in zip(leute, ("mitdenken", "mitmachen", "ressource"), strict=True):
        make_mitstreiter(gruppen[1].herkunft.get().thema, person, art=art)
    claim_rolle(gruppen[1], "protokoll", anmeldung=leute[1], by=MODERATION)
    for gruppe in gruppen:
        gruppe.refresh_from_db()
    return konferenz, *gruppen, leute


def snapshot() -> dict:
    """Everything a merge moves, as rows that can be compared."""
    return {
        "gruppen": list(
            Kleingruppe.objects.order_by("pk").values_list("pk", "belegt", "aufgeloest_am", "aufgegangen_in")
        ),
        "herkunft": list(Herkunft.objects.filter(bis=None).order_by("thema").values_list("kleingruppe", "thema")),
        "zuordnungen": list(Zuordnung.objects.order_by("pk").values_list("pk", "anmeldung", "kleingruppe", "bis")),
        "karten": list(Befund.objects.order_by("pk").values_list("pk", "kleingruppe", "nummer", "position", "text")),
        "bezuege": list(BefundBezug.objects.order_by("pk").values_list("quelle", "ziel")),
        "themen": list(Themenvorschlag.objects.order_by("pk").values_list("pk", "status")),
        "mitstreiter": list(Mitstreiter.objects.order_by("pk").values_list("thema", "anmeldung", "art", "bis")),
        "rollen": list(Gruppenrolle.objects.order_by("pk").values_list("kleingruppe", "anmeldung", "art", "bis")),
    }


def test_merging_moves_topics_people_and_cards(tag):
    _konferenz, eins, zwei, leute = tag
    merge_kleingruppen(zwei, eins, by=MODERATION)
    eins.refresh_from_db()
    zwei.refresh_from_db()
    assert (eins.belegt, zwei.belegt, zwei.aufgegangen_in) == (3, 0, eins)
    assert list(Kleingruppe.objects.bestehend()) == [eins]
    assert eins.herkunft.filter(bis=None).count() == 2
    assert {z.kleingruppe for z in Zuordnung.objects.filter(bis=None, anmeldung__in=leute)} == {eins}
    karten = list(eins.befunde.order_by("art", "nummer").values_list("art", "nummer", "position"))
    assert karten == [("ist", 1, 1), ("ist", 2, 2), ("ist", 3, 3), ("soll", 1, 1)]
    assert set(Themenvorschlag.objects.values_list("status", flat=True)) == {"angenommen"}


def test_undo_of_a_merge_restores_exactly_what_was(tag):
    _konferenz, eins, zwei, _leute = tag
    vorher = snapshot()
    umbau = merge_kleingruppen(zwei, eins, by=MODERATION)
    assert snapshot() != vorher
    assert undo_umbau(umbau, by=MODERATION) == []
    assert snapshot() == vorher


def test_a_trace_that_cannot_be_true_is_refused_and_nothing_changes(tag):
    """A package from elsewhere may say that two cards had one number."""
    _konferenz, eins, zwei, _leute = tag
    make_befund(zwei, "ist", text="Noch eine.")
    umbau = merge_kleingruppen(zwei, eins, by=MODERATION)
    umbau.bewegt["befunde"] = [[pk, 1, position] for pk, _nummer, position in umbau.bewegt["befunde"]]
    umbau.save(update_fields=["bewegt"])
    vorher = snapshot()
    with pytest.raises(NichtErlaubt, match="Was wir über vorher wissen, passt nicht zusammen"):
        undo_umbau(umbau, by=MODERATION)
    assert snapshot() == vorher
    assert Umbau.objects.get().rueckgaengig_am is None


def test_merge_and_undo_three_times_ends_where_it_began(tag):
    _konferenz, eins, zwei, _leute = tag
    vorher = snapshot()
    for _ in range(3):
        undo_umbau(merge_kleingruppen(zwei, eins, by=MODERATION), by=MODERATION)
    assert snapshot() == vorher


def test_what_changed_since_a_merge_stays_and_is_said(tag):
    konferenz, eins, zwei, leute = tag
    drei = make_kleingruppe(konferenz)
    umbau = merge_kleingruppen(zwei, eins, by=MODERATION)
    assign_kleingruppe(leute[1], drei, by=MODERATION)
    moved = Befund.objects.get(kleingruppe=eins, art=Art.SOLL)
    neue = make_befund(eins, Art.IDEE, bezug=[moved])

    assert undo_umbau(umbau, by=MODERATION) == [
        "1 Person hat inzwischen gewechselt und bleibt, wo sie ist.",
        "1 neue Karte bleibt in Gruppe 1.",
        "1 Verbindung zwischen Karten beider Gruppen entfällt.",
    ]
    for gruppe in (eins, zwei, drei):
        gruppe.refresh_from_db()
    assert (eins.belegt, zwei.belegt, drei.belegt) == (1, 1, 1)
    neue.refresh_from_db()
    moved.refresh_from_db()
    assert (neue.kleingruppe, moved.kleingruppe, moved.nummer) == (eins, zwei, 1)
    assert Zuordnung.objects.get(anmeldung=leute[1], bis=None).kleingruppe == drei


def test_a_card_edited_after_the_merge_goes_back_with_its_new_text(tag):
    _konferenz, eins, zwei, _leute = tag
    umbau = merge_kleingruppen(zwei, eins, by=MODERATION)
    Befund.objects.filter(kleingruppe=eins, art=Art.SOLL).update(text="neu formuliert")
    undo_umbau(umbau, by=MODERATION)
    assert Befund.objects.get(art=Art.SOLL).text == "neu formuliert"
    assert Befund.objects.get(art=Art.SOLL).kleingruppe == zwei


def test_a_topic_taken_out_after_the_merge_stays_out(tag):
    _konferenz, eins, zwei, _leute = tag
    thema = zwei.herkunft.get().thema
    umbau = merge_kleingruppen(zwei, eins, by=MODERATION)
    take_thema(eins, thema, by=MODERATION)
    undo_umbau(umbau, by=MODERATION)
    assert list(Themenvorschlag.objects.ohne_gruppe()) == [thema]


def test_a_topic_that_both_groups_had_is_in_both_again(tag):
    konferenz, eins, zwei, _leute = tag
    thema = eins.herkunft.get().thema
    Herkunft.objects.create(konferenz=konferenz, kleingruppe=zwei, thema=thema)
    vorher = snapshot()
    umbau = merge_kleingruppen(zwei, eins, by=MODERATION)
    assert eins.herkunft.filter(bis=None).count() == 2
    undo_umbau(umbau, by=MODERATION)
    assert snapshot() == vorher


def test_hard_seats_stop_a_merge_with_a_sentence(tag):
    konferenz, eins, zwei, _leute = tag
    assign_kleingruppe(make_anmeldung(konferenz), eins, by=MODERATION)
    vorher = snapshot()
    with pytest.raises(ValidationError) as refused:
        merge_kleingruppen(zwei, eins, by=MODERATION)
    assert refused.value.messages == [
        "Gruppe 1 hat 3 Plätze, zusammen sind es 4 Personen. Erhöhen Sie zuerst die Plätze von Gruppe 1."
    ]
    assert snapshot() == vorher


def test_undo_goes_from_the_last_to_the_first(tag):
    konferenz, eins, zwei, _leute = tag
    drei = make_kleingruppe(konferenz)
    erster = merge_kleingruppen(zwei, eins, by=MODERATION)
    zweiter = merge_kleingruppen(eins, drei, by=MODERATION)
    with pytest.raises(ValidationError, match="Gehen Sie von hinten nach vorn"):
        undo_umbau(erster, by=MODERATION)
    undo_umbau(zweiter, by=MODERATION)
    undo_umbau(erster, by=MODERATION)
    with pytest.raises(ValidationError, match="schon rückgängig"):
        undo_umbau(erster, by=MODERATION)
    assert Kleingruppe.objects.bestehend().count() == 3


def test_a_group_is_not_merged_with_itself_nor_twice(tag):
    _konferenz, eins, zwei, _leute = tag
    with pytest.raises(ValidationError, match="zwei verschiedene"):
        merge_kleingruppen(eins, eins, by=MODERATION)
    merge_kleingruppen(zwei, eins, by=MODERATION)
    with pytest.raises(ValidationError, match="Gruppe 2 gibt es nicht mehr"):
        merge_kleingruppen(zwei, eins, by=MODERATION)


def test_groups_of_two_conferences_are_never_merged(tag):
    _konferenz, eins, _zwei, _leute = tag
    with pytest.raises(ValidationError):
        merge_kleingruppen(make_kleingruppe(make_konferenz_heute()), eins, by=MODERATION)


def test_splitting_takes_topics_and_leaves_people_and_cards(tag):
    konferenz, eins, zwei, _leute = tag
    zweites = make_themenvorschlag(konferenz, titel="Ferienangebote")
    Herkunft.objects.create(konferenz=konferenz, kleingruppe=zwei, thema=zweites)
    umbau = split_kleingruppe(zwei, [zweites], by=MODERATION)
    neue = umbau.ziel
    assert (neue.nummer, neue.titel, neue.belegt, neue.plaetze) == (3, "Ferienangebote", 0, 3)
    assert [row.thema for row in neue.herkunft.filter(bis=None)] == [zweites]
    zwei.refresh_from_db()
    assert (zwei.belegt, zwei.befunde.count()) == (2, 3)
    assert eins.herkunft.filter(bis=None).count() == 1


def test_undo_of_a_split_brings_the_topics_back(tag):
    konferenz, _eins, zwei, _leute = tag
    zweites = make_themenvorschlag(konferenz, status="angenommen")
    Herkunft.objects.create(konferenz=konferenz, kleingruppe=zwei, thema=zweites)
    vorher = snapshot()
    umbau = split_kleingruppe(zwei, [zweites], by=MODERATION)
    assert undo_umbau(umbau, by=MODERATION) == []
    nachher = snapshot()
    umbau.ziel.refresh_from_db()
    assert umbau.ziel.aufgeloest_am is not None
    nachher["gruppen"] = [row for row in nachher["gruppen"] if row[0] != umbau.ziel.pk]
    assert nachher == vorher


def test_undo_of_a_split_is_refused_when_people_are_in_the_new_group(tag):
    konferenz, _eins, zwei, leute = tag
    zweites = make_themenvorschlag(konferenz, status="angenommen")
    Herkunft.objects.create(konferenz=konferenz, kleingruppe=zwei, thema=zweites)
    umbau = split_kleingruppe(zwei, [zweites], by=MODERATION)
    assign_kleingruppe(leute[0], umbau.ziel, by=MODERATION)
    with pytest.raises(ValidationError) as refused:
        undo_umbau(umbau, by=MODERATION)
    assert refused.value.messages == [
        "In Gruppe 3 sind schon Personen, Karten oder Fotos. Legen Sie die beiden Gruppen zusammen."
    ]
    assert Umbau.objects.get().rueckgaengig_am is None


def test_a_split_needs_one_topic_that_goes_and_one_that_stays(tag):
    _konferenz, eins, zwei, _leute = tag
    for themen in ([], [zwei.herkunft.get().thema], [eins.herkunft.get().thema]):
        with pytest.raises(ValidationError, match="Mindestens eines muss bleiben"):
            split_kleingruppe(zwei, themen, by=MODERATION)
    assert Kleingruppe.objects.count() == 2


@pytest.mark.parametrize("rolle", [Rolle.HILFE, Rolle.TEILNAHME, Rolle.LESEND])
def test_only_moderation_and_planning_staff_rebuild(tag, rolle):
    _konferenz, eins, zwei, _leute = tag
    umbau = merge_kleingruppen(zwei, eins, by=MODERATION)
    with pytest.raises(NichtErlaubt):
        undo_umbau(umbau, by=Akteur(rolle, 1))
    with pytest.raises(NichtErlaubt):
        merge_kleingruppen(eins, zwei, by=Akteur(rolle, 1))
    with pytest.raises(NichtErlaubt):
        split_kleingruppe(eins, [], by=Akteur(rolle, 1))


def test_commitments_of_every_kind_go_with_their_topic_through_merge_split_and_undo(tag):
    _konferenz, eins, zwei, _leute = tag
    vorher = snapshot()["mitstreiter"]
    umbau = merge_kleingruppen(zwei, eins, by=MODERATION)
    assert snapshot()["mitstreiter"] == vorher
    thema = Themenvorschlag.objects.get(pk=vorher[0][0])
    split = split_kleingruppe(eins, [thema], by=MODERATION)
    assert snapshot()["mitstreiter"] == vorher
    undo_umbau(split, by=MODERATION)
    undo_umbau(umbau, by=MODERATION)
    assert snapshot()["mitstreiter"] == vorher


def test_a_merge_ends_the_roles_of_the_group_that_goes(tag):
    _konferenz, eins, zwei, leute = tag
    umbau = merge_kleingruppen(zwei, eins, by=MODERATION)
    assert not Gruppenrolle.objects.filter(bis=None).exists()
    claim_rolle(eins, "zeit", anmeldung=leute[1], by=MODERATION)
    undo_umbau(umbau, by=MODERATION)
    offen = Gruppenrolle.objects.get(bis=None)
    assert (offen.kleingruppe, offen.anmeldung, offen.art) == (zwei, leute[1], "protokoll")


def test_one_topic_moves_to_another_group_and_back(tag):
    _konferenz, eins, zwei, _leute = tag
    thema = zwei.herkunft.get().thema
    vorher = snapshot()
    umbau = move_thema(thema, zwei, eins, by=MODERATION)
    assert umbau.art == "umziehen"
    assert [row.kleingruppe for row in Herkunft.objects.filter(thema=thema, bis=None)] == [eins]
    assert snapshot()["zuordnungen"] == vorher["zuordnungen"]
    assert undo_umbau(umbau, by=MODERATION) == []
    assert snapshot() == vorher
    undo_umbau(move_thema(thema, zwei, eins, by=MODERATION), by=MODERATION)
    assert snapshot() == vorher


def test_a_topic_that_is_gone_or_a_group_that_is_the_same_moves_nothing(tag):
    _konferenz, eins, zwei, _leute = tag
    thema = zwei.herkunft.get().thema
    vorher = snapshot()
    for quelle, ziel, satz in (
        (zwei, zwei, "zwei verschiedene"),
        (eins, zwei, r"nicht mehr in Gruppe 1"),
        (zwei, make_kleingruppe(make_konferenz_heute()), "zwei verschiedene"),
    ):
        with pytest.raises(ValidationError, match=satz):
            move_thema(thema, quelle, ziel, by=MODERATION)
    assert snapshot()["herkunft"] == vorher["herkunft"]
    with pytest.raises(NichtErlaubt):
        move_thema(thema, zwei, eins, by=Akteur(Rolle.HILFE, 1))


def test_a_merge_after_a_move_is_undone_first(tag):
    _konferenz, eins, zwei, _leute = tag
    vorher = snapshot()
    umzug = move_thema(zwei.herkunft.get().thema, zwei, eins, by=MODERATION)
    merge = merge_kleingruppen(zwei, eins, by=MODERATION)
    with pytest.raises(ValidationError, match="Gehen Sie von hinten nach vorn"):
        undo_umbau(umzug, by=MODERATION)
    undo_umbau(merge, by=MODERATION)
    undo_umbau(umzug, by=MODERATION)
    assert snapshot() == vorher


def test_another_title_can_be_undone(tag):
    _konferenz, eins, _zwei, _leute = tag
    change_kleingruppe(eins, fassung=eins.fassung, titel="Sport", by=MODERATION)
    eins.refresh_from_db()
    change_kleingruppe(eins, fassung=eins.fassung, raum="Tisch 9", by=MODERATION)
    umbau = Umbau.objects.get()
    assert (umbau.art, umbau.bewegt["titel"]) == ("umbenennen", ["Gruppe 1", "Sport"])
    assert undo_umbau(umbau, by=MODERATION) == []
    eins.refresh_from_db()
    assert (eins.titel, eins.raum) == ("Gruppe 1", "Tisch 9")
