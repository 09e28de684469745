"""Letters on paper: measures of DIN 5008 form B, tagged, complete, each with its own link, calm about hostile text."""

import io
import re

import pytest
import segno
from django.db import connection
from django.utils import timezone

from konferenz.models import Aussendung
from konferenz.pdf import render
from konferenz.services.absage import text_absage
from teilnehmer import briefe
from teilnehmer.serienbrief.druck import draw_qr, druck_briefe, name_of, render_briefe
from teilnehmer.serienbrief.sammeln import ALLE, OHNE_MAIL, collect_serienbrief, find_einladungen, has_anschrift
from tests import pdfua
from tests.factories import (
    make_ansprechperson,
    make_einladung,
    make_einrichtung,
    make_konferenz,
    make_leitfrage,
    make_programmpunkt,
    make_veranstalter,
)
from tests.themen.protokoll_daten import FEINDLICH

pytestmark = pytest.mark.django_db
ADRESSE = "https://netzwerkstatt.example.org"


@pytest.fixture(autouse=True)
def rahmen(db, settings):
    """The address letters name, and a database that waits while a slow machine prints."""
    settings.ADRESSE = ADRESSE
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def make_brief_konferenz(**overrides):
    veranstalter = make_veranstalter(
        name="Gemeinde Kleinmachnow",
        slug="kleinmachnow",
        fachbereich="Fachbereich Schule, Kultur, Soziales",
        strasse="Adolf-Grimme-Ring 10",
        plz="14532",
        ort="Kleinmachnow",
        telefon="033203 000-000",
        email="netzwerkstatt@example.org",
    )
    fields = {"titel": "Erste Sozialraumkonferenz", "aktenzeichen": "40.12-03/2022", "kontakt_name": "Ines Vollmer"}
    konferenz = make_konferenz(veranstalter=veranstalter, **fields | overrides)
    make_leitfrage(konferenz, text="Was fehlt?")
    make_programmpunkt(konferenz, titel="Begrüßung", verantwortlich="Fachbereichsleitung")
    make_programmpunkt(konferenz, titel="Pause")
    return konferenz


def invite(konferenz, name="Kita", email="", anrede="frau", **overrides):
    fields = {"strasse": "Lindenbaumweg 4", "plz": "14532", "ort": "Kleinmachnow"}
    einrichtung = make_einrichtung(konferenz.veranstalter, name=name, **fields)
    make_ansprechperson(einrichtung, anrede=anrede, vorname="Paula", nachname="Ehlers", email=email)
    return make_einladung(konferenz, einrichtung, **overrides)


def make_text(konferenz, text=None, anlass="einladung"):
    betreff, vorlage = briefe.vorlage(anlass)
    return Aussendung(konferenz=konferenz, anlass=anlass, betreff=betreff, text=text or vorlage)


def collect(konferenz, text=None, wer=ALLE):
    aussendung = make_text(konferenz, text)
    return collect_serienbrief(konferenz, aussendung, find_einladungen(konferenz, aussendung, wer))


def outline(pdf: bytes) -> list[tuple[str, int]]:
    with pdfua.pikepdf.open(io.BytesIO(pdf)) as document, document.open_outline() as found:
        pages = [page.obj.objgen for page in document.pages]
        return [(str(item.title), pages.index(item.destination[0].objgen)) for item in found.root]


def words(pdf: bytes, page: int = 1) -> dict[str, tuple[float, float]]:
    """Where words begin on the sheet: left and top in mm."""
    import subprocess

    done = subprocess.run(
        ["pdftotext", "-bbox", "-f", str(page), "-l", str(page), "-", "-"], input=pdf, capture_output=True, check=True
    )
    found = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" [^>]*>([^<]+)<', done.stdout.decode())
    places = {}
    for left, top, word in found:
        places.setdefault(word, (round(float(left) / 72 * 25.4, 1), round(float(top) / 72 * 25.4, 1)))
    return places


def test_a_letter_stands_where_the_window_and_the_standard_want_it():
    konferenz = make_brief_konferenz()
    invite(konferenz, "Evangelische Kita Lindenbaum")
    pdf = render_briefe(collect(konferenz))
    places = words(pdf)
    # Evidence of the measures: look/druck section 4; a line's box begins a little above its letters.
    assert places["Evangelische"][0] == 25.0
    assert 62.7 <= places["Evangelische"][1] <= 64
    assert places["Lindenbaumweg"][1] - places["Evangelische"][1] == pytest.approx(9.1, abs=0.15)
    assert places["Ihr"][0] == 125.0
    assert 50 <= places["Ihr"][1] <= 51.5
    assert places["Einladung:"][0] == 25.0
    assert 98.46 <= places["Einladung:"][1] <= 100
    assert places["Lindenbaumweg"][1] < 90
    with pdfua.pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 2
        assert [round(float(x)) for x in document.pages[0].MediaBox] == [0, 0, 595, 842]


def test_both_pages_say_everything_in_order():
    konferenz = make_brief_konferenz(plaetze_je_einrichtung=3)
    einladung = invite(konferenz, "Evangelische Kita Lindenbaum")
    pdf = render_briefe(collect(konferenz))
    assert (
        "Gemeinde Kleinmachnow · Adolf-Grimme-Ring 10 · 14532 Kleinmachnow Evangelische Kita Lindenbaum "
        "z. Hd. Frau Paula Ehlers Lindenbaumweg 4 14532 Kleinmachnow Einladung: Erste Sozialraumkonferenz am"
    ) in pdfua.text(pdf)
    with pdfua.pikepdf.open(io.BytesIO(pdf)) as document:
        kinds = [str(element.get("/S")) for element in pdfua.elements(document)]
    assert [kind for kind in kinds if kind in ("/Table", "/H1", "/H2", "/Figure")] == [
        "/Table",
        "/H1",
        "/Figure",
        "/H2",
        "/Table",
        "/H2",
    ]
    one, two = pdfua.page_texts(pdf)
    at = -1
    for expected in (
        "Gemeinde Kleinmachnow Fachbereich Schule, Kultur, Soziales",
        "Unser Zeichen 40.12-03/2022",
        "z. Hd. Frau Paula Ehlers",
        "Einladung: Erste Sozialraumkonferenz am",
        "Sehr geehrte Frau Ehlers,",
        "Bitte antworten Sie bis zum",
        "Im Internet, ohne Konto und ohne Passwort",
        "netzwerkstatt.example.org/einladung/",
        einladung.kurzcode_lesbar,
        "Oder den Antwortbogen (Seite 2) senden oder anrufen.",
        "Freundliche Grüße",
        "Ines Vollmer",
        "Seite 1 von 2",
    ):
        assert one.find(expected, at + 1) > at, expected
        at = one.find(expected, at + 1)
    at = -1
    for expected in (
        "Beginn Programmpunkt Leitung",
        "14:30 Begrüßung Fachbereichsleitung",
        "14:40 Pause –",
        "netzwerkstatt.example.org/kleinmachnow/datenschutz/",
        "Bitte hier abtrennen",
        f"Evangelische Kita Lindenbaum · Code {einladung.kurzcode_lesbar} · Rücksendung bis",
        "(höchstens 3)",
        "Wir können nicht teilnehmen.",
        "Kinderbetreuung",
        "Datum und Unterschrift",
        "Seite 2 von 2",
    ):
        assert two.find(expected, at + 1) > at, expected
        at = two.find(expected, at + 1)


def test_hostile_letters_are_conformant_with_an_outline_by_institution():
    konferenz = make_brief_konferenz(
        titel=FEINDLICH[:120], motto=FEINDLICH[:160], kontakt_name=FEINDLICH[:120], aktenzeichen=FEINDLICH[:60]
    )
    konferenz.programmpunkte.update(titel=FEINDLICH[:120], verantwortlich=FEINDLICH[:160])
    konferenz.leitfragen.update(text=FEINDLICH[:300])
    invite(konferenz, "Kita Żółć Çağlayan Ðorđe")
    invite(konferenz, "B" + "nichttrennbar" * 12)
    lang = invite(konferenz, FEINDLICH[:160])
    lang.einrichtung.strasse = FEINDLICH[:120]
    lang.einrichtung.save()
    konferenz.refresh_from_db()
    text = (
        "{anrede}\n{leitfragen}\n{programm}\n{motto}\n" + FEINDLICH + "\n\n{link}\n\n" + "Wort " * 900 + "\n{absender}"
    )
    serienbrief = collect(konferenz, text)
    pdf = render(druck_briefe(serienbrief))
    pdfua.assert_pdfua(pdf)
    pages = pdfua.page_texts(pdf)
    starts = [n for n, page in enumerate(pages) if "Seite 1 von 3" in page]
    assert (len(pages), len(starts)) == (9, 3)
    assert [page for _title, page in outline(pdf)] == starts
    titles = [title for title, _page in outline(pdf)]
    assert titles[2] == "Kita Żółć Çağlayan Ðorđe"
    text = pdfua.text(pdf)
    assert "<script>alert(1)</script>" in text
    assert "{{ 7|add:7 }}" in text
    for brief in serienbrief.briefe:
        assert brief.code in text
    with pdfua.pikepdf.open(io.BytesIO(pdf)) as document:
        assert "/JavaScript" not in document.Root
        assert "/AcroForm" not in document.Root


def test_the_qr_code_is_the_invitations_own_link():
    konferenz = make_brief_konferenz()
    einladung = invite(konferenz)
    serienbrief = collect(konferenz)
    (brief,) = serienbrief.briefe
    assert brief.adresse == f"{ADRESSE}/einladung/{einladung.zugang.token}/"
    (bild,) = druck_briefe(serienbrief).bilder
    # The same modules as a code made of the address: rebuilt from the path of the picture.
    size = segno.make(brief.adresse, error="m", micro=False).symbol_size(border=4)[0]
    assert bild.inhalt == draw_qr(f"{ADRESSE}/einladung/{einladung.zugang.token}/")
    assert f'width="{size}"'.encode() in bild.inhalt
    assert modules(bild.inhalt, size) == [
        [bool(module) for module in row]
        for row in segno.make(brief.adresse, error="m", micro=False).matrix_iter(border=4)
    ]


def modules(svg: bytes, size: int) -> list[list[bool]]:
    """The dark modules that segno's path draws: horizontal lines, relative moves."""
    grid = [[False] * size for _row in range(size)]
    path = re.search(r'<path [^>]*stroke[^>]* d="([^"]+)"', svg.decode())[1]
    x = y = 0.0
    for step, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", path):
        if step == "M":
            x, y = float(first), float(second)
        elif step == "m":
            x, y = x + float(first), y + float(second)
        else:
            for n in range(int(float(first))):
                grid[int(y)][int(x) + n] = True
            x += float(first)
    return grid


def test_long_addresses_stay_above_the_subject():
    konferenz = make_brief_konferenz()
    invite(konferenz, "Kurz")
    sechs = invite(konferenz, "Ländliche Bildungs- und Begegnungsstätte für Kinder, Jugendliche und Familien")
    acht = invite(konferenz, "Zweckverband " + "Begegnung und Bildung " * 6)
    acht.einrichtung.ansprechpersonen.update(vorname="Annegret-Charlotte Wilhelmine", nachname="von der Tann-Hohenfels")
    assert len(sechs.einrichtung.name) > 60
    pdf = render_briefe(collect(konferenz))
    for page in (1, 3, 5):
        places = words(pdf, page)
        assert places["14532"][1] < 90
        assert 98 <= places["Einladung:"][1] <= 100


@pytest.mark.parametrize("zahl", [1, 3])
def test_collecting_takes_the_same_number_of_queries(zahl, django_assert_num_queries):
    konferenz = make_brief_konferenz()
    for n in range(zahl):
        invite(konferenz, f"Kita {n}")
    konferenz = type(konferenz).objects.select_related("veranstalter").get(pk=konferenz.pk)
    with django_assert_num_queries(3):
        assert len(collect(konferenz).briefe) == zahl


def test_exactly_those_without_mail_or_everybody_or_one():
    konferenz = make_brief_konferenz()
    papier, mail = invite(konferenz, "A"), invite(konferenz, "B", email="b@example.org")
    fort = invite(konferenz, "C", versandt_am=papier.angelegt_am)
    gesperrt = invite(konferenz, "D")
    gesperrt.zugang.widerrufen_am = papier.angelegt_am
    gesperrt.zugang.save()
    text = make_text(konferenz)
    assert find_einladungen(konferenz, text, OHNE_MAIL) == [papier]
    assert find_einladungen(konferenz, text, ALLE) == [papier, mail, fort]
    assert find_einladungen(konferenz, text, mail.zugang.kennung) == [mail]
    assert find_einladungen(konferenz, text, gesperrt.zugang.kennung) == []
    erinnerung = make_text(konferenz, anlass="erinnerung")
    assert find_einladungen(konferenz, erinnerung, OHNE_MAIL) == [fort]
    assert find_einladungen(konferenz, erinnerung, ALLE) == [fort]


def test_an_address_is_complete_or_not():
    assert has_anschrift(make_einrichtung(strasse="Weg 1", plz="14532", ort="Ort"))
    assert not has_anschrift(make_einrichtung(plz="14532", ort="Ort"))


def test_files_are_named_after_what_they_hold():
    konferenz = make_brief_konferenz()
    for n in range(3):
        invite(konferenz, f"Kita {n}")
    serienbrief = collect(konferenz)
    assert name_of(serienbrief, 0, 3) == "Briefe_Erste_Sozialraumkonferenz.pdf"
    assert name_of(serienbrief, 0, 2) == "Briefe_1_bis_2_Erste_Sozialraumkonferenz.pdf"
    assert name_of(collect(konferenz, wer=konferenz.einladungen.first().zugang.kennung), 0, 1) == "Brief_Kita_0.pdf"


def test_the_same_letters_have_the_same_hash_and_a_new_link_another_one():
    konferenz = make_brief_konferenz()
    einladung = invite(konferenz)
    before = collect(konferenz).stand
    assert collect(konferenz).stand == before
    einladung.zugang.generation += 1
    einladung.zugang.save()
    assert collect(konferenz).stand != before


def test_a_cancellation_goes_on_paper_without_programme_and_reply_slip():
    konferenz = make_brief_konferenz(abgesagt_am=timezone.now(), absage_text="Das Rathaus wird saniert.")
    versandt = invite(konferenz, "Kita Süd", versandt_am=timezone.now())
    invite(konferenz, "Kita Nord")
    betreff, text = text_absage(konferenz)
    row = Aussendung(konferenz=konferenz, anlass="absage", kreis="alle", betreff=betreff, text=text)
    for wer in (OHNE_MAIL, ALLE):
        assert find_einladungen(konferenz, row, wer) == [versandt]
    pdf = render_briefe(collect_serienbrief(konferenz, row, [versandt]))
    pdfua.assert_pdfua(pdf)
    seiten = pdfua.page_texts(pdf)
    assert len(seiten) == 1
    assert "Das Rathaus wird saniert." in seiten[0]
    assert "Antwortbogen" not in seiten[0]
    assert "Datei im Anhang" not in seiten[0]
