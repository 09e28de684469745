"""Merging and splitting groups, moving a topic, each with exact undo: Umbau.bewegt says what moved and where from.

Commitments to a topic (Mitstreiter) belong to the topic and go wherever it goes.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz.akteur import Akteur
from konferenz.live import announce
from konferenz.permissions import Handlung
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import lock, lock_sorted, record, require
from themen.models import Befund, BefundBezug, Gruppenrolle, Herkunft, Kleingruppe, Themenvorschlag, Umbau, Zuordnung
from themen.services.befund import tell_board
from themen.services.foto import move_fotos, return_fotos
from themen.services.kleingruppe import add_herkunft, close_herkunft, create_kleingruppe, release_themen
from themen.services.massnahme import move_massnahmen, return_massnahmen
from themen.services.zuordnung import try_again

Status = Themenvorschlag.Status


@try_again
def merge_kleingruppen(quelle: Kleingruppe, ziel: Kleingruppe, *, by: Akteur) -> Umbau:
    """Everything of `quelle` goes into `ziel`: topics, people, cards. The number of `quelle` stays used."""
    konferenz = ziel.konferenz
    require(konferenz, Handlung.GRUPPEN_BILDEN, by)
    if quelle.pk == ziel.pk:
        raise ValidationError(_("Bitte wählen Sie zwei verschiedene Gruppen."))
    quelle, ziel = _lock_two(quelle, ziel)
    _require_bestehend(quelle, ziel)
    _require_room(ziel, quelle.belegt)
    now = timezone.now()
    bewegt = {
        "herkunft": _move_herkunft(quelle, ziel, now),
        "zuordnungen": _move_zuordnungen(quelle, ziel, by, now),
        "befunde": _move_befunde(quelle, ziel),
        "massnahmen": move_massnahmen(quelle, ziel),
        "fotos": move_fotos(quelle, ziel),
        "rollen": _end_rollen(quelle, now),
    }
    if quelle.offen:
        bewegt["offen"] = _join_offen(quelle, ziel)
    Kleingruppe.objects.filter(pk=ziel.pk).update(belegt=F("belegt") + quelle.belegt, fassung=F("fassung") + 1)
    Kleingruppe.objects.filter(pk=quelle.pk).update(
        belegt=0, aufgeloest_am=now, aufgegangen_in=ziel, fassung=F("fassung") + 1
    )
    umbau = Umbau.objects.create(
        konferenz=konferenz, art=Umbau.Art.ZUSAMMENLEGEN, quelle=quelle, ziel=ziel, bewegt=bewegt, am=now
    )
    satz = _("Gruppe %(quelle)s mit Gruppe %(ziel)s zusammengelegt.") % {"quelle": quelle.nummer, "ziel": ziel.nummer}
    _tell(umbau, satz, by)
    return umbau


@try_again
def split_kleingruppe(gruppe: Kleingruppe, themen: Iterable[Themenvorschlag], *, by: Akteur, **angaben) -> Umbau:
    """Some topics of a group become a group of their own. People and cards stay: everybody chooses for themselves."""
    konferenz = gruppe.konferenz
    require(konferenz, Handlung.GRUPPEN_BILDEN, by)
    gewaehlt = {thema.pk for thema in themen}
    neue = create_kleingruppe(konferenz, **_angaben_of_split(gruppe, gewaehlt) | angaben)
    quelle = lock(Kleingruppe.objects, gruppe.pk)
    _require_bestehend(quelle)
    offene = set(quelle.herkunft.filter(bis__isnull=True).values_list("thema_id", flat=True))
    if not gewaehlt or not gewaehlt < offene:
        raise ValidationError(_("Wählen Sie die Themen, die gehen. Mindestens eines muss bleiben."))
    now = timezone.now()
    offen = quelle.herkunft.filter(bis__isnull=True, thema__in=gewaehlt).order_by("pk")
    alte = {row.thema_id: row.pk for row in offen}
    Herkunft.objects.filter(pk__in=alte.values()).update(bis=now)
    gegangen = add_herkunft(neue, Themenvorschlag.objects.filter(pk__in=gewaehlt))
    bewegt = {"herkunft": [[alte[row.thema_id], row.pk, row.thema_id] for row in gegangen]}
    umbau = Umbau.objects.create(
        konferenz=konferenz, art=Umbau.Art.TEILEN, quelle=quelle, ziel=neue, bewegt=bewegt, am=now
    )
    satz = _("Gruppe %(quelle)s geteilt, neu ist Gruppe %(ziel)s.") % {"quelle": quelle.nummer, "ziel": neue.nummer}
    _tell(umbau, satz, by)
    return umbau


@try_again
def move_thema(thema: Themenvorschlag, quelle: Kleingruppe, ziel: Kleingruppe, *, by: Akteur) -> Umbau:
    """One topic goes from a group to another one; people and cards stay where they are."""
    konferenz = ziel.konferenz
    require(konferenz, Handlung.GRUPPEN_BILDEN, by)
    if quelle.pk == ziel.pk:
        raise ValidationError(_("Bitte wählen Sie zwei verschiedene Gruppen."))
    quelle, ziel = _lock_two(quelle, ziel)
    _require_bestehend(quelle, ziel)
    now = timezone.now()
    offen = quelle.herkunft.filter(thema=thema, bis__isnull=True).first()
    if offen is None:
        raise ValidationError(_("Das Thema ist nicht mehr in Gruppe %(nr)s.") % {"nr": quelle.nummer})
    neue = add_herkunft(ziel, [thema])
    Herkunft.objects.filter(pk=offen.pk).update(bis=now)
    bewegt = {"herkunft": [[offen.pk, neue[0].pk if neue else None, thema.pk]]}
    _tick(quelle, ziel)
    umbau = Umbau.objects.create(
        konferenz=konferenz, art=Umbau.Art.UMZIEHEN, quelle=quelle, ziel=ziel, bewegt=bewegt, am=now
    )
    satz = _("Ein Thema von Gruppe %(quelle)s in Gruppe %(ziel)s gelegt.")
    _tell(umbau, satz % {"quelle": quelle.nummer, "ziel": ziel.nummer}, by)
    return umbau


@try_again
def undo_umbau(umbau: Umbau, *, by: Akteur) -> list[str]:
    """Everything that moved goes back. What changed since stays; the sentences say what that is."""
    konferenz = umbau.konferenz
    require(konferenz, Handlung.GRUPPEN_BILDEN, by)
    gruppen = lock_sorted(Kleingruppe.objects.filter(konferenz=konferenz), [umbau.quelle_id, umbau.ziel_id])
    quelle, ziel = gruppen[umbau.quelle_id], gruppen[umbau.ziel_id]
    umbau = lock(Umbau.objects, umbau.pk)
    umbau.konferenz = konferenz
    _require_last(umbau)
    try:
        with transaction.atomic():
            saetze = UNDO[umbau.art](umbau, quelle, ziel)
            connection.check_constraints()  # numbers of cards are compared at the end of a transaction
    except IntegrityError:
        # Only an imported trace can say what never was; what we write ourselves goes back.
        raise NichtErlaubt(
            _("Das lässt sich nicht zurücknehmen: Was wir über vorher wissen, passt nicht zusammen. Alles bleibt.")
        ) from None
    umbau.rueckgaengig_am = timezone.now()
    umbau.save(update_fields=["rueckgaengig_am"])
    if quelle == ziel:
        satz = _("Rückgängig gemacht: Gruppe %(quelle)s heißt wie zuvor.")
    else:
        satz = _("Rückgängig gemacht: Gruppe %(quelle)s und Gruppe %(ziel)s sind wie zuvor.")
    _tell(umbau, satz % {"quelle": quelle.nummer, "ziel": ziel.nummer}, by)
    return saetze


def _undo_merge(umbau: Umbau, quelle: Kleingruppe, ziel: Kleingruppe) -> list[str]:
    # First: a dissolved group must be empty, so it has to exist again before people return.
    quelle.aufgeloest_am = quelle.aufgegangen_in = None
    quelle.save(update_fields=["aufgeloest_am", "aufgegangen_in"])
    _return_herkunft(umbau, ziel)
    zurueck = _return_zuordnungen(umbau, ziel)
    Kleingruppe.objects.filter(pk=ziel.pk).update(belegt=F("belegt") - zurueck, fassung=F("fassung") + 1)
    Kleingruppe.objects.filter(pk=quelle.pk).update(belegt=zurueck, fassung=F("fassung") + 1)
    karten = [pk for pk, *_nummern in umbau.bewegt["befunde"]]
    _return_befunde(umbau, quelle)
    return_massnahmen(umbau.bewegt.get("massnahmen", []), quelle, ziel)
    return_fotos(umbau.bewegt.get("fotos", []), quelle, ziel)
    _return_rollen(umbau, quelle, ziel)
    _return_offen(umbau, ziel)
    getrennt = BefundBezug.objects.filter(
        Q(quelle__in=karten, ziel__kleingruppe=ziel) | Q(ziel__in=karten, quelle__kleingruppe=ziel)
    )
    return _say_what_stayed(umbau, ziel, karten, zurueck, getrennt.delete()[0])


def _undo_split(umbau: Umbau, quelle: Kleingruppe, ziel: Kleingruppe) -> list[str]:
    if ziel.has_inhalt():
        raise ValidationError(
            _("In Gruppe %(nr)s sind schon Personen, Karten oder Fotos. Legen Sie die beiden Gruppen zusammen.")
            % {"nr": ziel.nummer}
        )
    _return_herkunft(umbau, ziel)
    rest = ziel.herkunft.filter(bis__isnull=True)
    saetze = []
    if zahl := rest.count():
        close_herkunft(rest)
        saetze.append(
            ngettext(
                "%(zahl)s Thema kam später dazu. Es ist jetzt in keiner Gruppe.",
                "%(zahl)s Themen kamen später dazu. Sie sind jetzt in keiner Gruppe.",
                zahl,
            )
            % {"zahl": zahl}
        )
    ziel.aufgeloest_am = timezone.now()
    ziel.aufgegangen_in = umbau.quelle
    ziel.save(update_fields=["aufgeloest_am", "aufgegangen_in"])
    return saetze


def _undo_move(umbau: Umbau, quelle: Kleingruppe, ziel: Kleingruppe) -> list[str]:
    _require_bestehend(quelle, ziel)
    _return_herkunft(umbau, ziel)
    _tick(quelle, ziel)
    return []


def _undo_rename(umbau: Umbau, quelle: Kleingruppe, ziel: Kleingruppe) -> list[str]:
    _require_bestehend(quelle)
    quelle.titel = umbau.bewegt["titel"][0]
    quelle.fassung += 1
    quelle.save(update_fields=["titel", "fassung"])
    return []


UNDO = {
    Umbau.Art.ZUSAMMENLEGEN: _undo_merge,
    Umbau.Art.TEILEN: _undo_split,
    Umbau.Art.UMZIEHEN: _undo_move,
    Umbau.Art.UMBENENNEN: _undo_rename,
}


# What moves, and back. Every row of `bewegt` is a list: former row, new row, …


def _move_herkunft(quelle: Kleingruppe, ziel: Kleingruppe, now) -> list[list]:
    offene = list(quelle.herkunft.filter(bis__isnull=True).order_by("pk"))
    Herkunft.objects.filter(pk__in=[row.pk for row in offene]).update(bis=now)
    neue = {row.thema_id: row.pk for row in add_herkunft(ziel, Themenvorschlag.objects.filter(herkunft__in=offene))}
    return [[row.pk, neue.get(row.thema_id), row.thema_id] for row in offene]


def _return_herkunft(umbau: Umbau, ziel: Kleingruppe) -> None:
    """Topics that are still where they were put go back; a topic that was there before stays in both."""
    themen = []
    for alte, neue, thema in umbau.bewegt["herkunft"]:
        was_put = neue is None or Herkunft.objects.filter(pk=neue, kleingruppe=ziel, bis__isnull=True).delete()[0]
        if was_put:
            Herkunft.objects.filter(pk=alte).update(bis=None)
            themen.append(thema)
    Themenvorschlag.objects.filter(pk__in=themen, status=Status.EINGEREICHT).update(status=Status.ANGENOMMEN)
    release_themen(thema for _alte, _neue, thema in umbau.bewegt["herkunft"])


def _move_zuordnungen(quelle: Kleingruppe, ziel: Kleingruppe, by: Akteur, now) -> list[list]:
    offene = list(quelle.zuordnungen.filter(bis__isnull=True).select_for_update(no_key=True).order_by("pk"))
    Zuordnung.objects.filter(pk__in=[row.pk for row in offene]).update(bis=now)
    neue = Zuordnung.objects.bulk_create(
        Zuordnung(
            konferenz_id=row.konferenz_id, anmeldung_id=row.anmeldung_id, kleingruppe=ziel, von=now, durch=by.rolle
        )
        for row in offene
    )
    return [[alt.pk, neu.pk] for alt, neu in zip(offene, neue, strict=True)]


def _return_zuordnungen(umbau: Umbau, ziel: Kleingruppe) -> int:
    """People who are still in the merged group go back to theirs; the others have chosen since."""
    neue = {neu: alt for alt, neu in umbau.bewegt["zuordnungen"]}
    offene = ziel.zuordnungen.filter(pk__in=neue, bis__isnull=True).select_for_update(no_key=True)
    noch_da = [row.pk for row in offene.order_by("pk")]
    Zuordnung.objects.filter(pk__in=noch_da).delete()
    Zuordnung.objects.filter(pk__in=[neue[pk] for pk in noch_da]).update(bis=None)
    return len(noch_da)


def _move_befunde(quelle: Kleingruppe, ziel: Kleingruppe) -> list[list]:
    """Cards, deleted ones too, get the next numbers and places behind those of the group they come to."""
    letzte = {
        row["art"]: row
        for row in ziel.befunde.order_by().values("art").annotate(nummer=Max("nummer"), position=Max("position"))
    }
    weiter = {art: [letzte[art]["nummer"], letzte[art]["position"]] for art in letzte}
    bewegt = []
    befunde = list(quelle.befunde.order_by("art", "position", "nummer").select_for_update(no_key=True))
    for befund in befunde:
        stand = weiter.setdefault(befund.art, [0, 0])
        stand[0] += 1
        stand[1] += 1
        bewegt.append([befund.pk, befund.nummer, befund.position])
        befund.kleingruppe, befund.nummer, befund.position = ziel, *stand
    Befund.objects.bulk_update(befunde, ["kleingruppe", "nummer", "position"])
    return bewegt


def _return_befunde(umbau: Umbau, quelle: Kleingruppe) -> None:
    """With the text they have now and the number they had before."""
    zuvor = {pk: (nummer, position) for pk, nummer, position in umbau.bewegt["befunde"]}
    befunde = list(Befund.objects.filter(pk__in=zuvor).select_for_update(no_key=True).order_by("pk"))
    for befund in befunde:
        befund.kleingruppe = quelle
        befund.nummer, befund.position = zuvor[befund.pk]
    Befund.objects.bulk_update(befunde, ["kleingruppe", "nummer", "position"])


def _join_offen(quelle: Kleingruppe, ziel: Kleingruppe) -> list[str]:
    """What both groups left open, before and after, in the group that goes on."""
    zuvor, zusammen = ziel.offen, "\n".join(filter(None, (ziel.offen, quelle.offen)))
    if len(zusammen) > Kleingruppe._meta.get_field("offen").max_length:
        raise ValidationError(
            _("„Was bleibt offen?“ ist zusammen zu lang. Bitte kürzen Sie zuerst den Text einer Gruppe.")
        )
    Kleingruppe.objects.filter(pk=ziel.pk).update(offen=zusammen)
    return [zuvor, zusammen]


def _return_offen(umbau: Umbau, ziel: Kleingruppe) -> None:
    """As it was, unless somebody wrote since: then nothing is taken away."""
    if "offen" in umbau.bewegt:
        zuvor, zusammen = umbau.bewegt["offen"]
        Kleingruppe.objects.filter(pk=ziel.pk, offen=zusammen).update(offen=zuvor)


def _end_rollen(quelle: Kleingruppe, now) -> list[int]:
    """Who leaves a group leaves the role; the other group has its own."""
    offene = list(quelle.rollen.filter(bis__isnull=True).order_by("pk").values_list("pk", flat=True))
    Gruppenrolle.objects.filter(pk__in=offene).update(bis=now)
    return offene


def _return_rollen(umbau: Umbau, quelle: Kleingruppe, ziel: Kleingruppe) -> None:
    """Who is back in the group has the role again, and none in the group they leave."""
    zurueck = quelle.zuordnungen.filter(bis__isnull=True).values("anmeldung")
    ziel.rollen.filter(anmeldung__in=zurueck, bis__isnull=True).update(bis=timezone.now())
    Gruppenrolle.objects.filter(pk__in=umbau.bewegt.get("rollen", []), anmeldung__in=zurueck).update(bis=None)


def _tick(*gruppen: Kleingruppe) -> None:
    """Pages that show these groups notice that they are worth loading again."""
    Kleingruppe.objects.filter(pk__in=[gruppe.pk for gruppe in gruppen]).update(fassung=F("fassung") + 1)


def _say_what_stayed(umbau: Umbau, ziel: Kleingruppe, karten: list[int], zurueck: int, getrennt: int) -> list[str]:
    saetze = []
    if woanders := len(umbau.bewegt["zuordnungen"]) - zurueck:
        saetze.append(
            ngettext(
                "%(zahl)s Person hat inzwischen gewechselt und bleibt, wo sie ist.",
                "%(zahl)s Personen haben inzwischen gewechselt und bleiben, wo sie sind.",
                woanders,
            )
            % {"zahl": woanders}
        )
    if seither := ziel.befunde.vorhanden().filter(erfasst_am__gt=umbau.am).exclude(pk__in=karten).count():
        saetze.append(
            ngettext(
                "%(zahl)s neue Karte bleibt in Gruppe %(nr)s.",
                "%(zahl)s neue Karten bleiben in Gruppe %(nr)s.",
                seither,
            )
            % {"zahl": seither, "nr": ziel.nummer}
        )
    if getrennt:
        saetze.append(
            ngettext(
                "%(zahl)s Verbindung zwischen Karten beider Gruppen entfällt.",
                "%(zahl)s Verbindungen zwischen Karten beider Gruppen entfallen.",
                getrennt,
            )
            % {"zahl": getrennt}
        )
    return saetze


# Conditions


def _lock_two(one: Kleingruppe, other: Kleingruppe) -> tuple[Kleingruppe, Kleingruppe]:
    rows = lock_sorted(Kleingruppe.objects.filter(konferenz=one.konferenz_id), [one.pk, other.pk])
    if len(rows) != 2:
        raise ValidationError(_("Bitte wählen Sie zwei verschiedene Gruppen."))
    return rows[one.pk], rows[other.pk]


def _require_bestehend(*gruppen: Kleingruppe) -> None:
    for gruppe in gruppen:
        if gruppe.aufgeloest_am is not None:
            raise ValidationError(_("Gruppe %(nr)s gibt es nicht mehr.") % {"nr": gruppe.nummer})


def _require_room(ziel: Kleingruppe, dazu: int) -> None:
    zusammen = ziel.belegt + dazu
    if ziel.hart and ziel.plaetze is not None and zusammen > ziel.plaetze:
        raise ValidationError(
            _(
                "Gruppe %(nr)s hat %(plaetze)s Plätze, zusammen sind es %(zahl)s Personen. "
                "Erhöhen Sie zuerst die Plätze von Gruppe %(nr)s."
            )
            % {"nr": ziel.nummer, "plaetze": ziel.plaetze, "zahl": zusammen}
        )


def _require_last(umbau: Umbau) -> None:
    if umbau.rueckgaengig_am is not None:
        raise ValidationError(_("Das ist schon rückgängig gemacht."))
    paar = [umbau.quelle_id, umbau.ziel_id]
    spaeter = Umbau.objects.filter(konferenz=umbau.konferenz_id, rueckgaengig_am__isnull=True, pk__gt=umbau.pk)
    if spaeter.filter(Q(quelle__in=paar) | Q(ziel__in=paar)).exists():
        raise ValidationError(_("Diese Gruppen wurden danach noch einmal verändert. Gehen Sie von hinten nach vorn."))


def _angaben_of_split(gruppe: Kleingruppe, themen: set[int]) -> dict:
    erstes = Themenvorschlag.objects.filter(pk__in=themen, konferenz=gruppe.konferenz_id).order_by("pk").first()
    if erstes is None:
        raise ValidationError(_("Wählen Sie die Themen, die gehen. Mindestens eines muss bleiben."))
    return {
        "titel": erstes.titel,
        "beschreibung": erstes.beschreibung,
        "plaetze": gruppe.plaetze,
        "hart": gruppe.hart,
        "wegweiser": gruppe.wegweiser,
    }


def _tell(umbau: Umbau, satz: str, by: Akteur) -> None:
    record(satz, by=by, konferenz=umbau.konferenz, objekt=f"umbau:{umbau.pk}")
    kanal = umbau.konferenz.live_kanal
    announce(kanal, "gruppen")
    for gruppe in (umbau.quelle, umbau.ziel):
        tell_board(gruppe)
