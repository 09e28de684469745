"""The permission walk: every route × every role × own and foreign objects.

A route without a line in ROUTEN fails. Columns: name · door · status of GET for whoever may · objects in the address.
Doors: `offen` everybody, `konto` signed in, `team` every role of the Veranstalter (and POST only for those who write),
`planung` only those who write, `leitung` only the Leitung, and the four kinds of personal links.
405 are the routes that only know POST.
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
from tests.welt import Welt, make_welt
from themen.models import Zuordnung

pytestmark = pytest.mark.django_db

ROUTEN = """
konferenz:start offen 200
konferenz:impressum offen 200
konferenz:datenschutz offen 200
konferenz:barrierefreiheit offen 200
konferenz:hilfe offen 200
konferenz:darstellung offen 200
konferenz:gesund offen 200
konferenz:konto konto 200
konferenz:verwaltung konto 302
konferenz:konferenzen team 200
konferenz:konferenz_neu planung 200
konferenz:team team 200
konferenz:mitglied_neu leitung 200
konferenz:mitglied_rolle leitung 200 pk=mitglied
konferenz:mitglied_entfernen leitung 200 pk=mitglied
konferenz:einstellungen leitung 200
konferenz:rechtliches leitung 200
konferenz:konferenz_bearbeiten planung 200
konferenz:leitfragen team 200
konferenz:leitfrage planung 200 pk=leitfrage
konferenz:leitfrage_verschieben team 405 pk=leitfrage
konferenz:leitfrage_loeschen planung 200 pk=leitfrage
konferenz:programm team 200
konferenz:punkt_neu planung 200
konferenz:programm_vorlage team 405
konferenz:punkt planung 200 pk=punkt
konferenz:punkt_verschieben team 405 pk=punkt
konferenz:punkt_loeschen planung 200 pk=punkt
konferenz:phase team 200
konferenz:phase_zurueck planung 200
konferenz:absage planung 200
konferenz:absage_zuruecknehmen planung 200
konferenz:tore team 200
konferenz:links team 200
konferenz:druckauftrag planung 200 kennung=druckauftrag
konferenz:druckauftrag_nochmal team 405 kennung=druckauftrag
konferenz:druckauftrag_datei planung 200 kennung=druckauftrag nummer=druckteil
konferenz:link_sperren planung 200 kennung=zugang
konferenz:link_erneuern team 405 kennung=zugang
konferenz:veranstalter offen 200
konferenz:wappen offen 404
konferenz:termine offen 200
konferenz:impressum_veranstalter offen 200
konferenz:datenschutz_veranstalter offen 200
konferenz:barrierefreiheit_veranstalter offen 200
teilnehmer:einrichtungen team 200
teilnehmer:vorschlaege team 200
teilnehmer:vorschlag_zuordnen team 405
teilnehmer:vorschlag_aufnehmen team 405
teilnehmer:vorschlag_verwerfen team 405
teilnehmer:einrichtung_neu planung 200
teilnehmer:traeger team 200
teilnehmer:traeger_bearbeiten planung 200 pk=traeger
teilnehmer:traeger_loeschen planung 200 pk=traeger
teilnehmer:verzeichnis_xlsx team 200
teilnehmer:verzeichnis_csv team 200
teilnehmer:anmeldungen_xlsx team 200
teilnehmer:radar_xlsx team 200
teilnehmer:verzeichnisimport_hochladen planung 200
teilnehmer:verzeichnisimport planung 200 kennung=verzeichnisimport
teilnehmer:verzeichnisimport_spalten planung 200 kennung=verzeichnisimport
teilnehmer:verzeichnisimport_entscheiden team 405 kennung=verzeichnisimport
teilnehmer:verzeichnisimport_uebernehmen team 405 kennung=verzeichnisimport
teilnehmer:verzeichnisimport_sofort team 405 kennung=verzeichnisimport
teilnehmer:verzeichnisimport_ausgelassen planung 200 kennung=verzeichnisimport
teilnehmer:verzeichnisimport_zuruecknehmen planung 200 kennung=uebernommen
teilnehmer:verzeichnisimport_verwerfen planung 200 kennung=verzeichnisimport
teilnehmer:einrichtung team 200 kennung=einrichtung
teilnehmer:ansprechperson_neu planung 200 kennung=einrichtung
teilnehmer:ansprechperson planung 200 kennung=einrichtung pk=ansprechperson
teilnehmer:ansprechperson_loeschen planung 200 kennung=einrichtung pk=ansprechperson
teilnehmer:postausgang team 200
teilnehmer:postausgang_senden team 405
teilnehmer:postausgang_noch_einmal team 405
teilnehmer:nachricht team 200 pk=nachricht
teilnehmer:nachricht_noch_einmal team 405 pk=nachricht
teilnehmer:nachricht_zurueckgekommen team 405 pk=nachricht
teilnehmer:anmeldungen team 200
teilnehmer:anmeldungen_gesperrt planung 200
teilnehmer:anmeldung_absagen planung 200 kennung=anmeldung
teilnehmer:warteliste team 200
teilnehmer:anmeldung_kommt team 405 kennung=anmeldung
teilnehmer:anmeldung_frist planung 200 kennung=anmeldung
teilnehmer:anfragen team 200
teilnehmer:anfrage planung 200 kennung=anfrage
teilnehmer:anfrage_ablehnen planung 200 kennung=anfrage
teilnehmer:anmelden anmelden 200
teilnehmer:anmelden_danke anmelden 200
teilnehmer:anmeldung_sperrvermerk planung 200 kennung=anmeldung
teilnehmer:bedarfe team 200
teilnehmer:bedarf_person planung 200 kennung=anmeldung
teilnehmer:rundmail planung 200
teilnehmer:rundmail_bearbeiten planung 200 pk=rundmail
teilnehmer:einladungen team 200
teilnehmer:auswahl planung 200
teilnehmer:aussendung_neu planung 200
teilnehmer:aussendung team 200 pk=aussendung
teilnehmer:aussendung_bearbeiten planung 200 pk=aussendung
teilnehmer:aussendung_loeschen planung 200 pk=aussendung
teilnehmer:aussendung_zuruecknehmen team 405 pk=aussendung
teilnehmer:einladungen_zurueckgekommene planung 200
teilnehmer:einladung_verwaltung team 200 kennung=einladung_kennung
teilnehmer:einladung_sperren planung 200 kennung=einladung_kennung
teilnehmer:einladung_erneuern planung 200 kennung=einladung_kennung
teilnehmer:einladung_erneut planung 302 kennung=einladung_kennung
teilnehmer:einladung_entfernen planung 200 kennung=einladung_kennung
teilnehmer:einladung_brief team 405 kennung=einladung_kennung
teilnehmer:aussendung_pruefen_neu team 405
teilnehmer:aussendung_pruefen team 405 pk=aussendung
teilnehmer:aussendung_vorschau team 200 pk=aussendung
teilnehmer:aussendung_testmail team 405 pk=aussendung
teilnehmer:serienbrief planung 200
teilnehmer:serienbrief_pdf planung 302 pk=aussendung
teilnehmer:serienbrief_drucken team 405 pk=aussendung
teilnehmer:serienbrief_versandt team 405 pk=aussendung
teilnehmer:einladung_brief_pdf planung 200 kennung=einladung_kennung
teilnehmer:antwort_eintragen planung 200 kennung=einladung_kennung
teilnehmer:einladung_code offen 200
teilnehmer:einladung einladung 200
teilnehmer:antwort einladung 200
teilnehmer:person einladung 200 kennung=anmeldung
teilnehmer:person_absagen einladung 405 kennung=anmeldung
teilnehmer:person_platz einladung 405 kennung=anmeldung
teilnehmer:pass_senden einladung 200 kennung=anmeldung
teilnehmer:weitergeben einladung 200
themen:pass_gruppen pass 200
themen:pass_gruppen_stand pass 200
themen:pass_themen_stand pass 200
themen:pass_rolle pass 405 nr=nr
themen:moderation_person_themen moderation 200 kennung=anmeldung
themen:moderation_person_rolle moderation 405 kennung=anmeldung
themen:hilfe_person_themen hilfe 200 kennung=anmeldung
themen:hilfe_person_rolle hilfe 405 kennung=anmeldung
themen:verwaltung_person_themen team 200 kennung=anmeldung
themen:verwaltung_person_rolle team 405 kennung=anmeldung
themen:moderation_gruppen_stand moderation 200
themen:moderation_thema_verschieben moderation 405 nr=nr
themen:hilfe_gruppen_stand hilfe 200
themen:verwaltung_gruppen_stand team 200
themen:verwaltung_thema_verschieben team 405 nr=nr
themen:leinwand leinwand 200
themen:leinwand_stand leinwand 200
themen:moderation moderation 200
themen:moderation_weiter moderation 405
themen:moderation_beenden moderation 405
themen:moderation_tore moderation 405
themen:moderation_stand moderation 200
themen:moderation_zurueck moderation 405
themen:moderation_anhalten moderation 405
themen:moderation_weiterlaufen moderation 405
themen:moderation_zugabe moderation 405
themen:moderation_leinwand moderation 405
themen:moderation_pitch_naechstes moderation 405
themen:moderation_pitch_beginnen moderation 405 kennung=thema
themen:moderation_pitch_beenden moderation 405 kennung=thema
themen:moderation_pitch_zurueck moderation 405 kennung=thema
themen:moderation_pitch_verschieben moderation 405 kennung=thema
themen:moderation_gruppen moderation 200
themen:moderation_gruppe_neu moderation 200
themen:moderation_umbau_zurueck moderation 405 pk=umbau
themen:moderation_gruppe_bearbeiten moderation 200 nr=nr
themen:moderation_themen_geben moderation 405 nr=nr
themen:moderation_thema_nehmen moderation 405 nr=nr
themen:moderation_zusammenlegen moderation 405 nr=nr
themen:moderation_teilen moderation 405 nr=nr
themen:moderation_aufloesen moderation 405 nr=nr
themen:verwaltung_gruppen team 200
themen:verwaltung_gruppe_neu planung 200
themen:verwaltung_umbau_zurueck team 405 pk=umbau
themen:verwaltung_gruppe_bearbeiten planung 200 nr=nr
themen:verwaltung_themen_geben team 405 nr=nr
themen:verwaltung_thema_nehmen team 405 nr=nr
themen:verwaltung_zusammenlegen team 405 nr=nr
themen:verwaltung_teilen team 405 nr=nr
themen:verwaltung_aufloesen team 405 nr=nr
themen:moderation_personen moderation 200
themen:schild offen 404 kennung=anmeldung
themen:hilfe hilfe 200
themen:moderation_anwesenheit_stand moderation 200
themen:hilfe_anwesenheit_stand hilfe 200
themen:verwaltung_anwesenheit_stand team 200
themen:verwaltung_personen team 200
themen:moderation_vor_ort moderation 200
themen:moderation_person moderation 200 kennung=anmeldung
themen:moderation_person_da moderation 405 kennung=anmeldung
themen:moderation_person_gruppe moderation 405 kennung=anmeldung
themen:hilfe_gruppen hilfe 200
themen:hilfe_vor_ort hilfe 200
themen:hilfe_person hilfe 200 kennung=anmeldung
themen:hilfe_person_da hilfe 405 kennung=anmeldung
themen:hilfe_person_gruppe hilfe 405 kennung=anmeldung
themen:verwaltung_vor_ort planung 200
themen:verwaltung_person team 200 kennung=anmeldung
themen:verwaltung_person_da team 405 kennung=anmeldung
themen:verwaltung_person_gruppe team 405 kennung=anmeldung
themen:moderation_thema_neu moderation 200
themen:hilfe_thema_neu hilfe 200
themen:druck team 200
themen:druck_protokoll team 200
themen:druck_gruppen team 200
themen:druck_gruppe team 200 nr=nr
themen:druck_gruppenbogen team 200
themen:druck_tuerschilder team 200
themen:druck_gruppenschilder team 200
themen:druck_tischkarten team 200
themen:druck_themenkarten team 200
themen:druck_gruppenboegen team 200
themen:druck_mitstreiterlisten team 200
themen:druck_namensschilder team 200
themen:druck_probebogen team 200
themen:druck_teilnahmeliste team 200
themen:moderation_druck moderation 200
themen:moderation_druck_protokoll moderation 200
themen:moderation_druck_gruppen moderation 200
themen:moderation_druck_gruppe moderation 200 nr=nr
themen:moderation_druck_gruppenbogen moderation 200
themen:moderation_druck_tuerschilder moderation 200
themen:moderation_druck_gruppenschilder moderation 200
themen:moderation_druck_tischkarten moderation 200
themen:moderation_druck_themenkarten moderation 200
themen:druck_regieplan team 200
themen:moderation_druck_regieplan moderation 200
themen:moderation_druck_gruppenboegen moderation 200
themen:moderation_druck_mitstreiterlisten moderation 200
themen:protokoll team 200
themen:protokoll_fassung team 200
themen:moderation_protokoll moderation 200
themen:brett_verwaltung team 200 nr=nr
themen:brett_verwaltung_stand team 200 nr=nr
themen:brett_verwaltung_verlauf team 200 nr=nr kennung=befund
themen:brett_verwaltung_loeschen team 405 nr=nr kennung=befund
themen:brett_verwaltung_wiederherstellen team 405 nr=nr kennung=befund
themen:gruppe pass 200 nr=nr
themen:gruppe_stand pass 200 nr=nr
themen:gruppe_verlauf pass 200 nr=nr kennung=befund
themen:gruppe_loeschen pass 405 nr=nr kennung=befund
themen:gruppe_wiederherstellen pass 405 nr=nr kennung=befund
themen:brett_moderation moderation 200 nr=nr
themen:brett_moderation_stand moderation 200 nr=nr
themen:brett_moderation_verlauf moderation 200 nr=nr kennung=befund
themen:brett_moderation_loeschen moderation 405 nr=nr kennung=befund
themen:brett_moderation_wiederherstellen moderation 405 nr=nr kennung=befund
themen:brett_hilfe hilfe 200 nr=nr
themen:brett_hilfe_stand hilfe 200 nr=nr
themen:brett_hilfe_verlauf hilfe 200 nr=nr kennung=befund
themen:brett_hilfe_loeschen hilfe 405 nr=nr kennung=befund
themen:brett_hilfe_wiederherstellen hilfe 405 nr=nr kennung=befund
themen:uebersicht team 200
themen:vorschau team 200
themen:vorschau_ergebnisse team 200
themen:verwaltung_themen team 200
themen:verwaltung_thema_neu planung 200
themen:verwaltung_thema team 200 kennung=thema
themen:verwaltung_thema_schritt team 405 kennung=thema
themen:einladung_themen einladung 200
themen:einladung_thema_neu einladung 200
themen:einladung_thema_bearbeiten einladung 200 kennung=thema
themen:einladung_thema_zurueckziehen einladung 405 kennung=thema
themen:pass pass 200
themen:pass_themen pass 200
themen:pass_thema_neu pass 200
themen:pass_thema pass 200 kennung=thema
themen:pass_thema_bearbeiten pass 200 kennung=eigenes
themen:pass_thema_zurueckziehen pass 405 kennung=thema
themen:mitmachen pass 405 kennung=thema
themen:nicht_mehr_mitmachen pass 405 kennung=thema
themen:pass_daten pass 200
themen:pass_einwilligungen pass 200
themen:pass_bedarf pass 200
themen:pass_pdf pass 200
themen:pass_rueckmeldung pass 200
themen:rueckmeldung team 200
themen:rueckmeldung_zitat team 405 pk=rueckmeldung
themen:rueckmeldung_loeschen team 405 pk=rueckmeldung
themen:verwaltung_rueckmeldung_neu planung 200
themen:moderation_rueckmeldung_neu moderation 200
themen:hilfe_rueckmeldung_neu hilfe 200
themen:druck_rueckmeldebogen team 200
themen:moderation_druck_rueckmeldebogen moderation 200
themen:pass_gespraeche pass 200
themen:pass_gespraeche_karte pass 200
themen:pass_gespraeche_stand pass 200
themen:pass_gespraeche_kontakt pass 405
themen:moderation_gespraeche moderation 200
themen:moderation_gespraeche_planen moderation 405
themen:moderation_gespraeche_neu moderation 405
themen:moderation_gespraeche_beginnen moderation 405
themen:moderation_gespraeche_beenden moderation 405
themen:verwaltung_gespraeche team 200
themen:verwaltung_gespraeche_planen team 405
themen:verwaltung_gespraeche_neu team 405
themen:verwaltung_gespraeche_beginnen team 405
themen:verwaltung_gespraeche_beenden team 405
themen:moderation_person_gespraeche moderation 200 kennung=anmeldung
themen:moderation_person_gespraeche_platz moderation 405 kennung=anmeldung
themen:moderation_person_gespraeche_kontakt moderation 405 kennung=anmeldung
themen:hilfe_person_gespraeche hilfe 200 kennung=anmeldung
themen:hilfe_person_gespraeche_platz hilfe 405 kennung=anmeldung
themen:hilfe_person_gespraeche_kontakt hilfe 405 kennung=anmeldung
themen:verwaltung_person_gespraeche team 200 kennung=anmeldung
themen:verwaltung_person_gespraeche_platz team 405 kennung=anmeldung
themen:verwaltung_person_gespraeche_kontakt team 405 kennung=anmeldung
themen:druck_gespraeche_namen team 200
themen:druck_gespraeche_tische team 200
themen:moderation_druck_gespraeche_namen moderation 200
themen:moderation_druck_gespraeche_tische moderation 200
themen:pass_abmelden pass 200
themen:pass_platz pass 405
themen:themen offen 200
themen:thema offen 200 kennung=thema
themen:protokoll_seite offen 404
themen:protokoll_pdf offen 404
themen:gruppe_pdf offen 404 nr=nr
themen:konferenz offen 200
themen:gruppen offen 200
themen:ergebnisse offen 404
themen:termin offen 200
"""

TOKEN_DOORS = ("einladung", "pass", "moderation", "hilfe", "anmelden", "leinwand")
TEAM_DOORS = {
    "team": {Rolle.LEITUNG, Rolle.PLANUNG, Rolle.LESEND},
    "planung": {Rolle.LEITUNG, Rolle.PLANUNG},
    "leitung": {Rolle.LEITUNG},
}
# Parts of an address that are no objects.
FEST = {"variante": "intern", "schritt": "speicher"}
# Derived from other rows and kept to be quick (PDFs by content hash), or not ours.
CACHES = {"konferenz_datei", "django_session"}
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
        others = [eigen.werte[door] for door in TOKEN_DOORS if door != route.door]
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
        if (
            response["Content-Type"] != "application/pdf"
            and set(response["Content-Security-Policy"].split("; ")) != CSP
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
