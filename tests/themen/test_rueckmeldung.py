"""Feedback: what the services store and what they do not, figures, and hints at names."""

import uuid

import pytest
from django.db import connection
from django.utils import timezone

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Verlauf, Vorgang
from konferenz.services.fehler import NichtErlaubt
from tests.factories import (
    make_akteur,
    make_anmeldung,
    make_konferenz,
    make_konferenz_heute,
    make_programmpunkt,
    make_rueckmeldung,
)
from tests.gleichzeitig import all_succeed_at_once
from tests.themen.protokoll_daten import release
from themen.models import Rueckmeldung
from themen.rueckmeldung_bild import Bilanz, collect_bilanz
from themen.rueckmeldung_hinweise import collect_nachnamen, find_hinweise
from themen.services import rueckmeldung as services

HILFE = make_akteur(Rolle.HILFE)


def make_ende(**overrides) -> Konferenz:
    """A conference whose item "Rückmeldung" runs."""
    konferenz = make_konferenz_heute(**overrides)
    make_programmpunkt(konferenz, art="rueckmeldung", begonnen_am=timezone.now())
    return konferenz


def give(anmeldung, note=1, gut="", naechstes_mal=""):
    services.give_rueckmeldung(
        anmeldung, note=note, gut=gut, naechstes_mal=naechstes_mal, by=Akteur(Rolle.TEILNAHME, anmeldung.pk)
    )


def enter(konferenz, by=HILFE, vorgang=None, **antwort):
    services.enter_rueckmeldung(
        konferenz, by=by, vorgang=vorgang, **{"note": 2, "gut": "", "naechstes_mal": ""} | antwort
    )


@pytest.mark.django_db
class TestGiving:
    def test_the_first_answer_counts_and_the_second_changes_nothing(self):
        anmeldung = make_anmeldung(make_ende())
        assert services.has_given(anmeldung) is False
        give(anmeldung, 1, "Die Pausen")
        give(anmeldung, 5, "Nichts")
        row = Rueckmeldung.objects.get()
        assert (row.note, row.gut, row.naechstes_mal, row.kanal) == (1, "Die Pausen", "", "link")
        assert services.has_given(anmeldung) is True
        assert services.has_given(make_anmeldung(anmeldung.konferenz)) is False

    def test_nothing_is_stored_that_leads_from_the_answer_to_the_person(self):
        konferenz = make_ende()
        leute = [make_anmeldung(konferenz) for _n in range(6)]
        for n, anmeldung in enumerate(leute):
            give(anmeldung, gut=f"Text {n}")
        assert Verlauf.objects.count() == 0
        marken = list(Vorgang.objects.all())
        assert [marke.ergebnis for marke in marken] == [{}] * 6
        momente = {timezone.localtime(marke.angelegt_am).time().isoformat() for marke in marken}
        assert momente == {"00:00:00"}
        with connection.cursor() as cursor:
            # what PostgreSQL keeps with each row: all answers carry the number of the last transaction
            cursor.execute("SELECT count(DISTINCT xmin::text) FROM themen_rueckmeldung")
            assert cursor.fetchone() == (1,)

    def test_neither_key_nor_place_in_the_table_follows_the_order_of_giving(self):
        konferenz = make_ende()
        for n in range(12):
            give(make_anmeldung(konferenz), gut=f"{n:02}")
        gegeben = [f"{n:02}" for n in range(12)]
        assert list(Rueckmeldung.objects.order_by("pk").values_list("gut", flat=True)) != gegeben
        with connection.cursor() as cursor:
            cursor.execute("SELECT gut FROM themen_rueckmeldung ORDER BY ctid")
            orte = [row[0] for row in cursor.fetchall()]
        assert sorted(orte) == gegeben
        assert orte != gegeben

    def test_an_answer_of_another_conference_is_left_alone(self):
        andere = make_rueckmeldung(gut="Andere", zitat_gut=True)
        konferenz = make_ende()
        give(make_anmeldung(konferenz))
        give(make_anmeldung(konferenz))
        assert konferenz.rueckmeldungen.count() == 2
        assert Rueckmeldung.objects.filter(pk=andere.pk, gut="Andere", zitat_gut=True).count() == 1

    def test_what_was_chosen_survives_the_next_answer(self):
        konferenz = make_ende()
        row = make_rueckmeldung(konferenz, gut="Lob", zitat_gut=True)
        give(make_anmeldung(konferenz))
        assert konferenz.rueckmeldungen.filter(pk=row.pk, zitat_gut=True).exists()

    def test_a_closed_feedback_takes_nothing(self):
        anmeldung = make_anmeldung(make_konferenz_heute())
        with pytest.raises(NichtErlaubt, match="Die Rückmeldung ist geschlossen"):
            give(anmeldung)
        assert Rueckmeldung.objects.count() == 0
        assert Vorgang.objects.count() == 0

    def test_the_key_differs_between_conferences_and_persons(self):
        eine, andere = make_anmeldung(), make_anmeldung()
        assert services._key(eine) == services._key(eine)
        assert services._key(eine) != services._key(andere)


@pytest.mark.django_db
class TestPaper:
    def test_a_form_is_typed_in_by_a_helper_and_sent_twice_counts_once(self):
        konferenz = make_konferenz_heute()
        vorgang = uuid.uuid4()
        enter(konferenz, vorgang=vorgang, gut="Suppe")
        enter(konferenz, vorgang=vorgang, gut="Suppe")
        row = Rueckmeldung.objects.get()
        assert (row.note, row.gut, row.kanal) == (2, "Suppe", "papier")
        assert Verlauf.objects.get().satz == "Einen Rückmeldebogen vom Papier eingetragen."

    def test_readers_and_helpers_after_the_day_may_not(self):
        konferenz = make_konferenz(phase=Konferenz.Phase.NACHBEREITUNG)
        for by in (HILFE, make_akteur(Rolle.LESEND)):
            with pytest.raises(NichtErlaubt):
                enter(konferenz, by=by)
        enter(konferenz, by=make_akteur(Rolle.MODERATION))
        assert Rueckmeldung.objects.count() == 1


@pytest.mark.django_db
class TestEvaluating:
    def test_a_quote_is_chosen_and_taken_back(self):
        row = make_rueckmeldung(gut="Lob")
        services.quote_text(row, "gut", zitieren=True, by=make_akteur())
        row.refresh_from_db()
        assert (row.zitat_gut, row.zitat_naechstes_mal) == (True, False)
        services.quote_text(row, "gut", zitieren=False, by=make_akteur())
        row.refresh_from_db()
        assert row.zitat_gut is False
        assert [v.satz for v in Verlauf.objects.order_by("pk")] == [
            "Ein Zitat der Rückmeldung ins Protokoll genommen.",
            "Ein Zitat der Rückmeldung aus dem Protokoll genommen.",
        ]

    def test_an_empty_text_is_no_quote(self):
        row = make_rueckmeldung(gut="Lob")
        services.quote_text(row, "naechstes_mal", zitieren=True, by=make_akteur())
        row.refresh_from_db()
        assert row.zitat_naechstes_mal is False

    def test_a_deleted_text_is_gone_and_the_rating_stays(self):
        row = make_rueckmeldung(note=4, gut="Frau Wolf", zitat_gut=True, naechstes_mal="Mehr Zeit")
        services.delete_text(row, "gut", by=make_akteur())
        row.refresh_from_db()
        assert (row.note, row.gut, row.zitat_gut, row.naechstes_mal) == (4, "", False, "Mehr Zeit")
        assert Verlauf.objects.get().satz == "Einen freien Text der Rückmeldung gelöscht."

    def test_an_answer_that_was_only_this_text_goes_with_it(self):
        row = make_rueckmeldung(note=None, gut="Frau Wolf")
        services.delete_text(row, "gut", by=make_akteur())
        services.delete_text(row, "gut", by=make_akteur())
        assert Rueckmeldung.objects.count() == 0
        assert Verlauf.objects.count() == 1

    def test_what_everybody_reads_at_once_is_quoted_by_the_leitung_and_taken_out_by_planning_too(self):
        konferenz = make_konferenz(phase=Konferenz.Phase.VEROEFFENTLICHT)
        row = make_rueckmeldung(konferenz, gut="Lob", naechstes_mal="Mehr Zeit", zitat_naechstes_mal=True)
        with pytest.raises(NichtErlaubt, match="Darum wählt hier nur die Leitung"):
            services.quote_text(row, "gut", zitieren=True, by=make_akteur(Rolle.PLANUNG))
        services.quote_text(row, "naechstes_mal", zitieren=False, by=make_akteur(Rolle.PLANUNG))
        row.refresh_from_db()
        assert (row.zitat_gut, row.zitat_naechstes_mal) == (False, False)
        services.quote_text(row, "gut", zitieren=True, by=make_akteur(Rolle.LEITUNG))
        row.refresh_from_db()
        assert row.zitat_gut is True

    def test_with_a_released_version_planning_goes_on_choosing(self):
        konferenz = make_konferenz(phase=Konferenz.Phase.VEROEFFENTLICHT)
        row = make_rueckmeldung(konferenz, gut="Lob")
        release(konferenz)
        services.quote_text(row, "gut", zitieren=True, by=make_akteur(Rolle.PLANUNG))
        row.refresh_from_db()
        assert row.zitat_gut is True

    @pytest.mark.parametrize("rolle", [Rolle.LESEND, Rolle.MODERATION, Rolle.HILFE, Rolle.TEILNAHME])
    def test_others_may_not(self, rolle):
        row = make_rueckmeldung(gut="Lob")
        with pytest.raises(NichtErlaubt):
            services.quote_text(row, "gut", zitieren=True, by=make_akteur(rolle))
        with pytest.raises(NichtErlaubt):
            services.delete_text(row, "gut", by=make_akteur(rolle))
        row.refresh_from_db()
        assert (row.gut, row.zitat_gut) == ("Lob", False)


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_one_person_on_two_devices_at_once_counts_once(self):
        anmeldung = make_anmeldung(make_ende())
        all_succeed_at_once([lambda: give(anmeldung)] * 4)
        assert Rueckmeldung.objects.count() == 1

    def test_many_at_once_are_all_counted(self):
        konferenz = make_ende()
        leute = [make_anmeldung(konferenz) for _n in range(8)]
        all_succeed_at_once([lambda a=a: give(a) for a in leute])
        assert Rueckmeldung.objects.count() == 8

    def test_choosing_while_others_answer_is_not_lost(self):
        konferenz = make_ende()
        row = make_rueckmeldung(konferenz, gut="Lob")
        leute = [make_anmeldung(konferenz) for _n in range(5)]
        planung = make_akteur()
        all_succeed_at_once(
            [
                *(lambda a=a: give(a) for a in leute),
                lambda: services.quote_text(row, "gut", zitieren=True, by=planung),
            ]
        )
        assert Rueckmeldung.objects.count() == 6
        assert Rueckmeldung.objects.get(pk=row.pk).zitat_gut is True

    def test_without_the_mark_the_same_person_would_count_more_than_once(self):
        """The negative control: the same work without its key."""
        konferenz = make_konferenz_heute()
        all_succeed_at_once([lambda: enter(konferenz)] * 4)
        assert Rueckmeldung.objects.count() == 4


# Figures


@pytest.mark.django_db
def test_figures_of_a_conference_in_one_query(django_assert_num_queries):
    konferenz = make_konferenz()
    assert collect_bilanz(konferenz, 9) is None
    for note in (1, 1, 2, 3):
        make_rueckmeldung(konferenz, note=note)
    make_rueckmeldung(konferenz, note=None, gut="Lob", zitat_gut=True, kanal="papier")
    make_rueckmeldung(konferenz, note=5, gut="Nicht gewählt", naechstes_mal="Mehr Zeit", zitat_naechstes_mal=True)
    make_rueckmeldung()
    with django_assert_num_queries(1):
        bilanz = collect_bilanz(konferenz, 9)
    assert bilanz == Bilanz(6, 9, 1, (2, 1, 1, 0, 1), ("Lob",), ("Mehr Zeit",))
    assert (bilanz.bewertet, bilanz.mittel) == (5, "2,4")
    assert bilanz.satz.replace("\u00a0", " ") == (
        "6 von 9 Anwesenden haben geantwortet. Die Note ist im Mittel 2,4 (1 = sehr gut, 5 = schlecht)."
    )
    assert bilanz.in_worten == "sehr gut: 2; gut: 1; teils, teils: 1; eher schlecht: 0; schlecht: 1"


@pytest.mark.parametrize(
    ("noten", "mittel", "anteile"),
    [
        ((0, 0, 0, 0, 0), "", [0, 0, 0, 0, 0]),
        ((1, 0, 0, 0, 0), "1,0", [1000, 0, 0, 0, 0]),
        ((31, 7, 0, 0, 0), "1,2", [816, 184, 0, 0, 0]),
        ((1, 1, 1, 0, 0), "2,0", [333, 334, 333, 0, 0]),
        ((3, 1, 0, 0, 0), "1,3", [750, 250, 0, 0, 0]),
        ((0, 0, 0, 0, 300), "5,0", [0, 0, 0, 0, 1000]),
    ],
)
def test_mean_and_bar(noten, mittel, anteile):
    bilanz = Bilanz(sum(noten), 400, 0, noten)
    assert bilanz.mittel == mittel
    assert [s.breite for s in bilanz.stuecke] == anteile
    assert [s.x for s in bilanz.stuecke] == [sum(anteile[:n]) for n in range(5)]


def test_more_answers_than_people_ticked_at_the_door():
    assert Bilanz(3, 2, 0, (0, 0, 0, 0, 0)).satz == "3 Rückmeldungen sind eingegangen."
    assert Bilanz(1, 2, 0, (0, 0, 0, 0, 0)).satz == "1 von 2 Anwesenden hat geantwortet."


# Hints


@pytest.mark.parametrize(
    ("text", "hinweise"),
    [
        ("Die Pausen waren gut, 10 von 10.", []),
        ("Der Wolf im Märchen, am 16.06.2022 um 14:30 Uhr", []),
        ("Schreiben Sie an kim@example.org", ["Enthält eine E-Mail-Adresse"]),
        ("Rufen Sie an: 033203 877-1234", ["Enthält vielleicht eine Telefonnummer"]),
        ("+49 170 1234567", ["Enthält vielleicht eine Telefonnummer"]),
        ("Frau Meier war toll", ["Nennt vielleicht eine Person"]),
        ("Das hat Conrad gesagt", ["Nennt vielleicht eine Person"]),
        (
            "a@b.de, 0170 1234567, Herr Xaver",
            ["Enthält eine E-Mail-Adresse", "Enthält vielleicht eine Telefonnummer", "Nennt vielleicht eine Person"],
        ),
    ],
)
def test_hints_at_what_may_name_somebody(text, hinweise):
    assert find_hinweise(text, {"Conrad", "Behrens"}) == hinweise


@pytest.mark.django_db
def test_surnames_to_compare_with_include_those_that_may_not_be_named():
    konferenz = make_konferenz()
    make_anmeldung(konferenz, nachname="Geheim-Rat", gesperrt=True)
    make_anmeldung(konferenz, nachname="Li")
    make_anmeldung(nachname="Fremd")
    assert collect_nachnamen(konferenz) == {"Geheim", "Rat"}
