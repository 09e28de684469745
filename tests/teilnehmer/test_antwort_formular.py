"""The answer form: how many come, what each person needs, what is not asked again."""

import pytest
from django.urls import reverse

from konferenz.akteur import Akteur, Rolle
from teilnehmer.models import Anmeldung, Nachricht
from teilnehmer.services.bedarf import change_bedarfe, set_bedarfe
from teilnehmer.services.einwilligung import WORTLAUT, Zweck, give
from tests.factories import (
    make_anmeldung,
    make_ansprechperson,
    make_einladung,
    make_einrichtung,
    make_konferenz,
    make_mitglied,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def einladung():
    konferenz = make_konferenz()
    return make_einladung(konferenz, make_einrichtung(konferenz.veranstalter, name="Kita Kiefernweg"))


def url(name, einladung, *args):
    return reverse(f"teilnehmer:{name}", args=[einladung.zugang.token, *args])


def answer(einladung, antwort="ja", **felder):
    return {"antwort": antwort, "fassung": einladung.fassung, "anzahl": "1", "nachricht": ""} | felder


def text(response) -> str:
    return response.content.decode()


def rows(response) -> list[str | None]:
    """Surnames in the rows of the form that came back."""
    return [row["nachname"].value() for row in response.context["antwort"].personen]


class TestHowMany:
    def test_two_persons_names_follow_is_one_step(self, client, einladung):
        response = client.post(url("antwort", einladung), answer(einladung, zahl="2"))
        assert response.status_code == 302
        assert [a.name for a in einladung.anmeldungen.all()] == ["Name folgt", "Name folgt"]

    def test_the_number_shows_so_many_rows_and_saves_nothing(self, client, einladung):
        data = answer(einladung, zahl="3", uebernehmen="1", **{"p0-nachname": "Albers"})
        response = client.post(url("antwort", einladung), data)
        assert rows(response) == ["Albers", None, None]
        assert 'name="anzahl" value="3"' in text(response)
        assert Anmeldung.objects.count() == 0

    def test_a_smaller_number_drops_empty_rows_only(self, client, einladung):
        data = answer(einladung, anzahl="3", zahl="1", uebernehmen="1", **{"p1-nachname": "Albers"})
        response = client.post(url("antwort", einladung), data)
        assert rows(response) == [None, "Albers"]

    def test_a_number_below_the_people_named_is_asked_about(self, client, einladung):
        data = answer(einladung, anzahl="2", zahl="1", **{"p0-nachname": "Albers", "p1-nachname": "Reuter"})
        response = client.post(url("antwort", einladung), data)
        assert "Unten stehen mehr Personen. Bitte entfernen Sie, wer nicht kommt." in text(response)
        assert rows(response) == ["Albers", "Reuter"]
        assert Anmeldung.objects.count() == 0

    def test_one_more_or_less_beats_the_number(self, client, einladung):
        data = answer(einladung, anzahl="2", zahl="2", **{"p0-nachname": "Albers", "p1-nachname": "Reuter"})
        response = client.post(url("antwort", einladung), data | {"mehr": "1"})
        assert rows(response) == ["Albers", "Reuter", None]
        assert response.context["antwort"].form["zahl"].value() == 3
        response = client.post(url("antwort", einladung), data | {"weg": "0"})
        assert (rows(response), response.context["antwort"].form["zahl"].value()) == (["Reuter"], 1)

    @pytest.mark.parametrize("zahl", ["0", "21", "-3", "viele"])
    def test_what_is_no_such_number_gets_a_sentence(self, client, einladung, zahl):
        page = text(client.post(url("antwort", einladung), answer(einladung, zahl=zahl, **{"p0-nachname": "Albers"})))
        assert "Bitte geben Sie eine Zahl von 1 bis 20 an." in page
        assert 'value="Albers"' in page
        assert Anmeldung.objects.count() == 0

    def test_whoever_declines_need_not_count(self, client, einladung):
        response = client.post(url("antwort", einladung), answer(einladung, "nein", zahl="viele"))
        assert response.status_code == 302

    @pytest.mark.parametrize("zahl", [1, 3])
    def test_the_form_has_a_budget(self, client, einladung, zahl, django_assert_num_queries):
        client.post(url("antwort", einladung), answer(einladung, zahl=str(zahl)))
        with django_assert_num_queries(5):
            client.get(url("antwort", einladung))


class TestNeeds:
    NEEDS = {"p0-bedarf": ["assistenz", "dolmetschen"], "p0-sprache": "Arabisch", "p0-bedarf_ok": "on"}

    def test_they_are_folded_until_somebody_needs_something(self, client, einladung):
        page = text(client.get(einladung.zugang.pfad))
        assert '<details class="nw-aufklapp"><summary>Braucht die Person etwas am Tag?' in page
        client.post(url("antwort", einladung), answer(einladung, **self.NEEDS))
        page = text(client.get(url("antwort", einladung)))
        assert '<details class="nw-aufklapp" open>' in page

    def test_they_are_kept_with_the_answer(self, client, einladung):
        client.post(url("antwort", einladung), answer(einladung, **self.NEEDS))
        bedarfe = einladung.anmeldungen.get().bedarfe
        assert dict(bedarfe.values_list("art", "angabe")) == {"assistenz": "", "dolmetschen": "Arabisch"}

    def test_a_round_trip_for_more_rows_keeps_them(self, client, einladung):
        response = client.post(url("antwort", einladung), answer(einladung, mehr="1", **self.NEEDS))
        row = response.context["antwort"].personen[0]
        assert row["bedarf"].value() == ["assistenz", "dolmetschen"]
        assert (row["sprache"].value(), row["bedarf_ok"].value()) == ("Arabisch", True)
        assert text(response).count(" checked") == 4  # yes, two needs, consent

    @pytest.mark.parametrize(
        ("felder", "feld", "satz"),
        [
            ({"p0-bedarf": ["assistenz"]}, "bedarf_ok", "Ohne diese Einwilligung dürfen wir keinen Bedarf speichern."),
            ({"p0-kinder": "2"}, "bedarf_ok", "Ohne diese Einwilligung dürfen wir keinen Bedarf speichern."),
            (
                {"p0-bedarf": ["dolmetschen"], "p0-bedarf_ok": "on"},
                "sprache",
                "Bitte geben Sie die Sprache an.",
            ),
            (
                {"p0-bedarf": ["kinder"], "p0-bedarf_ok": "on"},
                "kinder",
                "Bitte geben Sie an, wie viele Kinder kommen und wie alt sie sind.",
            ),
            (
                {"p0-bedarf": ["verpflegung"], "p0-bedarf_ok": "on"},
                "verpflegung",
                "Bitte geben Sie an, worauf wir achten sollen.",
            ),
        ],
    )
    def test_what_is_missing_is_said_at_the_field(self, client, einladung, felder, feld, satz):
        response = client.post(url("antwort", einladung), answer(einladung, **felder))
        assert list(response.context["antwort"].personen[0].errors) == [feld]
        assert satz in text(response)
        assert Anmeldung.objects.count() == 0

    def test_a_kind_that_does_not_exist_is_refused(self, client, einladung):
        data = answer(einladung, **{"p0-bedarf": ["rauchen"], "p0-bedarf_ok": "on"})
        response = client.post(url("antwort", einladung), data)
        assert list(response.context["antwort"].personen[0].errors) == ["bedarf"]

    def test_taking_the_ticks_away_deletes(self, client, einladung):
        client.post(url("antwort", einladung), answer(einladung, **self.NEEDS))
        anmeldung = einladung.anmeldungen.get()
        data = answer(einladung, **{"p0-kennung": anmeldung.kennung}) | {"fassung": 2}
        assert client.post(url("antwort", einladung), data).status_code == 302
        assert anmeldung.bedarfe.count() == 0

    def test_one_person_can_be_changed_alone(self, client, einladung):
        client.post(url("antwort", einladung), answer(einladung))
        anmeldung = einladung.anmeldungen.get()
        data = {"fassung": 1, "nachname": "Albers", "bedarf": ["gebaerden"], "bedarf_ok": "on"}
        assert client.post(url("person", einladung, anmeldung.kennung), data).status_code == 302
        assert list(anmeldung.bedarfe.values_list("art", flat=True)) == ["gebaerden"]
        page = text(client.get(url("person", einladung, anmeldung.kennung)))
        assert '<details class="nw-aufklapp" open>' in page

    def test_what_the_person_said_on_the_pass_is_not_shown_here(self, client, einladung):
        client.post(url("antwort", einladung), answer(einladung, **{"p0-nachname": "Albers"}))
        anmeldung = einladung.anmeldungen.get()
        by = Akteur(Rolle.TEILNAHME, anmeldung.pk)
        change_bedarfe(anmeldung, bedarfe={"verpflegung": "geheime Kost"}, by=by)
        for adresse in (url("antwort", einladung), url("person", einladung, anmeldung.kennung)):
            page = text(client.get(adresse))
            assert "geheime Kost" not in page
            assert "Ihren Bedarf am Tag gibt diese Person selbst an." in page
        data = {"fassung": 1, "nachname": "Albers", "bedarf": ["kinder"], "kinder": "2", "bedarf_ok": "on"}
        client.post(url("person", einladung, anmeldung.kennung), data)
        assert dict(anmeldung.bedarfe.values_list("art", "angabe")) == {"verpflegung": "geheime Kost"}


class TestMinutes:
    def test_no_consent_is_ticked_beforehand(self, client, einladung):
        assert " checked" not in text(client.get(einladung.zugang.pfad))

    def test_a_consent_that_is_there_is_not_asked_again(self, client, einladung):
        anmeldung = make_anmeldung(einladung.konferenz, einladung=einladung, email="m@example.org")
        give(anmeldung, Zweck.PROTOKOLL, WORTLAUT[Zweck.PROTOKOLL])
        page = text(client.get(url("antwort", einladung)))
        assert "Das Protokoll geht an diese Adresse." in page
        assert WORTLAUT[Zweck.PROTOKOLL] not in page
        data = answer(einladung, **{"p0-kennung": anmeldung.kennung, "p0-email": "m@example.org"})
        assert client.post(url("antwort", einladung), data).status_code == 302
        assert anmeldung.einwilligungen.filter(widerrufen_am=None).count() == 1


class TestByOfficer:
    def page(self, einladung) -> str:
        konferenz = einladung.konferenz
        names = [konferenz.veranstalter.slug, konferenz.slug, einladung.zugang.kennung]
        return reverse("teilnehmer:antwort_eintragen", args=names)

    @pytest.mark.parametrize(("felder", "mails"), [({"bestaetigen": "on"}, 1), ({}, 0)])
    def test_the_officer_decides_about_the_confirmation(self, client, einladung, felder, mails):
        make_ansprechperson(einladung.einrichtung)
        client.force_login(make_mitglied(einladung.konferenz.veranstalter).konto)
        assert 'name="bestaetigen" class="kern-form-check__checkbox" id="id_bestaetigen" checked' in text(
            client.get(self.page(einladung))
        )
        data = answer(einladung, kanal="telefon", zahl="2", **felder)
        assert client.post(self.page(einladung), data).status_code == 302
        assert einladung.anmeldungen.count() == 2
        assert Nachricht.objects.count() == mails

    def test_a_round_trip_keeps_the_officers_choice(self, client, einladung):
        client.force_login(make_mitglied(einladung.konferenz.veranstalter).konto)
        for felder, chosen in (({}, False), ({"bestaetigen": "on"}, True)):
            data = answer(einladung, kanal="telefon", mehr="1", **felder)
            form = client.post(self.page(einladung), data).context["antwort"].form
            assert form["bestaetigen"].value() is chosen

    def test_an_institution_has_no_such_tick(self, client, einladung):
        assert "bestaetigen" not in text(client.get(einladung.zugang.pfad))
        make_ansprechperson(einladung.einrichtung)
        client.post(url("antwort", einladung), answer(einladung))
        assert Nachricht.objects.count() == 1


def test_needs_of_others_never_come_with_the_form(client, einladung):
    set_bedarfe(make_anmeldung(einladung.konferenz), {"verpflegung": "fremde Kost"})
    assert "fremde Kost" not in text(client.get(einladung.zugang.pfad))
