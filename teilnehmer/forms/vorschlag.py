from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import VorgangForm, guard_texts
from teilnehmer.models import Einrichtung


class VorschlagForm(forms.Form):
    """Which text is meant."""

    text = forms.CharField(max_length=160, widget=forms.HiddenInput)


class ZuordnenForm(VorschlagForm):
    """An entry by its kennung (a likely one was tapped) or by its exact name."""

    einrichtung = forms.SlugField(max_length=10, required=False)
    name = forms.CharField(label=_("Name im Verzeichnis"), max_length=160, required=False)

    def __init__(self, *args, veranstalter, **kwargs):
        super().__init__(*args, **kwargs)
        self.veranstalter = veranstalter
        guard_texts(self)

    def clean(self):
        data = super().clean()
        rows = Einrichtung.objects.filter(veranstalter=self.veranstalter)
        if data.get("einrichtung"):
            self.einrichtung = rows.filter(kennung=data["einrichtung"]).first()
        else:
            name = " ".join((data.get("name") or "").split())
            self.einrichtung = rows.aktiv().filter(name__iexact=name).first() if name else None
        if self.einrichtung is None:
            raise forms.ValidationError(
                _("Diese Einrichtung steht nicht im Verzeichnis. Es ist nichts geändert. Bitte prüfen Sie den Namen.")
            )
        return data


class AufnehmenForm(VorgangForm, VorschlagForm):
    """The name as it shall stand in the directory, and the kind."""

    name = forms.CharField(label=_("Name"), max_length=160)
    art = forms.ChoiceField(
        label=_("Art"),
        choices=[("", "–"), *Einrichtung.Art.choices],
        error_messages={"required": _("Bitte wählen Sie, welche Art von Einrichtung das ist.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        guard_texts(self)
