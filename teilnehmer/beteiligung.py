"""Who was invited, answered and came, by kind of institution: for the radar, the results and the minutes."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from konferenz.models import Konferenz
from teilnehmer.models import Anmeldung, Einladung, Einrichtung

Antwort = Einladung.Antwort
OHNE = "ohne"


@dataclass(frozen=True)
class Zeile:
    """One kind of institution; the last row, with an empty art, is the sum.

    Each invitation counts once: zugesagt, abgesagt, offen (no answer) or zurueck (no answer, and no letter arrived).
    `verzeichnis` is how many the directory knows of a kind that nobody has invited, otherwise 0.
    """

    art: str
    label: str
    eingeladen: int = 0
    zugesagt: int = 0
    abgesagt: int = 0
    offen: int = 0
    zurueck: int = 0
    personen: int = 0
    anwesend: int = 0
    verzeichnis: int = 0

    @property
    def is_luecke(self) -> bool:
        """Nobody of this kind was invited, or nobody has answered."""
        return bool(self.verzeichnis) or (bool(self.eingeladen) and not (self.zugesagt or self.abgesagt))


ZAHLEN = ("eingeladen", "zugesagt", "abgesagt", "offen", "zurueck", "personen", "anwesend")


def collect_beteiligung(konferenz: Konferenz) -> list[Zeile]:
    """A row for each kind that was invited or came, in the order of Einrichtung.Art, then the sum. Two queries."""
    return _rows(konferenz, {})


def collect_radar(konferenz: Konferenz) -> list[Zeile]:
    """Like collect_beteiligung, and a row for each kind that the directory knows and nobody has invited."""
    bekannt = dict(
        Einrichtung.objects.aktiv()
        .filter(veranstalter=konferenz.veranstalter_id)
        .order_by()
        .values_list("art")
        .annotate(zahl=Count("pk"))
    )
    return _rows(konferenz, bekannt)


def _rows(konferenz: Konferenz, bekannt: dict[str, int]) -> list[Zeile]:
    einladungen = {
        row.pop("einrichtung__art"): row
        for row in Einladung.objects.filter(konferenz=konferenz)
        .with_zurueck()
        .values("einrichtung__art")
        .annotate(
            eingeladen=Count("pk"),
            zugesagt=Count("pk", filter=Q(antwort=Antwort.ZUGESAGT)),
            abgesagt=Count("pk", filter=Q(antwort=Antwort.ABGESAGT)),
            offen=Count("pk", filter=Q(antwort=Antwort.OFFEN, is_zurueck=False)),
            zurueck=Count("pk", filter=Q(antwort=Antwort.OFFEN, is_zurueck=True)),
        )
    }
    personen = {
        row.pop("einrichtung__art") or OHNE: row
        for row in Anmeldung.objects.filter(konferenz=konferenz, status=Anmeldung.Status.ANGEMELDET)
        .values("einrichtung__art")
        .annotate(personen=Count("pk"), anwesend=Count("pk", filter=Q(anwesend_am__isnull=False)))
    }
    arten = [(art.value, str(art.label)) for art in Einrichtung.Art] + [(OHNE, _("Ohne Einrichtung"))]
    zeilen = [
        Zeile(
            art,
            label,
            **einladungen.get(art, {}),
            **personen.get(art, {}),
            verzeichnis=0 if art in einladungen else bekannt.get(art, 0),
        )
        for art, label in arten
        if art in einladungen or art in personen or art in bekannt
    ]
    summe = {name: sum(getattr(zeile, name) for zeile in zeilen) for name in ZAHLEN}
    return [*zeilen, Zeile("", _("Zusammen"), **summe)]
