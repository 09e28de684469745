"""Rules of the board's services: numbers, versions, links, order, undo, who may write."""

import contextlib
import threading
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from konferenz.akteur import Rolle
from konferenz.models import Verlauf
from konferenz.services.fehler import NichtErlaubt, Veraltet
from tests.factories import (
    make_akteur,
    make_anmeldung,
    make_befund,
    make_einrichtung,
    make_kleingruppe,
    make_konferenz_heute,
)
from themen.models import Befund, BefundFassung, Zuordnung
from themen.services.befund import (
    HOCH,
    RUNTER,
    change_befund,
    delete_befund,
    move_befund,
    restore_befund,
    write_befund,
)

IST, SOLL, IDEE = Befund.Art.IST, Befund.Art.SOLL, Befund.Art.IDEE
MODERATION = make_akteur(Rolle.MODERATION)


def write(gruppe, art=IST, text="Ein Satz.", by=MODERATION, **more):
    return write_befund(gruppe, art=art, text=text, by=by, **more)


def make_mitglied_der_gruppe(gruppe, **overrides):
    """A participant who sits in the group, as actor."""
    anmeldung = make_anmeldung(gruppe.konferenz, **overrides)
    Zuordnung.objects.create(konferenz=gruppe.konferenz, anmeldung=anmeldung, kleingruppe=gruppe, durch=Rolle.TEILNAHME)
    return anmeldung, make_akteur(Rolle.TEILNAHME, anmeldung.pk)


@pytest.mark.django_db
def test_numbers_run_per_group_and_kind_and_are_never_given_again():
    gruppe = make_kleingruppe()
    first, second = write(gruppe), write(gruppe)
    delete_befund(second, by=MODERATION)

    third, soll = write(gruppe), write(gruppe, SOLL)
    elsewhere = write(make_kleingruppe(gruppe.konferenz))

    assert [str(b) for b in (first, second, third, soll, elsewhere)] == ["Ist 1", "Ist 2", "Ist 3", "Soll 1", "Ist 1"]
    assert [first.position, third.position] == [1, 3]


@pytest.mark.django_db
def test_a_card_keeps_institution_and_author_and_its_first_version():
    gruppe = make_kleingruppe()
    einrichtung = make_einrichtung(gruppe.konferenz.veranstalter)
    anmeldung, by = make_mitglied_der_gruppe(gruppe, einrichtung=einrichtung)

    befund = write(gruppe, text="  Erste Zeile\r\nzweite ", by=by, einrichtung=einrichtung, erfasst_von=anmeldung)

    assert (befund.text, befund.einrichtung, befund.erfasst_von) == ("Erste Zeile\nzweite", einrichtung, anmeldung)
    assert list(befund.fassungen.values_list("fassung", "text", "durch")) == [(1, "Erste Zeile\nzweite", "teilnahme")]


@pytest.mark.django_db
def test_the_same_form_sent_twice_makes_one_card():
    gruppe = make_kleingruppe()
    vorgang = uuid.uuid4()

    first, second = (write(gruppe, text=text, vorgang=vorgang) for text in ("Ein Satz.", "Ein anderer."))

    assert first == second
    assert list(gruppe.befunde.values_list("text", flat=True)) == ["Ein Satz."]


@pytest.mark.django_db
def test_the_verlauf_says_what_happened_without_the_text():
    gruppe = make_kleingruppe()
    befund = write(gruppe, text="Geheim.")
    change_befund(befund, text="Anders.", fassung=1, by=MODERATION)
    delete_befund(befund, by=MODERATION)
    restore_befund(befund, by=MODERATION)

    saetze = list(Verlauf.objects.filter(konferenz=gruppe.konferenz).order_by("pk").values_list("satz", flat=True))
    assert saetze == [
        "Ist 1 in Gruppe 1 geschrieben.",
        "Ist 1 in Gruppe 1 geändert.",
        "Ist 1 in Gruppe 1 gelöscht.",
        "Ist 1 in Gruppe 1 wiederhergestellt.",
    ]


@pytest.mark.django_db
def test_a_soll_answers_an_ist_and_an_idee_serves_a_soll():
    gruppe = make_kleingruppe()
    ist = write(gruppe)
    soll = write(gruppe, SOLL, bezug=[ist])
    idee = write(gruppe, IDEE, bezug=[soll])

    assert list(soll.bezug.all()) == [ist]
    assert list(idee.bezug.all()) == [soll]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("art", "ziel"), [(IST, SOLL), (IST, IST), (SOLL, SOLL), (SOLL, IDEE), (IDEE, IST), (IDEE, IDEE)]
)
def test_no_other_kinds_can_be_linked(art, ziel):
    gruppe = make_kleingruppe()
    other = make_befund(gruppe, ziel)
    with pytest.raises(ValidationError):
        write(gruppe, art, bezug=[other])
    assert gruppe.befunde.count() == 1


@pytest.mark.django_db
def test_cards_of_another_group_and_deleted_ones_cannot_be_linked():
    gruppe = make_kleingruppe()
    foreign = make_befund(make_kleingruppe(gruppe.konferenz))
    gone = delete_befund(make_befund(gruppe), by=MODERATION)
    for ziel in (foreign, gone):
        with pytest.raises(ValidationError, match="Eine gewählte Karte gibt es nicht mehr"):
            write(gruppe, SOLL, bezug=[ziel])


@pytest.mark.django_db
def test_a_change_keeps_every_version():
    befund = write(make_kleingruppe(), text="Alt.")
    change_befund(befund, text="Neu.", fassung=1, by=make_akteur(Rolle.PLANUNG))

    befund.refresh_from_db()
    assert (befund.text, befund.fassung) == ("Neu.", 2)
    assert list(befund.fassungen.values_list("fassung", "text", "durch")) == [
        (1, "Alt.", "moderation"),
        (2, "Neu.", "planung"),
    ]


@pytest.mark.django_db
def test_the_second_of_two_editors_gets_what_the_first_saved_and_nothing_is_written():
    befund = write(make_kleingruppe(), text="Alt.")
    change_befund(befund, text="Vom Ersten.", fassung=1, by=MODERATION)

    with pytest.raises(Veraltet) as caught:
        change_befund(befund, text="Vom Zweiten.", fassung=1, by=MODERATION)

    assert caught.value.aktuell.text == "Vom Ersten."
    assert Befund.objects.get().text == "Vom Ersten."
    assert BefundFassung.objects.count() == 2


@pytest.mark.django_db
def test_the_same_change_sent_twice_is_no_conflict():
    befund = write(make_kleingruppe(), text="Alt.")
    for _ in range(2):
        change_befund(befund, text="Neu.", fassung=1, by=MODERATION)
    assert BefundFassung.objects.count() == 2


@pytest.mark.django_db
def test_changing_the_links_touches_only_cards_that_are_there():
    gruppe = make_kleingruppe()
    one, two, gone = write(gruppe), write(gruppe), write(gruppe)
    soll = write(gruppe, SOLL, bezug=[one, gone])
    delete_befund(gone, by=MODERATION)

    change_befund(soll, text=soll.text, bezug=[two], fassung=1, by=MODERATION)
    restore_befund(gone, by=MODERATION)

    assert set(soll.bezug.all()) == {two, gone}


@pytest.mark.django_db
def test_a_deleted_card_comes_back_with_number_links_and_text():
    gruppe = make_kleingruppe()
    ist = write(gruppe)
    soll = write(gruppe, SOLL, bezug=[ist])
    delete_befund(soll, by=MODERATION)
    assert list(gruppe.befunde.vorhanden()) == [ist]

    restore_befund(soll, by=MODERATION)

    soll.refresh_from_db()
    assert (str(soll), list(soll.bezug.all()), soll.geloescht_am, soll.geloescht_von) == ("Soll 1", [ist], None, "")


@pytest.mark.django_db
def test_who_writes_while_the_card_is_deleted_learns_it_and_can_bring_it_back():
    befund = write(make_kleingruppe(), text="Alt.")
    delete_befund(befund, by=MODERATION)
    with pytest.raises(Veraltet) as caught:
        change_befund(befund, text="Neu.", fassung=1, by=MODERATION)
    assert caught.value.aktuell.geloescht_am is not None

    change_befund(befund, text="Neu.", fassung=caught.value.aktuell.fassung, by=MODERATION)

    befund.refresh_from_db()
    assert (befund.text, befund.geloescht_am) == ("Neu.", None)


@pytest.mark.django_db
def test_moving_changes_the_order_and_not_the_numbers():
    gruppe = make_kleingruppe()
    one, two, three = (write(gruppe) for _ in range(3))
    delete_befund(two, by=MODERATION)

    move_befund(three, richtung=HOCH, by=MODERATION)
    assert list(gruppe.befunde.vorhanden().order_by("position")) == [three, one]
    move_befund(three, richtung=HOCH, by=MODERATION)  # already first
    move_befund(three, richtung=RUNTER, by=MODERATION)
    assert [b.nummer for b in gruppe.befunde.vorhanden().order_by("position")] == [1, 3]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "satz"),
    [
        ("", "Die Karte ist noch leer"),
        (" \u200b\n\u2060 ", "Die Karte ist noch leer"),
        ("a\x00b", "unsichtbares Steuerzeichen"),
        ("x" * 601, "Das sind 601 Zeichen. Auf eine Karte passen 600"),
    ],
)
def test_a_text_that_cannot_stand_on_a_card_is_refused_with_a_sentence(text, satz):
    gruppe = make_kleingruppe()
    with pytest.raises(ValidationError, match=satz):
        write(gruppe, text=text)
    assert not gruppe.befunde.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    ["x" * 600, "<script>alert(1)</script>", "Spielplatz 🛝 für 👨‍👩‍👧", "\u202eumgedreht", "مرحبا بكم", "Ä" * 600],
)
def test_any_other_text_stands_as_it_was_typed(text):
    assert write(make_kleingruppe(), text=text).text == text


@pytest.mark.django_db
def test_a_participant_writes_only_in_the_own_group_and_with_open_gate():
    gruppe = make_kleingruppe()
    other = make_kleingruppe(gruppe.konferenz)
    _, by = make_mitglied_der_gruppe(gruppe)
    write(gruppe, by=by)

    with pytest.raises(NichtErlaubt, match="Sie sind nicht in dieser Gruppe"):
        write(other, by=by)
    gruppe.konferenz.tor_karten = "geschlossen"
    with pytest.raises(NichtErlaubt, match="Karten lassen sich gerade nicht schreiben"):
        write(gruppe, by=by)
    write(gruppe, by=MODERATION)
    assert gruppe.befunde.count() == 2


@pytest.mark.django_db
def test_who_left_the_group_writes_there_no_more():
    gruppe = make_kleingruppe()
    anmeldung, by = make_mitglied_der_gruppe(gruppe)
    befund = write(gruppe, by=by)
    anmeldung.zuordnungen.update(bis=befund.erfasst_am)
    for act in (
        lambda: write(gruppe, by=by),
        lambda: change_befund(befund, text="Anders.", fassung=1, by=by),
        lambda: delete_befund(befund, by=by),
        lambda: restore_befund(befund, by=by),
        lambda: move_befund(befund, richtung=HOCH, by=by),
    ):
        with pytest.raises(NichtErlaubt):
            act()
    befund.refresh_from_db()
    assert (befund.text, befund.fassung) == ("Ein Satz.", 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rolle", "phase", "may"),
    [
        (Rolle.MODERATION, "vorbereitung", False),
        (Rolle.MODERATION, "durchfuehrung", True),
        (Rolle.MODERATION, "nachbereitung", True),
        (Rolle.PLANUNG, "nachbereitung", True),
        (Rolle.PLANUNG, "veroeffentlicht", False),
        (Rolle.HILFE, "durchfuehrung", True),
        (Rolle.HILFE, "nachbereitung", False),
        (Rolle.LESEND, "durchfuehrung", False),
        (Rolle.EINRICHTUNG, "durchfuehrung", False),
        (Rolle.OEFFENTLICH, "durchfuehrung", False),
    ],
)
def test_phase_and_role_decide_who_else_writes(rolle, phase, may):
    gruppe = make_kleingruppe(make_konferenz_heute(phase=phase))
    with contextlib.suppress(NichtErlaubt):
        write(gruppe, by=make_akteur(rolle))
    assert gruppe.befunde.exists() is may


@pytest.mark.django_db
def test_nobody_writes_in_a_group_that_was_merged():
    gruppe = make_kleingruppe()
    gruppe.aufgeloest_am = gruppe.konferenz.angelegt_am
    gruppe.save()
    with pytest.raises(NichtErlaubt, match="Diese Gruppe gibt es nicht mehr"):
        write(gruppe)


@pytest.mark.django_db(transaction=True)
def test_fifteen_people_at_once_get_the_numbers_one_to_fifteen():
    gruppe = make_kleingruppe()
    actors = [make_mitglied_der_gruppe(gruppe)[1] for _ in range(15)]
    start = threading.Barrier(len(actors))
    failures = []

    def work(number, by):
        try:
            start.wait(20)
            write(gruppe, text=f"Karte von {number}", by=by, vorgang=uuid.uuid4())
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(actors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert failures == []
    assert sorted(gruppe.befunde.values_list("nummer", flat=True)) == list(range(1, 16))
    assert sorted(gruppe.befunde.values_list("position", flat=True)) == list(range(1, 16))
    assert set(gruppe.befunde.values_list("text", flat=True)) == {f"Karte von {n}" for n in range(15)}


@pytest.mark.django_db(transaction=True)
def test_a_double_click_on_two_threads_makes_one_card():
    gruppe = make_kleingruppe()
    vorgang = uuid.uuid4()
    start = threading.Barrier(6)
    numbers = []

    def work():
        try:
            start.wait(20)
            numbers.append(write(gruppe, vorgang=vorgang).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert numbers == [Befund.objects.get().pk] * 6
