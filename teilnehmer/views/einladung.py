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
from konferenz.views.bestaetigen import confirm
from konferenz.zugriff import verwaltung
from teilnehmer.forms.einladung import EinladungFilter
from teilnehmer.forms.einrichtung import EinrichtungFilter
from teilnehmer.models import Ansprechperson, Einladung, Einrichtung, Nachricht
from teilnehmer.services import einladung as service

PRO_SEITE = 50
AUSWAHL_PRO_SEITE = 200
READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def context_of(dienst, **more) -> dict:
    """What every page about inviting needs."""
    return {
        "dienst": dienst,
        "veranstalter": dienst.veranstalter,
        "konferenz": dienst.konferenz,
        "bereich": "konferenzen",
        "seite": "einladungen",
        "darf_einladen": erlaubt(dienst.konferenz, Handlung.EINLADEN, dienst.by),
        "einladen_satz": service.einladen_satz(dienst.konferenz),
    } | more


def to_einladungen(dienst):
    return redirect("teilnehmer:einladungen", dienst.veranstalter.slug, dienst.konferenz.slug)


def _to_einladung(dienst, kennung: str):
    return redirect("teilnehmer:einladung_verwaltung", dienst.veranstalter.slug, dienst.konferenz.slug, kennung)


def _einladung(dienst, kennung: str) -> Einladung:
    rows = dienst.konferenz.einladungen.select_related("zugang", "einrichtung__traeger")
    row = get_object_or_404(rows, zugang__kennung=kennung)
    row.konferenz = dienst.konferenz
    return row


@require_safe
@verwaltung()
def einladungen(request, dienst):
    """All invitations with answer, persons and the state of the last letter, and the letters to many."""
    filterung = EinladungFilter(request.GET)
    nachrichten = Nachricht.objects.select_related("post").order_by("-angelegt_am", "-pk")
    rows = filterung.apply(dienst.konferenz.einladungen.for_list()).prefetch_related(
        Prefetch("nachrichten", nachrichten)
    )
    zahlen = _count(dienst.konferenz)
    seiten = Paginator(rows, PRO_SEITE)
    seiten.count = zahlen[filterung.gewaehlt or "alle"]  # counted already
    blatt = seiten.get_page(request.GET.get("seite"))
    for row in blatt.object_list:
        row.letzte = next(iter(row.nachrichten.all()), None)
    aussendungen = dienst.konferenz.aussendungen.select_related("freigegeben_von").annotate(zahl=Count("nachrichten"))
    context = context_of(
        dienst,
        filter=filterung,
        blatt=blatt,
        zahlen=zahlen,
        aussendungen=list(aussendungen[:20]),
    )
    return render(request, "teilnehmer/einladungen.html", context)


def _count(konferenz) -> dict[str, int]:
    """How many in each state; of those not sent yet, to how many a mail can go. One query."""
    wer = Ansprechperson.objects.filter(einrichtung=OuterRef("einrichtung"), erhaelt_einladungen=True)
    offen = Q(**EinladungFilter.CONDITIONS["entwurf"], zugang__widerrufen_am__isnull=True)
    return konferenz.einladungen.annotate(mit_mail=Exists(wer.exclude(email=""))).aggregate(
        alle=Count("pk"),
        mails=Count("pk", filter=offen & Q(mit_mail=True)),
        briefe=Count("pk", filter=offen & Q(mit_mail=False)),
        erinnern=Count("pk", filter=Q(**EinladungFilter.CONDITIONS["wartet"], zugang__widerrufen_am__isnull=True)),
        **{stand: Count("pk", filter=Q(**such)) for stand, such in EinladungFilter.CONDITIONS.items()},
    )


@READ_OR_SEND
@verwaltung(schreibend=True)
def auswahl(request, dienst):
    """Tick institutions of the directory, or take all that the filter shows; works without a script."""
    filterung = EinrichtungFilter(request.GET, veranstalter=dienst.veranstalter)
    rows = (
        Einrichtung.objects.aktiv()
        .filter(veranstalter=dienst.veranstalter)
        .exclude(einladungen__konferenz=dienst.konferenz)
    )
    rows = filterung.apply(rows)
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
    blatt = Paginator(rows.select_related("traeger").order_by("art", "sortierschluessel", "pk"), AUSWAHL_PRO_SEITE)
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
