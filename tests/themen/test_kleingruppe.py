import uuid

import pytest
from django.core.exceptions import ValidationError

from konferenz.akteur import Akteur, Rolle
from konferenz.services.fehler import NichtErlaubt, Veraltet
from tests.factories import (
    make_anmeldung,
    make_befund,
    make_kleingruppe,
    make_konferenz_heute,
    make_themenvorschlag,
)
from themen.models import Herkunft, Kleingruppe, Themenvorschlag
from themen.services.befund import delete_befund
from themen.services.kleingruppe import (
    change_kleingruppe,
    dissolve_kleingruppe,
    form_kleingruppe,
    give_themen,
    store_themen,
    take_thema,
)
from themen.services.zuordnung import assign_kleingruppe

pytestmark = pytest.mark.django_db
MODERATION = Akteur(Rolle.MODERATION, 1)
Status = Themenvorschlag.Status


def test_several_topics_become_one_group_with_number_and_colour():
    konferenz = make_konferenz_heute()
    themen = [make_themenvorschlag(konferenz) for _ in range(3)]
    gruppe = form_kleingruppe(konferenz, themen=themen, titel="Netzwerk", plaetze=12, by=MODERATION)
    assert (gruppe.nummer, gruppe.farbe, gruppe.titel, gruppe.plaetze, gruppe.hart) == (1, 1, "Netzwerk", 12, True)
    assert set(gruppe.themen.all()) == set(themen)
    assert set(Themenvorschlag.objects.values_list("status", flat=True)) == {Status.ANGENOMMEN}
    assert not Themenvorschlag.objects.ohne_gruppe().exists()


def test_the_ninth_group_has_the_first_colour_again():
    konferenz = make_konferenz_heute(gruppen_zaehler=8)
    gruppe = form_kleingruppe(konferenz, titel="Neun", by=MODERATION)
    assert (gruppe.nummer, gruppe.farbe) == (9, 1)


def test_a_number_is_never_given_again():
    konferenz = make_konferenz_heute()
    erste = form_kleingruppe(konferenz, titel="Eins", by=MODERATION)
    dissolve_kleingruppe(erste, by=MODERATION)
    assert form_kleingruppe(konferenz, titel="Zwei", by=MODERATION).nummer == 2


def test_sending_the_form_twice_forms_one_group():
    konferenz = make_konferenz_heute()
    key = uuid.uuid4()
    eine = form_kleingruppe(konferenz, titel="Eins", by=MODERATION, vorgang=key)
    assert form_kleingruppe(konferenz, titel="Eins", by=MODERATION, vorgang=key) == eine
    assert Kleingruppe.objects.count() == 1


def test_topics_of_another_conference_stay_outside():
    konferenz = make_konferenz_heute()
    fremdes = make_themenvorschlag(make_konferenz_heute())
    gruppe = form_kleingruppe(konferenz, themen=[fremdes], titel="Eins", by=MODERATION)
    assert not gruppe.herkunft.exists()
    fremdes.refresh_from_db()
    assert fremdes.status == Status.EINGEREICHT


def test_a_topic_withdrawn_meanwhile_is_refused_and_nothing_is_formed():
    konferenz = make_konferenz_heute()
    thema = make_themenvorschlag(konferenz, status=Status.ZURUECKGEZOGEN)
    with pytest.raises(ValidationError, match="inzwischen zurückgezogen"):
        form_kleingruppe(konferenz, themen=[thema], titel="Eins", by=MODERATION)
    konferenz.refresh_from_db()
    assert (Kleingruppe.objects.count(), konferenz.gruppen_zaehler) == (0, 0)


@pytest.mark.parametrize("rolle", [Rolle.HILFE, Rolle.TEILNAHME, Rolle.LESEND, Rolle.EINRICHTUNG, Rolle.OEFFENTLICH])
def test_only_moderation_and_planning_staff_form_groups(rolle):
    konferenz = make_konferenz_heute()
    with pytest.raises(NichtErlaubt):
        form_kleingruppe(konferenz, titel="Eins", by=Akteur(rolle, 1))
    gruppe = make_kleingruppe(konferenz)
    for work in (
        lambda: change_kleingruppe(gruppe, fassung=1, raum="Tisch 9", by=Akteur(rolle, 1)),
        lambda: dissolve_kleingruppe(gruppe, by=Akteur(rolle, 1)),
        lambda: give_themen(gruppe, [make_themenvorschlag(konferenz)], by=Akteur(rolle, 1)),
    ):
        with pytest.raises(NichtErlaubt):
            work()


def test_changing_room_and_seats_keeps_who_is_inside():
    konferenz = make_konferenz_heute()
    gruppe = make_kleingruppe(konferenz, plaetze=5)
    assign_kleingruppe(make_anmeldung(konferenz), gruppe, by=MODERATION)
    neu = change_kleingruppe(gruppe, fassung=1, raum="Raum 1.12", wegweiser="1. Etage", plaetze=1, by=MODERATION)
    gruppe.refresh_from_db()
    assert (gruppe.raum, gruppe.wegweiser, gruppe.plaetze, gruppe.belegt, gruppe.fassung) == (
        "Raum 1.12", "1. Etage", 1, 1, 2,
    )  # fmt: skip
    assert neu.titel == gruppe.titel


def test_seats_never_fall_below_the_people_inside():
    konferenz = make_konferenz_heute()
    gruppe = make_kleingruppe(konferenz, plaetze=5)
    for _ in range(3):
        assign_kleingruppe(make_anmeldung(konferenz), gruppe, by=MODERATION)
    with pytest.raises(ValidationError) as refused:
        change_kleingruppe(gruppe, fassung=1, plaetze=2, by=MODERATION)
    assert refused.value.message_dict == {
        "plaetze": ["In der Gruppe sind schon 3 Personen. Geben Sie mindestens so viele Plätze an."]
    }
    change_kleingruppe(gruppe, fassung=1, plaetze=2, hart=False, by=MODERATION)


def test_two_moderators_at_one_group_the_second_is_told():
    gruppe = make_kleingruppe()
    change_kleingruppe(gruppe, fassung=1, raum="Tisch 1", by=MODERATION)
    with pytest.raises(Veraltet) as veraltet:
        change_kleingruppe(gruppe, fassung=1, raum="Tisch 2", by=MODERATION)
    assert veraltet.value.aktuell.raum == "Tisch 1"


def test_topics_come_into_a_group_and_leave_it():
    konferenz = make_konferenz_heute()
    gruppe = make_kleingruppe(konferenz)
    thema = make_themenvorschlag(konferenz)
    give_themen(gruppe, [thema], by=MODERATION)
    give_themen(gruppe, [thema], by=MODERATION)
    assert Herkunft.objects.filter(bis=None).count() == 1
    take_thema(gruppe, thema, by=MODERATION)
    thema.refresh_from_db()
    assert thema.status == Status.EINGEREICHT
    assert list(Themenvorschlag.objects.ohne_gruppe()) == [thema]
    assert Herkunft.objects.get().bis is not None


def test_dissolving_gives_the_topics_back():
    konferenz = make_konferenz_heute()
    thema = make_themenvorschlag(konferenz)
    gruppe = form_kleingruppe(konferenz, themen=[thema], titel="Eins", by=MODERATION)
    dissolve_kleingruppe(gruppe, by=MODERATION)
    assert list(Themenvorschlag.objects.ohne_gruppe().filter(status=Status.EINGEREICHT)) == [thema]
    assert not Kleingruppe.objects.bestehend().exists()


SATZ = "In Gruppe 1 sind schon Personen, Karten oder Fotos. Legen Sie die Gruppe mit einer anderen zusammen."


def test_a_group_with_people_is_not_dissolved():
    konferenz = make_konferenz_heute()
    gruppe = make_kleingruppe(konferenz)
    assign_kleingruppe(make_anmeldung(konferenz), gruppe, by=MODERATION)
    with pytest.raises(ValidationError) as refused:
        dissolve_kleingruppe(gruppe, by=MODERATION)
    assert refused.value.messages == [SATZ]


def test_a_group_with_cards_is_not_dissolved_but_with_deleted_ones_it_is():
    gruppe = make_kleingruppe()
    karte = make_befund(gruppe)
    with pytest.raises(ValidationError) as refused:
        dissolve_kleingruppe(gruppe, by=MODERATION)
    assert refused.value.messages == [SATZ]
    delete_befund(karte, by=MODERATION)
    dissolve_kleingruppe(gruppe, by=MODERATION)


def test_topics_in_no_group_go_to_the_themenspeicher():
    konferenz = make_konferenz_heute()
    in_gruppe, ohne, zurueck = (make_themenvorschlag(konferenz) for _ in range(3))
    Themenvorschlag.objects.filter(pk=zurueck.pk).update(status=Status.ZURUECKGEZOGEN)
    make_themenvorschlag(make_konferenz_heute())
    form_kleingruppe(konferenz, themen=[in_gruppe], titel="Eins", by=MODERATION)
    assert store_themen(konferenz) == 1
    ohne.refresh_from_db()
    assert ohne.status == Status.IM_SPEICHER
    assert Themenvorschlag.objects.filter(status=Status.IM_SPEICHER).count() == 1
