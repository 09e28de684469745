"""The results for everybody, and the feed of an organiser's results."""

from django.contrib.syndication.views import Feed
from django.db.models import F, Max, OuterRef, Subquery
from django.db.models.functions import Greatest
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from konferenz.akteur import OEFFENTLICH
from konferenz.models import Konferenz, Phasenwechsel, Veranstalter
from konferenz.permissions import PUBLIZIERT, Handlung, erlaubt
from konferenz.texte import datum
from konferenz.zugriff import get_oeffentliche_konferenz, verwaltung
from themen.ergebnisse import Ergebnisse, collect_ergebnisse
from themen.models import Protokollfassung

MAX_EINTRAEGE = 50


@require_safe
@conditional_page
@cache_control(no_cache=True)
def ergebnisse(request, v, k):
    """Asked for again every time, so that what is taken down is gone at once."""
    konf = get_oeffentliche_konferenz(v, k)
    if not erlaubt(konf, Handlung.ERGEBNISSE_SEHEN, OEFFENTLICH):
        raise Http404
    return render_ergebnisse(request, konf)


@require_safe
@verwaltung()
def vorschau_ergebnisse(request, dienst):
    """The results as the public will see them."""
    return render_ergebnisse(request, dienst.konferenz, is_vorschau=True)


def render_ergebnisse(request, konf: Konferenz, *, is_vorschau: bool = False):
    context = page_context(konf, collect_ergebnisse(konf))
    return render(request, "themen/ergebnisse.html", context | {"is_vorschau": is_vorschau})


def page_context(konf: Konferenz, found: Ergebnisse) -> dict:
    """What the page says; addresses of files only once they answer."""
    basis = (konf.veranstalter.slug, konf.slug)
    is_oeffentlich = konf.phase in PUBLIZIERT
    return {
        "konferenz": konf,
        "veranstalter": konf.veranstalter,
        "seite": "konferenz",
        "leitfragen": [{"text": text} for text in found.leitfragen],
        "ergebnisse": found,
        "is_oeffentlich": is_oeffentlich,
        "foto_pfad": f"{reverse('themen:ergebnisse', args=basis)}fotos/"
        if is_oeffentlich
        else reverse("themen:verwaltung_fotos", args=basis),
    }


class Ergebnisfeed(Feed):
    """What an organiser published, the latest first; no names."""

    feed_type = Atom1Feed

    def get_object(self, request, v):
        return get_object_or_404(Veranstalter, slug=v)

    def title(self, veranstalter) -> str:
        return _("Ergebnisse: %(name)s") % {"name": veranstalter.name}

    def link(self, veranstalter) -> str:
        return reverse("konferenz:veranstalter", args=[veranstalter.slug])

    def author_name(self, veranstalter) -> str:
        return veranstalter.name

    def items(self, veranstalter):
        wechsel = Phasenwechsel.objects.filter(konferenz__veranstalter=veranstalter, konferenz__phase__in=PUBLIZIERT)
        versionen = Protokollfassung.objects.filter(konferenz=OuterRef("konferenz")).order_by().values("konferenz")
        rows = (
            wechsel.filter(nach=Konferenz.Phase.VEROEFFENTLICHT)
            .annotate(version=Subquery(versionen.annotate(am=Max("freigegeben_am")).values("am")))
            .annotate(stand=Greatest("am", "version", F("konferenz__bericht__geaendert_am")))
            .select_related("konferenz__veranstalter")
            .order_by("konferenz", "-am")
            .distinct("konferenz")
        )
        return sorted(rows, key=lambda row: row.stand, reverse=True)[:MAX_EINTRAEGE]

    def item_title(self, item) -> str:
        return item.konferenz.titel

    def item_description(self, item) -> str:
        """Escaped, because a summary in Atom is HTML."""
        satz = _("Ergebnisse der Konferenz vom %(tag)s.") % {"tag": datum(item.konferenz.datum)}
        return escape(f"{satz} {item.konferenz.kurzbeschreibung}".strip())

    def item_link(self, item) -> str:
        return reverse("themen:ergebnisse", args=[item.konferenz.veranstalter.slug, item.konferenz.slug])

    def item_pubdate(self, item):
        return item.am

    def item_updateddate(self, item):
        """A new version of the minutes, or another text, is news for subscribers."""
        return item.stand


@require_safe
@conditional_page
@cache_control(no_cache=True)
def ergebnisse_feed(request, v):
    response = Ergebnisfeed()(request, v=v)
    # Going back in time after a takedown, it would make browsers keep what is gone; the ETag does not.
    del response["Last-Modified"]
    return response
