"""The permission walk: every route × every role × own and foreign objects.

A route without a line in ROUTEN (tests/routen.py says what its columns mean) fails.
"""

import io
import subprocess

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from openpyxl import load_workbook

from konferenz.akteur import Rolle
from konferenz.middleware import TOKEN_PREFIXES
from teilnehmer.verzeichnis.export import XLSX
from tests.factories import make_anmeldung
from tests.routen import ROUTEN
from tests.welt import Welt, make_welt
from themen.models import Zuordnung

pytestmark = pytest.mark.django_db

TOKEN_DOORS = ("einladung", "einladung_danach", "pass", "pass_danach", "moderation", "hilfe", "anmelden", "leinwand")
TEAM_DOORS = {
    "team": {Rolle.LEITUNG, Rolle.PLANUNG, Rolle.LESEND},
    "planung": {Rolle.LEITUNG, Rolle.PLANUNG},
    "leitung": {Rolle.LEITUNG},
}
# Parts of an address that are no objects.
FEST = {"variante": "intern", "schritt": "speicher", "schluessel": "dank"}
# Derived from other rows and kept to be quick (PDFs by content hash), or not ours.
CACHES = {"konferenz_datei", "django_session"}
CSP_BILD = {"default-src 'none'", "sandbox"}
CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}


def all_routes(resolver=None, namespace="") -> dict[str, list[str]]:
    """Every named route of our own with the names of its arguments (allauth's have no namespace)."""
    found = {}
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            found |= all_routes(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
        elif namespace:
            found[namespace + pattern.name] = list(pattern.pattern.regex.groupindex)
    return found


ARGUMENTE = all_routes()


class Route:
    """One line of the table."""

    def __init__(self, line: str):
        self.name, self.door, status, *objekte = line.split()
        self.status = int(status)
        self.objekte = dict(o.split("=") for o in objekte)

    def address(self, welt: Welt, *, objekte: Welt | None = None, token: str | None = None) -> str:
        """The address in this world; its objects may come from another one, its token may be a wrong one."""
        found = {}
        for name in ARGUMENTE[self.name]:
            if name in ("v", "k"):
                found[name] = welt.werte[name]
            elif name == "token":
                found[name] = token or welt.werte[self.door]
            else:
                found[name] = FEST.get(name) or (objekte or welt).werte[self.objekte[name]]
        return reverse(self.name, kwargs=found)

    def expected(self, rolle: Rolle) -> int:
        return self.status if rolle in TEAM_DOORS[self.door] else 403


ROUTES = [Route(line) for line in ROUTEN.strip().splitlines()]


def routes(*doors: str) -> list[Route]:
    return [route for route in ROUTES if route.door in doors and route.name in ARGUMENTE]


@pytest.fixture
def eigen() -> Welt:
    return make_welt("EIGEN")


@pytest.fixture
def fremd() -> Welt:
    return make_welt("FREMD", nummer=41)


def signed_in(konto) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(konto)
    return client


def fingerprint() -> dict[str, str]:
    """A checksum of every table that is neither cache nor session."""
    tables = [name for name in connection.introspection.table_names() if name not in CACHES]
    parts = " UNION ALL ".join(
        f"SELECT '{name}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {name} t"  # noqa: S608
        for name in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(parts)
        return dict(cursor.fetchall())


def changed(before: dict[str, str]) -> set[str]:
    after = fingerprint()
    return {name for name in after if after[name] != before[name]}


def test_every_route_has_a_line_and_every_line_a_route():
    assert [route.name for route in ROUTES if route.name not in ARGUMENTE] == []
    assert sorted(set(ARGUMENTE) - {route.name for route in ROUTES}) == []


def test_the_team_gets_in_by_role_and_the_neighbour_sees_nothing(eigen, fremd):
    clients = {rolle: signed_in(konto) for rolle, konto in eigen.konten.items()}
    neighbour = signed_in(fremd.konten[Rolle.LEITUNG])
    before = fingerprint()
    wrong = []
    for route in routes(*TEAM_DOORS):
        address = route.address(eigen)
        got = {rolle: client.get(address) for rolle, client in clients.items()}
        expected = {rolle: route.expected(rolle) for rolle in clients}
        statuses = {rolle: response.status_code for rolle, response in got.items()}
        if statuses != expected and not (route.status == 405 and set(statuses.values()) <= {403, 405}):
            wrong.append((route.name, statuses, expected))
        if any(fremd.marke in response.content.decode(errors="ignore") for response in got.values()):
            wrong.append((route.name, "shows something of the neighbour"))
        if (response := neighbour.get(address)).status_code not in {404, route.status} - {200, 302}:
            wrong.append((route.name, "neighbour", response.status_code))
        response = Client().get(address)
        if response.status_code != 405 and not response.get("Location", "").startswith("/konto/anmelden/"):
            wrong.append((route.name, "stranger", response.status_code))
    assert wrong == []
    assert changed(before) == set()


def test_writing_is_refused_to_strangers_neighbours_and_readers(eigen, fremd):
    who = {
        302: Client(raise_request_exception=False),
        404: signed_in(fremd.konten[Rolle.LEITUNG]),
        403: signed_in(eigen.konten[Rolle.LESEND]),
    }
    before = fingerprint()
    wrong = [
        (route.name, expected, response.status_code)
        for route in routes(*TEAM_DOORS)
        for expected, client in who.items()
        if (response := client.post(route.address(eigen))).status_code not in (expected, 405)
    ]
    assert wrong == []
    assert changed(before) == set()


def test_foreign_objects_do_not_exist_under_the_own_address(eigen, fremd):
    leitung = signed_in(eigen.konten[Rolle.LEITUNG])
    before = fingerprint()
    wrong = []
    for route in routes(*TEAM_DOORS, *TOKEN_DOORS, "offen"):
        if not route.objekte:
            continue
        address = route.address(eigen, objekte=fremd)
        for method in ("get", "post"):
            response = getattr(leitung, method)(address)
            if response.status_code not in (404, 405):
                wrong.append((route.name, method, response.status_code))
    assert wrong == []
    assert changed(before) == set()


def test_own_words_with_the_neighbours_conference_are_not_found(eigen, fremd):
    leitung = signed_in(eigen.konten[Rolle.LEITUNG])
    gemischt = Welt("GEMISCHT", werte=eigen.werte | {"k": fremd.werte["k"]})
    wrong = [
        route.name
        for route in routes(*TEAM_DOORS)
        if "k" in ARGUMENTE[route.name] and leitung.get(route.address(gemischt)).status_code not in (404, 405)
    ]
    assert wrong == []


def test_links_open_their_own_pages_only(eigen, fremd):
    before = fingerprint()
    wrong = []
    for route in routes(*TOKEN_DOORS):
        response = Client().get(route.address(eigen))
        if response.status_code != route.status:
            wrong.append((route.name, response.status_code))
        if fremd.marke in response.content.decode(errors="ignore"):
            wrong.append((route.name, "shows something of the neighbour"))
        zweck = route.door.removesuffix("_danach")
        others = [eigen.werte[door] for door in TOKEN_DOORS if door.removesuffix("_danach") != zweck]
        for token in [*others, "a" * 26, eigen.werte[route.door][:-1] + "9"]:
            for method in ("get", "post"):
                response = getattr(Client(), method)(route.address(eigen, token=token))
                if response.status_code not in (404, 405):
                    wrong.append((route.name, method, token, response.status_code))
    assert wrong == []
    assert changed(before) == set()


def test_public_pages_only_read(eigen):
    before = fingerprint()
    wrong = []
    for route in routes("offen"):
        for method in ("get", "head", "options"):
            response = getattr(Client(), method)(route.address(eigen))
            if response.status_code not in (route.status, 405, 200 if method == "options" else route.status):
                wrong.append((route.name, method, response.status_code))
    assert wrong == []
    assert changed(before) == set()


def test_signed_in_pages_ask_strangers_to_sign_in():
    wrong = [
        route.name
        for route in routes("konto")
        if not Client().get(route.address(Welt(""))).get("Location", "").startswith("/konto/anmelden/")
    ]
    assert wrong == []


def test_every_answer_carries_the_strict_headers(eigen):
    leitung = signed_in(eigen.konten[Rolle.LEITUNG])
    wrong = []
    for route in ROUTES:
        address = route.address(eigen)
        response = leitung.get(address)
        # A browser's PDF viewer is a plugin to the CSP, which would keep the page empty.
        if response["Content-Type"] != "application/pdf" and set(response["Content-Security-Policy"].split("; ")) != (
            CSP_BILD if response["Content-Type"].startswith("image/") else CSP
        ):
            wrong.append((route.name, response["Content-Security-Policy"]))
        if response["X-Content-Type-Options"] != "nosniff" or response["X-Frame-Options"] != "DENY":
            wrong.append((route.name, "nosniff, DENY"))
        if address.startswith(TOKEN_PREFIXES) and (
            response["Referrer-Policy"] != "no-referrer" or "no-store" not in response["Cache-Control"]
        ):
            wrong.append((route.name, "may be kept or passed on"))
    assert wrong == []


@pytest.mark.parametrize("address", ["/gibt-es-nicht/", "/a/b/c/d/", "/verwaltung/x/y/", "/?a=%00", "/einladung/x/"])
def test_errors_carry_the_strict_headers_too(address):
    response = Client().get(address)
    assert response.status_code in (302, 400, 404)
    assert response["X-Content-Type-Options"] == "nosniff"


def text_of(response) -> str:
    """What a person reads, without the places where a long word may break: HTML as it is, text of PDF and XLSX."""
    if response["Content-Type"] == XLSX:
        blatt = load_workbook(io.BytesIO(response.content)).active
        return " ".join(str(cell) for row in blatt.iter_rows(values_only=True) for cell in row)
    if response["Content-Type"] != "application/pdf":
        return response.content.decode(errors="ignore").replace("\u00ad", "")
    return subprocess.run(
        ["pdftotext", "-", "-"], input=response.content, capture_output=True, check=True
    ).stdout.decode()


def test_a_person_with_sperrvermerk_appears_on_no_page_and_in_no_print(eigen):
    konferenz = eigen.werte["konferenz"]
    vorhanden = konferenz.anmeldungen.get(kennung=eigen.werte["anmeldung"])
    gruppe = konferenz.kleingruppen.get(nummer=eigen.werte["nr"])
    person = make_anmeldung(
        konferenz,
        einladung=vorhanden.einladung,
        einrichtung=vorhanden.einrichtung,
        nachname="Geheimniskraemer",
        anwesend_am=timezone.now(),
        gesperrt=True,
    )
    Zuordnung.objects.create(konferenz=konferenz, anmeldung=person, kleingruppe=gruppe, durch=Rolle.HILFE)
    leitung = signed_in(eigen.konten[Rolle.LEITUNG])
    shown = {route.name for route in ROUTES if "Geheimniskraemer" in text_of(leitung.get(route.address(eigen)))}
    assert shown == set()
