"""What officers do with one registered person beside answering for an institution."""

from django.db import transaction

from konferenz.akteur import Akteur, Rolle
from konferenz.live import announce
from konferenz.models import Konferenz
from konferenz.services.aussendung import drafts_of_protokoll, drop_drafts
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import lock, record
from teilnehmer.models import Anmeldung


@transaction.atomic
def set_sperrvermerk(*, anmeldung: Anmeldung, gesperrt: bool, by: Akteur) -> Anmeldung:
    """Keep a person out of every list, print and export, or no longer. In every phase: protection does not end.

    Letters about the minutes that wait for their release with a file go: it may tell who that person is.
    """
    if by.rolle not in (Rolle.LEITUNG, Rolle.PLANUNG):
        raise NichtErlaubt
    konferenz = lock(Konferenz.objects, anmeldung.konferenz_id)
    row = lock(Anmeldung.objects, anmeldung.pk)
    if row.gesperrt != gesperrt:
        row.gesperrt = gesperrt
        row.fassung += 1
        row.save(update_fields=["gesperrt", "fassung"])
        satz = "Sperrvermerk gesetzt." if gesperrt else "Sperrvermerk aufgehoben."
        record(satz, by=by, konferenz=konferenz, objekt=f"anmeldung:{row.kennung}")
        if gesperrt:
            drop_drafts(konferenz, drafts_of_protokoll(konferenz).filter(anlage__isnull=False), by=by)
        announce(konferenz.live_kanal, "anmeldungen")
    return row
