"""Words that are paths of the application and so cannot become anybody's address."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

RESERVED_SLUGS = frozenset(
    [
        "abmelden",
        "anmelden",
        "api",
        "barrierefreiheit",
        "darstellung",
        "datenschutz",
        "einladung",
        "einstellungen",
        "einrichtungen",
        "ergebnisse",
        "favicon",
        "gesund",
        "gruppen",
        "healthz",
        "hilfe",
        "hilfe-vor-ort",
        "impressum",
        "konferenzen",
        "konto",
        "leichte-sprache",
        "leinwand",
        "live",
        "mein",
        "moderation",
        "netzwerk",
        "neu",
        "postausgang",
        "readyz",
        "robots",
        "static",
        "team",
        "termin",
        "themen",
        "verwaltung",
        "vorschau",
        "wappen",
        "well-known",
    ]
)


def validate_slug_free(slug: str) -> None:
    """Raises ValidationError when the slug is a path of the application."""
    if slug in RESERVED_SLUGS:
        raise ValidationError(
            _("„%(slug)s“ wird schon für Seiten der Netzwerkstatt gebraucht. Bitte wählen Sie ein anderes Wort.")
            % {"slug": slug}
        )
