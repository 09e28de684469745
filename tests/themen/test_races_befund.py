"""A whole group writes at once: real connections, real requests."""

import uuid

import pytest
from django.test import Client

from tests.factories import make_befund, make_kleingruppe
from tests.gleichzeitig import all_succeed_at_once
from tests.themen.test_befund_browser import board_of
from themen.models import Befund, BefundFassung

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 15


def send(url, data):
    return lambda: Client().post(url, data).status_code


def test_fifteen_people_write_at_once_and_nothing_is_lost():
    gruppe = make_kleingruppe()
    urls = [board_of(gruppe) for _ in range(PEOPLE)]
    # every phone was without net, has two cards waiting, and sends each of them twice
    works = [
        send(f"{url}?neu={art}", data)
        for n, url in enumerate(urls)
        for art in ("ist", "soll")
        for data in [{"text": f"{art} von {n}", "vorgang": str(uuid.uuid4())}] * 2
    ]
    assert all_succeed_at_once(works[: 2 * PEOPLE]) == [302] * 2 * PEOPLE
    assert all_succeed_at_once(works[2 * PEOPLE :]) == [302] * 2 * PEOPLE
    for art in ("ist", "soll"):
        cards = gruppe.befunde.filter(art=art)
        assert sorted(cards.values_list("text", flat=True)) == sorted(f"{art} von {n}" for n in range(PEOPLE))
        assert sorted(cards.values_list("nummer", flat=True)) == list(range(1, PEOPLE + 1))
    assert BefundFassung.objects.count() == 2 * PEOPLE


def test_of_fifteen_changes_of_one_card_one_is_saved_and_the_others_keep_their_text():
    gruppe = make_kleingruppe()
    befund = make_befund(gruppe, text="Alt.")
    urls = [board_of(gruppe) for _ in range(PEOPLE)]

    def change(n):
        answer = Client().post(f"{urls[n]}?karte={befund.kennung}", {"text": f"Text {n}", "fassung": 1})
        return answer.status_code, answer.content.decode()

    answers = all_succeed_at_once([lambda n=n: change(n) for n in range(PEOPLE)])
    assert sorted(status for status, _ in answers) == [302] + [409] * (PEOPLE - 1)
    saved = next(n for n, (status, _) in enumerate(answers) if status == 302)
    assert Befund.objects.get().text == f"Text {saved}"
    assert all(f"Text {n}</textarea>" in html for n, (status, html) in enumerate(answers) if status == 409)


def test_without_its_key_a_card_sent_twice_stands_there_twice():
    """The negative control: it is the key that makes it count once."""
    gruppe = make_kleingruppe()
    url = f"{board_of(gruppe)}?neu=ist"
    assert all_succeed_at_once([send(url, {"text": "Zweimal."})] * 2) == [302, 302]
    assert gruppe.befunde.count() == 2
