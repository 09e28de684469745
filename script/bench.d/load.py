"""Rows to measure with, in a process of its own with Django: `python load.py <what>` prints what was made as JSON."""

import json
import os
import sys
import time
from itertools import count, cycle
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "konferenz.settings")

import django  # noqa: E402

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import F  # noqa: E402

from konferenz import live  # noqa: E402
from konferenz.models import Konferenz, Konto, Zugang  # noqa: E402
from teilnehmer.models import Anmeldung, Einladung, Einrichtung  # noqa: E402
from tests import factories  # noqa: E402
from tests.factories import (  # noqa: E402
    make_einrichtung,
    make_kleingruppe,
    make_konferenz_heute,
    make_leitfrage,
    make_mitglied,
    make_programmpunkt,
    make_veranstalter,
    make_zugang,
)
from tests.themen.protokoll_daten import make_protokoll_konferenz, publish, release  # noqa: E402
from themen.models import Kleingruppe, Mitstreiter, Themenvorschlag  # noqa: E402

# Several processes make rows in one database; slugs and addresses must not meet.
factories._numbers = count(time.time_ns() // 1_000 % 10**11)
TEXT = "Wir möchten gemeinsam überlegen, wie das in unserem Ort besser gelingt. "


# -- what there is before anything is measured --------------------------------------------------------------


def fill(themen: int, personen: int, other: int, large: int) -> dict:
    """One conference with so many topics; `other` further ones beside it, one with `large` topics."""
    veranstalter = make_veranstalter(slug="bench", name="Gemeinde Bench")
    einrichtungen = [make_einrichtung(veranstalter, art=art) for art, _ in zip(_arten(), range(40), strict=False)]
    result = {"cookie": _sign_in(veranstalter), "v": "bench"}
    result["konferenz"] = _conference(veranstalter, einrichtungen, "mittel", themen, personen)
    if large:
        result["gross"] = _conference(veranstalter, einrichtungen, "gross", large, personen)
    _others(veranstalter, other)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return result


def _arten():
    return cycle(Einrichtung.Art.values)


def _sign_in(veranstalter) -> str:
    """The cookie of an officer's session."""
    konto: Konto = make_mitglied(veranstalter).konto
    session = SessionStore()
    session[SESSION_KEY] = str(konto.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = konto.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}"


def _conference(veranstalter, einrichtungen, slug: str, themen: int, personen: int) -> dict:
    konferenz = make_konferenz_heute(veranstalter=veranstalter, slug=slug, kurzbeschreibung=TEXT * 3)
    for n in range(3):
        make_leitfrage(konferenz, text=f"Frage {n}: {TEXT}")
    for n in range(8):
        make_programmpunkt(konferenz, titel=f"Programmpunkt {n}")
    haus = cycle(einrichtungen)
    anmeldungen = _people(konferenz, personen, haus)
    rows = _topics(konferenz, themen, haus)
    Mitstreiter.objects.bulk_create(
        Mitstreiter(konferenz=konferenz, thema=thema, anmeldung=anmeldung)
        for thema, anmeldung in zip(cycle(rows), anmeldungen, strict=False)
    )
    for n in range(5):
        make_kleingruppe(konferenz, titel=f"Gruppe {n}: {TEXT}"[:80], plaetze=60)
    return {"slug": slug, "thema": rows[0].kennung, "pass": anmeldungen[0].zugang.token}


def _people(konferenz, zahl: int, haus=None) -> list[Anmeldung]:
    zugaenge = Zugang.objects.bulk_create(Zugang(konferenz=konferenz, zweck="pass") for _ in range(zahl))
    return Anmeldung.objects.bulk_create(
        Anmeldung(
            konferenz=konferenz,
            zugang=zugang,
            vorname="Kim",
            nachname=f"Muster {n}",
            einrichtung=next(haus) if haus else None,
        )
        for n, zugang in enumerate(zugaenge)
    )


def _topics(konferenz, zahl: int, haus=None) -> list[Themenvorschlag]:
    return Themenvorschlag.objects.bulk_create(
        Themenvorschlag(
            konferenz=konferenz,
            titel=f"Thema {n} für Kinder und Familien",
            beschreibung=TEXT * 2,
            einrichtung=next(haus) if haus else None,
        )
        for n in range(zahl)
    )


def _others(veranstalter, zahl: int) -> None:
    """Past and coming conferences of the same organiser and of others, each with 20 topics and 10 people."""
    for n in range(zahl):
        eigner = veranstalter if n % 10 == 0 else make_veranstalter()
        konferenz = make_konferenz_heute(veranstalter=eigner)
        _topics(konferenz, 20)
        _people(konferenz, 10)


# -- what single groups of rows need ------------------------------------------------------------------------


def propose(zahl: int) -> dict:
    """A fresh conference with so many invitations: each proposes once, so the page after it stays the same."""
    konferenz = make_konferenz_heute()
    _topics(konferenz, 200)
    zugaenge = Zugang.objects.bulk_create(Zugang(konferenz=konferenz, zweck="einladung") for _ in range(zahl))
    einrichtungen = Einrichtung.objects.bulk_create(
        Einrichtung(veranstalter=konferenz.veranstalter, name=f"Haus {n}", art=Einrichtung.Art.KITA)
        for n in range(zahl)
    )
    Einladung.objects.bulk_create(
        Einladung(konferenz=konferenz, zugang=zugang, einrichtung=einrichtung)
        for zugang, einrichtung in zip(zugaenge, einrichtungen, strict=True)
    )
    return {"pfade": [f"/einladung/{zugang.token}/themen/" for zugang in zugaenge]}


def crowd(personen: int, gruppen: int, plaetze: int) -> dict:
    """A fresh conference whose groups have hard limits, and the passes of everybody."""
    konferenz = make_konferenz_heute()
    make_programmpunkt(konferenz, art="gruppenbildung", titel="Gruppenbildung")
    for _ in range(gruppen):
        make_kleingruppe(konferenz, plaetze=plaetze, hart=True, wegweiser="Bürgersaal")
    leinwand = make_zugang(konferenz, "leinwand")
    return {
        "konferenz": konferenz.pk,
        "pfade": [f"/mein/{anmeldung.zugang.token}/gruppen/" for anmeldung in _people(konferenz, personen)],
        "live": live.url(live.kanal(konferenz), "gruppen", "jetzt"),
        "leinwand": live.url(live.kanal(konferenz), "leinwand"),
        "leinwand_pfad": leinwand.pfad,
    }


def outcome(konferenz: int) -> dict:
    """What the database says afterwards: seats, people, and when each choice was committed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin)) FROM themen_zuordnung"
            " WHERE konferenz_id = %s AND bis IS NULL ORDER BY 1",
            [konferenz],
        )
        commits = [float(row[0]) for row in cursor.fetchall()]
    gruppen = Kleingruppe.objects.filter(konferenz=konferenz)
    return {
        "zugeordnet": len(commits),
        "commits": commits,
        "ueber": gruppen.filter(belegt__gt=F("plaetze")).count(),
        "belegt": sum(gruppen.values_list("belegt", flat=True)),
    }


def minutes(gruppen: int) -> dict:
    """A conference worth nine pages of minutes: as a draft of the staff with the HTML that its print is made of, and
    once more released and published with the file that was stored for everybody."""
    from django.utils.timezone import localdate

    from konferenz.pdf import render
    from themen.protokoll.dateien import make_stapel
    from themen.protokoll.daten import Variante
    from themen.protokoll.druck import druck_protokoll
    from themen.protokoll.sammeln import collect_protokoll

    entwurf, fertig = (make_protokoll_konferenz(gruppen=gruppen, karten=4, personen=8) for _ in range(2))
    stapel = make_stapel(fertig, {"fassung": release(fertig).pk})
    stapel.keep(0, stapel.name(0, 1), render(stapel.make(0, 1)))
    publish(fertig)
    konferenz = Konferenz.objects.select_related("veranstalter").get(pk=entwurf.pk)
    druck = druck_protokoll(collect_protokoll(konferenz, Variante.OEFFENTLICH), localdate())
    return {
        "entwurf": f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/druck/protokoll-oeffentlich.pdf",
        "cookie": _sign_in(konferenz.veranstalter),
        "version": f"/{fertig.veranstalter.slug}/{fertig.slug}/ergebnisse/protokoll.pdf",
        "html": druck.html,
        "enge": list(druck.enge),
    }


def forget_prints() -> dict:
    from konferenz.models import Datei

    Datei.objects.filter(schluessel__startswith="protokoll-").delete()
    return {}


def queries(wanted: list[list]) -> dict:
    """How many statements each request takes; `wanted` are name, method, path, form, cookie."""
    from django.conf import settings
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    found = {}
    for name, method, path, form, cookie in wanted:
        client = Client()
        if cookie:
            client.cookies[settings.SESSION_COOKIE_NAME] = cookie.partition("=")[2]
        client.get("/gesund/")  # the first request of a process looks up more
        with CaptureQueriesContext(connection) as seen:
            answer = client.post(path, form) if method == "POST" else client.get(path)
            if name == "neu" and answer.status_code == 302:  # and the page after it
                client.get(answer.headers["Location"])
        counted = [
            q for q in seen.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
        ]
        found[name] = len(counted)
        if os.environ.get("BENCH_SQL"):
            for query in counted:
                print(name, query["sql"][:160], file=sys.stderr)  # noqa: T201
    return found


if __name__ == "__main__":
    makers = [fill, propose, crowd, outcome, minutes, forget_prints, queries]
    make = {maker.__name__: maker for maker in makers}[sys.argv[1]]
    print(json.dumps(make(*json.loads(sys.argv[2]))))  # noqa: T201
