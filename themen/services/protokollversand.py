"""Handing out a released version: a letter with the link or the file, prepared here, released like every other."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from konferenz.akteur import OEFFENTLICH, Akteur
from konferenz.models import Aussendung, Konferenz
from konferenz.models.aussendung import Anlass, Kreis
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt, Veraltet
from konferenz.services.gemeinsam import lock, record, require
from konferenz.verteiler import verteiler_stand, why_not_verteiler
from teilnehmer import vorlagen
from teilnehmer.services.aussendung import create_aussendung
from themen.models import Protokollfassung
from themen.protokoll.dateien import find_abschrift, find_datei
from themen.protokoll.daten import Variante

KREISE = (Kreis.ANWESENDE, Kreis.ALLE, Kreis.VERTEILER)


@transaction.atomic
def prepare_versand(
    *,
    fassung: Protokollfassung,
    kreis: str,
    variante: Variante | None,
    verteiler: str | None = None,
    gelesen: str = "",
    by: Akteur,
) -> Aussendung:
    """The letter as a draft. `variante` goes along as a file, None sends the link.

    `verteiler` replaces the lines, unless somebody changed them since they were `gelesen` (their verteiler_stand).
    """
    konferenz = lock(Konferenz.objects.select_related("veranstalter"), fassung.konferenz_id)
    require(konferenz, Handlung.BENACHRICHTIGEN, by)
    if kreis not in KREISE or variante == Variante.INTERN:
        raise NichtErlaubt
    if fassung.nummer != konferenz.protokollfassungen.order_by("-nummer").values_list("nummer", flat=True).first():
        raise NichtErlaubt(_("Inzwischen gibt es eine neuere Version. Bitte verteilen Sie diese."))
    if kreis == Kreis.VERTEILER and verteiler is not None:
        _keep_verteiler(konferenz, verteiler, gelesen, by)
    anlage, (betreff, text) = None, vorlagen.protokoll_link()
    if variante is not None:
        betreff, text = vorlagen.protokoll_datei()
        anlage = find_datei(fassung, variante)
        if anlage is None:
            raise NichtErlaubt(_("Die Datei wird noch erstellt. Bitte versuchen Sie es in einer Minute noch einmal."))
        if find_abschrift(fassung, variante) is not None:
            raise NichtErlaubt(
                _(
                    "Diese Datei stimmt nicht mehr: Ein Foto wurde zurückgenommen, oder ein Sperrvermerk kam dazu. "
                    "Bitte senden Sie den Link oder korrigieren Sie."
                )
            )
    elif kreis == Kreis.VERTEILER and not erlaubt(konferenz, Handlung.ERGEBNISSE_SEHEN, OEFFENTLICH):
        raise NichtErlaubt(
            _("Das Protokoll ist noch nicht veröffentlicht. Der Link führte ins Leere. Bitte wählen Sie die Datei.")
        )
    return create_aussendung(
        konferenz=konferenz, anlass=Anlass.PROTOKOLL, kreis=kreis, betreff=betreff, text=text, anlage=anlage, by=by
    )


def _keep_verteiler(konferenz: Konferenz, verteiler: str, gelesen: str, by: Akteur) -> None:
    verteiler = _tidy(verteiler)
    if satz := why_not_verteiler(verteiler):
        raise ValidationError({"verteiler": satz})
    if verteiler == _tidy(konferenz.verteiler):
        return
    if gelesen != verteiler_stand(konferenz.verteiler):
        raise Veraltet(konferenz)
    if len(verteiler) > konferenz._meta.get_field("verteiler").max_length:
        raise ValidationError({"verteiler": _("Das ist zu lang. Möglich sind 2000 Zeichen.")})
    konferenz.verteiler = verteiler
    konferenz.fassung += 1
    konferenz.save(update_fields=["verteiler", "fassung"])
    record(_("Verteiler des Protokolls geändert."), by=by, konferenz=konferenz)


def _tidy(verteiler: str) -> str:
    return "\n".join(line.strip() for line in verteiler.splitlines() if line.strip())
