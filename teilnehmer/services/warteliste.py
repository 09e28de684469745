"""The Warteliste: one service moves people up, by one rule (docs/entscheidungen/2026-11-23-warteliste.md)."""

import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz import texte
from konferenz.akteur import SYSTEM, Akteur, Rolle
from konferenz.live import announce
from konferenz.mail import mark, unmark
from konferenz.models import Konferenz
from konferenz.models.aussendung import Anlass
from konferenz.permissions import VOR_UND_TAG, Handlung
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import lock, lock_sorted, record, require
from teilnehmer.kreis import contacts_of
from teilnehmer.models import Anmeldung, Einladung, Nachricht
from teilnehmer.services.bedarf import set_bedarfe
from teilnehmer.services.nachricht import queue_nachricht
from teilnehmer.services.plaetze import has_wartende, load_saal, positions, wartende

Status = Anmeldung.Status
FRIST = datetime.timedelta(hours=48)
# Confirming ends a day before the conference begins; with less time than this left the seat is firm at once.
VOR_BEGINN = datetime.timedelta(hours=24)
MINDESTENS = datetime.timedelta(hours=12)


def moves_up(konferenz: Konferenz) -> bool:
    """Whether the Warteliste moves on its own: until the day of the conference, and not when it is cancelled."""
    is_vorher = timezone.localdate() < konferenz.datum
    return is_vorher and not konferenz.is_abgesagt and konferenz.phase in VOR_UND_TAG


def frist(konferenz: Konferenz, now: datetime.datetime) -> datetime.datetime | None:
    """Until when a seat given now has to be confirmed; None when it is firm at once."""
    beginn = timezone.make_aware(datetime.datetime.combine(konferenz.datum, konferenz.beginn))
    bis = min(now + FRIST, beginn - VOR_BEGINN)
    return bis if bis - now >= MINDESTENS else None


def promote_warteliste(konferenz: Konferenz) -> list[Anmeldung]:
    """Give every free seat to who waits longest. The caller's transaction holds the lock on the conference.

    Whoever's institution is at its limit is passed over and keeps the place. Each gets a held seat and a letter.
    """
    if not moves_up(konferenz):
        return []
    reihe = list(wartende(konferenz).values_list("pk", "einrichtung"))
    if not reihe:
        return []
    saal = load_saal(konferenz)
    chosen = [pk for pk, einrichtung_id in reihe if saal.take(einrichtung_id)]
    if not chosen:
        return []
    rows = lock_sorted(Anmeldung.objects.select_related("zugang", "einrichtung", "einladung__zugang"), chosen)
    now = timezone.now()
    bis = frist(konferenz, now)
    promoted = [rows[pk] for pk in chosen]
    for row in promoted:
        row.konferenz = konferenz
        _give_seat(row, bis, now)
    record(
        ngettext(
            "%(zahl)s Person ist von der Warteliste nachgerückt.",
            "%(zahl)s Personen sind von der Warteliste nachgerückt.",
            len(promoted),
        )
        % {"zahl": len(promoted)},
        by=SYSTEM,
        konferenz=konferenz,
    )
    announce(konferenz.live_kanal, "anmeldungen")
    return promoted


def _give_seat(row: Anmeldung, bis: datetime.datetime | None, now: datetime.datetime) -> None:
    addresses = _addresses(row)
    # Nobody can be asked about somebody whose name may stand in no list: such a seat is firm.
    row.bestaetigen_bis = None if row.gesperrt and not addresses else bis
    row.status, row.nachgerueckt_am = Status.ANGEMELDET, now
    row.fassung += 1
    row.save(update_fields=["status", "nachgerueckt_am", "bestaetigen_bis", "fassung"])
    for address, is_own in addresses:
        betreff, text = _letter(row, is_own=is_own)
        queue_nachricht(
            konferenz=row.konferenz,
            anlass=Anlass.NACHRUECKEN,
            empfaenger=address,
            betreff=betreff,
            text=text,
            anmeldung=row,
            generation=row.zugang.generation,
        )


def _addresses(row: Anmeldung) -> list[tuple[str, bool]]:
    """The person's own address, else the institution's contacts; nobody there hears of a Sperrvermerk."""
    if row.email:
        return [(row.email, True)]
    if row.einladung is None or row.gesperrt or not row.einladung.zugang.is_gueltig:
        return []
    return [(contact.adresse, False) for contact in contacts_of(row.einladung)]


def _letter(row: Anmeldung, *, is_own: bool) -> tuple[str, str]:
    konferenz = row.konferenz
    werte = {
        "name": unmark(row.name),
        "titel": unmark(konferenz.titel),
        "datum": texte.datum(konferenz.datum),
        "zeit": texte.zeitraum(konferenz.beginn, konferenz.ende),
        "link": mark(row.zugang if is_own else row.einladung.zugang),
        "absender": unmark(konferenz.veranstalter.name),
    }
    gruss = _("Guten Tag %(name)s,") if is_own and row.has_name else _("Guten Tag,")
    if is_own:
        anfang = _("für „%(titel)s“ am %(datum)s, %(zeit)s, ist ein Platz frei geworden. Er gehört jetzt Ihnen.")
    elif row.has_name:
        anfang = _("für „%(titel)s“ am %(datum)s, %(zeit)s, ist ein Platz frei geworden. Er gehört jetzt %(name)s.")
    else:
        anfang = _(
            "für „%(titel)s“ am %(datum)s, %(zeit)s, ist ein Platz frei geworden. "
            "Er gehört jetzt einer Person aus Ihrer Einrichtung."
        )
    if row.bestaetigen_bis:
        werte["bis"] = frist_worte(row.bestaetigen_bis)
        betreff = _("Ein Platz ist frei, bitte bestätigen: %(titel)s")
        bitte = _(
            "Bitte bestätigen Sie den Platz bis %(bis)s:\n\n%(link)s\n\n"
            "Dort geben Sie ihn auch frei, wenn es nicht passt. "
            "Ohne Antwort geht er danach an die nächste Person auf der Warteliste."
        )
    else:
        betreff = _("Ein Platz ist frei: %(titel)s")
        bitte = _("Der Platz ist sicher:\n\n%(link)s\n\nPasst es nicht? Bitte melden Sie dort ab.")
    text = "\n\n".join([gruss, anfang, bitte, _("Freundliche Grüße\n%(absender)s")])
    return betreff % werte, text % werte


def frist_worte(moment: datetime.datetime) -> str:
    """Freitag, 3. Juni 2022, 14:30 Uhr"""
    return _("%(tag)s, %(zeit)s Uhr") % {"tag": texte.datum_lang(moment), "zeit": texte.uhrzeit(moment)}


@transaction.atomic
def confirm_platz(anmeldung: Anmeldung, *, by: Akteur) -> Anmeldung:
    """Yes, the person comes: the held seat is firm. Twice is no error; a seat that was given on says so."""
    konferenz = lock(Konferenz.objects.all(), anmeldung.konferenz_id)
    require(konferenz, Handlung.ABMELDEN, by)
    _require_own(anmeldung, by)
    row = lock(Anmeldung.objects.all(), anmeldung.pk)
    if row.status != Status.ANGEMELDET:
        raise NichtErlaubt(_("Dieser Platz ist schon weitergegeben. Bitte fragen Sie die Verwaltung."))
    if konferenz.is_abgesagt:
        raise NichtErlaubt(_("Die Konferenz ist abgesagt. Es wurde nichts geändert."))
    if row.bestaetigen_bis is not None:
        row.bestaetigen_bis = None
        row.fassung += 1
        row.save(update_fields=["bestaetigen_bis", "fassung"])
        record(
            _("Ein nachgerückter Platz wurde bestätigt."), by=by, konferenz=konferenz, objekt=f"anmeldung:{row.kennung}"
        )
        announce(konferenz.live_kanal, "anmeldungen")
    return row


def _require_own(anmeldung: Anmeldung, by: Akteur) -> None:
    own = {Rolle.TEILNAHME: anmeldung.pk, Rolle.EINRICHTUNG: anmeldung.einladung_id}
    if by.rolle in own and own[by.rolle] != by.id:
        raise NichtErlaubt


@transaction.atomic
def extend_frist(anmeldung: Anmeldung, *, by: Akteur) -> Anmeldung:
    """Another 48 hours from now, never beyond a day before the conference."""
    konferenz = lock(Konferenz.objects.all(), anmeldung.konferenz_id)
    require(konferenz, Handlung.EINLADEN, by)
    row = lock(Anmeldung.objects.all(), anmeldung.pk)
    if row.bestaetigen_bis is None:
        raise NichtErlaubt(_("Für diesen Platz läuft keine Frist. Es wurde nichts geändert."))
    bis = next_frist(konferenz)
    if bis <= row.bestaetigen_bis:
        raise NichtErlaubt(_("Länger geht es nicht: Die Frist endet spätestens einen Tag vor der Konferenz."))
    row.bestaetigen_bis = bis
    row.save(update_fields=["bestaetigen_bis"])
    record(_("Eine Frist wurde verlängert."), by=by, konferenz=konferenz, objekt=f"anmeldung:{row.kennung}")
    return row


def next_frist(konferenz: Konferenz) -> datetime.datetime:
    """What extending now would give."""
    beginn = timezone.make_aware(datetime.datetime.combine(konferenz.datum, konferenz.beginn))
    return min(timezone.now() + FRIST, beginn - VOR_BEGINN)


def promote(konferenz_id: int) -> int:
    """The same rule from a job: after an officer changed the limits. How many moved up."""
    with transaction.atomic():
        konferenz = lock(Konferenz.objects.select_related("veranstalter"), konferenz_id)
        return len(promote_warteliste(konferenz))


def release_lapsed() -> int:
    """Every ten minutes: seats that nobody confirmed in time go to who waits. How many were given on.

    It also moves up whoever waits beside a free seat, so that no path can leave somebody behind for long.
    """
    offen = Konferenz.objects.filter(
        Exists(Anmeldung.objects.filter(konferenz=OuterRef("pk"), status=Status.WARTELISTE)),
        datum__gt=timezone.localdate(),
        abgesagt_am__isnull=True,
        phase__in=VOR_UND_TAG,
    )
    return sum(_release_lapsed_of(pk) for pk in offen.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _release_lapsed_of(konferenz_id: int) -> int:
    konferenz = lock(Konferenz.objects.select_related("veranstalter"), konferenz_id)
    promote_warteliste(konferenz)
    if not moves_up(konferenz):
        return 0
    lapsed = list(lapsed_seats(konferenz))
    einladungen = lock_sorted(Einladung.objects, [row.einladung_id for row in lapsed if row.einladung_id])
    rows = lock_sorted(Anmeldung.objects, [row.pk for row in lapsed])
    given_on = 0
    for row in sorted(rows.values(), key=lambda row: (row.bestaetigen_bis or timezone.now(), row.pk)):
        if row.bestaetigen_bis is None or row.anwesend_am is not None or row.status != Status.ANGEMELDET:
            continue  # confirmed or here since it was read
        saal = load_saal(konferenz)
        saal.release(row.einrichtung_id)
        if not has_wartende(konferenz, saal):
            continue  # nobody could use the seat: it stays with who has it
        cancel_seat(row)
        close_answer(einladungen.get(row.einladung_id))
        record(
            _("Ein Platz ist verfallen: Er wurde nicht rechtzeitig bestätigt."),
            by=SYSTEM,
            konferenz=konferenz,
            objekt=f"anmeldung:{row.kennung}",
        )
        promote_warteliste(konferenz)
        given_on += 1
    return given_on


def lapsed_seats(konferenz: Konferenz) -> QuerySet:
    """Held seats whose time to confirm has passed."""
    return Anmeldung.objects.filter(
        konferenz=konferenz, bestaetigen_bis__lt=timezone.now(), anwesend_am__isnull=True
    ).order_by("bestaetigen_bis", "pk")


def cancel_seat(row: Anmeldung) -> None:
    """Locked before; who calls lets the Warteliste move up afterwards."""
    row.status, row.abgesagt_am, row.bestaetigen_bis = Status.ABGESAGT, timezone.now(), None
    row.fassung += 1
    row.save(update_fields=["status", "abgesagt_am", "bestaetigen_bis", "fassung"])
    set_bedarfe(row, {}, selbst=True)  # nobody prepares anything for somebody who does not come


def close_answer(einladung: Einladung | None) -> None:
    """The last person of an institution makes its answer a refusal. The invitation is locked before."""
    if einladung is None or einladung.anmeldungen.dabei().exists():
        return
    einladung.antwort, einladung.beantwortet_am = Einladung.Antwort.ABGESAGT, timezone.now()
    einladung.fassung += 1
    einladung.save(update_fields=["antwort", "beantwortet_am", "fassung"])


def with_anruf(anmeldungen: QuerySet) -> QuerySet:
    """Annotates who moved up and got no letter: they have to be called."""
    letter = Nachricht.objects.filter(anmeldung=OuterRef("pk"), anlass=Anlass.NACHRUECKEN)
    return anmeldungen.annotate(ohne_mail=~Exists(letter))


def has_to_be_called(konferenz: Konferenz, row: Anmeldung) -> bool:
    """Moved up without a letter, and still to confirm or never asked because the seat was firm at once."""
    if not row.ohne_mail:
        return False
    return row.bestaetigen_bis is not None or frist(konferenz, row.nachgerueckt_am) is None


def set_places(konferenz: Konferenz, personen: list[Anmeldung]) -> None:
    """Gives each person `platz`, the place on the Warteliste, or None."""
    places = positions(konferenz) if any(person.status == Status.WARTELISTE for person in personen) else {}
    for person in personen:
        person.platz = places.get(person.pk)


def stand_satz(personen: list[Anmeldung]) -> str:
    """After answering: "2 Personen sind angemeldet, 1 steht auf der Warteliste, Platz 3."; empty if nobody waits."""
    waiting = [person for person in personen if person.status == Status.WARTELISTE]
    plaetze = sorted(person.platz for person in waiting if person.platz)
    if not plaetze:
        return ""
    angemeldet = len(personen) - len(waiting)
    anfang = ngettext("%(zahl)s Person ist angemeldet", "%(zahl)s Personen sind angemeldet", angemeldet) % {
        "zahl": angemeldet
    }
    if not angemeldet:
        anfang = _("Noch ist niemand angemeldet")
    rest = ngettext(
        "%(zahl)s steht auf der Warteliste, Platz %(platz)s",
        "%(zahl)s stehen auf der Warteliste, Platz %(platz)s",
        len(waiting),
    ) % {"zahl": len(waiting), "platz": _(" und ").join(_grouped(plaetze))}
    return f"{anfang}, {rest}."


def _grouped(zahlen: list[int]) -> list[str]:
    return [", ".join(str(z) for z in zahlen[:-1]), str(zahlen[-1])] if len(zahlen) > 1 else [str(zahlen[0])]
