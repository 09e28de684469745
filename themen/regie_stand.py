"""What the Regie shows, collected in one place, and its shared fragment.

The page is forms all over, so the fragment says only that something changed; each Regie then fetches itself.
"""

import hashlib
from dataclasses import dataclass

from django.template.loader import render_to_string

from konferenz.lauf import Lauf, collect_lauf
from konferenz.models import Konferenz, Programmpunkt
from konferenz.permissions import is_tor_offen, tor_grund
from teilnehmer.kurzgespraech_plan import Plan
from themen.models import Kleingruppe
from themen.pitch_stand import Vorstellungen, collect_vorstellungen

Art = Programmpunkt.Art
TORE = ("themen", "gruppenwahl", "karten")


@dataclass(frozen=True)
class Regie:
    konferenz: Konferenz
    lauf: Lauf
    tore: list[dict]
    vorstellungen: Vorstellungen
    gespraeche: Plan
    gruppen: list[Kleingruppe]
    da: int
    ohne_gruppe: int

    @property
    def zeigt_vorstellungen(self) -> bool:
        """On the day, until the groups work."""
        if self.konferenz.phase != Konferenz.Phase.DURCHFUEHRUNG:
            return False
        return not self.konferenz.has_begun(Art.GRUPPENARBEIT)

    @property
    def is_gruppenbildung(self) -> bool:
        """From now on the groups are what the moderator looks at first."""
        return self.konferenz.has_begun(Art.GRUPPENBILDUNG)

    @property
    def zeigt_gespraeche(self) -> bool:
        """While their item runs, or while a round does."""
        punkt = self.lauf.punkt
        return bool(self.gespraeche.laufende) or (punkt is not None and punkt.art == Art.VORSTELLUNGSRUNDE)

    @property
    def stand(self) -> str:
        """Changes with whatever the page shows but the clocks, which run by themselves."""
        k, v = self.konferenz, self.vorstellungen
        punkte = [
            (p.pk, p.fassung, p.position, p.begonnen_am, p.beendet_am, p.zugabe, p.angehalten_am) for p in k.punkte
        ]
        themen = [
            (t.pk, t.fassung, t.anzahl_mitstreiter, t.pitch_begonnen_am, t.pitch_beendet_am)
            for t in [v.spricht, *v.schlange, *v.vorgestellt]
            if t is not None
        ]
        tore = [(tor["offen"], tor["stellung"]) for tor in self.tore]
        gruppen = [(g.nummer, g.fassung, g.belegt) for g in self.gruppen]
        state = (k.phase, k.leinwand, punkte, self.gespraeche.stand, themen, tore, gruppen, self.da, self.ohne_gruppe)
        return hashlib.sha256(repr(state).encode()).hexdigest()[:12]


def collect_tore(konferenz: Konferenz) -> list[dict]:
    """The gates of the day, each with state and reason."""
    return [
        {
            "tor": tor,
            "name": Konferenz._meta.get_field(f"tor_{tor}").verbose_name,
            "offen": is_tor_offen(konferenz, tor),
            "grund": tor_grund(konferenz, tor),
            "stellung": getattr(konferenz, f"tor_{tor}"),
        }
        for tor in TORE
    ]


def collect_regie(konferenz: Konferenz) -> Regie:
    """Programme, topics, rounds of talks, groups, present and topics without a group: six queries."""
    da = konferenz.anmeldungen.anwesend().count()
    return Regie(
        konferenz=konferenz,
        lauf=collect_lauf(konferenz),
        tore=collect_tore(konferenz),
        vorstellungen=collect_vorstellungen(konferenz),
        gespraeche=Plan(tuple(konferenz.gespraechsrunden.order_by("nummer")), da, gesperrte=0),
        gruppen=list(konferenz.kleingruppen.for_list()),
        da=da,
        ohne_gruppe=konferenz.themenvorschlaege.ohne_gruppe().count(),
    )


def render_stand(konferenz_id: int) -> str:
    """Registered as the live fragment `regie`."""
    return render_stand_of(collect_regie(Konferenz.objects.get(pk=konferenz_id)))


def render_stand_of(regie: Regie) -> str:
    return render_to_string("themen/_regie_stand.html", {"stand": regie.stand})
