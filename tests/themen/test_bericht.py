"""The text of the results page: generated from the data, written over by a person."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Verlauf
from konferenz.services.fehler import NichtErlaubt, Veraltet
from tests.factories import (
    make_anmeldung,
    make_befund,
    make_einrichtung,
    make_gespraechsrunde,
    make_kleingruppe,
    make_konferenz,
    make_leitfrage,
    make_massnahme,
    make_mitglied,
    make_programmpunkt,
    make_rueckmeldung,
    make_veranstalter,
)
from themen.bericht import collect_berichtsdaten, generate, plain_text, with_article
from themen.models import Bericht
from themen.services.bericht import change_bericht

pytestmark = pytest.mark.django_db
Phase = Konferenz.Phase


def make_leer(**overrides) -> Konferenz:
    """A conference that says nothing but its title and its time."""
    felder = {"titel": "Konferenz", "motto": "", "raum": "", "ort": "", "datum": datetime.date(2022, 6, 16)}
    felder |= {"veranstalter": make_veranstalter(name="Gemeinde Ort", fachbereich=""), "phase": Phase.NACHBEREITUNG}
    return make_konferenz(**felder | overrides)


def make_voll() -> Konferenz:
    konferenz = make_leer(
        titel="Erste Sozialraumkonferenz",
        motto="Netzwerkstatt",
        raum="Bürgersaal",
        ort="Rathaus",
        fachbereich="Fachbereich Schule",
        ziel="Ziel war es, Ideen zu sammeln.",
        resonanz="Die Stimmung war gut.",
        ausblick="Wir sehen uns wieder.",
        moderation_name="Jo Muster (Beispiel)",
        moderation_funktion="Referent",
        moderation_organisation="Bildung e. V.",
    )
    make_leitfrage(konferenz, text="Was fehlt?")
    make_leitfrage(konferenz, text="Was hilft?")
    for art in ("begruessung", "vorstellungsrunde", "themen", "gruppenarbeit"):
        make_programmpunkt(konferenz, art=art, begonnen_am=timezone.now(), beendet_am=timezone.now())
    personen = [
        make_anmeldung(
            konferenz,
            nachname=f"Geheim{n}",
            einrichtung=make_einrichtung(konferenz.veranstalter, art=art),
            anwesend_am=timezone.now(),
        )
        for n, art in enumerate(("kita", "kita", "hort", "sport"))
    ]
    make_gespraechsrunde(konferenz, tische=[personen], begonnen_am=timezone.now())
    eins = make_kleingruppe(konferenz, titel="Netzwerk: Austausch")
    make_kleingruppe(konferenz, titel="Sport", beschreibung="Angebote sichtbar machen")
    for art in ("ist", "soll", "idee"):
        make_befund(eins, art)
    make_massnahme(eins, verantwortlich=personen[0], bis=datetime.date(2022, 9, 1))
    make_massnahme(eins)
    make_rueckmeldung(konferenz, note=1)
    return konferenz


def text_of(konferenz: Konferenz) -> str:
    return generate(collect_berichtsdaten(konferenz)).replace("\u00a0", " ")


def leitung(konferenz: Konferenz) -> Akteur:
    return make_mitglied(konferenz.veranstalter, rolle=Rolle.LEITUNG).akteur


def planung(konferenz: Konferenz) -> Akteur:
    return make_mitglied(konferenz.veranstalter, rolle=Rolle.PLANUNG).akteur


def test_the_report_follows_the_afternoon():
    assert text_of(make_voll()) == (
        "Am 16. Juni 2022 fand von 14:30 bis 18:00 Uhr die Konferenz „Erste Sozialraumkonferenz“ statt "
        "(Bürgersaal, Rathaus). Ihr Motto war „Netzwerkstatt“.\n\n"
        "Ziel war es, Ideen zu sammeln.\n\n"
        "Der Einladung folgten 4 Personen aus 4 Einrichtungen. "
        "Dabei waren Kitas, ein Hort und ein Sportverein oder -verband.\n\n"
        "Eingeladen hatte der Fachbereich Schule. Es ging um diese Fragen:\n\n"
        "- Was fehlt?\n- Was hilft?\n\n"
        "Nach der Begrüßung lernten die Teilnehmenden sich in abwechselnden Kurzgesprächen kennen. "
        "Danach stellten sie ihre Themen allen vor und suchten Menschen, die mitmachen. "
        "Im Anschluss arbeiteten sie in zwei Kleingruppen. "
        "Dort stellten sie den Ist- und den Soll-Zustand einander gegenüber und sammelten erste Ideen.\n\n"
        "Diese zwei Themen wurden bearbeitet:\n\n"
        "- Netzwerk: Austausch\n- Sport: Angebote sichtbar machen\n\n"
        "Vereinbart ist eine Maßnahme, mit Verantwortung und Datum.\n\n"
        "Die Stimmung war gut.\n\n"
        "1 von 4 Anwesenden hat geantwortet. Die Note ist im Mittel 1,0 (1 = sehr gut, 5 = schlecht).\n\n"
        "Wir sehen uns wieder.\n\n"
        "Ein herzlicher Dank für die Moderation geht an Jo Muster (Beispiel), Referent, Bildung e. V."
    )


def test_nothing_is_said_that_the_data_do_not_say():
    assert text_of(make_leer()) == (
        "Am 16. Juni 2022 fand von 14:30 bis 18:00 Uhr die Konferenz „Konferenz“ statt.\n\n"
        "Eingeladen hatte die Gemeinde Ort."
    )


def test_one_of_everything_is_said_in_the_singular():
    konferenz = make_leer(fachbereich="Netz für Familien")
    make_leitfrage(konferenz, text="Was fehlt?")
    make_anmeldung(konferenz, einrichtung=make_einrichtung(konferenz.veranstalter), anwesend_am=timezone.now())
    make_kleingruppe(konferenz, titel="Sport")
    page = text_of(konferenz)
    assert "Der Einladung folgte eine Person aus einer Einrichtung. Dabei war eine Kita." in page
    assert "Eingeladen hatte: Netz für Familien. Es ging um diese Frage:" in page
    assert "Zu Beginn arbeiteten die Teilnehmenden in einer Kleingruppe." in page
    assert "Dieses Thema wurde bearbeitet:\n\n- Sport" in page
    assert "Vereinbart" not in page


def test_an_item_that_was_left_out_is_not_told():
    konferenz = make_leer()
    make_programmpunkt(konferenz, art="begruessung", begonnen_am=timezone.now())
    make_programmpunkt(konferenz, art="vorstellungsrunde")
    assert "lernten" not in text_of(konferenz)


def test_no_participant_is_named():
    assert "Geheim" not in text_of(make_voll())


def test_the_thanks_of_the_officer_come_first():
    page = text_of(make_leer(dank="Danke an alle.", moderation_name="Jo Muster (Beispiel)"))
    assert page.endswith("Danke an alle.")
    assert "Muster" not in page


@pytest.mark.parametrize(
    ("name", "mit"),
    [
        ("Fachbereich Schule", "der Fachbereich Schule"),
        ("Amt für Jugend", "das Amt für Jugend"),
        ("Stadt Ort", "die Stadt Ort"),
        ("Netz e. V.", "Netz e. V."),
    ],
)
def test_whoever_invites_has_an_article_if_it_is_known(name, mit):
    assert with_article(name) == mit


@pytest.mark.parametrize("groups", [1, 3])
def test_collecting_takes_a_fixed_number_of_queries(django_assert_num_queries, groups):
    konferenz = make_leer()
    for _ in range(groups):
        make_befund(make_kleingruppe(konferenz))
    with django_assert_num_queries(8):
        collect_berichtsdaten(konferenz)


def test_saving_keeps_text_data_and_writes_the_history():
    konferenz = make_voll()
    by = planung(konferenz)
    row = change_bericht(konferenz=konferenz, text="Ein Satz.\r\n\r\n- Punkt ", fassung=0, by=by)
    assert (row.text, row.fassung, row.geaendert_von_id) == ("Ein Satz.\n\n- Punkt", 1, by.id)
    assert row.daten_stand == generate(collect_berichtsdaten(konferenz))
    assert Verlauf.objects.get().satz == "Text der Ergebnisseite geändert."


def test_the_same_form_twice_changes_once():
    konferenz = make_leer()
    for _ in range(2):
        change_bericht(konferenz=konferenz, text="Ein Satz.", fassung=0, by=planung(konferenz))
    assert (Bericht.objects.get().fassung, Verlauf.objects.count()) == (1, 1)


def test_a_text_that_somebody_else_changed_is_not_overwritten():
    konferenz = make_leer()
    change_bericht(konferenz=konferenz, text="Erster.", fassung=0, by=planung(konferenz))
    with pytest.raises(Veraltet):
        change_bericht(konferenz=konferenz, text="Zweiter.", fassung=0, by=planung(konferenz))
    assert Bericht.objects.get().text == "Erster."


def test_an_empty_text_is_refused():
    konferenz = make_leer()
    with pytest.raises(ValidationError):
        change_bericht(konferenz=konferenz, text=" \n", fassung=0, by=planung(konferenz))


def test_what_is_public_changes_only_at_the_hand_of_the_leitung():
    konferenz = make_leer(phase=Phase.VEROEFFENTLICHT)
    with pytest.raises(NichtErlaubt):
        change_bericht(konferenz=konferenz, text="Neu.", fassung=0, by=planung(konferenz))
    assert change_bericht(konferenz=konferenz, text="Neu.", fassung=0, by=leitung(konferenz)).text == "Neu."


def test_plain_text_for_the_press_has_title_paragraphs_lists_and_the_address():
    konferenz = make_leer()
    assert plain_text(konferenz, "Erster.\nZeile zwei.\n\n- a\n- b", "https://example.org/x/") == (
        "Konferenz\n\nErster.\nZeile zwei.\n\n- a\n- b\n\nAlle Ergebnisse: https://example.org/x/\n"
    )
