"""A conference moves: out of one installation, into one that was set up a minute ago and holds nothing."""

import io
import json
import os
import secrets
import subprocess
import sys
from contextlib import closing

import psycopg2
import pytest
from django.core.management import call_command

from konferenz.models import Datei, Konferenz
from tests.conftest import ROOT, database_url
from tests.factories import make_konferenz
from tests.themen.test_export_paket import content, differences, forget_what_starts_anew, make_rich_konferenz
from themen.models import Befund, Foto, Massnahme, Protokolldatei

pytestmark = [pytest.mark.django_db, pytest.mark.lang]


class Neubau:
    """A second database, migrated by processes of its own, and the commands in it."""

    def __init__(self, url: str, var) -> None:
        self.url = url
        self.environment = os.environ | {
            "DATABASE_URL": url, "NETZWERKSTATT_MODUS": "test", "NETZWERKSTATT_VAR": str(var),
        }  # fmt: skip

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        run = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
        return run.stdout

    def select(self, sql: str) -> list[tuple]:
        with closing(psycopg2.connect(self.url)) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()


@pytest.fixture
def neubau(tmp_path):
    """In the same throw-away server; no row is in it but those of the migrations."""
    here = database_url()
    name = f"umzug_{secrets.token_hex(4)}"
    with closing(psycopg2.connect(here)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        try:
            neu = Neubau(f"{here.rpartition('/')[0]}/{name}", tmp_path)
            neu.manage("migrate", "--verbosity", "0")
            assert neu.select("SELECT count(*) FROM konferenz_veranstalter") == [(0,)]
            yield neu
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def make_moving() -> tuple[Konferenz, Konferenz]:
    """The conference before, and a rich one with the files of its version."""
    konferenz = make_rich_konferenz()
    vorige = make_konferenz(
        veranstalter=konferenz.veranstalter, titel="Die vorige", slug="vorige", phase=Konferenz.Phase.NACHBEREITUNG
    )
    Konferenz.objects.filter(pk=konferenz.pk).update(vorgaenger=vorige)
    fassung = konferenz.protokollfassungen.get()
    for publikum, gruppe in (("intern", 0), ("netzwerk", 0), ("oeffentlich", 0), ("oeffentlich", 1)):
        datei = Datei.objects.store(
            veranstalter=konferenz.veranstalter,
            name=f"protokoll-{publikum}-{gruppe}.pdf",
            typ="application/pdf",
            inhalt=b"%PDF-1.7\n" + secrets.token_bytes(5000),
        )
        Protokolldatei.objects.create(
            protokollfassung=fassung, publikum=publikum, gruppe=gruppe, endung="pdf", datei=datei
        )
    return vorige, konferenz


def test_a_conference_arrives_whole_in_an_empty_installation(neubau, tmp_path):
    vorige, konferenz = make_moving()
    for one in (vorige, konferenz):
        ziel = str(tmp_path / f"{one.slug}.json")
        call_command("konferenz_ausgeben", one.veranstalter.slug, one.slug, ziel, stdout=io.StringIO())
    neubau.manage(
        "einrichten", "--name", "Gemeinde Neu", "--slug", "neustadt", "--email", "leitung@neustadt.de", "--link"
    )
    for one in (vorige, konferenz):
        out = neubau.manage("konferenz_einlesen", "neustadt", str(tmp_path / f"{one.slug}.json"), "--oeffentlich")
        assert out == f"Eingelesen: „{one.titel}“, /neustadt/{one.slug}/. Alle Links sind neu.\n"

    assert_what_was_frozen_is_the_same(neubau, konferenz)
    ziel = tmp_path / "zurueck.json"
    neubau.manage("konferenz_ausgeben", "neustadt", konferenz.slug, str(ziel))
    alt, neu = content((tmp_path / f"{konferenz.slug}.json").read_text()), content(ziel.read_text())
    forget_what_starts_anew(alt["tabellen"])
    assert neu["tabellen"]["konferenz"][0]["vorgaenger"] == "vorige"
    assert differences(neu, alt) == []
    assert neubau.select("SELECT count(*) FROM post_office_email WHERE status NOT IN (0, 1)") == [(0,)]


def assert_what_was_frozen_is_the_same(neubau: Neubau, konferenz: Konferenz) -> None:
    """Row by row from the other database, without any code of ours."""
    fassung = konferenz.protokollfassungen.get()
    assert neubau.select("SELECT sha256, inhalt::text FROM themen_protokollfassung") == [
        (fassung.sha256, neubau_text(neubau, fassung.inhalt))
    ]
    dateien = Protokolldatei.objects.filter(protokollfassung=fassung).order_by("publikum", "gruppe")
    found = neubau.select(
        "SELECT p.publikum, p.gruppe, d.inhalt, d.sha256 FROM themen_protokolldatei p "
        "JOIN konferenz_datei d ON d.id = p.datei_id ORDER BY p.publikum, p.gruppe"
    )
    assert [(publikum, gruppe, bytes(inhalt), summe) for publikum, gruppe, inhalt, summe in found] == [
        (row.publikum, row.gruppe, bytes(row.datei.inhalt), row.datei.sha256) for row in dateien
    ]
    assert len(found) == 4
    found = neubau.select(
        "SELECT f.kennung, f.alternativtext, d.inhalt FROM themen_foto f JOIN konferenz_datei d ON d.id = f.datei_id"
    )
    fotos = Foto.objects.filter(konferenz=konferenz)
    assert [(kennung, text, bytes(inhalt)) for kennung, text, inhalt in found] == [
        (foto.kennung, foto.alternativtext, bytes(foto.datei.inhalt)) for foto in fotos
    ]
    karten = Befund.objects.filter(konferenz=konferenz).order_by("kleingruppe__nummer", "art", "nummer")
    assert neubau.select(
        "SELECT g.nummer, b.art, b.nummer, b.text FROM themen_befund b "
        "JOIN themen_kleingruppe g ON g.id = b.kleingruppe_id ORDER BY g.nummer, b.art, b.nummer"
    ) == list(karten.values_list("kleingruppe__nummer", "art", "nummer", "text"))
    assert karten
    massnahmen = Massnahme.objects.filter(konferenz=konferenz).order_by("nummer")
    assert neubau.select(
        "SELECT m.was, m.bis, a.nachname FROM themen_massnahme m "
        "LEFT JOIN teilnehmer_anmeldung a ON a.id = m.verantwortlich_id ORDER BY m.nummer"
    ) == list(massnahmen.values_list("was", "bis", "verantwortlich__nachname"))
    assert massnahmen


def neubau_text(neubau: Neubau, inhalt: dict) -> str:
    """As PostgreSQL writes this JSON."""
    with closing(psycopg2.connect(neubau.url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT (%s::jsonb)::text", [json.dumps(inhalt)])
        return cursor.fetchone()[0]
