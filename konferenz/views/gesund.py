"""Health check for a load balancer: database, migrations, and how long the oldest mail has waited."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from post_office.models import STATUS, Email

WARTEND = [STATUS.queued, STATUS.requeued]


@require_safe
@never_cache
def gesund(request):
    """200 when pages can be served, 503 when not. Waiting mail is told, but is no reason to take the server out."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
        offen = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        mail = None if offen else _oldest_mail_minutes()
    except DatabaseError:
        return JsonResponse({"status": "gestört", "datenbank": False}, status=503)
    answer = {
        "status": "gestört" if offen else "gesund",
        "datenbank": True,
        "offene_migrationen": offen,
        "aelteste_mail_minuten": mail,
    }
    return JsonResponse(answer, status=503 if offen else 200)


def _oldest_mail_minutes() -> int | None:
    oldest = Email.objects.filter(status__in=WARTEND).order_by("created").values_list("created", flat=True).first()
    return int((timezone.now() - oldest).total_seconds() // 60) if oldest else None
