"""Sentences of the minutes that are made from figures; print and page share them."""

from django.utils.functional import lazystr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from konferenz.texte import datum, zahlwort, zeitraum
from themen.fotos import FotoBild
from themen.gruppentitel import kurztitel
from themen.massnahmen import MassnahmeZeile
from themen.protokoll.daten import Gruppe, GruppenZeile, Idee, Person, Protokoll

PLURAL = {
    "kita": gettext_lazy("Kitas"),
    "hort": gettext_lazy("Horte"),
    "schule": gettext_lazy("Schulen"),
    "jugendarbeit": gettext_lazy("Jugendarbeit"),
    "vhs_musikschule": gettext_lazy("Volkshochschule, Musikschule"),
    "beratungsstelle": gettext_lazy("Beratungsstellen"),
    "sport": gettext_lazy("Sport"),
    "freizeit": gettext_lazy("Freizeit"),
    "kultur": gettext_lazy("Kultur"),
    "kirche": gettext_lazy("Kirchen, Religionsgemeinschaften"),
    "verwaltung": gettext_lazy("Verwaltung"),
    "sonstige": gettext_lazy("Sonstige"),
}
# Kinds that can be counted in words: 3 Kitas. Of the others: Sport (2).
EINZAHL = {
    "kita": gettext_lazy("Kita"),
    "hort": gettext_lazy("Hort"),
    "schule": gettext_lazy("Schule"),
    "beratungsstelle": gettext_lazy("Beratungsstelle"),
}


def art_plural(art: str) -> str:
    return str(PLURAL.get(art, lazystr(art)))


def art_gezaehlt(art: str, zahl: int) -> str:
    """Kita · 3 Kitas · Sport · Sport (2)"""
    if art in EINZAHL:
        return str(EINZAHL[art]) if zahl == 1 else f"{zahl} {PLURAL[art]}"
    return art_plural(art) if zahl == 1 else f"{art_plural(art)} ({zahl})"


def aufzaehlung(teile: list[str]) -> str:
    """1, 2 und 4"""
    if len(teile) < 2:
        return "".join(teile)
    return _("%(liste)s und %(letztes)s") % {"liste": ", ".join(teile[:-1]), "letztes": teile[-1]}


def personen_aus(personen: int, einrichtungen: int) -> str:
    """45 Personen aus 27 Einrichtungen"""
    satz = ngettext("%(zahl)s Person", "%(zahl)s Personen", personen) % {"zahl": personen}
    if not einrichtungen:
        return satz
    aus = ngettext("%(zahl)s Einrichtung", "%(zahl)s Einrichtungen", einrichtungen) % {"zahl": einrichtungen}
    return _("%(personen)s aus %(einrichtungen)s") % {"personen": satz, "einrichtungen": aus}


def gruppe_besetzung(gruppe: Gruppe) -> str:
    """11 Personen aus 9 Einrichtungen: 3 Kitas, 2 Horte, Jugendarbeit"""
    if not gruppe.personen:
        return ""
    satz = personen_aus(gruppe.personen, gruppe.einrichtungen)
    if not gruppe.arten:
        return satz
    return f"{satz}: {', '.join(art_gezaehlt(art, zahl) for art, zahl in gruppe.arten)}"


def gruppe_herkunft(gruppe: Gruppe) -> str:
    """Eingebracht von: Kita Birkenhain · Bürgersaal, Tisch 1"""
    teile = []
    if gruppe.eingebracht_von and not gruppe.andere_themen:
        teile.append(_("Eingebracht von: %(wer)s") % {"wer": "; ".join(gruppe.eingebracht_von)})
    if gruppe.ort:
        teile.append(gruppe.ort)
    if gruppe.moderation:
        teile.append(_("Moderation: %(wer)s") % {"wer": gruppe.moderation})
    teile += [f"{art}: {name}" for art, name in gruppe.rollen]
    teile.append(zusammengelegt(gruppe.aufgenommen))
    return " · ".join(filter(None, teile))


def gruppe_fotos(fotos: tuple[FotoBild, ...], nummer: int, anlage: str) -> str:
    """Fotos: Bild 1 und 2, Anlage D"""
    bilder = [str(nr) for nr, foto in enumerate(fotos, start=1) if foto.gruppe == nummer and foto.sha256]
    if not bilder or not anlage:
        return ""
    satz = ngettext(
        "Foto: Bild %(bilder)s, Anlage %(anlage)s", "Fotos: Bild %(bilder)s, Anlage %(anlage)s", len(bilder)
    )
    return satz % {"bilder": aufzaehlung(bilder), "anlage": anlage}


def zusammengelegt(nummern: tuple[int, ...]) -> str:
    """mit Gruppe 3 und 7 zusammengelegt"""
    if not nummern:
        return ""
    return _("mit Gruppe %(nummern)s zusammengelegt") % {"nummern": aufzaehlung([str(n) for n in nummern])}


def gruppe_in_der_liste(zeile: GruppenZeile) -> str:
    """Bürgersaal, Tisch 1 · Moderation: Kita Birkenhain · zusammengelegt aus „Sport“ und „Spiel“"""
    teile = [zeile.ort, *(f"{art}: {wer}" for art, wer in zeile.rollen), zusammengelegt(zeile.aufgenommen)]
    titel = [f"„{kurztitel(thema)}“" for thema in zeile.themen]
    if len(titel) > 1:
        teile.append(_("zusammengelegt aus %(themen)s") % {"themen": aufzaehlung(titel)})
    elif titel:
        teile.append(_("aus dem Thema %(thema)s") % {"thema": titel[0]})
    return " · ".join(filter(None, teile))


def idee_bezug(idee: Idee) -> str:
    """(für Soll 1 und 4)"""
    teile = [
        f"{name} {aufzaehlung([str(n) for n in nummern])}"
        for name, nummern in ((_("Soll"), idee.soll), (_("Ist"), idee.ist))
        if nummern
    ]
    return _("(für %(was)s)") % {"was": aufzaehlung(teile)} if teile else ""


def soll_ohne_idee(gruppe: Gruppe) -> str:
    if not gruppe.soll_ohne_idee:
        return ""
    return _("Noch keine Idee zu Soll %(nummern)s") % {"nummern": aufzaehlung([str(n) for n in gruppe.soll_ohne_idee])}


def einladung(protokoll: Protokoll) -> str:
    """35 Einrichtungen waren eingeladen, zugesagt: 28. Gekommen sind 45 Personen aus 27 Einrichtungen."""
    eingeladen = sum(z.eingeladen for z in protokoll.beteiligung)
    zugesagt = sum(z.zugesagt for z in protokoll.beteiligung)
    vertreten = protokoll.einrichtungen
    saetze = []
    if eingeladen:
        saetze.append(
            ngettext(
                "%(eingeladen)s Einrichtung war eingeladen, zugesagt: %(zugesagt)s.",
                "%(eingeladen)s Einrichtungen waren eingeladen, zugesagt: %(zugesagt)s.",
                eingeladen,
            )
            % {"eingeladen": eingeladen, "zugesagt": zugesagt}
        )
    if protokoll.personen:
        saetze.append(
            ngettext("Gekommen ist %(wer)s.", "Gekommen sind %(wer)s.", protokoll.personen)
            % {"wer": personen_aus(protokoll.personen, vertreten)}
        )
    ohne = protokoll.personen - sum(z.personen for z in protokoll.beteiligung)
    if ohne and protokoll.beteiligung:
        saetze.append(
            ngettext(
                "%(zahl)s Person kam ohne Einrichtung und fehlt in der Tabelle.",
                "%(zahl)s Personen kamen ohne Einrichtung und fehlen in der Tabelle.",
                ohne,
            )
            % {"zahl": ohne}
        )
    return " ".join(saetze)


def gespraeche(protokoll: Protokoll) -> str:
    """In sechs Runden zu je 5 Minuten gab es 126 Kurzgespräche, 14 Paare möchten in Kontakt bleiben."""
    bilanz = protokoll.gespraeche
    if bilanz is None:
        return ""
    kurz, lang = bilanz.minuten
    if kurz == lang:
        dauer = ngettext("zu je %(zahl)s Minute", "zu je %(zahl)s Minuten", kurz) % {"zahl": kurz}
    else:
        dauer = _("zu %(kurz)s bis %(lang)s Minuten") % {"kurz": kurz, "lang": lang}
    runden = ngettext("In %(zahl)s Runde %(dauer)s", "In %(zahl)s Runden %(dauer)s", bilanz.runden) % {
        "zahl": _("einer") if bilanz.runden == 1 else zahlwort(bilanz.runden),
        "dauer": dauer,
    }
    wie_viele = ngettext("gab es %(zahl)s Kurzgespräch", "gab es %(zahl)s Kurzgespräche", bilanz.gespraeche) % {
        "zahl": bilanz.gespraeche
    }
    if not bilanz.kontakte:
        return f"{runden} {wie_viele}."
    kontakte = ngettext(
        "%(zahl)s Paar möchte in Kontakt bleiben", "%(zahl)s Paare möchten in Kontakt bleiben", bilanz.kontakte
    ) % {"zahl": bilanz.kontakte}
    return f"{runden} {wie_viele}, {kontakte}."


def themen(protokoll: Protokoll) -> str:
    """Fünf Themen waren vorgeschlagen, daraus entstanden fünf Kleingruppen."""
    anzahl = len(protokoll.themen)
    gruppen = len({nummer for thema in protokoll.themen for nummer in thema.gruppen})
    eins = ngettext("%(zahl)s Thema war vorgeschlagen", "%(zahl)s Themen waren vorgeschlagen", anzahl) % {
        "zahl": _("ein") if anzahl == 1 else zahlwort(anzahl)
    }
    zwei = ngettext("daraus entstand %(zahl)s Kleingruppe", "daraus entstanden %(zahl)s Kleingruppen", gruppen) % {
        "zahl": _("eine") if gruppen == 1 else zahlwort(gruppen)
    }
    satz = f"{eins}, {zwei}." if gruppen else f"{eins}."
    return satz[:1].upper() + satz[1:]


def vorige(protokoll: Protokoll) -> str:
    """Die Konferenz knüpft an „Erste Konferenz“ vom 16. Juni 2022 an."""
    if protokoll.vorige is None:
        return ""
    wann = {"titel": protokoll.vorige.titel, "datum": datum(protokoll.vorige.datum)}
    return _("Die Konferenz knüpft an „%(titel)s“ vom %(datum)s an.") % wann


def ausblick(protokoll: Protokoll) -> list[str]:
    """The next conference, and until when one may answer to the draft."""
    saetze = []
    if protokoll.naechste is not None:
        wann = {"titel": protokoll.naechste.titel, "datum": datum(protokoll.naechste.datum)}
        saetze.append(_("Die nächste Konferenz ist am %(datum)s: „%(titel)s“.") % wann)
    if protokoll.frist is not None and not protokoll.is_freigegeben:
        satz = _("Anmerkungen zu diesem Entwurf sind bis %(tag)s möglich.")
        saetze.append(satz % {"tag": datum(protokoll.frist)})
    return saetze


def termin(protokoll: Protokoll) -> str:
    """16. Juni 2022, 14:30 bis 18 Uhr (tatsächlich 14:35 bis 18:10 Uhr)"""
    satz = f"{datum(protokoll.datum)}, {zeitraum(protokoll.beginn, protokoll.ende)}"
    von, bis = protokoll.von or protokoll.beginn, protokoll.bis or protokoll.ende
    if (von, bis) == (protokoll.beginn, protokoll.ende):
        return satz
    return _("%(termin)s (tatsächlich %(zeit)s)") % {"termin": satz, "zeit": zeitraum(von, bis)}


def genitiv(pluralform: str) -> str:
    """der Teilnehmenden, der Teilnehmer/-innen"""
    return f"{pluralform}n" if pluralform.endswith("nde") else pluralform


def person(eine: Person) -> str:
    """Jonas Muster, Leitung (Gruppe 1)"""
    teile = ", ".join(filter(None, (eine.name, eine.funktion)))
    return _("%(wer)s (Gruppe %(nummer)s)") % {"wer": teile, "nummer": eine.gruppe} if eine.gruppe else teile


def massnahmen(protokoll: Protokoll) -> str:
    """Zwölf Maßnahmen sind vereinbart, jede mit Verantwortung und Datum."""
    zahl = len(protokoll.massnahmen)
    if zahl == 1:
        return _("Eine Maßnahme ist vereinbart, mit Verantwortung und Datum.")
    wort = zahlwort(zahl)
    return _("%(zahl)s Maßnahmen sind vereinbart, jede mit Verantwortung und Datum.") % {
        "zahl": wort[:1].upper() + wort[1:]
    }


def massnahme_zusatz(zeile: MassnahmeZeile) -> str:
    """Für Soll 2 · ab 1. August 2022 · braucht: Raum · gelungen, wenn: … · Grund: …"""
    teile = [
        _("für %(was)s") % {"was": aufzaehlung(list(zeile.ziel))} if zeile.ziel else "",
        _("ab %(tag)s") % {"tag": datum(zeile.ab)} if zeile.ab else "",
        _("braucht: %(was)s") % {"was": zeile.ressourcen} if zeile.ressourcen else "",
        _("gelungen, wenn: %(was)s") % {"was": zeile.merkmal} if zeile.merkmal else "",
        _("Grund: %(was)s") % {"was": zeile.grund} if zeile.grund else "",
    ]
    return " · ".join(filter(None, teile))


def freigabe(protokoll: Protokoll) -> str:
    """Der Entwurf lag den Anwesenden bis 8. Juli 2022 vor. Freigegeben als Version 1 am 15. Juli 2022."""
    frist = datum(protokoll.frist)
    if not protokoll.is_freigegeben:
        satz = _("Dieses Protokoll ist ein Entwurf und noch nicht freigegeben.")
        bitte = _("Anmerkungen sind bis %(tag)s möglich.") % {"tag": frist} if frist else ""
        return " ".join(filter(None, (satz, bitte)))
    saetze = []
    if frist:
        saetze.append(_("Der Entwurf lag den Anwesenden bis %(tag)s vor.") % {"tag": frist})
        saetze.append(
            ngettext(
                "%(zahl)s Anmerkung ist eingegangen.", "%(zahl)s Anmerkungen sind eingegangen.", protokoll.anmerkungen
            )
            % {"zahl": protokoll.anmerkungen}
        )
    saetze.append(
        _("Freigegeben als Version %(nummer)s am %(tag)s.")
        % {"nummer": protokoll.fassung, "tag": datum(protokoll.freigegeben_am)}
    )
    return " ".join(saetze)


def einladung_vom(protokoll: Protokoll) -> str:
    """Diese Einladung ging am 2. Mai 2022 hinaus. Das Programm steht im Abschnitt „Ablauf“."""
    satz = _("Diese Einladung ging am %(tag)s hinaus. Tag, Uhrzeit und Ort stehen hier nach dem letzten Stand.")
    satz = satz % {"tag": datum(protokoll.einladung.am)}
    return f"{satz} {_('Das Programm steht im Abschnitt „Ablauf“.')}" if protokoll.ablauf else satz


def datenschutz(protokoll: Protokoll) -> str:
    """Für die Daten dieser Konferenz ist verantwortlich: … Dies ist die öffentliche Fassung. Sie nennt …"""
    wer = ", ".join(filter(None, (protokoll.gemeinde, protokoll.fachbereich)))
    saetze = [
        _("Für die Daten dieser Konferenz ist verantwortlich: %(wer)s.") % {"wer": wer},
        _("Dies ist die %(fassung)s.") % {"fassung": protokoll.variante.label},
        protokoll.variante.satz,
    ]
    if protokoll.fotos:
        saetze.append(_("Fotos, auf denen jemand zu erkennen ist, stehen nur mit Einwilligung darin."))
    return " ".join(saetze)


def ungenannt(protokoll: Protokoll) -> str:
    if not protokoll.ungenannt:
        return ""
    return ngettext(
        "%(zahl)s weitere Person war da und wird nicht genannt.",
        "%(zahl)s weitere Personen waren da und werden nicht genannt.",
        protokoll.ungenannt,
    ) % {"zahl": protokoll.ungenannt}


def rueckmeldung(protokoll: Protokoll) -> str:
    """Antworten auf eine Frage (38 Bewertungen)"""
    zahl = protokoll.rueckmeldung.bewertet if protokoll.rueckmeldung else 0
    return ngettext(
        "Antworten auf die Frage „Wie war die Konferenz?“ (%(zahl)s Bewertung)",
        "Antworten auf die Frage „Wie war die Konferenz?“ (%(zahl)s Bewertungen)",
        zahl,
    ) % {"zahl": zahl}
