from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import VorgangForm
from themen.export.einlesen import MAX_BYTES, MAX_MB, read_paket


class DatenpaketForm(VorgangForm):
    """The upload of a whole conference; what cannot become one is refused here, with sentences that help."""

    datei = forms.FileField(
        label=_("Datenpaket"),
        help_text=format_lazy(
            _("Eine JSON-Datei, die eine Netzwerkstatt ausgegeben hat, höchstens {mb} MB."), mb=MAX_MB
        ),
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
                    "Die Datei ist größer als %(mb)s MB. Es wurde nichts eingelesen. "
                    "Bitte geben Sie sie Ihrer IT: Sie kann größere Datenpakete einlesen."
                )
                % {"mb": MAX_MB}
            )
        self.paket = read_paket(upload)
        return upload
