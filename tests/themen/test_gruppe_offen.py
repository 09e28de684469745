"""What a group leaves open, under its measures: through four doors, refused, in conflict, live, and with no name."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Verlauf
from konferenz.services.fehler import NichtErlaubt, Veraltet
from tests.factories import make_akteur, make_kleingruppe, make_mitglied
from tests.gleichzeitig import at_once
from tests.themen.tueren import DOORS, doors, make_person, seite
from themen.befund_live import render_brett, render_brett_lesen
from themen.models import Kleingruppe
from themen.protokoll.daten import Variante
from themen.protokoll.sammeln import collect_protokoll
from themen.services.kleingruppe import set_offen
from themen.services.umbau import merge_kleingruppen, undo_umbau

pytestmark = pytest.mark.django_db
MODERATION = make_akteur(Rolle.MODERATION)


@pytest.mark.parametrize("door", DOORS)
def test_the_group_writes_what_stays_open_through_every_door(client, door):
    gruppe = make_kleingruppe()
    url = doors(gruppe, client)[door]
    brett = seite(client.get(url))
    assert 'href="offen/"' in brett
    assert "Noch steht hier nichts." in brett
    assert "Was bleibt offen?</label>" in seite(client.get(f"{url}offen/"))

    antwort = client.post(f"{url}offen/", {"offen": "Wer zahlt?\r\nWer pflegt es? ", "fassung": gruppe.fassung})

    assert antwort["Location"] == f"{url}#offen"
    gruppe.refresh_from_db()
    assert gruppe.offen == "Wer zahlt?\nWer pflegt es?"
    brett = seite(client.get(url))
    assert "Wer zahlt?\nWer pflegt es?</p>" in brett
    assert "Offenes ändern" in brett
    satz = Verlauf.objects.get(objekt=f"kleingruppe:{gruppe.pk}").satz
    assert satz == f"Was in Gruppe {gruppe.nummer} offen bleibt, geändert."


def test_it_stands_in_the_themenspeicher_of_the_minutes():
    gruppe = make_kleingruppe()
    set_offen(gruppe=gruppe, offen="Wer zahlt?", fassung=1, by=MODERATION)
    speicher = collect_protokoll(gruppe.konferenz, Variante.OEFFENTLICH).themenspeicher
    assert [(zeile.punkt, zeile.aus) for zeile in speicher] == [("Wer zahlt?", "Gruppe 1")]


def test_who_was_slower_sees_both_texts_and_keeps_the_own_one(client):
    gruppe = make_kleingruppe()
    url = f"{doors(gruppe, client)['teilnahme']}offen/"
    set_offen(gruppe=gruppe, offen="Von anderen", fassung=1, by=MODERATION)

    antwort = client.post(url, {"offen": "Von mir", "fassung": 1})

    text = seite(antwort)
    assert antwort.status_code == 409
    assert "<blockquote>Von anderen</blockquote>" in text
    assert "Von mir</textarea>" in text
    gruppe.refresh_from_db()
    assert gruppe.offen == "Von anderen"
    assert client.post(url, {"offen": "Von mir", "fassung": 2}).status_code == 302
    assert client.post(url, {"offen": "Von mir", "fassung": 1}).status_code == 302  # the same text twice
    gruppe.refresh_from_db()
    assert (gruppe.offen, gruppe.fassung) == ("Von mir", 3)


def test_too_long_a_text_stays_in_the_field(client):
    gruppe = make_kleingruppe()
    antwort = client.post(f"{doors(gruppe, client)['planung']}offen/", {"offen": "x" * 601, "fassung": 1})
    assert antwort.status_code == 422
    assert "Das ist zu lang: 601 Zeichen, möglich sind 600." in seite(antwort)
    assert "x" * 601 in seite(antwort)
    with pytest.raises(ValidationError):
        set_offen(gruppe=gruppe, offen="x" * 601, fassung=1, by=MODERATION)


def test_who_may_not_write_cards_reads_only(client):
    gruppe = make_kleingruppe(offen="Wer zahlt?")
    fremd = make_person(make_kleingruppe(gruppe.konferenz))
    drin = make_person(gruppe)
    url = f"{fremd.zugang.pfad}gruppen/{gruppe.nummer}/"
    brett = seite(client.get(url))
    assert "Wer zahlt?" in brett
    assert 'href="offen/"' not in brett
    assert client.get(f"{url}offen/").status_code == 403
    assert client.post(f"{url}offen/", {"offen": "Fremd", "fassung": 1}).status_code == 403
    with pytest.raises(NichtErlaubt):
        set_offen(gruppe=gruppe, offen="Fremd", fassung=1, by=Akteur(Rolle.TEILNAHME, fremd.pk))
    gruppe.konferenz.tor_karten = "geschlossen"
    gruppe.konferenz.save()
    with pytest.raises(NichtErlaubt):
        set_offen(gruppe=gruppe, offen="Zu spät", fassung=1, by=Akteur(Rolle.TEILNAHME, drin.pk))
    assert set_offen(gruppe=gruppe, offen="Noch offen", fassung=1, by=MODERATION).fassung == 2


def test_strangers_and_the_wrong_method(client):
    gruppe = make_kleingruppe()
    fremd = make_person(make_kleingruppe())
    assert client.get(f"{fremd.zugang.pfad}gruppen/{gruppe.nummer + 90}/offen/").status_code == 404
    konferenz = gruppe.konferenz
    desk = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/gruppen/{gruppe.nummer}/offen/"
    client.force_login(make_mitglied().konto)
    assert client.get(desk).status_code == 404
    leser = Client()
    leser.force_login(make_mitglied(konferenz.veranstalter, Rolle.LESEND).konto)
    assert leser.get(desk).status_code == leser.post(desk, {"offen": "x", "fassung": 1}).status_code == 403
    assert client.delete(f"{make_person(gruppe).zugang.pfad}gruppen/{gruppe.nummer}/offen/").status_code == 405


def test_the_shared_fragment_shows_it_without_a_form():
    gruppe = make_kleingruppe(offen="<b>Wer zahlt?</b>")
    schreiben, lesen = render_brett(gruppe.pk), render_brett_lesen(gruppe.pk)
    for text in (schreiben, lesen):
        assert 'data-teil="offen"' in text
        assert "&lt;b&gt;Wer zahlt?" in text
        assert "<form" not in text
    assert "Offenes ändern" in schreiben
    assert "Offenes ändern" not in lesen


@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_at_once_one_is_told():
    gruppe = make_kleingruppe()
    results = at_once(
        [
            lambda text=text: set_offen(
                gruppe=Kleingruppe.objects.select_related("konferenz").get(pk=gruppe.pk),
                offen=text,
                fassung=1,
                by=MODERATION,
            )
            for text in ("Eins", "Zwei")
        ]
    )
    assert sorted(type(result) for result in results if isinstance(result, Exception)) == [Veraltet]
    gruppe.refresh_from_db()
    assert gruppe.offen in ("Eins", "Zwei")
    assert gruppe.fassung == 2


def two_groups(eins, zwei):
    ziel = make_kleingruppe(offen=eins)
    return ziel, make_kleingruppe(ziel.konferenz, offen=zwei)


def offen_of(*gruppen) -> list[str]:
    return [Kleingruppe.objects.get(pk=gruppe.pk).offen for gruppe in gruppen]


def test_a_merge_keeps_what_both_groups_left_open_and_undo_parts_it():
    ziel, quelle = two_groups("Wer zahlt?", "Wer fährt?")
    umbau = merge_kleingruppen(quelle, ziel, by=MODERATION)
    assert offen_of(ziel, quelle) == ["Wer zahlt?\nWer fährt?", "Wer fährt?"]
    undo_umbau(umbau, by=MODERATION)
    assert offen_of(ziel, quelle) == ["Wer zahlt?", "Wer fährt?"]


def test_what_was_written_since_the_merge_stays_when_it_is_undone():
    ziel, quelle = two_groups("", "Wer fährt?")
    umbau = merge_kleingruppen(quelle, ziel, by=MODERATION)
    fassung = Kleingruppe.objects.get(pk=ziel.pk).fassung
    set_offen(gruppe=ziel, offen="Wer fährt wann?", fassung=fassung, by=MODERATION)
    undo_umbau(umbau, by=MODERATION)
    assert offen_of(ziel, quelle) == ["Wer fährt wann?", "Wer fährt?"]


def test_a_merge_never_cuts_what_stays_open():
    ziel, quelle = two_groups("x" * 400, "y" * 400)
    with pytest.raises(ValidationError, match="zusammen zu lang"):
        merge_kleingruppen(quelle, ziel, by=MODERATION)
    assert offen_of(ziel, quelle) == ["x" * 400, "y" * 400]
