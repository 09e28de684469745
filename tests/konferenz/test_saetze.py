from django import forms

from konferenz.forms.gemeinsam import VorgangForm


class _Form(VorgangForm):
    email = forms.EmailField()
    zahl = forms.IntegerField(min_value=1)
    text = forms.CharField(max_length=3)
    leer = forms.CharField()


def test_messages_of_django_are_our_sentences():
    form = _Form({"email": "x", "zahl": "0", "text": "abcd\x00", "vorgang": "nein"})
    assert form.errors == {
        "vorgang": ["Bitte laden Sie die Seite neu. Noch ist nichts gespeichert."],
        "email": ["Das ist keine vollständige E-Mail-Adresse. Ein Beispiel: name@einrichtung.de"],
        "zahl": ["Bitte geben Sie mindestens 1 ein."],
        "text": [
            "Bitte kürzen Sie auf höchstens 3 Zeichen. Jetzt sind es 5.",
            "Hier steht ein unsichtbares Steuerzeichen. Bitte tippen Sie den Text neu.",
        ],
        "leer": ["Bitte füllen Sie dieses Feld aus."],
    }
