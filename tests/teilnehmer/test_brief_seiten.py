"""Pages around a letter: check and preview while writing, a test mail, printing, noting what is posted."""

import pytest
from django.test import Client
from django.urls import reverse
from django_q.models import OrmQ
from post_office.models import Email

from konferenz.akteur import Rolle
from konferenz.models import Aussendung, Druckauftrag, Verlauf
from konferenz.services.fehler import NichtErlaubt
from teilnehmer import briefe
from teilnehmer.models import Einladung, Nachricht
from teilnehmer.services.serienbrief import mark_briefe
from tests import pdfua
from tests.factories import (
    make_akteur,
    make_ansprechperson,
    make_einladung,
    make_einrichtung,
    make_konferenz,
    make_mitglied,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def konferenz():
    return make_konferenz()


def signed_in(konferenz, rolle=Rolle.PLANUNG, **konto) -> Client:
    client = Client()
    client.force_login(make_mitglied(konferenz.veranstalter, rolle, **konto).konto)
    return client


def invite(konferenz, name, email="", **overrides):
    fields = {"strasse": "Weg 4", "plz": "14532", "ort": "Ort"}
    einrichtung = make_einrichtung(konferenz.veranstalter, name=name, **fields)
    make_ansprechperson(einrichtung, nachname=f"Albers {name}", anrede="frau", email=email)
    return make_einladung(konferenz, einrichtung, **overrides)


def write(konferenz, anlass="einladung", **more) -> Aussendung:
    betreff, text = briefe.vorlage(anlass)
    return Aussendung.objects.create(
        **{"konferenz": konferenz, "anlass": anlass, "betreff": betreff, "text": text} | more
    )


def address(konferenz, name, *more) -> str:
    return reverse(f"teilnehmer:{name}", args=[konferenz.veranstalter.slug, konferenz.slug, *more])


# Check while writing


def test_checking_shows_what_is_wrong_and_saves_nothing(konferenz):
    client = signed_in(konferenz)
    body = {"betreff": "Hallo {name}", "text": "Guten Tag {nur Mail}"}
    page = client.post(address(konferenz, "aussendung_pruefen_neu") + "?anlass=einladung", body).content.decode()
    assert "Den Platzhalter {name} gibt es hier nicht. Bitte prüfen Sie ihn." in page
    assert "Den Platzhalter {nur Mail} gibt es hier nicht. Bitte prüfen Sie ihn." in page
    assert "Im Text fehlt {link}. Ohne ihn kann niemand antworten." in page
    assert "Guten Tag {nur Mail}" in page
    assert f'action="{address(konferenz, "aussendung_neu")}?anlass=einladung"' in page
    assert not Aussendung.objects.exists()


def test_checking_shows_how_it_will_read_as_mail_and_on_paper(konferenz):
    einladung = invite(konferenz, "Kita Blau", "a@example.org")
    row = write(konferenz)
    body = {
        "betreff": "Neu",
        "text": "{anrede}, {einrichtung}\n\n{link}\n{nur E-Mail} Nur Mail.\n{nur Brief} Nur Brief.",
    }
    page = signed_in(konferenz).post(address(konferenz, "aussendung_pruefen", row.pk), body).content.decode()
    assert "Der Text ist in Ordnung" in page
    assert "Sehr geehrte Frau Albers Kita Blau, Kita Blau" in page
    assert page.count("Nur Mail.") == 2  # in the field and in the mail
    assert page.count("Nur Brief.") == 2
    assert einladung.kurzcode_lesbar in page
    row.refresh_from_db()
    assert row.betreff != "Neu"


def test_without_anybody_to_invite_there_is_no_preview_yet(konferenz):
    page = signed_in(konferenz).post(address(konferenz, "aussendung_pruefen_neu"), {"betreff": "B", "text": "{link}"})
    assert "Eine Vorschau gibt es, sobald jemand auf der Liste steht." in page.content.decode()


def test_only_letters_that_go_on_paper_are_checked_here_and_only_drafts(konferenz):
    client = signed_in(konferenz)
    assert client.post(address(konferenz, "aussendung_pruefen_neu") + "?anlass=pass").status_code == 404
    row = write(konferenz, freigegeben_am=konferenz.angelegt_am)
    answer = client.post(address(konferenz, "aussendung_pruefen", row.pk), {})
    assert (answer.status_code, answer["Location"]) == (302, address(konferenz, "aussendung", row.pk))


# Preview


def test_the_preview_turns_over_the_whole_circle(konferenz):
    invite(konferenz, "Kita A", "a@example.org")
    invite(konferenz, "Kita B")
    invite(konferenz, "Kita C", "c@example.org")
    row = write(konferenz)
    client = signed_in(konferenz)
    pages = [
        client.get(address(konferenz, "aussendung_vorschau", row.pk), {"nr": nr}).content.decode() for nr in (1, 2, 3)
    ]
    assert [
        "Frau Albers Kita A," in pages[0],
        "Frau Albers Kita C," in pages[1],
        "Frau Albers Kita B," in pages[2],
    ] == [
        True,
        True,
        True,
    ]
    assert "Hier fehlt eine E-Mail-Adresse." in pages[2]
    assert "1 von 3" in pages[0]
    assert ('href="?nr=2"' in pages[0], 'href="?nr=2"' in pages[2]) == (True, True)
    for odd in ("0", "99", "x", "-1", "²"):
        assert client.get(address(konferenz, "aussendung_vorschau", row.pk), {"nr": odd}).status_code == 200


def test_links_stay_the_recipients_own_and_the_code_is_for_writers(konferenz, settings):
    settings.BEISPIEL = False
    einladung = invite(konferenz, "Kita A", "a@example.org")
    row = write(konferenz)
    adresse = address(konferenz, "aussendung_vorschau", row.pk)
    liest, plant = (
        signed_in(konferenz, rolle).get(adresse).content.decode() for rolle in (Rolle.LESEND, Rolle.PLANUNG)
    )
    assert einladung.zugang.token not in liest + plant
    assert einladung.kurzcode_lesbar not in liest
    assert einladung.kurzcode_lesbar in plant
    assert "Testmail" not in liest


def test_a_released_letter_has_no_preview_any_more(konferenz):
    row = write(konferenz, freigegeben_am=konferenz.angelegt_am)
    answer = signed_in(konferenz).get(address(konferenz, "aussendung_vorschau", row.pk))
    assert answer["Location"] == address(konferenz, "aussendung", row.pk)


def test_the_preview_asks_the_same_number_of_queries_for_any_number(django_assert_num_queries):
    for zahl in (1, 3):
        konferenz = make_konferenz()
        for n in range(zahl):
            invite(konferenz, f"Kita {n}", f"a{n}@example.org")
        row, client = write(konferenz), signed_in(konferenz)
        client.get(address(konferenz, "aussendung_vorschau", row.pk))
        with django_assert_num_queries(8):
            client.get(address(konferenz, "aussendung_vorschau", row.pk))


# Test mail


@pytest.fixture
def mailserver(settings):
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "mail.example.org", "netzwerkstatt@stadt.example.org"


def test_a_test_mail_goes_to_oneself_alone_and_opens_nothing(konferenz, mailserver, settings):
    settings.BEISPIEL = False
    einladung = invite(konferenz, "Kita A", "a@example.org")
    row = write(konferenz)
    client = signed_in(konferenz, email="ich@example.org")
    answer = client.post(address(konferenz, "aussendung_testmail", row.pk), {"nr": "1"}, follow=True)
    assert "Die Testmail geht an ich@example.org. Sonst bekommt sie niemand." in answer.content.decode()
    email = Email.objects.get()
    assert email.to == ["ich@example.org"]
    assert email.subject.startswith("[Test] Einladung: ")
    assert "Sehr geehrte Frau Albers Kita A," in email.message
    assert "(Hier steht der persönliche Link. In der Testmail fehlt er.)" in email.message
    for secret in (einladung.zugang.kennung, einladung.kurzcode_lesbar):
        assert secret not in email.message
    assert not Nachricht.objects.exists()
    assert OrmQ.objects.count() == 1
    row.refresh_from_db()
    einladung.refresh_from_db()
    assert (row.freigegeben_am, einladung.versandt_am) == (None, None)
    assert Verlauf.objects.filter(satz="Testmail an sich selbst gesandt.").count() == 1


def test_in_the_example_a_test_mail_holds_the_link(konferenz, mailserver):
    einladung = invite(konferenz, "Kita A", "a@example.org")
    signed_in(konferenz).post(address(konferenz, "aussendung_testmail", write(konferenz).pk))
    assert f"[[zugang:{einladung.zugang.kennung}]]" in Email.objects.get().message


def test_without_a_mail_server_one_is_told(konferenz):
    invite(konferenz, "Kita A", "a@example.org")
    answer = signed_in(konferenz).post(address(konferenz, "aussendung_testmail", write(konferenz).pk), follow=True)
    assert "Hier gibt es keinen Mailserver. Die Vorschau zeigt denselben Text." in answer.content.decode()
    assert not Email.objects.exists()


@pytest.mark.parametrize(
    ("frei", "satz"), [(True, "Eine Testmail gibt es nur vorher."), (False, "Gerade gibt es niemanden, für den")]
)
def test_no_test_mail_of_what_is_released_or_for_nobody(konferenz, mailserver, frei, satz):
    row = write(konferenz, freigegeben_am=konferenz.angelegt_am if frei else None)
    answer = signed_in(konferenz).post(address(konferenz, "aussendung_testmail", row.pk), follow=True)
    assert satz in answer.content.decode()
    assert not Email.objects.exists()


# Printing


def test_few_letters_are_printed_at_once(konferenz):
    papier = invite(konferenz, "Kita Papier")
    invite(konferenz, "Kita Mail", "a@example.org")
    row = write(konferenz)
    client = signed_in(konferenz)
    page = client.get(address(konferenz, "serienbrief")).content.decode()
    assert "1 Einrichtung hat keine E-Mail-Adresse und noch keine Einladung." in page
    assert "Briefe an alle 2 Einrichtungen drucken" in page
    answer = client.post(address(konferenz, "serienbrief_drucken", row.pk), {"wer": "ohne-mail"}, follow=True)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store, private"
    assert len(pdfua.page_texts(answer.content)) == 2
    assert papier.kurzcode_lesbar in pdfua.text(answer.content)
    assert not Druckauftrag.objects.exists()


def test_many_letters_are_printed_in_the_background_once(konferenz):
    for n in range(11):
        invite(konferenz, f"Kita {n:02}")
    row = write(konferenz)
    client = signed_in(konferenz)
    assert (
        "Mehr als 10 Briefe entstehen im Hintergrund." in client.get(address(konferenz, "serienbrief")).content.decode()
    )
    for _click in range(2):
        answer = client.post(address(konferenz, "serienbrief_drucken", row.pk), {"wer": "alle"}, follow=True)
        assert "11 Briefe: Einladung" in answer.content.decode()
    auftrag = Druckauftrag.objects.get()
    assert (auftrag.zahl, auftrag.parameter) == (11, {"aussendung": row.pk, "wer": "alle"})
    assert OrmQ.objects.count() == 1
    answer = client.get(address(konferenz, "serienbrief_pdf", row.pk), {"wer": "alle"})
    assert answer["Location"] == address(konferenz, "serienbrief") + f"?text={row.pk}"
    assert "11 Briefe: Einladung" in client.get(address(konferenz, "serienbrief")).content.decode()


def test_one_letter_from_the_page_of_its_invitation(konferenz):
    einladung, fremd = invite(konferenz, "Kita A"), invite(make_konferenz(), "Kita B")
    client = signed_in(konferenz)
    kennung = einladung.zugang.kennung
    page = client.get(address(konferenz, "einladung_verwaltung", kennung)).content.decode()
    assert 'href="brief.pdf"' in page
    answer = client.get(address(konferenz, "einladung_brief_pdf", kennung))
    assert "herzlich laden wir Kita A ein" in pdfua.text(answer.content)
    row = write(konferenz, text="Eigener Text. {link}", betreff="Eigen")
    answer = client.get(address(konferenz, "einladung_brief_pdf", kennung), {"text": row.pk})
    assert "Eigener Text." in pdfua.text(answer.content)
    assert client.get(address(konferenz, "einladung_brief_pdf", fremd.zugang.kennung)).status_code == 404


def test_without_a_text_or_an_address_one_is_told(konferenz):
    client = signed_in(konferenz)
    assert "Noch gibt es keinen Text." in client.get(address(konferenz, "serienbrief")).content.decode()
    row = write(konferenz)
    answer = client.post(address(konferenz, "serienbrief_drucken", row.pk), {"wer": "ohne-mail"}, follow=True)
    assert "Gerade braucht niemand einen Brief." in answer.content.decode()
    einladung = invite(konferenz, "Kita A")
    einladung.einrichtung.strasse = ""
    einladung.einrichtung.save()
    assert "Bei 1 Einrichtung fehlt die Anschrift" in client.get(address(konferenz, "serienbrief")).content.decode()
    assert client.post(address(konferenz, "serienbrief_drucken", row.pk), {"wer": "x"}).status_code == 404


def test_after_the_conference_nothing_is_printed(konferenz):
    einladung, row = invite(konferenz, "Kita A"), write(konferenz)
    konferenz.phase = "nachbereitung"
    konferenz.save()
    client = signed_in(konferenz)
    assert client.get(address(konferenz, "serienbrief_pdf", row.pk)).status_code == 403
    assert client.get(address(konferenz, "einladung_brief_pdf", einladung.zugang.kennung)).status_code == 403
    answer = client.post(address(konferenz, "serienbrief_drucken", row.pk), {"wer": "alle"}, follow=True)
    assert "Die Konferenz ist vorbei. Einladungen gehen nicht mehr hinaus." in answer.content.decode()


def test_the_page_asks_the_same_number_of_queries_for_any_number(django_assert_num_queries):
    for zahl in (1, 3):
        konferenz = make_konferenz()
        for n in range(zahl):
            invite(konferenz, f"Kita {n}")
        write(konferenz)
        client = signed_in(konferenz)
        client.get(address(konferenz, "serienbrief"))
        with django_assert_num_queries(10):
            client.get(address(konferenz, "serienbrief"))


# Posted


def test_the_letters_shown_are_noted_as_posted_in_one_go(konferenz):
    rows = [invite(konferenz, f"Kita {n}") for n in range(3)]
    later, row = invite(konferenz, "Später dazu"), write(konferenz)
    fremd = invite(make_konferenz(), "Fremd")
    client = signed_in(konferenz)
    body = {"einladung": [e.zugang.kennung for e in (*rows, fremd)]}
    for satz in ("3 Briefe sind als versandt eingetragen.", "0 Briefe sind als versandt eingetragen."):
        answer = client.post(address(konferenz, "serienbrief_versandt", row.pk), body, follow=True)
        assert satz in answer.content.decode()
    assert set(Einladung.objects.filter(versandt_am__isnull=True)) == {later, fremd}
    assert Verlauf.objects.filter(satz="3 Einladungen als Brief versandt.").count() == 1


def test_only_planners_note_letters_as_posted(konferenz):
    einladung = invite(konferenz, "Kita A")
    for rolle in (Rolle.LESEND, Rolle.EINRICHTUNG):
        with pytest.raises(NichtErlaubt):
            mark_briefe(konferenz=konferenz, einladungen=[einladung.pk], by=make_akteur(rolle))
    assert not Einladung.objects.filter(versandt_am__isnull=False).exists()
