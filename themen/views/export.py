"""Files to work on with: minutes as DOCX, tables as XLSX, a whole conference as JSON out and in.

The makers of files are imported where a file is made: they bring large libraries along.
"""

import io
import tempfile

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from konferenz.forms.gemeinsam import add_service_errors
from konferenz.permissions import Handlung, erlaubt
from konferenz.zugriff import verwaltung
from themen.forms.datenpaket import DatenpaketForm
from themen.fotos import load_bilder
from themen.protokoll.daten import Variante
from themen.protokoll.stand import current_fassung, is_entwurf, load_protokoll
from themen.services import datenpaket as service
from themen.views.pdf_antwort import attachment

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@verwaltung()
def dateien(request, dienst):
    """What can be taken away to work on."""
    konferenz = dienst.konferenz
    return render(
        request,
        "themen/export_dateien.html",
        dienst.context(
            "protokoll",
            freigegeben=current_fassung(konferenz),
            is_entwurf=is_entwurf(konferenz),
            darf_ausgeben=erlaubt(konferenz, Handlung.KONFERENZ_AUSGEBEN, dienst.by),
        ),
    )


@require_safe
@verwaltung()
def protokoll_docx(request, dienst, variante: Variante):
    from themen.export.docx import write_protokoll
    from themen.export.wort import DOCX_TYP

    protokoll = load_protokoll(dienst.konferenz, variante)
    bilder = load_bilder(dienst.konferenz, protokoll.fotos)
    inhalt = write_protokoll(protokoll, localdate(), dienst.veranstalter.wappen, bilder)
    return attachment(inhalt, DOCX_TYP, f"protokoll-{dienst.konferenz.slug}-{variante}.docx")


@require_safe
@verwaltung()
def tabellen_xlsx(request, dienst, intern: bool = False):
    from themen.export.tabellen import XLSX_TYP, write_tabellen

    zusatz = "-intern" if intern else ""
    inhalt = write_tabellen(dienst.konferenz, intern=intern)
    return attachment(inhalt, XLSX_TYP, f"karten-und-massnahmen-{dienst.konferenz.slug}{zusatz}.xlsx")


@require_safe
@verwaltung()
def vorlage_docx(request, dienst):
    from themen.export.vorlage import write_vorlage
    from themen.export.wort import DOCX_TYP

    protokoll = load_protokoll(dienst.konferenz, Variante.OEFFENTLICH)
    inhalt = write_vorlage(protokoll, dienst.konferenz.drucksache, localdate())
    return attachment(inhalt, DOCX_TYP, f"informationsvorlage-{dienst.konferenz.slug}.docx")


# The whole conference


@require_POST
@verwaltung(leitung=True)
def ausgeben(request, dienst):
    """Written to a file first: one consistent state, and the connection of a slow reader holds no transaction."""
    datei = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    text = io.TextIOWrapper(datei, encoding="utf-8", newline="\n")
    service.export_konferenz(konferenz=dienst.konferenz, out=text, by=dienst.by)
    text.flush()
    text.detach()
    datei.seek(0)
    response = FileResponse(
        datei,
        content_type="application/json",
        as_attachment=True,
        filename=f"konferenz-{dienst.konferenz.slug}-{localdate()}.json",
    )
    response["Cache-Control"] = "no-store, private"
    return response


@READ_OR_SEND
@verwaltung(leitung=True)
def einlesen(request, dienst):
    form = DatenpaketForm()
    if request.method == "POST":
        form = DatenpaketForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                konferenz = service.import_konferenz(
                    veranstalter=dienst.veranstalter,
                    paket=form.paket,
                    by=dienst.by,
                    oeffentlich=form.cleaned_data["oeffentlich"],
                    vorgang=form.cleaned_data["vorgang"],
                )
            except ValidationError as error:
                add_service_errors(form, error, otherwise="datei")
            else:
                messages.success(
                    request, _("„%(titel)s“ ist eingelesen. Alle Links sind neu.") % {"titel": konferenz.titel}
                )
                return redirect("themen:uebersicht", dienst.veranstalter.slug, konferenz.slug)
    return render(request, "themen/export_einlesen.html", dienst.context(form=form))
