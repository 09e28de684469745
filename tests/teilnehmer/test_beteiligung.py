"""Who was invited, answered and came, by kind of institution."""

import pytest
from django.utils import timezone

from teilnehmer.beteiligung import Zeile, collect_beteiligung, collect_radar
from teilnehmer.models import Nachricht
from tests.factories import make_anmeldung, make_einladung, make_einrichtung, make_konferenz

pytestmark = pytest.mark.django_db


def invite(konferenz, art, **overrides):
    return make_einladung(konferenz, make_einrichtung(konferenz.veranstalter, art=art), **overrides)


def test_counts_by_kind_in_the_order_of_the_kinds_and_their_sum():
    konferenz = make_konferenz()
    schule = invite(konferenz, "schule", antwort="zugesagt")
    invite(konferenz, "schule", antwort="abgesagt")
    invite(konferenz, "kita")
    make_anmeldung(konferenz, einladung=schule, einrichtung=schule.einrichtung, anwesend_am=timezone.now())
    make_anmeldung(konferenz, einladung=schule, einrichtung=schule.einrichtung)
    make_anmeldung(konferenz, einrichtung=schule.einrichtung, status="abgesagt", abgesagt_am=timezone.now())
    make_anmeldung(konferenz, anwesend_am=timezone.now())
    make_anmeldung()
    assert collect_beteiligung(konferenz) == [
        Zeile("kita", "Kita", eingeladen=1, offen=1),
        Zeile("schule", "Schule", eingeladen=2, zugesagt=1, abgesagt=1, personen=2, anwesend=1),
        Zeile("ohne", "Ohne Einrichtung", personen=1, anwesend=1),
        Zeile("", "Zusammen", eingeladen=3, zugesagt=1, abgesagt=1, offen=1, personen=3, anwesend=2),
    ]


def send_letter(einladung, empfaenger, **overrides):
    fields = {"anlass": "einladung", "betreff": "Einladung", "text": "Text", "empfaenger": empfaenger}
    return Nachricht.objects.create(konferenz=einladung.konferenz, einladung=einladung, **fields | overrides)


def test_an_invitation_counts_as_returned_when_no_contact_got_it_and_nobody_answered():
    konferenz = make_konferenz()
    alle, eine, beantwortet = (invite(konferenz, "kita", antwort=antwort) for antwort in ("offen", "offen", "zugesagt"))
    for einladung in (alle, eine, beantwortet):
        send_letter(einladung, "a@example.org", zurueckgekommen_am=timezone.now())
    send_letter(eine, "b@example.org")
    kita = collect_beteiligung(konferenz)[0]
    assert (kita.eingeladen, kita.zugesagt, kita.offen, kita.zurueck) == (3, 1, 1, 1)


def test_with_a_new_link_the_letter_that_came_back_counts_no_more():
    einladung = invite(make_konferenz(), "kita")
    send_letter(einladung, "a@example.org", zurueckgekommen_am=timezone.now())
    einladung.zugang.generation = 2
    einladung.zugang.save()
    assert collect_beteiligung(einladung.konferenz)[0].zurueck == 0


def test_the_radar_also_names_kinds_of_the_directory_that_nobody_invited():
    konferenz = make_konferenz()
    invite(konferenz, "kita")
    for aktiv in (True, True, False):
        make_einrichtung(konferenz.veranstalter, art="sport", aktiv=aktiv)
    make_einrichtung(art="kultur")
    zeilen = {zeile.art: zeile for zeile in collect_radar(konferenz) if zeile.art}
    assert set(zeilen) == {"kita", "sport"}
    assert zeilen["sport"] == Zeile("sport", "Sport", verzeichnis=2)
    assert zeilen["sport"].is_luecke is True
    assert [zeile.art for zeile in collect_beteiligung(konferenz)] == ["kita", ""]


def test_a_conference_without_anybody_has_only_the_sum():
    assert collect_beteiligung(make_konferenz()) == [Zeile("", "Zusammen")]


@pytest.mark.parametrize("rows", [1, 3])
def test_takes_two_queries(django_assert_num_queries, rows):
    konferenz = make_konferenz()
    for art in ("kita", "schule", "sport")[:rows]:
        invite(konferenz, art)
    with django_assert_num_queries(2):
        collect_beteiligung(konferenz)
    with django_assert_num_queries(3):
        collect_radar(konferenz)
