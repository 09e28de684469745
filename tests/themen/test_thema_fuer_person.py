"""A helper types in a topic for somebody: it is that person's own, as if they had proposed it themselves."""

import pytest

from tests.factories import make_anmeldung, make_einrichtung, make_konferenz_heute, make_zugang
from themen.models import Themenvorschlag

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("zweck", "personen"), [("hilfe", "personen/"), ("moderation", "anwesenheit/")])
def test_a_topic_typed_in_for_somebody_is_theirs(client, zweck, personen):
    konferenz = make_konferenz_heute()
    person = make_anmeldung(konferenz, einrichtung=make_einrichtung(konferenz.veranstalter, name="Kita Kiefernweg"))
    heim = make_zugang(konferenz, zweck).pfad
    seite = client.get(f"{heim}{personen}{person.kennung}/themen/").content.decode()
    assert f'href="{heim}themen/neu/?person={person.kennung}"' in seite
    url = f"{heim}themen/neu/?person={person.kennung}"
    assert person.name in client.get(url).content.decode()
    response = client.post(url, {"titel": "Räume teilen"})
    assert (response.status_code, response.url) == (302, f"{heim}{personen}{person.kennung}/themen/")
    thema = Themenvorschlag.objects.get()
    assert (thema.anmeldung, thema.einrichtung, thema.kanal) == (person, person.einrichtung, "papier")
    assert (
        "Thema ändern oder zurückziehen" in client.get(f"{person.zugang.pfad}themen/{thema.kennung}/").content.decode()
    )


def test_a_person_of_another_conference_or_not_to_be_named_is_not_found(client):
    konferenz = make_konferenz_heute()
    heim = make_zugang(konferenz, "hilfe").pfad
    for person in (make_anmeldung(make_konferenz_heute()), make_anmeldung(konferenz, gesperrt=True)):
        response = client.post(f"{heim}themen/neu/?person={person.kennung}", {"titel": "Räume teilen"})
        assert response.status_code == 404
    assert Themenvorschlag.objects.count() == 0
