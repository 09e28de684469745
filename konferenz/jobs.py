"""Work in the background: rows of django-q2 in our own database, enqueued in the transaction that wants them."""

from django.db import connection
from django_q.models import Schedule
from django_q.tasks import async_task

from konferenz import mail, versand

# Any number nobody else uses: two workers, on one machine or two, never send at the same time.
LOCK = 7_202_206_16


def ensure_schedule() -> None:
    """What is looked for again and again, whatever a killed worker left. Part of every start.

    Mail every minute; planned reminders and seats nobody confirmed every ten; needs of a day that is over every hour;
    photos deleted a month ago once a day.
    What is due stays due until it is done, so no window is missed.
    """
    for name, func, minutes in (
        ("mail", "konferenz.jobs.send_mail", 1),
        ("druck", "konferenz.services.druckauftrag.resume_druckauftraege", 1),
        ("erinnerungen", "teilnehmer.services.erinnerung.send_faellige", 10),
        ("warteliste", "teilnehmer.services.warteliste.release_lapsed", 10),
        ("bedarfe", "teilnehmer.services.bedarf.delete_bedarfe", 60),
        ("fotos", "themen.services.foto.purge_old", 24 * 60),
    ):
        Schedule.objects.get_or_create(
            name=name,
            defaults={"func": func, "schedule_type": Schedule.MINUTES, "minutes": minutes, "repeats": -1},
        )


def enqueue_send_mail() -> None:
    """Ask the worker to send soon; a task that is lost is made up for by the schedule of every minute."""
    if mail.has_server():
        async_task("konferenz.jobs.send_mail")


def enqueue_promote(konferenz_id: int) -> None:
    """Let the Warteliste move up after the limits changed; its service belongs to the app above, so by its name."""
    async_task("teilnehmer.services.warteliste.promote", konferenz_id)


def enqueue_druckauftrag(pk: int) -> None:
    """A large print may take the worker ten minutes; what is lost is taken up by the schedule of every minute."""
    async_task("konferenz.services.druckauftrag.run_druckauftrag", pk, timeout=660)


def send_mail() -> int:
    """Send what waits and return how many letters left; without a mail server nothing happens."""
    if not mail.has_server():
        return 0
    sent, more = 0, False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        try:
            sent, more = versand.send_waiting()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    if more:
        enqueue_send_mail()
    return sent
