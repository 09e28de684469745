"""The public form of somebody without an invitation, and the officer's answer to it."""

import time

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from konferenz.forms.gemeinsam import VorgangForm, guard_texts
from teilnehmer.models import Einrichtung, Einwilligung
from teilnehmer.services.anfrage import Anfrage
from teilnehmer.services.einwilligung import WORTLAUT

# Nobody types name, address and institution in less.
MINDESTENS_SEKUNDEN = 3
SALT = "anfrage.geoeffnet"


class AnfrageForm(VorgangForm):
    """Two quiet checks instead of a captcha: a field people do not see, and the time it takes to type.

    No limit per network address: a whole hall shares one. Whoever is stopped by mistake sends the form once more.
    """

    abschnitte = [("", [("vorname", "nachname"), "email", ("einrichtung_angabe", "funktion"), "protokoll"])]

    vorname = forms.CharField(
        label=gettext_lazy("Vorname"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    nachname = forms.CharField(
        label=gettext_lazy("Nachname"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    email = forms.EmailField(
        label=gettext_lazy("E-Mail"),
        help_text=gettext_lazy("Hierhin senden wir Ihren Pass. Bitte je Person eine eigene Adresse."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    einrichtung_angabe = forms.CharField(
        label=gettext_lazy("Einrichtung"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Leer, wenn Sie für sich selbst kommen."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    funktion = forms.CharField(label=gettext_lazy("Funktion"), max_length=120, required=False)
    protokoll = forms.BooleanField(label=WORTLAUT[Einwilligung.Zweck.PROTOKOLL], required=False)
    webseite = forms.CharField(
        label=gettext_lazy("Bitte leer lassen"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    geoeffnet = forms.CharField(widget=forms.HiddenInput, required=False, max_length=120)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["geoeffnet"].initial = lambda: signing.dumps(int(time.time()), salt=SALT)
        guard_texts(self)

    def clean(self):
        data = super().clean()
        has_taken_time = bool(self.errors) or self._has_taken_time(data.get("geoeffnet", ""))
        if data.get("webseite") or not has_taken_time:
            self._send_again()
        return data

    def _has_taken_time(self, geoeffnet: str) -> bool:
        try:
            return time.time() - signing.loads(geoeffnet, salt=SALT) >= MINDESTENS_SEKUNDEN
        except signing.BadSignature:
            return False

    def _send_again(self) -> None:
        """The next attempt has an empty trap and a stamp of its own; everything typed stays."""
        self.data = self.data.copy()
        self.data[self.add_prefix("webseite")] = ""
        try:
            signing.loads(self.data.get(self.add_prefix("geoeffnet"), ""), salt=SALT)
        except signing.BadSignature:
            self.data[self.add_prefix("geoeffnet")] = signing.dumps(int(time.time()), salt=SALT)
        self.add_error(
            None, _("Das ging sehr schnell. Bitte prüfen Sie Ihre Angaben und senden Sie sie noch einmal ab.")
        )

    @property
    def anfrage(self) -> Anfrage:
        return Anfrage(**{name: self.cleaned_data[name] for name in Anfrage.__dataclass_fields__})


class AnfrageBestaetigenForm(forms.Form):
    """Which institution of the directory the person comes from: one that is there, a new one, or none."""

    einrichtung = forms.ModelChoiceField(
        label=gettext_lazy("Einrichtung aus dem Verzeichnis"),
        queryset=Einrichtung.objects.none(),
        required=False,
        empty_label=gettext_lazy("keine"),
    )
    neu = forms.CharField(
        label=gettext_lazy("Oder neu ins Verzeichnis"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Leer lassen, wenn die Einrichtung nicht ins Verzeichnis soll."),
    )
    neu_art = forms.ChoiceField(
        label=gettext_lazy("Art der neuen Einrichtung"),
        choices=[("", "–"), *Einrichtung.Art.choices],
        required=False,
    )

    abschnitte = [("", ["einrichtung", ("neu", "neu_art")])]

    def __init__(self, *args, veranstalter, **kwargs):
        super().__init__(*args, **kwargs)
        alle = Einrichtung.objects.filter(veranstalter=veranstalter).aktiv()
        self.fields["einrichtung"].queryset = alle.order_by("sortierschluessel", "pk")
        self.fields["einrichtung"].error_messages["invalid_choice"] = _(
            "Diese Einrichtung gibt es hier nicht. Bitte wählen Sie eine andere."
        )
        guard_texts(self)

    def clean(self):
        data = super().clean()
        if data.get("neu") and data.get("einrichtung"):
            self.add_error("neu", _("Bitte wählen Sie eine Einrichtung aus oder tragen Sie eine neue ein."))
        elif data.get("neu") and not data.get("neu_art"):
            self.add_error("neu_art", _("Bitte wählen Sie, welche Art von Einrichtung das ist."))
        return data

    @property
    def felder(self) -> dict:
        """Keyword arguments of confirm_anfrage."""
        data = self.cleaned_data
        return {
            "einrichtung": data["einrichtung"],
            "neu": {"name": data["neu"], "art": data["neu_art"]} if data["neu"] else None,
        }


def find_einrichtung(veranstalter, angabe: str) -> Einrichtung | None:
    """The entry of the directory that is called as somebody typed it."""
    name = " ".join(angabe.split())
    if not name:
        return None
    return Einrichtung.objects.filter(veranstalter=veranstalter, name__iexact=name).aktiv().order_by("pk").first()
