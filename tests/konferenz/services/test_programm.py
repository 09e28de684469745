import pytest
from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Programmpunkt
from konferenz.services import programm
from konferenz.services.fehler import NichtErlaubt, Veraltet
from tests.factories import make_akteur, make_konferenz, make_programmpunkt

pytestmark = pytest.mark.django_db
PLANUNG = make_akteur(Rolle.PLANUNG)
DATEN = {"art": "pause", "titel": "Kaffee", "beschreibung": "", "dauer": 15, "verantwortlich": "", "material": ""}


def test_the_template_fills_an_empty_programme_to_the_end_of_the_afternoon():
    konferenz = make_konferenz()
    assert programm.load_vorlage(konferenz=konferenz, by=PLANUNG) == 9
    zeiten = [(punkt.art, punkt.start.isoformat("minutes")) for punkt in konferenz.punkte]
    assert zeiten[:4] == [
        ("begruessung", "14:30"),
        ("vorstellungsrunde", "14:45"),
        ("themen", "15:25"),
        ("gruppenbildung", "15:55"),
    ]
    assert konferenz.punkte[-1].schluss.isoformat("minutes") == "18:00"


def test_the_template_does_not_overwrite_a_programme():
    konferenz = make_konferenz()
    make_programmpunkt(konferenz)
    with pytest.raises(NichtErlaubt):
        programm.load_vorlage(konferenz=konferenz, by=PLANUNG)
    assert konferenz.programmpunkte.count() == 1


def test_a_new_item_goes_to_the_end_also_after_a_deletion():
    konferenz = make_konferenz()
    first, second = make_programmpunkt(konferenz), make_programmpunkt(konferenz)
    programm.delete_programmpunkt(punkt=first, by=PLANUNG)
    assert programm.add_programmpunkt(konferenz=konferenz, daten=DATEN, by=PLANUNG).position == second.position + 1


def test_moving_swaps_neighbours_and_stops_at_the_ends():
    konferenz = make_konferenz()
    a, b, c = (make_programmpunkt(konferenz, titel=titel) for titel in "ABC")
    programm.move_programmpunkt(punkt=c, hinauf=True, by=PLANUNG)
    programm.move_programmpunkt(punkt=a, hinauf=True, by=PLANUNG)
    programm.move_programmpunkt(punkt=b, hinauf=False, by=PLANUNG)
    assert "".join(konferenz.programmpunkte.values_list("titel", flat=True)) == "ACB"


def test_two_editors_the_second_is_told():
    punkt = make_programmpunkt()
    programm.update_programmpunkt(punkt=punkt, daten=DATEN, fassung=1, by=PLANUNG)
    with pytest.raises(Veraltet) as error:
        programm.update_programmpunkt(punkt=punkt, daten=DATEN | {"titel": "Tee"}, fassung=1, by=PLANUNG)
    assert error.value.aktuell.titel == "Kaffee"


def test_what_was_begun_is_not_deleted():
    punkt = make_programmpunkt(begonnen_am=timezone.now())
    with pytest.raises(NichtErlaubt):
        programm.delete_programmpunkt(punkt=punkt, by=PLANUNG)
    assert Programmpunkt.objects.filter(pk=punkt.pk).exists()
