"""The doors to a group for everybody who may write, and a person who sits in it."""

import html

from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Zugang
from tests.factories import make_anmeldung, make_mitglied, make_zugang
from themen.models import Zuordnung

DOORS = ["teilnahme", "moderation", "hilfe", "planung"]


def make_person(gruppe, **overrides):
    """A participant who is there and sits in the group."""
    anmeldung = make_anmeldung(gruppe.konferenz, **{"anwesend_am": timezone.now()} | overrides)
    Zuordnung.objects.create(konferenz=gruppe.konferenz, anmeldung=anmeldung, kleingruppe=gruppe, durch=Rolle.TEILNAHME)
    return anmeldung


def doors(gruppe, client, person=None):
    """The board's address for member (`person`), moderation, helper, staff; the client is signed in as staff."""
    konferenz = gruppe.konferenz
    client.force_login(make_mitglied(konferenz.veranstalter).konto)
    nummer = f"gruppen/{gruppe.nummer}/"
    return {
        "teilnahme": (person or make_person(gruppe)).zugang.pfad + nummer,
        "moderation": make_zugang(konferenz, Zugang.Zweck.MODERATION).pfad + nummer,
        "hilfe": make_zugang(konferenz, Zugang.Zweck.HILFE).pfad + nummer,
        "planung": f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/{nummer}",
    }


def seite(response) -> str:
    return html.unescape(response.content.decode())
