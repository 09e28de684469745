"""The moderator's Regie: what runs, what comes, what is open."""

import datetime
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from konferenz.models import Konferenz, Programmpunkt
from konferenz.models.konferenz import Tor
from konferenz.permissions import Handlung, erlaubt, is_tor_offen, tor_grund
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.phase import set_tor
from konferenz.services.programm import finish_programmpunkt
from themen.services.moderation import begin_punkt
from themen.views.stelle import Stelle

SINNVOLL = 180


@dataclass(frozen=True)
class Lauf:
    """Where the afternoon stands: the running item, minutes left and late, what comes with its expected time."""

    punkt: Programmpunkt | None
    rest: int
    spaeter: int
    anteil: int
    naechster: Programmpunkt | None
    danach: list[Programmpunkt]

    @property
    def verspaetung(self) -> str:
        """How far from the plan, in words; nothing when the plan means another part of the day."""
        if abs(self.spaeter) > SINNVOLL:
            return ""
        if not self.spaeter:
            return _("wie geplant")
        if self.spaeter < 0:
            return ngettext("%(zahl)s Minute früher", "%(zahl)s Minuten früher", -self.spaeter) % {
                "zahl": -self.spaeter
            }
        return ngettext("%(zahl)s Minute später", "%(zahl)s Minuten später", self.spaeter) % {"zahl": self.spaeter}


def collect_lauf(konferenz: Konferenz) -> Lauf:
    now = timezone.localtime()
    punkte = konferenz.punkte
    punkt = konferenz.laufender_punkt
    here = punkte.index(punkt) if punkt else max((i for i, p in enumerate(punkte) if p.beendet_am), default=-1)
    danach = punkte[here + 1 :]
    if punkt is None:
        for kommend in danach:
            kommend.erwartet = kommend.start
        return Lauf(None, 0, 0, 0, danach[0] if danach else None, danach)
    vergangen = max(0, int((now - punkt.begonnen_am).total_seconds() // 60))
    geplant = now.replace(hour=punkt.start.hour, minute=punkt.start.minute, second=0, microsecond=0)
    spaeter = round((timezone.localtime(punkt.begonnen_am) - geplant).total_seconds() / 60)
    zeit = max(now, timezone.localtime(punkt.begonnen_am) + datetime.timedelta(minutes=punkt.dauer))
    for kommend in danach:
        kommend.erwartet = zeit.time()
        zeit += datetime.timedelta(minutes=kommend.dauer)
    return Lauf(
        punkt=punkt,
        rest=max(0, punkt.dauer - vergangen),
        spaeter=spaeter,
        anteil=min(vergangen, punkt.dauer),
        naechster=danach[0] if danach else None,
        danach=danach,
    )


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
        for tor in ("themen", "gruppenwahl", "karten")
    ]


@require_safe
def regie(request, stelle: Stelle):
    konferenz = stelle.konferenz
    context = stelle.context(
        "regie",
        lauf=collect_lauf(konferenz),
        tore=collect_tore(konferenz),
        stellungen=Tor.choices,
        da=konferenz.anmeldungen.anwesend().count(),
        ohne_gruppe=konferenz.themenvorschlaege.ohne_gruppe().count(),
        gruppen=list(konferenz.kleingruppen.for_list()),
        darf_steuern=erlaubt(konferenz, Handlung.ABLAUF_STEUERN, stelle.by),
        darf_tore=erlaubt(konferenz, Handlung.TORE_STELLEN, stelle.by),
        jetzt=None,
    )
    return render(request, "themen/regie.html", context)


@require_POST
def weiter(request, stelle: Stelle):
    """Begin an item; the running one ends with it."""
    punkt = get_object_or_404(stelle.konferenz.programmpunkte, pk=_number(request.POST.get("punkt")))
    return _do(request, stelle, lambda: begin_punkt(punkt, by=stelle.by))


@require_POST
def beenden(request, stelle: Stelle):
    punkt = get_object_or_404(stelle.konferenz.programmpunkte, pk=_number(request.POST.get("punkt")))
    return _do(request, stelle, lambda: finish_programmpunkt(punkt=punkt, by=stelle.by))


@require_POST
def tore(request, stelle: Stelle):
    tor, stellung = request.POST.get("tor", ""), request.POST.get("stellung", "")
    return _do(request, stelle, lambda: set_tor(konferenz=stelle.konferenz, tor=tor, stellung=stellung, by=stelle.by))


def _do(request, stelle: Stelle, work):
    try:
        work()
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(stelle.rahmen["heim"])


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 18 else 0
