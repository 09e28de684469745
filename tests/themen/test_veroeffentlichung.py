"""Publishing exactly what was shown, what is pointed out before, and taking it down in one click."""

import datetime

import pytest
from django.utils import timezone

from konferenz import recht
from konferenz.akteur import Rolle
from konferenz.models import Datei, Konferenz, Phasenwechsel, Verlauf
from tests.factories import (
    LEERES_PDF,
    make_anmeldung,
    make_befund,
    make_foto,
    make_kleingruppe,
    make_konferenz,
    make_massnahme,
    make_mitglied,
    make_programmpunkt,
    make_rueckmeldung,
    make_themenvorschlag,
    make_veranstalter,
)
from themen.ergebnisse import collect_ergebnisse
from themen.hinweise import collect_fundstellen
from themen.models import Befund, Bericht, Protokollabschnitt, Protokolldatei, Protokollfassung, Protokollstand
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
    stand = client.get(path(konferenz)).context["gelesen"]
    return client.post(path(konferenz), {"gelesen": stand})


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
    stand = leitung.get(path(konferenz)).context["gelesen"]
    Befund.objects.update(text="Inzwischen anders.")
    response = leitung.post(path(konferenz), {"gelesen": stand})
    assert response.status_code == 409
    assert "Noch ist nichts veröffentlicht." in page(response)
    assert "Inzwischen anders." in page(response)
    assert leitung.get(public(konferenz)).status_code == 404
    assert publish(leitung, konferenz).status_code == 302


def test_looking_twice_shows_the_same(leitung, konferenz):
    one, two = (leitung.get(path(konferenz)).context["gelesen"] for _ in range(2))
    assert one == two


def test_publishing_twice_publishes_once(leitung, konferenz):
    stand = leitung.get(path(konferenz)).context["gelesen"]
    for _ in range(2):
        leitung.post(path(konferenz), {"gelesen": stand})
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


def test_what_stands_above_the_page_counts_too(leitung, konferenz):
    """Title, subject for search engines, place and time are shown to everybody."""
    gelesen = leitung.get(path(konferenz)).context["gelesen"]
    for felder in ({"kurzbeschreibung": "Rückfragen: 0171 2345678"}, {"titel": "Anders"}, {"ort": "Turnhalle"}):
        Konferenz.objects.filter(pk=konferenz.pk).update(**felder)
        assert leitung.post(path(konferenz), {"gelesen": gelesen}).status_code == 409
        gelesen = leitung.get(path(konferenz)).context["gelesen"]
    assert leitung.post(path(konferenz), {"gelesen": gelesen}).status_code == 302


def test_an_old_form_of_the_phase_page_leads_to_what_becomes_public(leitung, konferenz):
    phase = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/phase/"
    response = leitung.post(phase, {"nach": "veroeffentlicht"}, follow=True)
    assert response.redirect_chain == [(path(konferenz), 302)]
    assert "Bitte sehen Sie zuerst an, was öffentlich wird. Es ist nichts veröffentlicht." in page(response)
    konferenz.refresh_from_db()
    assert (konferenz.phase, konferenz.phasenwechsel.count()) == (Phase.NACHBEREITUNG, 0)


def test_the_public_minutes_can_be_read_before_they_are_published(leitung, konferenz):
    release(konferenz)
    basis = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/protokoll/fassungen/1/"
    shown = page(leitung.get(path(konferenz)))
    assert f'href="{basis}oeffentlich/"' in shown
    assert leitung.get(f"{basis}oeffentlich/").status_code == 200
    assert "Das PDF fehlt noch." in shown
    datei = Datei.objects.store(
        veranstalter=konferenz.veranstalter, name="p.pdf", typ="application/pdf", inhalt=LEERES_PDF
    )
    Protokolldatei.objects.create(
        protokollfassung=Protokollfassung.objects.get(), publikum="oeffentlich", endung="pdf", datei=datei
    )
    shown = page(leitung.get(path(konferenz)))
    assert f'href="{basis}oeffentlich.pdf"' in shown
    assert "Das PDF fehlt noch." not in shown


def test_taking_down_drops_letters_that_rely_on_the_public_page(leitung, konferenz):
    release(konferenz)
    published(konferenz)
    for kreis in ("verteiler", "anwesende"):
        konferenz.aussendungen.create(anlass="protokoll", betreff="Protokoll", text="{link}", kreis=kreis)
    leitung.post(path(konferenz, "zuruecknehmen/"))
    assert [row.kreis for row in konferenz.aussendungen.all()] == ["anwesende"]
    satz = "1 vorbereitete E-Mail zum Protokoll verworfen, sie stimmte nicht mehr."
    assert Verlauf.objects.order_by("-pk").first().satz == satz


def test_taking_down_leaves_the_file_for_those_who_were_there(leitung, konferenz):
    fassung = release(konferenz)
    published(konferenz)
    for publikum in ("netzwerk", "oeffentlich"):
        datei = Datei.objects.store(
            veranstalter=konferenz.veranstalter, name=f"{publikum}.pdf", typ="application/pdf", inhalt=LEERES_PDF
        )
        Protokolldatei.objects.create(protokollfassung=fassung, publikum=publikum, endung="pdf", datei=datei)
        konferenz.aussendungen.create(
            anlass="protokoll", betreff="Protokoll", text="Anbei", kreis="anwesende", anlage=datei
        )
    leitung.post(path(konferenz, "zuruecknehmen/"))
    assert [row.anlage.name for row in konferenz.aussendungen.all()] == ["netzwerk.pdf"]


def test_going_back_a_phase_leads_to_taking_down(leitung, konferenz):
    published(konferenz)
    konferenz.aussendungen.create(anlass="protokoll", betreff="Protokoll", text="{link}", kreis="verteiler")
    phase = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/phase/"
    assert f'href="{path(konferenz)}#herunter"' in page(leitung.get(phase))
    response = leitung.get(f"{phase}zurueck/")
    assert (response.status_code, response["Location"]) == (302, f"{path(konferenz)}#herunter")
    response = leitung.post(f"{phase}zurueck/", {"nach": "nachbereitung", "grund": "Fehler"}, follow=True)
    assert response.redirect_chain == [(f"{path(konferenz)}#herunter", 302)]
    assert "Die Phase ist nicht geändert. Bitte nehmen Sie die Ergebnisse hier herunter." in page(response)
    konferenz.refresh_from_db()
    assert (konferenz.phase, konferenz.aussendungen.count()) == (Phase.VEROEFFENTLICHT, 1)


# What is pointed out


def fundstellen_of(konferenz):
    return collect_fundstellen(konferenz, collect_ergebnisse(konferenz))


def test_what_is_frozen_is_looked_at_and_mended_by_a_correction(leitung, konferenz):
    Befund.objects.update(text="Tel. 033203 12345")
    release(konferenz)
    Befund.objects.update(text="Ohne Nummer.")
    stelle, _noch_einmal = fundstellen_of(konferenz)
    assert (stelle.wo, stelle.text) == ("Protokoll, Gruppe 1", "Tel. 033203 12345")
    assert stelle.url.endswith("/protokoll/freigabe/korrigieren/")
    assert leitung.get(stelle.url).status_code == 200
    assert "Tel. 033203 12345" in page(leitung.get(path(konferenz)))
    Protokollstand.objects.create(konferenz=konferenz, zustand="entwurf", aenderung="Nummer weg.")
    assert [stelle.url.endswith("/protokoll/freigabe/") for stelle in fundstellen_of(konferenz)] == [True] * 2


def test_what_changed_after_the_release_is_not_public_and_not_pointed_out(konferenz):
    release(konferenz)
    Befund.objects.update(text="a@example.org")
    assert fundstellen_of(konferenz) == ()


def test_every_text_that_the_minutes_print_is_looked_at(leitung, konferenz):
    Konferenz.objects.update(
        begruessung="Frau Meier begrüßte.",
        moderation_organisation="Büro, 033203 4711 0815",
        verteiler="Bürgermeister\nHerr Schulz <schulz@ort.example>",
        kontakt_telefon="033203 1111111",
    )
    make_programmpunkt(konferenz, titel="Grußwort", beschreibung="Familie Kaiser singt.")
    konferenz.refresh_from_db()
    found = [(stelle.wo, stelle.text) for stelle in fundstellen_of(konferenz)]
    assert found == [
        ("Angaben: Begrüßung", "Frau Meier begrüßte."),
        ("Angaben: Verteiler des Protokolls", "Herr Schulz"),
        ("Programmpunkt „Grußwort“", "Grußwort\nFamilie Kaiser singt."),
        ("Protokoll, „Angaben im Kopf“", "Büro, 033203 4711 0815"),
    ]
    for stelle in fundstellen_of(konferenz):
        assert leitung.get(stelle.url).status_code == 200


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
    fundstellen = fundstellen_of(konferenz)
    basis = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}"
    assert [(stelle.wo, *stelle.hinweise) for stelle in fundstellen] == [
        ("Text der Ergebnisseite", "Enthält vielleicht eine Telefonnummer"),
        ("Gruppe 1, Ist 2", "Nennt vielleicht eine Person"),
        ("Maßnahme 1.1", "Enthält vielleicht eine Telefonnummer"),
        ("Thema „Chor“", "Enthält eine E-Mail-Adresse"),
        ("Protokoll, eigener Text", "Nennt vielleicht eine Person"),
        ("Beschreibung eines Fotos", "Nennt vielleicht eine Person"),
        ("Zitat aus der Rückmeldung", "Enthält eine E-Mail-Adresse"),
        ("Protokoll, „Themenspeicher“", "Nennt vielleicht eine Person"),  # the card once more, with what it lacks
    ]
    assert [stelle.url.removeprefix(basis).split("/")[1] for stelle in fundstellen] == [
        "bericht", "gruppen", "massnahmen", "themen", "protokoll", "fotos", "rueckmeldung", "protokoll",
    ]  # fmt: skip
    assert all(leitung.get(stelle.url.partition("#")[0]).status_code == 200 for stelle in fundstellen)
    shown = page(leitung.get(path(konferenz)))
    assert "Zwiebelmann holt den Ball." in shown
    assert publish(leitung, konferenz).status_code == 302  # nothing is blocked


def test_a_short_or_empty_line_hides_no_other_text(konferenz):
    Konferenz.objects.filter(pk=konferenz.pk).update(begruessung="Frau Abel\n…\n?", dank="Koch")
    konferenz.refresh_from_db()
    make_anmeldung(konferenz, nachname="Koch")
    gruppe = konferenz.kleingruppen.get()
    make_befund(gruppe, text="Herr Koch schlägt seine Kinder.")
    make_befund(gruppe, text="Herr Koch, koch@x.example")
    release(konferenz)
    texte = {"Frau Abel\n…\n?", "Herr Koch schlägt seine Kinder.", "Herr Koch, koch@x.example"}
    assert texte < {stelle.text for stelle in fundstellen_of(konferenz)}
    Protokollfassung.objects.all().delete()
    assert texte < {stelle.text for stelle in fundstellen_of(konferenz)}


def test_a_text_of_several_lines_is_pointed_out_once(konferenz):
    Protokollabschnitt.objects.create(
        konferenz=konferenz, schluessel="dank", modus="ersetzt", text="Danke.\nAuch Herrn Schmidt.\n"
    )
    assert [stelle.wo for stelle in fundstellen_of(konferenz)] == ["Protokoll, eigener Text"]


def test_what_is_not_for_everybody_is_not_pointed_out(konferenz):
    make_rueckmeldung(konferenz, gut="a@example.org")
    make_themenvorschlag(konferenz, titel="x@example.org", status="zurueckgezogen")
    Protokollabschnitt.objects.create(
        konferenz=konferenz, schluessel="dank", modus="ersetzt", text="x@example.org", publikum="intern"
    )
    assert fundstellen_of(konferenz) == ()


@pytest.mark.parametrize("zahl", [1, 3])
def test_the_page_takes_a_fixed_number_of_queries(leitung, konferenz, django_assert_num_queries, zahl):
    for n in range(zahl):
        gruppe = make_kleingruppe(konferenz, titel=f"Gruppe {n}")
        make_befund(gruppe, text="a@example.org")
        make_massnahme(gruppe)
    with django_assert_num_queries(43):
        leitung.get(path(konferenz))


def test_the_page_says_why_there_are_no_photos(leitung, konferenz):
    release(konferenz)
    shown = page(leitung.get(path(konferenz)))
    assert "<li>Keine Fotos</li>" in shown
    Protokollfassung.objects.all().delete()
    Protokollabschnitt.objects.create(konferenz=konferenz, schluessel="fotos", publikum="netzwerk")
    release(konferenz)
    shown = page(leitung.get(path(konferenz)))
    assert "<li>Keine Fotos: Der Abschnitt Fotoprotokoll ist nicht öffentlich.</li>" in shown
