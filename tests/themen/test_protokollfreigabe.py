"""From the draft to the release and on to a correction: the services."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from konferenz import texte
from konferenz.akteur import Rolle
from konferenz.models import Aussendung, Konferenz, Verlauf
from konferenz.services.fehler import NichtErlaubt
from teilnehmer.models import Nachricht
from tests.factories import make_akteur, make_anmeldung, make_konferenz, make_mitglied, make_rueckmeldung
from tests.themen.protokoll_daten import make_protokoll_konferenz
from themen.models import Befund, Protokollanmerkung, Protokollfassung, Protokollstand
from themen.protokoll.daten import Variante
from themen.protokoll.fassung import collect_varianten, content_sum, load_variante, outdated_titles
from themen.protokoll.gefroren import checksum
from themen.protokoll.stand import is_frist_offen, load_stand
from themen.services import protokollfreigabe as service
from themen.services.befund import change_befund
from themen.services.protokoll import change_abschnitt
from themen.services.protokollanmerkung import settle_anmerkung

pytestmark = pytest.mark.django_db
HEUTE = timezone.localdate
Z = Protokollstand.Zustand


@pytest.fixture
def konferenz():
    return make_protokoll_konferenz(gruppen=1, karten=1, personen=2)


@pytest.fixture
def planung(konferenz):
    return make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).akteur


@pytest.fixture
def leitung(konferenz):
    return make_mitglied(konferenz.veranstalter, Rolle.LEITUNG).akteur


def fresh(konferenz) -> Konferenz:
    return Konferenz.objects.select_related("veranstalter").get(pk=konferenz.pk)


def zustand(konferenz) -> str:
    return load_stand(konferenz).zustand


def read(konferenz) -> str:
    return content_sum(collect_varianten(fresh(konferenz)))


def release(konferenz, planung, leitung) -> Protokollfassung:
    service.submit_protokoll(konferenz=konferenz, by=planung)
    return service.release_protokoll(konferenz=konferenz, gelesen=read(konferenz), by=leitung)


def begin(konferenz, planung, tage=14) -> Aussendung:
    frist = HEUTE() + datetime.timedelta(days=tage)
    return service.start_rueckmeldung(konferenz=konferenz, frist=frist, by=planung)


def make_anmerkung(konferenz, **felder) -> Protokollanmerkung:
    return Protokollanmerkung.objects.create(konferenz=konferenz, **{"abschnitt": "dank", "text": "Fehlt."} | felder)


def expire(konferenz) -> None:
    Protokollstand.objects.filter(konferenz=konferenz).update(frist=HEUTE() - datetime.timedelta(days=1))


def test_giving_out_prepares_a_letter_to_those_present_that_nobody_has_sent(konferenz, planung):
    aussendung = begin(konferenz, planung)
    stand = load_stand(konferenz)
    assert (stand.zustand, stand.frist) == (Z.RUECKMELDUNG, HEUTE() + datetime.timedelta(days=14))
    assert (aussendung.anlass, aussendung.kreis, aussendung.is_freigegeben) == ("protokoll", "anwesende", False)
    assert "{link}protokoll/" in aussendung.text
    assert not Nachricht.objects.exists()
    assert Verlauf.objects.filter(satz__startswith="Entwurf des Protokolls zur Rückmeldung gegeben").count() == 1


def test_the_last_day_counts_and_a_day_that_is_over_is_refused(konferenz, planung):
    with pytest.raises(ValidationError) as error:
        begin(konferenz, planung, tage=-1)
    assert error.value.message_dict == {"frist": ["Dieser Tag ist schon vorbei. Bitte wählen Sie einen anderen."]}
    assert zustand(konferenz) == Z.ENTWURF
    begin(konferenz, planung, tage=0)
    assert is_frist_offen(load_stand(konferenz)) is True
    expire(konferenz)
    assert is_frist_offen(load_stand(konferenz)) is False


def test_without_anybody_present_there_is_nobody_to_ask():
    konferenz = make_konferenz(phase="nachbereitung")
    planung = make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).akteur
    make_anmeldung(konferenz)
    with pytest.raises(NichtErlaubt, match="Niemand ist als anwesend eingetragen"):
        begin(konferenz, planung)
    assert (zustand(konferenz), Aussendung.objects.count()) == (Z.ENTWURF, 0)


def test_a_running_deadline_is_kept_unless_somebody_means_it(konferenz, planung):
    begin(konferenz, planung)
    with pytest.raises(NichtErlaubt, match="Die Frist läuft noch bis"):
        service.submit_protokoll(konferenz=konferenz, by=planung)
    service.submit_protokoll(konferenz=konferenz, trotz_frist=True, by=planung)
    stand = load_stand(konferenz)
    assert (stand.zustand, stand.frist) == (Z.VORGELEGT, HEUTE())  # the minutes must not promise more


def test_the_deadline_can_be_moved(konferenz, planung):
    begin(konferenz, planung)
    frist = HEUTE() + datetime.timedelta(days=20)
    assert service.change_frist(konferenz=konferenz, frist=frist, by=planung).frist == frist
    with pytest.raises(ValidationError):
        service.change_frist(konferenz=konferenz, frist=HEUTE() - datetime.timedelta(days=1), by=planung)


@pytest.mark.parametrize(
    ("zahl", "satz"),
    [
        (1, "Über 1 Anmerkung ist noch nicht entschieden. Bitte entscheiden Sie zuerst."),
        (2, "Über 2 Anmerkungen ist noch nicht entschieden. Bitte entscheiden Sie zuerst."),
    ],
)
def test_open_remarks_are_settled_before_it_is_submitted(konferenz, planung, zahl, satz):
    begin(konferenz, planung)
    rows = [make_anmerkung(konferenz) for _ in range(zahl)]
    expire(konferenz)
    with pytest.raises(NichtErlaubt) as error:
        service.submit_protokoll(konferenz=konferenz, by=planung)
    assert error.value.satz == satz
    for row in rows:
        settle_anmerkung(anmerkung=row, ergebnis="uebernommen", antwort="", gelesen="", by=planung)
    service.submit_protokoll(konferenz=konferenz, by=planung)
    assert zustand(konferenz) == Z.VORGELEGT


def test_back_to_the_draft_from_both_steps_keeps_remarks_and_drops_an_open_deadline(konferenz, planung):
    begin(konferenz, planung)
    make_anmerkung(konferenz)
    service.withdraw_protokoll(konferenz=konferenz, by=planung)
    stand = load_stand(konferenz)
    assert (stand.zustand, stand.frist, konferenz.protokollanmerkungen.count()) == (Z.ENTWURF, None, 1)
    konferenz.protokollanmerkungen.all().delete()
    service.submit_protokoll(konferenz=konferenz, by=planung)
    service.withdraw_protokoll(konferenz=konferenz, by=planung)
    stand = load_stand(konferenz)
    assert (stand.zustand, stand.vorgelegt_am, stand.vorgelegt_von) == (Z.ENTWURF, None, None)


def test_a_release_freezes_all_three_variants_with_number_date_and_hash(konferenz, planung, leitung):
    fassung = release(konferenz, planung, leitung)
    assert (fassung.nummer, fassung.aenderung, fassung.freigegeben_von_id) == (1, "", leitung.id)
    assert fassung.vorgelegt_von_id == planung.id
    assert list(fassung.inhalt) == ["intern", "netzwerk", "oeffentlich"]
    fassung.refresh_from_db()
    assert fassung.sha256 == checksum(fassung.inhalt)
    for variante in Variante:
        protokoll = load_variante(fassung, variante)
        assert (protokoll.fassung, protokoll.freigegeben_am, protokoll.aenderung) == (1, HEUTE(), "")
    assert "Nach0-0" in str(fassung.inhalt["intern"])
    assert "Nach0-0" not in str(fassung.inhalt["netzwerk"])
    assert "Nach0-0" not in str(fassung.inhalt["oeffentlich"])
    assert zustand(konferenz) == Z.FREIGEGEBEN


def test_the_database_refuses_to_change_a_version(konferenz, planung, leitung):
    fassung = release(konferenz, planung, leitung)
    with pytest.raises(IntegrityError), transaction.atomic():
        Protokollfassung.objects.filter(pk=fassung.pk).update(sha256="0" * 64)


def test_what_changed_since_it_was_read_is_not_released(konferenz, planung, leitung):
    service.submit_protokoll(konferenz=konferenz, by=planung)
    gelesen = read(konferenz)
    Konferenz.objects.filter(pk=konferenz.pk).update(dank="Danke auch an den Bauhof.")
    with pytest.raises(NichtErlaubt, match="hat sich das Protokoll geändert"):
        service.release_protokoll(konferenz=konferenz, gelesen=gelesen, by=leitung)
    assert not Protokollfassung.objects.exists()
    service.release_protokoll(konferenz=konferenz, gelesen=read(konferenz), by=leitung)


def test_where_two_persons_are_asked_for_nobody_releases_what_they_submitted(konferenz, leitung):
    konferenz.veranstalter.zweite_person = True
    konferenz.veranstalter.save()
    service.submit_protokoll(konferenz=konferenz, by=leitung)
    gelesen = read(konferenz)
    with pytest.raises(NichtErlaubt, match="Freigeben muss es eine zweite Person der Leitung"):
        service.release_protokoll(konferenz=konferenz, gelesen=gelesen, by=leitung)
    zweite = make_mitglied(konferenz.veranstalter, Rolle.LEITUNG).akteur
    assert service.release_protokoll(konferenz=konferenz, gelesen=gelesen, by=zweite).nummer == 1


def test_where_two_persons_are_asked_for_both_answer_for_the_same(konferenz, planung, leitung):
    konferenz.veranstalter.zweite_person = True
    konferenz.veranstalter.save()
    service.submit_protokoll(konferenz=konferenz, by=planung)
    befund = Befund.objects.get(konferenz=konferenz, art="ist")
    change_befund(befund, text="Nach der Vorlage geändert.", fassung=befund.fassung, by=leitung)
    satz = "Seit der Vorlage hat sich etwas geändert. Es ist nicht freigegeben. Bitte legen Sie noch einmal vor."
    with pytest.raises(NichtErlaubt) as error:
        service.release_protokoll(konferenz=konferenz, gelesen=read(konferenz), by=leitung)
    assert (error.value.satz, Protokollfassung.objects.count()) == (satz, 0)
    service.withdraw_protokoll(konferenz=konferenz, by=planung)
    assert load_stand(konferenz).vorgelegt_summe == ""
    assert release(konferenz, planung, leitung).nummer == 1


def test_two_persons_release_what_lay_open_until_it_was_submitted_early(konferenz, planung, leitung):
    konferenz.veranstalter.zweite_person = True
    konferenz.veranstalter.save()
    begin(konferenz, planung)
    service.submit_protokoll(konferenz=konferenz, trotz_frist=True, by=planung)
    assert service.release_protokoll(konferenz=konferenz, gelesen=read(konferenz), by=leitung).nummer == 1


def test_what_others_answer_after_it_was_submitted_does_not_undo_it(konferenz, planung, leitung):
    konferenz.veranstalter.zweite_person = True
    konferenz.veranstalter.save()
    service.submit_protokoll(konferenz=konferenz, by=planung)
    gelesen = read(konferenz)
    make_rueckmeldung(konferenz)
    make_konferenz(veranstalter=konferenz.veranstalter, vorgaenger=konferenz, titel="Die zweite")
    assert read(konferenz) != gelesen
    with pytest.raises(NichtErlaubt, match="hat sich das Protokoll geändert"):  # the Leitung reads everything
        service.release_protokoll(konferenz=konferenz, gelesen=gelesen, by=leitung)
    assert service.release_protokoll(konferenz=konferenz, gelesen=read(konferenz), by=leitung).nummer == 1


def test_a_release_of_published_results_is_recorded_as_public(konferenz, planung, leitung):
    Konferenz.objects.filter(pk=konferenz.pk).update(phase="veroeffentlicht")
    service.submit_protokoll(konferenz=konferenz, by=planung)
    service.release_protokoll(konferenz=konferenz, gelesen=read(konferenz), is_oeffentlich=True, by=leitung)
    saetze = list(Verlauf.objects.order_by("-pk").values_list("satz", flat=True)[1:3])
    assert saetze == ["Protokoll Version 1 ist damit öffentlich.", "Protokoll freigegeben, Version 1."]


@pytest.mark.parametrize(
    ("phase", "gezeigt", "satz"),
    [
        (
            "veroeffentlicht",
            False,
            "Die Ergebnisse sind inzwischen öffentlich. Es ist nicht freigegeben. Bitte lesen Sie neu.",
        ),
        (
            "nachbereitung",
            True,
            "Die Ergebnisse sind nicht mehr öffentlich. Es ist nicht freigegeben. Bitte lesen Sie neu.",
        ),
    ],
)
def test_a_release_is_public_only_when_the_page_said_so(konferenz, planung, leitung, phase, gezeigt, satz):
    service.submit_protokoll(konferenz=konferenz, by=planung)
    gelesen = read(konferenz)
    Konferenz.objects.filter(pk=konferenz.pk).update(phase=phase)
    with pytest.raises(NichtErlaubt) as error:
        service.release_protokoll(konferenz=konferenz, gelesen=gelesen, is_oeffentlich=gezeigt, by=leitung)
    assert (error.value.satz, Protokollfassung.objects.count()) == (satz, 0)
    assert service.release_protokoll(
        konferenz=konferenz, gelesen=read(konferenz), is_oeffentlich=not gezeigt, by=leitung
    )


VERWORFEN = "1 vorbereitete E-Mail zum Protokoll verworfen, sie stimmte nicht mehr."


def test_letters_that_are_not_true_any_more_are_dropped_and_sent_ones_stay(konferenz, planung, leitung):
    sent = make_letter(konferenz, freigegeben_am=timezone.now())
    steps = [
        lambda: begin(konferenz, planung),
        lambda: service.withdraw_protokoll(konferenz=konferenz, by=planung),
        lambda: service.submit_protokoll(konferenz=konferenz, by=planung),
        lambda: service.release_protokoll(konferenz=konferenz, gelesen=read(konferenz), by=leitung),
        lambda: service.correct_protokoll(konferenz=konferenz, aenderung="Neu.", by=planung),
    ]
    steps[0]()
    for step in steps[1:]:
        if konferenz.aussendungen.count() == 1:
            make_letter(konferenz)
        step()
        assert list(konferenz.aussendungen.all()) == [sent]
    assert Verlauf.objects.filter(satz=VERWORFEN).count() == 4


def test_a_letter_of_another_kind_is_not_dropped(konferenz, planung, leitung):
    make_letter(konferenz, anlass="rundmail")
    release(konferenz, planung, leitung)
    assert konferenz.aussendungen.count() == 1


def make_letter(konferenz, **felder) -> Aussendung:
    return konferenz.aussendungen.create(
        **{"anlass": "protokoll", "kreis": "anwesende", "betreff": "Protokoll", "text": "{link}"} | felder
    )


def test_a_letter_that_waits_says_the_new_deadline(konferenz, planung):
    aussendung = begin(konferenz, planung)
    frist = HEUTE() + datetime.timedelta(days=20)
    service.change_frist(konferenz=konferenz, frist=frist, by=planung)
    aussendung.refresh_from_db()
    assert f"bis zum {texte.datum(frist)}." in aussendung.text


def test_other_days_in_that_letter_stay(konferenz, planung):
    frist = HEUTE().replace(day=1) + datetime.timedelta(days=32)
    frist = frist.replace(day=1)  # the first of next month: its text ends that of the 11th and the 21st
    aussendung = service.start_rueckmeldung(konferenz=konferenz, frist=frist, by=planung)
    elfter = texte.datum(frist.replace(day=11))
    Aussendung.objects.filter(pk=aussendung.pk).update(text=f"Die Sitzung ist am {elfter}. Bis {texte.datum(frist)}.")
    neu = frist.replace(day=8)
    service.change_frist(konferenz=konferenz, frist=neu, by=planung)
    aussendung.refresh_from_db()
    assert aussendung.text == f"Die Sitzung ist am {elfter}. Bis {texte.datum(neu)}."


def test_only_the_leitung_releases_and_only_after_the_day(konferenz, planung, leitung):
    service.submit_protokoll(konferenz=konferenz, by=planung)
    for by in (planung, make_akteur(Rolle.LESEND), make_akteur(Rolle.MODERATION)):
        with pytest.raises(NichtErlaubt):
            service.release_protokoll(konferenz=konferenz, gelesen=read(konferenz), by=by)
    konferenz.phase = Konferenz.Phase.DURCHFUEHRUNG
    konferenz.save()
    with pytest.raises(NichtErlaubt, match="Das geht erst nach der Konferenz"):
        service.release_protokoll(konferenz=konferenz, gelesen=read(konferenz), by=leitung)


def test_every_step_says_where_the_minutes_are_when_it_comes_too_late(konferenz, planung, leitung):
    release(konferenz, planung, leitung)
    satz = "Das Protokoll steht inzwischen auf „freigegeben“. Es wurde nichts geändert. Bitte sehen Sie nach."
    for step in (
        lambda: begin(konferenz, planung),
        lambda: service.submit_protokoll(konferenz=konferenz, by=planung),
        lambda: service.withdraw_protokoll(konferenz=konferenz, by=planung),
        lambda: service.release_protokoll(konferenz=konferenz, gelesen="", by=leitung),
        lambda: service.drop_correction(konferenz=konferenz, by=planung),
    ):
        with pytest.raises(NichtErlaubt) as error:
            step()
        assert error.value.satz == satz
    assert Protokollfassung.objects.count() == 1


def test_a_correction_is_the_next_version_and_says_why_and_where(konferenz, planung, leitung):
    erste = release(konferenz, planung, leitung)
    with pytest.raises(ValidationError):
        service.correct_protokoll(konferenz=konferenz, aenderung="  ", by=planung)
    service.correct_protokoll(konferenz=konferenz, aenderung="Ein Dank fehlte", by=planung)
    assert zustand(konferenz) == Z.ENTWURF
    change_abschnitt(
        konferenz=konferenz,
        schluessel="dank",
        modus="ersetzt",
        text="Danke allen.",
        publikum="intern",
        fassung=0,
        by=planung,
    )
    zweite = release(konferenz, planung, leitung)
    assert (zweite.nummer, zweite.aenderung) == (2, "Ein Dank fehlte")
    assert load_variante(zweite, Variante.INTERN).aenderung == "Ein Dank fehlte. Betroffen: Dank."
    assert load_variante(zweite, Variante.INTERN).eigener_text("dank").text == "Danke allen."
    assert Protokollfassung.objects.get(pk=erste.pk).sha256 == erste.sha256
    assert load_stand(konferenz).aenderung == ""


def test_a_correction_that_was_pressed_by_mistake_can_be_ended(konferenz, planung, leitung):
    release(konferenz, planung, leitung)
    service.correct_protokoll(konferenz=konferenz, aenderung="Irrtum", by=planung)
    service.drop_correction(konferenz=konferenz, by=planung)
    stand = load_stand(konferenz)
    assert (stand.zustand, stand.aenderung) == (Z.FREIGEGEBEN, "")


def test_a_first_draft_cannot_be_ended(konferenz, planung):
    with pytest.raises(NichtErlaubt, match="Noch ist keine Version freigegeben"):
        service.drop_correction(konferenz=konferenz, by=planung)


def test_it_says_which_sections_changed_in_the_data_since_the_release(konferenz, planung, leitung):
    fassung = release(konferenz, planung, leitung)
    assert outdated_titles(fresh(konferenz), fassung) == []
    befund = Befund.objects.get(konferenz=konferenz, art="ist")
    change_befund(befund, text="Ganz anders.", fassung=befund.fassung, by=planung)
    assert outdated_titles(fresh(konferenz), fassung) == [f"Gruppe 1: {befund.kleingruppe.titel.split(': ')[0]}"]
    assert "Ganz anders." not in str(fassung.inhalt)
