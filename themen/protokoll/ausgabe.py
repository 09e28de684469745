"""Each thing that can be printed: what it is called, where it is kept, and how it is made when it is new."""

import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from konferenz.models import Konferenz
from konferenz.pdf import Ablage, Druck, get_or_render
from themen.fotos import load_bilder
from themen.protokoll import druck
from themen.protokoll.daten import Protokoll, Variante
from themen.protokoll.gefroren import checksum
from themen.protokoll.umfang import pages_of_gruppe, pages_of_protokoll


@dataclass(frozen=True)
class Ausgabe:
    """`seiten` is about how many pages it gets; 0 where it is never long."""

    ablage: Ablage
    make: Callable[[], Druck]
    seiten: float = 0

    @property
    def etag(self) -> str:
        return self.ablage.etag

    @property
    def name(self) -> str:
        return self.ablage.name

    def get_pdf(self) -> bytes:
        """Set it, or take it from the database when nothing has changed; raises PdfFehler."""
        return get_or_render(self.ablage, self.make)


def print_protokoll(konferenz: Konferenz, protokoll: Protokoll) -> Ausgabe:
    """The whole minutes."""
    stand = timezone.localdate()
    return Ausgabe(
        _ablage(konferenz, protokoll, "ganz", _("Protokoll")),
        lambda: druck.druck_protokoll(
            protokoll, stand, konferenz.veranstalter.wappen, load_bilder(konferenz, protokoll.fotos)
        ),
        pages_of_protokoll(protokoll),
    )


def print_gruppe(konferenz: Konferenz, protokoll: Protokoll, nummer: int) -> Ausgabe | None:
    """The sheet of one group, None when there is no such group."""
    gruppe = protokoll.gruppe(nummer)
    if gruppe is None:
        return None
    stand = timezone.localdate()
    return Ausgabe(
        _ablage(konferenz, protokoll, f"gruppe{nummer}", _("Gruppe %(nummer)s") % {"nummer": nummer}),
        lambda: druck.druck_gruppen(protokoll, (gruppe,), stand),
    )


def print_gruppen(konferenz: Konferenz, protokoll: Protokoll) -> Ausgabe | None:
    """The sheets of all groups in one print, None while there is no group."""
    if not protokoll.gruppen:
        return None
    stand = timezone.localdate()
    return Ausgabe(
        _ablage(konferenz, protokoll, "gruppen", _("Alle Gruppen")),
        lambda: druck.druck_gruppen(protokoll, protokoll.gruppen, stand),
        sum(map(pages_of_gruppe, protokoll.gruppen)),
    )


def print_gruppenbogen(konferenz: Konferenz) -> Ausgabe:
    """The blank form to fill in by hand."""
    ablage = Ablage(
        veranstalter=konferenz.veranstalter,
        ort=f"druck-{konferenz.pk}-gruppenbogen",
        stand=f"{konferenz.titel}|{konferenz.datum}|{konferenz.veranstalter.name}",
        name=_file_name(_("Gruppenbogen"), konferenz),
    )
    return Ausgabe(ablage, lambda: druck.druck_gruppenbogen(konferenz))


@functools.cache
def _satz_stand() -> str:
    """Hash of the modules that turn the content into words: another wording is another print."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _ablage(konferenz: Konferenz, protokoll: Protokoll, teil: str, titel: str) -> Ablage:
    """A draft names its day, so it is another print tomorrow; what is released stays the same file.

    Drafts and versions are kept apart: staff at a correction do not push out what others read.
    """
    tag = "" if protokoll.is_freigegeben else timezone.localdate().isoformat()
    # short: with its hash the key of a Datei holds a hundred characters
    wo = f"{protokoll.variante[0]}-v{protokoll.fassung}-{teil}"
    # its own checksum is that of the version, also where something was taken back since
    summen = f"{protokoll.pruefsumme}|{checksum(protokoll)}"
    zusatz = {Variante.INTERN: _("intern"), Variante.NETZWERK: _("Netzwerk")}.get(protokoll.variante, "")
    return Ablage(
        veranstalter=konferenz.veranstalter,
        ort=f"protokoll-{konferenz.pk}-{wo}",
        stand=f"{summen}|{teil}|{tag}|{_satz_stand()}",
        name=_file_name(titel, konferenz, zusatz),
    )


def _file_name(titel: str, konferenz: Konferenz, zusatz: str = "") -> str:
    """Protokoll_Erste_Sozialraumkonferenz_Kleinmachnow_intern.pdf"""
    teile = " ".join(part for part in (titel, konferenz.titel[:80], zusatz) if part)
    return f"{get_valid_filename(teile)}.pdf"
