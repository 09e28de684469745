"""An institution passes its invitation on to a colleague."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from konferenz.speichern import save_form
from konferenz.zugriff import personal_link
from teilnehmer.forms.weitergabe import WeitergabeForm
from teilnehmer.services.weitergabe import darf_weitergeben, forward_einladung
from teilnehmer.views.einladung_seite import form_methods, load_einladung, page_context


@form_methods
@personal_link("einladung")
def weitergeben(request, zugang):
    einladung, by = load_einladung(zugang)
    if request.method != "POST" and not darf_weitergeben(einladung.konferenz, by):
        raise Http404
    form = WeitergabeForm(request.POST or None)

    def save():
        daten = form.cleaned_data
        forward_einladung(einladung, empfaenger=daten["email"], name=daten["name"], by=by)

    if request.method == "POST" and form.is_valid() and save_form(form, save):
        messages.success(request, _("Die Einladung geht an %(email)s.") % {"email": form.cleaned_data["email"]})
        return redirect(zugang.pfad)
    return render(request, "teilnehmer/einladung_weitergeben.html", page_context(einladung, by) | {"form": form})
