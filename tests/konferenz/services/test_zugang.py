import pytest

from konferenz.akteur import Rolle
from konferenz.models import Zugang
from konferenz.models.zugang import ZugangUngueltig
from konferenz.services import zugang as service
from konferenz.services.fehler import NichtErlaubt
from tests.factories import make_akteur, make_konferenz

pytestmark = pytest.mark.django_db
PLANUNG = make_akteur(Rolle.PLANUNG)


def opens(token) -> str:
    try:
        return Zugang.objects.by_token(token, "moderation").bezeichnung
    except ZugangUngueltig as error:
        return error.grund


def test_a_link_opens_until_it_is_revoked_and_a_renewed_one_has_a_new_address():
    zugang = service.create_zugang(
        konferenz=make_konferenz(), zweck="moderation", bezeichnung="Frau Muster", by=PLANUNG
    )
    first = zugang.token
    assert opens(first) == "Frau Muster"
    service.revoke_zugang(zugang=zugang, by=PLANUNG)
    assert opens(first) == "widerrufen"
    renewed = service.renew_zugang(zugang=zugang, by=PLANUNG)
    assert opens(renewed.token) == "Frau Muster"
    assert opens(first) == "unbekannt"


def test_links_of_invitations_are_not_made_here():
    with pytest.raises(NichtErlaubt):
        service.create_zugang(konferenz=make_konferenz(), zweck="pass", bezeichnung="X", by=PLANUNG)


@pytest.mark.parametrize("rolle", [Rolle.LESEND, Rolle.MODERATION, Rolle.HILFE])
def test_only_planners_make_links(rolle):
    with pytest.raises(NichtErlaubt):
        service.create_zugang(konferenz=make_konferenz(), zweck="moderation", bezeichnung="X", by=make_akteur(rolle))
