from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import VorgangForm
from themen.export.einlesen import MAX_BYTES, read_paket


class DatenpaketForm(VorgangForm):
    """The upload of a whole conference; what cannot become one is refused here, with sentences that help."""

    datei = forms.FileField(
        label=_("Datenpaket"),
        help_text=_("Eine JSON-Datei, die eine Netzwerkstatt ausgegeben hat, höchstens 38 MB."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        error_messages={
            "required": _("Bitte wählen Sie eine Datei."),
            "empty": _("Die Datei ist leer. Es wurde nichts eingelesen."),
        },
    )
    oeffentlich = forms.BooleanField(
        label=_("Was veröffentlicht war, bleibt öffentlich"),
        required=False,
        help_text=_("Ohne Häkchen steht die Konferenz zuerst in der Nachbereitung. Dort sehen Sie alles durch."),
    )

    def clean_datei(self):
        upload = self.cleaned_data["datei"]
        if upload.size > MAX_BYTES:
            raise ValidationError(
                _(
                    "Die Datei ist größer als 38 MB. Es wurde nichts eingelesen. "
                    "Bitte geben Sie sie Ihrer IT: Sie kann größere Datenpakete einlesen."
                )
            )
        self.paket = read_paket(upload)
        return upload
