"""Inviting, for officers: who is on the list, who is put on it, one invitation with its link."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.texte import datum
from konferenz.views.bestaetigen import confirm
from konferenz.zugriff import verwaltung
from teilnehmer.erinnerung import due_time, is_verfallen
from teilnehmer.forms.aussendung import wann_worte
from teilnehmer.forms.einladung import EinladungFilter
from teilnehmer.kreis import contacts_of
from teilnehmer.models import Ansprechperson, Einladung, Nachricht
from teilnehmer.models.einladung import Stand
from teilnehmer.services import einladung as service
from teilnehmer.services import erneut as erneut_service

PRO_SEITE = 50
READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def context_of(dienst, **more) -> dict:
    """What every page about inviting needs."""
    return dienst.context(
        "einladungen",
        darf_einladen=erlaubt(dienst.konferenz, Handlung.EINLADEN, dienst.by),
        einladen_satz=service.einladen_satz(dienst.konferenz),
        **more,
    )


def to_einladungen(dienst):
    return redirect("teilnehmer:einladungen", dienst.veranstalter.slug, dienst.konferenz.slug)


def _to_einladung(dienst, kennung: str):
    return redirect("teilnehmer:einladung_verwaltung", dienst.veranstalter.slug, dienst.konferenz.slug, kennung)


def _einladung(dienst, kennung: str) -> Einladung:
    rows = dienst.konferenz.einladungen.with_zustand().select_related("zugang", "einrichtung__traeger")
    row = get_object_or_404(rows, zugang__kennung=kennung)
    row.konferenz = dienst.konferenz
    return row


@require_safe
@verwaltung()
def einladungen(request, dienst):
    """All invitations with answer, persons and the state of the last letter, and the letters to many."""
    zahlen = _count(dienst.konferenz)
    filterung = EinladungFilter(request.GET, zahlen=zahlen)
    nachrichten = Nachricht.objects.select_related("post").order_by("-angelegt_am", "-pk")
    rows = filterung.apply(dienst.konferenz.einladungen.for_list().with_zustand()).prefetch_related(
        Prefetch("nachrichten", nachrichten)
    )
    seiten = Paginator(rows, PRO_SEITE)
    seiten.count = zahlen[filterung.gewaehlt or "alle"]  # counted already
    blatt = seiten.get_page(request.GET.get("seite"))
    for row in blatt.object_list:
        row.letzte = next(iter(row.nachrichten.all()), None)
    aussendungen = list(dienst.konferenz.aussendungen.annotate(zahl=Count("nachrichten"))[:20])
    for row in aussendungen:
        if row.is_geplant:
            row.wann = wann_worte(row.tage_vorher, due_time(dienst.konferenz, row.tage_vorher))
            row.verfallen = is_verfallen(dienst.konferenz, row)
    context = context_of(
        dienst,
        filter=filterung,
        blatt=blatt,
        zahlen=zahlen,
        aussendungen=aussendungen,
    )
    return render(request, "teilnehmer/einladungen.html", context)


def _count(konferenz) -> dict[str, int]:
    """How many in each state; of those not sent yet, to how many a mail can go. One query."""
    wer = Ansprechperson.objects.filter(einrichtung=OuterRef("einrichtung"), erhaelt_einladungen=True)
    rows = konferenz.einladungen.with_zustand().annotate(mit_mail=Exists(wer.exclude(email="")))
    return rows.aggregate(
        alle=Count("pk"),
        mails=Count("pk", filter=Q(zustand=Stand.ENTWURF, mit_mail=True)),
        briefe=Count("pk", filter=Q(zustand=Stand.ENTWURF, mit_mail=False)),
        erinnern=Count("pk", filter=Q(zustand__in=[Stand.WARTET, Stand.VERSANDT, Stand.ZURUECK])),
        **{stand.value: Count("pk", filter=Q(zustand=stand)) for stand in Stand},
    )


@require_safe
@verwaltung()
def einladung(request, dienst, kennung):
    """One invitation: what was answered, who comes, what was sent, its code and link."""
    row = _einladung(dienst, kennung)
    anmeldungen = list(row.anmeldungen.nennbar().order_by("status", "sortierschluessel", "pk"))
    empfaenger = [p for p in row.einrichtung.ansprechpersonen.all() if p.erhaelt_einladungen]
    gueltig = row.zugang.is_gueltig
    context = context_of(
        dienst,
        einladung=row,
        anmeldungen=anmeldungen,
        empfaenger=empfaenger,
        per_brief=not any(person.email for person in empfaenger),
        nachrichten=list(row.nachrichten.select_related("post").order_by("-angelegt_am", "-pk")[:20]),
        is_zurueck=row.zustand == Stand.ZURUECK,
        # A letter on paper needs the code; the link itself is the institution's alone.
        code=row.kurzcode_lesbar if gueltig and dienst.darf_schreiben else "",
        adresse=settings.ADRESSE + row.zugang.pfad if gueltig and settings.BEISPIEL else "",
        code_adresse=f"{settings.ADRESSE}/einladung/",
    )
    return render(request, "teilnehmer/einladung_verwaltung.html", context)


@READ_OR_SEND
@verwaltung(schreibend=True)
def sperren(request, dienst, kennung):
    return _confirmed(
        request,
        dienst,
        kennung,
        service.revoke_einladung,
        titel=_("Link sperren"),
        frage=_("Möchten Sie den Link von „%(wer)s“ sperren?"),
        folgen=[_("Link und Code öffnen ab sofort nichts mehr."), _("Angemeldete Personen bleiben angemeldet.")],
        knopf=_("Link sperren"),
        danach=_("Der Link ist gesperrt."),
    )


@READ_OR_SEND
@verwaltung(schreibend=True)
def erneuern(request, dienst, kennung):
    return _confirmed(
        request,
        dienst,
        kennung,
        service.renew_einladung,
        titel=_("Neuer Link"),
        frage=_("Möchten Sie „%(wer)s“ einen neuen Link geben?"),
        folgen=[
            _("Der bisherige Link und der bisherige Code öffnen nichts mehr."),
            _("Der neue ist noch nicht versandt. Die nächste Einladung nimmt ihn mit."),
        ],
        knopf=_("Neuer Link"),
        danach=_("Es gibt einen neuen Link und einen neuen Code. Versandt ist er noch nicht."),
    )


@READ_OR_SEND
@verwaltung(schreibend=True)
def erneut(request, dienst, kennung):
    """Send the invitation again with a new link, at once and to all contacts."""
    row = _einladung(dienst, kennung)
    back = _to_einladung(dienst, kennung)
    if request.method == "POST":
        try:
            zahl = erneut_service.resend_einladung(einladung=row, by=dienst.by)
        except NichtErlaubt as error:
            messages.error(request, error.satz)
        else:
            messages.success(request, _sent_again(zahl))
        return back
    adressen = [empfaenger.adresse for empfaenger in contacts_of(row)]
    text = erneut_service.last_text(dienst.konferenz)
    if text is None:
        messages.error(request, erneut_service.KEIN_TEXT)
        return back
    if not adressen:
        messages.error(request, _("Hier bekommt niemand E-Mails. Bitte ergänzen Sie eine Adresse im Verzeichnis."))
        return back
    return confirm(
        request,
        context_of(dienst),
        titel=_("Erneut senden mit neuem Link"),
        frage=_("Möchten Sie die Einladung noch einmal an „%(wer)s“ senden?") % {"wer": row.einrichtung.name},
        folgen=[
            _("Sie geht an: %(adressen)s.") % {"adressen": ", ".join(adressen)},
            _("Es ist der Text „%(betreff)s“ vom %(tag)s.")
            % {"betreff": text.betreff, "tag": datum(text.freigegeben_am)},
            _("Der bisherige Link und der bisherige Code öffnen nichts mehr."),
        ],
        knopf=_("Erneut senden"),
        zurueck=back.url,
    )


@READ_OR_SEND
@verwaltung(schreibend=True)
def zurueckgekommene(request, dienst):
    """All invitations that came back: whose address is another one by now gets a new link, the others are named."""
    if request.method == "POST":
        erwartet = request.POST.get("erwartet", "")
        try:
            zahl = erneut_service.resend_zurueckgekommene(
                konferenz=dienst.konferenz, erwartet=int(erwartet) if erwartet.isdecimal() else None, by=dienst.by
            )
        except NichtErlaubt as error:
            messages.error(request, error.satz)
        else:
            messages.success(request, _sent_again(zahl))
        return to_einladungen(dienst)
    context = context_of(
        dienst,
        auswahl=erneut_service.collect_zurueckgekommene(dienst.konferenz),
        text=erneut_service.last_text(dienst.konferenz),
    )
    return render(request, "teilnehmer/zurueckgekommene.html", context)


def _sent_again(zahl: int) -> str:
    return ngettext(
        "%(zahl)s Nachricht mit neuem Link geht jetzt hinaus.",
        "%(zahl)s Nachrichten mit neuem Link gehen jetzt hinaus.",
        zahl,
    ) % {"zahl": zahl}


@READ_OR_SEND
@verwaltung(schreibend=True)
def entfernen(request, dienst, kennung):
    return _confirmed(
        request,
        dienst,
        kennung,
        service.remove_einladung,
        titel=_("Von der Liste nehmen"),
        frage=_("Möchten Sie „%(wer)s“ von der Liste nehmen?"),
        folgen=[_("Die Einrichtung bleibt im Verzeichnis.")],
        knopf=_("Von der Liste nehmen"),
        danach=_("Die Einrichtung steht nicht mehr auf der Liste."),
        gone=True,
    )


@require_POST
@verwaltung()
def brief(request, dienst, kennung):
    try:
        service.mark_brief(einladung=_einladung(dienst, kennung), by=dienst.by)
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    else:
        messages.success(request, _("Der Brief ist vermerkt."))
    return _to_einladung(dienst, kennung)


def _confirmed(request, dienst, kennung, act, *, titel, frage, folgen, knopf, danach, gone=False):
    """Ask first, then do it by POST; what the service refuses is said on the page one returns to."""
    row = _einladung(dienst, kennung)
    back = _to_einladung(dienst, kennung)
    if request.method == "POST":
        try:
            act(einladung=row, by=dienst.by)
        except NichtErlaubt as error:
            messages.error(request, error.satz)
            return back
        messages.success(request, danach)
        return to_einladungen(dienst) if gone else back
    return confirm(
        request,
        context_of(dienst),
        titel=titel,
        frage=frage % {"wer": row.einrichtung.name},
        folgen=folgen,
        knopf=knopf,
        zurueck=back.url,
    )
