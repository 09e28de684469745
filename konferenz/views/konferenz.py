from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from konferenz.faellig import faellig, with_counts
from konferenz.forms.gemeinsam import add_service_errors, show_conflict
from konferenz.forms.konferenz import KonferenzForm
from konferenz.models import Konferenz, Veranstalter
from konferenz.services import konferenz as service
from konferenz.services.fehler import NichtErlaubt, Veraltet
from konferenz.zugriff import verwaltung

PRO_SEITE = 25
READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def verwaltung_start(request):
    """Straight to the conferences of the only organiser, or the choice between several."""
    alle = list(Veranstalter.objects.visible_to(request.user)[:200])
    if len(alle) == 1:
        return redirect("konferenz:konferenzen", alle[0].slug)
    return render(request, "konferenz/verwaltung.html", {"alle": alle})


@require_safe
@verwaltung()
def konferenzen(request, dienst):
    rows = with_counts(Konferenz.objects.filter(veranstalter=dienst.veranstalter)).order_by("-datum", "-beginn", "pk")
    blatt = Paginator(rows, PRO_SEITE).get_page(request.GET.get("seite"))
    for row in blatt.object_list:
        row.faellig = faellig(row)
    return render(request, "konferenz/konferenzen.html", dienst.context(blatt=blatt))


@READ_OR_SEND
@verwaltung(schreibend=True)
def konferenz_neu(request, dienst):
    leer = Konferenz(veranstalter=dienst.veranstalter, fachbereich=dienst.veranstalter.fachbereich)
    form = KonferenzForm(request.POST or None, instance=leer, slug_fest=False)
    if request.method == "POST" and form.is_valid():
        try:
            neu = service.create_konferenz(
                veranstalter=dienst.veranstalter,
                daten=form.daten(),
                by=dienst.by,
                vorgang=form.cleaned_data["vorgang"],
            )
        except ValidationError as error:
            add_service_errors(form, error, otherwise="slug")
        else:
            messages.success(request, _("Der Entwurf ist gespeichert. Als Nächstes: die Leitfragen."))
            return redirect("konferenz:leitfragen", dienst.veranstalter.slug, neu.slug)
    context = dienst.context(form=form)
    return render(request, "konferenz/konferenz_neu.html", context)


@READ_OR_SEND
@verwaltung(schreibend=True)
def konferenz_bearbeiten(request, dienst):
    konferenz = dienst.konferenz
    fest = service.is_slug_fest(konferenz)
    unterschiede = []
    # The form writes into its instance; the page's own header needs what is saved.
    row = Konferenz.objects.select_related("veranstalter").get(pk=konferenz.pk)
    form = KonferenzForm(request.POST or None, instance=row, slug_fest=fest)
    if request.method == "POST" and form.is_valid():
        try:
            saved = service.update_konferenz(
                konferenz=konferenz, daten=form.daten(), fassung=form.cleaned_data["fassung"], by=dienst.by
            )
        except Veraltet as error:
            unterschiede = show_conflict(form, error.aktuell)
        except NichtErlaubt as error:
            form.add_error(None, error.satz)
        except ValidationError as error:
            add_service_errors(form, error, otherwise="slug")
        else:
            messages.success(request, _("Die Angaben sind gespeichert."))
            return redirect("konferenz:konferenz_bearbeiten", dienst.veranstalter.slug, saved.slug)
    context = dienst.context(konferenz=konferenz, form=form, unterschiede=unterschiede, slug_fest=fest)
    return render(request, "konferenz/konferenz_bearbeiten.html", context)
