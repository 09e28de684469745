"""How the day of tests/test_der_tag.py shall end, and that everybody's window and the database say exactly that."""

from itertools import combinations

from playwright.sync_api import expect

from konferenz.models import Zugang
from teilnehmer.kurzgespraech_karte import count_kontakte
from teilnehmer.models import Anmeldung, Kontaktwunsch, Kurzgespraech
from tests.tag_buehne import (
    LEUTE,
    OHNE_ANMELDUNG,
    OHNE_SKRIPT,
    Saal,
    cards,
    kept,
    plain,
    plain_texts,
    titel,
    until_equal,
)
from themen.models import Befund, Gruppenrolle, Kleingruppe, Mitstreiter, Rueckmeldung, Themenvorschlag, Zuordnung

RUNDEN = 3
THEMEN = (
    "Angebote sichtbar machen", "Sport am Nachmittag", "Ein Kalender für alle", "Lesepaten", "Mittagstisch",
)  # fmt: skip
ANGEBOTE, SPORT, KALENDER, LESEPATEN, MITTAGSTISCH = THEMEN
# In the end: who stands by which topic, and how; who sits in which group; which cards lie on its board.
MITSTREITER = {
    ANGEBOTE: {"Miriam": "mitmachen", "Aylin": "mitdenken", "Tomasz": "ressource", "Gerda": "mitmachen"},
    SPORT: {"Nora": "mitmachen"},
    KALENDER: {"Erik": "mitdenken"},
    LESEPATEN: {"Ida": "mitmachen"},
    MITTAGSTISCH: {},
}
GRUPPEN = {
    1: {"Miriam", "Tomasz", "Aylin", "Karim"},
    2: {"Jens", "Nora"},
    3: {"Paula", "Ida"},
    5: {"Erik", "Gerda", "Bo"},
}
TITEL = {1: "Angebote zeigen", 2: SPORT, 3: "Lesen am Mittag", 5: KALENDER}
ORTE = {1: "Tisch 1", 2: "Tisch 2", 3: "Tisch 3", 5: "Raum 1.12"}
KARTEN = {
    1: {
        "ist": [
            "Angebote stehen an sechs Stellen.", "Flyer liegen nur im Rathaus.", "Nach dem Neustart ist alles noch da.",
        ],
        "soll": ["Alles steht auf einer Seite."],
        "idee": ["Ein Schaukasten am Markt."],
    },
    2: {"ist": ["Die Halle ist nachmittags leer.", "Der Platz gehört allen."], "soll": [], "idee": []},
    3: {"ist": ["Lesepaten fehlen."], "soll": ["Jedes Kind hat ein Buch."], "idee": ["Bücherkiste im Hort."]},
    5: {"ist": ["Termine überschneiden sich."], "soll": [], "idee": ["Der Kalender hängt im Schaukasten."]},
}  # fmt: skip
NOTEN = [1, 1, 2, 3]


def check_rounds(runden: list[dict]) -> None:
    """Everybody's page tells the same story, and the database the same again."""
    treffen = []
    for nummer, runde in enumerate(runden, start=1):
        tische: dict[int, set[str]] = {}
        for name, (tisch, _partner) in runde.items():
            tische.setdefault(tisch, set()).add(name)
        assert all({*partner, name} == tische[tisch] for name, (tisch, partner) in runde.items())
        assert sorted(map(len, tische.values())) == ([2, 2, 2, 3] if nummer == 1 else [2] * 5)
        treffen += [frozenset(paar) for leute in tische.values() for paar in combinations(leute, 2)]
        rows = Kurzgespraech.objects.filter(runde__nummer=nummer).values_list("anmeldung__vorname", "tisch")
        assert sorted(rows) == sorted((name, tisch) for name, (tisch, _partner) in runde.items())
    assert len(treffen) == len(set(treffen)), "two met twice"
    assert frozenset(("Miriam", "Tomasz")) not in treffen, "two of one institution met"
    assert len({runde["Gerda"][0] for runde in runden}) == 1, "a fixed seat moved"


def compare_what_was_shown(saal: Saal) -> None:
    """The end, in every window: Leinwand, moderation, helper, phones."""
    karten = sum(len(texte) for spalten in KARTEN.values() for texte in spalten.values())
    haeuser = len({haus for _name, haus, _art in LEUTE.values()})
    bilanz = ["11 Personen", f"{haeuser} Einrichtungen", "4 Gruppen", f"{karten} Karten"]
    until_equal(lambda: plain_texts(saal.leinwand.locator(".nw-lw-bilanz > li")), bilanz)

    page = saal.moderation("gruppen/")
    for nummer, leute in GRUPPEN.items():
        gruppe = page.locator(f"#gruppe-{nummer}")
        text = plain(gruppe.inner_text())
        zahl = sum(map(len, KARTEN[nummer].values()))
        assert (TITEL[nummer] in text, ORTE[nummer] in text, f"{zahl} Karten" in text) == (True, True, True), text
        plaetze = f"{len(leute)} von 2" if nummer in (2, 3) else f"{len(leute)} Personen"
        assert plaetze in text, text
    assert page.locator(".nw-gruppe").count() == len(GRUPPEN)
    expect(saal.moderation("anwesenheit/").get_by_text("11 von 11 da", exact=True)).to_be_visible()
    expect(saal.moderation("gespraeche/").get_by_text("1 Paar möchte in Kontakt bleiben.")).to_be_visible()

    for name in saal.telefone:
        nummer = next(nr for nr, leute in GRUPPEN.items() if name in leute)
        page = saal.geh(name, "gruppen/")
        expect(titel(page)).to_contain_text(f"Sie sind in Gruppe {nummer}.")
        mit_mir = f"Mit Ihnen in der Gruppe: {len(GRUPPEN[nummer])} Personen"
        expect(page.get_by_text(mit_mir)).to_be_visible()
        page = saal.geh(name, f"gruppen/{nummer}/")
        assert {art: sorted(texte) for art, texte in cards(page).items()} == {
            art: sorted(texte) for art, texte in KARTEN[nummer].items()
        }, name
        page = saal.geh(name, "themen/")
        for thema, leute in MITSTREITER.items():
            ist_dabei = page.get_by_role("button", name=f"Nicht mehr mitmachen: {thema}")
            expect(ist_dabei).to_have_count(int(name in leute))
        if LEUTE[name][2] != OHNE_SKRIPT:
            assert kept(page) == [], name


def compare_the_database(saal: Saal) -> None:
    """The same once more from the rows: nothing lost, nothing doubled."""
    rows = Zuordnung.objects.filter(bis=None).values_list("kleingruppe__nummer", "anmeldung__vorname")
    assert sorted(rows) == sorted((nr, name) for nr, leute in GRUPPEN.items() for name in leute)
    assert Zuordnung.objects.count() == 12  # and where Karim was before
    assert list(Zuordnung.objects.exclude(bis=None).values_list("kleingruppe__nummer", "anmeldung__vorname")) == [
        (3, "Karim")
    ]
    gruppen = Kleingruppe.objects.bestehend().order_by("nummer").values_list("nummer", "titel", "raum", "belegt")
    assert list(gruppen) == [(nr, TITEL[nr], ORTE[nr], len(leute)) for nr, leute in GRUPPEN.items()]
    assert Kleingruppe.objects.get(nummer=4).aufgegangen_in.nummer == 3
    assert Kleingruppe.objects.get(nummer=5).farbe == 7
    herkunft = {
        nr: sorted(Kleingruppe.objects.get(nummer=nr).herkunft.filter(bis=None).values_list("thema__titel", flat=True))
        for nr in GRUPPEN
    }
    assert herkunft == {1: [ANGEBOTE], 2: [SPORT], 3: [LESEPATEN, MITTAGSTISCH], 5: [KALENDER]}

    karten = [(nr, art, text) for nr, spalten in KARTEN.items() for art, texte in spalten.items() for text in texte]
    assert sorted(Befund.objects.values_list("kleingruppe__nummer", "art", "text")) == sorted(karten)
    assert [b.ziel.text for b in Befund.objects.get(art="soll", kleingruppe__nummer=1).bezuege.all()] == [
        KARTEN[1]["ist"][0]
    ]
    themen = {titel: {} for titel in Themenvorschlag.objects.values_list("titel", flat=True)}
    for titel_, name, art in Mitstreiter.objects.filter(bis=None).values_list(
        "thema__titel", "anmeldung__vorname", "art"
    ):
        themen[titel_][name] = art
    assert themen == MITSTREITER
    assert Mitstreiter.objects.filter(bis=None).count() == sum(map(len, MITSTREITER.values()))
    einer, andere, dritte = saal.kontakt
    wuensche = Kontaktwunsch.objects.values_list("von__vorname", "an__vorname")
    assert sorted(wuensche) == sorted([(einer, andere), (andere, einer), (dritte, saal.runden[0][dritte][1][0])])
    assert count_kontakte(saal.konferenz) == 1
    check_rounds(saal.runden)
    rollen = Gruppenrolle.objects.filter(bis=None).values_list("kleingruppe__nummer", "anmeldung__vorname", "art")
    assert sorted(rollen) == [(1, "Aylin", "moderation"), (3, "Paula", "protokoll"), (5, "Gerda", "zeit")]
    assert sorted(Rueckmeldung.objects.values_list("note", flat=True)) == NOTEN
    assert list(Rueckmeldung.objects.filter(kanal="papier").values_list("note", "gut")) == [(3, "Der Kuchen.")]
    da = Anmeldung.objects.filter(konferenz=saal.konferenz).anwesend()
    assert sorted(da.values_list("vorname", flat=True)) == sorted([*LEUTE, OHNE_ANMELDUNG[0]])
    assert Anmeldung.objects.count() == Zugang.objects.filter(zweck="pass").count() == 11
    assert [p.art for p in saal.konferenz.programmpunkte.filter(beendet_am=None)] == []
