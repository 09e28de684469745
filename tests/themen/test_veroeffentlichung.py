"""Publishing exactly what was shown, what is pointed out before, and taking it down in one click."""

import datetime

import pytest
from django.utils import timezone

from konferenz import recht
from konferenz.akteur import Rolle
from konferenz.models import Konferenz, Phasenwechsel, Verlauf
from tests.factories import (
    make_anmeldung,
    make_befund,
    make_foto,
    make_kleingruppe,
    make_konferenz,
    make_massnahme,
    make_mitglied,
    make_rueckmeldung,
    make_themenvorschlag,
    make_veranstalter,
)
from themen.hinweise import collect_stellen
from themen.models import Befund, Bericht, Protokollabschnitt, Protokollfassung
from themen.protokoll.daten import Variante
from themen.protokoll.gefroren import checksum, to_json
from themen.protokoll.sammeln import collect_protokoll

pytestmark = pytest.mark.django_db
Phase = Konferenz.Phase


def release(konferenz: Konferenz, nummer: int = 1) -> Protokollfassung:
    """A released version of what the minutes say now."""
    inhalt = {str(variante): to_json(collect_protokoll(konferenz, variante)) for variante in Variante}
    for eine in inhalt.values():
        eine |= {"fassung": nummer, "freigegeben_am": "2022-07-01"}
    return Protokollfassung.objects.create(
        konferenz=konferenz, nummer=nummer, inhalt=inhalt, sha256=checksum(inhalt), aenderung="Neu." * (nummer > 1)
    )


@pytest.fixture
def konferenz():
    veranstalter = make_veranstalter(**dict.fromkeys(recht.ARTEN, "Text"))
    found = make_konferenz(
        veranstalter=veranstalter, phase=Phase.NACHBEREITUNG, datum=datetime.date(2022, 6, 16), raum="Saal"
    )
    make_befund(make_kleingruppe(found, titel="Sport"), Befund.Art.IST, text="Hallenzeiten fehlen.")
    return found


def signed_in(client, konferenz, rolle=Rolle.LEITUNG):
    client.force_login(make_mitglied(konferenz.veranstalter, rolle=rolle).konto)
    return client


@pytest.fixture
def leitung(client, konferenz):
    return signed_in(client, konferenz)


def path(konferenz, rest="") -> str:
    return f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/veroeffentlichen/{rest}"


def public(konferenz, rest="ergebnisse/") -> str:
    return f"/{konferenz.veranstalter.slug}/{konferenz.slug}/{rest}"


def page(response) -> str:
    return response.content.decode().replace("\u00ad", "").replace("\u00a0", " ")


def publish(client, konferenz):
    stand = client.get(path(konferenz)).context["stand"]
    return client.post(path(konferenz), {"stand": stand})


def published(konferenz) -> Konferenz:
    Konferenz.objects.filter(pk=konferenz.pk).update(phase=Phase.VEROEFFENTLICHT)
    Phasenwechsel.objects.create(konferenz=konferenz, von=Phase.NACHBEREITUNG, nach=Phase.VEROEFFENTLICHT)
    konferenz.refresh_from_db()
    return konferenz


def test_the_page_shows_what_becomes_public_and_the_leitung_publishes_it(leitung, konferenz):
    shown = page(leitung.get(path(konferenz)))
    for text in ("Hallenzeiten fehlen.", "1 Gruppe, Karten: 1", "Kein Protokoll", "Keine Fotos"):
        assert text in shown
    assert leitung.get(public(konferenz)).status_code == 404
    response = publish(leitung, konferenz)
    assert (response.status_code, response["Location"]) == (302, path(konferenz))
    assert "Hallenzeiten fehlen." in page(leitung.get(public(konferenz)))
    saetze = list(Verlauf.objects.order_by("pk").values_list("satz", flat=True))
    assert saetze == ["Phase gewechselt: Nachbereitung → Veröffentlicht.", "Ergebnisse veröffentlicht, ohne Protokoll."]


def test_what_changed_after_it_was_shown_is_shown_again_first(leitung, konferenz):
    stand = leitung.get(path(konferenz)).context["stand"]
    Befund.objects.update(text="Inzwischen anders.")
    response = leitung.post(path(konferenz), {"stand": stand})
    assert response.status_code == 409
    assert "Noch ist nichts veröffentlicht." in page(response)
    assert "Inzwischen anders." in page(response)
    assert leitung.get(public(konferenz)).status_code == 404
    assert publish(leitung, konferenz).status_code == 302


def test_looking_twice_shows_the_same(leitung, konferenz):
    one, two = (leitung.get(path(konferenz)).context["stand"] for _ in range(2))
    assert one == two


def test_publishing_twice_publishes_once(leitung, konferenz):
    stand = leitung.get(path(konferenz)).context["stand"]
    for _ in range(2):
        leitung.post(path(konferenz), {"stand": stand})
    assert konferenz.phasenwechsel.count() == 1


@pytest.mark.parametrize(("rolle", "status"), [(Rolle.PLANUNG, 409), (Rolle.LESEND, 403)])
def test_only_the_leitung_publishes(client, konferenz, rolle, status):
    signed_in(client, konferenz, rolle)
    assert "Veröffentlichen kann nur die Leitung." in page(client.get(path(konferenz)))
    assert publish(client, konferenz).status_code == status
    assert client.get(public(konferenz)).status_code == 404


def test_without_legal_pages_nothing_is_published(client):
    konferenz = make_konferenz(phase=Phase.NACHBEREITUNG, datum=datetime.date(2022, 6, 16))
    signed_in(client, konferenz)
    assert "Bitte vervollständigen Sie das Impressum" in page(client.get(path(konferenz)))
    assert publish(client, konferenz).status_code == 409
    assert client.get(public(konferenz)).status_code == 404


def test_strangers_and_wrong_methods(client, konferenz):
    for rest in ("", "zuruecknehmen/"):
        assert client.post(path(konferenz, rest)).status_code == 302
    client.force_login(make_mitglied().konto)
    for rest in ("", "zuruecknehmen/"):
        assert client.post(path(konferenz, rest)).status_code == 404
    signed_in(client, konferenz)
    assert client.get(path(konferenz, "zuruecknehmen/")).status_code == 405
    assert client.put(path(konferenz)).status_code == 405


@pytest.mark.parametrize("rolle", [Rolle.LEITUNG, Rolle.PLANUNG])
@pytest.mark.parametrize("phase", [Phase.VEROEFFENTLICHT, Phase.ARCHIVIERT])
def test_one_click_takes_everything_down(client, konferenz, rolle, phase):
    foto = make_foto(konferenz.kleingruppen.get())
    release(konferenz)
    published(konferenz)
    Konferenz.objects.update(phase=phase)
    feed = f"/{konferenz.veranstalter.slug}/ergebnisse.atom"
    rests = ["ergebnisse/", "ergebnisse/protokoll/", f"ergebnisse/fotos/{foto.kennung}.jpg"]
    assert [client.get(public(konferenz, rest)).status_code for rest in rests] == [200] * 3
    assert "<entry>" in client.get(feed).content.decode()
    signed_in(client, konferenz, rolle)
    client.post(path(konferenz, "zuruecknehmen/"), {"grund": ""})
    rests += ["ergebnisse/protokoll.pdf", "ergebnisse/gruppe-1.pdf"]
    assert [client.get(public(konferenz, rest)).status_code for rest in rests] == [404] * 5
    assert "<entry>" not in client.get(feed).content.decode()
    konferenz.refresh_from_db()
    assert konferenz.phase == Phase.NACHBEREITUNG
    assert Verlauf.objects.order_by("-pk").first().satz == "Ergebnisse von der öffentlichen Seite genommen."
    assert konferenz.phasenwechsel.order_by("-pk").first().grund == "Von der öffentlichen Seite genommen."
    assert "Hallenzeiten fehlen." in page(client.get(path(konferenz)))


def test_taking_down_is_not_for_readers_and_can_be_sent_twice(client, konferenz):
    published(konferenz)
    signed_in(client, konferenz, Rolle.LESEND)
    assert client.post(path(konferenz, "zuruecknehmen/")).status_code == 403
    signed_in(client, konferenz, Rolle.PLANUNG)
    for _ in range(2):
        assert client.post(path(konferenz, "zuruecknehmen/")).status_code == 302
    assert konferenz.phasenwechsel.filter(nach=Phase.NACHBEREITUNG).count() == 1


def test_what_was_taken_down_can_be_published_again(leitung, konferenz):
    publish(leitung, konferenz)
    leitung.post(path(konferenz, "zuruecknehmen/"))
    assert publish(leitung, konferenz).status_code == 302
    assert leitung.get(public(konferenz)).status_code == 200


# What is pointed out


def test_addresses_numbers_and_names_are_pointed_out_with_the_way_to_change_them(leitung, konferenz):
    gruppe = konferenz.kleingruppen.get()
    make_anmeldung(konferenz, nachname="Zwiebelmann", anwesend_am=timezone.now())
    make_befund(gruppe, text="Zwiebelmann holt den Ball.")
    make_massnahme(gruppe, was="Anrufen: 033203 123456")
    make_themenvorschlag(konferenz, titel="Chor", beschreibung="Bitte an chor@example.org schreiben")
    make_foto(gruppe, alternativtext="Plakat von Frau Meier")
    make_rueckmeldung(konferenz, gut="Danke an mail@example.org", zitat_gut=True)
    Bericht.objects.create(konferenz=konferenz, text="Mehr unter 033203 99 88 77.")
    Protokollabschnitt.objects.create(konferenz=konferenz, schluessel="dank", modus="ersetzt", text="Herr Schmidt")
    stellen = collect_stellen(konferenz)
    basis = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}"
    assert [(stelle.wo, *stelle.hinweise) for stelle in stellen] == [
        ("Text der Ergebnisseite", "Enthält vielleicht eine Telefonnummer"),
        ("Gruppe 1, Ist 2", "Nennt vielleicht eine Person"),
        ("Maßnahme 1.1", "Enthält vielleicht eine Telefonnummer"),
        ("Thema „Chor“", "Enthält eine E-Mail-Adresse"),
        ("Protokoll, eigener Text", "Nennt vielleicht eine Person"),
        ("Beschreibung eines Fotos", "Nennt vielleicht eine Person"),
        ("Zitat aus der Rückmeldung", "Enthält eine E-Mail-Adresse"),
    ]
    assert [stelle.url.removeprefix(basis).split("/")[1] for stelle in stellen] == [
        "bericht", "gruppen", "massnahmen", "themen", "protokoll", "fotos", "rueckmeldung",
    ]  # fmt: skip
    assert all(leitung.get(stelle.url.partition("#")[0]).status_code == 200 for stelle in stellen)
    shown = page(leitung.get(path(konferenz)))
    assert "Zwiebelmann holt den Ball." in shown
    assert publish(leitung, konferenz).status_code == 302  # nothing is blocked


def test_what_is_not_for_everybody_is_not_pointed_out(konferenz):
    make_rueckmeldung(konferenz, gut="a@example.org")
    make_themenvorschlag(konferenz, titel="x@example.org", status="zurueckgezogen")
    Protokollabschnitt.objects.create(
        konferenz=konferenz, schluessel="dank", modus="ersetzt", text="x@example.org", publikum="intern"
    )
    assert collect_stellen(konferenz) == ()


@pytest.mark.parametrize("zahl", [1, 3])
def test_the_page_takes_a_fixed_number_of_queries(leitung, konferenz, django_assert_num_queries, zahl):
    for n in range(zahl):
        gruppe = make_kleingruppe(konferenz, titel=f"Gruppe {n}")
        make_befund(gruppe, text="a@example.org")
        make_massnahme(gruppe)
    with django_assert_num_queries(27):
        leitung.get(path(konferenz))
