"""A second, invented conference as data, quite unlike the first: an open day with sixteen groups, no short talks.

Its texts are what people really type: very long words, old letters, foreign quotation marks, addresses, a long title.
"""

import datetime

from konferenz.models import Programmpunkt
from teilnehmer.models import Einrichtung, Traeger

A = Einrichtung.Art
P = Programmpunkt.Art

KONFERENZ = {
    "slug": "offener-tag",
    "titel": "Offener Tag Jugend und Familie",
    "motto": "Was uns bewegt, bewegen wir",
    "kurzbeschreibung": (
        "Ein Tag ohne feste Vorträge: Wer ein Anliegen hat, stellt es vor. Daraus entstehen Gruppen, und jede Gruppe "
        "hält fest, was heute ist, was werden soll und wer den nächsten Schritt geht."
    ),
    "anlass": (
        "Die Kinder- und Jugendhilfeplanung der Stadt wird neu geschrieben. Der Jugendhilfeausschuss hat beschlossen, "
        "vorher alle zu fragen, die mit Kindern, Jugendlichen und Familien arbeiten.\n\n"
        "Gefragt war nicht nach Vorträgen, sondern nach Anliegen."
    ),
    "ziel": (
        "Am Ende des Tages sollte klar sein, welche Anliegen dringend sind, wer sich darum kümmert und was die "
        "Verwaltung dem Ausschuss vorlegt."
    ),
    "fachbereich": "Amt für Jugend, Familie und Quartiersentwicklung",
    "beginn": datetime.time(9, 0),
    "ende": datetime.time(15, 30),
    "ort": "Stadthalle Beispielhagen",
    "raum": "Großer Saal und Foyer",
    "anschrift": "Am Stadtgraben 7, 00000 Beispielhagen",
    "barrierefreiheit": "stufenlos, Induktionsschleife im Großen Saal, Ruheraum im 1. Obergeschoss",
    "aktenzeichen": "51.2/OT-01 (Beispiel)",
    "plaetze": 120,
    "moderation_funktion": "Freie Moderation für Großgruppen (Beispiel)",
    "moderation_organisation": "Büro Kreis & Mitte (Beispiel)",
    "kontakt_name": "Geschäftsstelle Jugendhilfeplanung",
    "kontakt_telefon": "0000 000-51 (Beispiel)",
    "kontakt_email": "jugendhilfeplanung@example.net",
    "begruessung": (
        "Die Amtsleitung eröffnete den Tag mit drei Sätzen und übergab an die Moderation. Die Moderation erklärte die "
        "Regeln des offenen Tages: Wer kommt, ist die richtige Person; es beginnt, wenn die Zeit reif ist; vorbei ist "
        "vorbei."
    ),
    "resonanz": (
        "Viele lobten, dass sie selbst bestimmten, worüber gesprochen wurde. Einige hätten sich mehr Ruhe zwischen den "
        "Gruppen gewünscht."
    ),
    "ausblick": (
        "Die Ergebnisse gehen in den Entwurf der Jugendhilfeplanung ein. Der Jugendhilfeausschuss berät ihn im Winter. "
        "Jede Gruppe bekommt vorher Nachricht, was aus ihrem Anliegen wurde."
    ),
    "dank": "Danke allen, die gekommen sind, gekocht, gedolmetscht und die Stellwände geschleppt haben.",
    "verteiler": (
        "Vertretene Einrichtungen\nEingeladene Einrichtungen, die nicht vertreten waren\nModeration\n"
        "Jugendhilfeausschuss\nStadtelternrat\nKinder- und Jugendparlament"
    ),
    "klebepunkte": 3,
}
LEITFRAGEN = (
    "Was bewegt Kinder, Jugendliche und Familien in unserer Stadt?",
    "Was davon können wir zusammen ändern, und was muss die Stadt entscheiden?",
)
# Art, Titel, Beschreibung, Minuten, verantwortlich, material, real begin
PROGRAMM = (
    (P.BEGRUESSUNG, "Ankommen und Eröffnung", "Kaffee im Foyer", 30, "Amtsleitung", "Namensschilder", "09:05"),
    (P.SONSTIGES, "Regeln des offenen Tages", "Vier Grundsätze und ein Gesetz", 15, "Moderation", "Plakat", "09:35"),
    (
        P.THEMEN,
        "Marktplatz der Anliegen",
        "Wer ein Anliegen hat, nennt es in einer Minute und hängt es an die Wand.",
        45,
        "alle",
        "Mikrofon, Themenkarten",
        "09:52",
    ),
    (P.GRUPPENBILDUNG, "Anliegen wählen", "Mit den Füßen", 15, "Moderation", "16 Tischschilder", "10:41"),
    (P.GRUPPENARBEIT, "Arbeit in 16 Gruppen", "Ist, Soll und Ideen", 100, "Gruppen", "Gruppenbögen", "10:55"),
    (P.PAUSE, "Mittagessen", "Suppe, vegan und mit Wurst", 60, "Schulküche", "", "12:38"),
    (
        P.ERGEBNISSE,
        "Gallery Walk mit Klebepunkten",
        "Alle gehen von Wand zu Wand. Jede Person klebt drei Punkte.",
        60,
        "Gruppen",
        "Stellwände, 300 Klebepunkte",
        "13:40",
    ),
    (P.RUECKMELDUNG, "Blitzlicht im Kreis", "Ein Satz von jeder Person", 25, "Moderation", "Redestein", "14:44"),
    (P.AUSBLICK, "Ausblick und Dank", "", 20, "Amtsleitung", "", "15:10"),
)
TRAEGER = {
    "stadt": ("Stadt Beispielhagen", Traeger.Art.KOMMUNAL),
    "kirche": ("Kirchengemeindeverband (Beispiel)", Traeger.Art.KONFESSIONELL),
    "frei": ("Arbeitsgemeinschaft freier Träger (Beispiel)", Traeger.Art.FREI),
}
# name, kind, carrier, answer, persons, of these present: 44 invited, 40 there with 90 people
EINRICHTUNGEN = (
    ("Kita Apfelbäumchen", A.KITA, "stadt", "z", 3, 3),
    ("Kita Bärenhöhle", A.KITA, "stadt", "z", 3, 2),
    ("Kita „Die Großen Kleinen“", A.KITA, "frei", "z", 2, 2),
    ("Betriebskita Zählerwerk", A.KITA, "frei", "z", 2, 2),
    ("Katholische Kita Sankt Nikolai", A.KITA, "kirche", "z", 2, 2),
    ("Waldkita Fuchsbau", A.KITA, "frei", "z", 3, 3),
    ("Integrationskindertagesstätte Regenbogenschiff", A.KITA, "stadt", "z", 2, 2),
    ("Eltern-Kind-Gruppe Krümelkiste", A.KITA, "frei", "z", 2, 2),
    ("Hort an der Mühlengrabenschule", A.HORT, "stadt", "z", 3, 3),
    ("Hort Sternwarte", A.HORT, "stadt", "z", 2, 2),
    ("Hort der Freien Schule", A.HORT, "frei", "z", 2, 2),
    ("Grundschule am Mühlengraben", A.SCHULE, "stadt", "z", 3, 3),
    ("Grundschule Nord", A.SCHULE, "stadt", "z", 2, 2),
    ("Oberschule „Käthe Beispiel“", A.SCHULE, "stadt", "z", 3, 3),
    ("Gymnasium Beispielhagen", A.SCHULE, "stadt", "z", 2, 2),
    ("Förderschule am Weiher", A.SCHULE, "stadt", "z", 2, 2),
    ("Jugendklub Trafohäuschen", A.JUGENDARBEIT, "stadt", "z", 3, 3),
    ("Mobile Jugendarbeit Süd", A.JUGENDARBEIT, "frei", "z", 3, 3),
    ("Mädchentreff Lilith", A.JUGENDARBEIT, "frei", "z", 2, 2),
    ("Jugendmigrationsdienst", A.JUGENDARBEIT, "frei", "z", 2, 2),
    ("Kinder- und Jugendparlament", A.JUGENDARBEIT, "stadt", "z", 4, 3),
    ("Städtische Musikschule", A.VHS_MUSIKSCHULE, "stadt", "z", 2, 2),
    ("Volkshochschule Beispielhagen", A.VHS_MUSIKSCHULE, "stadt", "z", 2, 2),
    ("Ehe-, Familien- und Lebensberatung", A.BERATUNGSSTELLE, "kirche", "z", 2, 2),
    ("Frühförder- und Beratungsstelle", A.BERATUNGSSTELLE, "frei", "z", 2, 2),
    ("Schuldner- und Insolvenzberatung", A.BERATUNGSSTELLE, "frei", "z", 2, 2),
    ("Erziehungsberatungsstelle der Stadt", A.BERATUNGSSTELLE, "stadt", "z", 2, 2),
    ("Turn- und Sportgemeinschaft 1899 e. V.", A.SPORT, "frei", "z", 3, 3),
    ("Ruderclub Hagener See e. V.", A.SPORT, "frei", "z", 2, 2),
    ("Skatehalle Rampe 12", A.SPORT, "frei", "z", 2, 2),
    ("Naturfreundejugend", A.FREIZEIT, "frei", "z", 2, 2),
    ("Abenteuerspielplatz Räuberwald", A.FREIZEIT, "frei", "z", 2, 2),
    ("Stadtbibliothek", A.KULTUR, "stadt", "z", 2, 2),
    ("Theaterpädagogisches Zentrum", A.KULTUR, "frei", "z", 3, 3),
    ("Heimatmuſeum im Gaſthof zur Poſt", A.KULTUR, "frei", "z", 2, 2),
    ("Evangelische Kirchengemeinde Mitte", A.KIRCHE, "kirche", "z", 2, 2),
    ("Islamischer Kulturverein e. V.", A.KIRCHE, "frei", "z", 2, 2),
    ("Amt für Jugend, Familie und Quartiersentwicklung", A.VERWALTUNG, "stadt", "z", 3, 3),
    ("Gesundheitsamt, Kinder- und Jugendgesundheitsdienst", A.VERWALTUNG, "stadt", "z", 2, 2),
    ("Netzwerk Alleinerziehende Beispielhagen", A.SONSTIGE, "frei", "z", 3, 1),
    ("Kita Am Wasserturm", A.KITA, "stadt", "a", 0, 0),
    ("Berufsbildende Schulen", A.SCHULE, "stadt", "a", 0, 0),
    ("Schachklub Turm e. V.", A.SPORT, "frei", "o", 0, 0),
    ("Freiwillige Feuerwehr, Jugendfeuerwehr", A.FREIZEIT, "stadt", "o", 0, 0),
)
SPEICHER = (
    (
        "Nachtbus für Jugendliche",
        "Freitags und samstags bis 2 Uhr",
        1,
        "sonstiges",
        "Kinder- und Jugendparlament",
        "Keine Gruppe, weil der Landkreis den Verkehr bestellt. Das Amt schreibt den Landkreis an.",
    ),
    (
        "Öffnungszeiten des Bürgerbüros",
        "Ein Abend in der Woche für Berufstätige",
        1,
        "sonstiges",
        "Netzwerk Alleinerziehende Beispielhagen",
        "",
    ),
)
