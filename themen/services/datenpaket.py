"""A whole conference goes out as one file, and comes in again from one: everything of it, or nothing."""

import uuid
from collections.abc import Iterable
from typing import IO

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, InternalError, connection, models
from django.utils import timezone
from django.utils.translation import gettext as _
from post_office.models import STATUS, Email, Log

from konferenz.akteur import Akteur, Rolle
from konferenz.mail import mark
from konferenz.models import Aussendung, Datei, Konferenz, Konto, Phasenwechsel, Veranstalter
from konferenz.permissions import PUBLIZIERT, VOR_UND_TAG, Handlung
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import do_once, record, require
from teilnehmer.models import Einrichtung, Nachricht, Traeger
from teilnehmer.services.nachricht import build_email
from themen.export import werte
from themen.export.einlesen import Paket, Verweis
from themen.export.paket import write_paket
from themen.export.umfang import TABELLEN, Tabelle, is_verzeichnis
from themen.models import Kleingruppe, Protokollfassung, Protokollstand, Umbau
from themen.protokoll.stand import EINGELESEN

JE_SCHRITT = 200
DATEIEN_JE_SCHRITT = 4
Phase = Konferenz.Phase
Zustand = Protokollstand.Zustand


def export_konferenz(*, konferenz: Konferenz, out: IO[str], by: Akteur) -> None:
    """Everything of the conference into `out`; that it was taken along stands in the Verlauf."""
    require(konferenz, Handlung.KONFERENZ_AUSGEBEN, by, _("Das darf nur die Leitung."))
    record(_("Konferenz als Datenpaket ausgegeben."), by=by, konferenz=konferenz)
    write_paket(konferenz, out)


def import_konferenz(
    *,
    veranstalter: Veranstalter,
    paket: Paket,
    by: Akteur,
    oeffentlich: bool = False,
    vorgang: uuid.UUID | None = None,
) -> Konferenz:
    """A new conference of this Veranstalter, once per `vorgang`; nothing that is there is changed, no mail leaves.

    What was published comes back only as a conference in Nachbereitung, unless `oeffentlich` says otherwise. What is
    still to come comes back as a draft: then no job moves anybody up or writes to anybody (docs/datenpaket.md).
    """
    if by.rolle not in (Rolle.LEITUNG, Rolle.SYSTEM):
        raise NichtErlaubt(_("Das darf nur die Leitung."))

    def work() -> dict:
        # Locked, so that two cannot take one address.
        locked = Veranstalter.objects.select_for_update(no_key=True).get(pk=veranstalter.pk)
        konferenz = _Einleser(locked, paket).write()
        if konferenz.phase in VOR_UND_TAG:
            # Nobody could confirm here, the links are new: whoever holds a seat keeps it.
            konferenz.anmeldungen.filter(bestaetigen_bis__isnull=False).update(bestaetigen_bis=None)
            if konferenz.datum >= timezone.localdate():
                _step_back(konferenz, Phase.ENTWURF)  # a day that is over could not begin again, and no job writes
        elif not oeffentlich and konferenz.phase in PUBLIZIERT:
            _step_back(konferenz, Phase.NACHBEREITUNG)
        record(_("Konferenz aus einem Datenpaket eingelesen."), by=by, konferenz=konferenz, objekt=EINGELESEN)
        connection.check_constraints()
        return {"konferenz": konferenz.pk}

    # Its own, so that a key some other form has used means nothing here.
    key = vorgang and uuid.uuid5(vorgang, f"{EINGELESEN}:{veranstalter.pk}")
    try:
        done = do_once(key, work)
    except (IntegrityError, DataError, InternalError) as error:
        raise ValidationError(
            _("Die Angaben im Datenpaket passen nicht zusammen. Es wurde nichts eingelesen.")
        ) from error
    return Konferenz.objects.select_related("veranstalter").get(pk=done["konferenz"], veranstalter=veranstalter)


def _step_back(konferenz: Konferenz, nach: str) -> None:
    """Whoever reads it in looks at it first, and goes on then."""
    Phasenwechsel.objects.create(
        konferenz=konferenz, von=konferenz.phase, nach=nach, grund=_("Aus einem Datenpaket eingelesen.")
    )
    konferenz.phase = nach
    konferenz.save(update_fields=["phase"])


class _Einleser:
    """Makes the rows table by table, and knows what each number became."""

    def __init__(self, veranstalter: Veranstalter, paket: Paket):
        self.veranstalter = veranstalter
        self.paket = paket
        self.rows: dict[str, dict[int, models.Model]] = {}
        self.konferenz: Konferenz | None = None
        # institutions that were there before
        self.bekannt: set[int] = set()
        team = Konto.objects.filter(mitgliedschaften__veranstalter=veranstalter)
        self.konten = {konto.email: konto for konto in team}

    def write(self) -> Konferenz:
        for tabelle in TABELLEN:
            zeilen = self.paket.tabellen[tabelle.name]
            if tabelle.modell is Konferenz:
                self.rows["konferenz"] = {nummer: self._write_konferenz(zeile) for nummer, zeile in zeilen.items()}
            elif is_verzeichnis(tabelle):
                self.rows[tabelle.name] = self._write_directory(tabelle, zeilen)
            else:
                self.rows[tabelle.name] = self._write_rows(tabelle, zeilen)
        self._join_dissolved()
        return self.konferenz

    def _write_konferenz(self, zeile: dict) -> Konferenz:
        andere = Konferenz.objects.filter(veranstalter=self.veranstalter)
        vergeben = set(andere.values_list("slug", flat=True))
        vorgaenger = andere.filter(slug=zeile.get("vorgaenger")).first() if zeile.get("vorgaenger") else None
        slug = _free(zeile["slug"], vergeben)
        felder = zeile | {"slug": slug, "vorgaenger": vorgaenger}
        self.konferenz = Konferenz.objects.create(veranstalter=self.veranstalter, **felder)
        return self.konferenz

    def _write_rows(self, tabelle: Tabelle, zeilen: dict[int, dict]) -> dict[int, models.Model]:
        found = {nummer: self._make(tabelle, zeile) for nummer, zeile in zeilen.items()}
        rows = list(found.values())
        if tabelle.modell is Kleingruppe:
            self._count_people(found)
        if tabelle.modell is Nachricht:
            self._restore_delivery(rows, (zeile.get("post", "") for zeile in zeilen.values()))
        is_datei = tabelle.modell is Datei
        tabelle.modell.objects.bulk_create(rows, batch_size=DATEIEN_JE_SCHRITT if is_datei else JE_SCHRITT)
        if is_datei:
            for row in rows:
                row.inhalt = b""  # written; nobody needs it in memory any more
        return found

    def _make(self, tabelle: Tabelle, zeile: dict) -> models.Model:
        # A group may have become part of a later one: _join_dissolved
        felder = {name: self._value(tabelle, name, wert) for name, wert in zeile.items() if name != "aufgegangen_in"}
        for scope in ("konferenz", "veranstalter"):
            if scope in tabelle.ohne:
                felder[scope] = getattr(self, scope)
        if tabelle.modell is Datei:
            felder["groesse"] = len(felder["inhalt"])
        if tabelle.modell is Umbau:
            felder["bewegt"] = _with_keys(felder.get("bewegt", {}), self.rows)
        if tabelle.modell is Aussendung and felder.get("ausgefuehrt_am") is None:
            # Nobody here has released it.
            felder["freigegeben_am"] = felder["freigegeben_von"] = None
        if tabelle.modell is Protokollfassung:
            # Whoever wrote the package could have named anybody.
            felder["freigegeben_von"] = felder["vorgelegt_von"] = None
        if tabelle.modell is Protokollstand:
            felder |= self._zustand(felder)
        if tabelle.modell is Nachricht:
            marken = {nummer: mark(row) for nummer, row in self.rows["zugang"].items()}
            felder["text"] = werte.read_marks(felder["text"], marken)
            felder.pop("post", None)  # a word, not a row: _restore_delivery
        return tabelle.modell(**felder)

    def _value(self, tabelle: Tabelle, name: str, wert):
        feld = tabelle.feld(name)
        if isinstance(feld, models.ForeignKey) and feld.related_model is Konto:
            return self.konten.get((wert or "").lower())
        if isinstance(wert, Verweis):
            return self.rows[wert.tabelle].get(wert.nummer)
        return wert

    # The directory stays as it is; only what it does not know is added.

    def _write_directory(self, tabelle: Tabelle, zeilen: dict[int, dict]) -> dict[int, models.Model]:
        found, neu = {}, {}
        for nummer, zeile in zeilen.items():
            haus = zeile.get("einrichtung")
            if haus is not None and self.rows["einrichtung"][haus.nummer].pk in self.bekannt:
                row = self._find(tabelle, zeile)
                if row is not None:
                    found[nummer] = row
                continue
            row = self._find(tabelle, zeile) if tabelle.modell in (Traeger, Einrichtung) else None
            if row is None:
                neu[nummer] = self._make(tabelle, zeile)
            else:
                found[nummer] = row
        tabelle.modell.objects.bulk_create(neu.values(), batch_size=JE_SCHRITT)
        if tabelle.modell is Einrichtung:
            self.bekannt = {row.pk for row in found.values()}
        return found | neu

    def _find(self, tabelle: Tabelle, zeile: dict) -> models.Model | None:
        suche = {name: self._value(tabelle, name, zeile.get(name, "")) for name in tabelle.schluessel}
        if tabelle.modell in (Traeger, Einrichtung):
            suche["veranstalter"] = self.veranstalter
        return tabelle.modell.objects.filter(**suche).order_by("pk").first()

    # What follows from other rows

    def _count_people(self, gruppen: dict[int, Kleingruppe]) -> None:
        for zeile in self.paket.tabellen["zuordnung"].values():
            if zeile.get("bis") is None:
                gruppen[zeile["kleingruppe"].nummer].belegt += 1

    def _join_dissolved(self) -> None:
        gruppen = self.rows["kleingruppe"]
        for nummer, zeile in self.paket.tabellen["kleingruppe"].items():
            if zeile.get("aufgegangen_in") is not None:
                gruppen[nummer].aufgegangen_in = gruppen[zeile["aufgegangen_in"].nummer]
        Kleingruppe.objects.bulk_update(gruppen.values(), ["aufgegangen_in"])

    def _zustand(self, felder: dict) -> dict:
        """Nobody here was asked or has submitted anything: the minutes are a draft, or stand as they were released."""
        frist, zustand = felder.get("frist"), Zustand.ENTWURF
        is_korrektur = bool(felder.get("aenderung"))
        if self.paket.tabellen["protokollfassung"] and not is_korrektur:
            zustand = Zustand.FREIGEGEBEN
        if frist is not None and frist >= timezone.localdate():
            frist = None  # as when a draft is taken back before its time was over
        return {"zustand": zustand, "frist": frist, "vorgelegt_summe": "", "vorgelegt_am": None, "vorgelegt_von": None}

    def _restore_delivery(self, nachrichten: list[Nachricht], worte: Iterable[str]) -> None:
        """What had left has left here, too. What had not counts as failed: only a person sends it again."""
        emails = []
        for nachricht, wort in zip(nachrichten, worte, strict=True):
            email = build_email(nachricht, self.konferenz)
            email.status = STATUS.sent if wort == "versandt" else STATUS.failed
            email.last_updated = timezone.now()
            emails.append((email, wort))
        Email.objects.bulk_create([email for email, _wort in emails], batch_size=JE_SCHRITT)
        for nachricht, (email, _wort) in zip(nachrichten, emails, strict=True):
            nachricht.post = email
        satz = _("Beim Einlesen der Konferenz noch nicht versandt.")
        Log.objects.bulk_create(
            Log(email=email, status=STATUS.failed, message=satz) for email, wort in emails if not wort
        )


def _free(slug: str, vergeben: set[str]) -> str:
    """The address, or the next one that is free: erste-konferenz-2."""
    found, nummer = slug, 1
    while found in vergeben:
        nummer += 1
        found = f"{slug[:55]}-{nummer}"
    return found


def _with_keys(bewegt, rows: dict[str, dict[int, models.Model]]):
    """References in the trace of a merge become keys again."""
    if isinstance(bewegt, Verweis):
        return rows[bewegt.tabelle][bewegt.nummer].pk
    if isinstance(bewegt, dict):
        return {name: _with_keys(wert, rows) for name, wert in bewegt.items()}
    if isinstance(bewegt, list):
        return [_with_keys(wert, rows) for wert in bewegt]
    return bewegt
