"""Short talks: the plan of rounds, its start and end, fixed seats, and who wants to keep in touch with whom."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur, Rolle
from konferenz.live import announce
from konferenz.models import Konferenz
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import lock, record, require
from teilnehmer.kurzgespraech_lage import Lage, collect_lage
from teilnehmer.models import Anmeldung, Gespraechsrunde, Kontaktwunsch, Kurzgespraech
from teilnehmer.rundenguete import Runde

MOST_RUNDEN = 20
LIVE = "gespraeche"


@transaction.atomic
def plan_runden(konferenz: Konferenz, *, runden: int, groesse: int, minuten: int, by: Akteur) -> list[Gespraechsrunde]:
    """So many rounds in all, for everybody who is here. What has begun stays, the rest is computed anew."""
    require(konferenz, Handlung.ABLAUF_STEUERN, by)
    vorab = _Vorab(konferenz, runden, groesse)
    row = lock(Konferenz.objects, konferenz.pk)
    require(row, Handlung.ABLAUF_STEUERN, by)
    alle = _rounds(row)
    begonnen = [runde for runde in alle if runde.begonnen_am]
    if not 1 <= runden <= MOST_RUNDEN:
        raise ValidationError({"runden": _("Möglich sind 1 bis %(zahl)s Runden.") % {"zahl": MOST_RUNDEN}})
    if runden < len(begonnen):
        raise ValidationError(
            {"runden": _("Runde %(nr)s hat schon begonnen. Weniger Runden geht nicht.") % {"nr": len(begonnen)}}
        )
    neue = _renew(row, alle, runden, groesse, minuten, vorab)
    record(_("Der Plan der Kurzgespräche ist neu: %(zahl)s Runden.") % {"zahl": runden}, by=by, konferenz=row)
    announce(row.live_kanal, LIVE)
    return [*begonnen, *neue]


@transaction.atomic
def replan_runden(konferenz: Konferenz, *, by: Akteur) -> list[Gespraechsrunde]:
    """People came or left: the rounds that have not begun are computed anew, for whoever is here now."""
    require(konferenz, Handlung.ABLAUF_STEUERN, by)
    alle = _rounds(konferenz)
    offen = [runde for runde in alle if not runde.begonnen_am]
    vorab = _Vorab(konferenz, len(alle), offen[0].groesse) if offen else None
    row = lock(Konferenz.objects, konferenz.pk)
    require(row, Handlung.ABLAUF_STEUERN, by)
    if not _replan(row, vorab):
        raise ValidationError(_("Es gibt keine Runde mehr, die noch kommt. Es wurde nichts geändert."))
    record(_("Die kommenden Kurzgespräche sind neu geplant."), by=by, konferenz=row)
    announce(row.live_kanal, LIVE)
    return _rounds(row)


@transaction.atomic
def begin_runde(konferenz: Konferenz, nummer: int, *, by: Akteur) -> Gespraechsrunde:
    """The next round; one that still runs ends with it, and who came or left meanwhile is taken into account.

    Beginning a round twice keeps its first time.
    """
    row = lock(Konferenz.objects, konferenz.pk)
    require(row, Handlung.ABLAUF_STEUERN, by)
    alle = _rounds(row)
    runde = next((r for r in alle if r.nummer == nummer), None)
    if runde is not None and runde.begonnen_am:
        return runde
    erste = next((r for r in alle if not r.begonnen_am), None)
    if runde is None or runde != erste:
        raise ValidationError(
            _("Als Nächstes kommt Runde %(nr)s. Bitte beginnen Sie diese.") % {"nr": erste.nummer}
            if erste
            else _("Alle Runden sind schon gespielt. Es wurde nichts geändert.")
        )
    now = timezone.now()
    for laufende in (r for r in alle if r.is_laufend):
        _end(laufende, now)
    if _who_is_here(row) != set(Kurzgespraech.objects.filter(runde=runde).values_list("anmeldung", flat=True)):
        _replan(row)
        runde = Gespraechsrunde.objects.get(konferenz=row, nummer=nummer)
    runde.begonnen_am = now
    if row.laufender_punkt:
        runde.stillstand_vorher = round(row.laufender_punkt.stillstand(now).total_seconds())
    runde.save(update_fields=["begonnen_am", "stillstand_vorher"])
    record(_("Runde %(nr)s der Kurzgespräche hat begonnen.") % {"nr": nummer}, by=by, konferenz=row)
    announce(row.live_kanal, LIVE)
    announce(row.live_kanal, "jetzt")
    return runde


@transaction.atomic
def take_back_runde(konferenz: Konferenz, nummer: int, *, by: Akteur) -> None:
    """A round that was begun by mistake is as if not begun; the one that ended with it runs on.

    Only the last one that began, and only while nobody said after it that they keep in touch. Twice changes nothing.
    """
    row = lock(Konferenz.objects, konferenz.pk)
    require(row, Handlung.ABLAUF_STEUERN, by)
    alle = _rounds(row)
    runde = next((r for r in alle if r.nummer == nummer), None)
    if runde is None or runde.begonnen_am is None:
        return
    letzte = max((r for r in alle if r.begonnen_am), key=lambda r: r.nummer)
    if runde != letzte:
        raise ValidationError(
            _("Inzwischen hat Runde %(nr)s begonnen. Es wurde nichts geändert.") % {"nr": letzte.nummer}
        )
    if _has_wishes(runde):
        raise ValidationError(
            _("In Runde %(nr)s möchten schon Personen in Kontakt bleiben. Sie bleibt darum, es wurde nichts geändert.")
            % {"nr": nummer}
        )
    vorige = next((r for r in alle if r.beendet_am == runde.begonnen_am), None)
    runde.begonnen_am = runde.beendet_am = None
    runde.save(update_fields=["begonnen_am", "beendet_am"])
    if vorige:
        vorige.beendet_am = None
        vorige.save(update_fields=["beendet_am"])
    record(_("Der Beginn von Runde %(nr)s ist rückgängig gemacht.") % {"nr": nummer}, by=by, konferenz=row)
    announce(row.live_kanal, LIVE)
    announce(row.live_kanal, "jetzt")


def _has_wishes(runde: Gespraechsrunde) -> bool:
    """Whether two who sat together in this round wished so after it began."""
    am_tisch = Kurzgespraech.objects.filter(runde=runde, anmeldung=OuterRef("von"))
    daneben = Kurzgespraech.objects.filter(runde=runde, anmeldung=OuterRef("an"), tisch=OuterRef("tisch_von"))
    wuensche = Kontaktwunsch.objects.filter(konferenz=runde.konferenz_id, am__gte=runde.begonnen_am)
    return wuensche.annotate(tisch_von=Subquery(am_tisch.values("tisch"))).filter(Exists(daneben)).exists()


@transaction.atomic
def end_runde(konferenz: Konferenz, nummer: int, *, by: Akteur) -> None:
    """The running round is over; ending it twice changes nothing."""
    row = lock(Konferenz.objects, konferenz.pk)
    require(row, Handlung.ABLAUF_STEUERN, by)
    runde = next((r for r in _rounds(row) if r.nummer == nummer and r.is_laufend), None)
    if runde is None:
        return
    _end(runde, timezone.now())
    record(_("Runde %(nr)s der Kurzgespräche ist zu Ende.") % {"nr": nummer}, by=by, konferenz=row)
    announce(row.live_kanal, LIVE)
    announce(row.live_kanal, "jetzt")


@transaction.atomic
def set_fester_platz(anmeldung: Anmeldung, *, fest: bool, by: Akteur) -> None:
    """This person stays at one table and others come; rounds that have not begun follow at once."""
    konferenz = lock(Konferenz.objects, anmeldung.konferenz_id)
    require(konferenz, Handlung.ANWESENHEIT, by)
    person = lock(Anmeldung.objects, anmeldung.pk)
    if person.fester_platz == fest:
        return
    person.fester_platz = fest
    person.save(update_fields=["fester_platz"])
    if erlaubt(konferenz, Handlung.ANWESENHEIT, by) and konferenz.phase == Konferenz.Phase.DURCHFUEHRUNG:
        _replan(konferenz)
    satz = _("Eine Person hat jetzt einen festen Platz.") if fest else _("Eine Person hat keinen festen Platz mehr.")
    record(satz, by=by, konferenz=konferenz, objekt=f"anmeldung:{person.pk}")
    announce(konferenz.live_kanal, LIVE)


@transaction.atomic
def wish_kontakt(von: Anmeldung, kennung: str, *, by: Akteur) -> Kontaktwunsch:
    """`von` wants to keep in touch with somebody they sat with; said twice it counts once."""
    _require_kontakt(von, by)
    an = _partner(von, kennung)
    wunsch, is_new = Kontaktwunsch.objects.get_or_create(konferenz_id=von.konferenz_id, von=von, an=an)
    if is_new:
        record(_("Jemand möchte in Kontakt bleiben."), by=by, konferenz=von.konferenz)
    return wunsch


@transaction.atomic
def withdraw_kontakt(von: Anmeldung, kennung: str, *, by: Akteur) -> None:
    """Taken back: nobody sees a contact any more. For oneself this stays possible as long as the pass opens."""
    if not (by.rolle == Rolle.TEILNAHME and by.id == von.pk):
        _require_kontakt(von, by)
    fort, _je = Kontaktwunsch.objects.filter(konferenz=von.konferenz_id, von=von, an__kennung=kennung).delete()
    if fort:
        record(_("Jemand hat einen Kontaktwunsch zurückgenommen."), by=by, konferenz=von.konferenz)


def _require_kontakt(von: Anmeldung, by: Akteur) -> None:
    satz = _("Das geht nur am Tag der Konferenz und kurz danach. Es wurde nichts geändert.")
    require(von.konferenz, Handlung.KONTAKT_WUENSCHEN, by, satz)
    if by.rolle == Rolle.TEILNAHME and by.id != von.pk:
        raise NichtErlaubt
    if von.gesperrt:
        raise NichtErlaubt(_("Ihr Name wird nicht genannt. Darum geht das hier nicht. Es wurde nichts geändert."))


def _partner(von: Anmeldung, kennung: str) -> Anmeldung:
    """Who sat at a table with `von` in a round that has begun, and may be named."""
    gemeinsam = Kurzgespraech.objects.filter(anmeldung=von, runde__begonnen_am__isnull=False).values("runde", "tisch")
    orte = [(platz["runde"], platz["tisch"]) for platz in gemeinsam]
    kandidat = (
        Anmeldung.objects.nennbar().filter(konferenz=von.konferenz_id, kennung=kennung).exclude(pk=von.pk).first()
    )
    if kandidat is not None:
        seine = set(kandidat.kurzgespraeche.filter(runde__in=[r for r, _t in orte]).values_list("runde", "tisch"))
        if seine & set(orte):
            return kandidat
    raise NichtErlaubt(_("Sie haben noch nicht miteinander gesprochen. Es wurde nichts geändert."))


class _Vorab:
    """A plan made before the conference is locked: computing takes a moment, and the door goes on meanwhile."""

    def __init__(self, konferenz: Konferenz, runden: int, groesse: int):
        alle = _rounds(konferenz)
        self.lage = collect_lage(konferenz, alle)
        self.weitere = max(0, min(runden, MOST_RUNDEN) - sum(1 for runde in alle if runde.begonnen_am))
        self.groesse = groesse
        self.plan = _compute(self.lage, self.weitere, groesse) if len(self.lage.gaeste) >= 2 else []

    def fits(self, lage: Lage, weitere: int, groesse: int) -> bool:
        return (self.lage, self.weitere, self.groesse) == (lage, weitere, groesse)


def _rounds(konferenz: Konferenz) -> list[Gespraechsrunde]:
    return list(Gespraechsrunde.objects.filter(konferenz=konferenz).order_by("nummer"))


def _who_is_here(konferenz: Konferenz) -> set[int]:
    return set(Anmeldung.objects.filter(konferenz=konferenz).anwesend().values_list("pk", flat=True))


def _end(runde: Gespraechsrunde, now) -> None:
    runde.beendet_am = max(now, runde.begonnen_am)
    runde.save(update_fields=["beendet_am"])


def _replan(konferenz: Konferenz, vorab: _Vorab | None = None) -> bool:
    """Under the lock: the rounds to come anew, as many and as long as they were. False where there are none."""
    alle = _rounds(konferenz)
    offen = next((runde for runde in alle if not runde.begonnen_am), None)
    if offen is None:
        return False
    _renew(konferenz, alle, len(alle), offen.groesse, offen.minuten, vorab)
    return True


def _renew(
    konferenz: Konferenz, alle: list[Gespraechsrunde], runden: int, groesse: int, minuten: int, vorab: _Vorab | None
) -> list[Gespraechsrunde]:
    """Under the lock: new rows for the rounds that have not begun. Their new ids tell phones that they changed."""
    begonnen = [runde for runde in alle if runde.begonnen_am]
    weitere = runden - len(begonnen)
    lage = collect_lage(konferenz, alle)
    if len(lage.gaeste) < 2:
        raise ValidationError(_("Es sind noch zu wenige Personen da. Bitte haken Sie zuerst die Anwesenden ab."))
    if vorab is not None and vorab.fits(lage, weitere, groesse):
        plan = vorab.plan
    else:
        plan = _compute(lage, weitere, groesse)
    Gespraechsrunde.objects.filter(konferenz=konferenz, begonnen_am__isnull=True).delete()
    neue = [
        Gespraechsrunde(konferenz=konferenz, nummer=len(begonnen) + n, groesse=groesse, minuten=minuten)
        for n in range(1, weitere + 1)
    ]
    for runde in neue:
        runde.full_clean(exclude=["konferenz"], validate_constraints=False)
    Gespraechsrunde.objects.bulk_create(neue)
    Kurzgespraech.objects.bulk_create(
        Kurzgespraech(konferenz=konferenz, runde=runde, tisch=tisch, anmeldung_id=anmeldung)
        for runde, tische in zip(neue, plan, strict=True)
        for tisch, leute in tische.items()
        for anmeldung in leute
    )
    return neue


def _compute(lage: Lage, weitere: int, groesse: int) -> list[Runde]:
    # Only who plans loads the machine: numpy and rustworkx weigh more than the rest of a web process.
    from teilnehmer import rundenplan

    return rundenplan.plan_runden(
        lage.gaeste, runden=weitere, groesse=groesse, bisher=lage.bisher, getroffen=lage.getroffen
    )
