import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Aussendung, Konferenz, Verlauf
from konferenz.services import leitfrage
from konferenz.services.fehler import NichtErlaubt, Veraltet
from konferenz.services.konferenz import create_konferenz, is_slug_fest, update_konferenz
from tests.factories import make_akteur, make_konferenz, make_leitfrage, make_veranstalter

pytestmark = pytest.mark.django_db
PLANUNG = make_akteur(Rolle.PLANUNG)


def daten(**overrides):
    return {
        "titel": "Erste Sozialraumkonferenz",
        "slug": "erste",
        "datum": timezone.localdate(),
        "beginn": datetime.time(14, 30),
        "ende": datetime.time(18, 0),
    } | overrides


def test_a_new_conference_is_a_draft_and_recorded():
    konferenz = create_konferenz(veranstalter=make_veranstalter(), daten=daten(), by=PLANUNG)
    assert konferenz.phase == Konferenz.Phase.ENTWURF
    assert Verlauf.objects.get().satz == "Konferenz angelegt."


def test_a_taken_address_is_a_sentence_and_nothing_is_saved():
    veranstalter = make_veranstalter()
    create_konferenz(veranstalter=veranstalter, daten=daten(), by=PLANUNG)
    with pytest.raises(ValidationError) as error:
        create_konferenz(veranstalter=veranstalter, daten=daten(), by=PLANUNG)
    assert "Diese Adresse hat schon eine andere Konferenz." in error.value.messages[0]
    assert Konferenz.objects.count() == 1


def test_end_before_begin_is_refused_by_the_service_too():
    with pytest.raises(ValidationError):
        create_konferenz(veranstalter=make_veranstalter(), daten=daten(ende=datetime.time(14, 0)), by=PLANUNG)


def test_readers_plan_nothing():
    with pytest.raises(NichtErlaubt):
        create_konferenz(veranstalter=make_veranstalter(), daten=daten(), by=make_akteur(Rolle.LESEND))


def test_the_second_editor_is_told_and_overwrites_nothing():
    konferenz = make_konferenz()
    update_konferenz(konferenz=konferenz, daten={"titel": "Neu"}, fassung=1, by=PLANUNG)
    with pytest.raises(Veraltet) as error:
        update_konferenz(konferenz=konferenz, daten={"titel": "Anders"}, fassung=1, by=PLANUNG)
    assert error.value.aktuell.titel == "Neu"
    assert error.value.aktuell.fassung == 2


def test_saving_without_a_change_leaves_no_trace():
    konferenz = make_konferenz()
    assert update_konferenz(konferenz=konferenz, daten={"titel": konferenz.titel}, fassung=1, by=PLANUNG).fassung == 1
    assert Verlauf.objects.count() == 0


def test_the_address_is_fixed_once_announced_or_sent():
    draft = make_konferenz(phase="entwurf")
    assert not is_slug_fest(draft)
    assert is_slug_fest(make_konferenz(phase="vorbereitung"))
    Aussendung.objects.create(konferenz=draft, anlass="einladung", betreff="B", text="T", freigegeben_am=timezone.now())
    assert is_slug_fest(draft)
    with pytest.raises(ValidationError):
        update_konferenz(konferenz=draft, daten={"slug": "anders"}, fassung=1, by=PLANUNG)


def test_a_published_conference_is_not_changed():
    with pytest.raises(NichtErlaubt):
        update_konferenz(
            konferenz=make_konferenz(phase="veroeffentlicht"), daten={"titel": "Neu"}, fassung=1, by=PLANUNG
        )


def test_questions_keep_their_order_through_moving_and_deleting():
    konferenz = make_konferenz()
    a, b, c = (make_leitfrage(konferenz, text=text) for text in "ABC")
    leitfrage.move_leitfrage(leitfrage=c, hinauf=True, by=PLANUNG)
    leitfrage.delete_leitfrage(leitfrage=a, by=PLANUNG)
    leitfrage.add_leitfrage(konferenz=konferenz, text="D", by=PLANUNG)
    assert "".join(konferenz.leitfragen.values_list("text", flat=True)) == "CBD"
    assert b.konferenz_id == konferenz.pk


def test_at_most_twenty_questions():
    konferenz = make_konferenz()
    for _ in range(20):
        leitfrage.add_leitfrage(konferenz=konferenz, text="?", by=PLANUNG)
    with pytest.raises(NichtErlaubt):
        leitfrage.add_leitfrage(konferenz=konferenz, text="?", by=PLANUNG)


def test_two_who_save_the_same_do_not_disturb_each_other():
    konferenz = make_konferenz()
    for _ in range(2):
        saved = update_konferenz(konferenz=konferenz, daten={"titel": "Neu"}, fassung=1, by=PLANUNG)
    assert (saved.titel, saved.fassung) == ("Neu", 2)
