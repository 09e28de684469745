"""Carry out an import: one transaction, a fixed number of queries per 500 institutions, its way back written along.

Progress: the transaction's own writes cannot be seen before it ends, so the number of rows done goes through a
second connection that commits at once. It writes the import's row, which this transaction therefore must not lock
before its end; the Veranstalter's lock is what lets only one run.
"""

import contextlib
from collections.abc import Callable, Iterator
from itertools import islice

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur
from konferenz.models import Veranstalter
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import lock, record
from teilnehmer.models import Ansprechperson, Einrichtung, Traeger, Verzeichnisimport
from teilnehmer.services.einrichtung import PLANENDE
from teilnehmer.verzeichnis import plan as planung
from teilnehmer.verzeichnis.bestand import Bestand
from teilnehmer.verzeichnis.plan import GEAENDERT, NEU, VERALTET, Gruppe
from teilnehmer.verzeichnis.werte import text_key

STUECK = 500


@transaction.atomic
def apply_import(*, pk: int, by: Akteur) -> Verzeichnisimport | None:
    """Everything that was shown and still holds; what the directory has overtaken is left out and named."""
    if by.rolle not in PLANENDE:
        raise NichtErlaubt(_("Das Verzeichnis ändert, wer plant. Es wurde nichts geändert."))
    row = Verzeichnisimport.objects.filter(pk=pk).first()
    if row is None:
        return None
    veranstalter = lock(Veranstalter.objects, row.veranstalter_id)
    row.refresh_from_db()
    if row.status != Verzeichnisimport.Status.WARTET:
        return row
    _lock_rows(veranstalter)
    bestand = Bestand(veranstalter)
    plan = planung.make_plan(row.tabelle, row.zuordnung, row.werte, row.entscheidungen, bestand)
    zeilen, ueberholt = _compare(row.plan, plan.as_json())
    gruppen = [g for g in plan.gruppen if g.nr not in ueberholt and _has_work(g)]
    with _progress(pk) as report:
        spuren, geschrieben = _write(gruppen, veranstalter, bestand, report)
    row.status, row.uebernommen_am = Verzeichnisimport.Status.UEBERNOMMEN, timezone.now()
    row.spuren = spuren
    row.zahlen = planung.count(zeilen) | geschrieben
    row.plan = [zeile for zeile in zeilen if zeile["art"] not in (NEU, GEAENDERT, planung.UNVERAENDERT)]
    # The file itself is not needed any more; what was left out can be fetched for some days.
    bleibt = {zeile["nr"] for zeile in row.plan}
    row.tabelle = row.tabelle | {"zeilen": [zeile for zeile in row.tabelle["zeilen"] if zeile[0] in bleibt]}
    row.werte, row.entscheidungen, row.fortschritt = {}, {}, row.gesamt
    row.save(
        update_fields=[
            "status",
            "uebernommen_am",
            "spuren",
            "zahlen",
            "plan",
            "tabelle",
            "werte",
            "entscheidungen",
            "fortschritt",
        ]
    )
    satz = _("Verzeichnis importiert: %(neu)s Einrichtungen neu, %(geaendert)s geändert.") % {
        "neu": geschrieben["einrichtungen_neu"],
        "geaendert": geschrieben["einrichtungen_geaendert"],
    }
    record(satz, by=by, veranstalter=veranstalter, objekt=f"Import {row.kennung}")
    return row


def _compare(gezeigt: list[dict], jetzt: list[dict]) -> tuple[list[dict], set[int]]:
    """The rows as shown, those of institutions that came out differently now as overtaken; and their groups."""
    neu = {zeile["nr"]: zeile for zeile in jetzt}
    ueberholt = {neu[zeile["nr"]]["gruppe"] for zeile in gezeigt if zeile != neu[zeile["nr"]]}
    ueberholt |= {zeile["gruppe"] for zeile in gezeigt if zeile != neu[zeile["nr"]]}
    zeilen = [
        zeile | {"art": VERALTET}
        if zeile["art"] in (NEU, GEAENDERT) and {zeile["gruppe"], neu[zeile["nr"]]["gruppe"]} & ueberholt
        else zeile
        for zeile in gezeigt
    ]
    return zeilen, ueberholt


def _has_work(gruppe: Gruppe) -> bool:
    return any(zeile.art in (NEU, GEAENDERT) for zeile in gruppe.zeilen)


def _write(
    gruppen: list[Gruppe], veranstalter: Veranstalter, bestand: Bestand, report: Callable[[int], None]
) -> tuple[list[dict], dict]:
    spuren: list[dict] = []
    zahlen = dict.fromkeys(
        ("traeger_neu", "einrichtungen_neu", "einrichtungen_geaendert", "personen_neu", "personen_geaendert"), 0
    )
    neue_traeger = _write_traeger(gruppen, veranstalter)
    spuren += [_trace("traeger", row, row.name) for row in neue_traeger.values()]
    zahlen["traeger_neu"] = len(neue_traeger)
    fertig = 0
    reihe = iter(gruppen)
    while stueck := list(islice(reihe, STUECK)):
        neue, geaenderte, hier = _write_einrichtungen(stueck, veranstalter, neue_traeger)
        spuren += hier
        zahlen["einrichtungen_neu"] += neue
        zahlen["einrichtungen_geaendert"] += geaenderte
        neue, geaenderte, hier = _write_personen(stueck)
        spuren += hier
        zahlen["personen_neu"] += neue
        zahlen["personen_geaendert"] += geaenderte
        fertig += sum(len(gruppe.zeilen) for gruppe in stueck)
        report(fertig)
    return spuren, zahlen


def _write_traeger(gruppen: list[Gruppe], veranstalter: Veranstalter) -> dict[str, Traeger]:
    """Each new carrier once, however it is written, by key of its name."""
    neu: dict[str, Traeger] = {}
    for gruppe in gruppen:
        if gruppe.traeger_neu:
            name, art = gruppe.traeger_neu
            neu.setdefault(text_key(name), Traeger(veranstalter=veranstalter, name=name, art=art))
    Traeger.objects.bulk_create(neu.values(), batch_size=STUECK)
    return neu


def _write_einrichtungen(stueck: list[Gruppe], veranstalter, neue_traeger: dict) -> tuple[int, int, list[dict]]:
    neue, geaenderte, spuren = [], [], []
    for gruppe in stueck:
        werte = dict(gruppe.werte)
        if "traeger" in werte:
            neu = gruppe.traeger_neu
            werte["traeger_id"] = neue_traeger[text_key(neu[0])].pk if neu else werte["traeger"]
            del werte["traeger"]
        if gruppe.einrichtung is None:
            gruppe.einrichtung = Einrichtung(veranstalter=veranstalter, **werte)
            neue.append(gruppe.einrichtung)
        elif werte:
            vorher = {feld: getattr(gruppe.einrichtung, feld) for feld in werte}
            _set(gruppe.einrichtung, werte)
            geaenderte.append(gruppe.einrichtung)
            spuren.append(_trace("einrichtung", gruppe.einrichtung, gruppe.einrichtung.name, vorher))
    Einrichtung.objects.bulk_create(neue, batch_size=STUECK)
    spuren += [_trace("einrichtung", row, row.name) for row in neue]
    update_locked(Einrichtung, geaenderte, {feld for spur in spuren for feld in spur["vorher"] or ()})
    return len(neue), len(geaenderte), spuren


def _write_personen(stueck: list[Gruppe]) -> tuple[int, int, list[dict]]:
    neue, geaenderte, spuren = [], [], []
    for gruppe in stueck:
        for person in gruppe.personen:
            if person.person is None:
                neue.append(Ansprechperson(einrichtung=gruppe.einrichtung, **person.werte))
            elif person.werte:
                vorher = {feld: getattr(person.person, feld) for feld in person.werte}
                name = person.person.name
                _set(person.person, person.werte)
                geaenderte.append(person.person)
                spuren.append(_trace("person", person.person, name, vorher))
    Ansprechperson.objects.bulk_create(neue, batch_size=STUECK)
    spuren += [_trace("person", row, row.name) for row in neue]
    update_locked(Ansprechperson, geaenderte, {feld for spur in spuren for feld in spur["vorher"] or ()})
    return len(neue), len(geaenderte), spuren


def update_locked(modell: type[models.Model], rows: list, felder: set[str]) -> None:
    """Write these fields of rows that this transaction has locked, in one query per 500.

    As an upsert, because bulk_update with its CASE over 500 rows and ten fields takes ten times as long.
    """
    namen = sorted({feld.removesuffix("_id") for feld in felder} | {"fassung"})
    modell.objects.bulk_create(
        rows, batch_size=STUECK, update_conflicts=True, unique_fields=["id"], update_fields=namen
    )


def _lock_rows(veranstalter: Veranstalter) -> None:
    """Nobody changes or deletes an entry between the comparison and the writing, whichever way they come."""
    einrichtungen = Einrichtung.objects.filter(veranstalter=veranstalter)
    personen = Ansprechperson.objects.filter(einrichtung__veranstalter=veranstalter)
    for rows in (einrichtungen, personen):
        list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk", flat=True))


def _set(row, werte: dict) -> None:
    for feld, value in werte.items():
        setattr(row, feld, value)
    row.fassung += 1


def _trace(art: str, row, name: str, vorher: dict | None = None) -> dict:
    """What happened to a row: made (vorher None) or changed, and the version it has since."""
    spur = {"art": art, "pk": row.pk, "name": name, "fassung": row.fassung, "vorher": vorher}
    if art == "person":
        spur["einrichtung"] = row.einrichtung_id
    return spur


@contextlib.contextmanager
def _progress(pk: int) -> Iterator[Callable[[int], None]]:
    own = connections.create_connection(DEFAULT_DB_ALIAS)

    def report(zahl: int) -> None:
        with contextlib.suppress(DatabaseError), own.cursor() as cursor:  # a bar that stands still stops no import
            cursor.execute(
                "UPDATE teilnehmer_verzeichnisimport SET fortschritt = %s WHERE id = %s AND status = %s",
                [zahl, pk, Verzeichnisimport.Status.WARTET],
            )

    try:
        yield report
    finally:
        own.close()
