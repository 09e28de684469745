"""Writing sections of the minutes: who may, what is kept, and that nobody overwrites anybody."""

import pytest
from django.core.exceptions import ValidationError

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Verlauf
from konferenz.services.fehler import NichtErlaubt, Veraltet
from tests.factories import make_befund, make_kleingruppe, make_mitglied
from tests.gleichzeitig import at_once
from tests.themen.protokoll_daten import make_protokoll_konferenz
from themen.models import Befund, Protokollabschnitt, Protokollstand
from themen.protokoll import abschnittsliste, vergleich
from themen.services.protokoll import change_abschnitt, refill_abschnitt, restore_abschnitt

pytestmark = pytest.mark.django_db


@pytest.fixture
def konferenz():
    return make_protokoll_konferenz()


@pytest.fixture
def by(konferenz):
    return make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).akteur


def change(konferenz, by, schluessel="dank", *, fassung=0, **werte):
    werte = {"modus": "ergaenzt", "text": "Ein eigener Dank.", "publikum": "oeffentlich"} | werte
    return change_abschnitt(konferenz=konferenz, schluessel=schluessel, fassung=fassung, by=by, **werte)


def test_a_section_is_written_with_the_data_of_that_moment(konferenz, by):
    row = change(konferenz, by, text="  Eins.\r\n\r\n- zwei ")
    row.refresh_from_db()
    assert (row.modus, row.text, row.publikum, row.fassung) == ("ergaenzt", "Eins.\n\n- zwei", "oeffentlich", 1)
    assert row.daten_stand == konferenz.dank
    assert row.geaendert_von_id == by.id
    assert list(row.fassungen.values_list("fassung", "modus", "text")) == [(1, "ergaenzt", "Eins.\n\n- zwei")]
    eintrag = Verlauf.objects.get(objekt="protokollabschnitt:dank")
    assert eintrag.satz == "Abschnitt „Dank“ des Protokolls geändert."


def test_the_same_form_twice_is_one_version(konferenz, by):
    change(konferenz, by)
    assert change(konferenz, by).fassung == 1
    assert Verlauf.objects.filter(objekt="protokollabschnitt:dank").count() == 1


def test_a_text_that_somebody_else_saved_is_not_overwritten(konferenz, by):
    change(konferenz, by)
    with pytest.raises(Veraltet) as error:
        change(konferenz, by, text="Von gestern.")
    assert error.value.aktuell.text == "Ein eigener Dank."
    assert change(konferenz, by, text="Bewusst.", fassung=1).fassung == 2


@pytest.mark.parametrize("modus", ["ergaenzt", "ersetzt"])
def test_own_text_must_say_something(konferenz, by, modus):
    with pytest.raises(ValidationError, match="Der eigene Text ist noch leer"):
        change(konferenz, by, modus=modus, text=" \n ")
    assert not Protokollabschnitt.objects.exists()


def test_only_known_sections_are_written(konferenz, by):
    for schluessel in ("unfug", "gruppe-7", "gruppe-0"):
        with pytest.raises(ValidationError, match="Diesen Abschnitt gibt es nicht mehr"):
            change(konferenz, by, schluessel)
    assert change(konferenz, by, "gruppe-1").schluessel == "gruppe-1"


@pytest.mark.parametrize(
    ("phase", "rolle"),
    [("vorbereitung", Rolle.PLANUNG), ("archiviert", Rolle.LEITUNG), ("nachbereitung", Rolle.LESEND)]
    + [("nachbereitung", rolle) for rolle in (Rolle.MODERATION, Rolle.TEILNAHME, Rolle.OEFFENTLICH)],
)
def test_others_and_other_phases_are_refused(konferenz, phase, rolle):
    konferenz.phase = phase
    konferenz.save(update_fields=["phase"])
    with pytest.raises(NichtErlaubt):
        change(konferenz, Akteur(rolle))
    assert not Protokollabschnitt.objects.exists()


def test_what_was_handed_in_for_release_is_not_changed_behind_its_back(konferenz, by):
    Protokollstand.objects.create(konferenz=konferenz, zustand="vorgelegt")
    with pytest.raises(NichtErlaubt, match="liegt zur Freigabe vor"):
        change(konferenz, by)


def test_a_change_of_the_data_is_seen_word_by_word_and_settled_by_saving_again(konferenz, by):
    row = change(konferenz, by)
    konferenz.dank = "Ein herzlicher Dank gilt wenigen, z. B. dem RAA Potsdam e. V."
    konferenz.save()
    jetzt = vergleich.data_text(vergleich.collect_vergleichbar(konferenz), "dank")
    assert abschnittsliste.is_outdated(row, jetzt)
    vorher, nachher = abschnittsliste.differences(row, jetzt)
    assert [s.text for s in vorher if s.is_anders] == ["allen"]
    assert [s.text for s in nachher if s.is_anders] == ["wenigen"]
    row = change(konferenz, by, fassung=1)
    assert (row.fassung, row.daten_stand) == (2, konferenz.dank)
    assert not abschnittsliste.is_outdated(row, jetzt)


def test_only_lines_that_changed_are_shown(konferenz, by):
    gruppe = konferenz.kleingruppen.get()
    row = change(konferenz, by, "gruppe-1")
    make_befund(gruppe, "ist", text="Neu dazu.")
    Befund.objects.filter(art="idee").update(text="Geändert.")
    jetzt = vergleich.data_text(vergleich.collect_vergleichbar(konferenz), "gruppe-1")
    vorher, nachher = abschnittsliste.differences(row, jetzt)
    assert "Sollkarte" not in "".join(s.text for s in (*vorher, *nachher))
    assert "Neu dazu." in "".join(s.text for s in nachher)


def test_what_is_kept_of_the_data_holds_no_name(konferenz, by):
    for schluessel in ("anlage", "ablauf", "gruppe-1", "ergebnisse", "massnahmen"):
        row = change(konferenz, by, schluessel)
        assert "Nach0-0" not in row.daten_stand
    assert "Kita" in Protokollabschnitt.objects.get(schluessel="anlage").daten_stand


def test_filled_from_the_data_again_and_undone(konferenz, by):
    change(konferenz, by, modus="ersetzt", publikum="netzwerk")
    row = refill_abschnitt(konferenz=konferenz, schluessel="dank", fassung=1, by=by)
    assert (row.modus, row.text, row.publikum, row.fassung) == ("daten", "", "netzwerk", 2)
    with pytest.raises(Veraltet):
        restore_abschnitt(konferenz=konferenz, schluessel="dank", alt=1, fassung=1, by=by)
    row = restore_abschnitt(konferenz=konferenz, schluessel="dank", alt=1, fassung=2, by=by)
    assert (row.modus, row.text, row.publikum, row.fassung) == ("ersetzt", "Ein eigener Dank.", "netzwerk", 3)
    assert list(row.fassungen.values_list("fassung", flat=True)) == [3, 2, 1]
    with pytest.raises(ValidationError, match="Diesen früheren Stand gibt es nicht"):
        restore_abschnitt(konferenz=konferenz, schluessel="dank", alt=9, fassung=3, by=by)


def test_a_group_that_was_merged_away_has_no_section_any_more(konferenz, by):
    gruppe = make_kleingruppe(konferenz, titel="Weg")
    change(konferenz, by, "gruppe-2")
    gruppe.aufgeloest_am = konferenz.angelegt_am
    gruppe.save()
    assert "gruppe-2" not in [zeile.schluessel for zeile in abschnittsliste.collect_zeilen(konferenz)]
    with pytest.raises(ValidationError):
        change(konferenz, by, "gruppe-2", fassung=1)


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_write_a_section_at_once_do_not_lose_a_text():
    konferenz = make_protokoll_konferenz(gruppen=0)
    by = make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).akteur
    for fassung in (0, 1):  # the first text of a section, and a change of one
        found = at_once(
            [
                lambda n=n, fassung=fassung: change(konferenz, by, text=f"Text {fassung} {n}", fassung=fassung)
                for n in range(2)
            ]
        )
        saved = [one for one in found if isinstance(one, Protokollabschnitt)]
        assert [type(one) for one in found if one not in saved] == [Veraltet]
        assert Protokollabschnitt.objects.get().text == saved[0].text


@pytest.mark.django_db(transaction=True)
def test_without_the_version_one_of_two_texts_is_lost():
    """Negative control of the race above."""
    row = Protokollabschnitt.objects.create(
        konferenz=make_protokoll_konferenz(gruppen=0), schluessel="dank", modus="ersetzt", text="Anfang"
    )

    def write(n):
        mine = Protokollabschnitt.objects.get(pk=row.pk)
        mine.text = f"Text {n}"
        mine.save()
        return mine.text

    assert at_once([lambda n=n: write(n) for n in range(2)]) == ["Text 0", "Text 1"]
    assert Protokollabschnitt.objects.filter(text__startswith="Text").count() == 1
