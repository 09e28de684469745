"""What the database itself refuses: rows that cross a Veranstalter or a conference, and impossible states."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Datei, Verlauf, Zugang
from konferenz.models.zugang import ZugangUngueltig
from konferenz.services.gemeinsam import record
from teilnehmer.models import Anmeldung, Einladung, Einrichtung
from tests import factories as f
from themen.models import Befund, Foto, Herkunft, Klebepunkt, Mitstreiter, Protokollfassung, Zuordnung

pytestmark = pytest.mark.django_db


def refuses(create) -> bool:
    """Whether the database refuses the row, deferred constraints included."""
    try:
        with transaction.atomic():
            create()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except (IntegrityError, DatabaseError):
        return True
    return False


@pytest.fixture
def hier():
    return f.make_konferenz_heute()


@pytest.fixture
def dort():
    return f.make_konferenz_heute()


def test_einladung_cannot_name_an_institution_of_another_veranstalter(hier, dort):
    fremd = f.make_einrichtung(dort.veranstalter)
    zugang = f.make_zugang(hier, Zugang.Zweck.EINLADUNG)
    assert refuses(lambda: Einladung.objects.create(konferenz=hier, einrichtung=fremd, zugang=zugang))
    eigen = f.make_einrichtung(hier.veranstalter)
    assert not refuses(lambda: Einladung.objects.create(konferenz=hier, einrichtung=eigen, zugang=zugang))


def test_anmeldung_cannot_hang_on_an_invitation_or_link_of_another_conference(hier, dort):
    einladung = f.make_einladung(dort)
    eigen = f.make_zugang(hier, Zugang.Zweck.PASS)
    fremd = f.make_zugang(dort, Zugang.Zweck.PASS)
    assert refuses(lambda: Anmeldung.objects.create(konferenz=hier, zugang=eigen, einladung=einladung))
    assert refuses(lambda: Anmeldung.objects.create(konferenz=hier, zugang=fremd))


def test_einrichtung_cannot_have_a_carrier_of_another_veranstalter(hier, dort):
    fremd = f.make_traeger(dort.veranstalter)
    assert refuses(lambda: f.make_einrichtung(hier.veranstalter, traeger=fremd))


def test_rows_of_two_conferences_cannot_be_joined(hier, dort):
    thema, gruppe, person = f.make_themenvorschlag(hier), f.make_kleingruppe(hier), f.make_anmeldung(hier)
    fremdes_thema, fremde_person = f.make_themenvorschlag(dort), f.make_anmeldung(dort)
    assert refuses(lambda: Herkunft.objects.create(konferenz=hier, kleingruppe=gruppe, thema=fremdes_thema))
    assert refuses(lambda: Mitstreiter.objects.create(konferenz=hier, thema=thema, anmeldung=fremde_person))
    assert refuses(
        lambda: Zuordnung.objects.create(konferenz=hier, kleingruppe=gruppe, anmeldung=fremde_person, durch="hilfe")
    )
    assert refuses(
        lambda: Befund.objects.create(konferenz=dort, kleingruppe=gruppe, art="ist", nummer=1, position=1, text="x")
    )
    assert not refuses(
        lambda: Zuordnung.objects.create(konferenz=hier, kleingruppe=gruppe, anmeldung=person, durch="hilfe")
    )


def test_what_was_agreed_stays_in_its_conference(hier, dort):
    gruppe, person, befund = f.make_kleingruppe(hier), f.make_anmeldung(hier), f.make_befund(f.make_kleingruppe(hier))
    fremde_gruppe, fremde_person = f.make_kleingruppe(dort), f.make_anmeldung(dort)
    fremde_einrichtung = f.make_einrichtung(dort.veranstalter)
    assert refuses(lambda: f.make_massnahme(gruppe, verantwortlich=fremde_person))
    assert refuses(lambda: f.make_massnahme(gruppe, einrichtung=fremde_einrichtung))
    assert not refuses(lambda: f.make_massnahme(gruppe, verantwortlich=person))
    assert refuses(lambda: Klebepunkt.objects.create(konferenz=hier, befund=befund, anmeldung=fremde_person))
    assert not refuses(lambda: Klebepunkt.objects.create(konferenz=hier, befund=befund, anmeldung=person))
    foto = f.make_foto(gruppe)
    assert refuses(lambda: Foto.objects.filter(pk=foto.pk).update(kleingruppe=fremde_gruppe))


def test_what_is_not_feasible_needs_a_reason_and_an_end_its_beginning(hier):
    gruppe, tag = f.make_kleingruppe(hier), datetime.date(2026, 12, 1)
    assert refuses(lambda: f.make_massnahme(gruppe, status="nicht_umsetzbar"))
    assert not refuses(lambda: f.make_massnahme(gruppe, status="nicht_umsetzbar", grund="Kein Raum."))
    assert refuses(lambda: f.make_massnahme(gruppe, ab=tag, bis=tag - datetime.timedelta(days=1)))
    assert not refuses(lambda: f.make_massnahme(gruppe, ab=tag, bis=tag))


def test_a_released_version_and_the_bytes_of_a_file_never_change(hier):
    fassung = Protokollfassung.objects.create(konferenz=hier, nummer=1, inhalt={"a": 1}, sha256="0" * 64)
    rows = Protokollfassung.objects.filter(pk=fassung.pk)
    assert refuses(lambda: rows.update(inhalt={"a": 2}))
    assert refuses(lambda: rows.update(freigegeben_am=timezone.now()))
    assert not refuses(lambda: rows.update(freigegeben_von=None))
    datei = f.make_foto(konferenz=hier).datei
    assert refuses(lambda: Datei.objects.filter(pk=datei.pk).update(inhalt=b"anders"))
    assert not refuses(lambda: Datei.objects.filter(pk=datei.pk).update(name="anders.png"))


def test_a_correction_says_what_is_different(hier):
    assert refuses(lambda: Protokollfassung.objects.create(konferenz=hier, nummer=2, inhalt={}, sha256="0" * 64))


def test_a_person_is_in_one_group_at_a_time(hier):
    person, eins, zwei = f.make_anmeldung(hier), f.make_kleingruppe(hier), f.make_kleingruppe(hier)
    Zuordnung.objects.create(konferenz=hier, kleingruppe=eins, anmeldung=person, durch=Rolle.HILFE)
    assert refuses(
        lambda: Zuordnung.objects.create(konferenz=hier, kleingruppe=zwei, anmeldung=person, durch=Rolle.HILFE)
    )


def test_a_hard_group_never_holds_more_than_its_seats(hier):
    assert refuses(lambda: f.make_kleingruppe(hier, plaetze=2, hart=True, belegt=3))
    assert not refuses(lambda: f.make_kleingruppe(hier, plaetze=2, hart=False, belegt=3))


def test_numbers_of_groups_are_unique_in_a_conference(hier, dort):
    f.make_kleingruppe(hier, nummer=1)
    assert refuses(lambda: f.make_kleingruppe(hier, nummer=1))
    assert not refuses(lambda: f.make_kleingruppe(dort, nummer=1))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"beginn": datetime.time(18), "ende": datetime.time(14)},
            "Das Ende liegt vor dem Beginn. Bitte prüfen Sie die Uhrzeiten.",
        ),
        (
            {"anmeldeschluss": datetime.date(2999, 1, 1)},
            "Der Anmeldeschluss liegt nach der Konferenz. Bitte wählen Sie einen früheren Tag.",
        ),
    ],
)
def test_impossible_conferences_are_refused_with_a_sentence(hier, fields, message):
    for name, value in fields.items():
        setattr(hier, name, value)
    with pytest.raises(ValidationError) as error:
        hier.full_clean()
    assert error.value.messages == [message]
    assert refuses(hier.save)


def test_only_one_programmpunkt_runs(hier):
    jetzt = timezone.now()
    f.make_programmpunkt(hier, begonnen_am=jetzt)
    assert refuses(lambda: f.make_programmpunkt(hier, begonnen_am=jetzt))


def test_verlauf_is_never_changed_or_deleted(hier):
    record("Die Konferenz wurde angelegt.", by=f.make_akteur(), konferenz=hier)
    assert refuses(lambda: Verlauf.objects.update(satz="Nichts ist passiert."))
    assert refuses(lambda: Verlauf.objects.all().delete())
    assert Verlauf.objects.get().satz == "Die Konferenz wurde angelegt."


def test_german_order_ignores_case_and_umlauts(hier):
    names = ["Zoo", "Österreich-Treff", "apfelbaum", "Ärztehaus", "Straße", "Strasse A", "Obstgarten"]
    for name in names:
        f.make_einrichtung(hier.veranstalter, name=name)
    assert list(Einrichtung.objects.values_list("name", flat=True)) == [
        "apfelbaum",
        "Ärztehaus",
        "Obstgarten",
        "Österreich-Treff",
        "Straße",
        "Strasse A",
        "Zoo",
    ]


class TestZugang:
    def test_token_opens_its_own_purpose_only(self, hier):
        zugang = f.make_zugang(hier, Zugang.Zweck.PASS)
        assert Zugang.objects.by_token(zugang.token.upper(), Zugang.Zweck.PASS) == zugang
        with pytest.raises(ZugangUngueltig, match="unbekannt"):
            Zugang.objects.by_token(zugang.token, Zugang.Zweck.MODERATION)

    def test_a_new_generation_makes_the_old_token_worthless(self, hier):
        zugang = f.make_zugang(hier)
        alt = zugang.token
        zugang.generation += 1
        zugang.save()
        with pytest.raises(ZugangUngueltig, match="unbekannt"):
            Zugang.objects.by_token(alt, zugang.zweck)

    @pytest.mark.parametrize(
        ("fields", "grund"),
        [
            ({"widerrufen_am": datetime.datetime(2022, 1, 1, tzinfo=datetime.UTC)}, "widerrufen"),
            ({"gueltig_bis": datetime.datetime(2022, 1, 1, tzinfo=datetime.UTC)}, "abgelaufen"),
        ],
    )
    def test_revoked_and_expired_links_say_so(self, hier, fields, grund):
        zugang = f.make_zugang(hier, **fields)
        with pytest.raises(ZugangUngueltig, match=grund):
            Zugang.objects.by_token(zugang.token, zugang.zweck)

    @pytest.mark.parametrize("token", ["", "x", "ä" * 26, "a" * 500, "' OR 1=1 --", "\u202e" * 10])
    def test_garbage_is_an_unknown_link(self, hier, token):
        with pytest.raises(ZugangUngueltig, match="unbekannt"):
            Zugang.objects.by_token(token, Zugang.Zweck.PASS)

    def test_token_is_not_stored(self, hier):
        zugang = f.make_zugang(hier)
        stored = Zugang.objects.filter(pk=zugang.pk).values_list().get()
        assert all(zugang.token[10:] not in str(value) for value in stored)
