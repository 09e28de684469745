from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from konferenz.bilder import FOTO_MAX_MB, FOTO_MOEGLICH
from konferenz.forms.gemeinsam import FassungForm, VorgangForm, guard_texts
from konferenz.models import Konferenz
from themen.models import Foto, Kleingruppe

MOST_AT_ONCE = 10


class MehrereDateien(forms.FileInput):
    allow_multiple_selected = True


class FotosFeld(forms.FileField):
    """One or several files; what is in them is looked at later, one by one."""

    def clean(self, data, initial=None):
        dateien = data if isinstance(data, list) else [data] if data else []
        if not dateien:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(dateien) > MOST_AT_ONCE:
            raise ValidationError(
                _("Das sind %(zahl)s Fotos. Bitte senden Sie höchstens %(most)s auf einmal.")
                % {"zahl": len(dateien), "most": MOST_AT_ONCE}
            )
        return [super(FotosFeld, self).clean(datei, initial) for datei in dateien]


class FotosForm(VorgangForm):
    """Photos to take in; `gruppe` is asked for where the page belongs to no group."""

    fotos = FotosFeld(
        label=_("Fotos"),
        help_text=format_lazy(
            "{} {}",
            FOTO_MOEGLICH,
            format_lazy(
                _("Höchstens {mb} MB je Foto. Den Aufnahmeort und andere Angaben entfernen wir."), mb=FOTO_MAX_MB
            ),
        ),
        error_messages={
            "required": _("Bitte wählen Sie ein Foto aus oder nehmen Sie eins auf."),
            "empty": _("Diese Datei ist leer. Bitte wählen Sie das Foto noch einmal."),
        },
        widget=MehrereDateien(attrs={"accept": "image/jpeg,image/png,image/webp", "data-foto": ""}),
    )
    art = forms.ChoiceField(
        label=_("Was ist zu sehen?"),
        choices=Foto.Art.choices,
        initial=Foto.Art.FLIPCHART,
        widget=forms.RadioSelect,
    )
    gruppe = forms.ModelChoiceField(Kleingruppe.objects.none(), required=False)

    def __init__(self, *args, konferenz: Konferenz | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        _set_groups(self, konferenz)


class FotoAngabenForm(FassungForm):
    """What is to be seen, and whether people agreed; both may wait, then the photo stays out of the minutes."""

    alternativtext = forms.CharField(
        label=Foto._meta.get_field("alternativtext").verbose_name,
        help_text=_("Für alle, die das Bild nicht sehen. Ohne Beschreibung steht es nicht im Protokoll."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    personen = forms.ChoiceField(
        label=_("Sind Personen zu erkennen?"),
        choices=[
            (Foto.Personen.KEINE, _("Nein, niemand ist zu erkennen")),
            (Foto.Personen.EINVERSTANDEN, _("Ja, und alle sind mit der Veröffentlichung einverstanden")),
            (Foto.Personen.UNGEKLAERT, _("Noch nicht geklärt, das Foto bleibt intern")),
        ],
        help_text=_("Fragen Sie alle, die zu erkennen sind. Bei Kindern entscheiden die Eltern."),
        widget=forms.RadioSelect,
    )
    art = forms.ChoiceField(label=_("Art"), choices=Foto.Art.choices)
    gruppe = forms.ModelChoiceField(Kleingruppe.objects.none(), required=False)

    def __init__(self, *args, konferenz: Konferenz | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        _set_groups(self, konferenz)
        guard_texts(self)

    def clean_alternativtext(self) -> str:
        return " ".join(self.cleaned_data["alternativtext"].split())


def _set_groups(form: forms.Form, konferenz: Konferenz | None) -> None:
    """The groups of this conference by their number; without a conference nobody is asked."""
    field = form.fields["gruppe"]
    if konferenz is None:
        del form.fields["gruppe"]
        return
    field.label, field.empty_label = _("Zu welcher Gruppe?"), _("zur ganzen Konferenz")
    field.to_field_name = "nummer"
    field.queryset = konferenz.kleingruppen.for_list()
