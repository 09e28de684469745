"""What the minutes collect: bundles, counts, names only where they may stand, and in how many queries."""

import dataclasses
import datetime

import pytest
from django.utils import timezone

from teilnehmer.kurzgespraech_karte import Gespraechsbilanz
from teilnehmer.models import Kontaktwunsch
from tests.factories import (
    make_anmeldung,
    make_befund,
    make_einladung,
    make_einrichtung,
    make_gespraechsrunde,
    make_kleingruppe,
    make_konferenz,
    make_massnahme,
    make_mitstreiter,
    make_themenvorschlag,
)
from tests.themen.protokoll_daten import assign, make_protokoll_konferenz, publish, release
from themen.models import Befund, Protokollstand
from themen.protokoll import saetze
from themen.protokoll.buendel import bundle
from themen.protokoll.daten import Idee, Variante
from themen.protokoll.druck import pruefsumme_kurz, rahmen
from themen.protokoll.gefroren import checksum
from themen.protokoll.gliederung import gliederung
from themen.protokoll.sammeln import collect_protokoll
from themen.protokoll.stand import load_freigegeben, load_protokoll

INTERN, NETZWERK, OEFFENTLICH = Variante


@pytest.mark.parametrize(
    ("left", "right", "links", "rows"),
    [
        ([], [], [], []),
        ([1], [], [], [([1], [])]),
        ([], ["a"], [], [([], ["a"])]),
        ([1, 2], ["a"], [("a", 1), ("a", 2)], [([1, 2], ["a"])]),
        ([1, 2], ["a", "b"], [("a", 2), ("b", 1)], [([1], ["b"]), ([2], ["a"])]),
        ([1, 2, 3], ["a", "b"], [("a", 1), ("a", 3), ("b", 3)], [([1, 3], ["a", "b"]), ([2], [])]),
        ([1], ["a", "b"], [("a", 1), (1, "a"), ("a", "fremd")], [([1], ["a"]), ([], ["b"])]),
    ],
)
def test_cards_that_belong_together_stand_in_one_row(left, right, links, rows):
    assert bundle(left, right, links) == rows


@pytest.mark.django_db
@pytest.mark.parametrize("zahl", [1, 3])
@pytest.mark.parametrize(("variante", "queries"), [(INTERN, 25), (NETZWERK, 22), (OEFFENTLICH, 22)])
def test_the_number_of_queries_does_not_grow(zahl, variante, queries, django_assert_num_queries):
    konferenz = make_protokoll_konferenz(gruppen=zahl, karten=zahl, personen=zahl)
    for gruppe in konferenz.kleingruppen.all():
        make_massnahme(gruppe, verantwortlich=konferenz.anmeldungen.first(), bis=konferenz.datum)
    konferenz = type(konferenz).objects.select_related("veranstalter").get(pk=konferenz.pk)
    with django_assert_num_queries(queries):
        protokoll = collect_protokoll(konferenz, variante)
        assert protokoll.pruefsumme
        gliederung(protokoll)
    assert len(protokoll.gruppen) == zahl


@pytest.mark.django_db
def test_groups_carry_their_cards_people_and_gaps():
    konferenz = make_konferenz()
    kita = make_einrichtung(konferenz.veranstalter, art="kita", name="Kita Waldrand")
    sport = make_einrichtung(konferenz.veranstalter, art="sport", name="Turnverein")
    thema = make_themenvorschlag(konferenz, titel="Netzwerk: Austausch", einrichtung=kita)
    gruppe = make_kleingruppe(konferenz, themen=[thema], titel="Netzwerk: Austausch", offen="Wer pflegt das?")
    people = [
        make_anmeldung(konferenz, einrichtung=einrichtung, anwesend_am=timezone.now())
        for einrichtung in (kita, kita, sport)
    ]
    for anmeldung in people:
        assign(anmeldung, gruppe)
    make_mitstreiter(thema, people[0])
    make_mitstreiter(thema, people[1], bis=timezone.now())
    ist = [make_befund(gruppe, "ist", text=f"Ist {n}") for n in range(1, 4)]
    soll = [make_befund(gruppe, "soll", text="Soll 1", bezug=ist[:2]), make_befund(gruppe, "soll", text="Soll 2")]
    make_befund(gruppe, "idee", text="Idee 1", bezug=[soll[0]])
    gone = make_befund(gruppe, "ist", text="gelöscht", geloescht_am=timezone.now(), geloescht_von="moderation")
    make_befund(gruppe, "soll", text="Soll 3", bezug=[gone])
    found = collect_protokoll(konferenz, OEFFENTLICH).gruppen[0]
    assert [([k.nummer for k in row.ist], [k.nummer for k in row.soll]) for row in found.buendel] == [
        ([1, 2], [1]),
        ([3], []),
        ([], [2]),
        ([], [3]),
    ]
    assert found.ideen == (Idee(1, "Idee 1", (1,)),)
    assert found.soll_ohne_idee == (2, 3)
    assert (found.personen, found.einrichtungen, found.mitstreiter) == (3, 2, 1)
    assert saetze.gruppe_besetzung(found) == "3 Personen aus 2 Einrichtungen: Kita, Sport"
    assert saetze.gruppe_herkunft(found) == f"Eingebracht von: Kita Waldrand · {gruppe.raum}"
    assert (found.kurztitel, found.untertitel) == ("Netzwerk", "Austausch")
    assert found.anwesend == ()
    assert [(z.punkt, z.zusatz, z.aus) for z in collect_protokoll(konferenz, OEFFENTLICH).themenspeicher] == [
        ("Ist 3 (Ist 3): noch kein Soll", "", "Gruppe 1"),
        ("Wer pflegt das?", "", "Gruppe 1"),
    ]


@pytest.mark.django_db
def test_topics_of_no_group_are_kept_and_withdrawn_ones_are_not():
    konferenz = make_konferenz()
    drin, draussen, weg = (make_themenvorschlag(konferenz, titel=t) for t in ("Drin", "Draußen", "Weg"))
    make_kleingruppe(konferenz, themen=[drin])
    type(weg).objects.filter(pk=weg.pk).update(status="zurueckgezogen")
    old = make_kleingruppe(konferenz, themen=[draussen])
    old.aufgeloest_am = timezone.now()
    old.save()
    old.herkunft.update(bis=timezone.now())
    protokoll = collect_protokoll(konferenz, OEFFENTLICH)
    assert [z.punkt for z in protokoll.themenspeicher] == ["Draußen"]
    assert [g.nummer for g in protokoll.gruppen] == [1]
    assert [(t.titel, t.gruppen) for t in protokoll.themen] == [("Draußen", ()), ("Drin", (1,))]


@pytest.mark.django_db
def test_the_public_variant_holds_no_name_of_a_person():
    konferenz = make_protokoll_konferenz(gruppen=2, personen=2)
    konferenz.kleingruppen.update(moderation="Gerda Gruppenleitung")
    konferenz.programmpunkte.update(verantwortlich="Vera Antwort")
    verantwortlich = konferenz.anmeldungen.first()
    make_massnahme(
        konferenz.kleingruppen.first(), verantwortlich=verantwortlich, bis=datetime.date(2022, 9, 30), was="Liste"
    )
    intern, netzwerk, public = (repr(collect_protokoll(konferenz, variante)) for variante in Variante)
    for name in ("Vor0", "Nach1-1", "Robin Moderat", "Kim Kontakt", "Gerda Gruppenleitung", "Vera Antwort"):
        assert name in intern
        assert name not in netzwerk
        assert name not in public


@pytest.mark.django_db
def test_only_people_who_were_there_and_may_be_named_stand_in_the_annex():
    konferenz = make_konferenz()
    kita = make_einrichtung(konferenz.veranstalter, name="Kita Ährenfeld")
    einladung = make_einladung(konferenz, kita, antwort="zugesagt")
    da = timezone.now()
    fields = {"einrichtung": kita, "einladung": einladung}
    make_anmeldung(konferenz, nachname="Da", anwesend_am=da, **fields)
    make_anmeldung(konferenz, nachname="Gesperrt", anwesend_am=da, gesperrt=True, **fields)
    make_anmeldung(konferenz, nachname="Fehlt", **fields)
    make_anmeldung(konferenz, nachname="Frei", anwesend_am=da)
    protokoll = collect_protokoll(konferenz, INTERN)
    assert [(e.name, [p.name for p in e.personen]) for e in protokoll.anwesende] == [
        ("Kita Ährenfeld", ["Jonas Da"]),
        ("", ["Jonas Frei"]),
    ]
    assert protokoll.personen == 3
    assert protokoll.ungenannt == 1
    assert saetze.ungenannt(protokoll) == "1 weitere Person war da und wird nicht genannt."
    (zeile,) = protokoll.beteiligung
    assert (zeile.eingeladen, zeile.zugesagt, zeile.vertreten, zeile.personen) == (1, 1, 1, 2)
    assert saetze.einladung(protokoll) == (
        "1 Einrichtung war eingeladen, zugesagt: 1. Gekommen sind 3 Personen aus 1 Einrichtung."
        " 1 Person kam ohne Einrichtung und fehlt in der Tabelle."
    )


@pytest.mark.django_db
def test_sections_without_content_disappear_and_numbers_close_up():
    leer = collect_protokoll(make_konferenz(), OEFFENTLICH)
    assert [(a.nummer, a.titel) for a in gliederung(leer).values()] == [("1", "Freigabe")]
    voll = collect_protokoll(make_protokoll_konferenz(text="Noch offen."), OEFFENTLICH)
    assert [(a.nummer, a.titel) for a in gliederung(voll).values()] == [
        ("1", "Anlass und Ziel"),
        ("2", "Einladung und Beteiligung"),
        ("3", "Leitfragen"),
        ("4", "Ablauf"),
        ("5", "Themen und Kleingruppen"),
        ("6", "Themenspeicher"),
        ("7", "Stimmen der Teilnehmer/-innen"),
        ("8", "Ausblick"),
        ("9", "Dank"),
        ("10", "Freigabe"),
        ("A", "Vertretene Einrichtungen"),
    ]
    assert list(gliederung(voll).values())[-1].ueberschrift == "Anlage A: Vertretene Einrichtungen"
    assert gliederung(voll)["leitfragen"].ueberschrift == "3 Leitfragen"
    ohne = dataclasses.replace(voll, anlass="", ziel="", leitfragen=())
    assert [a.nummer for a in gliederung(ohne).values()] == ["1", "2", "3", "4", "5", "6", "7", "8", "A"]
    assert gliederung(ohne)["ablauf"].bloecke[0].ueberschrift == "Tabelle 2: Ablauf der Konferenz"


@pytest.mark.django_db
def test_the_status_follows_the_release_and_not_the_phase():
    konferenz = make_protokoll_konferenz()
    publish(konferenz)
    stand = datetime.date(2022, 6, 24)
    entwurf = rahmen(load_protokoll(konferenz, OEFFENTLICH), stand)
    assert (entwurf["status"], entwurf["zeit"]) == ("ENTWURF", "Entwurf, Stand 24. Juni 2022")
    assert entwurf["status_kopf"] == "ENTWURF\n24. Juni 2022"
    release(konferenz)
    frei = rahmen(load_freigegeben(konferenz, OEFFENTLICH), stand)
    assert frei["status"] == "FREIGEGEBEN"
    assert frei["zeit"] == "Version 1, freigegeben am 15. Juli 2022"
    assert frei["status_zusatz"] == "Version 1 · 15. Juli 2022 · öffentliche Fassung"
    assert frei["status_kopf"] == "FREIGEGEBEN\nVersion 1"
    assert frei["fuss"] == "Gemeinde Kleinmachnow · Az. 40.12-03/2022 · öffentliche Fassung"


@pytest.mark.django_db
def test_a_released_version_stays_while_the_data_and_the_next_draft_go_on():
    konferenz = make_protokoll_konferenz()
    release(konferenz)
    vorher = load_freigegeben(konferenz, OEFFENTLICH)
    Befund.objects.filter(konferenz=konferenz).update(text="Später geändert.")
    assert load_freigegeben(konferenz, OEFFENTLICH) == vorher
    assert load_protokoll(konferenz, INTERN).fassung == 1
    Protokollstand.objects.create(konferenz=konferenz, zustand="entwurf", aenderung="Ein Name war falsch.")
    entwurf = load_protokoll(konferenz, INTERN)
    assert (entwurf.fassung, entwurf.gruppen[0].ideen[0].text) == (0, "Später geändert.")
    assert load_freigegeben(konferenz, OEFFENTLICH) == vorher
    release(konferenz, aenderung="Ein Name war falsch.")
    neu = load_freigegeben(konferenz, OEFFENTLICH)
    assert (neu.fassung, neu.aenderung) == (2, "Ein Name war falsch. Betroffen: Gruppe 1: Netzwerk.")


@pytest.mark.django_db
def test_the_checksum_follows_the_content_and_nothing_else():
    konferenz = make_protokoll_konferenz()
    first = collect_protokoll(konferenz, INTERN).pruefsumme
    konferenz.refresh_from_db()
    assert collect_protokoll(konferenz, INTERN).pruefsumme == first
    assert len(first) == 64
    assert pruefsumme_kurz("0123456789abcdef" * 4) == "0123 4567 89ab cdef …"
    Befund.objects.filter(konferenz=konferenz, art="ist").update(text="Anders.")
    assert collect_protokoll(konferenz, INTERN).pruefsumme != first
    assert checksum(Idee(1, "ä", (1,))) == checksum(Idee(1, "ä", (1,), ()))


@pytest.mark.parametrize(
    ("idee", "satz"),
    [
        (Idee(1, "", ()), ""),
        (Idee(1, "", (2,)), "(für Soll 2)"),
        (Idee(1, "", (1, 4)), "(für Soll 1 und 4)"),
        (Idee(1, "", (1, 2, 4)), "(für Soll 1, 2 und 4)"),
        (Idee(1, "", (1,), (3,)), "(für Soll 1 und Ist 3)"),
    ],
)
def test_an_idea_says_what_it_is_for(idee, satz):
    assert saetze.idee_bezug(idee) == satz


@pytest.mark.parametrize(
    ("art", "zahl", "wort"),
    [("kita", 1, "Kita"), ("kita", 3, "3 Kitas"), ("sport", 1, "Sport"), ("sport", 2, "Sport (2)")],
)
def test_kinds_are_counted_in_words(art, zahl, wort):
    assert saetze.art_gezaehlt(art, zahl) == wort


@pytest.mark.django_db
@pytest.mark.parametrize("variante", [INTERN, OEFFENTLICH])
def test_short_talks_are_counted_and_nobody_is_listed(variante):
    konferenz = make_protokoll_konferenz(personen=4)
    leute = list(konferenz.anmeldungen.order_by("pk")[:4])
    begonnen = timezone.now()
    ende = begonnen + datetime.timedelta(minutes=6)
    for tische in ([leute[:2], leute[2:]], [leute[::2], leute[1::2]]):
        make_gespraechsrunde(konferenz, tische=tische, minuten=6, begonnen_am=begonnen, beendet_am=ende)
    make_gespraechsrunde(konferenz, tische=[leute[:2]], minuten=9)  # never played
    for von, an in ((leute[0], leute[1]), (leute[1], leute[0]), (leute[2], leute[3])):
        Kontaktwunsch.objects.create(konferenz=konferenz, von=von, an=an)
    protokoll = collect_protokoll(konferenz, variante)
    assert protokoll.gespraeche == Gespraechsbilanz(runden=2, minuten=(6, 6), gespraeche=4, kontakte=1)
    assert saetze.gespraeche(protokoll) == (
        "In zwei Runden zu je 6 Minuten gab es 4 Kurzgespräche, 1 Paar möchte in Kontakt bleiben."
    )


@pytest.mark.parametrize(
    ("bilanz", "satz"),
    [
        (None, ""),
        (Gespraechsbilanz(1, (5, 5), 1, 0), "In einer Runde zu je 5 Minuten gab es 1 Kurzgespräch."),
        (
            Gespraechsbilanz(6, (5, 7), 126, 14),
            "In sechs Runden zu 5 bis 7 Minuten gab es 126 Kurzgespräche, 14 Paare möchten in Kontakt bleiben.",
        ),
    ],
)
@pytest.mark.django_db
def test_the_sentence_about_short_talks(bilanz, satz):
    protokoll = dataclasses.replace(collect_protokoll(make_protokoll_konferenz(), INTERN), gespraeche=bilanz)
    assert saetze.gespraeche(protokoll) == satz
