"""A whole conference as one JSON file: every table of umfang.py, row by row, with numbers instead of keys."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import IO

from django.db import connection, transaction
from django.db.models import ForeignKey, QuerySet
from django.utils import timezone
from post_office.models import STATUS

from konferenz.models import Datei, Konferenz, Konto, Zugang
from teilnehmer.models import Angebot, Ansprechperson, Einrichtung, Nachricht, Traeger
from themen.export import werte
from themen.export.umfang import FORMAT, NACH_MODELL, TABELLEN, VERSION, Tabelle

# So few files are in memory at once
DATEIEN_JE_ABRUF = 4
ZUSTELLUNG = {STATUS.sent: "versandt", STATUS.failed: "gescheitert"}


def write_paket(konferenz: Konferenz, out: IO[str]) -> None:
    """One consistent state of everything, also while others write. Nothing of it is held in memory for long."""
    is_first = not connection.in_atomic_block
    with transaction.atomic():
        if is_first:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        schreiber = Schreiber(konferenz)
        veranstalter = konferenz.veranstalter
        kopf = {
            "format": FORMAT,
            "version": VERSION,
            "erzeugt_am": timezone.now().isoformat(timespec="seconds"),
            "veranstalter": {"name": veranstalter.name, "fachbereich": veranstalter.fachbereich},
        }
        out.write(json.dumps(kopf, ensure_ascii=False, indent=1)[:-2])
        out.write(',\n "tabellen": {')
        for nummer, tabelle in enumerate(TABELLEN):
            out.write(f'{"," if nummer else ""}\n  "{tabelle.name}": [')
            for zahl, zeile in enumerate(schreiber.rows(tabelle)):
                out.write(f"{',' if zahl else ''}\n   {json.dumps(zeile, ensure_ascii=False)}")
            out.write("]")
        out.write("\n }\n}\n")


class Schreiber:
    """Knows every row that goes along, and its number in the package."""

    def __init__(self, konferenz: Konferenz):
        self.konferenz = konferenz
        self.keys: dict[type, set[int]] = {}
        self.nummern: dict[str, dict[int, int]] = {}
        self._find_directory()
        for tabelle in TABELLEN:
            pks = self.query(tabelle).order_by("pk").values_list("pk", flat=True)
            self.nummern[tabelle.name] = {pk: nummer for nummer, pk in enumerate(pks, start=1)}
        self.konten = dict(Konto.objects.filter(pk__in=self._referred(Konto)).values_list("pk", "email"))
        zugaenge = Zugang.objects.filter(konferenz=konferenz).values_list("kennung", "pk")
        self.marken = {kennung: self.nummern["zugang"][pk] for kennung, pk in zugaenge}

    def query(self, tabelle: Tabelle) -> QuerySet:
        rows = tabelle.modell.objects.order_by("pk")
        if tabelle.weg:
            return rows.filter(**{tabelle.weg: self.konferenz.pk})
        return rows.filter(pk__in=self.keys[tabelle.modell])

    def rows(self, tabelle: Tabelle) -> Iterator[dict]:
        query = self.query(tabelle)
        if tabelle.modell is Nachricht:
            query = query.select_related("post")
        if tabelle.modell is Konferenz:
            query = query.select_related("vorgaenger")
        found = (self._row(tabelle, row) for row in query.iterator(chunk_size=self._chunk(tabelle)))
        if tabelle.is_anonym:
            return iter(sorted(found, key=lambda row: json.dumps(row, sort_keys=True)))
        return found

    def _chunk(self, tabelle: Tabelle) -> int:
        return DATEIEN_JE_ABRUF if tabelle.modell is Datei else 500

    def _row(self, tabelle: Tabelle, row) -> dict:
        found = {} if tabelle.is_anonym else {"nr": self.nummern[tabelle.name][row.pk]}
        return found | {name: self._value(tabelle, row, name) for name in tabelle.felder}

    def _value(self, tabelle: Tabelle, row, name: str):
        match tabelle.name, name:
            case "konferenz", "vorgaenger":
                return row.vorgaenger.slug if row.vorgaenger_id else None
            case "nachricht", "post":
                return ZUSTELLUNG.get(row.post.status, "") if row.post_id else ""
            case "nachricht", "text":
                return werte.write_marks(row.text, self.marken)
            case "umbau", "bewegt":
                return werte.map_bewegt(row.bewegt, lambda name, pk: self.nummern[name].get(pk, werte.WEG))
            case "verlauf", "objekt":
                return werte.without_key(row.objekt)
        feld = tabelle.feld(name)
        if isinstance(feld, ForeignKey):
            key = getattr(row, feld.attname)
            if feld.related_model is Konto:
                return self.konten.get(key)
            return None if key is None else self.nummern[feld.related_model._meta.model_name][key]
        return werte.write(feld, getattr(row, name))

    def _find_directory(self) -> None:
        """Institutions that anything of the conference refers to, with their carriers, contacts and offers; files."""
        self.keys = {Datei: self._referred(Datei), Ansprechperson: set()}
        personen = self._referred(Ansprechperson)
        einrichtungen = self._referred(Einrichtung) | set(
            Ansprechperson.objects.filter(pk__in=personen).values_list("einrichtung", flat=True)
        )
        of_them = {"einrichtung__in": einrichtungen}
        self.keys |= {
            Einrichtung: einrichtungen,
            Ansprechperson: set(Ansprechperson.objects.filter(**of_them).values_list("pk", flat=True)),
            Angebot: set(Angebot.objects.filter(**of_them).values_list("pk", flat=True)),
            Traeger: set(Traeger.objects.filter(einrichtungen__in=einrichtungen).values_list("pk", flat=True)),
        }

    def _referred(self, ziel: type) -> set[int]:
        """Keys of this model that rows of the conference name, whatever the field is called."""
        found = set()
        for tabelle, feld in _references()[ziel]:
            if tabelle.weg:
                rows = tabelle.modell.objects.filter(**{tabelle.weg: self.konferenz.pk, f"{feld}__isnull": False})
                found |= set(rows.order_by().values_list(feld, flat=True))
        return found


def _references() -> dict[type, list[tuple[Tabelle, str]]]:
    found = defaultdict(list)
    for tabelle in NACH_MODELL.values():
        for name in tabelle.felder:
            feld = tabelle.feld(name)
            if isinstance(feld, ForeignKey):
                found[feld.related_model].append((tabelle, name))
    return found
