"""The minutes as JSON and back: exact, canonical, and stopped by what it does not know."""

import dataclasses
import datetime
import json
from decimal import Decimal

import pytest

from tests.factories import make_foto, make_massnahme, make_rueckmeldung
from tests.themen.protokoll_daten import FEINDLICH, make_protokoll_konferenz, make_reiche_konferenz, release
from themen.models import Klebepunkt, Protokollabschnitt
from themen.protokoll.daten import Idee, Protokoll, Variante, from_json
from themen.protokoll.gefroren import canonical, checksum, to_json
from themen.protokoll.sammeln import collect_protokoll
from themen.protokoll.stand import load_freigegeben

pytestmark = pytest.mark.django_db


def make_volle_konferenz():
    konferenz = make_reiche_konferenz()
    gruppe = konferenz.kleingruppen.get(nummer=1)
    person = konferenz.anmeldungen.order_by("pk").last()
    make_massnahme(
        gruppe,
        verantwortlich=person,
        einrichtung=person.einrichtung,
        ab=datetime.date(2022, 8, 1),
        bis=datetime.date(2022, 9, 30),
        befunde=[gruppe.befunde.filter(art="soll").first()],
    )
    make_massnahme(gruppe, was=FEINDLICH[:200])
    make_foto(gruppe, alternativtext=FEINDLICH[:200])
    make_rueckmeldung(konferenz, note=2, gut=FEINDLICH[:300], zitat_gut=True)
    idee = gruppe.befunde.filter(art="idee").first()
    Klebepunkt.objects.create(konferenz=konferenz, befund=idee, anmeldung=person, anzahl=2)
    for schluessel, modus in (("weiterarbeit", "ersetzt"), ("gruppe-2", "ergaenzt"), ("gruppe-3", "ersetzt")):
        Protokollabschnitt.objects.update_or_create(
            konferenz=konferenz, schluessel=schluessel, defaults={"modus": modus, "text": FEINDLICH}
        )
    return konferenz


@pytest.mark.parametrize("variante", list(Variante))
def test_nothing_is_lost_on_the_way_through_json_and_the_database(variante):
    konferenz = make_volle_konferenz()
    entwurf = collect_protokoll(konferenz, variante)
    protokoll = dataclasses.replace(entwurf, fassung=1, freigegeben_am=datetime.date(2022, 7, 15))
    filled = {name for name, value in to_json(protokoll).items() if value not in ("", [], None, 0, False)}
    assert {"gruppen", "rangliste", "massnahmen", "themenspeicher", "fotos", "rueckmeldung", "eigene"} <= filled
    assert {"einladung", "abkuerzungen", "datenschutz"} <= filled
    text = canonical(to_json(protokoll))
    again = from_json(json.loads(text))
    assert again == protokoll
    assert canonical(to_json(again)) == text
    release(konferenz)
    assert load_freigegeben(konferenz, variante) == protokoll
    assert load_freigegeben(konferenz, variante).pruefsumme == protokoll.pruefsumme == checksum(to_json(protokoll))


def test_only_plain_values_become_json():
    with pytest.raises(TypeError, match="Decimal does not belong"):
        to_json(dataclasses.replace(Idee(1, "a", ()), nummer=Decimal(1)))


def test_an_unknown_field_is_refused_and_a_missing_one_takes_its_default():
    protokoll = collect_protokoll(make_protokoll_konferenz(), Variante.OEFFENTLICH)
    data = to_json(protokoll)
    with pytest.raises(ValueError, match="Protokoll does not know geheim"):
        from_json(data | {"geheim": 1})
    with pytest.raises(TypeError, match="'drei' is no int"):
        from_json(data | {"personen": "drei"})
    del data["fotos"]
    assert from_json(data) == protokoll
    assert isinstance(from_json(data), Protokoll)
