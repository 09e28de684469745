"""Who a Rundmail reaches, and the pages on which it is written."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.mail import mark
from konferenz.models import Aussendung
from konferenz.services.absage import cancel_konferenz
from teilnehmer import vorlagen
from teilnehmer.kreis import collect_kreis, words_of
from teilnehmer.models import Einladung, Nachricht
from teilnehmer.services import aussendung as service
from tests.factories import (
    make_anmeldung,
    make_ansprechperson,
    make_einladung,
    make_einrichtung,
    make_kleingruppe,
    make_konferenz,
    make_konferenz_heute,
    make_mitglied,
)
from themen.models import Zuordnung

pytestmark = pytest.mark.django_db


def invite(konferenz, *emails, art="kita", antwort="zugesagt", versandt_am=None, **fields) -> Einladung:
    einrichtung = make_einrichtung(konferenz.veranstalter, art=art, **fields)
    for email in emails:
        make_ansprechperson(einrichtung, email=email)
    return make_einladung(konferenz, einrichtung, antwort=antwort, versandt_am=versandt_am or timezone.now())


def register(einladung, email="", **fields):
    return make_anmeldung(
        einladung.konferenz, einladung=einladung, einrichtung=einladung.einrichtung, email=email, **fields
    )


def collect(konferenz, kreis, wert="", anlass="rundmail"):
    return collect_kreis(konferenz, Aussendung(anlass=anlass, kreis=kreis, kreis_wert=wert))


def addresses(kreis) -> list[str]:
    return sorted(empfaenger.adresse for empfaenger in kreis.mails)


def draft(konferenz, kreis="angemeldete", text="{anrede},\n\n{link}", **more) -> Aussendung:
    return service.create_aussendung(
        konferenz=konferenz, anlass="rundmail", kreis=kreis, betreff="Neues", text=text, by=officer(konferenz), **more
    )


def officer(konferenz):
    return make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).akteur


def test_persons_without_an_address_are_reached_once_for_each_contact_of_their_institution():
    konferenz = make_konferenz()
    kita = invite(konferenz, "leitung@kita.example", "buero@kita.example")
    register(kita, "ada@kita.example")
    for _ in range(3):
        register(kita)
    kreis = collect(konferenz, "angemeldete")
    assert addresses(kreis) == ["ada@kita.example", "buero@kita.example", "leitung@kita.example"]
    assert (kreis.personen, kreis.direkt, kreis.ueber_einrichtung, kreis.unerreicht) == (4, 1, 3, 0)
    assert kreis.briefe == []


def test_who_no_mail_reaches_is_counted_and_their_institution_gets_paper():
    konferenz = make_konferenz()
    hort = invite(konferenz)
    register(hort)
    make_anmeldung(konferenz)  # a walk-in without an institution
    kreis = collect(konferenz, "angemeldete")
    assert (addresses(kreis), kreis.briefe) == ([], [hort])
    assert (kreis.personen, kreis.direkt, kreis.ueber_einrichtung, kreis.unerreicht) == (2, 0, 0, 2)


def test_every_circle_means_those_it_names():
    konferenz = make_konferenz_heute()
    kita = invite(konferenz, "leitung@kita.example")
    verein = invite(konferenz, "leitung@verein.example", art="sport", antwort="offen")
    nie = invite(konferenz, "leitung@nie.example", art="sport", antwort="offen")
    Einladung.objects.filter(pk=nie.pk).update(versandt_am=None)
    gesperrt = invite(konferenz, "leitung@zu.example")
    gesperrt.zugang.widerrufen_am = timezone.now()
    gesperrt.zugang.save()
    da = register(kita, "da@kita.example", anwesend_am=timezone.now())
    register(kita, "nicht-da@kita.example")
    register(verein, "wartet@verein.example", status="warteliste")
    register(kita, "weg@kita.example", status="abgesagt", abgesagt_am=timezone.now())
    erste, zweite = make_kleingruppe(konferenz), make_kleingruppe(konferenz)
    Zuordnung.objects.create(
        konferenz=konferenz, anmeldung=da, kleingruppe=erste, durch=Rolle.TEILNAHME, bis=timezone.now()
    )
    Zuordnung.objects.create(konferenz=konferenz, anmeldung=da, kleingruppe=zweite, durch=Rolle.TEILNAHME)
    assert addresses(collect(konferenz, "angemeldete")) == ["da@kita.example", "nicht-da@kita.example"]
    assert addresses(collect(konferenz, "anwesende")) == ["da@kita.example"]
    assert addresses(collect(konferenz, "gruppe", str(zweite.nummer))) == ["da@kita.example"]
    assert addresses(collect(konferenz, "gruppe", str(erste.nummer))) == []
    assert addresses(collect(konferenz, "gruppe", "quatsch")) == []
    assert addresses(collect(konferenz, "art", "sport")) == ["leitung@verein.example"]
    assert addresses(collect(konferenz, "art", "kita")) == [
        "da@kita.example",
        "leitung@kita.example",
        "nicht-da@kita.example",
    ]
    for anlass in ("rundmail", "absage"):
        assert addresses(collect(konferenz, "alle", anlass=anlass)) == [
            "da@kita.example",
            "leitung@kita.example",
            "leitung@verein.example",
            "nicht-da@kita.example",
            "wartet@verein.example",
        ]


def test_a_contact_who_comes_in_person_gets_one_mail_unless_others_depend_on_it():
    konferenz = make_konferenz()
    kita = invite(konferenz, "Leitung@kita.example")
    register(kita, "leitung@kita.example")
    assert addresses(collect(konferenz, "alle")) == ["leitung@kita.example"]
    register(kita)
    assert addresses(collect(konferenz, "alle")) == ["Leitung@kita.example", "leitung@kita.example"]


def test_one_address_for_two_institutions_gets_both_links():
    konferenz = make_konferenz()
    kitas = [invite(konferenz, "sekretariat@traeger.example") for _ in range(2)]
    for kita in kitas:
        register(kita)
    service.release_aussendung(aussendung=draft(konferenz), by=officer(konferenz))
    texte = Nachricht.objects.order_by("einladung").values_list("text", flat=True)
    assert [mark(kita.zugang) in text for kita, text in zip(kitas, texte, strict=True)] == [True, True]


def test_somebody_with_a_sperrvermerk_gets_the_mail_without_a_name_and_is_in_no_list(client):
    konferenz = make_konferenz()
    kita = invite(konferenz, "leitung@kita.example")
    geheim = register(kita, "geheim@example.org", nachname="Geheimniskraemer", gesperrt=True)
    register(kita, "ada@kita.example", vorname="Ada", nachname="Lau")
    row = draft(konferenz)
    client.force_login(make_mitglied(konferenz.veranstalter).konto)
    address = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/einladungen/aussendungen/{row.pk}/"
    page = client.get(address).content.decode()
    assert "Guten Tag Ada Lau" in page
    assert "Geheimniskraemer" not in page
    assert "geheim@example.org" not in page
    service.release_aussendung(aussendung=row, erwartet=2, by=officer(konferenz))
    brief = Nachricht.objects.get(anmeldung=geheim)
    assert brief.text == f"Guten Tag,\n\n{mark(geheim.zugang)}"
    for page in (address, f"/verwaltung/{konferenz.veranstalter.slug}/postausgang/"):
        html = client.get(page).content.decode()
        assert "ada@kita.example" in html
        assert "geheim@example.org" not in html


def test_somebody_with_a_sperrvermerk_is_not_reached_by_a_detour():
    konferenz = make_konferenz()
    register(invite(konferenz, "leitung@kita.example"), gesperrt=True)
    kreis = collect(konferenz, "angemeldete")
    assert (kreis.mails, kreis.briefe, kreis.unerreicht) == ([], [], 1)


def test_persons_get_their_pass_and_institutions_their_invitation():
    konferenz = make_konferenz(titel="Treffen")
    kita = invite(konferenz, "leitung@kita.example")
    ada = register(kita, "ada@kita.example", vorname="Ada", nachname="Lau")
    register(kita)
    row = draft(konferenz, text="{anrede},\n{konferenz} {ort}\n{link}")
    service.release_aussendung(aussendung=row, by=officer(konferenz))
    service.release_aussendung(aussendung=row, by=officer(konferenz))
    texte = dict(Nachricht.objects.values_list("empfaenger", "text"))
    assert sorted(texte) == ["ada@kita.example", "leitung@kita.example"]
    assert texte["ada@kita.example"] == f"Guten Tag Ada Lau,\nTreffen Bürgersaal, Rathaus\n{mark(ada.zugang)}"
    assert mark(kita.zugang) in texte["leitung@kita.example"]
    # A second Rundmail is another letter to the same people.
    service.release_aussendung(aussendung=draft(konferenz), by=officer(konferenz))
    assert Nachricht.objects.count() == 4


@pytest.mark.parametrize("kreis", ["angemeldete", "alle"])
def test_a_circle_costs_three_queries_however_large(kreis):
    counted = []
    for number in (1, 3):
        konferenz = make_konferenz()
        for _ in range(number):
            kita = invite(konferenz, "leitung@kita.example")
            register(kita, "ada@kita.example")
            register(kita)
        with CaptureQueriesContext(connection) as queries:
            assert len(collect(konferenz, kreis).mails) == 2 * number
        counted.append(len(queries))
    assert counted == [3, 3]


@pytest.mark.parametrize(
    ("kreis", "wert", "worte"),
    [
        ("anwesende", "", "alle, die da waren"),
        ("gruppe", "3", "Kleingruppe 3"),
        ("art", "sport", "Einrichtungen der Art „Sport“ und ihre Angemeldeten"),
    ],
)
def test_a_circle_in_words(kreis, wert, worte):
    assert words_of(Aussendung(kreis=kreis, kreis_wert=wert)) == worte


def page_of(konferenz, rest="") -> str:
    return f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/einladungen/rundmail/{rest}"


def sign_in(client, konferenz, rolle=Rolle.PLANUNG):
    client.force_login(make_mitglied(konferenz.veranstalter, rolle).konto)


def test_writing_leads_to_the_numbers_and_nothing_leaves(client):
    konferenz = make_konferenz()
    kita = invite(konferenz, "leitung@kita.example")
    register(kita, "ada@kita.example")
    register(kita)
    make_anmeldung(konferenz)
    sign_in(client, konferenz)
    page = client.get(page_of(konferenz)).content.decode()
    assert "{anrede}" in page
    assert '<option value="art:kita">Kita</option>' in page
    response = client.post(
        page_of(konferenz), {"an": "angemeldete", "betreff": "Neuer Raum", "text": "{anrede},\n\nSaal 2."}, follow=True
    )
    html = " ".join(response.content.decode().split())
    assert "3 Personen, 1 mit eigener E-Mail-Adresse. Für 1 geht die Nachricht an ihre Einrichtung." in html
    assert "1 Ansprechperson einer Einrichtung bekommt sie. <strong>1 Person erreicht keine E-Mail.</strong>" in html
    assert "<strong>alle Angemeldeten</strong>" in html
    assert "An 2 Adressen senden" in html
    row = Aussendung.objects.get()
    assert (row.anlass, row.kreis, row.kreis_wert, row.is_freigegeben) == ("rundmail", "angemeldete", "", False)
    assert Nachricht.objects.count() == 0


def test_a_draft_can_get_another_circle_and_text(client):
    konferenz = make_konferenz_heute()
    gruppe = make_kleingruppe(konferenz)
    row = draft(konferenz)
    sign_in(client, konferenz)
    fields = {"an": f"gruppe:{gruppe.nummer}", "betreff": "Anders", "text": "Hallo"}
    assert client.post(page_of(konferenz, f"{row.pk}/"), fields).status_code == 302
    row.refresh_from_db()
    assert (row.kreis, row.kreis_wert, row.betreff, row.text) == ("gruppe", str(gruppe.nummer), "Anders", "Hallo")


def test_what_somebody_else_saved_meanwhile_is_shown(client):
    konferenz = make_konferenz()
    row = draft(konferenz)
    sign_in(client, konferenz)
    fields = {"an": "anwesende", "betreff": "Meins", "text": "Mein Text", "gelesen": "alt"}
    page = client.post(page_of(konferenz, f"{row.pk}/"), fields).content.decode()
    assert "hat jemand anderes gespeichert" in page
    assert "Alle Angemeldeten" in page
    assert "Mein Text" in page
    row.refresh_from_db()
    assert row.betreff == "Neues"


def test_the_letter_about_a_cancellation_is_edited_here_too_and_stays_for_everybody(client):
    konferenz = make_konferenz()
    row = cancel_konferenz(konferenz=konferenz, grund="Die Heizung ist kaputt.", by=officer(konferenz))
    sign_in(client, konferenz)
    other = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/einladungen/aussendungen/{row.pk}/bearbeiten/"
    assert client.get(other).url == page_of(konferenz, f"{row.pk}/")
    page = client.get(page_of(konferenz, f"{row.pk}/")).content.decode()
    assert "Die Heizung ist kaputt." in page
    assert 'name="an"' not in page
    fields = {"betreff": "Abgesagt", "text": f"{row.text}\nDanke.", "an": "anwesende"}
    assert client.post(page_of(konferenz, f"{row.pk}/"), fields).status_code == 302
    row.refresh_from_db()
    assert (row.kreis, row.betreff, row.text[-6:]) == ("alle", "Abgesagt", "Danke.")


@pytest.mark.parametrize(
    ("fields", "satz"),
    [
        ({"an": ""}, "Bitte wählen Sie, an wen die Nachricht geht."),
        ({"an": "gruppe:7"}, "Diesen Kreis gibt es nicht mehr."),
        ({"betreff": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"text": "{name}"}, "Den Platzhalter {name} gibt es hier nicht."),
        ({"text": "{code}"}, "Den Platzhalter {code} gibt es hier nicht."),
        ({"text": vorlagen.rundmail()[1]}, "Hier fehlt noch, was Sie mitteilen möchten."),
        ({"betreff": "{einrichtung}"}, "Den Platzhalter {einrichtung} gibt es hier nicht."),
    ],
)
def test_what_nobody_could_fill_is_refused_and_the_text_stays(client, fields, satz):
    konferenz = make_konferenz()
    sign_in(client, konferenz)
    typed = {"an": "angemeldete", "betreff": "Neues", "text": "Das steht noch da."} | fields
    page = client.post(page_of(konferenz), typed).content.decode()
    assert satz in page
    assert typed["text"] in page.replace("\r\n", "\n")
    assert Aussendung.objects.count() == 0


def test_who_may_write_and_when(client):
    konferenz = make_konferenz()
    row = draft(konferenz)
    pages = [page_of(konferenz), page_of(konferenz, f"{row.pk}/")]
    for page in pages:
        assert client.get(page).url.startswith("/konto/anmelden/")
    sign_in(client, konferenz, Rolle.LESEND)
    for page in pages:
        assert (client.get(page).status_code, client.post(page).status_code) == (403, 403)
    sign_in(client, make_konferenz())
    for page in pages:
        assert client.get(page).status_code == 404
    sign_in(client, konferenz)
    assert client.delete(pages[0]).status_code == 405
    assert client.get(page_of(konferenz, "999999/")).status_code == 404
    konferenz.phase = "archiviert"
    konferenz.save()
    assert "Die Konferenz ist archiviert." in client.get(pages[0]).content.decode()
    typed = {"an": "angemeldete", "betreff": "Neues", "text": "Text"}
    assert client.post(pages[0], typed).status_code == 200
    assert Aussendung.objects.count() == 1


def test_a_released_one_cannot_be_changed_any_more(client):
    konferenz = make_konferenz()
    register(invite(konferenz), "ada@kita.example")
    row = service.release_aussendung(aussendung=draft(konferenz), by=officer(konferenz))
    sign_in(client, konferenz)
    assert client.get(page_of(konferenz, f"{row.pk}/")).status_code == 302
