"""Two officers at once: one cancels or postpones, the draft tells what is true in the end."""

import datetime

import pytest
from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Aussendung, Konferenz
from konferenz.services import absage as service
from konferenz.services.fehler import Veraltet
from teilnehmer.models import Nachricht
from teilnehmer.services.aussendung import release_aussendung
from tests.factories import make_anmeldung, make_konferenz, make_mitglied
from tests.gleichzeitig import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def officers(konferenz, number=2):
    return [make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).akteur for _ in range(number)]


def cancel(konferenz, by, fassung):
    return service.cancel_konferenz(konferenz=konferenz, grund=f"Grund {by.id}", fassung=fassung, by=by)


def postpone(konferenz, by, fassung):
    return service.postpone_konferenz(
        konferenz=konferenz,
        datum=timezone.localdate() + datetime.timedelta(days=60),
        beginn=datetime.time(10),
        ende=datetime.time(13),
        anmeldeschluss=None,
        grund=f"Grund {by.id}",
        fassung=fassung,
        by=by,
    )


def test_of_cancelling_and_postponing_at_once_one_wins_and_the_other_is_told():
    konferenz = make_konferenz()
    first, second = officers(konferenz)
    results = at_once([lambda: cancel(konferenz, first, 1), lambda: postpone(konferenz, second, 1)])
    assert sorted(type(result) for result in results if isinstance(result, Exception)) == [Veraltet]
    konferenz.refresh_from_db()
    draft = Aussendung.objects.get()
    assert konferenz.fassung == 2
    assert draft.betreff.startswith("Abgesagt" if konferenz.is_abgesagt else "Verschoben")


def test_without_the_version_both_go_through_and_only_the_last_draft_stays():
    """The negative control: what `fassung` keeps apart happens one after the other without it."""
    konferenz = make_konferenz()
    first, second = officers(konferenz)
    results = at_once([lambda: cancel(konferenz, first, None), lambda: postpone(konferenz, second, None)])
    assert [type(result) for result in results] == [Aussendung, Aussendung]
    konferenz = Konferenz.objects.get()
    draft = Aussendung.objects.get()
    assert konferenz.fassung == 3
    assert draft.betreff.startswith("Abgesagt" if konferenz.is_abgesagt else "Verschoben")


def test_a_draft_that_is_no_longer_true_is_never_sent_after_the_change():
    konferenz = make_konferenz()
    make_anmeldung(konferenz, email="jonas@example.org")
    first, second = officers(konferenz)
    draft = cancel(konferenz, first, None)
    at_once(
        [
            lambda: release_aussendung(aussendung=draft, by=first),
            lambda: service.restore_konferenz(konferenz=konferenz, by=second),
        ]
    )
    # Either it left before the conference took place again, or it is gone.
    is_sent = Nachricht.objects.filter(anlass="absage").exists()
    assert Aussendung.objects.filter(pk=draft.pk).exists() == is_sent
    assert Aussendung.objects.filter(freigegeben_am=None).get().betreff.startswith("Findet doch statt")
