"""Remarks about the draft: read and write behind the pass, read behind the invitation, decided by staff."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from konferenz.forms.gemeinsam import add_service_errors
from konferenz.models import Konferenz
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import require
from konferenz.speichern import save_form
from konferenz.zugriff import Dienst, personal_link, verwaltung
from teilnehmer.models import Anmeldung
from teilnehmer.views.einladung_seite import load_einladung, page_context
from themen.forms.protokollfreigabe import AnmerkungForm, EntscheidungForm, TelefonForm
from themen.models import Protokollanmerkung, Protokollstand
from themen.pass_navigation import Pass, load_pass, pass_context
from themen.protokoll.abschnitte import gruppen_nummer
from themen.protokoll.daten import Protokoll, Variante
from themen.protokoll.druck import inhalt
from themen.protokoll.sammeln import collect_protokoll
from themen.protokoll.stand import current_fassung, load_freigegeben
from themen.services import protokollanmerkung as service
from themen.services.protokollfreigabe import is_frist_offen, load_stand
from themen.views.protokollfassung import stored_pdf
from themen.views.stelle import Stelle

form_methods = require_http_methods(["GET", "HEAD", "POST"])
Zustand = Protokollstand.Zustand
AUSLIEGEND = (Zustand.RUECKMELDUNG, Zustand.VORGELEGT)

# Those who were present, and invited institutions


@form_methods
@personal_link("pass")
def pass_protokoll(request, zugang):
    """The draft with a form at each section while it lies open; afterwards what was released."""
    person = load_pass(zugang)
    konferenz = person.konferenz
    stand = load_stand(konferenz)
    protokoll = _load(konferenz, stand) if person.anmeldung.anwesend_am else None
    if protokoll is None:
        raise Http404
    stellen = service.stellen(protokoll)
    is_offen = is_frist_offen(stand) and erlaubt(konferenz, Handlung.PROTOKOLL_ANMERKEN, person.by)
    form = AnmerkungForm(request.POST, stellen=stellen) if request.method == "POST" else None
    if form is not None:
        form.auto_id = f"{form['abschnitt'].value()}-%s"
        if form.is_valid() and save_form(form, lambda: _add(person, form)):
            messages.success(request, _("Ihre Anmerkung ist angekommen."))
            return redirect(f"{request.path}#{form.cleaned_data['abschnitt']}")
    eigene = _own(konferenz, anmeldung=person.anmeldung)
    context = _page(protokoll, stellen, eigene, form, is_offen=is_offen)
    context |= {"stand": stand, "is_offen": is_offen, "pdf_url": _pdf_url(konferenz, stand, zugang.pfad)}
    return render(
        request,
        "themen/protokoll_anmerkung_pass.html",
        pass_context(person, "tag") | context | {"foto_pfad": f"{zugang.pfad}fotos/"},
        status=422 if form is not None else 200,
    )


@require_safe
@personal_link("einladung")
def einladung_protokoll(request, zugang):
    """For the contacts of an institution: to read. The draft only where somebody of theirs was present."""
    einladung, by = load_einladung(zugang)
    stand = load_stand(zugang.konferenz)
    war_da = einladung.anmeldungen.anwesend().exists()
    protokoll = _load(zugang.konferenz, stand, entwurf=war_da)
    if protokoll is None:
        raise Http404
    context = _page(protokoll, {}, {}, None, is_offen=False)
    context |= {"stand": stand, "is_offen": False, "pdf_url": _pdf_url(zugang.konferenz, stand, zugang.pfad)}
    context |= {"heim": zugang.pfad, "is_einladung": True}
    return render(request, "themen/protokoll_anmerkung_einladung.html", page_context(einladung, by) | context)


@require_safe
@personal_link("pass")
def pass_pdf(request, zugang):
    if load_pass(zugang).anmeldung.anwesend_am is None:
        raise Http404
    return _released_pdf(request, zugang)


@require_safe
@personal_link("einladung")
def einladung_pdf(request, zugang):
    return _released_pdf(request, zugang)


def _released_pdf(request, zugang):
    """The network's variant of the released version."""
    row = current_fassung(zugang.konferenz)
    if row is None:
        raise Http404
    return stored_pdf(request, row, Variante.NETZWERK, seite=f"{zugang.pfad}protokoll/")


def _load(konferenz: Konferenz, stand: Protokollstand, *, entwurf: bool = True) -> Protokoll | None:
    """What those present may read now; None while there is nothing for them."""
    if entwurf and stand.zustand in AUSLIEGEND:
        return collect_protokoll(konferenz, Variante.NETZWERK)
    return load_freigegeben(konferenz, Variante.NETZWERK)


def _pdf_url(konferenz: Konferenz, stand: Protokollstand, pfad: str) -> str:
    return f"{pfad}protokoll.pdf" if stand.zustand not in AUSLIEGEND and current_fassung(konferenz) else ""


def _add(person: Pass, form: AnmerkungForm) -> None:
    service.add_anmerkung(anmeldung=person.anmeldung, by=person.by, **form.cleaned_data)


def _own(konferenz: Konferenz, **wer) -> dict[str, list[Protokollanmerkung]]:
    found: dict[str, list[Protokollanmerkung]] = {}
    for row in konferenz.protokollanmerkungen.filter(**wer):
        found.setdefault(row.abschnitt, []).append(row)
    return found


def _page(protokoll: Protokoll, stellen: dict, eigene: dict, form, *, is_offen: bool) -> dict:
    """The content of the minutes, each section with its form and what this person wrote there already."""
    context = inhalt(protokoll, localdate())

    def spot(key: str) -> dict:
        hier = form if form is not None and form["abschnitt"].value() == key else None
        if hier is None and is_offen:
            hier = AnmerkungForm(stellen=stellen, auto_id=f"{key}-%s", initial={"abschnitt": key})
        return {"key": key, "titel": stellen.get(key, ""), "form": hier, "eigene": eigene.get(key, [])}

    context["teile"] = [
        {
            "a": abschnitt,
            "stelle": spot(key),
            "gruppen": [{"g": g, "stelle": spot(g["gruppe"].anker)} for g in context["gruppen"]]
            if abschnitt.mit_gruppen
            else [],
        }
        for key, abschnitt in context["abschnitte"].items()
    ]
    verlorene = form is not None and form["abschnitt"].value() not in stellen
    return context | {"verlorene_form": form if verlorene else None}


# Staff and moderation


@require_safe
@verwaltung()
def anmerkungen(request, dienst: Dienst):
    """Every remark at its section, with what was decided."""
    konferenz = dienst.konferenz
    stellen = service.stellen(collect_protokoll(konferenz, Variante.NETZWERK))
    rows = list(konferenz.protokollanmerkungen.select_related("einrichtung", "anmeldung", "erledigt_von"))
    _with_names(konferenz, rows)
    darf = _may_decide(dienst)
    for row in rows:
        row.form = _decision_form(row) if darf and not row.ergebnis else None
    keys = [*stellen, *dict.fromkeys(row.abschnitt for row in rows if row.abschnitt not in stellen)]
    teile = [
        {
            "key": key,
            "titel": stellen.get(key, _("Abschnitt, den es nicht mehr gibt")),
            "is_da": key in stellen,
            "rows": [row for row in rows if row.abschnitt == key],
        }
        for key in keys
    ]
    context = dienst.context(
        "protokoll",
        teile=[teil for teil in teile if teil["rows"]],
        zahl=len(rows),
        offen=sum(not row.ergebnis for row in rows),
        stand=load_stand(konferenz),
        darf_entscheiden=darf,
        darf_eintragen=erlaubt(konferenz, Handlung.PROTOKOLL_ANMERKEN, dienst.by),
    )
    return render(request, "themen/protokoll_anmerkungen.html", context)


@form_methods
@verwaltung(schreibend=True)
def anmerkung(request, dienst: Dienst, kennung: str):
    """Decide about one remark."""
    row = get_object_or_404(
        dienst.konferenz.protokollanmerkungen.select_related("einrichtung", "anmeldung"), kennung=kennung
    )
    _with_names(dienst.konferenz, [row])
    form = EntscheidungForm(request.POST) if request.method == "POST" else _decision_form(row)
    if form.is_bound and form.is_valid():
        try:
            service.settle_anmerkung(anmerkung=row, by=dienst.by, **form.cleaned_data)
        except NichtErlaubt as error:
            form.add_error(None, error.satz)
        except ValidationError as error:
            add_service_errors(form, error, otherwise="antwort")
        else:
            messages.success(request, _("Die Entscheidung ist gespeichert."))
            url = reverse("themen:protokoll_anmerkungen", args=[dienst.veranstalter.slug, dienst.konferenz.slug])
            return redirect(f"{url}#anmerkung-{row.kennung}")
    context = dienst.context("protokoll", anmerkung=row, form=form, darf_entscheiden=_may_decide(dienst))
    return render(request, "themen/protokoll_anmerkung.html", context, status=422 if form.is_bound else 200)


@form_methods
def neu(request, stelle: Stelle):
    """By telephone; back to the empty form for the next one."""
    require(stelle.konferenz, Handlung.PROTOKOLL_ANMERKEN, stelle.by)
    stellen = service.stellen(collect_protokoll(stelle.konferenz, Variante.NETZWERK))
    form = TelefonForm(request.POST or None, konferenz=stelle.konferenz, stellen=stellen)
    if form.is_valid() and save_form(
        form, lambda: service.enter_anmerkung(konferenz=stelle.konferenz, by=stelle.by, **form.cleaned_data)
    ):
        messages.success(request, _("Die Anmerkung ist eingetragen. Hier ist Platz für die nächste."))
        return redirect(request.path)
    stand = load_stand(stelle.konferenz)
    context = stelle.context("rueckmeldung", form=form, is_zeit=stand.zustand == Zustand.RUECKMELDUNG)
    return render(request, "themen/protokoll_anmerkung_neu.html", context, status=422 if form.is_bound else 200)


def _may_decide(dienst: Dienst) -> bool:
    return erlaubt(dienst.konferenz, Handlung.PROTOKOLL_BEARBEITEN, dienst.by) and load_stand(
        dienst.konferenz
    ).zustand not in (Zustand.VORGELEGT, Zustand.FREIGEGEBEN)


def _decision_form(row: Protokollanmerkung) -> EntscheidungForm:
    initial = {"gelesen": row.ergebnis, "ergebnis": row.ergebnis, "antwort": row.antwort}
    return EntscheidungForm(auto_id=f"{row.kennung}-%s", initial=initial)


def _with_names(konferenz: Konferenz, rows: list[Protokollanmerkung]) -> None:
    """Who wrote it: a name only where it may stand; a person with a Sperrvermerk leaves no trace to guess from."""
    nennbar = {
        person.pk: person
        for person in Anmeldung.objects.filter(
            konferenz=konferenz, pk__in=[row.anmeldung_id for row in rows if row.anmeldung_id]
        ).nennbar()
    }
    for row in rows:
        gesperrt = row.anmeldung is not None and row.anmeldung.gesperrt
        person = nennbar.get(row.anmeldung_id)
        haus = row.einrichtung.name if row.einrichtung and not gesperrt else ""
        row.wer = ", ".join(part for part in (haus, person.name if person else "") if part) or _("ohne Angabe")
        row.is_telefon = row.anmeldung_id is None
        row.is_gruppe = gruppen_nummer(row.abschnitt) is not None
