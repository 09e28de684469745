"""Template tags and filters of every page; loaded as builtins. None of them asks the database."""

from functools import lru_cache

from django import forms, template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from konferenz import texte

register = template.Library()

FARBEN = 8

register.filter("datum", texte.datum)
register.filter("datum_lang", texte.datum_lang)
register.filter("uhrzeit", texte.uhrzeit)
register.filter("trennbar", texte.trennbar)
register.filter("zahlwort", texte.zahlwort)
register.filter("typografie", texte.typografie)


@register.filter
def adressen(text) -> str:
    """For prints: mail and web addresses in a span that is never hyphenated, so that they can be copied."""
    stuecke = texte.adressen(text)
    if len(stuecke) == 1:
        return text
    paare = zip(stuecke[::2], [*stuecke[1::2], ""], strict=True)
    return format_html_join(
        "", "{}{}", ((vor, format_html('<span class="adresse">{}</span>', eine) if eine else "") for vor, eine in paare)
    )


@register.filter
def gekuerzt(text: str, laenge: int) -> str:
    """As truncatechars, which looks at every character even of a text that is short enough."""
    return text if len(text) <= laenge else Truncator(text).chars(laenge)


@register.filter
def zeitraum(value, ende=None) -> str:
    """{{ konferenz|zeitraum }} for anything with beginn and ende, {{ von|zeitraum:bis }} for two times."""
    if ende is None:
        return texte.zeitraum(value.beginn, value.ende)
    return texte.zeitraum(value, ende)


def farbnummer(value) -> int:
    """1 to 8; from the ninth group on the colours repeat."""
    try:
        return (int(value) - 1) % FARBEN + 1
    except (TypeError, ValueError):
        return 1


@register.filter
def farbe(gruppe) -> str:
    """The CSS class of a group's colour: nw-farbe-3."""
    return f"nw-farbe-{farbnummer(getattr(gruppe, 'farbe', gruppe) or getattr(gruppe, 'nummer', 1))}"


@register.simple_tag
def ziffer(gruppe, groesse=""):
    """The numeral tile of a group; groesse: klein, gross or empty."""
    return _draw_ziffer(get_language(), getattr(gruppe, "nummer", gruppe), farbe(gruppe), groesse)


@register.simple_tag
def plaetze(belegt, plaetze=None, farbe="", kurz=False):
    """Seats as boxes with the words beside them; farbe is a number or a group, kurz the form for the Leinwand."""
    belegt = belegt or 0
    frei = max((plaetze or 0) - belegt, 0)
    worte = platzworte(farbe) if hasattr(farbe, "is_gross") else texte.plaetze_worte(belegt, plaetze)
    if kurz and plaetze and frei:
        worte = _("%(zahl)s frei") % {"zahl": frei}
    klasse = f"nw-farbe-{farbnummer(getattr(farbe, 'farbe', farbe))}" if farbe else ""
    return _draw_plaetze(get_language(), belegt, plaetze, klasse, worte, kurz)


# What looks alike for the same values is drawn once: the seats of a few groups, for every phone in the hall.
@lru_cache(maxsize=2_000)
def _draw_plaetze(language: str, belegt, plaetze, farbe: str, worte: str, kurz: bool) -> str:
    values = {"farbe": farbe, "worte": worte, "belegt": belegt, "plaetze": plaetze, "kurz": kurz}
    return render_to_string("teile/plaetze.html", values | {"kaesten": _boxes(belegt, plaetze)})


@lru_cache(maxsize=500)
def _draw_ziffer(language: str, nummer, farbe: str, groesse: str) -> str:
    return render_to_string("teile/ziffer.html", {"nummer": nummer, "farbe": farbe, "groesse": groesse})


@register.filter
def platzworte(gruppe) -> str:
    """Noch 3 Plätze frei: the seats of a group in words alone."""
    return texte.plaetze_worte(gruppe.belegt, None if gruppe.is_gross else gruppe.plaetze)


MOST_BOXES = 30


def _boxes(belegt, plaetze):
    """Position and width of each seat in per cent, as text because German templates write a comma."""
    if not plaetze or plaetze > MOST_BOXES:
        return []
    gap = min(1.8, 25 / plaetze)
    width = (100 - gap * (plaetze - 1)) / plaetze
    return [{"x": f"{i * (width + gap):.2f}%", "breite": f"{width:.2f}%", "belegt": i < belegt} for i in range(plaetze)]


@register.inclusion_tag("teile/icon.html")
def icon(name, klasse=""):
    """A KERN icon; always beside words, never instead of them."""
    return {"name": name, "klasse": klasse}


@register.inclusion_tag("teile/radar.html")
def kaestchen(zugesagt, abgesagt=0, offen=0, zurueck=0):
    """One box per institution: accepted, declined, no answer, returned. The figures stand in the table beside it."""
    numbers = {"zugesagt": zugesagt, "abgesagt": abgesagt, "offen": offen, "zurueck": zurueck}
    states = [state for state, number in numbers.items() for _n in range(number or 0)]
    return {
        "kaesten": [{"x": i * 19 + 1, "art": art, "strich": (i * 19 + 4, i * 19 + 12)} for i, art in enumerate(states)],
        "breite": max(len(states) * 19, 1),
    }


@register.inclusion_tag("teile/punkte.html")
def punkte(zahl):
    """One filled dot per person, ten a row with the figure beside it in the table."""
    zahl = min(zahl or 0, 100)
    rows = (zahl + 9) // 10 or 1
    return {
        "punkte": [{"x": i % 10 * 14 + 6, "y": i // 10 * 14 + 6} for i in range(zahl)],
        "breite": min(zahl, 10) * 14 or 1,
        "hoehe": rows * 14 - 2,
    }


@register.inclusion_tag("teile/balken.html")
def balken(wert, von=100):
    """A bar filled to wert of von; the figure stands beside it."""
    anteil = 0 if not von else min(max(wert / von, 0), 1) * 100
    return {"anteil": f"{anteil:.1f}%"}


# Forms


def _error_target(field) -> str:
    """The id a link in the error summary jumps to: the first choice of a group, else the field itself."""
    if isinstance(field.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


def _visible_errors(form) -> list:
    return [
        {"ziel": _error_target(field), "feld": getattr(field.field, "kurz", field.label), "text": field.errors[0]}
        for field in form.visible_fields()
        if field.errors
    ]


@register.inclusion_tag("kern/fehlerliste.html")
def fehlerliste(form, art=True):
    """The summary above a form: how many entries to check, a link to each, and (unless kurz) what is not lost."""
    fields, general = [], []
    for one in getattr(form, "forms", None) or [form]:
        if one.is_bound:
            fields += _visible_errors(one)
            general += list(one.non_field_errors())
            general += [error for hidden in one.hidden_fields() for error in hidden.errors]
    if hasattr(form, "non_form_errors") and form.is_bound:
        general += list(form.non_form_errors())
    zahl = len(fields)
    titel = _("Bitte prüfen Sie Ihre Angaben")
    if zahl:
        wort = _("eine") if zahl == 1 else texte.zahlwort(zahl)
        titel = ngettext("Bitte prüfen Sie %(zahl)s Angabe", "Bitte prüfen Sie %(zahl)s Angaben", zahl) % {"zahl": wort}
    return {"felder": fields, "allgemein": general, "titel": titel, "satz": art != "kurz"}


@register.filter
def formularzeilen(form):
    """Sections and rows of a form: form.abschnitte = [(title, ["titel", ("beginn", "ende")]), …] or all in order."""
    sections = getattr(form, "abschnitte", None) or [("", [field.name for field in form.visible_fields()])]
    hidden = {field.name for field in form.hidden_fields()}
    for titel, names in sections:
        rows = [[name] if isinstance(name, str) else list(name) for name in names]
        rows = [[form[name] for name in row if name in form.fields and name not in hidden] for row in rows]
        if any(rows):
            yield {"titel": titel, "zeilen": [row for row in rows if row]}


@register.inclusion_tag("kern/formular.html", takes_context=True)
def formular(context, form, absenden, abbrechen="", aktion="", methode="post", klasse="", fehler=True, versteckt=""):
    """A whole form: error summary, CSRF, fields, buttons. absenden is the button's text, abbrechen a URL,
    versteckt a hidden field that a library hands over as HTML."""
    return {
        "csrf_token": context.get("csrf_token"),
        "request": context.get("request"),
        "form": form,
        "absenden": absenden,
        "abbrechen": abbrechen,
        "aktion": aktion,
        "methode": methode,
        "klasse": klasse,
        "fehler": fehler,
        "versteckt": versteckt,
    }


@register.filter
def feldart(field) -> str:
    """Which pattern of the template pack renders the field."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkboxen"
    if isinstance(widget, forms.RadioSelect):
        return "radios"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.Select):
        return "auswahl"
    if isinstance(widget, forms.MultiWidget):
        return "mehrteilig"
    return "eingabe"


_CLASSES = {
    "auswahl": "kern-form-input__select",
    "checkbox": "kern-form-check__checkbox",
    "eingabe": "kern-form-input__input",
    "mehrteilig": "kern-form-input__input",
}


def _described_by(field) -> str:
    ids = []
    if field.help_text:
        ids.append(f"{field.auto_id}_hinweis")
    if field.errors:
        ids.append(f"{field.auto_id}_fehler")
    return " ".join(ids)


@register.filter
def beschrieben(field) -> str:
    """The ids of hint and error, for aria-describedby of a group of choices."""
    return _described_by(field)


@register.simple_tag
def steuerelement(field):
    """The control itself with KERN's classes, tied to its hint and its error."""
    css = _CLASSES[feldart(field)]
    classes = [css, field.field.widget.attrs.get("class", "")]
    if field.errors:
        classes.append(f"{css}--error")
    # a placeholder is no label and vanishes while one types
    attrs = {"class": " ".join(filter(None, classes)), "placeholder": False}
    if described := _described_by(field):
        attrs["aria-describedby"] = described
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)


@register.filter
def art_der_meldung(tags) -> str:
    """KERN's kind of alert for the tags of a Django message."""
    for name, kind in (("error", "danger"), ("warning", "warning"), ("success", "success")):
        if name in (tags or ""):
            return kind
    return "info"


@register.simple_tag
def navpunkte(aktiv, *parts) -> list[dict]:
    """Navigation items from triples key, text, url; what has no url is left out."""
    triples = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return [{"text": text, "url": url, "aktiv": key == aktiv} for key, text, url in triples if url]
