import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Konto
from konferenz.services import team
from konferenz.services.fehler import NichtErlaubt
from tests.factories import make_akteur, make_konto, make_mitglied, make_veranstalter

pytestmark = pytest.mark.django_db
LEITUNG = make_akteur(Rolle.LEITUNG)


def invite(veranstalter, **overrides):
    person = {"email": "Neu@Example.org", "vorname": "Ada", "nachname": "Neu", "rolle": "planung"}
    return team.invite_mitglied(veranstalter=veranstalter, by=LEITUNG, **person | overrides)


def test_a_new_colleague_gets_an_account_without_password_and_a_mail():
    row = invite(make_veranstalter())
    assert row.konto.email == "neu@example.org"
    assert not row.konto.has_usable_password()
    assert [message.to for message in mail.outbox] == [["neu@example.org"]]
    assert "/konto/passwort/neu/" in mail.outbox[0].body


def test_somebody_with_an_account_keeps_name_and_password():
    konto = make_konto(email="da@example.org", vorname="Alt")
    row = invite(make_veranstalter(), email="da@example.org", vorname="Anders")
    konto.refresh_from_db()
    assert (row.konto_id, konto.vorname, konto.has_usable_password()) == (konto.pk, "Alt", True)
    assert "/konto/anmelden/" in mail.outbox[0].body


def test_nobody_is_in_a_team_twice():
    veranstalter = make_veranstalter()
    invite(veranstalter)
    with pytest.raises(ValidationError) as error:
        invite(veranstalter)
    assert error.value.message_dict == {"email": ["Diese Person gehört schon zum Team."]}
    assert veranstalter.mitgliedschaften.count() == 1


def test_a_second_organiser_ends_links_that_the_first_may_have_seen():
    first = invite(make_veranstalter())
    before = Konto.objects.get(pk=first.konto_id).password
    assert team.may_see_password_link(first)
    second = invite(make_veranstalter())
    assert Konto.objects.get(pk=first.konto_id).password != before
    assert not team.may_see_password_link(second)


def test_the_first_link_is_not_shown_for_an_opened_account():
    row = invite(make_veranstalter())
    row.konto.last_login = timezone.now()
    row.konto.save()
    assert not team.may_see_password_link(row)


@pytest.mark.parametrize("rolle", [Rolle.PLANUNG, Rolle.LESEND])
def test_only_the_leitung_changes_the_team(rolle):
    row = make_mitglied(rolle=Rolle.LESEND)
    by = make_akteur(rolle)
    with pytest.raises(NichtErlaubt):
        team.change_rolle(mitgliedschaft=row, rolle="leitung", by=by)
    with pytest.raises(NichtErlaubt):
        team.remove_mitglied(mitgliedschaft=row, by=by)


def test_the_last_leitung_stays():
    row = make_mitglied(rolle=Rolle.LEITUNG)
    with pytest.raises(NichtErlaubt):
        team.remove_mitglied(mitgliedschaft=row, by=LEITUNG)
    with pytest.raises(NichtErlaubt):
        team.change_rolle(mitgliedschaft=row, rolle="lesend", by=LEITUNG)
    make_mitglied(row.veranstalter, rolle=Rolle.LEITUNG)
    team.remove_mitglied(mitgliedschaft=row, by=LEITUNG)
    assert row.veranstalter.mitgliedschaften.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_remove_each_other_at_once_leave_one_leitung():
    veranstalter = make_veranstalter()
    rows = [make_mitglied(veranstalter, rolle=Rolle.LEITUNG) for _ in range(2)]
    start = threading.Barrier(2)

    def remove(row):
        try:
            start.wait()
            team.remove_mitglied(mitgliedschaft=row, by=LEITUNG)
            return "entfernt"
        except NichtErlaubt:
            return "muss bleiben"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(remove, rows)) == ["entfernt", "muss bleiben"]
    assert veranstalter.mitgliedschaften.count() == 1
