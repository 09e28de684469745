"""What the results page says: the report, released cards, measures, photos, and nothing that is not for everybody."""

import datetime

import pytest
from django.utils import timezone

from konferenz.models import Konferenz
from tests.factories import (
    make_anmeldung,
    make_befund,
    make_einrichtung,
    make_foto,
    make_kleingruppe,
    make_leitfrage,
    make_massnahme,
    make_rueckmeldung,
    make_themenvorschlag,
)
from tests.themen.test_veroeffentlichung import konferenz, page, public, published, release
from themen.models import Befund, Bericht, Foto, Protokollabschnitt

pytestmark = pytest.mark.django_db
__all__ = ["konferenz"]


def set_section(konferenz, schluessel, **felder):
    Protokollabschnitt.objects.create(konferenz=konferenz, schluessel=schluessel, **felder)


def test_the_report_is_the_text_and_nothing_is_said_twice(client, konferenz):
    make_leitfrage(konferenz, text="Was fehlt?")
    konferenz.ausblick, konferenz.dank = "Der Ausblick.", "Der Dank."
    konferenz.save()
    published(konferenz)
    assert page(client.get(public(konferenz))).count("Was fehlt?") == 1
    Bericht.objects.create(konferenz=konferenz, text="So war es.\n\n- Was fehlt?\n\nDer Dank.")
    shown = page(client.get(public(konferenz)))
    assert '<p class="kern-body">So war es.</p>' in shown
    assert [shown.count(text) for text in ("Was fehlt?", "Der Dank.", "Der Ausblick.")] == [1, 1, 0]


def test_html_in_the_report_stays_text(client, konferenz):
    Bericht.objects.create(konferenz=konferenz, text="<script>x</script>\n\n- <b>y</b>")
    published(konferenz)
    raw = client.get(public(konferenz)).content.decode()
    assert "<script>x" not in raw
    assert "<b>y" not in raw


def test_cards_come_from_the_released_minutes(client, konferenz):
    release(konferenz)
    published(konferenz)
    Befund.objects.update(text="Später geändert.")
    make_befund(konferenz.kleingruppen.get(), Befund.Art.IDEE, text="Später dazu.")
    shown = page(client.get(public(konferenz)))
    assert "Hallenzeiten fehlen." in shown
    assert "1 Ist · 0 Soll · 0 Ideen" in shown
    assert "Später" not in shown
    assert "Protokoll Version 1, freigegeben am 1. Juli 2022" in shown
    assert "Protokoll laden (PDF)" in shown


def test_after_the_release_no_edit_of_the_data_reaches_the_page(client, konferenz):
    make_befund(konferenz.kleingruppen.get(), text="Ist ohne Soll.")
    make_themenvorschlag(konferenz, titel="Ohne Gruppe", beschreibung="Erst so.")
    make_rueckmeldung(konferenz, gut="Schöner Nachmittag", zitat_gut=True)
    konferenz.dank = "Erster Dank."
    konferenz.save()
    release(konferenz)
    published(konferenz)
    make_themenvorschlag(konferenz, titel="Später eingereicht")
    make_rueckmeldung(konferenz, gut="Später geschrieben", zitat_gut=True)
    Konferenz.objects.update(dank="Später bedankt.")
    shown = page(client.get(public(konferenz)))
    for text in ("Ist ohne Soll (Ist 2)", "Ohne Gruppe", "Schöner Nachmittag", "Erster Dank."):
        assert text in shown, text
    assert "Später" not in shown


def test_a_section_with_own_text_says_what_the_minutes_say(client, konferenz):
    konferenz.dank = "Dank aus den Angaben."
    konferenz.save()
    set_section(konferenz, "dank", modus="ersetzt", text="Dank an den Bauhof.")
    published(konferenz)
    shown = page(client.get(public(konferenz)))
    assert "Dank an den Bauhof." in shown
    assert "Dank aus den Angaben." not in shown


def test_without_a_release_the_page_stands_without_minutes(client, konferenz):
    published(konferenz)
    shown = page(client.get(public(konferenz)))
    assert "Hallenzeiten fehlen." in shown
    assert "Protokoll laden" not in shown
    assert "Seite der Gruppe" not in shown


def test_measures_show_institution_date_and_state_and_no_person(client, konferenz):
    gruppe = konferenz.kleingruppen.get()
    person = make_anmeldung(
        konferenz,
        nachname="Geheim",
        einrichtung=make_einrichtung(konferenz.veranstalter, name="Kita Eins"),
        anwesend_am=timezone.now(),
    )
    bis = datetime.date(2022, 9, 30)
    make_massnahme(gruppe, was="Kalender anlegen", verantwortlich=person, bis=bis, status="in_arbeit")
    make_massnahme(gruppe, was="Halle öffnen")
    make_themenvorschlag(konferenz, titel="Ohne Gruppe")
    published(konferenz)
    shown = page(client.get(public(konferenz)))
    for text in ("Kalender anlegen", "30. September 2022", "in Arbeit", "Halle öffnen", "Ohne Gruppe"):
        assert text in shown
    assert shown.index("Themenspeicher</h2>") < shown.index("Halle öffnen")
    assert "Geheim" not in shown


def test_photos_are_those_of_the_released_minutes_that_are_still_allowed(client, konferenz):
    foto, weg = make_foto(konferenz=konferenz), make_foto(konferenz=konferenz)
    published(konferenz)
    assert foto.kennung not in page(client.get(public(konferenz)))
    release(konferenz)
    spaeter = make_foto(konferenz=konferenz)
    Foto.objects.filter(pk=weg.pk).update(personen="ungeklaert")
    shown = page(client.get(public(konferenz)))
    assert [eins.kennung in shown for eins in (foto, weg, spaeter)] == [True, False, False]


@pytest.mark.parametrize("is_freigegeben", [False, True])
@pytest.mark.parametrize(
    ("schluessel", "text"),
    [
        ("gruppe-1", "Hallenzeiten fehlen."),
        ("ergebnisse", "Hallenzeiten fehlen."),
        ("themenspeicher", "Ohne Gruppe"),
        ("rueckmeldung", "Wie es war"),
        ("ausblick", "Der Ausblick."),
        ("leitfragen", "Was fehlt?"),
    ],
)
def test_a_section_that_is_not_for_everybody_is_not_here(client, konferenz, is_freigegeben, schluessel, text):
    make_leitfrage(konferenz, text="Was fehlt?")
    make_themenvorschlag(konferenz, titel="Ohne Gruppe")
    make_rueckmeldung(konferenz)
    konferenz.ausblick = "Der Ausblick."
    konferenz.save()
    published(konferenz)
    assert text in page(client.get(public(konferenz)))
    set_section(konferenz, schluessel, publikum="netzwerk")
    if is_freigegeben:
        release(konferenz)
    assert text not in page(client.get(public(konferenz)))


def test_own_text_of_a_group_stands_behind_or_instead_of_its_cards(client, konferenz):
    published(konferenz)
    set_section(konferenz, "gruppe-1", modus="ergaenzt", text="Eigener Satz.")
    shown = page(client.get(public(konferenz)))
    assert shown.index("Hallenzeiten fehlen.") < shown.index("Eigener Satz.")
    Protokollabschnitt.objects.update(modus="ersetzt")
    shown = page(client.get(public(konferenz)))
    assert "Eigener Satz." in shown
    assert "Hallenzeiten fehlen." not in shown


@pytest.mark.parametrize("is_freigegeben", [False, True])
@pytest.mark.parametrize(
    ("schluessel", "ueberschrift", "daten"),
    [
        ("beteiligung", "Wer dabei war</h2>", "Beteiligung als Tabelle"),
        ("leitfragen", "Die Leitfragen</h2>", "Was fehlt?"),
        ("massnahmen", "Was vereinbart ist</h2>", "Kalender anlegen"),
        ("themenspeicher", "Themenspeicher</h2>", "Ohne Gruppe"),
        ("rueckmeldung", "Wie es war</h2>", "Antworten im Überblick"),
    ],
)
def test_own_text_of_a_section_stands_behind_or_instead_of_its_data(
    client, konferenz, is_freigegeben, schluessel, ueberschrift, daten
):
    make_leitfrage(konferenz, text="Was fehlt?")
    kita = make_einrichtung(konferenz.veranstalter, name="Kita Eins")
    person = make_anmeldung(konferenz, einrichtung=kita, anwesend_am=timezone.now())
    gruppe = konferenz.kleingruppen.get()
    bis = datetime.date(2022, 9, 30)
    make_massnahme(gruppe, was="Kalender anlegen", verantwortlich=person, bis=bis, status="in_arbeit")
    make_themenvorschlag(konferenz, titel="Ohne Gruppe")
    make_rueckmeldung(konferenz)
    published(konferenz)
    for nummer, modus in enumerate(("ergaenzt", "ersetzt"), start=1):
        Protokollabschnitt.objects.all().delete()
        set_section(konferenz, schluessel, modus=modus, text="Eigener Satz.\n\n- Ein Punkt")
        if is_freigegeben:
            release(konferenz, nummer)
        shown = page(client.get(public(konferenz)))
        assert shown.index(ueberschrift) < shown.index("Eigener Satz.") < shown.index("<li>Ein Punkt</li>")
        assert (daten in shown) == (modus == "ergaenzt")
        if modus == "ergaenzt":
            assert shown.index(daten) < shown.index("Eigener Satz.")


def test_browsers_ask_each_time_and_get_304_while_nothing_changed(client, konferenz):
    published(konferenz)
    for rest in ("", "ergebnisse/"):
        response = client.get(public(konferenz, rest))
        assert response["Cache-Control"] == "no-cache"
        assert client.get(public(konferenz, rest), headers={"If-None-Match": response["ETag"]}).status_code == 304
    Befund.objects.update(text="Anders.")
    assert client.get(public(konferenz), headers={"If-None-Match": response["ETag"]}).status_code == 200


@pytest.mark.parametrize(("is_freigegeben", "queries"), [(False, 31), (True, 13)])
@pytest.mark.parametrize("zahl", [1, 3])
def test_the_page_takes_a_fixed_number_of_queries(
    client, konferenz, django_assert_num_queries, zahl, is_freigegeben, queries
):
    for n in range(zahl):
        gruppe = make_kleingruppe(konferenz, titel=f"Gruppe {n}")
        make_massnahme(gruppe, befunde=[make_befund(gruppe, Befund.Art.SOLL)])
        make_foto(gruppe)
        make_themenvorschlag(konferenz)
    if is_freigegeben:
        release(konferenz)
    published(konferenz)
    with django_assert_num_queries(queries):
        client.get(public(konferenz))


def test_the_results_page_is_still_an_event_for_search_engines(client, konferenz):
    published(konferenz)
    assert 'itemtype="https://schema.org/Event"' in client.get(public(konferenz)).content.decode()


def test_the_moderation_stands_only_where_it_was_written(client, konferenz):
    konferenz.moderation_name = "Jo Muster (Beispiel)"
    konferenz.save()
    published(konferenz)
    assert "Jo Muster" not in page(client.get(public(konferenz)))
    Bericht.objects.create(konferenz=konferenz, text="Danke an Jo Muster (Beispiel).")
    assert "Jo Muster" in page(client.get(public(konferenz)))
