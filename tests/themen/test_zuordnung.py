import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Verlauf
from konferenz.services.fehler import NichtErlaubt
from tests.factories import make_anmeldung, make_kleingruppe, make_konferenz_heute, make_programmpunkt
from themen.models import Zuordnung
from themen.services.kleingruppe import dissolve_kleingruppe
from themen.services.umbau import merge_kleingruppen
from themen.services.zuordnung import PlatzVergeben, assign_kleingruppe, choose_kleingruppe, gruppen_worte

pytestmark = pytest.mark.django_db
HILFE = Akteur(Rolle.HILFE, 1)
PLANUNG = Akteur(Rolle.PLANUNG, 1)


def who(anmeldung) -> Akteur:
    return Akteur(Rolle.TEILNAHME, anmeldung.pk)


def test_choosing_takes_a_seat_and_makes_present():
    konferenz = make_konferenz_heute()
    gruppe = make_kleingruppe(konferenz, plaetze=2)
    person = make_anmeldung(konferenz)

    assert choose_kleingruppe(person, gruppe.nummer, by=who(person)) == gruppe

    gruppe.refresh_from_db()
    person.refresh_from_db()
    assert gruppe.belegt == 1
    assert person.anwesend_am is not None
    offen = Zuordnung.objects.get()
    assert (offen.anmeldung, offen.kleingruppe, offen.bis, offen.durch) == (person, gruppe, None, Rolle.TEILNAHME)
    assert Verlauf.objects.count() == 0  # the Zuordnung says it


def test_changing_the_group_frees_the_former_seat_and_keeps_the_history():
    konferenz = make_konferenz_heute()
    eins, zwei = make_kleingruppe(konferenz, plaetze=1), make_kleingruppe(konferenz, plaetze=1)
    person = make_anmeldung(konferenz)
    choose_kleingruppe(person, 1, by=who(person))
    choose_kleingruppe(person, 2, by=who(person))

    eins.refresh_from_db()
    zwei.refresh_from_db()
    assert (eins.belegt, zwei.belegt) == (0, 1)
    rows = [(row.kleingruppe, row.bis is None) for row in Zuordnung.objects.order_by("pk")]
    assert rows == [(eins, False), (zwei, True)]


def test_choosing_the_same_group_twice_is_one_seat():
    konferenz = make_konferenz_heute()
    gruppe = make_kleingruppe(konferenz, plaetze=1)
    person = make_anmeldung(konferenz)
    for _ in range(2):
        choose_kleingruppe(person, 1, by=who(person))
    gruppe.refresh_from_db()
    assert gruppe.belegt == 1
    assert Zuordnung.objects.count() == 1


def test_the_last_seat_gone_leaves_everything_and_names_the_free_groups():
    konferenz = make_konferenz_heute()
    eins = make_kleingruppe(konferenz, plaetze=5)
    zwei, drei, _vier, fuenf = (make_kleingruppe(konferenz, plaetze=n) for n in (9, 9, 1, None))
    person, andere = make_anmeldung(konferenz), make_anmeldung(konferenz)
    choose_kleingruppe(person, eins.nummer, by=who(person))
    choose_kleingruppe(andere, 4, by=who(andere))

    with pytest.raises(PlatzVergeben) as refused:
        choose_kleingruppe(person, 4, by=who(person))

    assert refused.value.messages == [
        "Dieser Platz war gerade vergeben. Sie bleiben in Gruppe 1. Noch frei: Gruppe 2, 3 und 5."
    ]
    assert Zuordnung.objects.get(anmeldung=person, bis=None).kleingruppe == eins
    assert [g.nummer for g in (zwei, drei, fuenf)] == [2, 3, 5]


def test_without_a_group_before_the_sentence_says_only_where_there_is_room():
    konferenz = make_konferenz_heute()
    make_kleingruppe(konferenz, plaetze=1)
    eine, andere = make_anmeldung(konferenz), make_anmeldung(konferenz)
    choose_kleingruppe(eine, 1, by=who(eine))
    with pytest.raises(PlatzVergeben) as refused:
        choose_kleingruppe(andere, 1, by=who(andere))
    assert refused.value.messages == [
        "Dieser Platz war gerade vergeben. Alle anderen Gruppen sind voll. Die Moderation hilft Ihnen."
    ]
    andere.refresh_from_db()
    assert andere.anwesend_am is None  # refused means: nothing was written


def test_soft_seats_may_be_exceeded():
    konferenz = make_konferenz_heute()
    gruppe = make_kleingruppe(konferenz, plaetze=1, hart=False)
    for _ in range(3):
        person = make_anmeldung(konferenz)
        choose_kleingruppe(person, 1, by=who(person))
    gruppe.refresh_from_db()
    assert gruppe.belegt == 3


def test_a_closed_gate_stops_participants_but_not_those_who_help():
    konferenz = make_konferenz_heute(tor_gruppenwahl="geschlossen")
    gruppe = make_kleingruppe(konferenz)
    person = make_anmeldung(konferenz)
    with pytest.raises(NichtErlaubt) as refused:
        choose_kleingruppe(person, 1, by=who(person))
    assert refused.value.satz == (
        "Die Gruppenwahl ist geschlossen. Möchten Sie noch wechseln? Die Moderation hilft Ihnen."
    )
    assert assign_kleingruppe(person, gruppe, by=HILFE) == gruppe
    assert Verlauf.objects.get().satz == "Eine Person der Gruppe 1 zugeordnet."


def test_law_of_two_feet_while_the_groups_work():
    konferenz = make_konferenz_heute(tor_gruppenwahl="automatisch")
    make_programmpunkt(konferenz, art="gruppenarbeit", begonnen_am=timezone.now())
    eins, _zwei, drei = make_kleingruppe(konferenz), make_kleingruppe(konferenz), make_kleingruppe(konferenz, plaetze=1)
    person, neue = make_anmeldung(konferenz), make_anmeldung(konferenz)
    assign_kleingruppe(person, eins, by=HILFE)
    assign_kleingruppe(make_anmeldung(konferenz), drei, by=HILFE)

    assert choose_kleingruppe(person, 2, by=who(person)).nummer == 2
    with pytest.raises(PlatzVergeben):
        choose_kleingruppe(person, 3, by=who(person))
    with pytest.raises(NichtErlaubt) as refused:
        choose_kleingruppe(neue, 2, by=who(neue))
    assert refused.value.satz == (
        "Die Gruppenwahl ist geschlossen. Möchten Sie noch wechseln? Die Moderation hilft Ihnen."
    )
    neue.refresh_from_db()
    assert neue.anwesend_am is None
    with pytest.raises(NichtErlaubt):
        assign_kleingruppe(person, None, by=who(person))
    rows = [(z.kleingruppe.nummer, z.bis is None) for z in Zuordnung.objects.filter(anmeldung=person)]
    assert rows == [(1, False), (2, True)]


def test_nobody_chooses_for_somebody_else():
    konferenz = make_konferenz_heute()
    gruppe = make_kleingruppe(konferenz)
    person, andere = make_anmeldung(konferenz), make_anmeldung(konferenz)
    with pytest.raises(NichtErlaubt):
        assign_kleingruppe(person, gruppe, by=who(andere))


def test_a_group_of_another_conference_does_not_exist_here():
    konferenz = make_konferenz_heute()
    person = make_anmeldung(konferenz)
    fremde = make_kleingruppe(make_konferenz_heute())
    with pytest.raises(ValidationError, match="Diese Gruppe gibt es nicht"):
        assign_kleingruppe(person, fremde, by=HILFE)
    with pytest.raises(ValidationError, match="Diese Gruppe gibt es nicht"):
        choose_kleingruppe(person, fremde.nummer, by=who(person))


@pytest.mark.parametrize("status", ["warteliste", "abgesagt"])
def test_only_registered_people_have_a_group(status):
    konferenz = make_konferenz_heute()
    make_kleingruppe(konferenz)
    abgesagt_am = timezone.now() if status == "abgesagt" else None
    person = make_anmeldung(konferenz, status=status, abgesagt_am=abgesagt_am)
    with pytest.raises(ValidationError) as refused:
        choose_kleingruppe(person, 1, by=who(person))
    assert refused.value.messages == ["Sie sind nicht angemeldet. Die Helfenden am Eingang tragen Sie ein."]


def test_taking_out_of_a_group_frees_the_seat():
    konferenz = make_konferenz_heute()
    gruppe = make_kleingruppe(konferenz, plaetze=3)
    person = make_anmeldung(konferenz)
    choose_kleingruppe(person, 1, by=who(person))
    assert assign_kleingruppe(person, None, by=HILFE) is None
    assert assign_kleingruppe(person, None, by=HILFE) is None
    gruppe.refresh_from_db()
    assert gruppe.belegt == 0
    assert not Zuordnung.objects.filter(bis=None).exists()


def test_dissolved_groups_say_where_they_went():
    konferenz = make_konferenz_heute()
    eins, zwei, drei = (make_kleingruppe(konferenz) for _ in range(3))
    dissolve_kleingruppe(drei, by=PLANUNG)
    merge_kleingruppen(zwei, eins, by=PLANUNG)
    person = make_anmeldung(konferenz)
    with pytest.raises(ValidationError, match=r"Gruppe 2 ist jetzt Teil von Gruppe 1\."):
        choose_kleingruppe(person, 2, by=who(person))
    with pytest.raises(ValidationError, match=r"Gruppe 3 gibt es nicht mehr\."):
        choose_kleingruppe(person, 3, by=who(person))


@pytest.mark.parametrize(
    ("rolle", "phase", "darf"),
    [
        (Rolle.LESEND, Konferenz.Phase.DURCHFUEHRUNG, False),
        (Rolle.EINRICHTUNG, Konferenz.Phase.DURCHFUEHRUNG, False),
        (Rolle.PLANUNG, Konferenz.Phase.NACHBEREITUNG, True),
        (Rolle.HILFE, Konferenz.Phase.NACHBEREITUNG, False),
        (Rolle.MODERATION, Konferenz.Phase.VORBEREITUNG, False),
    ],
)
def test_who_may_place_people_when(rolle, phase, darf):
    konferenz = make_konferenz_heute(phase=phase)
    gruppe = make_kleingruppe(konferenz)
    person = make_anmeldung(konferenz)
    if darf:
        assert assign_kleingruppe(person, gruppe, by=Akteur(rolle, 1)) == gruppe
    else:
        with pytest.raises(NichtErlaubt):
            assign_kleingruppe(person, gruppe, by=Akteur(rolle, 1))


def test_groups_in_words():
    assert gruppen_worte([3]) == "Gruppe 3"
    assert gruppen_worte([3, 4]) == "Gruppe 3 und 4"
    assert gruppen_worte([2, 3, 5]) == "Gruppe 2, 3 und 5"
