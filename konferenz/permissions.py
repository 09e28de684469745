"""Who may do what, when. `erlaubt` is the one place that answers; tests/konferenz/test_permissions.py is its table."""

from enum import Enum

from django.utils.translation import gettext as _

from konferenz import texte
from konferenz.akteur import Akteur, Rolle
from konferenz.models.konferenz import Konferenz, Tor
from konferenz.models.programm import Programmpunkt

Phase = Konferenz.Phase
Art = Programmpunkt.Art

ENTWURF, VORBEREITUNG, DURCHFUEHRUNG, NACHBEREITUNG, VEROEFFENTLICHT, ARCHIVIERT = Phase
ALLE = frozenset(Phase)
VOR_UND_TAG = frozenset({VORBEREITUNG, DURCHFUEHRUNG})
TAG = frozenset({DURCHFUEHRUNG})
TAG_UND_DANACH = frozenset({DURCHFUEHRUNG, NACHBEREITUNG})
AB_VORBEREITUNG = ALLE - {ENTWURF}
AB_TAG = AB_VORBEREITUNG - {VORBEREITUNG}
BEARBEITBAR = ALLE - {VEROEFFENTLICHT, ARCHIVIERT}
PUBLIZIERT = frozenset({VEROEFFENTLICHT, ARCHIVIERT})
NACH_DEM_TAG = frozenset({NACHBEREITUNG, VEROEFFENTLICHT})
AB_NACHBEREITUNG = NACH_DEM_TAG | {ARCHIVIERT}
RUECKMELDUNG_TAGE = 14  # after the conference


class Handlung(Enum):
    """What can be done in a conference. Value: the gate that closes it for guests, and phases by role."""

    ANKUENDIGUNG_SEHEN = "ankuendigung_sehen"
    ERGEBNISSE_SEHEN = "ergebnisse_sehen"
    PLANEN = "planen"
    EINLADEN = "einladen"
    PHASE_WECHSELN = "phase_wechseln"
    VEROEFFENTLICHEN = "veroeffentlichen"
    TORE_STELLEN = "tore_stellen"
    ABLAUF_STEUERN = "ablauf_steuern"
    ANMELDEN = "anmelden"
    ABMELDEN = "abmelden"
    ANFRAGEN = "anfragen"
    ABSAGEN = "absagen"
    BENACHRICHTIGEN = "benachrichtigen"
    THEMA_VORSCHLAGEN = "thema_vorschlagen"
    MITSTREITEN = "mitstreiten"
    GRUPPEN_BILDEN = "gruppen_bilden"
    ANWESENHEIT = "anwesenheit"
    GRUPPE_WAEHLEN = "gruppe_waehlen"
    GRUPPE_WECHSELN = "gruppe_wechseln"
    ROLLE_UEBERNEHMEN = "rolle_uebernehmen"
    ZUORDNEN = "zuordnen"
    KARTE_SCHREIBEN = "karte_schreiben"
    PUNKTE_KLEBEN = "punkte_kleben"
    MASSNAHME_SCHREIBEN = "massnahme_schreiben"
    MASSNAHME_VERFOLGEN = "massnahme_verfolgen"
    FOTO_HINZUFUEGEN = "foto_hinzufuegen"
    FOTO_ENTFERNEN = "foto_entfernen"
    PROTOKOLL_INTERN = "protokoll_intern"
    PROTOKOLL_BEARBEITEN = "protokoll_bearbeiten"
    PROTOKOLL_ANMERKEN = "protokoll_anmerken"
    PROTOKOLL_VORLEGEN = "protokoll_vorlegen"
    PROTOKOLL_FREIGEBEN = "protokoll_freigeben"
    KONTAKT_WUENSCHEN = "kontakt_wuenschen"
    RUECKMELDUNG_GEBEN = "rueckmeldung_geben"
    RUECKMELDUNG_AUSWERTEN = "rueckmeldung_auswerten"
    BERICHT_SCHREIBEN = "bericht_schreiben"
    OEFFENTLICH_ZURUECKNEHMEN = "oeffentlich_zuruecknehmen"
    KONFERENZ_AUSGEBEN = "konferenz_ausgeben"


TORE = {
    Handlung.ANMELDEN: "anmeldung",
    Handlung.ANFRAGEN: "anmeldung",
    Handlung.THEMA_VORSCHLAGEN: "themen",
    Handlung.GRUPPE_WAEHLEN: "gruppenwahl",
    Handlung.KARTE_SCHREIBEN: "karten",
    Handlung.MASSNAHME_SCHREIBEN: "karten",
    Handlung.FOTO_HINZUFUEGEN: "karten",
}
TORNAMEN = tuple(dict.fromkeys(TORE.values()))
# Guests pass through a gate; those who run the day do not, so that nobody without a phone is shut out.
DURCH_DAS_TOR = frozenset({Rolle.EINRICHTUNG, Rolle.TEILNAHME, Rolle.OEFFENTLICH})

_PLANENDE = (Rolle.LEITUNG, Rolle.PLANUNG)
_VERWALTUNG = (*_PLANENDE, Rolle.LESEND)


def _for(*groups: tuple[tuple[Rolle, ...], frozenset]) -> dict[Rolle, frozenset]:
    return {rolle: phasen for rollen, phasen in groups for rolle in rollen}


TABELLE: dict[Handlung, dict[Rolle, frozenset]] = {
    Handlung.ANKUENDIGUNG_SEHEN: _for(
        (_VERWALTUNG, ALLE),
        (
            (Rolle.MODERATION, Rolle.HILFE, Rolle.EINRICHTUNG, Rolle.TEILNAHME, Rolle.OEFFENTLICH),
            AB_VORBEREITUNG,
        ),
    ),
    Handlung.ERGEBNISSE_SEHEN: _for(
        (_VERWALTUNG, ALLE),
        ((Rolle.MODERATION,), AB_TAG),
        ((Rolle.HILFE, Rolle.EINRICHTUNG, Rolle.TEILNAHME, Rolle.OEFFENTLICH), PUBLIZIERT),
    ),
    Handlung.PLANEN: _for((_PLANENDE, BEARBEITBAR)),
    Handlung.EINLADEN: _for((_PLANENDE, VOR_UND_TAG)),
    Handlung.PHASE_WECHSELN: _for((_PLANENDE, ALLE)),
    Handlung.VEROEFFENTLICHEN: _for(((Rolle.LEITUNG,), frozenset({NACHBEREITUNG, VEROEFFENTLICHT}))),
    Handlung.TORE_STELLEN: _for(((*_PLANENDE, Rolle.MODERATION), VOR_UND_TAG)),
    Handlung.ABLAUF_STEUERN: _for(((*_PLANENDE, Rolle.MODERATION), TAG)),
    Handlung.ANMELDEN: _for(((*_PLANENDE, Rolle.EINRICHTUNG), VOR_UND_TAG), ((Rolle.MODERATION, Rolle.HILFE), TAG)),
    Handlung.ABMELDEN: _for(((*_PLANENDE, Rolle.EINRICHTUNG, Rolle.TEILNAHME), VOR_UND_TAG)),
    Handlung.ANFRAGEN: _for(((Rolle.OEFFENTLICH,), frozenset({VORBEREITUNG}))),
    Handlung.ABSAGEN: _for((_PLANENDE, VOR_UND_TAG)),
    Handlung.BENACHRICHTIGEN: _for((_PLANENDE, AB_VORBEREITUNG - {ARCHIVIERT})),
    Handlung.THEMA_VORSCHLAGEN: _for(
        ((*_PLANENDE, Rolle.EINRICHTUNG, Rolle.TEILNAHME, Rolle.MODERATION), VOR_UND_TAG),
        ((Rolle.HILFE,), TAG),
    ),
    Handlung.MITSTREITEN: _for(((*_PLANENDE, Rolle.TEILNAHME), VOR_UND_TAG), ((Rolle.MODERATION, Rolle.HILFE), TAG)),
    Handlung.GRUPPEN_BILDEN: _for((_PLANENDE, VOR_UND_TAG | {NACHBEREITUNG}), ((Rolle.MODERATION,), VOR_UND_TAG)),
    Handlung.ANWESENHEIT: _for((_PLANENDE, TAG_UND_DANACH), ((Rolle.MODERATION, Rolle.HILFE), TAG)),
    Handlung.GRUPPE_WAEHLEN: _for(((Rolle.TEILNAHME,), TAG)),
    Handlung.GRUPPE_WECHSELN: _for(((Rolle.TEILNAHME,), TAG)),
    Handlung.ROLLE_UEBERNEHMEN: _for(((*_PLANENDE, Rolle.MODERATION, Rolle.HILFE, Rolle.TEILNAHME), TAG)),
    Handlung.ZUORDNEN: _for((_PLANENDE, TAG_UND_DANACH), ((Rolle.MODERATION, Rolle.HILFE), TAG)),
    Handlung.KARTE_SCHREIBEN: _for(
        ((*_PLANENDE, Rolle.MODERATION), TAG_UND_DANACH), ((Rolle.TEILNAHME, Rolle.HILFE), TAG)
    ),
    Handlung.PUNKTE_KLEBEN: _for((_PLANENDE, TAG_UND_DANACH), ((Rolle.MODERATION, Rolle.HILFE, Rolle.TEILNAHME), TAG)),
    Handlung.MASSNAHME_SCHREIBEN: _for(
        ((*_PLANENDE, Rolle.MODERATION), TAG_UND_DANACH), ((Rolle.TEILNAHME, Rolle.HILFE), TAG)
    ),
    Handlung.MASSNAHME_VERFOLGEN: _for((_PLANENDE, frozenset({NACHBEREITUNG, VEROEFFENTLICHT}))),
    Handlung.FOTO_HINZUFUEGEN: _for(
        ((*_PLANENDE, Rolle.MODERATION), TAG_UND_DANACH), ((Rolle.TEILNAHME, Rolle.HILFE), TAG)
    ),
    Handlung.FOTO_ENTFERNEN: _for((_PLANENDE, AB_TAG)),
    Handlung.PROTOKOLL_INTERN: _for((_VERWALTUNG, ALLE), ((Rolle.MODERATION,), AB_TAG)),
    Handlung.PROTOKOLL_BEARBEITEN: _for((_PLANENDE, AB_TAG - {ARCHIVIERT})),
    Handlung.PROTOKOLL_ANMERKEN: _for(((*_PLANENDE, Rolle.MODERATION, Rolle.TEILNAHME), NACH_DEM_TAG)),
    Handlung.PROTOKOLL_VORLEGEN: _for((_PLANENDE, NACH_DEM_TAG)),
    Handlung.PROTOKOLL_FREIGEBEN: _for(((Rolle.LEITUNG,), NACH_DEM_TAG)),
    Handlung.KONTAKT_WUENSCHEN: _for(
        ((*_PLANENDE, Rolle.TEILNAHME), TAG_UND_DANACH), ((Rolle.MODERATION, Rolle.HILFE), TAG)
    ),
    Handlung.RUECKMELDUNG_GEBEN: _for(
        ((*_PLANENDE, Rolle.MODERATION, Rolle.TEILNAHME), TAG_UND_DANACH), ((Rolle.HILFE,), TAG)
    ),
    Handlung.RUECKMELDUNG_AUSWERTEN: _for((_PLANENDE, AB_TAG - {ARCHIVIERT})),
    # what is public already changes only at the hand of whoever publishes
    Handlung.BERICHT_SCHREIBEN: _for(((Rolle.LEITUNG,), AB_TAG - {ARCHIVIERT}), ((Rolle.PLANUNG,), TAG_UND_DANACH)),
    Handlung.OEFFENTLICH_ZURUECKNEHMEN: _for((_PLANENDE, PUBLIZIERT)),
    Handlung.KONFERENZ_AUSGEBEN: _for(((Rolle.LEITUNG, Rolle.SYSTEM), ALLE)),
}
# What goes on although a conference was cancelled: looking, planning the next date, leaving.
TROTZ_ABSAGE = frozenset(
    {
        Handlung.ANKUENDIGUNG_SEHEN,
        Handlung.ERGEBNISSE_SEHEN,
        Handlung.PLANEN,
        Handlung.PHASE_WECHSELN,
        Handlung.ABMELDEN,
        Handlung.ABSAGEN,
        Handlung.BENACHRICHTIGEN,
        Handlung.PROTOKOLL_INTERN,
        Handlung.FOTO_ENTFERNEN,
        Handlung.RUECKMELDUNG_AUSWERTEN,
        Handlung.OEFFENTLICH_ZURUECKNEHMEN,
        Handlung.KONFERENZ_AUSGEBEN,
    }
)


def erlaubt(konferenz: Konferenz, handlung: Handlung, wer: Akteur) -> bool:
    """Whether this actor may do this now: phase and role by the table, guests also by the gate."""
    if konferenz.phase not in TABELLE[handlung].get(wer.rolle, ()):
        return False
    if konferenz.is_abgesagt and handlung not in TROTZ_ABSAGE:
        return False
    if handlung in (Handlung.EINLADEN, Handlung.ABSAGEN) and konferenz.is_vorbei:
        return False
    if handlung == Handlung.ANFRAGEN and not konferenz.offene_anmeldung:
        return False
    if handlung == Handlung.RUECKMELDUNG_GEBEN and wer.rolle == Rolle.TEILNAHME:
        return _is_time_for_rueckmeldung(konferenz)
    if handlung == Handlung.PUNKTE_KLEBEN:
        return _is_time_for_punkte(konferenz)
    if handlung == Handlung.GRUPPE_WECHSELN:
        return _may_change_group(konferenz)
    tor = TORE.get(handlung)
    return tor is None or wer.rolle not in DURCH_DAS_TOR or is_tor_offen(konferenz, tor)


def _is_time_for_rueckmeldung(konferenz: Konferenz) -> bool:
    """From its item of the programme on, without one from the last item on; afterwards for two weeks."""
    if konferenz.phase == NACHBEREITUNG:
        return konferenz.tage_bis >= -RUECKMELDUNG_TAGE
    arten = [punkt.art for punkt in konferenz.punkte]
    ab = arten.index(Art.RUECKMELDUNG) if Art.RUECKMELDUNG in arten else max(len(arten) - 1, 0)
    return any(punkt.begonnen_am for punkt in konferenz.punkte[ab:])


def _is_time_for_punkte(konferenz: Konferenz) -> bool:
    """Once the groups have worked, so that nobody decides before all cards are there; never without dots."""
    if not konferenz.klebepunkte:
        return False
    danach = konferenz.has_ended(Art.GRUPPENARBEIT) or konferenz.has_begun(
        Art.ERGEBNISSE, Art.RUECKMELDUNG, Art.AUSBLICK
    )
    return danach or konferenz.phase == NACHBEREITUNG


def _may_change_group(konferenz: Konferenz) -> bool:
    """Law of two feet: who is in a group may go to another while the groups work, unless it was closed by hand."""
    if konferenz.tor_gruppenwahl == Tor.AUTOMATISCH and konferenz.has_begun(Art.GRUPPENARBEIT):
        return not konferenz.has_ended(Art.GRUPPENARBEIT)
    return is_tor_offen(konferenz, "gruppenwahl")


def is_tor_offen(konferenz: Konferenz, tor: str) -> bool:
    """State of a gate: set by hand, or what the phase and the running Programmpunkt say. A cancellation closes all."""
    if konferenz.is_abgesagt:
        return False
    stellung = getattr(konferenz, f"tor_{tor}")
    if stellung != Tor.AUTOMATISCH:
        return stellung == Tor.OFFEN
    return _AUTOMATIK[tor](konferenz)


def _auto_anmeldung(konferenz: Konferenz) -> bool:
    return konferenz.phase == VORBEREITUNG and not konferenz.is_anmeldeschluss_vorbei


def _auto_themen(konferenz: Konferenz) -> bool:
    if konferenz.phase == VORBEREITUNG:
        return True
    return konferenz.phase == DURCHFUEHRUNG and not (
        konferenz.has_ended(Art.THEMEN) or konferenz.has_begun(Art.GRUPPENBILDUNG, Art.GRUPPENARBEIT)
    )


def _auto_gruppenwahl(konferenz: Konferenz) -> bool:
    return (
        konferenz.phase == DURCHFUEHRUNG
        and konferenz.has_begun(Art.GRUPPENBILDUNG)
        and not konferenz.has_begun(Art.GRUPPENARBEIT)
    )


def _auto_karten(konferenz: Konferenz) -> bool:
    return konferenz.phase == DURCHFUEHRUNG and konferenz.has_begun(Art.GRUPPENARBEIT)


_AUTOMATIK = {
    "anmeldung": _auto_anmeldung,
    "themen": _auto_themen,
    "gruppenwahl": _auto_gruppenwahl,
    "karten": _auto_karten,
}


def tor_grund(konferenz: Konferenz, tor: str) -> str:
    """Why a gate stands as it does, in a sentence for those who may move it."""
    if konferenz.is_abgesagt:
        return _("Die Konferenz ist abgesagt")
    stellung = getattr(konferenz, f"tor_{tor}")
    if stellung == Tor.OFFEN:
        return _("Von Hand geöffnet")
    if stellung == Tor.GESCHLOSSEN:
        return _("Von Hand geschlossen")
    offen = is_tor_offen(konferenz, tor)
    if konferenz.phase in ALLE - VOR_UND_TAG - {ENTWURF}:
        return _("Automatisch, die Konferenz ist vorbei")
    if tor == "anmeldung":
        tag = konferenz.anmeldeschluss or konferenz.datum
        if offen:
            return _("Automatisch, schließt am %(tag)s um 24 Uhr") % {
                "tag": f"{tag.day}. {texte.MONATE[tag.month - 1]}"
            }
        if konferenz.phase == ENTWURF:
            return _("Automatisch, öffnet mit der Phase „Vorbereitung“")
        if not konferenz.is_anmeldeschluss_vorbei:
            return _("Automatisch, nur in der Vorbereitung")
        return _("Automatisch, der Anmeldeschluss ist vorbei")
    if tor == "themen":
        return _("Automatisch, bis „Themen im Plenum“ endet") if offen else _("Automatisch, nur bis „Themen im Plenum“")
    if tor == "gruppenwahl" and konferenz.phase == DURCHFUEHRUNG and konferenz.has_begun(Art.GRUPPENARBEIT):
        if konferenz.has_ended(Art.GRUPPENARBEIT):
            return _("Automatisch, die Gruppenarbeit ist zu Ende")
        return _("Automatisch, wer schon eine Gruppe hat, darf wechseln")
    if tor == "gruppenwahl":
        return _("Automatisch, bis „Gruppenarbeit“ beginnt") if offen else _("Automatisch, öffnet mit „Gruppenbildung“")
    return _("Automatisch, bis zum Ende der Durchführung") if offen else _("Automatisch, öffnet mit „Gruppenarbeit“")
