"""Take an import back: what it made goes, what it changed becomes as before, except what went on living since."""

from collections import defaultdict

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz.akteur import Akteur
from konferenz.models import Veranstalter
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import lock, record
from teilnehmer.models import Ansprechperson, Einrichtung, Nachricht, Traeger, Verzeichnisimport
from teilnehmer.services.einrichtung import PLANENDE
from teilnehmer.services.verzeichnisuebernahme import update_locked

MODELLE = {"traeger": Traeger, "einrichtung": Einrichtung, "person": Ansprechperson}


@transaction.atomic
def take_back_import(*, verzeichnisimport: Verzeichnisimport, by: Akteur) -> Verzeichnisimport:
    """One transaction; a second click finds it done. `bericht` names what stays, and why."""
    if by.rolle not in PLANENDE:
        raise NichtErlaubt(_("Das Verzeichnis ändert, wer plant. Es wurde nichts geändert."))
    veranstalter = lock(Veranstalter.objects, verzeichnisimport.veranstalter_id)
    row = lock(Verzeichnisimport.objects, verzeichnisimport.pk)
    if row.status == Verzeichnisimport.Status.ZURUECKGENOMMEN:
        return row
    if not row.is_ruecknehmbar:
        raise NichtErlaubt(_("Dieser Import lässt sich nicht mehr zurücknehmen. Es wurde nichts geändert."))
    ruecknahme = _Ruecknahme(row.spuren)
    ruecknahme.run()
    _follow(row, ruecknahme.zurueck)
    row.status, row.zurueckgenommen_am = Verzeichnisimport.Status.ZURUECKGENOMMEN, timezone.now()
    row.bericht, row.spuren = ruecknahme.bericht, []
    row.tabelle, row.plan = {}, []
    row.save(update_fields=["status", "zurueckgenommen_am", "bericht", "spuren", "tabelle", "plan"])
    zahl = len(row.bericht)
    satz = ngettext(
        "Import zurückgenommen. %(zahl)s Eintrag ist geblieben.",
        "Import zurückgenommen. %(zahl)s Einträge sind geblieben.",
        zahl,
    ) % {"zahl": zahl}
    record(satz, by=by, veranstalter=veranstalter, objekt=f"Import {row.kennung}")
    return row


class _Ruecknahme:
    """The traces of one import against the rows of today."""

    def __init__(self, spuren: list[dict]):
        self.bericht: list[dict] = []
        self.zurueck: dict[tuple[str, int], tuple[int, int]] = {}  # version before the import, and now
        self.spuren = {art: [spur for spur in spuren if spur["art"] == art] for art in MODELLE}
        # Locked against new references too: nobody invites an institution that is just going.
        self.rows = {
            art: {
                row.pk: row
                for row in modell.objects.select_for_update(of=("self",))
                .filter(pk__in=[spur["pk"] for spur in self.spuren[art]])
                .order_by("pk")
            }
            for art, modell in MODELLE.items()
        }

    def run(self) -> None:
        self._restore("person")
        bleibende = self._institutions_that_stay()
        self._delete_persons(bleibende)
        self._restore("einrichtung")
        gehende = [spur["pk"] for spur in self._made("einrichtung") if spur["pk"] not in bleibende]
        Einrichtung.objects.filter(pk__in=gehende).delete()
        self._delete_carriers()

    def _made(self, art: str) -> list[dict]:
        """Traces of rows that the import made and that still exist."""
        return [s for s in self.spuren[art] if s["vorher"] is None and s["pk"] in self.rows[art]]

    def _is_touched(self, spur: dict) -> bool:
        return self.rows[spur["art"]][spur["pk"]].fassung != spur["fassung"]

    def _stays(self, spur: dict, grund: str) -> None:
        self.bericht.append({"name": spur["name"], "grund": grund})

    def _restore(self, art: str) -> None:
        """Old values of changed rows, all in a few queries; what others changed since stays and is named."""
        zurueck, felder = [], set()
        for spur in self.spuren[art]:
            row = self.rows[art].get(spur["pk"])
            if spur["vorher"] is None or row is None:
                continue
            if self._is_touched(spur):
                self._stays(spur, _("seit dem Import geändert"))
                continue
            for feld, alt in spur["vorher"].items():
                setattr(row, feld, alt)
            row.fassung += 1
            self.zurueck[(art, row.pk)] = (spur["fassung"] - 1, row.fassung)
            felder |= spur["vorher"].keys()
            zurueck.append(row)
        if art == "einrichtung":
            self._drop_lost_carriers(zurueck)
        update_locked(MODELLE[art], zurueck, felder)

    def _drop_lost_carriers(self, rows: list[Einrichtung]) -> None:
        """A carrier that was deleted since cannot come back."""
        noch_da = set(
            Traeger.objects.filter(pk__in={row.traeger_id for row in rows} - {None}).values_list("pk", flat=True)
        )
        for row in rows:
            if row.traeger_id not in noch_da:
                row.traeger_id = None

    def _institutions_that_stay(self) -> set[int]:
        """Made by the import, but changed since or used; with them stay their contacts."""
        gemacht = self._made("einrichtung")
        pks = [spur["pk"] for spur in gemacht]
        eigene = {spur["pk"] for spur in self._made("person") if not self._is_touched(spur)}
        fremde = Ansprechperson.objects.filter(einrichtung__in=pks).exclude(pk__in=eigene)
        benutzt = _used(Einrichtung, pks, except_for=Ansprechperson)
        benutzt |= self._einrichtungen_of(_used(Ansprechperson, eigene))
        veraendert = set(fremde.values_list("einrichtung_id", flat=True))
        bleibende = set()
        for spur in gemacht:
            if spur["pk"] in benutzt:
                self._stays(spur, _("schon benutzt, zum Beispiel eingeladen"))
            elif self._is_touched(spur) or spur["pk"] in veraendert:
                self._stays(spur, _("seit dem Import geändert"))
            else:
                continue
            bleibende.add(spur["pk"])
        return bleibende

    def _einrichtungen_of(self, personen: set[int]) -> set[int]:
        return {spur["einrichtung"] for spur in self.spuren["person"] if spur["pk"] in personen}

    def _delete_persons(self, bleibende: set[int]) -> None:
        neue_einrichtungen = {spur["pk"] for spur in self._made("einrichtung")}
        gemacht = [spur for spur in self._made("person") if spur["einrichtung"] not in bleibende]
        einzeln = [spur for spur in gemacht if spur["einrichtung"] not in neue_einrichtungen]
        benutzt = _used(Ansprechperson, [spur["pk"] for spur in einzeln]) | self._written_to(einzeln)
        gehende = []
        for spur in gemacht:
            if spur["pk"] in benutzt:
                self._stays(spur, _("schon benutzt, zum Beispiel angeschrieben"))
            elif self._is_touched(spur):
                self._stays(spur, _("seit dem Import geändert"))
            else:
                gehende.append(spur["pk"])
        Ansprechperson.objects.filter(pk__in=gehende).delete()

    def _written_to(self, spuren: list[dict]) -> set[int]:
        """Contacts to whom a letter went: their invitation must keep its recipient."""
        briefe = set(
            Nachricht.objects.filter(einladung__einrichtung__in={spur["einrichtung"] for spur in spuren}).values_list(
                "einladung__einrichtung_id", "empfaenger"
            )
        )
        rows = self.rows["person"]
        return {spur["pk"] for spur in spuren if (spur["einrichtung"], rows[spur["pk"]].email) in briefe}

    def _delete_carriers(self) -> None:
        gemacht = self._made("traeger")
        benutzt = _used(Traeger, [spur["pk"] for spur in gemacht])
        gehende = []
        for spur in gemacht:
            if spur["pk"] in benutzt:
                self._stays(spur, _("Träger von Einrichtungen, die bleiben"))
            elif self._is_touched(spur):
                self._stays(spur, _("seit dem Import geändert"))
            else:
                gehende.append(spur["pk"])
        Traeger.objects.filter(pk__in=gehende).delete()


def _follow(verzeichnisimport: Verzeichnisimport, zurueck: dict[tuple[str, int], tuple[int, int]]) -> None:
    """Earlier imports find their rows as they left them: what is restored counts as unchanged, so both can go back."""
    fruehere = Verzeichnisimport.objects.filter(
        veranstalter=verzeichnisimport.veranstalter_id, status=Verzeichnisimport.Status.UEBERNOMMEN
    ).exclude(pk=verzeichnisimport.pk)
    for row in fruehere.exclude(spuren=[]).order_by("pk").only("spuren"):
        passend = [spur for spur in row.spuren if (spur["art"], spur["pk"]) in zurueck]
        for spur in passend:
            vorher, jetzt = zurueck[(spur["art"], spur["pk"])]
            if spur["fassung"] == vorher:
                spur["fassung"] = jetzt
        if passend:
            row.save(update_fields=["spuren"])


def _used(modell: type[models.Model], pks, except_for: type[models.Model] | None = None) -> set[int]:
    """Those of the rows that anything refers to, in whatever app: one query per kind of reference."""
    found: dict[int, bool] = defaultdict(bool)
    for relation in modell._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and not relation.concrete) or relation.related_model is except_for:
            continue
        field = relation.field
        rows = relation.related_model._base_manager.filter(**{f"{field.name}__in": list(pks)})
        found |= dict.fromkeys(rows.values_list(field.attname, flat=True), True)
    return set(found)
