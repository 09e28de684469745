"""A filled-in form of paper beside the board: card after card is typed off its photo."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from konferenz.services.fehler import NichtErlaubt
from teilnehmer.models import Einrichtung
from themen.forms.befund import NeueKarteForm
from themen.models import Befund
from themen.services import befund as services
from themen.views.befund import collect_seite, find_gruppe
from themen.views.befund_zutritt import Zutritt
from themen.views.foto import find_foto, fotos_url


@require_http_methods(["GET", "HEAD", "POST"])
def abtippen(request, zutritt: Zutritt, nr: int, kennung: str):
    """The photo, the cards so far, and one open form: `?neu=soll` says for which column."""
    gruppe = find_gruppe(zutritt, nr)
    foto = find_foto(zutritt, kennung)
    if foto.kleingruppe_id != gruppe.pk:
        raise Http404
    seite = collect_seite(zutritt, gruppe)
    art = request.GET.get("neu", Befund.Art.IST)
    if art not in Befund.Art.values:
        raise Http404
    form, status = None, 200
    if seite["schreibbar"] or request.method == "POST":
        form = NeueKarteForm(
            request.POST or None,
            brett=seite["brett"],
            art=art,
            einrichtungen=None if zutritt.is_teilnahme else _einrichtungen(zutritt),
        )
        form.fields["text"].widget.attrs["autofocus"] = True  # card after card, the hands stay on the keyboard
        if form.is_valid():
            try:
                befund = _write(zutritt, gruppe, art, form)
            except (NichtErlaubt, ValidationError) as error:
                form.add_error(None, error.satz if isinstance(error, NichtErlaubt) else error)
                status = 403 if isinstance(error, NichtErlaubt) else 200
            else:
                messages.success(request, _("%(karte)s ist gespeichert.") % {"karte": befund})
                return redirect(f"{request.path}?neu={art}#id_text")
    context = seite | {
        "foto": foto,
        "form": form,
        "neu": art,
        "spalte": seite["brett"].spalte(art),
        "fotos_url": fotos_url(zutritt),
    }
    return render(request, "themen/foto_abtippen.html", context, status=status)


def _write(zutritt: Zutritt, gruppe, art: str, form: NeueKarteForm) -> Befund:
    anmeldung = zutritt.anmeldung
    return services.write_befund(
        gruppe,
        art=art,
        text=form.cleaned_data["text"],
        bezug=form.bezug_chosen,
        einrichtung=anmeldung.einrichtung if anmeldung else form.cleaned_data["einrichtung"],
        erfasst_von=anmeldung,
        by=zutritt.by,
        vorgang=form.cleaned_data["vorgang"],
    )


def _einrichtungen(zutritt: Zutritt):
    return Einrichtung.objects.filter(
        pk__in=zutritt.konferenz.anmeldungen.exclude(einrichtung=None).values("einrichtung")
    )
