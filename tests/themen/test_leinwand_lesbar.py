"""The Leinwand from eight metres: whatever matters is large enough and nothing is cut off, however long titles are.

A picture shrunk to a tenth stands for the last row. Shrunk so, Fira Sans of a medium weight is read without guessing
from about 5 pixels on: from 1/22 of the height of the screen (49 of 1080). Below it only what one can do without: the
mix of institutions, the line at the foot. What leads the way (numerals, rooms, seats, clocks) is well above.
"""

import datetime

import pytest
from django.utils import timezone

from konferenz.models import Konferenz, Programmpunkt, Zugang
from tests.factories import (
    make_anmeldung,
    make_befund,
    make_einrichtung,
    make_gespraechsrunde,
    make_kleingruppe,
    make_konferenz_heute,
    make_mitstreiter,
    make_programmpunkt,
    make_rueckmeldung,
    make_themenvorschlag,
    make_zugang,
)
from tests.test_barrierefreiheit import AXE, run_axe
from themen.models import Zuordnung

pytestmark = pytest.mark.django_db(transaction=True)
Art = Programmpunkt.Art
KLEINSTE = 1 / 22  # of the height of the screen
GROESSEN = ((1920, 1080), (1280, 720))
LANG = "Gemeinsamer Veranstaltungskalender für Familien, Vereine und Schulen in Ort und Kreis"  # more than 80 letters

# Every page of the picture in turn, in one go, so that the script which turns them does not come between.
MISS = """(kleinste) => {
  const found = []
  const sheets = [...document.querySelectorAll('[data-lw-blatt]')]
  const look = () => {
    const root = document.documentElement
    if (root.scrollWidth > innerWidth) found.push(`breit ${root.scrollWidth}`)
    if (root.scrollHeight > innerHeight) found.push(`hoch ${root.scrollHeight}`)
    for (const main of document.querySelectorAll('[data-lw-haupt]')) {
      if (!main.checkVisibility()) continue
      const box = main.getBoundingClientRect()
      if (box.right > innerWidth + 1 || box.bottom > innerHeight + 1) found.push(`draußen: ${main.textContent}`)
      if (main.scrollWidth > main.clientWidth + 1 && main.clientWidth) found.push(`abgeschnitten: ${main.textContent}`)
      for (const part of [main, ...main.querySelectorAll('*')]) {
        if (![...part.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())) continue
        const size = parseFloat(getComputedStyle(part).fontSize)
        if (size < innerHeight * kleinste) found.push(`${size} px: ${part.textContent}`)
      }
    }
  }
  if (!document.querySelector('[data-lw-haupt]')) found.push('nichts ausgezeichnet')
  if (!sheets.length) look()
  for (const shown of sheets) {
    for (const sheet of sheets) sheet.hidden = sheet !== shown
    look()
  }
  return found
}"""


def make_tag(*, titel: str, gruppen: int, themen: int) -> Konferenz:
    """A full afternoon, before its first item."""
    konferenz = make_konferenz_heute(
        titel="Sozialraumkonferenz " + titel,
        motto="Netzwerkstatt – Familien vor Ort",
        ausblick="Im Herbst treffen wir uns wieder, dann im neuen Bürgersaal. Bis dahin kümmern sich die Gruppen"
        " um ihre Maßnahmen, und Sie bekommen Post von uns.",
    )
    for art in Art:
        make_programmpunkt(konferenz, art=art, titel=f"{art.label}: {titel}"[:120], dauer=20)
    for nr in range(1, gruppen + 1):
        gruppe = make_kleingruppe(
            konferenz, titel=titel, plaetze=None if nr == 3 else 12, belegt=nr % 12, farbe=(nr - 1) % 8 + 1,
            raum=f"Mehrzweckraum {nr}.12", wegweiser="1. Etage, mit dem Aufzug, dann links",
        )  # fmt: skip
        for art in ("kita", "schule", "sport", "verwaltung"):
            haus = make_einrichtung(konferenz.veranstalter, art=art)
            person = make_anmeldung(konferenz, einrichtung=haus, anwesend_am=timezone.now())
            Zuordnung.objects.create(konferenz=konferenz, kleingruppe=gruppe, anmeldung=person)
        for i in range(5):
            make_befund(gruppe, "soll", text=f"{i}. Es gibt einen Ort, an dem alle Termine stehen. " * 3)
    haus = make_einrichtung(konferenz.veranstalter, name="Kindertagesstätte „Am Weinberg“ der Gemeinde Musterort")
    for _ in range(themen):
        thema = make_themenvorschlag(konferenz, titel=titel, einrichtung=haus)
        make_mitstreiter(thema, make_anmeldung(konferenz, anwesend_am=timezone.now()))
    make_rueckmeldung(konferenz)
    return konferenz


def run(konferenz: Konferenz, art: str, **fields) -> None:
    seit = timezone.now() - datetime.timedelta(minutes=3)
    konferenz.programmpunkte.filter(art=art).update(**{"begonnen_am": seit} | fields)


def _countdown(konferenz) -> None:
    beginn = timezone.localtime() + datetime.timedelta(minutes=25)
    ende = datetime.time(23, 59, 59)
    Konferenz.objects.update(datum=beginn.date(), beginn=beginn.time().replace(microsecond=0), ende=ende)


def _gespraeche(konferenz) -> None:
    run(konferenz, Art.VORSTELLUNGSRUNDE)
    make_gespraechsrunde(konferenz, nummer=1, begonnen_am=timezone.now())
    make_gespraechsrunde(konferenz, nummer=2)


def _gespraeche_angehalten(konferenz) -> None:
    _gespraeche(konferenz)
    run(konferenz, Art.VORSTELLUNGSRUNDE, angehalten_am=timezone.now())


def _wechsel(konferenz) -> None:
    _gespraeche(konferenz)
    konferenz.gespraechsrunden.filter(nummer=1).update(beendet_am=timezone.now())


def _thema(konferenz) -> None:
    run(konferenz, Art.THEMEN)
    thema = konferenz.themenvorschlaege.first()
    konferenz.themenvorschlaege.filter(pk=thema.pk).update(pitch_begonnen_am=timezone.now())


ANSICHTEN = {
    "willkommen": lambda konferenz: run(konferenz, Art.BEGRUESSUNG),
    "countdown": _countdown,
    "gespraeche": _gespraeche,
    "gespraeche-angehalten": _gespraeche_angehalten,
    "wechsel": _wechsel,
    "thema": _thema,
    "themen": lambda konferenz: run(konferenz, Art.THEMEN),
    "gruppen": lambda konferenz: run(konferenz, Art.GRUPPENBILDUNG),
    "arbeit": lambda konferenz: run(konferenz, Art.GRUPPENARBEIT),
    "ergebnisse": lambda konferenz: run(konferenz, Art.ERGEBNISSE),
    "rueckmeldung": lambda konferenz: run(konferenz, Art.RUECKMELDUNG),
    "dank": lambda konferenz: run(konferenz, Art.AUSBLICK),
    "pause": lambda konferenz: run(konferenz, Art.PAUSE),
    "pause-angehalten": lambda konferenz: run(konferenz, Art.PAUSE, angehalten_am=timezone.now()),
    "gleich": lambda konferenz: run(konferenz, Art.PAUSE, beendet_am=timezone.now()),
    "abgesagt": lambda konferenz: Konferenz.objects.update(
        abgesagt_am=timezone.now(), absage_text="Der Saal ist nass. Wir laden Sie im Herbst neu ein."
    ),
}


def open_leinwand(neue_seite, konferenz, breite: int, hoehe: int):
    page = neue_seite(viewport={"width": breite, "height": hoehe})
    page.goto(make_zugang(konferenz, Zugang.Zweck.LEINWAND).pfad)
    page.evaluate("document.fonts.ready")
    return page


# The longest title that still stands in large letters makes the highest rows, five of them the fullest page.
MITTEL = "Schule und Jugendhilfe"


@pytest.mark.parametrize(
    ("ansicht", "titel", "gruppen"),
    [
        *((ansicht, LANG, 16) for ansicht in ANSICHTEN),
        *((ansicht, titel, 5) for ansicht in ("gruppen", "arbeit", "ergebnisse") for titel in (LANG, MITTEL, "Sport")),
        ("dank", "Musterort", 5),
        ("willkommen", "Musterort", 5),
    ],
)
def test_what_matters_is_large_and_nothing_is_cut_off(neue_seite, seiten, ansicht, titel, gruppen):
    """With titles of more than 80 letters and 16 groups, and with one page as full as can be."""
    konferenz = make_tag(titel=titel, gruppen=gruppen, themen=6)
    ANSICHTEN[ansicht](konferenz)
    page = open_leinwand(neue_seite, konferenz, *GROESSEN[0])
    found = {}
    for breite, hoehe in GROESSEN:
        page.set_viewport_size({"width": breite, "height": hoehe})
        found[breite] = page.evaluate(MISS, KLEINSTE)
    assert found == {1920: [], 1280: []}


def test_the_measure_sees_small_and_cut_off_text(neue_seite, seiten):
    konferenz = make_tag(titel="Sport", gruppen=2, themen=0)
    run(konferenz, Art.GRUPPENBILDUNG)
    page = open_leinwand(neue_seite, konferenz, 1920, 1080)
    assert page.evaluate(MISS, KLEINSTE) == []
    # In one go: the next live picture would take the spoiled one away.
    found = page.evaluate(
        f"""smallest => {{
            document.querySelector('h1').style.fontSize = '40px';
            document.querySelector('.nw-lw-fuss').style.marginTop = '1500px';
            return ({MISS})(smallest);
        }}""",
        KLEINSTE,
    )
    assert found[0].startswith("hoch ")
    assert found[1:] == ["40 px: Wählen Sie Ihre Gruppe"]


@pytest.mark.parametrize("farben", ["none", "active"])
def test_axe_finds_nothing_in_any_view(neue_seite, seiten, farben):
    """Also in forced colours; every page of a view shown, so that nothing hides."""
    konferenz = make_tag(titel="Musterort", gruppen=6, themen=6)
    page = neue_seite(viewport={"width": 1920, "height": 1080}, forced_colors=farben)
    pfad = make_zugang(konferenz, Zugang.Zweck.LEINWAND).pfad
    found = {}
    for ansicht, show in ANSICHTEN.items():
        konferenz.programmpunkte.update(begonnen_am=None, beendet_am=None, angehalten_am=None)
        konferenz.gespraechsrunden.all().delete()
        konferenz.themenvorschlaege.update(pitch_begonnen_am=None)
        show(konferenz)
        page.goto(pfad)
        page.evaluate("document.querySelectorAll('[data-lw-blatt]').forEach((sheet) => { sheet.hidden = false })")
        found[ansicht] = run_axe(page, AXE.read_text())
    assert {ansicht: lines for ansicht, lines in found.items() if lines} == {}
