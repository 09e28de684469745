"""What services raise beside ValidationError. The message is a German sentence for the person who acted."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _


class NichtErlaubt(PermissionDenied):
    """The phase, a gate or the role does not allow it (any more)."""

    def __init__(self, satz: str = ""):
        super().__init__(satz or _("Das geht gerade nicht. Es wurde nichts geändert."))

    @property
    def satz(self) -> str:
        return str(self.args[0])


class Veraltet(Exception):
    """Somebody else saved in between. `aktuell` is the row as it stands now; nothing was written."""

    def __init__(self, aktuell):
        super().__init__(_("Während Sie geschrieben haben, wurde das hier geändert. Es geht nichts verloren."))
        self.aktuell = aktuell
