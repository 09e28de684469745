"""Cancel, postpone, take back: the conference changes at once, the mail is only a draft."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from post_office.models import Email

from konferenz.akteur import Rolle
from konferenz.models import Aussendung, Konferenz, Verlauf
from konferenz.permissions import TORNAMEN, Handlung, erlaubt, is_tor_offen, tor_grund
from konferenz.services import absage as service
from konferenz.services.fehler import NichtErlaubt, Veraltet
from tests.factories import (
    make_akteur,
    make_anmeldung,
    make_konferenz,
    make_konferenz_heute,
    make_mitglied,
    make_programmpunkt,
)

pytestmark = pytest.mark.django_db
Phase = Konferenz.Phase


def in_days(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def officer(konferenz):
    return make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).akteur


def cancel(konferenz, grund="Die Heizung ist kaputt.", by=None, **more):
    return service.cancel_konferenz(konferenz=konferenz, grund=grund, by=by or officer(konferenz), **more)


def postpone(konferenz, by=None, **more):
    fields = {
        "datum": in_days(60),
        "beginn": datetime.time(10),
        "ende": datetime.time(13),
        "anmeldeschluss": in_days(50),
        "grund": "Der Saal ist belegt.",
    }
    return service.postpone_konferenz(konferenz=konferenz, by=by or officer(konferenz), **fields | more)


def saetze(konferenz) -> list[str]:
    return list(Verlauf.objects.filter(konferenz=konferenz).order_by("pk").values_list("satz", flat=True))


def test_a_cancelled_conference_closes_and_has_a_draft_to_everybody():
    konferenz = make_konferenz(tor_karten="offen")
    draft = cancel(konferenz)
    konferenz.refresh_from_db()
    assert konferenz.is_abgesagt
    assert {is_tor_offen(konferenz, tor) for tor in TORNAMEN} == {False}
    assert {tor_grund(konferenz, tor) for tor in TORNAMEN} == {"Die Konferenz ist abgesagt"}
    assert (konferenz.absage_text, konferenz.fassung) == ("Die Heizung ist kaputt.", 2)
    assert (draft.anlass, draft.kreis, draft.freigegeben_am) == ("absage", "alle", None)
    assert "Die Heizung ist kaputt." in draft.text
    assert saetze(konferenz) == ["Konferenz abgesagt.", "Aussendung entworfen."]
    assert not erlaubt(konferenz, Handlung.ANMELDEN, make_akteur(Rolle.EINRICHTUNG))
    assert not erlaubt(konferenz, Handlung.EINLADEN, make_akteur())
    assert Email.objects.count() == 0


def test_a_second_click_finds_it_cancelled():
    konferenz = make_konferenz()
    drafts = [cancel(konferenz, fassung=1) for _ in range(2)]
    assert drafts[0] == drafts[1]
    assert Aussendung.objects.count() == 1
    konferenz.refresh_from_db()
    assert konferenz.fassung == 2


def test_a_postponed_conference_keeps_answers_and_opens_for_the_new_date():
    konferenz = make_konferenz(anmeldeschluss=in_days(7), plaetze=5)
    person = make_anmeldung(konferenz)
    vorher = konferenz.datum
    draft = postpone(konferenz)
    konferenz.refresh_from_db()
    assert (konferenz.datum, konferenz.verschoben_von, konferenz.anmeldeschluss) == (in_days(60), vorher, in_days(50))
    assert (konferenz.beginn, konferenz.ende) == (datetime.time(10), datetime.time(13))
    assert konferenz.is_verschoben
    assert not konferenz.is_abgesagt
    person.refresh_from_db()
    assert person.status == "angemeldet"
    assert erlaubt(konferenz, Handlung.ANMELDEN, make_akteur(Rolle.EINRICHTUNG))
    assert "Wer schon angemeldet ist, bleibt angemeldet." in draft.text
    assert "melden Sie sich hier ab" in draft.text
    assert "Verschoben auf {datum}" in draft.betreff


def test_a_second_click_finds_it_postponed():
    konferenz = make_konferenz()
    drafts = [postpone(konferenz, fassung=1) for _ in range(2)]
    assert drafts[0] == drafts[1]
    konferenz.refresh_from_db()
    assert konferenz.fassung == 2


def test_a_cancelled_conference_can_get_a_new_date_and_the_untrue_draft_goes():
    konferenz = make_konferenz()
    cancel(konferenz)
    draft = postpone(konferenz)
    konferenz.refresh_from_db()
    assert not konferenz.is_abgesagt
    assert list(Aussendung.objects.all()) == [draft]
    assert "Entwurf einer Aussendung gelöscht." in saetze(konferenz)


def test_what_was_released_stays():
    konferenz = make_konferenz()
    released = cancel(konferenz)
    released.freigegeben_am = released.ausgefuehrt_am = timezone.now()
    released.save()
    draft = service.restore_konferenz(konferenz=konferenz, by=officer(konferenz))
    assert set(Aussendung.objects.all()) == {released, draft}
    konferenz.refresh_from_db()
    assert not konferenz.is_abgesagt
    assert (konferenz.absage_text, konferenz.fassung) == ("", 3)
    assert draft.betreff.startswith("Findet doch statt")
    assert "Absage zurückgenommen." in saetze(konferenz)


def test_taking_back_what_is_not_cancelled_changes_nothing():
    konferenz = make_konferenz()
    assert service.restore_konferenz(konferenz=konferenz, by=officer(konferenz)) is None
    konferenz.refresh_from_db()
    assert (konferenz.fassung, saetze(konferenz)) == (1, [])


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"datum": in_days(0)}, "datum"),
        ({"datum": in_days(-3)}, "datum"),
        ({"anmeldeschluss": in_days(-1)}, "anmeldeschluss"),
        ({"anmeldeschluss": in_days(61)}, "__all__"),
        ({"ende": datetime.time(9)}, "__all__"),
    ],
)
def test_a_new_date_must_make_sense(fields, name):
    konferenz = make_konferenz()
    with pytest.raises(ValidationError) as error:
        postpone(konferenz, **fields)
    assert list(error.value.message_dict) == [name]
    konferenz.refresh_from_db()
    assert (konferenz.fassung, konferenz.verschoben_von, Aussendung.objects.count()) == (1, None, 0)


def test_the_old_date_is_no_new_one():
    konferenz = make_konferenz()
    same = {"datum": konferenz.datum, "beginn": konferenz.beginn, "ende": konferenz.ende, "anmeldeschluss": None}
    with pytest.raises(ValidationError, match="bisherige Termin"):
        postpone(konferenz, **same)


def test_an_opened_day_goes_back_to_preparation_and_a_begun_one_is_not_postponed():
    konferenz = make_konferenz_heute()
    postpone(konferenz)
    konferenz.refresh_from_db()
    assert konferenz.phase == Phase.VORBEREITUNG
    assert konferenz.phasenwechsel.get().grund == "Verschoben"
    begun = make_konferenz_heute()
    make_programmpunkt(begun, begonnen_am=timezone.now())
    there = make_konferenz_heute()
    make_anmeldung(there, anwesend_am=timezone.now())
    for konferenz in (begun, there):
        with pytest.raises(ValidationError, match="hat schon begonnen"):
            postpone(konferenz)
        cancel(konferenz)


def test_somebody_elses_change_is_noticed():
    konferenz = make_konferenz(fassung=3)
    for call in (cancel, postpone):
        with pytest.raises(Veraltet):
            call(konferenz, fassung=2)


@pytest.mark.parametrize("rolle", [Rolle.LESEND, Rolle.MODERATION, Rolle.EINRICHTUNG, Rolle.OEFFENTLICH])
def test_only_who_plans_may_cancel(rolle):
    konferenz = make_konferenz()
    by = make_akteur(rolle)
    with pytest.raises(NichtErlaubt):
        cancel(konferenz, by=by)
    with pytest.raises(NichtErlaubt):
        postpone(konferenz, by=by)
    with pytest.raises(NichtErlaubt):
        service.restore_konferenz(konferenz=konferenz, by=by)


def test_neither_a_draft_nor_a_day_that_has_passed_can_be_cancelled():
    for fields in ({"phase": Phase.ENTWURF}, {"datum": in_days(-1)}, {"phase": Phase.NACHBEREITUNG}):
        with pytest.raises(NichtErlaubt):
            cancel(make_konferenz(**fields))


def test_braces_in_the_reason_are_no_placeholders():
    konferenz = make_konferenz()
    assert "(link) und (x" in cancel(konferenz, grund="{link} und {x").text
