import re
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template

HOSTILE = '"><script>alert(1)</script>'


class Beispiel(forms.Form):
    titel = forms.CharField(
        label="Titel",
        help_text=f"Zum Beispiel {HOSTILE}",
        error_messages={"required": "Bitte geben Sie einen Titel ein."},
    )
    motto = forms.CharField(label="Motto", required=False)
    antwort = forms.ChoiceField(label="Antwort", choices=[("ja", "Ja"), ("nein", HOSTILE)], widget=forms.RadioSelect)
    geheim = forms.CharField(widget=forms.HiddenInput, required=False)


def render(source, **context):
    return Template(source).render(Context(context))


def test_a_group_shows_its_numeral_in_its_colour():
    html = render("{% ziffer gruppe 'klein' %}", gruppe=SimpleNamespace(nummer=12, farbe=2))
    assert "nw-ziffer--klein" in html
    assert "nw-farbe-2" in html
    assert html.endswith("</span>12</span>")


@pytest.mark.parametrize(
    ("colour", "css"),
    [(1, "nw-farbe-1"), (8, "nw-farbe-8"), (9, "nw-farbe-1"), (17, "nw-farbe-1"), (None, "nw-farbe-4")],
)
def test_colours_repeat_from_the_ninth_group(colour, css):
    assert render("{{ gruppe|farbe }}", gruppe=SimpleNamespace(nummer=4, farbe=colour)) == css


def test_seats_are_drawn_and_said():
    html = render("{% plaetze 9 12 %}")
    assert (html.count('class="nw-voll"'), html.count('class="nw-leer"')) == (9, 3)
    assert "Noch 3 Plätze frei" in html
    assert "9 von 12" in html
    assert not re.search(r'="\d+,\d', html), "a decimal comma is no SVG"


def test_without_a_limit_there_are_no_boxes():
    html = render("{% plaetze 9 %}")
    assert "<svg" not in html
    assert "9 Personen" in html


def test_a_form_says_what_is_wrong_once_above_and_once_at_the_field():
    form = Beispiel({"motto": HOSTILE})
    html = render("{% formular form 'Speichern' abbrechen='/zurueck/' %}", form=form, csrf_token="geheimnis")
    assert "Bitte prüfen Sie zwei Angaben" in html
    assert "Noch ist nichts gespeichert" in html
    assert 'href="#id_titel"' in html
    assert 'href="#id_antwort_0"' in html
    assert 'id="id_antwort_0"' in html
    assert 'aria-describedby="id_titel_hinweis id_titel_fehler"' in html
    assert 'aria-invalid="true"' in html
    assert 'name="csrfmiddlewaretoken" value="geheimnis"' in html
    assert html.count("<form") == 1
    assert 'name="geheim"' in html
    assert "<script" not in html
    assert "Motto <span" in html


def test_one_wrong_entry_is_one():
    html = render("{% fehlerliste form %}", form=Beispiel({"antwort": "ja"}))
    assert "Bitte prüfen Sie eine Angabe<" in html


def test_an_untouched_form_has_no_summary():
    assert "kern-alert" not in render("{% formular form 'Speichern' %}", form=Beispiel())


def test_crispy_renders_through_our_template_pack():
    html = render("{% load crispy_forms_tags %}{{ form|crispy }}", form=Beispiel())
    assert html.count("kern-form-input__input") == 2
    html = render("{% load crispy_forms_tags %}{% crispy form %}", form=Beispiel(), csrf_token="geheimnis")
    assert html.count("<form") == 1
    assert "csrfmiddlewaretoken" in html


def test_pairs_of_fields_stand_side_by_side():
    form = Beispiel()
    form.abschnitte = [("Kopf", [("titel", "motto")]), ("Rest", ["antwort"])]
    html = render("{% formular form 'Speichern' %}", form=form)
    assert html.count("nw-felder--2") == 1
    assert html.index("Kopf") < html.index("Titel") < html.index("Rest") < html.index("Antwort")


def test_navigation_leaves_out_what_has_no_address():
    items = '{% navpunkte "b" "a" "Eins" "/a/" "b" "Zwei" "/b/" "c" "Drei" fehlt as navigation %}'
    html = render(items + '{% include "teile/nav.html" %}')
    assert html.count("<li>") == 2
    assert '<a href="/b/" aria-current="page">Zwei</a>' in html


def test_addresses_in_prints_stand_in_a_span_and_hostile_text_stays_text():
    zeile = "{{ text|typografie|adressen|linebreaksbr }}"
    assert render(zeile, text=f"a@b.example\n{HOSTILE}") == (
        '<span class="adresse">a@b.example</span><br>&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;'
    )
    assert render(zeile, text=HOSTILE) == "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
