"""Rows for tests: plain functions without surprises; every field can be overridden by keyword."""

import datetime
import io
import itertools

from django.utils import timezone
from PIL import Image

from konferenz.akteur import Akteur, Rolle
from konferenz.models import (
    Datei,
    Druckauftrag,
    Konferenz,
    Konto,
    Leitfrage,
    Mitgliedschaft,
    Programmpunkt,
    Veranstalter,
    Zugang,
)
from teilnehmer.models import (
    Anmeldung,
    Ansprechperson,
    Einladung,
    Einrichtung,
    Gespraechsrunde,
    Kurzgespraech,
    Traeger,
)
from themen.models import (
    Befund,
    BefundBezug,
    BefundFassung,
    Foto,
    Herkunft,
    Kleingruppe,
    Massnahme,
    Mitstreiter,
    Rueckmeldung,
    Themenvorschlag,
)

_numbers = itertools.count(1)
LEERES_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)


def make_veranstalter(**overrides) -> Veranstalter:
    n = next(_numbers)
    fields = {
        "slug": f"gemeinde-{n}",
        "name": f"Gemeinde {n}",
        "kurzname": f"Ort {n}",
        "fachbereich": "Fachbereich Soziales",
    }
    return Veranstalter.objects.create(**fields | overrides)


def make_konto(password="ein-langes-passwort", **overrides) -> Konto:
    n = next(_numbers)
    fields = {"email": f"konto{n}@example.org", "vorname": "Kim", "nachname": f"Konto {n}"}
    return Konto.objects.create_user(password=password, **fields | overrides)


def make_mitglied(veranstalter=None, rolle=Rolle.PLANUNG, **konto) -> Mitgliedschaft:
    """An account with a role in a Veranstalter; `.konto` logs in, `.akteur` acts."""
    return Mitgliedschaft.objects.create(
        veranstalter=veranstalter or make_veranstalter(), konto=make_konto(**konto), rolle=rolle
    )


def make_konferenz(**overrides) -> Konferenz:
    """A conference in three weeks, in the phase Vorbereitung."""
    n = next(_numbers)
    fields = {
        "slug": f"konferenz-{n}",
        "titel": f"Sozialraumkonferenz {n}",
        "motto": "Netzwerkstatt – Familien vor Ort",
        "datum": timezone.localdate() + datetime.timedelta(days=21),
        "beginn": datetime.time(14, 30),
        "ende": datetime.time(18, 0),
        "ort": "Rathaus",
        "raum": "Bürgersaal",
        "phase": Konferenz.Phase.VORBEREITUNG,
    }
    fields |= overrides
    if "veranstalter" not in fields:
        fields["veranstalter"] = make_veranstalter()
    return Konferenz.objects.create(**fields)


def make_konferenz_heute(**overrides) -> Konferenz:
    """A conference that runs today, all gates opened by hand."""
    fields = {
        "datum": timezone.localdate(),
        "phase": Konferenz.Phase.DURCHFUEHRUNG,
        "tor_themen": "offen",
        "tor_gruppenwahl": "offen",
        "tor_karten": "offen",
    }
    return make_konferenz(**fields | overrides)


def make_leitfrage(konferenz=None, **overrides) -> Leitfrage:
    konferenz = konferenz or make_konferenz()
    fields = {"position": konferenz.leitfragen.count() + 1, "text": "Was können wir gemeinsam gestalten?"}
    return Leitfrage.objects.create(konferenz=konferenz, **fields | overrides)


def make_programmpunkt(konferenz=None, **overrides) -> Programmpunkt:
    konferenz = konferenz or make_konferenz()
    fields = {
        "position": konferenz.programmpunkte.count() + 1,
        "art": Programmpunkt.Art.BEGRUESSUNG,
        "titel": "Begrüßung",
        "dauer": 10,
    }
    return Programmpunkt.objects.create(konferenz=konferenz, **fields | overrides)


def make_zugang(konferenz=None, zweck=Zugang.Zweck.MODERATION, **overrides) -> Zugang:
    return Zugang.objects.create(konferenz=konferenz or make_konferenz(), zweck=zweck, **overrides)


def make_traeger(veranstalter=None, **overrides) -> Traeger:
    fields = {"name": f"Träger {next(_numbers)}", "art": Traeger.Art.KOMMUNAL}
    return Traeger.objects.create(veranstalter=veranstalter or make_veranstalter(), **fields | overrides)


def make_einrichtung(veranstalter=None, **overrides) -> Einrichtung:
    fields = {"name": f"Kita {next(_numbers)}", "art": Einrichtung.Art.KITA}
    return Einrichtung.objects.create(veranstalter=veranstalter or make_veranstalter(), **fields | overrides)


def make_ansprechperson(einrichtung=None, **overrides) -> Ansprechperson:
    n = next(_numbers)
    fields = {"vorname": "Miriam", "nachname": f"Albers {n}", "email": f"kontakt{n}@example.org"}
    return Ansprechperson.objects.create(einrichtung=einrichtung or make_einrichtung(), **fields | overrides)


def make_einladung(konferenz=None, einrichtung=None, **overrides) -> Einladung:
    konferenz = konferenz or make_konferenz()
    einrichtung = einrichtung or make_einrichtung(konferenz.veranstalter)
    zugang = make_zugang(konferenz, Zugang.Zweck.EINLADUNG)
    if overrides.get("antwort", "offen") != "offen":
        overrides.setdefault("beantwortet_am", timezone.now())
    return Einladung.objects.create(konferenz=konferenz, einrichtung=einrichtung, zugang=zugang, **overrides)


def make_anmeldung(konferenz=None, **overrides) -> Anmeldung:
    konferenz = konferenz or make_konferenz()
    fields = {
        "vorname": "Jonas",
        "nachname": f"Reuter {next(_numbers)}",
        "zugang": make_zugang(konferenz, Zugang.Zweck.PASS),
    }
    return Anmeldung.objects.create(konferenz=konferenz, **fields | overrides)


def make_themenvorschlag(konferenz=None, **overrides) -> Themenvorschlag:
    fields = {"titel": f"Thema {next(_numbers)}", "beschreibung": "Worum es geht."}
    return Themenvorschlag.objects.create(konferenz=konferenz or make_konferenz(), **fields | overrides)


def make_mitstreiter(thema, anmeldung, **overrides) -> Mitstreiter:
    return Mitstreiter.objects.create(konferenz=thema.konferenz, thema=thema, anmeldung=anmeldung, **overrides)


def make_kleingruppe(konferenz=None, *, themen=(), **overrides) -> Kleingruppe:
    """A group with the next number; the conference's counter follows."""
    konferenz = konferenz or make_konferenz_heute()
    nummer = overrides.pop("nummer", konferenz.gruppen_zaehler + 1)
    konferenz.gruppen_zaehler = max(konferenz.gruppen_zaehler, nummer)
    konferenz.save(update_fields=["gruppen_zaehler"])
    fields = {"titel": f"Gruppe {nummer}", "farbe": (nummer - 1) % 8 + 1, "raum": f"Tisch {nummer}"}
    gruppe = Kleingruppe.objects.create(konferenz=konferenz, nummer=nummer, **fields | overrides)
    for thema in themen:
        Herkunft.objects.create(konferenz=konferenz, kleingruppe=gruppe, thema=thema)
    return gruppe


def make_befund(kleingruppe=None, art=Befund.Art.IST, *, bezug=(), **overrides) -> Befund:
    """A card with its first version; `bezug` are the cards it answers or serves."""
    kleingruppe = kleingruppe or make_kleingruppe()
    nummer = overrides.pop("nummer", kleingruppe.befunde.filter(art=art).count() + 1)
    fields = {"text": f"{art} {nummer} der Gruppe", "position": nummer}
    befund = Befund.objects.create(
        konferenz=kleingruppe.konferenz, kleingruppe=kleingruppe, art=art, nummer=nummer, **fields | overrides
    )
    BefundFassung.objects.create(befund=befund, fassung=1, text=befund.text, durch=Rolle.TEILNAHME)
    for ziel in bezug:
        BefundBezug.objects.create(quelle=befund, ziel=ziel)
    return befund


def make_massnahme(kleingruppe=None, *, befunde=(), **overrides) -> Massnahme:
    """A point of the group's list; with `verantwortlich` and `bis` it is a measure that was agreed."""
    kleingruppe = kleingruppe or make_kleingruppe()
    nummer = overrides.pop("nummer", kleingruppe.massnahmen.count() + 1)
    fields = {"was": f"Maßnahme {nummer} der Gruppe"}
    massnahme = Massnahme.objects.create(
        konferenz=kleingruppe.konferenz, kleingruppe=kleingruppe, nummer=nummer, **fields | overrides
    )
    massnahme.befunde.set(befunde)
    return massnahme


def make_foto(kleingruppe=None, *, konferenz=None, inhalt: bytes | None = None, **overrides) -> Foto:
    """A described picture of a flip chart, 40 × 30 points, of a group or only of a conference."""
    konferenz = konferenz or (kleingruppe.konferenz if kleingruppe else make_konferenz_heute())
    inhalt = inhalt or _picture()
    typ = "image/jpeg" if inhalt.startswith(b"\xff\xd8") else "image/png"
    datei, vorschau = (
        Datei.objects.store(
            veranstalter=konferenz.veranstalter, name=f"foto.{typ.removeprefix('image/')}", typ=typ, inhalt=inhalt
        )
        for _ in range(2)
    )
    fields = {"breite": 40, "hoehe": 30, "alternativtext": "Flipchart mit drei Karten", "personen": "keine"}
    fields |= {"erfasst_durch": Rolle.HILFE}
    return Foto.objects.create(
        konferenz=konferenz, kleingruppe=kleingruppe, datei=datei, vorschau=vorschau, **fields | overrides
    )


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    return out.getvalue()


def make_rueckmeldung(konferenz=None, **overrides) -> Rueckmeldung:
    return Rueckmeldung.objects.create(konferenz=konferenz or make_konferenz_heute(), **{"note": 1} | overrides)


def make_gespraechsrunde(konferenz=None, *, tische=(), **overrides) -> Gespraechsrunde:
    """The next round of short talks; `tische` are the people at table 1, 2, …"""
    konferenz = konferenz or make_konferenz_heute()
    fields = {"nummer": konferenz.gespraechsrunden.count() + 1}
    runde = Gespraechsrunde.objects.create(konferenz=konferenz, **fields | overrides)
    for nummer, leute in enumerate(tische, start=1):
        for anmeldung in leute:
            Kurzgespraech.objects.create(konferenz=konferenz, runde=runde, tisch=nummer, anmeldung=anmeldung)
    return runde


def make_druckauftrag(konferenz=None, **overrides) -> Druckauftrag:
    """A finished print of one file with twelve pieces."""
    konferenz = konferenz or make_konferenz()
    jetzt = timezone.now()
    fields = {"art": "serienbrief", "titel": "12 Briefe", "zahl": 12, "erledigt": 12, "zustand": "fertig"}
    fields |= {"fertig_am": jetzt, "begonnen_am": jetzt} if overrides.get("zustand", "fertig") == "fertig" else {}
    auftrag = Druckauftrag.objects.create(konferenz=konferenz, **fields | overrides)
    datei = Datei.objects.store(
        veranstalter=konferenz.veranstalter, name="Briefe.pdf", typ="application/pdf", inhalt=LEERES_PDF
    )
    auftrag.teile.create(nummer=1, ab=0, zahl=12, datei=datei)
    return auftrag


def make_akteur(rolle=Rolle.PLANUNG, id=None) -> Akteur:
    return Akteur(rolle, id)
