"""What the log keeps quiet about: answers that told the person what to do."""

import logging

import pytest
from django.conf import settings

from konferenz.logfilter import Answered
from tests.factories import make_anmeldung, make_kleingruppe, make_konferenz_heute


@pytest.mark.parametrize(("status", "kept"), [(409, False), (422, False), (403, True), (404, True), (500, True)])
def test_only_answers_that_helped_the_person_stay_out_of_the_log(status, kept):
    record = logging.makeLogRecord({"msg": "Conflict: /mein/abcd…/gruppen/", "status_code": status})
    assert Answered().filter(record) is kept


def test_the_handler_uses_it():
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["answered", "masked"]


@pytest.mark.django_db
def test_a_full_group_is_a_conflict_with_a_sentence_and_no_line_for_the_operator(client, caplog):
    konferenz = make_konferenz_heute()
    make_kleingruppe(konferenz, plaetze=1, hart=True, belegt=1)
    frei = make_kleingruppe(konferenz)
    response = client.post(f"{make_anmeldung(konferenz).zugang.pfad}gruppen/", {"gruppe": "1"})
    assert response.status_code == 409
    satz = f"Dieser Platz war gerade vergeben. Noch frei: Gruppe {frei.nummer}."
    assert satz in response.content.decode()
    assert [record for record in caplog.records if Answered().filter(record)] == []
