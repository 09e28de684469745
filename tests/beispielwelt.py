"""The loaded example as worlds like those of tests/welt.py: full pages for whoever looks at all of them."""

import datetime

from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Aussendung, Konferenz, Mitgliedschaft, Veranstalter
from teilnehmer.models import Anmeldung, Ansprechperson, Bedarf, Nachricht
from tests import factories as f
from tests.welt import Welt, make_import, make_minutes
from themen.demo import laufend


def make_beispielwelten() -> dict[str, Welt]:
    """What each world is for.

    `erste` is published, `kommend` invites, `heute` runs. `zugesagt` is kommend for an institution that comes,
    `gewaehlt` heute for somebody in group 1, `eigen` the same with the person's own topic.
    `leer` is a municipality that has just begun: no list has a row.
    """
    veranstalter = Veranstalter.objects.get(slug="kleinmachnow")
    erste, kommend, heute = (
        Konferenz.objects.get(veranstalter=veranstalter, slug=slug)
        for slug in ("erste-sozialraumkonferenz", laufend.SLUG_KOMMEND, laufend.SLUG_HEUTE)
    )
    personen = heute.anmeldungen.filter(anwesend_am__isnull=False).order_by("pk")
    ohne_gruppe = personen.exclude(zuordnungen__bis__isnull=True, zuordnungen__isnull=False).first()
    in_gruppe = personen.filter(zuordnungen__bis__isnull=True, zuordnungen__kleingruppe__nummer=1).first()
    welten = {
        "erste": _welt(erste, erste.anmeldungen.anwesend().order_by("pk").first()),
        "kommend": _welt(kommend, kommend.anmeldungen.order_by("pk").first()),
        "zugesagt": _welt(kommend, kommend.anmeldungen.order_by("pk").first(), antwort="zugesagt"),
        "heute": _welt(heute, ohne_gruppe),
        "gewaehlt": _welt(heute, in_gruppe),
        "leer": _leere_welt(),
    }
    eigen = welten["gewaehlt"].werte
    return welten | {"eigen": Welt(veranstalter.name, werte=eigen | {"thema": eigen["eigenes"]})}


def _welt(konferenz: Konferenz, person: Anmeldung, antwort: str = "offen") -> Welt:
    """What the example has; what it lacks is made once."""
    veranstalter = konferenz.veranstalter
    zugaenge = konferenz.zugaenge.order_by("pk")
    passend = konferenz.einladungen.filter(antwort=antwort).order_by("pk")
    mit_thema = passend.filter(themenvorschlaege__isnull=False, anmeldungen__isnull=False)
    einladung = mit_thema.first() or passend.first() or konferenz.einladungen.order_by("pk").first()
    ansprechperson = Ansprechperson.objects.filter(einrichtung=einladung.einrichtung).first() or f.make_ansprechperson(
        einladung.einrichtung
    )
    aussendung = konferenz.aussendungen.order_by("pk").first() or Aussendung.objects.create(
        konferenz=konferenz, anlass="einladung", betreff="Einladung", text="Guten Tag,\n\n{link}\n{code}"
    )
    nachricht = konferenz.nachrichten.order_by("pk").first() or Nachricht.objects.create(
        konferenz=konferenz,
        aussendung=aussendung,
        einladung=einladung,
        anlass="einladung",
        empfaenger=ansprechperson.email or "kita@example.net",
        betreff="Einladung",
        text="Guten Tag,\n\nwir laden Sie ein.",
    )
    rundmail = Aussendung.objects.create(
        konferenz=konferenz, anlass="rundmail", kreis="alle", betreff="Neues", text="{anrede},\n\nbis bald."
    )
    gruppe = konferenz.kleingruppen.order_by("nummer").first()
    welt = Welt(veranstalter.name)
    welt.konten = {
        Rolle(m.rolle): m.konto
        for m in Mitgliedschaft.objects.filter(veranstalter=veranstalter).select_related("konto")
    }
    eigene = einladung.anmeldungen.filter(status="angemeldet").order_by("pk").first()
    Bedarf.objects.get_or_create(anmeldung=eigene or person, art="verpflegung", defaults={"angabe": "vegan"})
    welt.werte = {
        "v": veranstalter.slug,
        "k": konferenz.slug,
        "leitfrage": _pk(konferenz.leitfragen),
        "punkt": _pk(konferenz.programmpunkte),
        "traeger": _pk(veranstalter.traeger),
        "einrichtung": einladung.einrichtung.kennung,
        "ansprechperson": ansprechperson.pk,
        "einladung_kennung": einladung.zugang.kennung,
        "anmeldung": (eigene or person).kennung,
        "thema": _kennung(einladung.themenvorschlaege.all() or konferenz.themenvorschlaege),
        "eigenes": _eigenes(konferenz, person),
        "anfrage": _anfrage(konferenz).kennung,
        "anmelden": f.make_zugang(konferenz, "anmeldung").token,
        "nr": gruppe.nummer if gruppe else 1,
        "befund": _kennung(gruppe.befunde) if gruppe else "",
        "foto": f.make_foto(gruppe, konferenz=konferenz, art="bogen").kennung,
        "massnahme": _kennung(gruppe.massnahmen) if gruppe else "",
        "rueckmeldung": f.make_rueckmeldung(
            konferenz, note=2, gut="Frau Wolf hat gut erklärt.", naechstes_mal="Mehr Zeit.", zitat_naechstes_mal=True
        ).pk,
        "umbau": 0,
        "aussendung": aussendung.pk,
        "rundmail": rundmail.pk,
        "druckauftrag": f.make_druckauftrag(konferenz, titel="12 Briefe: Einladung").kennung,
        "druckteil": 1,
        "verzeichnisimport": make_import(veranstalter, "Kita Sonnenblume").kennung,
        "uebernommen": make_import(
            veranstalter,
            "Kita Sonnenblume",
            status="uebernommen",
            uebernommen_am=timezone.now(),
            spuren=[{"art": "einrichtung", "pk": 0, "name": "Kita", "fassung": 1, "vorher": None}],
        ).kennung,
        "nachricht": nachricht.pk,
        "mitglied": Mitgliedschaft.objects.get(veranstalter=veranstalter, rolle=Rolle.LESEND).pk,
        "einladung": einladung.zugang.token,
        "pass": person.zugang.token,
        "moderation": (zugaenge.filter(zweck="moderation").first() or f.make_zugang(konferenz)).token,
        "hilfe": (zugaenge.filter(zweck="hilfe").first() or f.make_zugang(konferenz, "hilfe")).token,
        "leinwand": (zugaenge.filter(zweck="leinwand").first() or f.make_zugang(konferenz, "leinwand")).token,
    }
    welt.werte["zugang"] = welt.werte["moderation"][:10]
    welt.werte |= make_minutes(konferenz, "Eine")
    if konferenz.phase == Konferenz.Phase.VEROEFFENTLICHT:
        welt.werte |= {f"{zweck}_danach": welt.werte[zweck] for zweck in ("einladung", "pass")}
    return welt


def _anfrage(konferenz: Konferenz) -> Anmeldung:
    """Somebody who asks for a seat, somebody who waits, and a seat that is held."""
    Konferenz.objects.filter(pk=konferenz.pk).update(offene_anmeldung=True)
    if konferenz.phase == Konferenz.Phase.VORBEREITUNG:
        now = timezone.now()
        f.make_anmeldung(konferenz, nachname="Wartet", status="warteliste")
        f.make_anmeldung(
            konferenz, nachname="Gehalten", nachgerueckt_am=now, bestaetigen_bis=now + datetime.timedelta(days=2)
        )
    return f.make_anmeldung(konferenz, nachname="Fragt", email="fragt@example.net", status="angefragt")


def _eigenes(konferenz: Konferenz, person: Anmeldung) -> str:
    if konferenz.phase != Konferenz.Phase.DURCHFUEHRUNG:
        return "gibtesnicht"
    return f.make_themenvorschlag(konferenz, titel="Ein eigenes Thema", anmeldung=person).kennung


def _leere_welt() -> Welt:
    """The Leitung of the example leads this municipality too."""
    leitung = Mitgliedschaft.objects.get(veranstalter__slug="kleinmachnow", rolle=Rolle.LEITUNG).konto
    veranstalter = f.make_veranstalter(slug="neuanfang", name="Gemeinde Neuanfang", kurzname="Neuanfang")
    Mitgliedschaft.objects.create(konto=leitung, veranstalter=veranstalter, rolle=Rolle.LEITUNG)
    konferenz = f.make_konferenz(veranstalter=veranstalter, slug="ohne-alles", titel="Konferenz ohne Inhalt")
    tokens = {zweck: f.make_zugang(konferenz, zweck).token for zweck in ("moderation", "hilfe", "leinwand")}
    return Welt(veranstalter.name, werte={"v": veranstalter.slug, "k": konferenz.slug} | tokens)


def _pk(zeilen) -> int:
    return zeilen.order_by("pk").values_list("pk", flat=True).first() or 0


def _kennung(zeilen) -> str:
    return zeilen.order_by("pk").values_list("kennung", flat=True).first() or "gibtesnicht"
