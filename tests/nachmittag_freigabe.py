"""The chapter between the day and its results: what was agreed, the draft, a remark, the release."""

import re

from playwright.sync_api import Page, expect

MASSNAHME = "Die Kita lädt alle ein"
ANMERKUNG = "Im Dank fehlen die Ehrenamtlichen."
DANK_DAZU = "Auch allen Ehrenamtlichen gilt ein herzlicher Gruß."
ANTWORT = "Sie stehen jetzt im Dank."
WARTEN = 90_000  # the worker sets five PDFs one after another


def agree_on_a_measure(page: Page, wer: str) -> None:
    """On the board of a group, out of its first idea."""
    page.get_by_role("link", name="Maßnahme daraus machen").first.click()
    feld(page, "Was wird getan?").fill(MASSNAHME)
    feld(page, "Wer ist verantwortlich?").select_option(label=wer)
    feld(page, "Bis wann?").fill("2031-12-01")
    page.get_by_role("button", name="Maßnahme speichern").click()
    expect(page.get_by_text(MASSNAHME).first).to_be_visible()


def release_the_minutes(tag) -> str:
    """Draft → remark of somebody who was there → decision → section → submission → release; the checksum of the file
    that everybody will load."""
    page = tag.verwaltung
    to_freigabe(tag)
    page.get_by_role("link", name="Zur Rückmeldung geben …").click()
    page.get_by_role("button", name="Zur Rückmeldung geben").click()
    # The letter with the link waits for a person to release it.
    page.get_by_role("button", name=re.compile("^An .* senden$")).click()
    to_freigabe(tag)
    expect(page.get_by_text("Anmerkungen sind möglich bis")).to_be_visible()

    gast = tag.oeffne("Marquardt", handy=True, java_script_enabled=False)
    expect(gast.get_by_text(MASSNAHME)).to_be_visible()
    gast.get_by_role("link", name="Entwurf des Protokolls lesen und anmerken").click()
    stelle = gast.locator("details").filter(has_text=re.compile(r"Anmerkung zu diesem Abschnitt\s*: (\d+ )?Dank"))
    stelle.locator("summary").click()
    stelle.get_by_label("Ihre Anmerkung").fill(ANMERKUNG)
    stelle.get_by_role("button", name="Anmerkung senden").click()
    expect(gast.get_by_text(ANMERKUNG)).to_be_visible()

    to_freigabe(tag)
    page.get_by_role("link", name="Über Anmerkungen entscheiden").click()
    zeile = page.get_by_role("main").locator("details").first
    zeile.locator("summary").click()
    zeile.get_by_label("übernommen", exact=True).check()
    feld(zeile, "Antwort").fill(ANTWORT)
    zeile.get_by_role("button", name="Entscheidung speichern").click()

    tag.konferenz("Protokoll")
    page.get_by_role("link", name="Abschnitte bearbeiten").click()
    page.get_by_role("link", name="Dank").click()
    page.get_by_label("aus den Daten, mit eigenem Text dahinter").check()
    page.get_by_role("textbox", name="Eigener Text").fill(DANK_DAZU)
    page.get_by_role("button", name="Abschnitt speichern").click()

    to_freigabe(tag)
    page.get_by_role("button", name="Schon jetzt zur Freigabe vorlegen").click()
    page.get_by_role("link", name="Lesen und freigeben …").click()
    page.get_by_role("button", name="Version 1 freigeben").click()
    page.get_by_role("link", name="Dateien laden und verteilen").click()
    expect(page.locator("#stand [role=status]")).to_have_count(0, timeout=WARTEN)
    datei = page.get_by_role("listitem").filter(has_text="öffentliche Fassung").locator(".nw-pruefsumme")

    gast.reload()
    expect(gast.get_by_text(ANTWORT)).to_be_visible()
    gast.close()
    return re.search(r"[0-9a-f]{64}", datei.first.inner_text().replace(" ", ""))[0]


def to_freigabe(tag) -> None:
    tag.konferenz("Protokoll")
    tag.verwaltung.get_by_role("link", name="Zur Freigabe").click()


def feld(ort, name: str):
    """A field by its label; what may stay empty says so behind the name."""
    return ort.get_by_label(re.compile(rf"^{re.escape(name)}( - Optional)?$"))
