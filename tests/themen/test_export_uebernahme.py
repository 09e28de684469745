"""After reading in a package: nothing leaves by itself, and nobody here has released what somebody released there."""

import datetime
import json
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from post_office.models import STATUS, Email

from konferenz.akteur import Rolle
from konferenz.models import Aussendung, Konferenz, Vorgang
from konferenz.services.phase import advance_phase
from teilnehmer.models import Anmeldung, Nachricht
from teilnehmer.services.erinnerung import send_faellige
from teilnehmer.services.nachricht import send_liegende
from teilnehmer.services.warteliste import release_lapsed
from tests.factories import make_anmeldung, make_einladung, make_konferenz, make_veranstalter
from tests.themen.protokoll_daten import make_protokoll_konferenz, release
from tests.themen.test_export_einlesen import refuse
from tests.themen.test_export_paket import LEITUNG, make_rich_konferenz, pack, unpack
from tests.themen.test_export_views import login
from themen.models import Protokollstand
from themen.protokoll.daten import Variante
from themen.protokoll.fassung import load_variante

pytestmark = pytest.mark.django_db
Status = Anmeldung.Status


def make_waiting(phase: str) -> Konferenz:
    """Next month: one seat held too long, one person who waits for it, one reminder and one letter under way."""
    konferenz = make_konferenz(
        phase=phase,
        datum=timezone.localdate() + datetime.timedelta(days=30),
        anmeldeschluss=timezone.localdate() + datetime.timedelta(days=2),
        plaetze=1,
    )
    gestern = timezone.now() - datetime.timedelta(days=1)
    make_anmeldung(konferenz, email="a@example.org", nachgerueckt_am=gestern, bestaetigen_bis=gestern)
    make_anmeldung(konferenz, email="b@example.org", status=Status.WARTELISTE)
    Aussendung.objects.create(
        konferenz=konferenz, anlass="erinnerung", betreff="B", text="T", tage_vorher=3, freigegeben_am=gestern
    )
    einladung = make_einladung(konferenz)
    for empfaenger, post in (("lag@example.org", None), ("wartete@example.org", STATUS.queued)):
        email = post and Email.objects.create(from_email="a@example.org", to=[empfaenger], status=post)
        Nachricht.objects.create(
            konferenz=konferenz,
            einladung=einladung,
            anlass="einladung",
            empfaenger=empfaenger,
            betreff="Bitte kommen",
            text="Guten Tag",
            post=email,
        )
    return konferenz


def run_jobs() -> None:
    """What the worker does by itself and what may write letters."""
    for job in (release_lapsed, send_faellige):
        job()


@pytest.mark.parametrize("oeffentlich", [True, False])
@pytest.mark.parametrize("phase", [Konferenz.Phase.VORBEREITUNG, Konferenz.Phase.DURCHFUEHRUNG])
def test_no_letter_leaves_by_itself(settings, phase, oeffentlich):
    konferenz = make_waiting(phase)
    text = pack(konferenz)
    neu = unpack(text, oeffentlich=oeffentlich)
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = 1
    run_jobs()
    send_liegende(veranstalter=neu.veranstalter, by=LEITUNG)
    assert list(neu.nachrichten.order_by("empfaenger").values_list("empfaenger", "post__status")) == [
        ("lag@example.org", STATUS.failed),
        ("wartete@example.org", STATUS.failed),
    ]
    assert set(neu.anmeldungen.values_list("email", "status", "bestaetigen_bis")) == {
        ("a@example.org", Status.ANGEMELDET, None),
        ("b@example.org", Status.WARTELISTE, None),
    }
    # the same jobs would have sent: where the conference comes from, somebody moves up
    assert konferenz.anmeldungen.get(email="b@example.org").status == Status.ANGEMELDET
    assert konferenz.nachrichten.filter(anlass="nachruecken", empfaenger="b@example.org").exists()


def test_an_announced_conference_comes_back_as_a_draft_that_nobody_sees(client):
    neu = unpack(pack(make_waiting(Konferenz.Phase.VORBEREITUNG)))
    assert neu.phase == Konferenz.Phase.ENTWURF
    wechsel = neu.phasenwechsel.get()
    assert (wechsel.von, wechsel.nach, wechsel.grund) == ("vorbereitung", "entwurf", "Aus einem Datenpaket eingelesen.")
    assert client.get(f"/{neu.veranstalter.slug}/{neu.slug}/").status_code == 404


def test_a_day_that_is_over_goes_on_to_its_minutes():
    """Taken along between the afternoon and the minutes: as a draft it could never begin again."""
    konferenz = make_waiting(Konferenz.Phase.DURCHFUEHRUNG)
    Konferenz.objects.filter(pk=konferenz.pk).update(
        datum=timezone.localdate() - datetime.timedelta(days=1), anmeldeschluss=None
    )
    neu = unpack(pack(konferenz))
    nachrichten = neu.nachrichten.count()
    run_jobs()
    neu = advance_phase(neu, by=LEITUNG)
    run_jobs()
    assert neu.phase == Konferenz.Phase.NACHBEREITUNG
    assert neu.nachrichten.count() == nachrichten
    assert not neu.nachrichten.exclude(post__status=STATUS.failed).exists()


def test_a_day_that_is_still_to_come_begins_anew():
    konferenz = make_protokoll_konferenz(phase=Konferenz.Phase.DURCHFUEHRUNG, datum=timezone.localdate())
    neu = unpack(pack(konferenz))
    assert neu.phase == Konferenz.Phase.ENTWURF
    for nach in ("vorbereitung", "durchfuehrung", "nachbereitung"):
        neu = advance_phase(neu, nach=nach, by=LEITUNG)
        run_jobs()
    assert neu.phase == Konferenz.Phase.NACHBEREITUNG
    assert not neu.nachrichten.exists()


def test_a_sperrvermerk_set_here_reaches_the_minutes_that_were_frozen_there():
    konferenz = make_protokoll_konferenz()
    release(konferenz)
    neu = unpack(pack(konferenz))

    def named():
        protokoll = load_variante(neu.protokollfassungen.get(), Variante.INTERN)
        return [person.name for haus in protokoll.anwesende for person in haus.personen]

    person = neu.anmeldungen.filter(anwesend_am__isnull=False).first()
    assert person.name in named()
    Anmeldung.objects.filter(pk=person.pk).update(gesperrt=True)
    assert person.name not in named()


@pytest.mark.parametrize("phase", [Konferenz.Phase.ENTWURF, Konferenz.Phase.NACHBEREITUNG])
def test_what_sends_nothing_stays_in_its_phase(phase):
    neu = unpack(pack(make_konferenz(phase=phase)), oeffentlich=False)
    assert neu.phase == phase
    assert not neu.phasenwechsel.exists()


def test_a_letter_to_the_verteiler_called_confirmation_does_no_harm(settings):
    """Hostile: an occasion that asks for a person, and no person."""
    daten = json.loads(pack(make_rich_konferenz()))
    for post in ("versandt", ""):
        daten["tabellen"]["nachricht"][0] |= {
            "anlass": "bestaetigung", "einladung": None, "anmeldung": None, "post": post,
        }  # fmt: skip
        neu = unpack(json.dumps(daten))
        settings.EMAIL_HOST = "127.0.0.1"
        send_liegende(veranstalter=neu.veranstalter, by=LEITUNG)
        assert neu.nachrichten.get().post.status == (STATUS.sent if post else STATUS.failed)


def test_a_release_from_elsewhere_names_nobody_of_here(client):
    konferenz = make_protokoll_konferenz()
    release(konferenz)
    ziel = make_veranstalter()
    client = login(client, make_konferenz(veranstalter=ziel), Rolle.LEITUNG)
    konto = ziel.mitgliedschaften.get().konto
    daten = json.loads(pack(konferenz))
    daten["tabellen"]["protokollfassung"][0] |= {"freigegeben_von": konto.email, "vorgelegt_von": konto.email}
    neu = unpack(json.dumps(daten), ziel)
    fassung = neu.protokollfassungen.get()
    assert (fassung.freigegeben_von, fassung.vorgelegt_von) == (None, None)
    for name, rest in (("protokoll_versionen", []), ("protokoll_version", [1])):
        seite = client.get(reverse(f"themen:{name}", args=[ziel.slug, neu.slug, *rest])).content.decode()
        assert "übernommen aus einem Datenpaket" in seite, name
        assert konto.name not in seite.partition("<main")[2].partition("<footer")[0]


def test_a_version_released_here_is_not_called_taken_over(client):
    konferenz = make_protokoll_konferenz()
    release(konferenz)
    login(client, konferenz, Rolle.LEITUNG)
    for name, rest in (("protokoll_versionen", []), ("protokoll_version", [1])):
        seite = client.get(reverse(f"themen:{name}", args=[konferenz.veranstalter.slug, konferenz.slug, *rest]))
        assert "Datenpaket" not in seite.content.decode()


def test_a_version_is_not_from_the_future():
    daten = json.loads(pack(make_rich_konferenz()))
    morgen = timezone.now() + datetime.timedelta(days=1)
    daten["tabellen"]["protokollfassung"][0]["freigegeben_am"] = morgen.isoformat()
    assert refuse(daten)[1:] == ["Version 1 des Protokolls ist noch nicht freigegeben: Das Datum liegt in der Zukunft."]


@pytest.mark.parametrize("zustand", ["rueckmeldung", "vorgelegt"])
def test_nobody_here_has_submitted_what_lies_in_a_package(zustand):
    konferenz = make_protokoll_konferenz()
    Protokollstand.objects.create(
        konferenz=konferenz,
        zustand=zustand,
        frist=datetime.date(2030, 1, 1),
        vorgelegt_summe="a" * 64,
        vorgelegt_am=timezone.now(),
    )
    stand = unpack(pack(konferenz)).protokollstand
    assert (stand.zustand, stand.frist, stand.vorgelegt_summe, stand.vorgelegt_am, stand.vorgelegt_von) == (
        "entwurf", None, "", None, None,
    )  # fmt: skip


def test_a_deadline_that_is_over_stays_known():
    konferenz = make_protokoll_konferenz()
    tag = datetime.date(2022, 7, 1)
    Protokollstand.objects.create(konferenz=konferenz, zustand="rueckmeldung", frist=tag)
    stand = unpack(pack(konferenz)).protokollstand
    assert (stand.zustand, stand.frist) == ("entwurf", tag)


def test_a_correction_goes_on_as_a_draft_and_one_without_a_reason_does_not():
    konferenz = make_protokoll_konferenz()
    release(konferenz)
    stand = Protokollstand.objects.create(konferenz=konferenz, zustand="vorgelegt", aenderung="Ein Name war falsch.")
    neu = unpack(pack(konferenz)).protokollstand
    assert (neu.zustand, neu.aenderung) == ("entwurf", "Ein Name war falsch.")
    stand.aenderung = ""
    stand.save()
    assert unpack(pack(konferenz)).protokollstand.zustand == "freigegeben"


def test_released_without_a_version_is_a_draft():
    konferenz = make_protokoll_konferenz()
    Protokollstand.objects.create(konferenz=konferenz, zustand="freigegeben")
    assert unpack(pack(konferenz)).protokollstand.zustand == "entwurf"


def test_a_form_key_used_elsewhere_does_not_get_in_the_way():
    vorgang = uuid.uuid4()
    Vorgang.objects.create(schluessel=vorgang, ergebnis={"befund": 1})
    eins, zwei = make_veranstalter(), make_veranstalter()
    text = pack(make_konferenz())
    assert unpack(text, eins, vorgang=vorgang).veranstalter == eins
    assert unpack(text, zwei, vorgang=vorgang).veranstalter == zwei
    assert unpack(text, eins, vorgang=vorgang).veranstalter == eins
    assert [Konferenz.objects.filter(veranstalter=wo).count() for wo in (eins, zwei)] == [1, 1]
