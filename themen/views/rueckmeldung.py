"""Feedback: given behind the pass, typed in from paper, read and evaluated by staff, and the blank form."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import require
from konferenz.speichern import save_form
from konferenz.zugriff import personal_link, verwaltung
from teilnehmer.models.einladung import Kanal
from themen.druckerei.rueckmeldung import print_rueckmeldebogen
from themen.forms.rueckmeldung import PapierForm, RueckmeldungForm, TextForm
from themen.models import Rueckmeldung
from themen.pass_navigation import Pass, load_pass, pass_context
from themen.rueckmeldung_bild import collect_bilanz
from themen.rueckmeldung_hinweise import collect_nachnamen, find_hinweise
from themen.services import rueckmeldung as services
from themen.views.pdf_antwort import pdf_response
from themen.views.stelle import Stelle

JE_SEITE = 50
form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@personal_link("pass")
def pass_rueckmeldung(request, zugang):
    """Three questions, once. Whoever comes again reads thanks, not the answer."""
    person = load_pass(zugang)
    gegeben = services.has_given(person.anmeldung)
    if gegeben and request.method == "POST":  # the repeat of an answer that got lost on its way back
        return redirect("themen:pass_rueckmeldung", zugang.token)
    form = RueckmeldungForm(request.POST or None)
    if (
        form.is_valid()
        and person.is_angemeldet
        and save_form(form, lambda: services.give_rueckmeldung(person.anmeldung, by=person.by, **form.antwort))
    ):
        return redirect("themen:pass_rueckmeldung", zugang.token)
    return render(
        request,
        "themen/rueckmeldung_pass.html",
        pass_context(person, "tag") | {"form": form, "gegeben": gegeben, "is_offen": may_give(person)},
    )


def may_give(person: Pass) -> bool:
    return person.is_angemeldet and erlaubt(person.konferenz, Handlung.RUECKMELDUNG_GEBEN, person.by)


def is_asked(person: Pass) -> bool:
    """Whether the page of the day asks for it: it is open and this person has not answered."""
    return may_give(person) and not services.has_given(person.anmeldung)


@form_methods
def neu(request, stelle: Stelle):
    """From a sheet of paper; back to the empty form for the next one."""
    require(stelle.konferenz, Handlung.RUECKMELDUNG_GEBEN, stelle.by)
    form = PapierForm(request.POST or None)
    if form.is_valid() and save_form(
        form,
        lambda: services.enter_rueckmeldung(
            stelle.konferenz, by=stelle.by, vorgang=form.cleaned_data["vorgang"], **form.antwort
        ),
    ):
        messages.success(request, _("Der Bogen ist eingetragen. Hier ist Platz für den nächsten."))
        return redirect(request.path)
    papier = stelle.konferenz.rueckmeldungen.filter(kanal=Kanal.PAPIER).count()
    return render(
        request,
        "themen/rueckmeldung_papier.html",
        stelle.context("rueckmeldung", form=form, papier=papier),
        status=422 if form.is_bound else 200,
    )


@require_safe
def bogen(request, stelle: Stelle):
    """Blank, so everybody who prepares the day may have it."""
    return pdf_response(request, print_rueckmeldebogen(stelle.konferenz))


# Staff


@dataclass(frozen=True)
class Freitext:
    """One free text on the officer's page."""

    pk: int
    feld: str
    text: str
    is_zitat: bool
    hinweise: list[str]

    @property
    def anker(self) -> str:
        return f"{self.feld}-{self.pk}"


@require_safe
@verwaltung()
def auswertung(request, dienst):
    """Figures and every free text, in an order that says nothing about when it came."""
    konferenz = dienst.konferenz
    bilanz = collect_bilanz(konferenz)
    mit_text = konferenz.rueckmeldungen.exclude(gut="", naechstes_mal="").order_by("pk")
    blatt = Paginator(mit_text, JE_SEITE).get_page(request.GET.get("seite"))
    rows = list(blatt)
    nachnamen = collect_nachnamen(konferenz) if rows else frozenset()
    texte = {
        feld: [
            Freitext(row.pk, feld, text, getattr(row, zitat), find_hinweise(text, nachnamen))
            for row in rows
            if (text := getattr(row, feld))
        ]
        for feld, zitat in services.TEXTE.items()
    }
    return render(
        request,
        "themen/rueckmeldung.html",
        {
            "dienst": dienst,
            "veranstalter": dienst.veranstalter,
            "konferenz": konferenz,
            "bereich": "konferenzen",
            "seite": "protokoll",
            "breit": True,
            "bilanz": bilanz,
            "blatt": blatt,
            "fragen": [
                {"feld": feld, "frage": Rueckmeldung._meta.get_field(feld).verbose_name, "texte": texte[feld]}
                for feld in services.TEXTE
            ],
            "darf_auswerten": (darf := erlaubt(konferenz, Handlung.RUECKMELDUNG_AUSWERTEN, dienst.by)),
            "warum_kein_zitat": services.why_not_quote(konferenz, dienst.by) if darf else "",
            "darf_eintragen": erlaubt(konferenz, Handlung.RUECKMELDUNG_GEBEN, dienst.by),
            "bogen_url": reverse("themen:druck_rueckmeldebogen", args=[dienst.veranstalter.slug, konferenz.slug]),
        },
    )


@require_POST
@verwaltung()
def zitat(request, dienst, pk: int):
    """One text into the minutes, or out of them."""
    row, form = _find_text(request, dienst, pk)
    feld, zitieren = form.cleaned_data["feld"], form.cleaned_data["zitieren"]
    try:
        services.quote_text(row, feld, zitieren=zitieren, by=dienst.by)
        messages.success(
            request, _("Das Zitat steht im Protokoll.") if zitieren else _("Das Zitat steht nicht mehr im Protokoll.")
        )
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    return _back(request, dienst, f"#{feld}-{pk}")


@require_POST
@verwaltung()
def text_loeschen(request, dienst, pk: int):
    row, form = _find_text(request, dienst, pk)
    try:
        services.delete_text(row, form.cleaned_data["feld"], by=dienst.by)
        messages.success(request, _("Der Text ist gelöscht."))
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    return _back(request, dienst)


def _find_text(request, dienst, pk: int) -> tuple[Rueckmeldung, TextForm]:
    row = get_object_or_404(dienst.konferenz.rueckmeldungen, pk=pk)
    row.konferenz = dienst.konferenz
    form = TextForm(request.POST)
    if not form.is_valid():
        raise Http404
    return row, form


def _back(request, dienst, anker: str = ""):
    nummer = request.POST.get("seite", "")
    seite = f"?seite={nummer}" if nummer.isascii() and nummer.isdecimal() and len(nummer) < 6 else ""
    url = reverse("themen:rueckmeldung", args=[dienst.veranstalter.slug, dienst.konferenz.slug])
    return redirect(f"{url}{seite}{anker}")
