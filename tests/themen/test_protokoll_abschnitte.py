"""What was decided about sections: own text behind or instead of the data, for whom, or not at all."""

import pytest

from tests.factories import make_befund, make_foto, make_massnahme
from tests.themen.protokoll_daten import decide, make_protokoll_konferenz
from themen.models import Befund, Klebepunkt, Publikum
from themen.protokoll.abschnitte import ARTEN, Entscheidung, apply_decisions
from themen.protokoll.bloecke import Absatz, Liste
from themen.protokoll.daten import Protokoll, Variante
from themen.protokoll.gliederung import gliederung
from themen.protokoll.sammeln import collect_daten, collect_protokoll
from themen.protokoll.satz import SETZEN

pytestmark = pytest.mark.django_db
INTERN, NETZWERK, OEFFENTLICH = Variante


def anker(protokoll) -> list[str]:
    return list(gliederung(protokoll))


def test_the_registry_names_every_field_of_the_minutes_once_and_sets_every_section():
    felder = [feld for art in ARTEN for feld in art.felder]
    assert len(felder) == len(set(felder))
    leer = {f.name for f in Protokoll.__dataclass_fields__.values() if f.name in felder}
    assert leer == set(felder)
    assert set(SETZEN) == {art.schluessel for art in ARTEN} - {"weiterarbeit", "ergebnisse", "praesentationen"}


@pytest.mark.parametrize(
    ("variante", "sieht"),
    [(INTERN, list(Publikum)), (NETZWERK, ["netzwerk", "oeffentlich"]), (OEFFENTLICH, ["oeffentlich"])],
)
def test_each_variant_shows_what_is_meant_for_it_or_for_more_people(variante, sieht):
    assert [publikum for publikum in Publikum if variante.shows(publikum)] == sieht


def test_own_text_stands_behind_the_data_or_instead_of_them():
    konferenz = make_protokoll_konferenz()
    decide(konferenz, "dank", "ergaenzt", "Noch ein Dank.\n\n- an alle")
    decide(konferenz, "ausblick", "ersetzt", "Nur das.")
    decide(konferenz, "weiterarbeit", "ersetzt", "Wir treffen uns.")
    gefunden = gliederung(collect_protokoll(konferenz, OEFFENTLICH))
    assert gefunden["dank"].bloecke == (
        Absatz((konferenz.dank,)),
        Absatz(("Noch ein Dank.",)),
        Liste(("an alle",)),
    )
    assert gefunden["ausblick"].bloecke == (Absatz(("Nur das.",)),)
    assert gefunden["weiterarbeit"].bloecke == (Absatz(("Wir treffen uns.",)),)
    assert collect_protokoll(konferenz, OEFFENTLICH).ausblick == ""


def test_text_that_is_kept_while_the_data_count_is_not_printed():
    konferenz = make_protokoll_konferenz()
    decide(konferenz, "dank", "daten", "Aufgehoben für später.")
    assert "Aufgehoben" not in repr(collect_protokoll(konferenz, INTERN))


@pytest.mark.parametrize("art", ARTEN, ids=lambda art: art.schluessel)
def test_a_section_that_is_off_leaves_nothing_behind(art):
    konferenz = make_protokoll_konferenz(text="Offen.")
    make_massnahme(konferenz.kleingruppen.get(), was="Ohne Datum")
    make_foto(konferenz.kleingruppen.get())
    voll = collect_daten(konferenz, INTERN)
    ohne = apply_decisions(voll, {art.schluessel: Entscheidung("aus", "oeffentlich", "Text")})
    assert art.schluessel not in anker(ohne)
    assert art.schluessel not in ohne.abschnitte
    assert [feld for feld in art.felder if getattr(ohne, feld)] == []
    assert ohne.eigene == ()


@pytest.mark.parametrize(("publikum", "zahl"), [("intern", 1), ("netzwerk", 2), ("oeffentlich", 3)])
def test_a_section_for_few_is_not_even_in_the_data_of_the_others(publikum, zahl):
    konferenz = make_protokoll_konferenz()
    decide(konferenz, "stimmen", "ergaenzt", "Ein eigenes Wort.", publikum)
    gefunden = [repr(collect_protokoll(konferenz, variante)) for variante in Variante]
    assert [text.count("einhellig sehr positiv") for text in gefunden] == [1] * zahl + [0] * (3 - zahl)
    assert [text.count("Ein eigenes Wort.") for text in gefunden] == [1] * zahl + [0] * (3 - zahl)


def test_a_group_for_few_is_gone_from_every_list_but_keeps_its_number_in_the_map():
    konferenz = make_protokoll_konferenz(gruppen=2, karten=1, text="Geheimnis")
    gruppe = konferenz.kleingruppen.get(nummer=2)
    make_massnahme(gruppe, was="Geheimnis der Maßnahme")
    make_foto(gruppe, alternativtext="Geheimnis im Bild")
    konferenz.kleingruppen.filter(nummer=1).update(offen="")
    Befund.objects.filter(kleingruppe__konferenz=konferenz, kleingruppe__nummer=1).update(text="Karte")
    decide(konferenz, "gruppe-2", publikum="intern")
    public = collect_protokoll(konferenz, OEFFENTLICH)
    assert "Geheimnis" not in repr(public)
    assert [g.nummer for g in public.gruppen] == [1]
    assert [z.nummer for z in public.gruppenliste] == [1, 2]
    assert "Geheimnis im Bild" in repr(collect_protokoll(konferenz, INTERN))


def test_the_page_of_a_group_takes_own_text_behind_or_instead():
    konferenz = make_protokoll_konferenz(gruppen=2)
    decide(konferenz, "gruppe-1", "ergaenzt", "Dahinter.")
    decide(konferenz, "gruppe-2", "ersetzt", "Nur das.")
    eins, zwei = collect_protokoll(konferenz, OEFFENTLICH).gruppen
    assert (eins.eigener_text, eins.is_ersetzt, len(eins.ideen)) == ("Dahinter.", False, 1)
    assert (zwei.eigener_text, zwei.is_ersetzt, len(zwei.ideen), zwei.buendel) == ("Nur das.", True, 0, ())


def test_without_the_pages_of_the_groups_the_map_has_no_page_numbers():
    konferenz = make_protokoll_konferenz()
    mit = gliederung(collect_protokoll(konferenz, OEFFENTLICH))["themen"]
    assert mit.mit_gruppen
    assert [s.titel for s in mit.bloecke[-1].spalten][-1] == "Ergebnisse"
    decide(konferenz, "ergebnisse", "aus")
    ohne = gliederung(collect_protokoll(konferenz, OEFFENTLICH))["themen"]
    assert not ohne.mit_gruppen
    assert [s.titel for s in ohne.bloecke[-1].spalten][-1] == "in der Gruppe"


def test_parts_become_sections_of_their_own_when_the_section_around_them_is_off():
    konferenz = make_protokoll_konferenz()
    decide(konferenz, "ablauf", "aus")
    decide(konferenz, "themen", "aus")
    gefunden = gliederung(collect_protokoll(konferenz, OEFFENTLICH))
    assert [(a.nummer, a.titel) for a in gefunden.values()][3:5] == [
        ("4", "Begrüßung und Vorstellungsrunde"),
        ("5", "Bildung der Kleingruppen"),
    ]
    assert gefunden["gruppen"].mit_gruppen
    decide(konferenz, "gruppen", "aus")
    gefunden = gliederung(collect_protokoll(konferenz, OEFFENTLICH))
    assert list(gefunden)[4:6] == ["ergebnisse", "stimmen"]
    assert gefunden["ergebnisse"].mit_gruppen


def test_measures_for_few_are_not_on_the_pages_of_the_groups_either():
    konferenz = make_protokoll_konferenz()
    gruppe = konferenz.kleingruppen.get()
    person = konferenz.anmeldungen.first()
    make_massnahme(gruppe, was="Interne Liste", verantwortlich=person, bis=konferenz.datum)
    assert "Interne Liste" in repr(collect_protokoll(konferenz, OEFFENTLICH))
    decide(konferenz, "massnahmen", publikum="intern")
    assert "Interne Liste" not in repr(collect_protokoll(konferenz, OEFFENTLICH))
    assert len(collect_protokoll(konferenz, INTERN).gruppen[0].massnahmen) == 1


def test_cards_of_a_group_that_says_only_its_own_text_are_in_no_list_either():
    konferenz = make_protokoll_konferenz(gruppen=2)
    gruppe = konferenz.kleingruppen.get(nummer=2)
    karte = make_befund(gruppe, "ist", text="Frau K. aus Haus 3")
    Klebepunkt.objects.create(konferenz=konferenz, befund=karte, anmeldung=konferenz.anmeldungen.first(), anzahl=2)
    konferenz.kleingruppen.filter(pk=gruppe.pk).update(offen="Was wird mit Frau K.?")
    assert repr(collect_protokoll(konferenz, OEFFENTLICH)).count("Frau K.") == 5
    decide(konferenz, "gruppe-2", "ersetzt", "Nur das.")
    public = collect_protokoll(konferenz, OEFFENTLICH)
    assert "Frau K." not in repr(public)
    assert [g.nummer for g in public.gruppen] == [1, 2]


@pytest.mark.parametrize(
    ("modus", "text", "publikum"), [("aus", "", "oeffentlich"), ("daten", "", "intern"), ("ersetzt", "Kurz.", "intern")]
)
def test_without_the_results_of_the_groups_no_list_says_them(modus, text, publikum):
    konferenz = make_protokoll_konferenz(text="Geheimnis")
    gruppe = konferenz.kleingruppen.get()
    person = konferenz.anmeldungen.first()
    make_massnahme(gruppe, was="Geheimnis der Maßnahme", verantwortlich=person, bis=konferenz.datum)
    make_massnahme(gruppe, was="Geheimnis ohne Datum")
    make_foto(gruppe, alternativtext="Geheimnis im Bild")
    make_foto(None, konferenz=konferenz, alternativtext="Bild vom Saal")
    Klebepunkt.objects.create(konferenz=konferenz, befund=gruppe.befunde.first(), anmeldung=person, anzahl=1)
    decide(konferenz, "ergebnisse", modus, text, publikum)
    public = collect_protokoll(konferenz, OEFFENTLICH)
    assert "Geheimnis" not in repr(public)
    assert [foto.alternativtext for foto in public.fotos] == ["Bild vom Saal"]
    assert [zeile.nummer for zeile in public.gruppenliste] == [1]
