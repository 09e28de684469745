"""Questions, programme, phase, gates and links as an officer meets them."""

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from konferenz.akteur import Rolle
from konferenz.models import Konferenz
from tests.factories import (
    make_konferenz,
    make_leitfrage,
    make_mitglied,
    make_programmpunkt,
    make_themenvorschlag,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def konferenz(client):
    mitglied = make_mitglied(rolle=Rolle.LEITUNG)
    client.force_login(mitglied.konto)
    return make_konferenz(veranstalter=mitglied.veranstalter, phase="entwurf")


def url(name, konferenz, *more):
    return reverse(f"konferenz:{name}", args=[konferenz.veranstalter.slug, konferenz.slug, *more])


def test_questions_are_added_changed_moved_and_deleted(client, konferenz):
    for text in ("Was bietet die Gemeinde?", "  Was   können wir gestalten? "):
        client.post(url("leitfragen", konferenz), {"text": text})
    first, second = konferenz.leitfragen.all()
    assert second.text == "Was können wir gestalten?"
    client.post(url("leitfrage_verschieben", konferenz, second.pk), {"richtung": "hinauf"})
    client.post(url("leitfrage", konferenz, first.pk), {"text": "Neu", "gelesen": first.text})
    assert list(konferenz.leitfragen.values_list("text", flat=True)) == ["Was können wir gestalten?", "Neu"]
    client.post(url("leitfrage_loeschen", konferenz, second.pk))
    assert list(konferenz.leitfragen.values_list("text", flat=True)) == ["Neu"]


@pytest.mark.parametrize(
    ("text", "satz"),
    [
        ("", "Bitte schreiben Sie die Leitfrage auf."),
        ("x" * 301, "Das ist zu lang: 301 Zeichen, möglich sind 300. Bitte kürzen Sie den Text."),
        ("a\x00b", "Hier steht ein unsichtbares Steuerzeichen."),
    ],
)
def test_a_bad_question_is_a_sentence(client, konferenz, text, satz):
    assertContains(client.post(url("leitfragen", konferenz), {"text": text}), satz)
    assert konferenz.leitfragen.count() == 0


def test_a_question_changed_meanwhile_is_shown_before_it_is_overwritten(client, konferenz):
    frage = make_leitfrage(konferenz, text="Von Ada")
    answer = client.post(url("leitfrage", konferenz, frage.pk), {"text": "Von Ben", "gelesen": "Alt"})
    assertContains(answer, "Gespeichert ist jetzt: „Von Ada“.")
    frage.refresh_from_db()
    assert frage.text == "Von Ada"
    client.post(url("leitfrage", konferenz, frage.pk), {"text": "Von Ben", "gelesen": "Von Ada"})
    frage.refresh_from_db()
    assert frage.text == "Von Ben"


def test_deleting_a_question_keeps_its_topics(client, konferenz):
    frage = make_leitfrage(konferenz)
    thema = make_themenvorschlag(konferenz, leitfrage=frage)
    assertContains(client.get(url("leitfrage_loeschen", konferenz, frage.pk)), "dann ohne Leitfrage: 1.")
    client.post(url("leitfrage_loeschen", konferenz, frage.pk))
    thema.refresh_from_db()
    assert thema.leitfrage is None


def test_the_programme_starts_from_the_template_and_computes_its_times(client, konferenz):
    assertContains(client.get(url("programm", konferenz)), "Noch gibt es kein Programm")
    client.post(url("programm_vorlage", konferenz))
    answer = client.get(url("programm", konferenz))
    assertContains(answer, '<time datetime="14:45">14:45</time>', html=True)
    assertContains(answer, '<time datetime="18:00">18:00</time>', html=True)
    assertNotContains(answer, "länger, als bis")


def test_a_programme_that_takes_too_long_says_so(client, konferenz):
    make_programmpunkt(konferenz, dauer=240)
    assertContains(
        client.get(url("programm", konferenz)), "Das Programm dauert 30 Minuten länger, als bis 18:00 Uhr Zeit ist."
    )


def test_a_programme_that_ends_early_says_so(client, konferenz):
    make_programmpunkt(konferenz, dauer=200)
    assertContains(client.get(url("programm", konferenz)), "Bis 18:00 Uhr bleiben noch 10 Minuten frei.")


def test_an_item_without_title_is_called_by_its_kind(client, konferenz):
    client.post(url("punkt_neu", konferenz), {"art": "gruppenarbeit", "dauer": "60"})
    assert konferenz.programmpunkte.get().titel == "Gruppenarbeit"


@pytest.mark.parametrize(
    ("dauer", "satz"),
    [
        ("", "Bitte geben Sie die Dauer in Minuten ein."),
        ("0", "Ein Programmpunkt dauert 1 bis 480 Minuten."),
        ("481", "Ein Programmpunkt dauert 1 bis 480 Minuten."),
        ("-5", "Ein Programmpunkt dauert 1 bis 480 Minuten."),
        ("lang", "Bitte geben Sie eine ganze Zahl ein, zum Beispiel 20."),
        ("99999999999", "Ein Programmpunkt dauert 1 bis 480 Minuten."),
    ],
)
def test_a_bad_duration_is_a_sentence(client, konferenz, dauer, satz):
    assertContains(client.post(url("punkt_neu", konferenz), {"art": "pause", "dauer": dauer}), satz)
    assert konferenz.programmpunkte.count() == 0


def test_two_people_edit_one_item_and_the_second_sees_both(client, konferenz):
    punkt = make_programmpunkt(konferenz)
    felder = {"art": "pause", "dauer": "15", "fassung": "1"}
    client.post(url("punkt", konferenz, punkt.pk), felder | {"titel": "Kaffee"})
    answer = client.post(url("punkt", konferenz, punkt.pk), felder | {"titel": "Tee"})
    assertContains(answer, "<blockquote>Kaffee</blockquote>", html=True)
    assertContains(answer, "<blockquote>Tee</blockquote>", html=True)


def test_items_are_moved_and_deleted(client, konferenz):
    a, b = make_programmpunkt(konferenz, titel="A"), make_programmpunkt(konferenz, titel="B")
    client.post(url("punkt_verschieben", konferenz, b.pk), {"richtung": "hinauf"})
    assert "".join(konferenz.programmpunkte.values_list("titel", flat=True)) == "BA"
    client.post(url("punkt_loeschen", konferenz, a.pk))
    assert konferenz.programmpunkte.get().titel == "B"


@pytest.mark.parametrize("anzahl", [1, 3])
def test_questions_and_programme_ask_a_fixed_number_of_times(client, konferenz, django_assert_num_queries, anzahl):
    for _ in range(anzahl):
        make_leitfrage(konferenz)
        make_programmpunkt(konferenz)
    for name in ("leitfragen", "programm"):
        with django_assert_num_queries(5):
            client.get(url(name, konferenz))


def test_the_phase_page_says_what_is_missing_and_offers_no_button(client, konferenz):
    answer = client.get(url("phase", konferenz))
    assertContains(answer, "Es fehlt mindestens eine Leitfrage.")
    assertNotContains(answer, 'name="nach"')
    answer = client.post(url("phase", konferenz), {"nach": "vorbereitung"})
    assertContains(answer, "Es fehlt mindestens eine Leitfrage.", status_code=409)


def test_the_phase_page_says_what_follows_and_then_does_it(client, konferenz):
    make_leitfrage(konferenz)
    answer = client.get(url("phase", konferenz))
    assertContains(answer, "Die öffentliche Seite ist für alle sichtbar.")
    assert Konferenz.objects.get().phase == "entwurf"
    for _ in range(2):
        assert client.post(url("phase", konferenz), {"nach": "vorbereitung"}).status_code == 302
    assert Konferenz.objects.get().phase == "vorbereitung"
    assert konferenz.phasenwechsel.count() == 1


def test_an_invented_phase_changes_nothing(client, konferenz):
    make_leitfrage(konferenz)
    for nach in ("archiviert", "quatsch", ""):
        client.post(url("phase", konferenz), {"nach": nach})
    assert Konferenz.objects.get().phase == "entwurf"


def test_going_back_asks_for_a_reason(client, konferenz):
    Konferenz.objects.update(phase="vorbereitung")
    answer = client.post(url("phase_zurueck", konferenz), {"nach": "entwurf", "grund": ""})
    assertContains(answer, "Bitte nennen Sie einen Grund.")
    client.post(url("phase_zurueck", konferenz), {"nach": "entwurf", "grund": "Saal weg"})
    assert Konferenz.objects.get().phase == "entwurf"


def test_a_draft_cannot_go_back(client, konferenz):
    assertContains(client.get(url("phase_zurueck", konferenz)), "Die Konferenz ist noch ein Entwurf.")


def test_gates_are_set_by_hand(client, konferenz):
    Konferenz.objects.update(phase="vorbereitung")
    assertContains(client.get(url("tore", konferenz)), "Automatisch, öffnet mit „Gruppenbildung“")
    assertRedirects(
        client.post(url("tore", konferenz), {"tor": "gruppenwahl", "stellung": "offen"}), url("tore", konferenz)
    )
    assert Konferenz.objects.get().tor_gruppenwahl == "offen"
    answer = client.post(url("tore", konferenz), {"tor": "phase", "stellung": "offen"}, follow=True)
    assertContains(answer, "Diese Einstellung gibt es nicht.")


def test_links_are_made_revoked_and_renewed(client, konferenz):
    client.post(url("links", konferenz), {"zweck": "moderation", "bezeichnung": "Herr Beispiel"})
    zugang = konferenz.zugaenge.get()
    assertContains(client.get(url("links", konferenz)), f"http://127.0.0.1:8000/moderation/{zugang.token}/")
    client.post(url("link_sperren", konferenz, zugang.kennung))
    answer = client.get(url("links", konferenz))
    assertContains(answer, "Gesperrt am")
    assertNotContains(answer, zugang.token)
    client.post(url("link_erneuern", konferenz, zugang.kennung))
    zugang.refresh_from_db()
    assert (zugang.generation, zugang.is_gueltig) == (2, True)


def test_a_link_needs_to_say_for_whom(client, konferenz):
    answer = client.post(url("links", konferenz), {"zweck": "pass", "bezeichnung": ""})
    assertContains(answer, "Bitte schreiben Sie, wer den Link bekommt.")
    assert konferenz.zugaenge.count() == 0


def test_after_publication_the_pages_only_show(client, konferenz):
    frage, punkt = make_leitfrage(konferenz), make_programmpunkt(konferenz, begonnen_am=timezone.now())
    Konferenz.objects.update(phase="veroeffentlicht")
    assertNotContains(client.get(url("leitfragen", konferenz)), "Nach oben")
    assertNotContains(client.get(url("programm", konferenz)), "Vorlage laden")
    client.post(url("leitfrage_loeschen", konferenz, frage.pk))
    client.post(url("punkt_loeschen", konferenz, punkt.pk))
    client.post(url("leitfragen", konferenz), {"text": "Noch eine"})
    assert konferenz.leitfragen.count() == 1
    assert konferenz.programmpunkte.count() == 1


@pytest.mark.parametrize(
    ("name", "felder", "rows"),
    [
        ("leitfragen", {"text": "Was bietet die Gemeinde?"}, "leitfragen"),
        ("punkt_neu", {"art": "pause", "dauer": "10"}, "programmpunkte"),
        ("links", {"zweck": "hilfe", "bezeichnung": "Empfang"}, "zugaenge"),
    ],
)
def test_a_form_sent_twice_counts_once(client, konferenz, name, felder, rows):
    key = str(client.get(url(name, konferenz)).context["form"]["vorgang"].value())
    for _ in range(2):
        assert client.post(url(name, konferenz), felder | {"vorgang": key}).status_code == 302
    assert getattr(konferenz, rows).count() == 1
