"""Reading commitments to topics: how many of which kind, and whose topic got another text since they joined."""

import re
from collections.abc import Iterable

from django.db.models import Count, Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz.models import Verlauf
from themen.models import Mitstreiter, Themenvorschlag

Art = Mitstreiter.Art


def words_of(thema: Themenvorschlag) -> list[str]:
    """What counts when a text changes: its words. Capitals, commas and spaces do not."""
    return re.findall(r"\w+", f"{thema.titel}\n{thema.beschreibung}".casefold())


def text_objekt(thema: Themenvorschlag) -> str:
    """How the Verlauf marks a change of words; the Verlauf is the one memory of when a text changed."""
    return f"thema:{thema.kennung}:text"


def text_changed(offene: Iterable[Mitstreiter]) -> set[int]:
    """Keys of the topics whose words changed after this person joined; needs `thema`. One query, none for nobody."""
    by_objekt = {text_objekt(row.thema): row for row in offene}
    if not by_objekt:
        return set()
    zuletzt = (
        Verlauf.objects.filter(konferenz=next(iter(by_objekt.values())).konferenz_id, objekt__in=by_objekt)
        .order_by()
        .values_list("objekt")
        .annotate(am=Max("am"))
    )
    return {by_objekt[objekt].thema_id for objekt, am in zuletzt if am > by_objekt[objekt].seit}


def load_meine(anmeldung, themen: Iterable[Themenvorschlag]) -> None:
    """Each topic with `meine_art`, this person's commitment ("" for none), and `ist_neu_gefasst`. Two queries."""
    themen = list(themen)
    offene = Mitstreiter.objects.filter(anmeldung=anmeldung, thema__in=themen, bis__isnull=True)
    meine = {row.thema_id: row for row in offene.select_related("thema")}
    geaendert = text_changed(meine.values())
    for thema in themen:
        thema.meine_art = meine[thema.pk].art if thema.pk in meine else ""
        thema.ist_neu_gefasst = thema.pk in geaendert


def count_arten(themen: Iterable[Themenvorschlag]) -> dict[int, dict[str, int]]:
    """How many by kind, by key of the topic. One query, none for no topics."""
    zahlen: dict[int, dict[str, int]] = {}
    gefragt = [thema.pk for thema in themen]
    if not gefragt:
        return zahlen
    rows = Mitstreiter.objects.filter(thema__in=gefragt, bis__isnull=True)
    for thema, art, zahl in rows.order_by().values_list("thema", "art").annotate(zahl=Count("pk")):
        zahlen.setdefault(thema, {})[art] = zahl
    return zahlen


def arten_worte(zahlen: dict[str, int]) -> str:
    """2 denken mit, 3 machen mit, 1 trägt etwas bei; without the kind when all just join in."""
    worte = {
        Art.MITDENKEN: lambda n: ngettext("%(zahl)s denkt mit", "%(zahl)s denken mit", n),
        Art.MITMACHEN: lambda n: ngettext("%(zahl)s macht mit", "%(zahl)s machen mit", n),
        Art.RESSOURCE: lambda n: ngettext("%(zahl)s trägt etwas bei", "%(zahl)s tragen etwas bei", n),
    }
    teile = [worte[art](zahlen[art]) % {"zahl": zahlen[art]} for art in Art if zahlen.get(art)]
    return ", ".join(teile) or _("0 machen mit")
