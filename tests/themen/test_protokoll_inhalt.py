"""What the head and the sections of the minutes say beyond cards: times, neighbours, roles, what became of the rest."""

import dataclasses
import datetime
import io

import pytest
from django.template.loader import render_to_string
from django.utils import timezone
from docx import Document

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz
from tests.factories import (
    make_anmeldung,
    make_einrichtung,
    make_kleingruppe,
    make_konferenz,
    make_massnahme,
    make_themenvorschlag,
)
from tests.themen.protokoll_daten import make_protokoll_konferenz, release
from themen.export.docx import write_protokoll
from themen.export.vorlage import write_vorlage
from themen.models import Gruppenrolle
from themen.protokoll import saetze
from themen.protokoll.daten import GruppenZeile, Nachbar, Variante
from themen.protokoll.druck import druck_protokoll, inhalt
from themen.protokoll.eckdaten import eckdaten
from themen.protokoll.fassung import outdated_titles
from themen.protokoll.gliederung import gliederung
from themen.protokoll.sammeln import collect_protokoll
from themen.protokoll.unterschied import changed_titles
from themen.services.umbau import merge_kleingruppen

pytestmark = pytest.mark.django_db
INTERN, NETZWERK, OEFFENTLICH = Variante
STAND = datetime.date(2022, 7, 1)


def everywhere(protokoll) -> list[str]:
    """The same minutes as page, print and Word file, as plain as they get."""
    doc = Document(io.BytesIO(write_protokoll(protokoll, STAND)))
    word = " ".join(node.text or "" for node in doc.element.body.iter() if node.tag.endswith("}t"))
    page = render_to_string("themen/protokoll/_inhalt.html", inhalt(protokoll, STAND))
    texts = (page, druck_protokoll(protokoll, STAND).html, word)
    return [
        text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2060", "").replace("\u00ad", "") for text in texts
    ]


def give_role(gruppe, anmeldung, art) -> None:
    Gruppenrolle.objects.create(konferenz=gruppe.konferenz, kleingruppe=gruppe, anmeldung=anmeldung, art=art)


def fields(protokoll) -> dict[str, str]:
    return {eins.was: eins.text for eins in eckdaten(protokoll)}


def test_the_facts_at_the_head_are_the_same_everywhere_and_those_unknown_are_left_out():
    konferenz = make_protokoll_konferenz()
    protokoll = collect_protokoll(konferenz, OEFFENTLICH)
    assert fields(protokoll) == {
        "Veranstalter": "Gemeinde Kleinmachnow, Fachbereich Schule, Kultur, Soziales",
        "Datum und Zeit": "16. Juni 2022, 14:30 bis 18:00 Uhr (tatsächlich 14:30 bis 15:37 Uhr)",
        "Ort": "Bürgersaal, Rathaus Kleinmachnow",
        "Teilnehmer/-innen": "1 Person aus 1 Einrichtung",
        "Moderation": "Regionalreferent für Bildung und Integration, RAA Potsdam",
        "Aktenzeichen": "40.12-03/2022",
        "Verteiler": "Vertretene Einrichtungen; Moderation; Bürgermeister",
        "Kontakt": "Fachbereich Schule, Kultur, Soziales; netzwerkstatt@example.org",
    }
    for text in everywhere(protokoll):
        for wert in ("tatsächlich 14:30 bis 15:37 Uhr", "40.12-03/2022", "netzwerkstatt@example.org", konferenz.motto):
            assert wert in text
    leer = collect_protokoll(make_konferenz(ort="", raum=""), OEFFENTLICH)
    assert list(fields(leer)) == ["Veranstalter", "Datum und Zeit", "Kontakt"]


@pytest.mark.parametrize(
    ("von", "bis", "zeit"),
    [
        (None, None, "14:30 bis 18:00 Uhr"),
        (datetime.time(14, 30), datetime.time(18), "14:30 bis 18:00 Uhr"),
        (datetime.time(14, 35), None, "14:30 bis 18:00 Uhr (tatsächlich 14:35 bis 18:00 Uhr)"),
        (datetime.time(14, 35), datetime.time(18, 10), "14:30 bis 18:00 Uhr (tatsächlich 14:35 bis 18:10 Uhr)"),
    ],
)
def test_the_head_says_when_it_really_began_and_ended_where_that_differs(von, bis, zeit):
    protokoll = dataclasses.replace(collect_protokoll(make_protokoll_konferenz(), OEFFENTLICH), von=von, bis=bis)
    assert saetze.termin(protokoll).replace("\u00a0", " ") == f"16. Juni 2022, {zeit}"


def test_the_conference_before_and_the_next_are_named_when_everybody_may_know_them():
    konferenz = make_protokoll_konferenz()
    veranstalter = konferenz.veranstalter
    vorige = make_konferenz(veranstalter=veranstalter, titel="Auftakt", datum=datetime.date(2021, 5, 4))
    konferenz.vorgaenger = vorige
    konferenz.save()
    danach = {"veranstalter": veranstalter, "vorgaenger": konferenz}
    make_konferenz(**danach, titel="Geheim", datum=datetime.date(2023, 1, 1), phase=Konferenz.Phase.ENTWURF)
    make_konferenz(**danach, titel="Abgesagt", datum=datetime.date(2023, 2, 1), abgesagt_am=timezone.now())
    naechste = make_konferenz(**danach, titel="Zweite", datum=datetime.date(2023, 5, 11))
    make_konferenz(**danach, titel="Dritte", datum=datetime.date(2024, 5, 11))
    protokoll = collect_protokoll(konferenz, OEFFENTLICH)
    assert (protokoll.vorige, protokoll.naechste) == (
        Nachbar("Auftakt", vorige.datum),
        Nachbar("Zweite", naechste.datum),
    )
    for text in everywhere(protokoll):
        assert "Die Konferenz knüpft an „Auftakt“ vom 4. Mai 2021 an." in text
        assert "Die nächste Konferenz ist am 11. Mai 2023: „Zweite“." in text
    Konferenz.objects.filter(pk=vorige.pk).update(phase=Konferenz.Phase.ENTWURF)
    assert collect_protokoll(konferenz, OEFFENTLICH).vorige is None


def test_the_outlook_says_where_the_results_will_stand_and_until_when_one_may_answer(settings):
    settings.ADRESSE = "https://netzwerkstatt.example"
    konferenz = make_protokoll_konferenz()
    protokoll = collect_protokoll(konferenz, OEFFENTLICH)
    adresse = f"https://netzwerkstatt.example/{konferenz.veranstalter.slug}/{konferenz.slug}/ergebnisse/"
    for text in everywhere(dataclasses.replace(protokoll, frist=datetime.date(2022, 7, 8))):
        assert "Die Ergebnisse werden hier veröffentlicht:" in text
        assert adresse in text
        assert "Anmerkungen zu diesem Entwurf sind bis 8. Juli 2022 möglich." in text
    assert [block.adresse for block in gliederung(protokoll)["ausblick"].bloecke] == ["", adresse]
    assert collect_protokoll(make_konferenz(), OEFFENTLICH).ergebnisseite == ""


def test_a_deadline_is_no_change_of_the_minutes():
    konferenz = make_protokoll_konferenz()
    row = release(konferenz)
    protokoll = collect_protokoll(konferenz, OEFFENTLICH)
    assert changed_titles(protokoll, dataclasses.replace(protokoll, frist=datetime.date(2022, 7, 8))) == []
    assert outdated_titles(konferenz, row) == []


def test_a_merged_group_says_with_which_and_a_group_of_several_topics_of_which():
    konferenz = make_protokoll_konferenz(phase=Konferenz.Phase.NACHBEREITUNG)
    eins = konferenz.kleingruppen.get()
    themen = [make_themenvorschlag(konferenz, titel=titel) for titel in ("Sportfest", "Spielplatz")]
    zwei = make_kleingruppe(konferenz, themen=themen, titel="Bewegung", wegweiser="Foyer", raum="Tisch 4")
    drei = make_kleingruppe(konferenz, titel="Tanz")
    merge_kleingruppen(drei, zwei, by=Akteur(Rolle.PLANUNG))
    protokoll = collect_protokoll(konferenz, OEFFENTLICH)
    assert [z.nummer for z in protokoll.gruppenliste] == [eins.nummer, zwei.nummer]
    zeile = protokoll.gruppenliste[1]
    satz = saetze.gruppe_in_der_liste(zeile)
    assert satz == "Foyer, Tisch 4 · mit Gruppe 3 zusammengelegt · zusammengelegt aus „Sportfest“ und „Spielplatz“"
    for text in everywhere(protokoll):
        assert satz in text
        assert text.count("mit Gruppe 3 zusammengelegt") == 2


def test_a_group_of_a_group_that_was_merged_is_told_too():
    konferenz = make_protokoll_konferenz()
    eins = konferenz.kleingruppen.get()
    zwei, drei, vier = (make_kleingruppe(konferenz, titel=titel) for titel in ("Bewegung", "Tanz", "Kunst"))
    merge_kleingruppen(drei, zwei, by=Akteur(Rolle.PLANUNG))
    merge_kleingruppen(zwei, eins, by=Akteur(Rolle.PLANUNG))
    protokoll = collect_protokoll(konferenz, OEFFENTLICH)
    assert [(z.nummer, z.aufgenommen) for z in protokoll.gruppenliste] == [(1, (2, 3)), (vier.nummer, ())]


def test_the_map_of_the_groups_tells_who_moderates_by_institution_and_nobody_with_a_sperrvermerk():
    konferenz = make_protokoll_konferenz()
    gruppe = konferenz.kleingruppen.get()
    kita = make_einrichtung(konferenz.veranstalter, name="Kita Waldrand")
    da = {"anwesend_am": timezone.now(), "vorname": "Gerda", "nachname": "Geheim"}
    give_role(gruppe, make_anmeldung(konferenz, einrichtung=kita, **da), "moderation")
    hort = make_einrichtung(konferenz.veranstalter, name="Frauenhaus")
    give_role(gruppe, make_anmeldung(konferenz, einrichtung=hort, gesperrt=True, **da), "protokoll")
    for variante in Variante:
        (zeile,) = collect_protokoll(konferenz, variante).gruppenliste
        assert zeile.rollen == (("Moderation", "Kita Waldrand"),)
    public = collect_protokoll(konferenz, OEFFENTLICH)
    for text in everywhere(public):
        assert "Moderation: Kita Waldrand" in text
        assert "Geheim" not in text


def test_the_themenspeicher_says_what_is_missing_and_where_a_point_went():
    konferenz = make_protokoll_konferenz()
    gruppe = konferenz.kleingruppen.get()
    person = konferenz.anmeldungen.first()
    ohne = gliederung(collect_protokoll(konferenz, OEFFENTLICH))
    assert "themenspeicher" not in ohne
    make_massnahme(gruppe, was="Liste", verantwortlich=person, verbleib="An den Jugendbeirat")
    make_massnahme(gruppe, was="Raum", bis=konferenz.datum)
    make_themenvorschlag(konferenz, titel="Übrig", beschreibung="", verbleib="Zu groß für einen Nachmittag")
    protokoll = collect_protokoll(konferenz, OEFFENTLICH)
    assert [(z.punkt, z.zusatz, z.verbleib) for z in protokoll.themenspeicher] == [
        ("Übrig", "", "Zu groß für einen Nachmittag"),
        ("Liste", "Noch ohne Datum", "An den Jugendbeirat"),
        ("Raum", "Noch ohne Verantwortliche", ""),
    ]
    tabelle = gliederung(protokoll)["themenspeicher"].bloecke[1]
    assert [spalte.titel for spalte in tabelle.spalten] == ["Offener Punkt", "aus", "Wohin und warum"]
    for text in everywhere(protokoll):
        assert "An den Jugendbeirat" in text
        assert "Zu groß für einen Nachmittag" in text
    wenig = dataclasses.replace(protokoll, themenspeicher=protokoll.themenspeicher[2:])
    assert [spalte.titel for spalte in gliederung(wenig)["themenspeicher"].bloecke[1].spalten] == [
        "Offener Punkt",
        "aus",
    ]


@pytest.mark.parametrize(
    ("zeilen", "felder"),
    [
        (
            "Protokoll\nModeration\nFreigabe: Fachbereichsleitung",
            (
                ("Protokoll", "Fachbereich Schule, Kultur, Soziales"),
                ("Moderation", "RAA Potsdam"),
                ("Freigabe", "Fachbereichsleitung"),
            ),
        ),
        ("Für die Richtigkeit: \r\n\r\n Amtsleitung ", (("Für die Richtigkeit", ""), ("Amtsleitung", ""))),
        ("", None),
    ],
)
def test_who_signs_is_up_to_the_organiser_and_status_and_checksum_stay(zeilen, felder):
    konferenz = make_protokoll_konferenz()
    konferenz.veranstalter.unterschriften = zeilen
    konferenz.veranstalter.save()
    protokoll = collect_protokoll(konferenz, OEFFENTLICH)
    bloecke = {block.art: block for block in gliederung(protokoll)["freigabe"].bloecke}
    assert set(bloecke) == {"absatz", "pruefsumme"} | ({"unterschriften"} if felder else set())
    if felder:
        assert bloecke["unterschriften"].felder == felder
    for text in everywhere(protokoll):
        assert text.count("Ort, Datum, Unterschrift") == len(felder or ())


def test_one_group_is_one_group_in_the_draft_for_the_council():
    protokoll = collect_protokoll(make_protokoll_konferenz(), OEFFENTLICH)
    text = "\n".join(p.text for p in Document(io.BytesIO(write_vorlage(protokoll, "", STAND))).paragraphs)
    assert "Die Anwesenden haben in einer Kleingruppe gearbeitet." in text


def test_a_row_of_the_map_without_anything_more_says_nothing_more():
    assert saetze.gruppe_in_der_liste(GruppenZeile(1, "A", "", 0, 0)) == ""
