"""What a group leaves open: one text under its measures, written behind the four doors of the board."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from konferenz.forms.gemeinsam import show_conflict
from konferenz.speichern import initial_of, save_form
from themen.forms.kleingruppe import OffenForm
from themen.services import kleingruppe as services
from themen.views.befund import find_gruppe
from themen.views.befund_zutritt import Zutritt


@require_http_methods(["GET", "HEAD", "POST"])
def offen(request, zutritt: Zutritt, nr: int):
    """The text in a field; whoever was slower sees both texts and keeps the own one."""
    gruppe = find_gruppe(zutritt, nr)
    is_dabei = zutritt.is_teilnahme and gruppe.has_member(zutritt.anmeldung.pk)
    if nur_lesen := services.why_no_offen(gruppe, zutritt.by, is_dabei=is_dabei):
        raise PermissionDenied(nur_lesen)
    form = OffenForm(request.POST or None, initial=initial_of(gruppe, OffenForm))
    if form.is_valid() and save_form(
        form, lambda: services.set_offen(gruppe=gruppe, by=zutritt.by, **form.cleaned_data)
    ):
        messages.success(request, _("Was offen bleibt, ist gespeichert."))
        return redirect(f"{zutritt.url(gruppe)}#offen")
    aktuell = getattr(form, "aktuell", None)
    context = zutritt.rahmen | {
        "basis": zutritt.basis,
        "gruppe": gruppe,
        "brett_url": zutritt.url(gruppe),
        "form": form,
        "unterschiede": show_conflict(form, aktuell) if aktuell else [],
    }
    status = 409 if aktuell else 422 if form.errors else 200
    return render(request, "themen/gruppe_offen.html", context, status=status)
