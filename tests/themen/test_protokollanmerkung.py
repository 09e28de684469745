"""Remarks about the draft: from the pass, from the telephone, decided by staff."""

import datetime
import html
import re
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Verlauf, Zugang
from konferenz.services.fehler import NichtErlaubt
from teilnehmer.protokoll import readable_protokoll
from tests.factories import make_anmeldung, make_einladung, make_einrichtung, make_konferenz, make_mitglied, make_zugang
from tests.themen.protokoll_daten import make_protokoll_konferenz, release
from tests.themen.test_protokollfreigabe_views import make_dateien
from themen.models import Protokollanmerkung, Protokollstand
from themen.protokoll.stand import reading
from themen.services import protokollanmerkung as service
from themen.services.protokollfreigabe import start_rueckmeldung, submit_protokoll

pytestmark = pytest.mark.django_db


@pytest.fixture
def konferenz():
    return make_protokoll_konferenz(gruppen=1, karten=1, personen=1)


@pytest.fixture
def planung(konferenz):
    return make_mitglied(konferenz.veranstalter, Rolle.PLANUNG)


@pytest.fixture
def offen(konferenz, planung):
    start_rueckmeldung(konferenz=konferenz, frist=timezone.localdate(), by=planung.akteur)
    return konferenz


@pytest.fixture
def person(konferenz):
    haus = make_einrichtung(konferenz.veranstalter, name="Hort Waldkante")
    return make_anmeldung(konferenz, vorname="Ada", nachname="Anwesend", einrichtung=haus, anwesend_am=timezone.now())


def who(person) -> Akteur:
    return Akteur(Rolle.TEILNAHME, person.pk)


def seite(response) -> str:
    return html.unescape(response.content.decode()).replace("\u00a0", " ")


def staff(konferenz, rest="") -> str:
    return f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/protokoll/anmerkungen/{rest}"


def expire(konferenz) -> None:
    Protokollstand.objects.filter(konferenz=konferenz).update(frist=timezone.localdate() - datetime.timedelta(days=1))


def make_remark(konferenz, **felder) -> Protokollanmerkung:
    fields = {"abschnitt": "dank", "text": "Der Bauhof fehlt."}
    return Protokollanmerkung.objects.create(konferenz=konferenz, **fields | felder)


# Behind the pass


def test_somebody_who_was_present_writes_at_a_section_and_reads_it_again(client, offen, person):
    pfad = f"{person.zugang.pfad}protokoll/"
    text = seite(client.get(pfad))
    assert "Ergebnisprotokoll · ENTWURF" in text
    assert 'id="gruppe-1-text"' in text  # one form at each section and each group
    assert "Istkarte 0.0" in text
    assert "Nach0-0" not in text  # the network's variant has no names
    response = client.post(pfad, {"abschnitt": "gruppe-1", "text": "Die Idee war von uns.", "vorgang": uuid.uuid4()})
    assert (response.status_code, response["Location"]) == (302, f"{pfad}#gruppe-1")
    row = Protokollanmerkung.objects.get()
    assert (row.abschnitt, row.anmeldung, row.einrichtung) == ("gruppe-1", person, person.einrichtung)
    text = seite(client.get(pfad))
    assert "Die Idee war von uns." in text
    assert "noch nicht entschieden" in text
    assert Verlauf.objects.filter(satz="Anmerkung zum Protokoll eingegangen.").count() == 1


def test_what_was_decided_stands_beside_the_own_remark_and_not_beside_that_of_others(client, offen, person, planung):
    fremd = make_remark(offen, text="Von jemand anderem.")
    eigen = make_remark(offen, anmeldung=person)
    for row in (fremd, eigen):
        service.settle_anmerkung(
            anmerkung=row, ergebnis="nicht_uebernommen", antwort="Er war nicht da.", gelesen="", by=planung.akteur
        )
    text = seite(client.get(f"{person.zugang.pfad}protokoll/"))
    assert "Der Bauhof fehlt." in text
    assert "nicht übernommen" in text
    assert text.count("Antwort: Er war nicht da.") == 1
    assert "Von jemand anderem." not in text


def test_the_same_form_twice_is_one_remark(client, offen, person):
    daten = {"abschnitt": "dank", "text": "Zweimal.", "vorgang": uuid.uuid4()}
    for _ in range(2):
        assert client.post(f"{person.zugang.pfad}protokoll/", daten).status_code == 302
    assert Protokollanmerkung.objects.count() == 1


@pytest.mark.parametrize(
    ("daten", "satz"),
    [
        ({"text": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"text": "x" * 2001}, "Das ist zu lang: 2001 Zeichen, möglich sind 2000."),
        ({"text": "Ein Wort", "abschnitt": "gibt-es-nicht"}, "Diesen Abschnitt gibt es nicht mehr."),
        ({"text": "Ein Wort", "abschnitt": "%d"}, "Diesen Abschnitt gibt es nicht mehr."),
        ({"text": "Ein Wort", "abschnitt": "%(x)s"}, "Diesen Abschnitt gibt es nicht mehr."),
        ({"text": "Ein Wort", "abschnitt": ""}, "Bitte füllen Sie dieses Feld aus."),
    ],
)
def test_what_was_typed_survives_an_error(client, offen, person, daten, satz):
    response = client.post(f"{person.zugang.pfad}protokoll/", {"abschnitt": "dank"} | daten)
    assert response.status_code == 422
    assert satz in seite(response)
    assert daten["text"] in seite(response)
    assert not Protokollanmerkung.objects.exists()


def test_the_head_of_the_minutes_is_remarked_upon_too(client, offen, person, planung):
    pfad = f"{person.zugang.pfad}protokoll/"
    text = seite(client.get(pfad))
    assert text.index('id="kopf"') < text.index('id="kopf-text"') < text.index('id="anlass"')
    response = client.post(pfad, {"abschnitt": "kopf", "text": "Es war der große Saal."})
    assert (response.status_code, response["Location"]) == (302, f"{pfad}#kopf")
    client.force_login(planung.konto)
    text = seite(client.get(staff(offen)))
    assert '<h2 class="kern-heading-large" id="teil-kopf">Angaben im Kopf</h2>' in text
    assert (
        f'href="/verwaltung/{offen.veranstalter.slug}/{offen.slug}/bearbeiten/">Angaben zur Konferenz bearbeiten'
        in text
    )


def test_the_last_day_counts_and_after_it_the_text_stays_on_the_page(client, offen, person):
    pfad = f"{person.zugang.pfad}protokoll/"
    expire(offen)
    response = client.post(pfad, {"abschnitt": "dank", "text": "Zu spät."})
    assert response.status_code == 422
    assert "Ihr Text steht noch hier, er ist nicht gespeichert." in seite(response)
    assert "Zu spät." in seite(response)
    assert not Protokollanmerkung.objects.exists()
    text = seite(client.get(pfad))
    assert "abgelaufen. Lesen können Sie den Entwurf weiter." in text
    assert "Anmerkung zu diesem Abschnitt" not in text


def test_submitted_minutes_are_read_but_no_longer_remarked_upon(client, offen, person, planung):
    submit_protokoll(konferenz=offen, trotz_frist=True, by=planung.akteur)
    pfad = f"{person.zugang.pfad}protokoll/"
    assert "Der Entwurf liegt zur Freigabe vor." in seite(client.get(pfad))
    assert client.post(pfad, {"abschnitt": "dank", "text": "Doch noch."}).status_code == 422
    assert not Protokollanmerkung.objects.exists()


def test_only_who_was_present_reads_the_draft(client, offen):
    fehlte = make_anmeldung(offen)
    assert client.get(f"{fehlte.zugang.pfad}protokoll/").status_code == 404
    assert client.post(f"{fehlte.zugang.pfad}protokoll/", {"abschnitt": "dank", "text": "?"}).status_code == 404
    with pytest.raises(NichtErlaubt, match="wer bei der Konferenz war"):
        service.add_anmerkung(anmeldung=fehlte, abschnitt="dank", text="?", by=who(fehlte))
    for zweck in (Zugang.Zweck.MODERATION, Zugang.Zweck.HILFE):
        assert client.get(f"/mein/{make_zugang(offen, zweck).token}/protokoll/").status_code == 404


def test_before_it_is_given_out_there_is_nothing_and_a_release_is_there_for_good(client, konferenz, person):
    pfad = f"{person.zugang.pfad}protokoll/"
    assert client.get(pfad).status_code == 404
    assert client.put(pfad).status_code == 405
    release(konferenz)
    text = seite(client.get(pfad))
    assert "Version 1 · 15. Juli 2022 · Fassung für das Netzwerk" in text
    assert f"{person.zugang.pfad}protokoll.pdf" in text


def test_an_institution_reads_the_draft_when_it_was_there_and_the_release_in_any_case(client, offen):
    haus = make_einrichtung(offen.veranstalter)
    war_da, fehlte = make_einladung(offen, haus), make_einladung(offen)
    make_anmeldung(offen, einladung=war_da, einrichtung=haus, anwesend_am=timezone.now())
    assert "Am Telefon geht es auch." in seite(client.get(f"{war_da.zugang.pfad}protokoll/"))
    assert client.get(f"{fehlte.zugang.pfad}protokoll/").status_code == 404
    assert client.post(f"{war_da.zugang.pfad}protokoll/").status_code == 405
    release(offen)
    text = seite(client.get(f"{fehlte.zugang.pfad}protokoll/"))
    assert "Version 1" in text
    assert "Nach0-0" not in text


def test_whoever_did_not_come_reads_what_was_released_and_never_a_draft(client, offen, person):
    fehlte, wartete = make_anmeldung(offen), make_anmeldung(offen, status="warteliste")
    make_dateien(release(offen))  # the next version lies open for remarks meanwhile
    for anmeldung in (fehlte, wartete):
        pfad = f"{anmeldung.zugang.pfad}protokoll/"
        text = seite(client.get(pfad))
        assert "Version 1" in text
        assert "ENTWURF" not in text
        assert "Anmerkung zu diesem Abschnitt" not in text
        assert f'href="{pfad}">Protokoll lesen</a>' in seite(client.get(anmeldung.zugang.pfad))
        assert client.get(f"{anmeldung.zugang.pfad}protokoll.pdf").status_code == 200
        response = client.post(pfad, {"abschnitt": "dank", "text": "Von außen."})
        assert response.status_code == 422
        assert "Anmerkungen schreibt, wer bei der Konferenz war." in seite(response)
    assert not Protokollanmerkung.objects.exists()
    assert "ENTWURF" in seite(client.get(f"{person.zugang.pfad}protokoll/"))


def test_back_on_the_day_nothing_is_read(client, offen, person):
    haus = make_einladung(offen, person.einrichtung)
    make_anmeldung(offen, einladung=haus, anwesend_am=timezone.now())
    release(offen)
    Konferenz.objects.filter(pk=offen.pk).update(phase=Konferenz.Phase.DURCHFUEHRUNG)
    for pfad in (person.zugang.pfad, haus.zugang.pfad):
        assert client.get(f"{pfad}protokoll/").status_code == 404
        assert client.get(f"{pfad}protokoll.pdf").status_code == 404
    assert client.post(f"{person.zugang.pfad}protokoll/", {"abschnitt": "dank", "text": "?"}).status_code == 404


@pytest.mark.parametrize("antwort", ["zugesagt", "abgesagt", "offen"])
def test_the_page_of_an_institution_leads_to_the_minutes(client, offen, antwort):
    einladung = make_einladung(offen, antwort=antwort)
    assert "protokoll/" not in seite(client.get(einladung.zugang.pfad))
    make_anmeldung(offen, einladung=einladung, anwesend_am=timezone.now())
    link = f'href="{einladung.zugang.pfad}protokoll/"><span class="kern-label">'
    assert f"{link}Entwurf des Protokolls lesen" in seite(client.get(einladung.zugang.pfad))
    assert "ENTWURF" in seite(client.get(f"{einladung.zugang.pfad}protokoll/"))
    Protokollstand.objects.update(zustand="freigegeben")
    release(offen)
    assert f"{link}Protokoll lesen" in seite(client.get(einladung.zugang.pfad))
    assert "Version 1" in seite(client.get(f"{einladung.zugang.pfad}protokoll/"))


def test_the_way_from_an_institution_follows_the_rule_of_the_page(konferenz):
    war_da, fehlte = make_einladung(konferenz), make_einladung(konferenz)
    make_anmeldung(konferenz, einladung=war_da, anwesend_am=timezone.now())
    stand = Protokollstand.objects.create(konferenz=konferenz, frist=timezone.localdate())
    for is_freigegeben in (False, True):
        if is_freigegeben:
            release(konferenz)
        for zustand in Protokollstand.Zustand:
            stand.zustand = zustand
            stand.save()
            for phase in Konferenz.Phase:
                Konferenz.objects.filter(pk=konferenz.pk).update(phase=phase)
                for einladung, entwurf in ((war_da, True), (fehlte, False)):
                    einladung.konferenz = Konferenz.objects.get(pk=konferenz.pk)
                    assert readable_protokoll(einladung) == reading(einladung.konferenz, entwurf=entwurf)


# Staff and moderation


def test_the_list_names_institution_and_person_and_links_to_the_section(client, offen, person, planung):
    make_remark(offen, anmeldung=person, einrichtung=person.einrichtung)
    make_remark(offen, einrichtung=person.einrichtung, text="Angerufen.")
    client.force_login(planung.konto)
    text = seite(client.get(staff(offen)))
    assert "Hort Waldkante, Ada Anwesend" in text
    assert "Hort Waldkante, am Telefon" in text
    assert "2 Anmerkungen, davon 2 noch offen." in text
    assert f"/verwaltung/{offen.veranstalter.slug}/{offen.slug}/protokoll/abschnitte/dank/" in text


def test_somebody_with_a_sperrvermerk_is_named_neither_by_name_nor_by_institution(client, offen, person, planung):
    make_remark(offen, anmeldung=person, einrichtung=person.einrichtung)
    person.gesperrt = True
    person.save()
    client.force_login(planung.konto)
    text = seite(client.get(staff(offen)))
    assert "Der Bauhof fehlt." in text
    assert "ohne Angabe" in text
    assert "Ada Anwesend" not in text
    assert "Hort Waldkante" not in text


def test_a_remark_is_taken_over_or_not_and_then_with_a_reason(client, offen, person, planung):
    row = make_remark(offen, anmeldung=person)
    client.force_login(planung.konto)
    adresse = staff(offen, f"{row.kennung}/")
    assert client.get(adresse).status_code == 200
    response = client.post(adresse, {"ergebnis": "nicht_uebernommen", "antwort": "", "gelesen": ""})
    assert response.status_code == 422
    assert "Bitte schreiben Sie in einem Satz, warum nicht." in seite(response)
    response = client.post(adresse, {"ergebnis": "uebernommen", "antwort": "Danke.", "gelesen": ""})
    assert (response.status_code, response["Location"]) == (302, f"{staff(offen)}#anmerkung-{row.kennung}")
    row.refresh_from_db()
    assert (row.ergebnis, row.antwort, row.erledigt_von) == ("uebernommen", "Danke.", planung.konto)


def test_two_officers_decide_and_the_second_reads_it(offen, planung):
    row = make_remark(offen)
    service.settle_anmerkung(anmerkung=row, ergebnis="uebernommen", antwort="", gelesen="", by=planung.akteur)
    with pytest.raises(NichtErlaubt, match="Gerade hat jemand anderes entschieden"):
        service.settle_anmerkung(
            anmerkung=row, ergebnis="nicht_uebernommen", antwort="Nein.", gelesen="", by=planung.akteur
        )
    row.refresh_from_db()
    assert row.ergebnis == "uebernommen"


def test_nothing_is_decided_after_it_was_submitted(offen, planung):
    row = make_remark(offen, ergebnis="uebernommen", erledigt_am=timezone.now())
    submit_protokoll(konferenz=offen, trotz_frist=True, by=planung.akteur)
    with pytest.raises(NichtErlaubt, match="Das Protokoll liegt schon vor"):
        service.settle_anmerkung(
            anmerkung=row, ergebnis="nicht_uebernommen", antwort="Nein.", gelesen="uebernommen", by=planung.akteur
        )


def test_a_call_is_written_down_by_staff_and_by_the_moderation_also_after_the_last_day(client, offen, person, planung):
    expire(offen)
    client.force_login(planung.konto)
    moderation = f"/moderation/{make_zugang(offen, Zugang.Zweck.MODERATION).token}/protokoll/anmerkungen/neu/"
    for n, adresse in enumerate((staff(offen, "neu/"), moderation)):
        daten = {"abschnitt": "dank", "einrichtung": person.einrichtung_id, "text": f"Anruf {n}"}
        assert client.post(adresse, daten | {"vorgang": uuid.uuid4()}).status_code == 302
    rows = Protokollanmerkung.objects.order_by("pk")
    assert [(r.text, r.anmeldung, r.einrichtung) for r in rows] == [
        ("Anruf 0", None, person.einrichtung),
        ("Anruf 1", None, person.einrichtung),
    ]


def test_the_moderation_finds_the_page_for_calls_among_its_prints(client, konferenz, planung):
    zugang = make_zugang(konferenz, Zugang.Zweck.MODERATION)
    assert "Anmerkung vom Telefon" not in seite(client.get(f"{zugang.pfad}druck/"))
    start_rueckmeldung(konferenz=konferenz, frist=datetime.date(2099, 7, 8), by=planung.akteur)
    text = seite(client.get(f"{zugang.pfad}druck/"))
    assert "Der Entwurf liegt bis 8. Juli 2099 zur Rückmeldung vor." in text
    adresse = re.search('href="([^"]+)">Anmerkung vom Telefon eintragen</a>', text)[1]
    text = seite(client.get(adresse))
    assert "Jemand hat angerufen?" in text
    assert "Angaben im Kopf" in text
    client.force_login(planung.konto)
    text = seite(client.get(f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/druck/"))
    assert f'href="{staff(konferenz)}">Anmerkungen ansehen</a>' in text


def test_a_call_needs_minutes_that_lie_open(client, konferenz, planung):
    client.force_login(planung.konto)
    response = client.post(staff(konferenz, "neu/"), {"abschnitt": "dank", "text": "Anruf"})
    assert response.status_code == 422
    assert "Gerade werden keine Anmerkungen angenommen." in seite(response)
    assert not Protokollanmerkung.objects.exists()


def test_strangers_and_readers_neither_write_nor_decide(client, offen):
    row = make_remark(offen)
    fremd = make_mitglied(rolle=Rolle.LEITUNG)
    client.force_login(fremd.konto)
    for rest in ("", "neu/", f"{row.kennung}/"):
        assert client.get(staff(offen, rest)).status_code == 404
    client.force_login(make_mitglied(offen.veranstalter, Rolle.LESEND).konto)
    assert client.get(staff(offen)).status_code == 200
    assert client.get(staff(offen, "neu/")).status_code == 403
    assert client.post(staff(offen, f"{row.kennung}/"), {"ergebnis": "uebernommen"}).status_code == 403
    client.force_login(make_mitglied(offen.veranstalter, Rolle.PLANUNG).konto)
    assert client.post(staff(offen)).status_code == 405
    other = make_konferenz(veranstalter=offen.veranstalter)
    assert client.get(staff(other, f"{row.kennung}/")).status_code == 404


@pytest.mark.parametrize("zahl", [1, 3])
def test_the_pages_ask_a_fixed_number_of_queries(client, offen, person, planung, zahl, django_assert_num_queries):
    for n in range(zahl):
        make_remark(offen, anmeldung=person, einrichtung=person.einrichtung, text=f"Nr. {n}")
    with django_assert_num_queries(26):
        client.get(f"{person.zugang.pfad}protokoll/")
    client.force_login(planung.konto)
    with django_assert_num_queries(28):
        client.get(staff(offen))


def test_a_decision_names_nobody_in_the_verlauf(offen, planung):
    row = make_remark(offen)
    service.settle_anmerkung(anmerkung=row, ergebnis="uebernommen", antwort="", gelesen="", by=planung.akteur)
    assert Verlauf.objects.latest("pk").satz == "Anmerkung zum Protokoll: übernommen."
    with pytest.raises(ValidationError):
        service.settle_anmerkung(
            anmerkung=row, ergebnis="nicht_uebernommen", antwort="", gelesen="uebernommen", by=planung.akteur
        )
