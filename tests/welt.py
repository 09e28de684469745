"""Two complete municipalities for the permission walk: everything a route can name, once ours, once foreign."""

import datetime
from dataclasses import dataclass, field

from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Aussendung, Datei, Konferenz, Mitgliedschaft, Zugang
from teilnehmer.models import Bedarf, Nachricht, Verzeichnisimport
from tests import factories as f
from tests.themen.protokoll_daten import release
from themen.models import Protokollstand, Publikum, Umbau, Zuordnung


@dataclass
class Welt:
    """One municipality; `marke` stands in every text of it, so that a leak can be seen."""

    marke: str
    konten: dict[Rolle, object] = field(default_factory=dict)
    werte: dict[str, object] = field(default_factory=dict)

    def tokens(self) -> dict[str, str]:
        return {name: self.werte[name] for name in ("einladung", "pass", "moderation", "hilfe", "anmelden")}


def make_welt(marke: str, nummer: int = 1) -> Welt:
    """A Veranstalter with a running conference and one of every row that has an address."""
    welt = Welt(marke)
    veranstalter = f.make_veranstalter(slug=marke.lower(), name=f"{marke} Gemeinde", kurzname=marke)
    for rolle in Mitgliedschaft.Rolle:
        welt.konten[Rolle(rolle)] = f.make_mitglied(veranstalter, rolle, nachname=f"{marke} {rolle}").konto
    konferenz = f.make_konferenz_heute(
        veranstalter=veranstalter, slug=f"tag-{marke.lower()}", titel=f"{marke} Konferenz"
    )
    leitfrage = f.make_leitfrage(konferenz, text=f"{marke} Frage?")
    punkt = f.make_programmpunkt(konferenz, titel=f"{marke} Begrüßung")
    traeger = f.make_traeger(veranstalter, name=f"{marke} Träger")
    einrichtung = f.make_einrichtung(veranstalter, name=f"{marke} Kita", traeger=traeger)
    ansprechperson = f.make_ansprechperson(einrichtung, nachname=f"{marke} Kontakt")
    einladung = f.make_einladung(konferenz, einrichtung, antwort="zugesagt")
    anmeldung = f.make_anmeldung(
        konferenz, einladung=einladung, einrichtung=einrichtung, nachname=f"{marke} Person", anwesend_am=timezone.now()
    )
    f.make_gespraechsrunde(konferenz, tische=[[anmeldung]], begonnen_am=timezone.now())
    Bedarf.objects.create(anmeldung=anmeldung, art="verpflegung", angabe=f"{marke} vegan")
    thema = f.make_themenvorschlag(
        konferenz, titel=f"{marke} Thema", leitfrage=leitfrage, einladung=einladung, einrichtung=einrichtung
    )
    eigenes = f.make_themenvorschlag(konferenz, titel=f"{marke} Eigenes", anmeldung=anmeldung)
    gruppe = f.make_kleingruppe(konferenz, nummer=nummer, themen=[thema], titel=f"{marke} Gruppe", belegt=1)
    Zuordnung.objects.create(konferenz=konferenz, anmeldung=anmeldung, kleingruppe=gruppe, durch=Rolle.TEILNAHME)
    andere = f.make_kleingruppe(konferenz, titel=f"{marke} Andere")
    befund = f.make_befund(gruppe, text=f"{marke} Karte")
    umbau = Umbau.objects.create(konferenz=konferenz, art="zusammenlegen", quelle=andere, ziel=gruppe)
    aussendung = Aussendung.objects.create(
        konferenz=konferenz, anlass="einladung", betreff=f"{marke} Betreff", text=f"{marke} Text {{link}}"
    )
    rundmail = Aussendung.objects.create(
        konferenz=konferenz,
        anlass="rundmail",
        kreis="angemeldete",
        betreff=f"{marke} Betreff",
        text=f"{marke} Text",
    )
    nachricht = Nachricht.objects.create(
        konferenz=konferenz,
        aussendung=aussendung,
        einladung=einladung,
        anlass="einladung",
        empfaenger=ansprechperson.email,
        betreff=f"{marke} Betreff",
        text=f"{marke} Text",
    )
    moderation = f.make_zugang(konferenz, Zugang.Zweck.MODERATION, bezeichnung=f"{marke} Moderation")
    hilfe = f.make_zugang(konferenz, Zugang.Zweck.HILFE, bezeichnung=f"{marke} Hilfe")
    offen = f.make_zugang(konferenz, Zugang.Zweck.ANMELDUNG)
    anfrage = f.make_anmeldung(
        konferenz, nachname=f"{marke} Anfrage", email=f"{marke.lower()}@example.org", status="angefragt"
    )
    mitglied = Mitgliedschaft.objects.get(veranstalter=veranstalter, rolle=Rolle.LESEND)
    welt.werte = {
        "v": veranstalter.slug,
        "k": konferenz.slug,
        "konferenz": konferenz,
        "leitfrage": leitfrage.pk,
        "punkt": punkt.pk,
        "traeger": traeger.pk,
        "einrichtung": einrichtung.kennung,
        "ansprechperson": ansprechperson.pk,
        "einladung_kennung": einladung.zugang.kennung,
        "anmeldung": anmeldung.kennung,
        "thema": thema.kennung,
        "eigenes": eigenes.kennung,
        "nr": gruppe.nummer,
        "befund": befund.kennung,
        "foto": f.make_foto(gruppe, alternativtext=f"{marke} Flipchart").kennung,
        "massnahme": f.make_massnahme(gruppe, was=f"{marke} Maßnahme").kennung,
        "rueckmeldung": f.make_rueckmeldung(konferenz, gut=f"{marke} Lob").pk,
        "umbau": umbau.pk,
        "aussendung": aussendung.pk,
        "rundmail": rundmail.pk,
        "druckauftrag": f.make_druckauftrag(konferenz, titel=f"{marke} Briefe").kennung,
        "druckteil": 1,
        "nachricht": nachricht.pk,
        "mitglied": mitglied.pk,
        "zugang": moderation.kennung,
        "einladung": einladung.zugang.token,
        "pass": anmeldung.zugang.token,
        "moderation": moderation.token,
        "hilfe": hilfe.token,
        "verzeichnisimport": make_import(veranstalter, f"{marke} Kita").kennung,
        "uebernommen": make_import(
            veranstalter,
            f"{marke} Kita",
            status="uebernommen",
            uebernommen_am=timezone.now(),
            spuren=[{"art": "einrichtung", "pk": 0, "name": "fort", "fassung": 1, "vorher": None}],
        ).kennung,
        "anfrage": anfrage.kennung,
        "anmelden": offen.token,
        "leinwand": f.make_zugang(konferenz, Zugang.Zweck.LEINWAND).token,
        **make_minutes(konferenz, marke, nummer),
        **make_past(einrichtung, marke, nummer),
    }
    return welt


def make_past(einrichtung, marke: str, nummer: int) -> dict[str, object]:
    """The links of this institution into a conference that is over, and a photo in its released minutes."""
    konferenz = f.make_konferenz(
        veranstalter=einrichtung.veranstalter,
        slug=f"danach-{marke.lower()}",
        titel=f"{marke} Rückschau",
        datum=timezone.localdate() - datetime.timedelta(days=30),
        phase=Konferenz.Phase.NACHBEREITUNG,
    )
    einladung = f.make_einladung(konferenz, einrichtung, antwort="zugesagt")
    anmeldung = f.make_anmeldung(
        konferenz, einladung=einladung, einrichtung=einrichtung, nachname=f"{marke} Gast", anwesend_am=timezone.now()
    )
    foto = f.make_foto(f.make_kleingruppe(konferenz, titel=f"{marke} Damals"), alternativtext=f"{marke} Tafel")
    make_minutes(konferenz, marke, nummer)
    return {
        "einladung_danach": einladung.zugang.token,
        "pass_danach": anmeldung.zugang.token,
        "foto_danach": foto.kennung,
    }


def make_minutes(konferenz, marke: str, nummer: int = 1) -> dict[str, object]:
    """A released version with its files and a remark, while the next draft is written."""
    version = konferenz.protokollfassungen.order_by("nummer").first() or release(
        konferenz, nummer=nummer, aenderung="Ein Name war falsch." if nummer > 1 else ""
    )
    gruppen = [gruppe["nummer"] for gruppe in version.inhalt["oeffentlich"]["gruppen"]]
    for publikum, gruppe in (*((p, 0) for p in Publikum.values), *((Publikum.OEFFENTLICH, nr) for nr in gruppen)):
        if not version.dateien.filter(publikum=publikum, gruppe=gruppe).exists():
            datei = Datei.objects.store(
                veranstalter=konferenz.veranstalter, name="Protokoll.pdf", typ="application/pdf", inhalt=f.LEERES_PDF
            )
            version.dateien.create(publikum=publikum, gruppe=gruppe, endung="pdf", datei=datei)
    Protokollstand.objects.get_or_create(konferenz=konferenz)
    anmerkung = konferenz.protokollanmerkungen.first() or konferenz.protokollanmerkungen.create(
        abschnitt="dank", text=f"{marke} Anmerkung"
    )
    return {"anmerkung": anmerkung.kennung, "protokollversion": version.nummer}


def make_import(veranstalter, name: str, **overrides) -> Verzeichnisimport:
    """A file with one row that is left out, as its preview stands."""
    zeile = {"nr": 2, "art": "fehlerhaft", "gruppe": 2, "einrichtung": "", "name": name, "ort": "", "wer": ""}
    zeile |= {"fehler": [["Art", "Die Art fehlt."]], "aenderungen": [], "hinweise": [], "vorschlaege": []}
    fields = {
        "dateiname": f"{name}.xlsx",
        "tabelle": {"kopf": ["Name"], "zeilen": [[2, [name]]]},
        "zuordnung": {"0": "name"},
        "plan": [zeile],
        "zahlen": {"alle": 1, "fehlerhaft": 1, "einrichtungen_neu": 0, "einrichtungen_geaendert": 0},
    }
    return Verzeichnisimport.objects.create(veranstalter=veranstalter, **fields | overrides)
