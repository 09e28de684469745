"""Feedback through its addresses: behind the pass, from paper, the officer's page, results, and on paper."""

import html

import pytest
from django.db import connection
from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Konferenz, Zugang
from konferenz.pdf import render
from tests import pdfua
from tests.factories import (
    make_anmeldung,
    make_konferenz_heute,
    make_mitglied,
    make_programmpunkt,
    make_rueckmeldung,
    make_zugang,
)
from tests.themen.protokoll_daten import FEINDLICH, make_protokoll_konferenz, publish, release
from themen.druckerei.rueckmeldung import print_rueckmeldebogen
from themen.models import Rueckmeldung
from themen.protokoll.daten import Variante
from themen.protokoll.druck import druck_protokoll
from themen.protokoll.gliederung import gliederung
from themen.protokoll.sammeln import collect_protokoll

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def patient_database(db):
    """A test is one transaction, and PostgreSQL would end it after 30 idle seconds while a slow machine prints."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def seite(response) -> str:
    return html.unescape(response.content.decode()).replace("\u00a0", " ").replace("\u00ad", "")


@pytest.fixture
def konferenz():
    konferenz = make_konferenz_heute()
    make_programmpunkt(konferenz, art="rueckmeldung", begonnen_am=timezone.now())
    return konferenz


@pytest.fixture
def anmeldung(konferenz):
    return make_anmeldung(konferenz)


def page(anmeldung) -> str:
    return f"{anmeldung.zugang.pfad}rueckmeldung/"


def staff(konferenz, rest="") -> str:
    return f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/rueckmeldung/{rest}"


class TestPass:
    def test_three_questions_once(self, client, anmeldung):
        text = seite(client.get(page(anmeldung)))
        for frage in ("Wie war die Konferenz?", "Was war gut?", "Was wünschen Sie sich beim nächsten Mal?"):
            assert frage in text
        response = client.post(page(anmeldung), {"note": "2", "gut": "Die Pausen", "naechstes_mal": ""})
        assert (response.status_code, response["Location"]) == (302, page(anmeldung))
        text = seite(client.get(page(anmeldung)))
        assert "Danke, Ihre Rückmeldung ist da." in text
        assert "Die Pausen" not in text
        assert "<textarea" not in text
        client.post(page(anmeldung), {"note": "5", "gut": "Doch nicht"})
        assert list(Rueckmeldung.objects.values_list("note", "gut", "kanal")) == [(2, "Die Pausen", "link")]

    def test_an_empty_answer_is_explained_and_a_wrong_one_keeps_its_text(self, client, anmeldung):
        assert "Bitte beantworten Sie mindestens eine Frage." in seite(client.post(page(anmeldung), {"gut": "  "}))
        text = seite(client.post(page(anmeldung), {"note": "7", "gut": "x" * 501}))
        assert "Bitte wählen Sie eine der fünf Antworten." in text
        assert "Das ist zu lang: 501 Zeichen, möglich sind 500." in text
        assert "x" * 501 in text
        assert Rueckmeldung.objects.count() == 0

    def test_before_its_time_the_page_says_when(self, client, anmeldung):
        anmeldung.konferenz.programmpunkte.update(begonnen_am=None)
        assert "Am Ende der Konferenz fragen wir Sie hier, wie es war." in seite(client.get(page(anmeldung)))
        assert "Rückmeldung geben" not in seite(client.get(anmeldung.zugang.pfad))

    def test_who_was_too_late_keeps_the_text(self, client, anmeldung):
        Konferenz.objects.filter(pk=anmeldung.konferenz_id).update(phase="veroeffentlicht")
        text = seite(client.post(page(anmeldung), {"gut": "Ein langer Text"}))
        assert "Die Rückmeldung ist geschlossen. Ihr Text steht noch hier, er ist nicht gespeichert." in text
        assert "Ein langer Text" in text
        assert Rueckmeldung.objects.count() == 0

    def test_the_day_asks_until_the_answer_is_there(self, client, anmeldung):
        assert f'href="{page(anmeldung)}"' in seite(client.get(anmeldung.zugang.pfad))
        client.post(page(anmeldung), {"note": "1"})
        assert f'href="{page(anmeldung)}"' not in seite(client.get(anmeldung.zugang.pfad))

    @pytest.mark.parametrize("status", ["abgesagt", "warteliste", "angefragt"])
    def test_who_has_no_seat_is_not_asked(self, client, anmeldung, status):
        fields = {"abgesagt_am": timezone.now()} if status == "abgesagt" else {}
        type(anmeldung).objects.filter(pk=anmeldung.pk).update(status=status, **fields)
        assert "Sie sind nicht angemeldet." in seite(client.get(page(anmeldung)))
        client.post(page(anmeldung), {"note": "1"})
        assert Rueckmeldung.objects.count() == 0

    def test_other_links_and_methods(self, client, konferenz, anmeldung):
        hilfe = make_zugang(konferenz, Zugang.Zweck.HILFE)
        assert client.get(f"/mein/{hilfe.token}/rueckmeldung/").status_code == 404
        assert client.get(f"/mein/{'a' * 26}/rueckmeldung/").status_code == 404
        assert client.put(page(anmeldung)).status_code == 405

    def test_the_page_takes_four_queries(self, client, anmeldung, django_assert_num_queries):
        with django_assert_num_queries(4):
            client.get(page(anmeldung))


class TestPaper:
    def test_helpers_and_moderation_type_in_one_form_after_the_other(self, client, konferenz):
        for zweck in (Zugang.Zweck.HILFE, Zugang.Zweck.MODERATION):
            adresse = f"{make_zugang(konferenz, zweck).pfad}rueckmeldung/neu/"
            assert client.get(adresse).status_code == 200
            response = client.post(adresse, {"note": "1", "gut": f"Bogen {zweck}"})
            assert (response.status_code, response["Location"]) == (302, adresse)
        text = seite(client.get(adresse))
        assert "Der Bogen ist eingetragen. Hier ist Platz für den nächsten." in text
        assert "Bisher sind 2 Bögen eingetragen." in text
        assert "Bogen hilfe" not in text
        assert set(Rueckmeldung.objects.values_list("kanal", flat=True)) == {"papier"}

    def test_an_empty_form_is_not_stored(self, client, konferenz):
        adresse = f"{make_zugang(konferenz, Zugang.Zweck.HILFE).pfad}rueckmeldung/neu/"
        response = client.post(adresse, {"gut": ""})
        assert response.status_code == 422
        assert "Noch ist alles leer." in seite(response)

    def test_staff_by_role(self, client, konferenz):
        for rolle, status in ((Rolle.PLANUNG, 302), (Rolle.LEITUNG, 302), (Rolle.LESEND, 403)):
            client.force_login(make_mitglied(konferenz.veranstalter, rolle).konto)
            assert client.post(staff(konferenz, "neu/"), {"note": "3"}).status_code == status
        client.force_login(make_mitglied().konto)
        assert client.post(staff(konferenz, "neu/"), {"note": "3"}).status_code == 404
        assert konferenz.rueckmeldungen.count() == 2

    def test_a_helper_is_refused_after_the_day_and_a_pass_at_any_time(self, client, konferenz, anmeldung):
        hilfe = make_zugang(konferenz, Zugang.Zweck.HILFE)
        assert client.get(f"/hilfe-vor-ort/{anmeldung.zugang.token}/rueckmeldung/neu/").status_code == 404
        assert client.put(f"{hilfe.pfad}rueckmeldung/neu/").status_code == 405
        Konferenz.objects.filter(pk=konferenz.pk).update(phase="nachbereitung")
        assert client.post(f"{hilfe.pfad}rueckmeldung/neu/", {"note": "1"}).status_code == 403
        assert Rueckmeldung.objects.count() == 0


class TestStaff:
    @pytest.fixture
    def officer(self, client, konferenz):
        client.force_login(make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).konto)
        return client

    def test_figures_and_texts_with_what_to_look_at(self, officer, konferenz):
        make_anmeldung(konferenz, nachname="Conrad", gesperrt=True, anwesend_am=timezone.now())
        make_anmeldung(konferenz, anwesend_am=timezone.now())
        make_rueckmeldung(konferenz, note=1, gut="Conrad war toll")
        make_rueckmeldung(konferenz, note=2, naechstes_mal=FEINDLICH[:200], kanal="papier")
        text = seite(officer.get(staff(konferenz)))
        assert "2 von 2 Anwesenden haben geantwortet. Die Note ist im Mittel 1,5" in text
        assert "1 Antwort kam auf Papier." in text
        assert "Nennt vielleicht eine Person." in text
        assert "<script>alert" not in officer.get(staff(konferenz)).content.decode()

    def test_without_answers_the_page_says_where_they_come_from(self, officer, konferenz):
        text = seite(officer.get(staff(konferenz)))
        assert "Noch ist keine Rückmeldung da." in text
        assert '<svg class="nw-rm-bild"' not in text

    def test_a_quote_is_chosen_and_a_text_is_deleted(self, officer, konferenz):
        row = make_rueckmeldung(konferenz, gut="Lob", naechstes_mal="Mehr Zeit")
        response = officer.post(staff(konferenz, f"{row.pk}/zitat/"), {"feld": "gut", "zitieren": "on"})
        assert (response.status_code, response["Location"]) == (302, f"{staff(konferenz)}#gut-{row.pk}")
        row.refresh_from_db()
        assert (row.zitat_gut, row.zitat_naechstes_mal) == (True, False)
        assert "Steht im Protokoll." in seite(officer.get(staff(konferenz)))
        officer.post(staff(konferenz, f"{row.pk}/zitat/"), {"feld": "gut"})
        officer.post(staff(konferenz, f"{row.pk}/loeschen/"), {"feld": "naechstes_mal"})
        row.refresh_from_db()
        assert (row.zitat_gut, row.gut, row.naechstes_mal) == (False, "Lob", "")

    def test_planning_reads_why_it_does_not_choose_what_is_public_at_once(self, officer, konferenz):
        row = make_rueckmeldung(konferenz, gut="Lob", naechstes_mal="Mehr Zeit", zitat_naechstes_mal=True)
        Konferenz.objects.filter(pk=konferenz.pk).update(phase="veroeffentlicht")
        satz = "Ein Zitat lesen sofort alle auf der öffentlichen Seite. Darum wählt hier nur die Leitung."
        text = seite(officer.get(staff(konferenz)))
        knoepfe = [">Ins Protokoll<", ">Nicht ins Protokoll<", ">Für immer löschen<"]
        assert (satz in text, [text.count(knopf) for knopf in knoepfe]) == (True, [0, 1, 2])
        url = staff(konferenz, f"{row.pk}/zitat/")
        assert satz in seite(officer.post(url, {"feld": "gut", "zitieren": "on"}, follow=True))
        officer.force_login(make_mitglied(konferenz.veranstalter, Rolle.LEITUNG).konto)
        text = seite(officer.get(staff(konferenz)))
        assert (satz in text, [text.count(knopf) for knopf in knoepfe]) == (False, [1, 1, 2])

    def test_an_archived_conference_keeps_its_feedback(self, officer, konferenz):
        row = make_rueckmeldung(konferenz, gut="Lob")
        Konferenz.objects.filter(pk=konferenz.pk).update(phase="archiviert")
        text = seite(officer.post(staff(konferenz, f"{row.pk}/loeschen/"), {"feld": "gut"}, follow=True))
        assert "Das geht gerade nicht. Es wurde nichts geändert." in text
        assert "Für immer löschen" not in text
        officer.post(staff(konferenz, f"{row.pk}/zitat/"), {"feld": "gut", "zitieren": "on"})
        row.refresh_from_db()
        assert (row.gut, row.zitat_gut) == ("Lob", False)

    def test_who_gets_in(self, client, konferenz):
        row = make_rueckmeldung(konferenz, gut="Lob")
        schreiben = [staff(konferenz, f"{row.pk}/{was}/") for was in ("zitat", "loeschen")]
        assert client.get(staff(konferenz)).status_code == 302
        client.force_login(make_mitglied().konto)
        assert [client.post(adresse, {"feld": "gut"}).status_code for adresse in schreiben] == [404, 404]
        assert client.get(staff(konferenz)).status_code == 404
        client.force_login(make_mitglied(konferenz.veranstalter, Rolle.LESEND).konto)
        assert "Lob" in seite(client.get(staff(konferenz)))
        assert "Ins Protokoll" not in seite(client.get(staff(konferenz)))
        assert [client.post(adresse, {"feld": "gut"}).status_code for adresse in schreiben] == [403, 403]
        client.force_login(make_mitglied(konferenz.veranstalter, Rolle.LEITUNG).konto)
        assert client.post(staff(konferenz)).status_code == 405
        assert [client.get(adresse).status_code for adresse in schreiben] == [405, 405]

    def test_unknown_fields_and_foreign_answers_are_not_found(self, officer, konferenz):
        row, fremd = make_rueckmeldung(konferenz, gut="Lob"), make_rueckmeldung(gut="Fremd")
        assert officer.post(staff(konferenz, f"{row.pk}/loeschen/"), {"feld": "note"}).status_code == 404
        assert officer.post(staff(konferenz, f"{fremd.pk}/loeschen/"), {"feld": "gut"}).status_code == 404
        assert Rueckmeldung.objects.filter(gut="Fremd").exists()

    def test_fifty_answers_a_page_and_back_to_the_same_page(self, officer, konferenz):
        for n in range(51):
            make_rueckmeldung(konferenz, gut=f"Lob {n:02}.")
        make_rueckmeldung(konferenz)
        erste, zweite = (seite(officer.get(f"{staff(konferenz)}?seite={n}")) for n in (1, 2))
        assert (erste.count("Text löschen"), zweite.count("Text löschen")) == (50, 1)
        assert "52 Rückmeldungen sind eingegangen." in zweite
        row = konferenz.rueckmeldungen.exclude(gut="").order_by("pk").last()
        response = officer.post(staff(konferenz, f"{row.pk}/zitat/"), {"feld": "gut", "zitieren": "on", "seite": "2"})
        assert response["Location"] == f"{staff(konferenz)}?seite=2#gut-{row.pk}"
        response = officer.post(staff(konferenz, f"{row.pk}/loeschen/"), {"feld": "gut", "seite": "2&x=//a"})
        assert response["Location"] == staff(konferenz)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_page_takes_nine_queries(self, officer, konferenz, rows, django_assert_num_queries):
        for n in range(rows):
            make_rueckmeldung(konferenz, gut=f"Lob {n}")
            make_anmeldung(konferenz, anwesend_am=timezone.now())
        with django_assert_num_queries(9):
            officer.get(staff(konferenz))


# Minutes and results


def make_gefragte_konferenz(**overrides) -> Konferenz:
    konferenz = make_protokoll_konferenz(gruppen=1, karten=1, personen=6, **overrides)
    for note in (1, 1, 2, 5):
        make_rueckmeldung(konferenz, note=note, naechstes_mal="Nicht gewählt")
    make_rueckmeldung(konferenz, note=3, gut="Gute „Mischung“ <b>aller</b>", zitat_gut=True)
    return konferenz


@pytest.mark.parametrize("variante", list(Variante))
def test_the_minutes_show_figures_and_chosen_quotes_in_both_variants(variante):
    protokoll = collect_protokoll(make_gefragte_konferenz(), variante)
    abschnitte = gliederung(protokoll)
    titel = [(a.nummer, a.anker) for a in abschnitte.values()]
    assert titel[5:9] == [("6", "stimmen"), ("7", "rueckmeldung"), ("8", "ausblick"), ("9", "dank")]
    (bild,) = abschnitte["rueckmeldung"].bloecke
    assert bild.ueberschrift == "Tabelle 4: Antworten auf die Frage „Wie war die Konferenz?“ (5 Bewertungen)"
    text = druck_protokoll(protokoll, timezone.localdate()).html
    assert "5 von 6 Anwesenden haben geantwortet. Die Note ist im Mittel 2,4" in text
    assert "&lt;b&gt;aller&lt;/b&gt;" in text
    assert "Nicht gewählt" not in text


def test_without_an_answer_the_section_is_left_out():
    protokoll = collect_protokoll(make_protokoll_konferenz(), Variante.OEFFENTLICH)
    assert protokoll.rueckmeldung is None
    assert "rueckmeldung" not in gliederung(protokoll)
    assert "rm-bild" not in druck_protokoll(protokoll, timezone.localdate()).html


def test_pages_of_results_and_minutes_show_the_same(client):
    konferenz = make_gefragte_konferenz()
    release(konferenz)
    publish(konferenz)
    basis = f"/{konferenz.veranstalter.slug}/{konferenz.slug}/ergebnisse/"
    for adresse in (basis, f"{basis}protokoll/"):
        text = seite(client.get(adresse))
        assert "5 von 6 Anwesenden haben geantwortet." in text, adresse
        assert text.count('<svg class="nw-rm-bild"') == 1
        assert "sehr gut: 2; gut: 1; teils, teils: 1; eher schlecht: 0; schlecht: 1" in text
        assert "Nicht gewählt" not in text


def test_minutes_with_the_picture_and_the_blank_form_are_conformant():
    konferenz = make_gefragte_konferenz()
    make_rueckmeldung(konferenz, note=4, gut=FEINDLICH[:500], zitat_gut=True)
    make_rueckmeldung(konferenz, note=None, naechstes_mal="Donaudampf" * 50, zitat_naechstes_mal=True)
    minutes = render(druck_protokoll(collect_protokoll(konferenz, Variante.OEFFENTLICH), timezone.localdate()))
    form = render(print_rueckmeldebogen(konferenz).make())
    Konferenz.objects.filter(pk=konferenz.pk).update(titel=FEINDLICH[:120])
    hostile = render(print_rueckmeldebogen(Konferenz.objects.get(pk=konferenz.pk)).make())
    pdfua.assert_pdfua(minutes, form, hostile)
    text = pdfua.text(minutes)
    assert "7 Rückmeldung" in text
    assert "eher schlecht" in text
    assert [len(pdfua.page_texts(one)) for one in (form, hostile)] == [1, 1]
    assert pdfua.text(form).count("Was wünschen Sie sich beim nächsten Mal?") == 2


def test_the_blank_form_is_printed_by_staff_and_moderation(client, konferenz):
    moderation = make_zugang(konferenz, Zugang.Zweck.MODERATION)
    adresse = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/druck/"
    assert client.get(f"{adresse}rueckmeldebogen.pdf").status_code == 302
    client.force_login(make_mitglied(konferenz.veranstalter).konto)
    for druck in (f"{moderation.pfad}druck/", adresse):
        assert f'action="{druck}rueckmeldebogen.pdf"' in seite(client.get(druck))
        response = client.get(f"{druck}rueckmeldebogen.pdf")
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
        assert client.post(f"{druck}rueckmeldebogen.pdf").status_code == 405
    hilfe = make_zugang(konferenz, Zugang.Zweck.HILFE)
    assert client.get(f"/moderation/{hilfe.token}/druck/rueckmeldebogen.pdf").status_code == 404
