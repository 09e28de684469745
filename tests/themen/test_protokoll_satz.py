"""How the minutes are worded and set: words that fit any day, short lists, addresses that can be copied."""

import dataclasses
import datetime

import pytest
from django.template.loader import render_to_string

from konferenz.models import Konferenz
from konferenz.pdf import render
from tests.factories import make_befund, make_massnahme, make_rueckmeldung
from tests.pdfua import page_texts
from tests.themen.protokoll_daten import make_protokoll_konferenz, publish
from themen.models import Befund
from themen.protokoll import saetze
from themen.protokoll.abschnitte import NACH_SCHLUESSEL, title_of
from themen.protokoll.abschnittsliste import collect_zeilen
from themen.protokoll.bloecke import Absatz, Spalte, Tabelle, Zelle
from themen.protokoll.daten import Rang, Variante
from themen.protokoll.druck import druck_protokoll, inhalt
from themen.protokoll.gliederung import gliederung
from themen.protokoll.sammeln import collect_protokoll
from themen.protokoll.satz import set_data

INTERN, NETZWERK, OEFFENTLICH = Variante
STAND = datetime.date(2022, 7, 1)


@pytest.mark.django_db
def test_no_sentence_of_the_program_speaks_of_an_afternoon():
    konferenz = make_protokoll_konferenz(beginn=datetime.time(9), ende=datetime.time(15, 30))
    make_rueckmeldung(konferenz, note=1)
    protokoll = collect_protokoll(konferenz, OEFFENTLICH)
    abschnitte = gliederung(protokoll)
    assert abschnitte["ablauf"].bloecke[0].titel == "Ablauf der Konferenz"
    assert saetze.rueckmeldung(protokoll) == "Antworten auf die Frage „Wie war die Konferenz?“ (1 Bewertung)"
    assert "achmittag" not in druck_protokoll(protokoll, STAND).html


def ranks(*punkte: int) -> tuple[Rang, ...]:
    return tuple(Rang(1, f"Soll {nr}", f"Karte {nr}", zahl) for nr, zahl in enumerate(punkte, 1))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("punkte", "zeilen", "satz"),
    [
        ((3, 2, 1), 3, None),
        ((9,) * 10, 10, None),
        ((9,) * 9 + (2, 1), 10, "1 weitere Karte bekam Punkte."),
        # whoever shares the tenth place stands there, too
        ((9,) * 9 + (2, 2, 2) + (1,) * 21, 12, "21 weitere Karten bekamen Punkte."),
        # a crowd at the tenth place stands there as a whole or not at all
        ((9,) * 4 + (1,) * 29, 4, "29 weitere Karten bekamen Punkte."),
        ((1,) * 20, 20, None),
    ],
)
def test_the_overview_of_dots_ends_after_the_first_ten(punkte, zeilen, satz):
    protokoll = collect_protokoll(make_protokoll_konferenz(), OEFFENTLICH)
    _vor, tabelle, *rest = set_data(dataclasses.replace(protokoll, rangliste=ranks(*punkte)), "gesamtschau")
    assert [zeile[1].text for zeile in tabelle.zeilen] == [f"Karte {nr}" for nr in range(1, zeilen + 1)]
    assert rest == ([Absatz((satz,))] if satz else [])


@pytest.mark.django_db
def test_why_a_measure_was_given_up_stands_below_it_and_the_column_says_only_the_state():
    konferenz = make_protokoll_konferenz()
    make_massnahme(
        konferenz.kleingruppen.get(),
        was="Sammelbus",
        verantwortlich=konferenz.anmeldungen.first(),
        bis=konferenz.datum,
        status="nicht_umsetzbar",
        merkmal="drei Kurse",
        grund="Kein Bad frei.",
    )
    _vor, tabelle = set_data(collect_protokoll(konferenz, OEFFENTLICH), "massnahmen")
    zeile = tabelle.zeilen[0]
    assert zeile[1] == Zelle("Sammelbus", zusatz="gelungen, wenn: drei Kurse · Grund: Kein Bad frei.")
    assert zeile[4] == Zelle("nicht umsetzbar")


@pytest.mark.django_db
def test_the_sentence_about_the_results_is_true_before_and_after_publication():
    konferenz = make_protokoll_konferenz()
    before = set_data(collect_protokoll(konferenz, OEFFENTLICH), "ausblick")
    publish(konferenz)
    Konferenz.objects.filter(pk=konferenz.pk).update(phase=Konferenz.Phase.VEROEFFENTLICHT)
    konferenz.refresh_from_db()
    assert set_data(collect_protokoll(konferenz, OEFFENTLICH), "ausblick") == before
    assert before[-1].zeilen == ("Die Ergebnisse werden hier veröffentlicht:",)


@pytest.mark.django_db
def test_a_contact_that_is_the_office_itself_is_named_once():
    konferenz = make_protokoll_konferenz(kontakt_name="Fachbereich Schule, Kultur, Soziales", kontakt_telefon="")
    assert collect_protokoll(konferenz, INTERN).kontakt[:2] == (
        "Fachbereich Schule, Kultur, Soziales",
        "netzwerkstatt@example.org",
    )


@pytest.mark.django_db
def test_an_opening_without_introductions_is_not_called_after_them():
    konferenz = make_protokoll_konferenz()
    art = NACH_SCHLUESSEL["begruessung"]

    def titles():
        return {
            title_of(art, collect_protokoll(konferenz, OEFFENTLICH)),
            next(zeile.titel for zeile in collect_zeilen(konferenz) if zeile.schluessel == "begruessung"),
        }

    assert titles() == {"Begrüßung und Vorstellungsrunde"}
    konferenz.programmpunkte.filter(art="vorstellungsrunde").delete()
    konferenz = Konferenz.objects.get(pk=konferenz.pk)
    assert titles() == {"Begrüßung und Einführung"}


@pytest.mark.parametrize(
    ("zeilen", "hoehe", "kurz"), [(18, 1, True), (19, 1, False), (5, 5, True), (6, 6, False), (7, 4, False)]
)
def test_a_table_of_a_few_tall_rows_is_kept_together(zeilen, hoehe, kurz):
    tabelle = Tabelle("T", (Spalte("A"),), ((Zelle(zeilen=("Zeile",) * hoehe),),) * zeilen)
    assert tabelle.is_kurz is kurz


@pytest.mark.django_db
def test_a_long_list_of_contents_stays_on_the_head_page_with_contact_and_distribution():
    """Sixteen groups; the first section begins on the second sheet."""
    konferenz = make_protokoll_konferenz(gruppen=16)
    konferenz.kleingruppen.update(titel="Schule, Hort und Jugendarbeit unter einem Dach")
    eins, zwei, *_rest = page_texts(render(druck_protokoll(collect_protokoll(konferenz, OEFFENTLICH), STAND)))
    assert "netzwerkstatt@example.org" in eins
    assert "Anlass und Ziel" in zwei


@pytest.mark.django_db
def test_addresses_on_cards_are_never_hyphenated():
    konferenz = make_protokoll_konferenz()
    text = "Rückfragen bitte an Frau Beispiel, Telefon 0000 123456 oder personal@zaehlerwerk.example. Danke."
    make_befund(konferenz.kleingruppen.get(), Befund.Art.IST, text=text)
    protokoll = collect_protokoll(konferenz, OEFFENTLICH)
    html = render_to_string("themen/druck/protokoll.html", inhalt(protokoll, STAND))
    assert html.count('<span class="adresse">personal@zaehlerwerk.example</span>') == 2
    assert "personal@zaehlerwerk.example" in "".join(page_texts(render(druck_protokoll(protokoll, STAND))))
