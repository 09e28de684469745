import io

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from konferenz.models import Konferenz, Veranstalter
from teilnehmer.beteiligung import collect_radar
from teilnehmer.kurzgespraech_karte import collect_gespraechsbilanz
from teilnehmer.kurzgespraech_plan import collect_plan
from teilnehmer.models import Anmeldung, Bedarf
from themen.klebepunkte import collect_rangliste
from themen.models import Befund, Foto, Klebepunkt, Kleingruppe, Massnahme
from themen.protokoll.daten import Variante
from themen.protokoll.sammeln import collect_protokoll

pytestmark = pytest.mark.django_db


@pytest.fixture
def beispiel():
    call_command("demo", verbosity=0, stdout=io.StringIO())
    return Konferenz.objects.get(slug="erste-sozialraumkonferenz")


def test_demo_loads_the_conference_of_the_report(beispiel):
    assert beispiel.phase == Konferenz.Phase.VEROEFFENTLICHT
    assert beispiel.anmeldungen.anwesend().count() == 45
    assert beispiel.einladungen.count() == 35
    assert beispiel.rueckmeldungen.count() == 38
    assert [f.text for f in beispiel.leitfragen.all()] == [
        "Angebote und Nachfrage – Was bietet die Gemeinde und wo besteht Nachholbedarf?",
        "Welche Themen haben die Kinder/Jugendlichen/Eltern in Kleinmachnow?",
        "Was können wir präventiv und gemeinsam gestalten?",
    ]
    assert [g.titel for g in beispiel.kleingruppen.order_by("nummer")] == [
        "Netzwerk",
        "Sport & Freizeit",
        "Kunst und Kultur",
        "Beratung",
        "Kinderschutz in Kleinmachnow",
    ]


def test_every_group_of_the_report_has_linked_cards_and_one_gap(beispiel):
    for gruppe in Kleingruppe.objects.filter(konferenz=beispiel):
        ist, soll, ideen = (gruppe.befunde.filter(art=art) for art in Befund.Art)
        assert (ist.count() >= 4, soll.count() >= 4, ideen.count() >= 3) == (True, True, True)
        assert soll.filter(bezuege__isnull=True).count() == 0
        assert ideen.filter(bezuege__isnull=True).count() == 0
        assert ist.filter(rueckbezuege__isnull=True).count() == 1


def test_counters_of_groups_say_how_many_people_are_in_them(beispiel):
    for gruppe in Kleingruppe.objects.all():
        assert gruppe.belegt == gruppe.zuordnungen.filter(bis__isnull=True).count()


def test_demo_twice_changes_nothing(beispiel):
    before = Anmeldung.objects.count(), Veranstalter.objects.count()
    call_command("demo", stdout=io.StringIO())
    assert (Anmeldung.objects.count(), Veranstalter.objects.count()) == before == (before[0], 3)


def test_demo_marks_every_person_as_an_example(beispiel):
    names = set(Anmeldung.objects.exclude(nachname="").values_list("nachname", flat=True))
    assert [name for name in names if not name.endswith("(Beispiel)")] == []


def test_demo_is_refused_in_production(settings):
    settings.PRODUKTION = True
    with pytest.raises(CommandError, match="einrichten"):
        call_command("demo")


def test_the_coming_conference_shows_a_returned_letter_addresses_and_needs(beispiel):
    kommende = Konferenz.objects.get(slug="zweite-sozialraumkonferenz")
    assert sum(zeile.zurueck for zeile in collect_radar(kommende) if zeile.art) == 1
    assert not kommende.einladungen.filter(einrichtung__strasse="").exists()
    assert sorted(Bedarf.objects.values_list("art", "angabe")) == [("gebaerden", ""), ("verpflegung", "vegetarisch")]


def test_letters_of_the_coming_conference_lie_in_the_postausgang_and_hold_no_link(beispiel):
    kommende = Konferenz.objects.get(slug="zweite-sozialraumkonferenz")
    nachrichten = list(kommende.nachrichten.select_related("einladung__zugang"))
    assert len(nachrichten) == 34
    assert [n for n in nachrichten if n.einladung.zugang.token in n.text] == []
    assert all(f"[[zugang:{n.einladung.zugang.kennung}]]" in n.text for n in nachrichten)


def test_short_talks_were_played_and_a_few_keep_in_touch(beispiel):
    heute = Konferenz.objects.get(slug="netzwerktreffen-heute")
    for konferenz in (beispiel, heute):
        bilanz = collect_gespraechsbilanz(konferenz)
        assert (bilanz.runden, bilanz.minuten, bilanz.kontakte) == (5, (5, 5), 10)
        punkt = konferenz.programmpunkte.get(art="vorstellungsrunde")
        for runde in konferenz.gespraechsrunden.all():
            assert punkt.begonnen_am <= runde.begonnen_am < runde.beendet_am <= punkt.beendet_am
            assert runde.plaetze.count() == konferenz.anmeldungen.anwesend().count()
        plan = collect_plan(konferenz)
        assert plan.guete.wiedersehen == 0
        assert plan.guete.selbe_einrichtung < plan.einfach.selbe_einrichtung


def test_all_topics_of_today_were_presented_before_the_groups_are_chosen(beispiel):
    heute = Konferenz.objects.get(slug="netzwerktreffen-heute")
    punkt = heute.programmpunkte.get(art="themen")
    for thema in heute.themenvorschlaege.all():
        assert punkt.begonnen_am < thema.pitch_begonnen_am < thema.pitch_beendet_am < punkt.beendet_am


def test_the_report_of_2022_shows_photos_and_dots(beispiel):
    fotos = list(beispiel.fotos.druckbar().order_by("kleingruppe__nummer"))
    assert [(foto.kleingruppe.nummer, foto.art) for foto in fotos] == [
        (1, Foto.Art.FLIPCHART),
        (3, Foto.Art.FLIPCHART),
        (4, Foto.Art.BOGEN),
    ]
    assert [(foto.breite, foto.hoehe) for foto in fotos] == [(1600, 1200), (1600, 1200), (1200, 1600)]
    assert bytes(fotos[0].datei.inhalt)[:3] == b"\xff\xd8\xff"
    minutes = collect_protokoll(beispiel, Variante.INTERN)
    assert len(minutes.fotos) == 3
    assert len(minutes.rangliste) >= 5
    frozen = beispiel.protokollfassungen.get().inhalt
    assert [len(frozen[variante]["fotos"]) for variante in ("intern", "netzwerk", "oeffentlich")] == [3, 3, 0]


def test_nobody_of_the_examples_has_more_dots_than_there_are(beispiel):
    for konferenz in Konferenz.objects.filter(anmeldungen__klebepunkte__isnull=False).distinct():
        summen = Klebepunkt.objects.filter(konferenz=konferenz).values("anmeldung").annotate(summe=Sum("anzahl"))
        assert {row["summe"] for row in summen} == {konferenz.klebepunkte} == {3}
        assert collect_rangliste(konferenz)


def test_the_second_example_is_a_large_day_of_another_kind(beispiel):
    tag = Konferenz.objects.get(slug="offener-tag")
    assert tag.phase == Konferenz.Phase.NACHBEREITUNG
    assert tag.protokollfassungen.count() == 0
    assert tag.veranstalter.zweite_person is True
    assert tag.veranstalter.wappen.typ == "image/png"
    assert "vorstellungsrunde" not in tag.programmpunkte.values_list("art", flat=True)
    anwesend = tag.anmeldungen.anwesend()
    assert (anwesend.count(), anwesend.values("einrichtung").distinct().count()) == (90, 40)
    karten = [gruppe.befunde.count() for gruppe in tag.kleingruppen.order_by("nummer")]
    assert (len(karten), min(karten), max(karten)) == (16, 0, 25)
    minutes = collect_protokoll(tag, Variante.INTERN)
    assert (minutes.personen, minutes.einrichtungen, len(minutes.fotos), minutes.ungenannt) == (90, 40, 5, 1)
    assert (minutes.gespraeche, minutes.vorstellungsrunde) == (None, "")
    massnahmen = Massnahme.objects.filter(konferenz=tag)
    assert (massnahmen.vereinbart().count(), massnahmen.im_speicher().count()) == (12, 3)
    assert massnahmen.exclude(verbleib="").count() == 2
    assert tag.themenvorschlaege.exclude(verbleib="").count() == 1


def test_three_municipalities_do_not_share_a_row(beispiel):
    for konferenz in Konferenz.objects.all():
        for anmeldung in konferenz.anmeldungen.filter(einrichtung__isnull=False).select_related("einrichtung"):
            assert anmeldung.einrichtung.veranstalter_id == konferenz.veranstalter_id
