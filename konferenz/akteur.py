"""Who acts. Every service that writes takes an Akteur as its explicit `by=`."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rolle(models.TextChoices):
    LEITUNG = "leitung", _("Leitung")
    PLANUNG = "planung", _("Planung")
    LESEND = "lesend", _("Lesend")
    MODERATION = "moderation", _("Moderation")
    HILFE = "hilfe", _("Hilfe vor Ort")
    EINRICHTUNG = "einrichtung", _("Einrichtung")
    TEILNAHME = "teilnahme", _("Teilnehmende Person")
    OEFFENTLICH = "oeffentlich", _("Öffentlichkeit")
    SYSTEM = "system", _("Netzwerkstatt")


VERWALTUNG = frozenset({Rolle.LEITUNG, Rolle.PLANUNG, Rolle.LESEND})


@dataclass(frozen=True)
class Akteur:
    """A role and the row behind it: Konto, Zugang, Einladung or Anmeldung, whose id the Verlauf keeps."""

    rolle: Rolle
    id: int | None = None

    @property
    def is_verwaltung(self) -> bool:
        return self.rolle in VERWALTUNG


OEFFENTLICH = Akteur(Rolle.OEFFENTLICH)
SYSTEM = Akteur(Rolle.SYSTEM)
