"""What an institution sees and does behind its link, through the pages."""

import pytest
from django.urls import reverse
from django.utils import timezone

from konferenz.akteur import Rolle
from teilnehmer.models import Anmeldung, Nachricht
from tests.factories import (
    make_anmeldung,
    make_einladung,
    make_einrichtung,
    make_konferenz,
    make_mitglied,
    make_themenvorschlag,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def einladung():
    konferenz = make_konferenz(kontakt_telefon="033203 1")
    return make_einladung(konferenz, make_einrichtung(konferenz.veranstalter, name="Kita Kiefernweg"))


def url(name, einladung, *args):
    return reverse(f"teilnehmer:{name}", args=[einladung.zugang.token, *args])


def answer(einladung, antwort="ja", **felder):
    return {"antwort": antwort, "fassung": einladung.fassung, "anzahl": "1", "nachricht": ""} | felder


def text(response) -> str:
    return response.content.decode()


class TestCode:
    @pytest.mark.parametrize("typed", ["{}", " {} ", "{0}".lower(), "{a}-{b}", "{a} {b}", "{a}–{b}"])
    def test_code_is_found_however_it_is_typed(self, client, einladung, typed):
        code = einladung.kurzcode
        typed = typed.format(code, a=code[:4].lower(), b=code[4:])
        response = client.post(reverse("teilnehmer:einladung_code"), {"code": typed})
        assert (response.status_code, response["Location"]) == (302, einladung.zugang.pfad)

    @pytest.mark.parametrize("typed", ["", "AAAA-AAAA", "x" * 41, "<b>", "🎈" * 8, "\u202eABCD", "A\x00B"])
    def test_wrong_codes_say_so_and_stay(self, client, einladung, typed):
        response = client.post(reverse("teilnehmer:einladung_code"), {"code": typed})
        assert response.status_code == 200
        assert list(response.context["form"].errors) == ["code"]

    def test_revoked_code_opens_nothing(self, client, einladung):
        einladung.zugang.widerrufen_am = timezone.now()
        einladung.zugang.save()
        response = client.post(reverse("teilnehmer:einladung_code"), {"code": einladung.kurzcode})
        assert response.status_code == 200


class TestPage:
    def test_open_invitation_asks_who_comes(self, client, einladung):
        page = text(client.get(einladung.zugang.pfad))
        assert "Einladung für Kita Kiefernweg" in page
        assert "Kommt jemand von Ihnen?" in page
        assert einladung.konferenz.titel in page

    def test_looking_changes_nothing(self, client, einladung):
        for _ in range(3):
            client.get(einladung.zugang.pfad)
            client.head(url("antwort", einladung))
        einladung.refresh_from_db()
        assert (einladung.antwort, einladung.fassung) == ("offen", 1)

    def test_unknown_and_revoked_links_get_a_page(self, client, einladung):
        assert client.get("/einladung/gibtesnicht/").status_code == 404
        einladung.zugang.widerrufen_am = timezone.now()
        einladung.zugang.save()
        response = client.get(einladung.zugang.pfad)
        assert response.status_code == 404
        assert einladung.konferenz.titel not in text(response)

    def test_pass_link_does_not_open_an_invitation(self, client, einladung):
        anmeldung = make_anmeldung(einladung.konferenz)
        assert client.get(f"/einladung/{anmeldung.zugang.token}/").status_code == 404

    @pytest.mark.parametrize("zahl", [1, 3])
    def test_answered_page_has_a_budget(self, client, einladung, zahl, django_assert_num_queries):
        client.post(url("antwort", einladung), answer(einladung, anzahl=zahl))
        for _ in range(zahl):
            make_themenvorschlag(einladung.konferenz, einladung=einladung)
        with django_assert_num_queries(5):
            page = text(client.get(einladung.zugang.pfad))
        assert page.count("Link kopieren") == zahl


class TestAnswer:
    def test_yes_leads_to_the_page_that_says_so(self, client, einladung):
        data = answer(
            einladung,
            anzahl="2",
            **{"p0-vorname": "Miriam", "p0-nachname": "Albers", "p0-funktion": "Leitung", "p1-vorname": ""},
        )
        response = client.post(url("antwort", einladung), data, follow=True)
        assert response.redirect_chain == [(einladung.zugang.pfad, 302)]
        page = text(response)
        for words in ("Ihre Zusage ist gespeichert.", "2 Personen kommen.", "Miriam Albers", "Namen eintragen"):
            assert words in page

    def test_no_ignores_the_people(self, client, einladung):
        data = answer(einladung, "nein", **{"p0-vorname": "x" * 900, "nachricht": "Leider Personalnot."})
        page = text(client.post(url("antwort", einladung), data, follow=True))
        assert "Sie haben abgesagt" in page
        einladung.refresh_from_db()
        assert (einladung.antwort, einladung.nachricht) == ("abgesagt", "Leider Personalnot.")
        assert Anmeldung.objects.count() == 0

    def test_more_and_fewer_rows_keep_what_was_typed_and_save_nothing(self, client, einladung):
        data = answer(einladung, **{"p0-nachname": "Albers", "mehr": "1"})
        response = client.post(url("antwort", einladung), data)
        rows = response.context["antwort"].personen
        assert [row.initial.get("nachname") for row in rows] == ["Albers", None]
        data = answer(einladung, anzahl="2", **{"p0-nachname": "Albers", "p1-nachname": "Reuter", "weg": "0"})
        response = client.post(url("antwort", einladung), data)
        assert [row.initial["nachname"] for row in response.context["antwort"].personen] == ["Reuter"]
        assert Anmeldung.objects.count() == 0

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("p0-nachname", "x" * 81, "Bitte kürzen Sie auf höchstens 80 Zeichen. Jetzt sind es 81."),
            ("p0-vorname", "A\x00B", "Hier steht ein unsichtbares Steuerzeichen. Bitte tippen Sie den Text neu."),
            ("p0-email", "keine", "Das ist keine vollständige E-Mail-Adresse. Ein Beispiel: name@einrichtung.de"),
            ("p0-protokoll", "on", "Für das Protokoll brauchen wir eine E-Mail-Adresse."),
            ("antwort", "", "Bitte wählen Sie, ob jemand von Ihnen kommt."),
        ],
    )
    def test_bad_input_gets_a_sentence_at_the_field_and_stays(self, client, einladung, field, value, message):
        data = answer(einladung, **{"p0-funktion": "Leitung"}) | {field: value}
        response = client.post(url("antwort", einladung), data)
        assert response.status_code == 200
        page = text(response)
        assert message in page
        assert 'value="Leitung"' in page
        assert Anmeldung.objects.count() == 0

    @pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "\u202eגניבה", "🎈🎉", "O'Brien & Söhne {{ x }}"])
    def test_hostile_names_are_only_text(self, client, einladung, hostile):
        client.post(url("antwort", einladung), answer(einladung, **{"p0-nachname": hostile}))
        assert Anmeldung.objects.get().nachname == hostile
        assert "<script>alert" not in text(client.get(einladung.zugang.pfad))

    def test_a_full_hall_leads_to_the_waiting_list(self, client, einladung):
        einladung.konferenz.plaetze = 1
        einladung.konferenz.save()
        make_anmeldung(einladung.konferenz)
        page = text(client.post(url("antwort", einladung), answer(einladung, **{"p0-nachname": "Albers"}), follow=True))
        assert einladung.anmeldungen.get().status == "warteliste"
        assert "Warteliste" in page

    def test_second_colleague_is_told_and_keeps_the_form(self, client, einladung):
        client.post(url("antwort", einladung), answer(einladung, **{"p0-nachname": "Albers"}))
        page = text(client.post(url("antwort", einladung), answer(einladung, "nein")))
        assert "Während Sie geschrieben haben, wurde das hier geändert." in page

    def test_after_a_conflict_the_form_can_be_sent_again_knowingly(self, client, einladung):
        data = answer(einladung, anzahl="2", **{"p0-nachname": "Albers", "p1-nachname": "Reuter"})
        client.post(url("antwort", einladung), data)
        rows = {a.nachname: a.kennung for a in einladung.anmeldungen.all()}
        data |= {"p0-kennung": rows["Albers"], "p1-kennung": rows["Reuter"], "fassung": 2}
        client.post(url("person_absagen", einladung, rows["Reuter"]))
        response = client.post(url("antwort", einladung), data)
        assert "Während Sie geschrieben haben" in text(response)
        seite = response.context["antwort"]
        data |= {"fassung": seite.form.data["fassung"], "p1-kennung": seite.personen[1].data["p1-kennung"]}
        assert client.post(url("antwort", einladung), data).status_code == 302
        assert [a.name for a in einladung.anmeldungen.for_antwort()] == ["Albers", "Reuter"]

    def test_after_the_day_nothing_can_be_sent(self, client, einladung):
        einladung.konferenz.phase = "nachbereitung"
        einladung.konferenz.save()
        page = text(client.post(url("antwort", einladung), answer(einladung)))
        assert "Die Anmeldung ist vorbei." in page
        assert Anmeldung.objects.count() == 0


class TestPerson:
    @pytest.fixture
    def albers(self, client, einladung):
        client.post(url("antwort", einladung), answer(einladung, **{"p0-nachname": "Albers"}))
        return einladung.anmeldungen.get()

    def test_name_is_entered_later(self, client, einladung, albers):
        data = {"vorname": "Miriam", "nachname": "Albers", "fassung": 1, "kennung": albers.kennung}
        response = client.post(url("person", einladung, albers.kennung), data)
        assert response["Location"] == einladung.zugang.pfad
        albers.refresh_from_db()
        assert albers.name == "Miriam Albers"

    def test_person_of_another_institution_does_not_exist_here(self, client, einladung):
        andere = make_einladung(einladung.konferenz)
        fremd = make_anmeldung(einladung.konferenz, einladung=andere)
        for name in ("person", "pass_senden"):
            assert client.get(url(name, einladung, fremd.kennung)).status_code == 404
        assert client.post(url("person_absagen", einladung, fremd.kennung)).status_code == 404
        fremd.refresh_from_db()
        assert fremd.status == "angemeldet"

    def test_one_person_is_cancelled_by_post_only(self, client, einladung, albers):
        address = url("person_absagen", einladung, albers.kennung)
        assert client.get(address).status_code == 405
        assert "Albers ist abgemeldet." in text(client.post(address, follow=True))
        einladung.refresh_from_db()
        assert einladung.antwort == "abgesagt"

    def test_pass_is_mailed_once_per_address_and_the_link_is_not_stored(self, client, einladung, albers):
        for _ in range(2):
            client.post(url("pass_senden", einladung, albers.kennung), {"email": "miriam@example.org"})
        nachricht = Nachricht.objects.get()
        assert (nachricht.empfaenger, nachricht.anlass) == ("miriam@example.org", "pass")
        assert f"[[zugang:{albers.zugang.kennung}]]" in nachricht.text
        assert albers.zugang.token not in nachricht.text

    def test_a_pass_goes_to_five_addresses_at_most(self, client, einladung, albers):
        for n in range(6):
            response = client.post(url("pass_senden", einladung, albers.kennung), {"email": f"m{n}@example.org"})
        assert "Dieser Pass ging schon an fünf Adressen." in text(response)
        assert Nachricht.objects.count() == 5


class TestByPhone:
    @pytest.fixture
    def address(self, einladung):
        konferenz = einladung.konferenz
        args = [konferenz.veranstalter.slug, konferenz.slug, einladung.zugang.kennung]
        return reverse("teilnehmer:antwort_eintragen", args=args)

    def test_staff_enters_an_answer(self, client, einladung, address):
        client.force_login(make_mitglied(einladung.konferenz.veranstalter).konto)
        assert client.get(address).status_code == 200
        response = client.post(address, answer(einladung, kanal="telefon", **{"p0-nachname": "Albers"}))
        assert response.status_code == 302
        einladung.refresh_from_db()
        assert (einladung.antwort, einladung.kanal) == ("zugesagt", "telefon")

    def test_readers_strangers_and_neighbours_cannot(self, client, einladung, address):
        assert client.get(address)["Location"].startswith("/konto/anmelden/")
        client.force_login(make_mitglied(einladung.konferenz.veranstalter, Rolle.LESEND).konto)
        assert client.get(address).status_code == 403
        client.force_login(make_mitglied().konto)
        assert client.get(address).status_code == 404
        assert client.post(address, answer(einladung, kanal="telefon")).status_code == 404
