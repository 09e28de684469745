"""The photos of a conference as plain data, for minutes, gallery and export: first without bytes, then as prints.

A released version keeps what it said, but a photo that was taken back is shown nowhere any more: `withdrawn_fotos`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from konferenz.akteur import Akteur, Rolle
from konferenz.bilder import FOTO_TYP, shrink_own
from konferenz.models import Konferenz
from konferenz.pdf import Bild
from themen.models import Foto, Kleingruppe, Protokollfassung, Publikum

DRUCK_SEITE = 1200  # points on the longest side: sharp at 15 cm, and small enough for many


@dataclass(frozen=True)
class FotoBild:
    """One photo without its bytes; `gruppe` is the number of its group, None for the whole conference."""

    kennung: str
    gruppe: int | None
    alternativtext: str
    breite: int
    hoehe: int
    sha256: str
    art: str

    @property
    def name(self) -> str:
        """The print shows it under `bild:<name>`."""
        return f"foto-{self.kennung}"


def collect_fotos(konferenz: Konferenz, *, nur_druckbare: bool = True) -> tuple[FotoBild, ...]:
    """In the order of the groups, those of the whole conference last. One query."""
    rows = konferenz.fotos.druckbar() if nur_druckbare else konferenz.fotos.vorhanden()
    return tuple(
        FotoBild(*row)
        for row in rows.order_by("kleingruppe__nummer", "position", "pk").values_list(
            "kennung", "kleingruppe__nummer", "alternativtext", "breite", "hoehe", "datei__sha256", "art"
        )
    )


def load_bilder(konferenz: Konferenz, fotos: Iterable[FotoBild]) -> tuple[Bild, ...]:
    """Their bytes for a print, in the order given, scaled down; only what may still be shown. One query.

    Only photos of this conference: the minutes of an imported one may name anything.
    """
    names = {foto.kennung: foto.name for foto in fotos}
    if not names:
        return ()
    inhalte = dict(konferenz.fotos.druckbar().filter(kennung__in=names).values_list("kennung", "datei__inhalt"))
    return tuple(
        Bild(name, FOTO_TYP, shrink_own(bytes(inhalte[kennung]), DRUCK_SEITE))
        for kennung, name in names.items()
        if kennung in inhalte
    )


def withdrawn_fotos(konferenz: Konferenz, protokoll) -> frozenset[str]:
    """The kennungen of those photos of these minutes that may not be shown any more. One query, none without photos."""
    kennungen = {foto.kennung for foto in protokoll.fotos}
    if not kennungen:
        return frozenset()
    frei = konferenz.fotos.druckbar().filter(kennung__in=kennungen).values_list("kennung", flat=True)
    return frozenset(kennungen.difference(frei))


def versions_with(foto: Foto) -> list[int]:
    """The numbers of the released versions that show this photo, for whomever."""
    wo = Q()
    for publikum in Publikum.values:
        wo |= Q(**{f"inhalt__{publikum}__fotos__contains": [{"kennung": foto.kennung}]})
    rows = Protokollfassung.objects.filter(wo, konferenz=foto.konferenz_id)
    return list(rows.order_by("nummer").values_list("nummer", flat=True))


def released_fotos(konferenz: Konferenz, publikum: str) -> QuerySet:
    """The photos of the newest released version for these readers, as far as they are still allowed."""
    inhalt = konferenz.protokollfassungen.order_by("-nummer").values_list(f"inhalt__{publikum}__fotos", flat=True)
    return allowed_fotos(konferenz, [foto["kennung"] for foto in inhalt.first() or ()])


def allowed_fotos(konferenz: Konferenz, kennungen: Iterable[str]) -> QuerySet:
    """Those of these photos that may be shown."""
    rows = konferenz.fotos.for_list()
    return rows.filter(kennung__in=list(kennungen), pk__in=konferenz.fotos.druckbar().values("pk"))


def visible_fotos(konferenz: Konferenz, by: Akteur) -> QuerySet:
    """What this actor may see: staff and links of the day everything, a participant the own group's and what is
    ready for the minutes."""
    rows = konferenz.fotos.for_list()
    if by.rolle != Rolle.TEILNAHME:
        return rows
    eigene = Kleingruppe.objects.filter(
        konferenz=konferenz, zuordnungen__anmeldung=by.id, zuordnungen__bis__isnull=True
    )
    return rows.filter(Q(kleingruppe__in=eigene) | Q(pk__in=konferenz.fotos.druckbar().values("pk")))
