"""What is taken back after the release is gone from every page and file, while the version stays as it was frozen."""

import dataclasses
import html
import io
import re

import pytest
from django.db import connection
from django.utils import timezone
from docx import Document

from konferenz.akteur import Rolle
from konferenz.models import Aussendung, Datei, Verlauf
from konferenz.services.fehler import NichtErlaubt
from teilnehmer.models import Anmeldung
from teilnehmer.services.anmeldung import set_sperrvermerk
from tests import pdfua
from tests.factories import make_anmeldung, make_einrichtung, make_foto, make_massnahme, make_mitglied
from tests.themen.protokoll_daten import assign, make_protokoll_konferenz, photo, publish, release
from tests.themen.test_protokollfreigabe_views import make_dateien, public, staff
from themen.models import Foto, Gruppenrolle, Protokollfassung
from themen.protokoll.dateien import find_abschrift
from themen.protokoll.daten import Variante, from_json
from themen.protokoll.fassung import load_variante
from themen.protokoll.stand import load_freigegeben
from themen.protokoll.zurueckgenommen import current_reading
from themen.services import foto as services
from themen.services.protokollversand import prepare_versand

pytestmark = pytest.mark.django_db
SATZ = "Dieses Foto wurde zurückgenommen."
NAME = "Vor0 Nach0-1"


@pytest.fixture(autouse=True)
def patient_database(db):
    """A test is one transaction, and PostgreSQL would end it after 30 idle seconds while a slow machine prints."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


@pytest.fixture
def konferenz():
    return make_protokoll_konferenz(gruppen=1, karten=1, personen=3)


@pytest.fixture
def leitung(konferenz):
    return make_mitglied(konferenz.veranstalter, Rolle.LEITUNG)


def seite(response) -> str:
    return html.unescape(response.content.decode()).replace("\u00a0", " ")


def take_back(foto) -> None:
    foto.personen = foto.Personen.UNGEKLAERT
    foto.save(update_fields=["personen"])


def block(konferenz, name=NAME) -> Anmeldung:
    vorname, nachname = name.split()
    person = konferenz.anmeldungen.get(vorname=vorname, nachname=nachname)
    person.gesperrt = True
    person.save(update_fields=["gesperrt"])
    return person


# Photos


def test_a_photo_that_was_taken_back_leaves_the_public_files_and_pages_and_the_original_stays(
    client, konferenz, leitung
):
    weg = make_foto(
        konferenz=konferenz, inhalt=photo(1), alternativtext="Flipchart mit Frau K.", breite=1600, hoehe=1200
    )
    bleibt = make_foto(konferenz=konferenz, inhalt=photo(2), alternativtext="Tisch", breite=1600, hoehe=1200)
    publish(konferenz)
    fassung = release(konferenz)
    vorher = (fassung.inhalt, fassung.sha256)
    inhalte = make_dateien(fassung)
    alt = client.get(public(konferenz, "protokoll.pdf"))
    assert alt.content == inhalte["oeffentlich"]
    take_back(weg)

    neu = client.get(public(konferenz, "protokoll.pdf"), headers={"If-None-Match": alt["ETag"]})
    assert neu.status_code == 200
    text = pdfua.text(neu.content)
    assert f"Bild 1: {SATZ}" in text
    assert "Bild 2: Tisch" in text
    assert "Frau K." not in text
    assert pdfua.pictures(neu.content) == 1
    pdfua.assert_structure(neu.content)
    summe = from_json(fassung.inhalt["oeffentlich"]).pruefsumme
    assert summe in text.replace(" ", "")
    assert Datei.objects.get(name="Protokoll_oeffentlich.pdf").inhalt.tobytes() == inhalte["oeffentlich"]

    twin = seite(client.get(public(konferenz, "protokoll/")))
    assert SATZ in twin
    assert weg.kennung not in twin
    assert "Frau K." not in twin
    assert bleibt.kennung in twin

    anwesend = make_anmeldung(konferenz, anwesend_am=timezone.now())
    assert SATZ in pdfua.text(client.get(f"{anwesend.zugang.pfad}protokoll.pdf").content)
    client.force_login(leitung.konto)
    assert SATZ in pdfua.text(client.get(staff(konferenz, "fassungen/1/intern.pdf")).content)
    docx = client.get(staff(konferenz, "dateien/protokoll-oeffentlich.docx")).content
    worte = "\n".join(one.text for one in Document(io.BytesIO(docx)).paragraphs)
    assert SATZ in worte
    assert "Frau K." not in worte
    fassung = Protokollfassung.objects.get()
    assert (fassung.inhalt, fassung.sha256) == vorher


def test_the_copy_is_kept_and_made_again_when_another_photo_goes_and_the_file_is_back_with_the_photo(client, konferenz):
    fotos = [make_foto(konferenz=konferenz) for _ in range(2)]
    publish(konferenz)
    inhalte = make_dateien(release(konferenz))
    etags = []
    for foto in fotos:
        take_back(foto)
        first = client.get(public(konferenz, "protokoll.pdf"))
        again = client.get(public(konferenz, "protokoll.pdf"), headers={"If-None-Match": first["ETag"]})
        assert (first.status_code, again.status_code) == (200, 304)
        etags.append(first["ETag"])
    assert etags[0] != etags[1]
    assert Datei.objects.filter(schluessel__contains="-o-v1-ganz:").count() == 1
    konferenz.fotos.update(personen="keine")
    assert client.get(public(konferenz, "protokoll.pdf")).content == inhalte["oeffentlich"]


def test_the_page_of_the_version_says_which_file_is_handed_out_and_why(client, konferenz, leitung):
    foto = make_foto(konferenz=konferenz)
    fassung = release(konferenz)
    make_dateien(fassung)
    client.force_login(leitung.konto)
    assert "zurückgenommen" not in seite(client.get(staff(konferenz, "fassungen/1/")))
    take_back(foto)
    block(konferenz)
    text = seite(client.get(staff(konferenz, "fassungen/1/")))
    assert text.count("Seit der Freigabe wurde ein Foto zurückgenommen.") == 3
    assert text.count("Seit der Freigabe kam ein Sperrvermerk dazu.") == 1
    assert text.count("Die freigegebene Datei bleibt verwahrt.") == 3
    assert fassung.sha256 in text


def test_the_sheet_of_a_group_holds_no_picture_and_stays_the_file_it_was(client, konferenz):
    foto = make_foto(konferenz.kleingruppen.get(nummer=1))
    publish(konferenz)
    inhalte = make_dateien(release(konferenz))
    take_back(foto)
    assert client.get(public(konferenz, "gruppe-1.pdf")).content == inhalte["gruppe-1"]


def test_a_file_with_a_photo_that_was_taken_back_is_not_sent_to_anybody(konferenz, leitung):
    make_anmeldung(konferenz, anwesend_am=timezone.now(), email="ada@kita.example")
    foto = make_foto(konferenz=konferenz)
    fassung = release(konferenz)
    make_dateien(fassung)
    take_back(foto)
    with pytest.raises(NichtErlaubt, match="Ein Foto wurde zurückgenommen"):
        prepare_versand(fassung=fassung, kreis="anwesende", variante=Variante.NETZWERK, by=leitung.akteur)


def delete(foto, by):
    services.delete_foto(foto, by=by)


def purge(foto, by):
    Foto.objects.filter(pk=foto.pk).update(geloescht_am=timezone.now(), geloescht_von="planung")
    services.purge_foto(foto, by=by)


def describe(foto, by, **anders):
    angaben = {name: getattr(foto, name) for name in ("alternativtext", "personen", "art", "kleingruppe", "fassung")}
    services.describe_foto(foto, by=by, **angaben | anders)


@pytest.mark.parametrize(
    "weg",
    [
        delete,
        purge,
        lambda foto, by: describe(foto, by, personen="ungeklaert"),
        lambda foto, by: describe(foto, by, alternativtext=""),
    ],
)
def test_a_letter_with_the_file_that_nobody_released_goes_with_the_photo(konferenz, leitung, weg):
    make_anmeldung(konferenz, anwesend_am=timezone.now(), email="ada@kita.example")
    foto = make_foto(konferenz=konferenz)
    fassung = release(konferenz)
    spaeter = make_foto(konferenz=konferenz)
    make_dateien(fassung)
    versandt, _mit_datei, mit_link = (
        prepare_versand(fassung=fassung, kreis="anwesende", variante=variante, by=leitung.akteur)
        for variante in (Variante.OEFFENTLICH, Variante.NETZWERK, None)
    )
    Aussendung.objects.filter(pk=versandt.pk).update(freigegeben_am=timezone.now())
    describe(foto, leitung.akteur, alternativtext="Genauer beschrieben")
    delete(spaeter, leitung.akteur)
    assert konferenz.aussendungen.count() == 3
    foto.refresh_from_db()
    weg(foto, leitung.akteur)
    assert set(konferenz.aussendungen.all()) == {versandt, mit_link}
    satz = "1 vorbereitete E-Mail zum Protokoll verworfen, sie stimmte nicht mehr."
    assert Verlauf.objects.filter(satz=satz).count() == 1


def test_the_size_on_the_results_page_is_that_of_the_file_that_is_handed_out(client, konferenz, leitung):
    foto = make_foto(konferenz.kleingruppen.get())
    make_dateien(release(konferenz))
    publish(konferenz)
    ergebnisse = f"/{konferenz.veranstalter.slug}/{konferenz.slug}/ergebnisse/"
    groessen = [("Protokoll laden (PDF, ", True), ("Protokoll laden (PDF)", False), ("Seite der Gruppe 1 (PDF, ", True)]
    assert [(satz, satz in seite(client.get(ergebnisse))) for satz, _da in groessen] == groessen
    take_back(foto)
    groessen = [("Protokoll laden (PDF, ", False), ("Protokoll laden (PDF)", True), ("Seite der Gruppe 1 (PDF, ", True)]
    assert [(satz, satz in seite(client.get(ergebnisse))) for satz, _da in groessen] == groessen
    client.force_login(leitung.konto)
    konferenz.phase = konferenz.Phase.NACHBEREITUNG
    konferenz.save()
    text = seite(client.get(f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/veroeffentlichen/"))
    assert "Öffentliches Protokoll laden (PDF)" in text
    assert "Das PDF fehlt noch." not in text


@pytest.mark.parametrize("zahl", [0, 3])
def test_whether_the_file_may_go_out_costs_short_queries(client, konferenz, zahl, django_assert_num_queries):
    for _ in range(zahl):
        make_foto(konferenz=konferenz)
    publish(konferenz)
    make_dateien(release(konferenz))
    with django_assert_num_queries(
        5 + bool(zahl)
    ):  # conference, version, photos frozen (and those still free), Sperrvermerke, file
        client.get(public(konferenz, "protokoll.pdf"))


# Names


def test_a_sperrvermerk_after_the_release_takes_the_name_out_of_everything_internal(client, konferenz, leitung):
    gruppe = konferenz.kleingruppen.get()
    person = konferenz.anmeldungen.get(nachname="Nach0-1")
    Gruppenrolle.objects.create(konferenz=konferenz, kleingruppe=gruppe, anmeldung=person, art="moderation")
    make_massnahme(gruppe, verantwortlich=person, einrichtung=person.einrichtung, bis=timezone.localdate())
    fassung = release(konferenz)
    inhalte = make_dateien(fassung)
    client.force_login(leitung.konto)
    assert NAME in seite(client.get(staff(konferenz, "fassungen/1/intern/")))
    assert client.get(staff(konferenz, "fassungen/1/intern.pdf")).content == inhalte["intern"]
    assert str(fassung.inhalt["intern"]).count(NAME) == 5  # present, in the group, its role, its measure twice
    block(konferenz)
    for text in (
        seite(client.get(staff(konferenz, "fassungen/1/intern/"))),
        seite(client.get(staff(konferenz, "intern/"))),
        pdfua.text(client.get(staff(konferenz, "fassungen/1/intern.pdf")).content),
        document_text(client.get(staff(konferenz, "dateien/protokoll-intern.docx")).content),
    ):
        assert "Nach0-1" not in text
        assert "Nach0-0" in text
        assert "Nach0-2" in text
    assert Protokollfassung.objects.get().sha256 == fassung.sha256


def make_small_office(konferenz) -> Anmeldung:
    """A person who is all of their office, moderates a group and answers for a measure."""
    gruppe = konferenz.kleingruppen.get()
    buero = make_einrichtung(konferenz.veranstalter, name="Büro Solo")
    person = make_anmeldung(
        konferenz,
        einrichtung=buero,
        vorname="Ada",
        nachname="Allein",
        funktion="Solofunktion",
        anwesend_am=timezone.now(),
    )
    Gruppenrolle.objects.create(konferenz=konferenz, kleingruppe=gruppe, anmeldung=person, art="moderation")
    make_massnahme(gruppe, verantwortlich=person, einrichtung=buero, bis=timezone.localdate())
    return person


def test_a_sperrvermerk_after_the_release_takes_office_and_function_out_of_the_public_minutes(
    client, konferenz, leitung
):
    person = make_small_office(konferenz)
    andere = konferenz.anmeldungen.get(nachname="Nach0-0")
    gruppe = konferenz.kleingruppen.get()
    Gruppenrolle.objects.create(konferenz=konferenz, kleingruppe=gruppe, anmeldung=andere, art="protokoll")
    publish(konferenz)
    fassung = release(konferenz)
    inhalte = make_dateien(fassung)
    zuvor = load_freigegeben(konferenz, Variante.OEFFENTLICH)
    assert zuvor.massnahmen[0].einrichtung == "Büro Solo"
    assert zuvor.gruppenliste[0].rollen == (("Moderation", "Büro Solo"), ("Protokoll", andere.einrichtung.name))
    assert client.get(public(konferenz, "protokoll.pdf")).content == inhalte["oeffentlich"]
    assert client.get(public(konferenz, "gruppe-1.pdf")).content == inhalte["gruppe-1"]
    for key in (person.kennung, andere.kennung):
        assert key not in seite(client.get(public(konferenz, "protokoll/")))
    block(konferenz, "Ada Allein")
    for variante in Variante:
        reading = load_freigegeben(konferenz, variante)
        assert reading.gruppenliste[0].rollen == (("Protokoll", andere.einrichtung.name),)
        assert reading.massnahmen == reading.gruppen[0].massnahmen
        assert (reading.massnahmen[0].einrichtung, reading.massnahmen[0].funktion) == ("", "")
        assert reading.pruefsumme == from_json(fassung.inhalt[variante.value]).pruefsumme
    gelesen = [
        seite(client.get(public(konferenz, "protokoll/"))),
        pdfua.text(client.get(public(konferenz, "protokoll.pdf")).content),
        pdfua.text(client.get(public(konferenz, "gruppe-1.pdf")).content),
    ]
    client.force_login(leitung.konto)
    gelesen.append(pdfua.text(client.get(staff(konferenz, "fassungen/1/netzwerk.pdf")).content))
    for text in gelesen:
        assert "eine Person, die dabei war" in text
        assert "Solofunktion" not in text
    assert "Moderation: Büro Solo" not in "".join(gelesen)
    assert "Protokoll: " in gelesen[0]
    make_anmeldung(konferenz, anwesend_am=timezone.now(), email="ada@kita.example")
    with pytest.raises(NichtErlaubt, match="ein Sperrvermerk kam dazu"):
        prepare_versand(fassung=fassung, kreis="anwesende", variante=Variante.NETZWERK, by=leitung.akteur)


def test_a_sperrvermerk_drops_letters_that_wait_with_a_file(konferenz, leitung):
    person = make_small_office(konferenz)
    fassung = release(konferenz)
    make_dateien(fassung)
    mit_datei = prepare_versand(fassung=fassung, kreis="anwesende", variante=Variante.NETZWERK, by=leitung.akteur)
    link = prepare_versand(fassung=fassung, kreis="anwesende", variante=None, by=leitung.akteur)
    set_sperrvermerk(anmeldung=person, gesperrt=False, by=leitung.akteur)
    assert set(konferenz.aussendungen.all()) == {mit_datei, link}
    set_sperrvermerk(anmeldung=person, gesperrt=True, by=leitung.akteur)
    assert list(konferenz.aussendungen.all()) == [link]
    assert konferenz.verlauf.order_by("-pk")[0].satz == (
        "1 vorbereitete E-Mail zum Protokoll verworfen, sie stimmte nicht mehr."
    )


def test_the_results_page_says_no_size_of_a_file_that_goes_out_as_a_copy(client, konferenz):
    person = make_small_office(konferenz)
    publish(konferenz)
    make_dateien(release(konferenz))
    assert re.search(r"Protokoll laden \(PDF, \d+", seite(client.get(public(konferenz))))
    assert re.search(r"Seite der Gruppe 1 \(PDF, \d+", seite(client.get(public(konferenz))))
    block(konferenz, person.name)
    text = seite(client.get(public(konferenz)))
    assert "Protokoll laden (PDF)" in text
    assert "Seite der Gruppe 1 (PDF)" in text
    assert "(PDF, " not in text


def test_a_colleague_of_the_blocked_person_keeps_office_and_function(konferenz):
    person = make_small_office(konferenz)
    release(konferenz)
    frozen = load_freigegeben(konferenz, Variante.OEFFENTLICH)
    make_anmeldung(konferenz, einrichtung=person.einrichtung, gesperrt=True)
    assert load_freigegeben(konferenz, Variante.OEFFENTLICH) == frozen


def test_a_version_frozen_without_keys_keeps_quiet_about_the_office_of_a_blocked_person(konferenz):
    """Nobody knows who is meant: the whole office goes."""
    person = make_small_office(konferenz)
    inhalt = release(konferenz).inhalt["oeffentlich"]
    for zeile in (*inhalt["massnahmen"], *inhalt["gruppen"][0]["massnahmen"]):
        del zeile["kennung"]
    del inhalt["gruppenliste"][0]["kennungen"]
    frozen = from_json(inhalt)
    assert current_reading(konferenz, frozen) is frozen
    block(konferenz)
    assert current_reading(konferenz, frozen) is frozen
    block(konferenz, person.name)
    reading = current_reading(konferenz, frozen)
    assert reading.gruppenliste[0].rollen == ()
    assert (reading.massnahmen[0].einrichtung, reading.massnahmen[0].funktion) == ("", "")


def document_text(docx: bytes) -> str:
    return "\n".join(one.text for one in Document(io.BytesIO(docx)).element.body.iter() if getattr(one, "text", None))


def test_the_blocked_person_is_counted_among_those_who_are_not_named(konferenz):
    frozen = load_variante(release(konferenz), Variante.INTERN)
    block(konferenz)
    reading = load_freigegeben(konferenz, Variante.INTERN)
    assert (frozen.ungenannt, reading.ungenannt) == (0, 1)
    assert reading.personen == frozen.personen == 3
    assert reading.pruefsumme == frozen.pruefsumme
    assert [len(haus.personen) for haus in reading.anwesende] == [2]


def test_a_namesake_stays_and_a_person_renamed_since_goes(konferenz):
    fremd = make_anmeldung(konferenz, vorname="Vor0", nachname="Nach0-1", anwesend_am=timezone.now())
    assign(fremd, konferenz.kleingruppen.get())
    release(konferenz)
    gesperrt = konferenz.anmeldungen.exclude(pk=fremd.pk).get(nachname="Nach0-1")
    Anmeldung.objects.filter(pk=gesperrt.pk).update(gesperrt=True, nachname="Neu")
    reading = load_freigegeben(konferenz, Variante.INTERN)
    assert [p.kennung for haus in reading.anwesende for p in haus.personen if p.name == NAME] == [fremd.kennung]
    assert [p.kennung for p in reading.gruppen[0].anwesend if p.name == NAME] == [fremd.kennung]


def test_a_version_frozen_without_keys_finds_the_name(konferenz):
    """Older versions have no keys, and an import gives new ones."""
    fassung = release(konferenz)
    inhalt = fassung.inhalt["intern"]
    for haus in inhalt["anwesende"]:
        for person in haus["personen"]:
            del person["kennung"]
    for person in inhalt["gruppen"][0]["anwesend"]:
        del person["kennung"]
    frozen = from_json(inhalt)
    assert current_reading(konferenz, frozen) is frozen
    block(konferenz)
    reading = current_reading(konferenz, frozen)
    assert NAME not in str(dataclasses.asdict(reading))
    assert find_abschrift(fassung, Variante.INTERN) is not None
    assert find_abschrift(fassung, Variante.NETZWERK) is None


def test_the_checksum_of_a_version_stays_when_the_minutes_learn_more(konferenz):
    fassung = release(konferenz)
    inhalt = fassung.inhalt["oeffentlich"]
    voll = from_json(inhalt).pruefsumme
    del inhalt["fotos"]  # as a version from before there were photos
    aelter = from_json(inhalt)
    assert aelter.fotos == ()
    assert aelter.pruefsumme != voll
    assert aelter.pruefsumme == from_json(dict(inhalt)).pruefsumme
