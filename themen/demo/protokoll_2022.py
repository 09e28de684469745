"""What the planners wrote into the minutes of the example by hand; invented like the cards."""

from konferenz.models import Konferenz, Mitgliedschaft
from themen.models import Protokollabschnitt, Publikum
from themen.services.protokoll import change_abschnitt

M = Protokollabschnitt.Modus

# key of the section, how it stands to the data, for whom, text
ABSCHNITTE = (
    (
        "weiterarbeit",
        M.ERSETZT,
        Publikum.OEFFENTLICH,
        "Die fünf Gruppen arbeiten weiter. Verabredet ist:\n\n"
        "- Jede Gruppe trifft sich bis zum Herbst noch einmal. Der Fachbereich lädt ein.\n"
        "- Die Einrichtungen prüfen ihren Eintrag im Netzwerk einmal im Jahr.\n"
        "- Der Fachbereich berichtet im Ausschuss für Schule, Kultur und Soziales.",
    ),
    (
        "begruessung",
        M.ERGAENZT,
        Publikum.OEFFENTLICH,
        "Ein Beschluss war mit der Konferenz nicht verbunden.",
    ),
    (
        "gruppe-1",
        M.ERGAENZT,
        Publikum.OEFFENTLICH,
        "Die Gruppe hat gebeten, das Verzeichnis aus den Anmeldungen dieser Konferenz zu beginnen.",
    ),
    (
        "fotos",
        M.DATEN,
        Publikum.NETZWERK,
        "",
    ),
)


def write_sections(konferenz: Konferenz) -> None:
    """Through the service, so that the example has a history like any other."""
    by = konferenz.veranstalter.mitgliedschaften.get(rolle=Mitgliedschaft.Rolle.PLANUNG).akteur
    for schluessel, modus, publikum, text in ABSCHNITTE:
        change_abschnitt(
            konferenz=konferenz, schluessel=schluessel, modus=modus, text=text, publikum=publikum, fassung=0, by=by
        )
