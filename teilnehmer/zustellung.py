"""What the mail server said, in plain German, and what one can do. Reads only."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

_CODE = re.compile(r"^(?P<code>[45]\d\d)\b[\s-]*(?P<genau>[45]\.\d{1,3}\.\d{1,3})?")


@dataclass(frozen=True)
class Grund:
    """Why a letter did not arrive (yet), what to do, and the server's own words for whoever keeps the server."""

    satz: str
    rat: str
    worte: str = ""


def explain(worte: str | None) -> Grund | None:
    """The reason behind what konferenz.versand noted; None when nothing has failed."""
    if not worte:
        return None
    match = _CODE.match(worte)
    if match is None:
        return Grund(
            _("Der Mailserver hat nicht geantwortet."),
            _("Bitte senden Sie später noch einmal. Bleibt es so, hilft die technische Betreuung."),
            worte,
        )
    code, genau = match["code"], match["genau"] or ""
    if code.startswith("4"):
        return Grund(
            _("Der Server der Empfängerin oder des Empfängers hat um Geduld gebeten."),
            _("Bitte senden Sie später noch einmal oder rufen Sie an."),
            worte,
        )
    if genau == "5.2.2" or (not genau and code == "552"):
        return Grund(_("Das Postfach ist voll."), _("Bitte rufen Sie an oder senden Sie später noch einmal."), worte)
    if genau.startswith(("5.1.", "5.2.")) or (not genau and code in ("550", "551", "553")):
        return Grund(
            _("Diese Adresse gibt es dort nicht."),
            _("Bitte berichtigen Sie die Adresse im Verzeichnis und senden Sie mit neuem Link."),
            worte,
        )
    return Grund(
        _("Der Mailserver hat die Nachricht abgelehnt."),
        _("Bitte rufen Sie an. Die technische Betreuung kann den Grund unten nachsehen."),
        worte,
    )
