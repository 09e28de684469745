"""Needs on the day: only with consent, seen by few, gone the day after."""

import datetime

import pytest
from django.urls import reverse

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Verlauf
from konferenz.services.fehler import NichtErlaubt
from teilnehmer.models import Bedarf, Einwilligung
from teilnehmer.services.antwort import Person, answer_einladung, cancel_anmeldung
from teilnehmer.services.bedarf import (
    WORTLAUT_FUER_ANDERE,
    WORTLAUT_SELBST,
    change_bedarfe,
    delete_bedarfe,
    set_bedarfe,
)
from tests.factories import make_anmeldung, make_einladung, make_konferenz, make_mitglied

pytestmark = pytest.mark.django_db


def needs(anmeldung) -> dict[str, str]:
    return dict(anmeldung.bedarfe.values_list("art", "angabe"))


def consents(anmeldung) -> list[tuple[str, bool]]:
    rows = anmeldung.einwilligungen.filter(zweck="bedarf").order_by("pk")
    return [(row.wortlaut, row.widerrufen_am is None) for row in rows]


def change(anmeldung, bedarfe):
    change_bedarfe(anmeldung, bedarfe=bedarfe, by=Akteur(Rolle.TEILNAHME, anmeldung.pk))


class TestKept:
    def test_the_institution_names_needs_with_the_answer(self):
        einladung = make_einladung()
        by = Akteur(Rolle.EINRICHTUNG, einladung.pk)
        person = Person(nachname="Albers", bedarfe={"assistenz": "", "dolmetschen": "Arabisch"})
        answer_einladung(einladung, zusage=True, personen=[person, Person()], by=by)
        albers, andere = einladung.anmeldungen.order_by("pk")
        assert needs(albers) == {"assistenz": "", "dolmetschen": "Arabisch"}
        assert consents(albers) == [(WORTLAUT_FUER_ANDERE, True)]
        assert (needs(andere), consents(andere)) == ({}, [])

    def test_what_is_not_asked_stays(self):
        einladung = make_einladung()
        by = Akteur(Rolle.EINRICHTUNG, einladung.pk)
        answer_einladung(einladung, zusage=True, personen=[Person(bedarfe={"assistenz": ""})], by=by)
        anmeldung = einladung.anmeldungen.get()
        answer_einladung(einladung, zusage=True, personen=[Person(kennung=anmeldung.kennung, nachname="Albers")], by=by)
        assert needs(anmeldung) == {"assistenz": ""}

    def test_withdrawing_deletes_at_once_and_keeps_the_proof(self):
        anmeldung = make_anmeldung()
        change(anmeldung, {"verpflegung": "vegan"})
        assert consents(anmeldung) == [(WORTLAUT_SELBST, True)]
        change(anmeldung, {})
        assert (needs(anmeldung), consents(anmeldung)) == ({}, [(WORTLAUT_SELBST, False)])

    def test_the_persons_own_word_is_not_touched_by_the_institution(self):
        anmeldung = make_anmeldung()
        set_bedarfe(anmeldung, {"assistenz": ""})
        change(anmeldung, {"gebaerden": ""})
        assert consents(anmeldung) == [(WORTLAUT_FUER_ANDERE, False), (WORTLAUT_SELBST, True)]
        for bedarfe in ({}, {"kinder": "2"}):
            set_bedarfe(anmeldung, bedarfe)
            assert needs(anmeldung) == {"gebaerden": ""}

    def test_the_verlauf_does_not_say_whose_need_it_is(self):
        anmeldung = make_anmeldung()
        change(anmeldung, {"assistenz": ""})
        row = Verlauf.objects.get()
        assert (row.satz, row.objekt, row.akteur_id) == ("Bedarf am Tag geändert.", "", None)

    def test_cancelling_deletes_what_nobody_has_to_prepare(self):
        konferenz = make_konferenz()
        anmeldung = make_anmeldung(konferenz)
        set_bedarfe(anmeldung, {"assistenz": ""})
        cancel_anmeldung(anmeldung, by=make_mitglied(konferenz.veranstalter).akteur)
        assert (needs(anmeldung), consents(anmeldung)) == ({}, [(WORTLAUT_FUER_ANDERE, False)])

    @pytest.mark.parametrize("felder", [{"phase": "nachbereitung"}, {"datum": datetime.date(2022, 6, 16)}])
    def test_after_the_day_nothing_new_is_kept_but_taking_back_works(self, felder):
        anmeldung = make_anmeldung(make_konferenz(**felder))
        set_bedarfe(anmeldung, {"assistenz": ""})
        with pytest.raises(NichtErlaubt, match="Ihr Bedarf wird nicht mehr gebraucht"):
            change(anmeldung, {"kinder": "2"})
        change(anmeldung, {})
        assert needs(anmeldung) == {}

    def test_only_the_person_behind_the_pass_uses_this_way(self):
        anmeldung = make_anmeldung()
        for by in (Akteur(Rolle.TEILNAHME, anmeldung.pk + 1), Akteur(Rolle.PLANUNG, anmeldung.pk)):
            with pytest.raises(NichtErlaubt):
                change_bedarfe(anmeldung, bedarfe={"assistenz": ""}, by=by)


class TestDeleted:
    TAG = datetime.date(2022, 6, 16)

    @pytest.fixture
    def konferenz(self):
        konferenz = make_konferenz(datum=self.TAG)
        for _ in range(2):
            set_bedarfe(make_anmeldung(konferenz), {"assistenz": "", "kinder": "2"})
        return konferenz

    def test_on_the_day_itself_everything_is_there(self, konferenz):
        assert delete_bedarfe(self.TAG) == 0
        assert Bedarf.objects.count() == 4
        assert not Verlauf.objects.exists()

    def test_the_day_after_it_is_gone_and_the_consents_have_ended(self, konferenz):
        assert delete_bedarfe(self.TAG + datetime.timedelta(days=1)) == 2
        assert Bedarf.objects.count() == 0
        assert Einwilligung.objects.filter(widerrufen_am__isnull=True).count() == 0
        assert Einwilligung.objects.count() == 2
        row = Verlauf.objects.get()
        assert (row.satz, row.rolle) == ("Bedarf am Tag gelöscht: 2 Personen.", Rolle.SYSTEM)

    def test_running_again_finds_nothing(self, konferenz):
        for _ in range(3):
            delete_bedarfe(self.TAG + datetime.timedelta(days=1))
        assert Verlauf.objects.count() == 1

    def test_other_conferences_keep_theirs(self, konferenz):
        spaeter = make_anmeldung(make_konferenz(datum=self.TAG + datetime.timedelta(days=1)))
        set_bedarfe(spaeter, {"assistenz": ""})
        assert delete_bedarfe(self.TAG + datetime.timedelta(days=1)) == 2
        assert needs(spaeter) == {"assistenz": ""}

    def test_today_is_what_counts_without_an_argument(self, konferenz):
        assert delete_bedarfe() == 2


class TestPages:
    @pytest.fixture
    def konferenz(self):
        return make_konferenz()

    def url(self, konferenz, name="bedarfe", *args):
        return reverse(f"teilnehmer:{name}", args=[konferenz.veranstalter.slug, konferenz.slug, *args])

    def page(self, client, konferenz, rolle=Rolle.PLANUNG, **person) -> str:
        client.force_login(make_mitglied(konferenz.veranstalter, rolle).konto)
        return client.get(self.url(konferenz)).content.decode()

    def test_planning_sees_totals_and_remarks_but_no_name(self, client, konferenz):
        set_bedarfe(make_anmeldung(konferenz, nachname="Geheim"), {"verpflegung": "vegan", "assistenz": ""})
        page = self.page(client, konferenz)
        assert "Besondere Verpflegung: vegan" in page
        assert "Geheim" not in page

    def test_reading_sees_totals_only(self, client, konferenz):
        set_bedarfe(make_anmeldung(konferenz), {"verpflegung": "vegan"})
        page = self.page(client, konferenz, Rolle.LESEND)
        assert "Besondere Verpflegung" in page
        assert "vegan" not in page

    def test_totals_count_those_who_come(self, client, konferenz):
        set_bedarfe(make_anmeldung(konferenz), {"assistenz": ""})
        set_bedarfe(make_anmeldung(konferenz, status="warteliste"), {"assistenz": ""})
        set_bedarfe(make_anmeldung(), {"assistenz": ""})
        client.force_login(make_mitglied(konferenz.veranstalter).konto)
        zahlen = client.get(self.url(konferenz)).context["zahlen"]
        assert [(zeile["art"], zeile["zahl"]) for zeile in zahlen] == [
            ("Assistenz", 1),
            ("Gebärdensprache", 0),
            ("Dolmetschen", 0),
            ("Kinderbetreuung", 0),
            ("Besondere Verpflegung", 0),
        ]

    @pytest.mark.parametrize("zahl", [1, 3])
    def test_the_page_has_a_budget(self, client, konferenz, zahl, django_assert_num_queries):
        for _ in range(zahl):
            set_bedarfe(make_anmeldung(konferenz), {"assistenz": "", "kinder": "2"})
        client.force_login(make_mitglied(konferenz.veranstalter).konto)
        with django_assert_num_queries(6):
            client.get(self.url(konferenz))

    def test_the_person_is_one_click_further_for_those_who_plan(self, client, konferenz):
        anmeldung = make_anmeldung(konferenz, nachname="Albers", email="m@example.org")
        set_bedarfe(anmeldung, {"kinder": "2, drei Jahre"})
        url = self.url(konferenz, "bedarf_person", anmeldung.kennung)
        for rolle, status in ((Rolle.LEITUNG, 200), (Rolle.PLANUNG, 200), (Rolle.LESEND, 403)):
            client.force_login(make_mitglied(konferenz.veranstalter, rolle).konto)
            assert client.get(url).status_code == status
            assert client.post(url).status_code == 405
        client.force_login(make_mitglied().konto)
        assert client.get(url).status_code == 404

    def test_who_needs_nothing_or_must_not_be_named_has_no_such_page(self, client, konferenz):
        client.force_login(make_mitglied(konferenz.veranstalter).konto)
        gesperrt = make_anmeldung(konferenz, nachname="Geheim", gesperrt=True)
        set_bedarfe(gesperrt, {"assistenz": "mit Hund"})
        for anmeldung in (gesperrt, make_anmeldung(konferenz)):
            assert client.get(self.url(konferenz, "bedarf_person", anmeldung.kennung)).status_code == 404
        page = client.get(self.url(konferenz)).content.decode()
        assert "mit Hund" in page
        assert gesperrt.kennung not in page
