"""Files to take away: the directory and the registrations of a conference."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from konferenz.zugriff import verwaltung
from teilnehmer.verzeichnis import export


def _file(inhalt: bytes, typ: str, name: str) -> HttpResponse:
    return HttpResponse(inhalt, content_type=typ, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_safe
@verwaltung()
def verzeichnis_xlsx(request, dienst):
    name = f"verzeichnis-{dienst.veranstalter.slug}-{timezone.localdate()}.xlsx"
    return _file(export.directory_xlsx(dienst.veranstalter), export.XLSX, name)


@require_safe
@verwaltung()
def verzeichnis_csv(request, dienst):
    name = f"verzeichnis-{dienst.veranstalter.slug}-{timezone.localdate()}.csv"
    return _file(export.directory_csv(dienst.veranstalter), "text/csv; charset=utf-8", name)


@require_safe
@verwaltung()
def anmeldungen_xlsx(request, dienst):
    name = f"anmeldungen-{dienst.konferenz.slug}-{timezone.localdate()}.xlsx"
    return _file(export.registrations_xlsx(dienst.konferenz), export.XLSX, name)


@require_safe
@verwaltung()
def radar_xlsx(request, dienst):
    name = f"beteiligung-{dienst.konferenz.slug}-{timezone.localdate()}.xlsx"
    return _file(export.radar_xlsx(dienst.konferenz), export.XLSX, name)
