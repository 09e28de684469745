"""The Word files: all that the page says, in real headings, lists and tables, and hostile text stays text."""

import datetime
import io
import itertools
import re
import zipfile
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from docx import Document
from docx.oxml.ns import qn

from tests.factories import make_befund, make_foto, make_konferenz, make_massnahme, make_rueckmeldung
from tests.themen.protokoll_daten import FEINDLICH, LANGES_WORT, make_protokoll_konferenz, release
from themen.export.docx import write_protokoll
from themen.export.vorlage import write_vorlage
from themen.export.wort import clean
from themen.fotos import load_bilder
from themen.models import Foto, Protokollabschnitt
from themen.protokoll.bloecke import Block
from themen.protokoll.daten import Variante
from themen.protokoll.druck import inhalt
from themen.protokoll.sammeln import collect_protokoll
from themen.protokoll.stand import load_protokoll

pytestmark = pytest.mark.django_db
STAND = datetime.date(2022, 7, 1)


class _Texts(HTMLParser):
    """Texts of a page without drawings and buttons."""

    SKIP = ("svg", "script", "style", "nav", "title")

    def __init__(self):
        super().__init__()
        self.found, self.skipping = [], 0

    def handle_starttag(self, tag, attrs):
        self.skipping += tag in self.SKIP or ("class", "kern-btn-wrapper nw-knoepfe") in attrs

    def handle_endtag(self, tag):
        self.skipping -= tag in self.SKIP and self.skipping > 0

    def handle_data(self, data):
        if not self.skipping and data.strip():
            self.found.append(data)


def squeeze(text: str) -> str:
    """Without all that only breaks lines."""
    return re.sub(r"[\s\u00ad\u00a0\u202f\u2060]+", "", text)


def texts_of_page(protokoll) -> list[str]:
    parser = _Texts()
    parser.feed(render_to_string("themen/protokoll/_inhalt.html", inhalt(protokoll, STAND)))
    return parser.found


def body_text(data: bytes) -> str:
    doc = Document(io.BytesIO(data))
    return "".join(node.text or "" for node in doc.element.body.iter(qn("w:t")))


def make_full_konferenz(**overrides):
    konferenz = make_protokoll_konferenz(gruppen=2, karten=2, personen=2, **overrides)
    gruppe = konferenz.kleingruppen.order_by("nummer").first()
    person = konferenz.anmeldungen.anwesend().first()
    make_massnahme(gruppe, verantwortlich=person, einrichtung=person.einrichtung, bis=datetime.date(2023, 1, 31))
    make_massnahme(gruppe, was="Noch offen")
    make_foto(gruppe, alternativtext="Flipchart mit drei Karten")
    make_rueckmeldung(konferenz, note=1, gut="Das Gespräch", zitat_gut=True)
    Protokollabschnitt.objects.create(
        konferenz=konferenz,
        schluessel="weiterarbeit",
        modus="ersetzt",
        text="Wir treffen uns wieder.\n\n1. Im Herbst\n2. Im Frühjahr\n\nDazu:\n\n1. Ein Ort\n2. Ein Tag",
    )
    return konferenz


@pytest.mark.parametrize("variante", list(Variante))
def test_the_file_says_everything_that_the_page_says(variante):
    konferenz = make_full_konferenz()
    protokoll = collect_protokoll(konferenz, variante)
    data = write_protokoll(protokoll, STAND, None, load_bilder(konferenz, protokoll.fotos))
    all_of_it = squeeze(body_text(data))
    texts = texts_of_page(protokoll)
    assert len(texts) > 100
    assert [text for text in texts if squeeze(clean(text)) not in all_of_it] == []


def test_names_stand_only_in_the_internal_file():
    konferenz = make_full_konferenz()
    namen = [person.name for person in konferenz.anmeldungen.nennbar().anwesend() if person.has_name]
    assert namen
    for variante in Variante:
        text = body_text(write_protokoll(collect_protokoll(konferenz, variante), STAND))
        assert [name in text for name in namen] == [variante.is_intern] * len(namen)


def test_headings_lists_tables_and_pictures_are_real():
    konferenz = make_full_konferenz()
    protokoll = collect_protokoll(konferenz, Variante.INTERN)
    doc = Document(io.BytesIO(write_protokoll(protokoll, STAND, None, load_bilder(konferenz, protokoll.fotos))))
    stufen = [int(p.style.name[-1]) for p in doc.paragraphs if re.fullmatch(r"Heading [1-3]", p.style.name)]
    assert stufen[0] == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(stufen))
    assert {1, 2, 3} == set(stufen)
    assert doc.tables
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in doc.tables)
    numbers = [
        p._p.pPr.numPr.numId.val for p in doc.paragraphs if p.style.name == "List Number" and p._p.pPr.numPr is not None
    ]
    # Leitfragen, then two lists of one section: each begins with 1
    assert len(set(numbers)) == 3
    pictures = doc.element.body.findall(f".//{qn('wp:docPr')}")
    assert [picture.get("descr") for picture in pictures] == ["Flipchart mit drei Karten"]
    used = {p.style.name for p in doc.paragraphs}
    assert {"Title", "Caption", "List Bullet", "List Number", "TOC 1", "TOC 2"} <= used


def test_no_paragraph_and_no_run_is_formatted_by_hand():
    protokoll = collect_protokoll(make_full_konferenz(), Variante.INTERN)
    doc = Document(io.BytesIO(write_protokoll(protokoll, STAND)))
    by_hand = {
        child.tag.rpartition("}")[2] for node in doc.element.body.iter(qn("w:rPr"), qn("w:pPr")) for child in node
    }
    assert by_hand <= {"pStyle", "rStyle", "numPr", "ind"}
    assert "ind" not in by_hand


def test_language_properties_and_page_numbers_are_set():
    protokoll = collect_protokoll(make_full_konferenz(), Variante.OEFFENTLICH)
    data = write_protokoll(protokoll, STAND)
    doc = Document(io.BytesIO(data))
    assert doc.core_properties.title == "Ergebnisprotokoll: Erste Sozialraumkonferenz Kleinmachnow"
    assert doc.core_properties.language == "de-DE"
    assert doc.core_properties.author == "Gemeinde Kleinmachnow"
    assert doc.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}").get(qn("w:val")) == "de-DE"
    foot = doc.sections[0].footer._element
    fields = [node.text.strip() for node in foot.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert "ENTWURF" in "".join(node.text or "" for node in doc.sections[0].header._element.iter(qn("w:t")))
    assert (round(doc.sections[0].page_width.cm, 1), round(doc.sections[0].page_height.cm, 1)) == (21.0, 29.7)


def test_a_released_version_is_written_from_what_was_frozen():
    konferenz = make_full_konferenz()
    release(konferenz)
    make_befund(konferenz.kleingruppen.first(), text="Kam erst danach")
    text = body_text(write_protokoll(load_protokoll(konferenz, Variante.INTERN), STAND))
    assert "Kam erst danach" not in text
    assert "FREIGEGEBEN" in text


def test_hostile_text_stays_text():
    boese = f"{FEINDLICH}\x00\x07\x1b\ufffe ]]> <w:p/> =HYPERLINK(1) {LANGES_WORT}"
    konferenz = make_protokoll_konferenz(gruppen=1, karten=1, personen=1, text=FEINDLICH)
    protokoll = collect_protokoll(konferenz, Variante.INTERN)
    protokoll = type(protokoll)(**{**vars(protokoll), "anlass": boese, "titel": boese, "motto": boese})
    data = write_protokoll(protokoll, STAND)
    text = body_text(data)
    assert "<script>alert(1)</script>" in text
    assert "]]> <w:p/> =HYPERLINK(1)" in text
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        relations = b"".join(file.read(name) for name in file.namelist() if name.endswith(".rels"))
    assert b"http://127.0.0.1" not in relations


def test_every_kind_of_block_has_its_place():
    from themen.export.docx import SETZEN

    assert set(SETZEN) == set(Block.__args__)


def test_an_empty_conference_gives_a_file():
    protokoll = collect_protokoll(make_konferenz(), Variante.OEFFENTLICH)
    assert "Freigabe" in body_text(write_protokoll(protokoll, STAND))


def test_a_photo_that_is_gone_is_still_described():
    konferenz = make_full_konferenz()
    protokoll = collect_protokoll(konferenz, Variante.INTERN)
    Foto.objects.all().delete()
    data = write_protokoll(protokoll, STAND, None, load_bilder(konferenz, protokoll.fotos))
    assert "Bild 1, Gruppe 1: Flipchart mit drei Karten" in body_text(data)
    assert not Document(io.BytesIO(data)).inline_shapes


def test_the_council_paper_says_what_happened_and_leaves_the_money_open():
    konferenz = make_full_konferenz()
    konferenz.fachbereich = "Fachbereich Soziales"
    konferenz.save()
    protokoll = collect_protokoll(konferenz, Variante.OEFFENTLICH)
    text = body_text(write_vorlage(protokoll, "DS 47/22", STAND))
    for teil in (
        "Informationsvorlage",
        "DS 47/22",
        "40.12-03/2022",
        "Beratungsfolge",
        "Am 16. Juni 2022 fand die Konferenz „Erste Sozialraumkonferenz Kleinmachnow“ statt",
        "Die Leitfragen waren:",
        "Die Anwesenden haben in zwei Kleingruppen gearbeitet.",
        "Angestrebt wird:",
        "Maßnahme 1 der Gruppe",
        "Finanzielle Auswirkungenoffen",
        "Ergebnisprotokoll (noch nicht freigegeben)",
    ):
        assert teil in text
    assert [p.name for p in konferenz.anmeldungen.exclude(nachname="") if p.name in text] == []


def test_the_council_paper_names_the_released_version():
    konferenz = make_full_konferenz()
    release(konferenz)
    text = body_text(write_vorlage(load_protokoll(konferenz, Variante.OEFFENTLICH), "", STAND))
    assert "Ergebnisprotokoll, Version 1 vom 15. Juli 2022" in text
    assert "noch ohne Nummer" in text


def test_the_coat_of_arms_has_words():
    konferenz = make_full_konferenz()
    datei = konferenz.fotos.get().datei
    protokoll = collect_protokoll(konferenz, Variante.OEFFENTLICH)
    protokoll = type(protokoll)(**{**vars(protokoll), "fotos": ()})
    doc = Document(io.BytesIO(write_protokoll(protokoll, STAND, datei)))
    picture = doc.element.body.find(f".//{qn('wp:docPr')}")
    assert picture.get("descr") == "Wappen Gemeinde Kleinmachnow"
