"""The section of the dots says why it is empty, and where staff see what got most."""

import html

import pytest

from konferenz.akteur import Rolle
from konferenz.models import Konferenz
from tests.factories import make_anmeldung, make_befund, make_kleingruppe, make_konferenz_heute, make_mitglied
from themen.models import Klebepunkt

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("hat", "geklebt", "satz"),
    [
        (0, 0, "Leer, weil es in dieser Konferenz keine Klebepunkte gibt."),
        (3, 0, "Leer, weil noch niemand einen Punkt geklebt hat."),
        (3, 1, ""),
    ],
)
def test_the_section_says_why_it_is_empty_and_links_the_ranking(client, hat, geklebt, satz):
    konferenz = make_konferenz_heute(klebepunkte=hat, phase=Konferenz.Phase.NACHBEREITUNG)
    befund = make_befund(make_kleingruppe(konferenz), "soll")
    if geklebt:
        anmeldung = make_anmeldung(konferenz)
        Klebepunkt.objects.create(konferenz=konferenz, befund=befund, anmeldung=anmeldung, anzahl=geklebt)
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.LESEND).konto)
    basis = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/"

    text = html.unescape(client.get(f"{basis}protokoll/abschnitte/gesamtschau/").content.decode())

    assert ("Leer, weil" in text) == bool(satz)
    assert satz in text
    assert f'href="{basis}punkte/"' in text
    assert client.get(f"{basis}punkte/").status_code == 200
    assert f'href="{basis}punkte/"' not in client.get(f"{basis}protokoll/abschnitte/dank/").content.decode()
