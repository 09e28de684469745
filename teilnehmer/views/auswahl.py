"""Choosing from the directory whom to invite."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from konferenz.services.fehler import NichtErlaubt
from konferenz.zugriff import verwaltung
from teilnehmer.forms.auswahl import AuswahlFilter
from teilnehmer.models import Einrichtung
from teilnehmer.services import einladung as service
from teilnehmer.views.einladung import context_of, to_einladungen

PRO_SEITE = 200


@require_http_methods(["GET", "HEAD", "POST"])
@verwaltung(schreibend=True)
def auswahl(request, dienst):
    """Tick institutions of the directory, or take all that the filter shows; works without a script."""
    filterung = AuswahlFilter(request.GET, konferenz=dienst.konferenz)
    rows = filterung.apply(
        Einrichtung.objects.aktiv()
        .filter(veranstalter=dienst.veranstalter)
        .exclude(einladungen__konferenz=dienst.konferenz)
    )
    fehler = ""
    if request.method == "POST":
        gewaehlt = rows if "alle" in request.POST else rows.filter(kennung__in=request.POST.getlist("einrichtung"))
        pks = list(gewaehlt.values_list("pk", flat=True))
        if not pks:
            fehler = _("Bitte wählen Sie mindestens eine Einrichtung.")
        else:
            try:
                zahl = service.invite_einrichtungen(konferenz=dienst.konferenz, einrichtungen=pks, by=dienst.by)
            except NichtErlaubt as error:
                fehler = error.satz
            else:
                satz = ngettext(
                    "%(zahl)s Einrichtung steht jetzt auf der Liste. Versandt ist noch nichts.",
                    "%(zahl)s Einrichtungen stehen jetzt auf der Liste. Versandt ist noch nichts.",
                    zahl,
                )
                messages.success(request, satz % {"zahl": zahl})
                return to_einladungen(dienst)
    # By kind, in the order people know from everywhere else, and in German order within.
    arten = {art: i for i, art in enumerate(Einrichtung.Art.values)}
    blatt = Paginator(rows.select_related("traeger").order_by("art", "sortierschluessel", "pk"), PRO_SEITE)
    blatt = blatt.get_page(request.GET.get("seite"))
    gruppen = {}
    for row in blatt.object_list:
        gruppen.setdefault(row.art, []).append(row)
    context = context_of(
        dienst,
        filter=filterung,
        blatt=blatt,
        fehler=fehler,
        gewaehlt=set(request.POST.getlist("einrichtung")),
        gefiltert=any(request.GET.get(name) for name in filterung.fields),
        gruppen=[(Einrichtung.Art(art).label, gruppen[art]) for art in sorted(gruppen, key=arten.get)],
    )
    return render(request, "teilnehmer/auswahl.html", context, status=422 if fehler else 200)
