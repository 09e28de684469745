"""Work in the background: rows of django-q2 in our own database, enqueued in the transaction that wants them."""

from django.db import connection
from django_q.models import Schedule
from django_q.tasks import async_task
from post_office.mail import get_queued, send_queued

from konferenz import mail

# Any number nobody else uses: two workers, on one machine or two, never send at the same time.
LOCK = 7_202_206_16


def ensure_schedule() -> None:
    """Look for mail every minute: what waits, what was put off, what a killed worker left. Part of every start."""
    Schedule.objects.get_or_create(
        name="mail",
        defaults={"func": "konferenz.jobs.send_mail", "schedule_type": Schedule.MINUTES, "minutes": 1, "repeats": -1},
    )


def enqueue_send_mail() -> None:
    """Ask the worker to send soon; a task that is lost is made up for by the schedule of every minute."""
    if mail.has_server():
        async_task("konferenz.jobs.send_mail")


def send_mail() -> int:
    """Send what waits and return how many letters left; without a mail server nothing happens."""
    if not mail.has_server():
        return 0
    sent = 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        try:
            while get_queued().exists():
                sent_now, failed, requeued = send_queued()
                sent += sent_now
                if not sent_now + failed + requeued:
                    break
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return sent
