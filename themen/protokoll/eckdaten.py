"""The facts at the head of the minutes, once for page, print, export and comparison."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from themen.protokoll import saetze
from themen.protokoll.daten import Protokoll


@dataclass(frozen=True)
class Eckdatum:
    """What it is, and one line or several; the print sets `is_liste` in a column of its own."""

    was: str
    zeilen: tuple[str, ...]
    is_liste: bool = False

    @property
    def text(self) -> str:
        """All lines in one."""
        return "; ".join(self.zeilen)


def eckdaten(p: Protokoll) -> tuple[Eckdatum, ...]:
    """Those that are known, in their order."""
    alle = (
        Eckdatum(_("Veranstalter"), _one(p.gemeinde, p.fachbereich)),
        Eckdatum(_("Datum und Zeit"), (saetze.termin(p),)),
        Eckdatum(_("Ort"), _one(p.raum, p.ort)),
        Eckdatum(p.pluralform, (saetze.personen_aus(p.personen, p.einrichtungen),) if p.personen else ()),
        Eckdatum(_("Moderation"), _one(p.moderation)),
        Eckdatum(_("Aktenzeichen"), _one(p.aktenzeichen)),
        Eckdatum(_("Verteiler"), p.verteiler, is_liste=True),
        Eckdatum(_("Kontakt"), p.kontakt, is_liste=True),
    )
    return tuple(eins for eins in alle if eins.zeilen)


def _one(*teile: str) -> tuple[str, ...]:
    """One line of what is there, or none."""
    text = ", ".join(filter(None, teile))
    return (text,) if text else ()
