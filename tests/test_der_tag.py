"""The whole day as it is played: one projector, one moderator, one helper, nine phones, and everything that goes wrong.

Only the plan, the registrations and the links are put there (tests/tag_buehne.py). From then on people tap, the net is
cut, the server dies and comes back, two come late; in the end the database holds exactly what everybody was shown.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.tag_buehne import (
    GEDULD,
    LEUTE,
    OHNE_ANMELDUNG,
    OHNE_NETZ,
    ZU_SPAET,
    Fenster,
    Saal,
    Server,
    cards,
    feld,
    helper_seat,
    kept,
    plain,
    plain_texts,
    seat,
    titel,
    until,
    until_equal,
    waiting,
    write,
)
from tests.tag_ende import (
    ANGEBOTE,
    KALENDER,
    KARTEN,
    LESEPATEN,
    MITTAGSTISCH,
    ORTE,
    RUNDEN,
    SPORT,
    THEMEN,
    TITEL,
    check_rounds,
    compare_the_database,
    compare_what_was_shown,
)
from themen.models import Befund

pytestmark = [pytest.mark.lang, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def saal(chromium, transactional_db, tmp_path):
    server = Server(tmp_path)
    server.manage("collectstatic", "--noinput", "--verbosity", "0")
    fenster = Fenster(chromium, server.url)
    expect.set_options(timeout=GEDULD)
    try:
        server.begin()
        server.begin_worker()
        yield Saal(server, fenster)
    finally:
        expect.set_options(timeout=10_000)
        fenster.schliesse()
        server.stop()


def test_the_day_ends_with_exactly_what_everybody_was_shown(saal):
    welcome(saal)
    talk_in_rounds(saal)
    present_the_topics(saal)
    form_groups_on_stage(saal)
    choose(saal)
    work_without_net(saal)
    lose_the_server(saal)
    come_late_and_change(saal)
    run_late(saal)
    show_the_results(saal)
    say_how_it_was(saal)
    compare_what_was_shown(saal)
    compare_the_database(saal)
    assert saal.fenster.klagen == []


def welcome(saal: Saal) -> None:
    """The Leinwand greets with the short address; the helper ticks nine; one is still on the way."""
    expect(saal.leinwand.get_by_text("Willkommen", exact=True)).to_be_visible()
    expect(saal.leinwand.get_by_alt_text("QR-Code mit dieser Adresse")).to_be_visible()
    adresse = saal.server.url.removeprefix("http://")
    expect(saal.leinwand.get_by_text(f"{adresse}/einladung")).to_be_visible()
    saal.weiter("Begrüßung", "Beginnen")
    expect(saal.leinwand.get_by_text("Danach: Vorstellungsrunde")).to_be_visible()
    for name in LEUTE:
        if name != ZU_SPAET:
            saal.hake_ab(name)
    expect(saal.hilfe.get_by_text("9 von 10 da", exact=True)).to_be_visible()
    expect(saal.moderation("").get_by_text("9 Personen anwesend")).to_be_visible()


def talk_in_rounds(saal: Saal) -> None:
    """Three rounds: every phone shows table and partner, nobody meets twice, and who comes late gets the later ones."""
    page = saal.person("Gerda", "Kurzgespräche: Tische und fester Platz")
    page.get_by_role("button", name="Bleibt an einem Tisch").click()
    expect(page.get_by_role("heading", name="Fester Platz", exact=True)).to_be_visible()
    saal.weiter("Vorstellungsrunde")
    expect(titel(saal.leinwand)).to_have_text("Kurzgespräche")
    plan = saal.moderation("gespraeche/")
    plan.get_by_label("Runden insgesamt").fill(str(RUNDEN))
    plan.get_by_role("button", name="Runden planen").click()
    expect(saal.telefone["Nora"].get_by_role("heading", name="Gleich beginnen die Kurzgespräche")).to_be_visible()
    expect(saal.leinwand.get_by_text(f"Gleich beginnt Runde 1 von {RUNDEN}.")).to_be_visible()

    runden = [begin_round(saal, 1)]
    assert ZU_SPAET not in runden[0]
    einer, andere, dritte = keep_in_touch(saal, runden[0])
    expect(saal.telefone[ZU_SPAET].get_by_text("Bitte melden Sie sich am Einlass.")).to_be_visible()
    saal.hake_ab(ZU_SPAET)
    expect(saal.geh(ZU_SPAET).get_by_role("heading", name="Runde 1 läuft schon")).to_be_visible()
    for nummer in range(2, RUNDEN + 1):
        runden.append(begin_round(saal, nummer))
        assert ZU_SPAET in runden[-1]
    plan.get_by_role("button", name=f"Runde {RUNDEN} beenden").click()
    expect(plan.get_by_text("1 Paar möchte in Kontakt bleiben.")).to_be_visible()
    expect(saal.leinwand.get_by_text("Das war die letzte Runde.")).to_be_visible()
    check_rounds(runden)

    # Only the two who both wanted it see each other's address.
    for wer, mit in ((einer, {andere}), (andere, {einer}), (dritte, set())):
        page = saal.geh(wer, "gespraeche/")
        mails = page.get_by_role("link", name="@lindental.example")
        assert {text.split("@")[0].capitalize() for text in mails.all_inner_texts()} == mit, wer
    saal.kontakt = (einer, andere, dritte)
    saal.runden = runden


def begin_round(saal: Saal, nummer: int) -> dict[str, tuple[int, list[str]]]:
    """The moderator begins; nobody reloads but who has no script. Who sits where, as the windows say."""
    saal.regie.get_by_role("button", name=f"Runde {nummer} beginnen").click()
    expect(saal.regie.get_by_role("heading", name=f"Runde {nummer} von {RUNDEN}", exact=True)).to_be_visible()
    expect(saal.leinwand.get_by_text(f"Runde {nummer} von {RUNDEN}", exact=True)).to_be_visible()
    expect(saal.leinwand.get_by_role("timer")).to_have_text(re.compile(r"^[45]:\d\d$"))
    shown = {}
    for name in saal.telefone:
        if nummer > 1 or name != ZU_SPAET:
            shown[name] = seat(saal.frisch(name), nummer)
    shown["Gerda"] = helper_seat(saal.person("Gerda", "Kurzgespräche: Tische und fester Platz"), nummer)
    return shown


def keep_in_touch(saal: Saal, runde: dict) -> tuple[str, str, str]:
    """At one table both tap, at another only one."""
    paare = [
        (name, partner[0])
        for name, (_tisch, partner) in runde.items()
        if len(partner) == 1 and {name, partner[0]} <= set(saal.telefone)
    ]
    einer, andere = paare[0]
    dritte = next(name for name, partner in paare if {name, partner} != {einer, andere})
    for wer in (einer, dritte, andere):
        page = saal.frisch(wer)
        page.get_by_role("button", name="Wir wollen in Kontakt bleiben").click()
        satz = "Sie beide möchten in Kontakt bleiben." if wer == andere else "Ihr Wunsch ist gemerkt."
        expect(page.get_by_text(satz)).to_be_visible()
    return einer, andere, dritte


def present_the_topics(saal: Saal) -> None:
    """Two topics from before, two from phones, one from a card; the queue is put in order; people join."""
    saal.weiter("Themen im Plenum")
    expect(titel(saal.leinwand)).to_have_text("Unsere Themen")
    for name, thema in (("Erik", KALENDER), ("Paula", LESEPATEN)):
        page = saal.geh(name, "themen/neu/")
        feld(page, "Titel").fill(thema)
        page.get_by_role("button", name="Thema vorschlagen").click()
        expect(page.get_by_role("link", name=thema)).to_be_visible()
    page = saal.hilfsseite("Thema eintragen")
    feld(page, "Titel").fill(MITTAGSTISCH)
    page.get_by_role("button", name="Thema eintragen").click()
    expect(page.get_by_text(f"Das Thema „{MITTAGSTISCH}“ ist eingetragen.")).to_be_visible()
    liste = saal.leinwand.locator(".nw-lw-themen .nw-lw-name")
    until(lambda: sorted(plain_texts(liste)) == sorted(THEMEN))

    schlange = saal.regie.locator("ol.nw-schlange > li > div > strong")
    until(lambda: sorted(plain_texts(schlange)) == sorted(THEMEN))
    reihe = plain_texts(schlange)
    assert reihe[0] == ANGEBOTE
    for _ in range(2):
        saal.regie.get_by_role("button", name=f"Nach oben: {MITTAGSTISCH}").click()
        here = reihe.index(MITTAGSTISCH)
        reihe.insert(here - 1, reihe.pop(here))
        until_equal(lambda: plain_texts(schlange), reihe)
    until_equal(lambda: plain_texts(liste), reihe)

    saal.regie.get_by_role("button", name="Erstes Thema vorstellen").click()
    expect(titel(saal.leinwand)).to_have_text(ANGEBOTE)
    expect(saal.regie.locator(".nw-uhr--klein")).to_have_text(re.compile(r"^\d:\d\d$"))
    zahl = saal.leinwand.locator(".nw-lw-zahl")
    expect(zahl).to_have_text("0")
    for n, (name, knopf) in enumerate(
        (("Miriam", "Mitmachen"), ("Aylin", "Mitdenken"), ("Tomasz", "Etwas beitragen"), ("Karim", "Mitmachen")), 1
    ):
        join(saal, name, knopf, ANGEBOTE)
        expect(zahl).to_have_text(str(n))
    saal.telefone["Karim"].get_by_role("button", name=f"Nicht mehr mitmachen: {ANGEBOTE}").click()
    expect(zahl).to_have_text("3")
    page = saal.person("Gerda", "Themen und Aufgaben dieser Person")
    page.get_by_role("button", name=f"Mitmachen: {ANGEBOTE}", exact=True).click()
    expect(page.get_by_text("Macht mit.")).to_be_visible()
    expect(zahl).to_have_text("4")
    expect(saal.leinwand.get_by_text("1 mitdenken · 2 mitmachen · 1 etwas beitragen")).to_be_visible()

    dazu = {SPORT: ("Nora", "Mitmachen"), KALENDER: ("Erik", "Mitdenken"), LESEPATEN: ("Ida", "Mitmachen")}
    for thema in reihe[1:]:
        saal.regie.get_by_role("button", name="Nächstes Thema").click()
        expect(titel(saal.leinwand)).to_have_text(thema)
        if thema in dazu:
            join(saal, *dazu[thema], thema)
            expect(zahl).to_have_text("1")
    saal.regie.get_by_role("button", name="Vorstellung beenden").click()
    expect(saal.regie.get_by_text("5 Themen sind vorgestellt")).to_be_visible()
    expect(titel(saal.leinwand)).to_have_text("Unsere Themen")


def join(saal: Saal, name: str, knopf: str, thema: str) -> None:
    page = saal.geh(name, "themen/")
    page.get_by_role("button", name=f"{knopf}: {thema}", exact=True).click()
    expect(page.get_by_role("button", name=f"Nicht mehr mitmachen: {thema}")).to_be_visible()


def form_groups_on_stage(saal: Saal) -> None:
    """Five topics become four groups; one merge and one new title are taken back, then everything is as it shall be."""
    page = saal.moderation("gruppen/")
    for themen, angaben, hart in (
        ((ANGEBOTE, KALENDER), {"Titel": "Angebote und Kalender", "Tisch oder Raum": "Tisch 1"}, True),
        ((SPORT,), {"Titel": SPORT, "Tisch oder Raum": "Tisch 2", "Plätze": "2"}, True),
        ((LESEPATEN,), {"Titel": "Lesen", "Tisch oder Raum": "Tisch 3", "Plätze": "2"}, False),
        ((MITTAGSTISCH,), {"Titel": "Essen", "Tisch oder Raum": "Tisch 4"}, True),
    ):
        for thema in themen:
            page.get_by_label(thema, exact=True).check()
        page.get_by_role("button", name="Eine Gruppe bilden").click()
        for name, wert in angaben.items():
            feld(page, name).fill(wert)
        page.get_by_label("Mehr Personen passen nicht hinein").set_checked(hart)
        page.get_by_role("button", name="Gruppe bilden").click()
        expect(page.get_by_role("heading", name=angaben["Titel"], exact=True)).to_be_visible()
    merge(page)
    undo(page)
    expect(page.get_by_role("heading", name="4 Gruppen", exact=True)).to_be_visible()
    merge(page)
    page.get_by_role("link", name="Gruppe 1 bearbeiten").click()
    page.get_by_role("group", name="Welche Themen gehen?").get_by_label(KALENDER).check()
    page.get_by_role("button", name="Teilen", exact=True).click()
    expect(page.get_by_role("heading", name="4 Gruppen", exact=True)).to_be_visible()
    change_group(page, 3, {"Titel": "Lesekreis"})
    undo(page)
    expect(page.get_by_role("heading", name="Lesen", exact=True)).to_be_visible()
    change_group(page, 3, {"Titel": TITEL[3]})
    change_group(page, 1, {"Titel": TITEL[1]})
    change_group(page, 5, {"Titel": TITEL[5], "Tisch oder Raum": ORTE[5]}, farbe="Rot")


def merge(page) -> None:
    page.get_by_role("link", name="Gruppe 4 bearbeiten").click()
    page.get_by_label("Alles kommt in").select_option("3")
    page.get_by_role("button", name="Zusammenlegen").click()
    expect(page.get_by_role("heading", name="3 Gruppen", exact=True)).to_be_visible()


def undo(page) -> None:
    page.get_by_role("button", name="Rückgängig machen").first.click()
    expect(page.get_by_text("Rückgängig gemacht").first).to_be_visible()


def change_group(page, nummer: int, angaben: dict, farbe: str = "") -> None:
    page.get_by_role("link", name=f"Gruppe {nummer} bearbeiten").click()
    for name, wert in angaben.items():
        feld(page, name).fill(wert)
    if farbe:
        feld(page, "Farbe").select_option(label=farbe)
    page.get_by_role("button", name="Gruppe speichern").click()
    expect(page.get_by_role("heading", name=angaben["Titel"], exact=True)).to_be_visible()


def choose(saal: Saal) -> None:
    """Nine phones and a helper; one comes too late for the last chair, one finds room in a full but soft group."""
    saal.weiter("Gruppenbildung")
    expect(titel(saal.leinwand)).to_have_text("Wählen Sie Ihre Gruppe")
    until_equal(lambda: plain_texts(saal.leinwand.locator(".nw-lw-gruppen .nw-lw-name")), list(TITEL.values()))
    expect(saal.leinwand.get_by_text("0 von 10 Personen haben gewählt")).to_be_visible()
    zu_langsam = saal.geh("Tomasz", "gruppen/")
    for name, nummer in (("Jens", 2), ("Nora", 2)):
        take_seat(saal.geh(name, "gruppen/"), nummer)
    expect(saal.leinwand.get_by_role("listitem").filter(has_text=SPORT)).to_contain_text("Voll")
    saal.fenster.erwartet = [re.compile(r"status of 409")]
    zu_langsam.get_by_role("button", name="Gruppe 2 wählen").click()
    expect(zu_langsam.get_by_role("alert")).to_contain_text("Dieser Platz war gerade vergeben.")
    saal.fenster.erwartet = []
    take_seat(zu_langsam, 1)
    spaet = saal.geh("Karim", "gruppen/")
    for name, nummer in (("Paula", 3), ("Ida", 3), ("Miriam", 1), ("Aylin", 1), ("Erik", 5)):
        take_seat(saal.geh(name, "gruppen/"), nummer)
    expect(spaet.get_by_text("Die Gruppe ist schon groß. Sie können trotzdem dazukommen.")).to_be_visible()
    take_seat(spaet, 3)
    helper_choice(saal, "Gerda", 5)
    expect(saal.leinwand.get_by_text("10 von 10 Personen haben gewählt")).to_be_visible()


def take_seat(page, nummer: int) -> None:
    page.get_by_role("button", name=f"Gruppe {nummer} wählen").click()
    expect(titel(page)).to_contain_text(f"Sie sind in Gruppe {nummer}.")


def helper_choice(saal: Saal, name: str, nummer: int) -> None:
    page = saal.person(name)
    page.get_by_role("button", name=f"Gruppe {nummer}", exact=True).click()
    expect(page.get_by_role("heading", name=f"In Gruppe {nummer}", exact=True)).to_be_visible()


def work_without_net(saal: Saal) -> None:
    """Two phones lose the net while they write; their cards wait, outlive a reload, and are sent once."""
    saal.weiter("Pause")
    expect(titel(saal.leinwand)).to_have_text("Pause")
    saal.weiter("Gruppenarbeit")
    expect(titel(saal.leinwand)).to_have_text("Gruppenarbeit")
    until_equal(lambda: plain_texts(saal.leinwand.locator(".nw-lw-ort")), list(ORTE.values()))
    brett = {
        name: saal.geh(name, f"gruppen/{nummer}/")
        for nummer, leute in ((1, ("Miriam", "Aylin")), (2, ("Jens", "Nora")), (3, ("Paula", "Ida")), (5, ("Erik",)))
        for name in leute
    }
    store(brett["Aylin"], "Ist", KARTEN[1]["ist"][0])
    expect(brett["Miriam"].locator("#ist").get_by_text(KARTEN[1]["ist"][0])).to_be_visible()

    ohne = {
        "Miriam": (("Ist", KARTEN[1]["ist"][1]), ("Idee", KARTEN[1]["idee"][0])),
        "Ida": (("Soll", KARTEN[3]["soll"][0]), ("Idee", KARTEN[3]["idee"][0])),
    }
    saal.fenster.erwartet = [OHNE_NETZ]
    for name, karten in ohne.items():
        page = brett[name]
        page.context.set_offline(True)
        for n, (art, text) in enumerate(karten, start=1):
            write(page, art, text)
            expect(waiting(page, n)).to_be_visible()
    store(brett["Aylin"], "Soll", KARTEN[1]["soll"][0], bezug="Ist 1")
    store(brett["Paula"], "Ist", KARTEN[3]["ist"][0])
    for name, karten in ohne.items():
        # The page comes through, what is sent does not.
        page = brett[name]
        muster = re.compile(r"/gruppen/\d+/\?")
        page.context.route(muster, lambda route: route.abort())
        page.context.set_offline(False)
        page.reload()
        expect(waiting(page, 2)).to_be_visible()
        for _art, text in karten:
            expect(page.locator(".nw-karte--wartet").filter(has_text=text)).to_have_count(1)
    assert Befund.objects.count() == 3  # Aylin's two and Paula's
    for name in ohne:
        page = brett[name]
        page.context.unroute_all()
        page.context.set_offline(True)
        page.context.set_offline(False)
        expect(page.get_by_text("2 Karten sind gesendet.")).to_be_visible()
        expect(page.locator(".nw-karte--wartet")).to_have_count(0)
        until(lambda page=page: not kept(page))
    saal.fenster.erwartet = []
    for name in ("Miriam", "Aylin"):  # the one caught up, the other one saw it come
        until_equal(lambda name=name: cards(brett[name]), {art: texte[:2] for art, texte in KARTEN[1].items()})
    until_equal(lambda: cards(brett["Ida"]), KARTEN[3])
    saal.brett = brett


def store(page, art: str, text: str, bezug: str = "") -> None:
    write(page, art, text, bezug)
    expect(page.locator(f"#{art.lower()} > ol").get_by_text(text, exact=True)).to_be_visible()


def lose_the_server(saal: Saal) -> None:
    """Both processes are killed and come back: who wrote meanwhile loses nothing, and every window catches up."""
    brett, hinweis = saal.brett, saal.leinwand.locator("[data-live-hinweis]")
    saal.fenster.erwartet = [OHNE_NETZ]
    saal.server.kill()
    for name, text in zip(("Jens", "Nora"), KARTEN[2]["ist"], strict=True):
        write(brett[name], "Ist", text)
        expect(waiting(brett[name], 1)).to_be_visible()
    expect(hinweis).to_have_text("Kein Netz. Die Anzeige kann veraltet sein.")
    saal.server.begin()
    for name in ("Jens", "Nora"):
        expect(brett[name].get_by_text("1 Karte ist gesendet.")).to_be_visible()
        until(lambda name=name: not kept(brett[name]))
    expect(hinweis).to_have_text("")
    store(brett["Miriam"], "Ist", KARTEN[1]["ist"][2])
    until_equal(lambda: cards(brett["Aylin"]), KARTEN[1])
    for name in ("Jens", "Nora"):
        until(lambda name=name: sorted(cards(brett[name])["ist"]) == sorted(KARTEN[2]["ist"]))
    saal.fenster.erwartet = []


def come_late_and_change(saal: Saal) -> None:
    """One comes in unregistered; one follows the law of two feet; roles are taken on a phone and by the helper."""
    vorname, nachname, haus = OHNE_ANMELDUNG
    page = saal.hilfsseite("Person eintragen")
    for name, wert in (("Vorname", vorname), ("Nachname", nachname), ("Einrichtung", haus)):
        feld(page, name).fill(wert)
    page.get_by_role("button", name="Person eintragen").click()
    until(lambda: not kept(page))
    helper_choice(saal, vorname, 5)

    # This page was opened before the server died, and nobody touched it since.
    page = saal.telefone["Karim"]
    expect(page.locator("[data-live-teil='worte-5']")).to_have_text("3 Personen")
    page.get_by_role("button", name="Wechseln in Gruppe 1").click()
    expect(titel(page)).to_contain_text("Sie sind in Gruppe 1.")
    page = saal.brett["Aylin"]
    page.get_by_role("button", name="Übernehmen: Moderation").click()
    expect(page.get_by_role("button", name="Abgeben: Moderation")).to_be_visible()
    page = saal.geh("Paula", "gruppen/")
    page.get_by_role("button", name="Übernehmen: Protokoll").click()
    expect(page.get_by_role("button", name="Abgeben: Protokoll")).to_be_visible()
    page = saal.person("Gerda", "Themen und Aufgaben dieser Person")
    page.get_by_role("button", name="Übernehmen: Zeit").click()
    expect(page.get_by_role("button", name="Abgeben: Zeit")).to_be_visible()

    store(saal.brett["Erik"], "Ist", KARTEN[5]["ist"][0])
    page.goto(f"{saal.heim['hilfe']}gruppen/5/")
    store(page, "Idee", KARTEN[5]["idee"][0])
    until_equal(lambda: cards(saal.brett["Erik"]), KARTEN[5])


def run_late(saal: Saal) -> None:
    """The moderator gives five minutes and stops the clock; the delay goes on to every item that follows."""
    regie = saal.moderation("")
    spaeter = lambda: minutes(plain(regie.locator(".nw-lauf").inner_text()))  # noqa: E731
    vorher = spaeter()
    assert vorher > 0
    regie.get_by_role("button", name="5 Minuten länger").click()
    until(lambda: spaeter() in (vorher + 5, vorher + 6))
    expect(regie.get_by_text(re.compile(r"^Zeiten mit \d+ Minuten Verspätung gerechnet$"))).to_be_visible()
    regie.get_by_role("button", name="Anhalten").click()
    expect(regie.get_by_text("Angehalten seit")).to_be_visible()
    expect(saal.leinwand.get_by_text("Angehalten", exact=True)).to_be_visible()
    regie.get_by_role("button", name="Weiterlaufen lassen").click()
    expect(saal.leinwand.get_by_text("Angehalten", exact=True)).to_be_hidden()


def minutes(text: str) -> int:
    found = re.search(r"(\d+) Minuten? später", text)
    return int(found[1]) if found else 0


def show_the_results(saal: Saal) -> None:
    saal.weiter("Vorstellung der Ergebnisse")
    expect(titel(saal.leinwand)).to_have_text("Unsere Ergebnisse")
    wanted = {TITEL[nr]: [len(spalten[art]) for art in ("ist", "soll", "idee")] for nr, spalten in KARTEN.items()}
    until_equal(lambda: results(saal.leinwand), wanted)


def results(page) -> dict[str, list[int]]:
    """Each group with its number of cards by kind, from the gallery's first sheet."""
    rows = page.locator("[data-lw-blatt]").first.get_by_role("listitem").all()
    return {
        plain(row.locator(".nw-lw-name").inner_text()): [
            int(text.split()[0]) for text in plain_texts(row.locator(".nw-lw-summe"))
        ]
        for row in rows
    }


def say_how_it_was(saal: Saal) -> None:
    """Three phones, one of them without scripts, and one sheet of paper; then thanks."""
    saal.weiter("Rückmeldung")
    expect(titel(saal.leinwand)).to_have_text("Wie war die Konferenz?")
    for name, note, text in (
        ("Miriam", "sehr gut", "Der Austausch."), ("Tomasz", "sehr gut", ""), ("Aylin", "gut", "Die kurzen Gespräche."),
    ):  # fmt: skip
        page = saal.geh(name)
        page.get_by_role("link", name="Rückmeldung geben").click()
        page.get_by_label(note, exact=True).check()
        feld(page, "Was war gut?").fill(text)
        page.get_by_role("button", name="Rückmeldung senden").click()
        expect(titel(page)).to_have_text("Danke, Ihre Rückmeldung ist da.")
    page = saal.hilfsseite("Rückmeldung eintragen")
    page.get_by_label("teils, teils", exact=True).check()
    feld(page, "Was war gut?").fill("Der Kuchen.")
    page.get_by_role("button", name="Bogen eintragen").click()
    expect(page.get_by_text("Bisher ist 1 Bogen eingetragen.")).to_be_visible()
    expect(saal.leinwand.get_by_text("4 Antworten sind da")).to_be_visible()
    saal.weiter("Ausblick und Dank")
    expect(titel(saal.leinwand)).to_have_text("Danke, dass Sie da waren.")
    saal.regie.get_by_role("button", name="Programmpunkt beenden").click()
    expect(saal.regie.get_by_role("heading", name="Das Programm ist zu Ende")).to_be_visible()
