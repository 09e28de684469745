"""The Atom feed of an organiser's published results."""

import datetime
from xml.etree import ElementTree

import pytest

from konferenz.models import Konferenz, Phasenwechsel
from tests.factories import make_konferenz, make_veranstalter
from themen.models import Bericht, Protokollfassung

pytestmark = pytest.mark.django_db
Phase = Konferenz.Phase
ATOM = "{http://www.w3.org/2005/Atom}"


def make_published(veranstalter, *tage, phase=Phase.VEROEFFENTLICHT, **overrides) -> Konferenz:
    """Published on each of these days of July 2022."""
    konferenz = make_konferenz(veranstalter=veranstalter, phase=phase, datum=datetime.date(2022, 6, 16), **overrides)
    for tag in tage:
        am = datetime.datetime(2022, 7, tag, 10, tzinfo=datetime.UTC)
        Phasenwechsel.objects.create(konferenz=konferenz, von=Phase.NACHBEREITUNG, nach=Phase.VEROEFFENTLICHT, am=am)
    return konferenz


def feed(client, veranstalter) -> ElementTree.Element:
    response = client.get(f"/{veranstalter.slug}/ergebnisse.atom")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314 our own bytes


def test_the_feed_lists_what_is_published_the_latest_first(client):
    veranstalter = make_veranstalter(name="Gemeinde „A“ & Co")
    make_published(veranstalter, 1, titel="Erste <b>", kurzbeschreibung="Ein <i>.", moderation_name="Jo Muster")
    make_published(veranstalter, 2, 5, titel="Zweite", phase=Phase.ARCHIVIERT)
    make_published(veranstalter, 3, titel="Heruntergenommen", phase=Phase.NACHBEREITUNG)
    make_published(make_veranstalter(), 4, titel="Fremd")
    root = feed(client, veranstalter)
    entries = root.findall(f"{ATOM}entry")
    assert root.findtext(f"{ATOM}title") == "Ergebnisse: Gemeinde „A“ & Co"
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Zweite", "Erste <b>"]
    assert [entry.findtext(f"{ATOM}updated")[:10] for entry in entries] == ["2022-07-05", "2022-07-01"]
    assert root.findtext(f"{ATOM}updated") == "2022-07-05T10:00:00+00:00"
    assert entries[1].findtext(f"{ATOM}summary") == "Ergebnisse der Konferenz vom 16. Juni 2022. Ein &lt;i&gt;."
    assert "Muster" not in ElementTree.tostring(root, "unicode")


def test_every_entry_has_the_parts_atom_asks_for_and_an_id_that_stays(client):
    veranstalter = make_veranstalter()
    konferenz = make_published(veranstalter, 1)
    root = feed(client, veranstalter)
    for node in (root, root.find(f"{ATOM}entry")):
        for part in ("id", "title", "updated"):
            assert node.findtext(f"{ATOM}{part}"), part
    assert root.findtext(f"{ATOM}author/{ATOM}name") == veranstalter.name
    entry_id = root.findtext(f"{ATOM}entry/{ATOM}id")
    assert entry_id == f"http://testserver/{veranstalter.slug}/{konferenz.slug}/ergebnisse/"
    assert {link.get("rel", "alternate") for link in root.findall(f"{ATOM}link")} == {"alternate", "self"}


def test_a_new_version_or_text_is_news_and_the_day_of_publication_stays(client):
    veranstalter = make_veranstalter()
    konferenz = make_published(veranstalter, 1)
    make_published(veranstalter, 5)
    am = datetime.datetime(2022, 8, 1, 10, tzinfo=datetime.UTC)
    Protokollfassung.objects.create(konferenz=konferenz, nummer=1, inhalt={}, sha256="0", freigegeben_am=am)
    Bericht.objects.create(konferenz=konferenz, text="Text.", geaendert_am=am - datetime.timedelta(days=1))
    entry = feed(client, veranstalter).find(f"{ATOM}entry")
    assert (entry.findtext(f"{ATOM}updated")[:10], entry.findtext(f"{ATOM}published")[:10]) == (
        "2022-08-01",
        "2022-07-01",
    )
    Bericht.objects.update(geaendert_am=am + datetime.timedelta(days=1))
    assert feed(client, veranstalter).findtext(f"{ATOM}updated")[:10] == "2022-08-02"


def test_the_page_of_the_organiser_offers_the_feed(client):
    veranstalter = make_veranstalter()
    raw = client.get(f"/{veranstalter.slug}/").content.decode()
    assert f'href="/{veranstalter.slug}/ergebnisse.atom">Ergebnisse abonnieren (Atom)</a>' in raw


def test_an_organiser_without_results_has_an_empty_feed_and_an_unknown_one_none(client):
    assert feed(client, make_veranstalter()).findall(f"{ATOM}entry") == []
    assert client.get("/gibt-es-nicht/ergebnisse.atom").status_code == 404


def test_the_feed_only_reads_and_is_asked_for_each_time(client):
    veranstalter = make_veranstalter()
    konferenz = make_published(veranstalter, 1)
    address = f"/{veranstalter.slug}/ergebnisse.atom"
    assert client.post(address).status_code == 405
    response = client.get(address)
    assert response["Cache-Control"] == "no-cache"
    assert "Last-Modified" not in response
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
    Konferenz.objects.filter(pk=konferenz.pk).update(phase=Phase.NACHBEREITUNG)
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 200


def test_pages_link_the_feed_in_their_head(client):
    veranstalter = make_veranstalter()
    konferenz = make_published(veranstalter, 1)
    for address in (f"/{veranstalter.slug}/", f"/{veranstalter.slug}/{konferenz.slug}/ergebnisse/"):
        raw = client.get(address).content.decode()
        assert f'<link rel="alternate" type="application/atom+xml" title="Ergebnisse: {veranstalter.name}"' in raw


@pytest.mark.parametrize("zahl", [1, 3])
def test_the_feed_takes_two_queries(client, django_assert_num_queries, zahl):
    veranstalter = make_veranstalter()
    for tag in range(1, zahl + 1):
        make_published(veranstalter, tag)
    with django_assert_num_queries(2):
        client.get(f"/{veranstalter.slug}/ergebnisse.atom")
