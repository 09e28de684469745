"""Sending what waits: one letter at a time, each settled in the database before the next one leaves.

post-office keeps the rows; its own send_queued() settles a whole batch at the end, repeats every failure alike and
would send a batch again when the worker is killed. Here at most the one letter between the server's "250" and our
COMMIT can go twice (at least once, never lost), and then with the same Message-ID, by which servers know the copy.
"""

import datetime
import logging
import smtplib
import time

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from post_office.models import STATUS, Email, Log

log = logging.getLogger(__name__)

WAITING = (STATUS.queued, STATUS.requeued)
# Pauses after the first, second, … attempt; the last one repeats. Two days, then the officer decides.
PAUSEN = (*(datetime.timedelta(minutes=m) for m in (1, 5, 30, 120)), datetime.timedelta(hours=6))
VERSUCHE = 12
# So many letters in a row without an answer: the server is down, not the letter odd.
GEDULD = 3
# Below the time limit of a job (Q_CLUSTER timeout), with room for one letter that times out.
SEKUNDEN = 80


def waiting():
    """Letters that are due, singles before those to many, oldest first."""
    now = timezone.now()
    return Email.objects.filter(
        Q(scheduled_time__lte=now) | Q(scheduled_time=None),
        Q(expires_at__gt=now) | Q(expires_at=None),
        status__in=WAITING,
    ).order_by(F("priority").desc(nulls_last=True), "pk")


def send_waiting() -> tuple[int, bool]:
    """Send until nothing is due or the time is up: how many left, and whether some are still due."""
    until = time.monotonic() + SEKUNDEN
    sent, silent = 0, 0
    connection = None
    try:
        while email := waiting().first():
            if time.monotonic() > until:
                return sent, True
            try:
                connection = connection or _connect()
            except (smtplib.SMTPException, OSError) as error:
                _put_off_all(error)
                break
            try:
                # Not dispatch(): it would settle and log without telling us why.
                connection.send_messages([email.email_message()])
            except Exception as error:  # a letter that cannot be built must not hold up the others
                if is_server_trouble(error):
                    _close(connection)
                    connection, silent = None, silent + 1
                _settle_failure(email, error)
                if silent >= GEDULD:
                    _put_off_all(error)
                    break
            else:
                silent = 0
                Email.objects.filter(pk=email.pk).update(status=STATUS.sent, last_updated=timezone.now())
                sent += 1
    finally:
        _close(connection)
    return sent, False


def is_server_trouble(error: Exception) -> bool:
    """Nothing is known about the letter: no connection, no answer, or the server does not let us in at all."""
    if isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError):
        return _code(error)[0] == 421
    return isinstance(error, smtplib.SMTPException | OSError)


def is_permanent(error: Exception) -> bool:
    """The server has answered for good: a 5xx about this recipient or this letter, or a letter nobody can build."""
    if is_server_trouble(error):
        return False
    if isinstance(error, smtplib.SMTPException):
        return _code(error)[0] >= 500
    return True


def words(error: Exception) -> str:
    """What the server said, "550 5.1.1 User unknown"; for anything else the kind of the fault."""
    code, text = _code(error)
    if code:
        return f"{code} {text}".strip()[:500]
    return type(error).__name__


def _code(error: Exception) -> tuple[int, str]:
    if isinstance(error, smtplib.SMTPRecipientsRefused) and error.recipients:
        code, text = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, text = error.smtp_code, error.smtp_error
    else:
        return 0, ""
    text = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return code, " ".join(text.split())


def _connect():
    connection = get_connection(settings.POST_OFFICE["BACKENDS"]["default"])
    connection.open()
    return connection


def _close(connection) -> None:
    if connection is None:
        return
    try:
        connection.close()
    except (smtplib.SMTPException, OSError):
        connection.connection = None


def _put_off(email: Email, error: Exception) -> None:
    """Fill in when it is tried again, or that it is given up."""
    email.number_of_retries = (email.number_of_retries or 0) + 1
    email.last_updated = timezone.now()
    if is_permanent(error) or email.number_of_retries >= VERSUCHE:
        email.status = STATUS.failed
        return
    email.status = STATUS.requeued
    email.scheduled_time = timezone.now() + PAUSEN[min(email.number_of_retries, len(PAUSEN)) - 1]


@transaction.atomic
def _settle_failure(email: Email, error: Exception) -> None:
    _put_off(email, error)
    _write([email], error)


@transaction.atomic
def _put_off_all(error: Exception) -> None:
    """The server is away: everything that is due waits, each by its own number of attempts."""
    emails = list(waiting())
    for email in emails:
        _put_off(email, error)
    _write(emails, error)


def _write(emails: list[Email], error: Exception) -> None:
    # No address in the log: the number finds the row.
    first = emails[0].pk if emails else "-"
    log.warning("%s mails not sent, the first is no. %s: %s", len(emails), first, type(error).__name__)
    Email.objects.bulk_update(emails, ["status", "scheduled_time", "number_of_retries", "last_updated"], batch_size=500)
    Log.objects.bulk_create(
        Log(email=email, status=STATUS.failed, exception_type=type(error).__name__, message=words(error))
        for email in emails
    )
