"""The conference the software was conceived from, as data. Title, questions, topics and closing words are the
municipality's own; institutions (but for kinds), people and cards are invented, people marked "(Beispiel)"."""

import datetime

from konferenz.models import Programmpunkt
from teilnehmer.models import Einrichtung, Traeger

A = Einrichtung.Art
P = Programmpunkt.Art

KONFERENZ = {
    "slug": "erste-sozialraumkonferenz",
    "titel": "Erste Sozialraumkonferenz Kleinmachnow",
    "motto": "Netzwerkstatt – Familien in Kleinmachnow",
    "kurzbeschreibung": (
        "Alle, die in Kleinmachnow mit Kindern, Jugendlichen und Familien arbeiten, treffen sich an einem Nachmittag. "
        "Gemeinsam suchen wir Möglichkeiten, Ideen und Lösungen."
    ),
    "anlass": (
        "Familien, Kinder und Jugendliche finden in Kleinmachnow viele Angebote. Die Menschen, die sie tragen, kannten "
        "sich bisher wenig. Der Fachbereich Schule, Kultur, Soziales hat deshalb alle eingeladen, die vor Ort mit "
        "Kindern, Jugendlichen und Familien arbeiten."
    ),
    "ziel": (
        "Ziel der Konferenz war es, gemeinsam Möglichkeiten, Ideen und auch Lösungen zu diskutieren, um Familien, "
        "Kindern und Jugendlichen eine noch bessere und positivere Entfaltung in Kleinmachnow zu bieten."
    ),
    "fachbereich": "Fachbereich Schule, Kultur, Soziales",
    "datum": datetime.date(2022, 6, 16),
    "beginn": datetime.time(14, 30),
    "ende": datetime.time(18, 0),
    "ort": "Rathaus Kleinmachnow",
    "raum": "Bürgersaal",
    "anschrift": "Adolf-Grimme-Ring 10, 14532 Kleinmachnow",
    "barrierefreiheit": "stufenlos erreichbar",
    "aktenzeichen": "40.12-03/2022",
    "anmeldeschluss": datetime.date(2022, 6, 9),
    "plaetze": 60,
    "moderation_funktion": "Regionalreferent für Bildung und Integration",
    "moderation_organisation": "RAA Potsdam, Demokratie und Integration Brandenburg e. V.",
    "kontakt_name": "Fachbereich Schule, Kultur, Soziales",
    "kontakt_telefon": "033203 000-00 (Beispiel)",
    "kontakt_email": "netzwerkstatt@example.org",
    "begruessung": (
        "Die Leitung des Fachbereichs Schule, Kultur, Soziales begrüßte die Teilnehmenden und erläuterte, warum die "
        "Gemeinde die Akteure erstmals gemeinsam einlädt."
    ),
    "resonanz": (
        "Die Teilnehmenden äußerten sich einhellig sehr positiv über die Initiative der Verwaltung, ein erstes "
        "gemeinsames Netzwerktreffen zu organisieren. Die Möglichkeit zum Kontakt-, Erfahrungs- und "
        "Interessenaustausch wurde rege und mit viel Engagement wahrgenommen."
    ),
    "ausblick": (
        "Allen gemeinsam ist der Wunsch, dass sich das lebendige und bunte Angebot für Kinder und Familien in "
        "Kleinmachnow weiterentwickelt. Eine gute Grundlage dafür ist sicherlich ein starkes Netzwerk, das die "
        "einzelnen Player untereinander verbindet. Zukünftig geplante Sozialraumkonferenzen sollen hierfür weiter den "
        "Raum für den Austausch und die aktive Zusammenarbeit geben."
    ),
    "dank": (
        "Ein herzlicher Dank für die gelungene Moderation geht an dieser Stelle an den Regionalreferenten für Bildung "
        "und Integration vom RAA Potsdam, Demokratie und Integration Brandenburg e. V."
    ),
    "verteiler": (
        "Vertretene Einrichtungen\nEingeladene Einrichtungen, die nicht vertreten waren\nModeration\nBürgermeister\n"
        "Ausschuss für Schule, Kultur und Soziales\nJugendamt des Landkreises"
    ),
}

LEITFRAGEN = (
    "Angebote und Nachfrage – Was bietet die Gemeinde und wo besteht Nachholbedarf?",
    "Welche Themen haben die Kinder/Jugendlichen/Eltern in Kleinmachnow?",
    "Was können wir präventiv und gemeinsam gestalten?",
)

# Art, Titel, Beschreibung, Minuten, verantwortlich, material, real begin
PROGRAMM = (
    (P.BEGRUESSUNG, "Begrüßung und Einführung", "", 15, "Fachbereichsleitung", "Mikrofon, Willkommensfolie", "14:30"),
    (
        P.VORSTELLUNGSRUNDE,
        "Vorstellungsrunde in Kurzgesprächen",
        "In abwechselnden Kurzgesprächen lernen sich alle kennen und loten gemeinsame Interessen aus.",
        35,
        "Moderation",
        "Gong, Rundenplan",
        "14:45",
    ),
    (
        P.THEMEN,
        "Themen im Plenum",
        "Sie stellen Ihr Thema vor und werben um Mitstreiterinnen und Mitstreiter.",
        30,
        "Einrichtungen",
        "Themenkarten, Mikrofon",
        "15:20",
    ),
    (
        P.GRUPPENBILDUNG,
        "Gruppenbildung",
        "Sie wählen selbst, in welcher Gruppe Sie mitarbeiten.",
        10,
        "Moderation",
        "Tischschilder",
        "15:50",
    ),
    (P.PAUSE, "Pause", "", 15, "", "Kaffee, Wasser, Obst", "16:00"),
    (P.GRUPPENARBEIT, "Gruppenarbeit", "Ist, Soll und erste Ideen", 65, "Gruppen", "Gruppenbögen, Stifte", "16:15"),
    (P.ERGEBNISSE, "Vorstellung der Ergebnisse", "Fünf Minuten je Gruppe", 25, "Gruppen", "Stellwände", "17:25"),
    (P.AUSBLICK, "Rückmeldung, Ausblick und Dank", "", 15, "Fachbereichsleitung", "", "17:47"),
)

TRAEGER = {
    "gemeinde": ("Gemeinde Kleinmachnow", Traeger.Art.KOMMUNAL),
    "kirche_ev": ("Evangelischer Kirchenkreis (Beispiel)", Traeger.Art.KONFESSIONELL),
    "kirche_kath": ("Katholischer Trägerverbund (Beispiel)", Traeger.Art.KONFESSIONELL),
    "kreis": ("Landkreis Potsdam-Mittelmark", Traeger.Art.KREIS),
    "frei": ("Verbund freier Träger (Beispiel)", Traeger.Art.FREI),
    "verein": ("Eingetragener Verein", Traeger.Art.FREI),
    "privat": ("Private Anbieter (Beispiel)", Traeger.Art.PRIVAT),
}

# name, kind, carrier, answer (z = zugesagt, a = abgesagt, o = offen), persons, of these present
EINRICHTUNGEN = (
    ("Kita Kiefernweg", A.KITA, "gemeinde", "z", 2, 2),
    ("Kita Sonnenblick", A.KITA, "gemeinde", "z", 2, 2),
    ("Kita Am Seeberghang", A.KITA, "gemeinde", "z", 1, 1),
    ("Kita Wurzelkinder", A.KITA, "gemeinde", "z", 2, 2),
    ("Kita Löwenzahn", A.KITA, "gemeinde", "z", 1, 1),
    ("Kita Zwergenland am Kanal", A.KITA, "gemeinde", "z", 2, 2),
    ("Hort Buntspecht", A.HORT, "gemeinde", "z", 2, 2),
    ("Hort Pfiffikus", A.HORT, "gemeinde", "z", 2, 2),
    ("Hort Regenbogenhaus", A.HORT, "gemeinde", "z", 2, 2),
    ("Hort Weltentdecker", A.HORT, "gemeinde", "z", 1, 1),
    ("Evangelische Kita Senfkorn", A.KITA, "kirche_ev", "z", 2, 2),
    ("Evangelische Kita Himmelszelt", A.KITA, "kirche_ev", "z", 1, 1),
    ("Katholische Kita Sankt Franziskus am Anger", A.KITA, "kirche_kath", "z", 2, 2),
    ("Katholische Kita Morgenstern", A.KITA, "kirche_kath", "z", 1, 1),
    ("Evangelische Kita Weinbergkinder", A.KITA, "kirche_ev", "a", 0, 0),
    ("Familienberatung Brückenschlag", A.BERATUNGSSTELLE, "frei", "z", 2, 2),
    ("Beratungsstelle Rückenwind", A.BERATUNGSSTELLE, "frei", "z", 1, 1),
    ("Erziehungs- und Familienberatung Kompass", A.BERATUNGSSTELLE, "kirche_ev", "z", 1, 1),
    ("Suchtberatung Atempause", A.BERATUNGSSTELLE, "frei", "z", 1, 0),
    ("Schuldnerberatung Teltower Weg", A.BERATUNGSSTELLE, "frei", "o", 0, 0),
    ("Sportverein Bäkewiese e. V.", A.SPORT, "verein", "z", 2, 2),
    ("Turngemeinschaft Kanalaue e. V.", A.SPORT, "verein", "z", 1, 1),
    ("Schwimmclub Seepferdchen e. V.", A.SPORT, "verein", "z", 1, 1),
    ("Tischtennisclub Blau-Weiß e. V.", A.SPORT, "verein", "a", 0, 0),
    ("Reitverein Kiefernhof e. V.", A.SPORT, "verein", "o", 0, 0),
    ("Kampfkunstschule Hakama", A.SPORT, "privat", "o", 0, 0),
    ("Abenteuerspielplatz Waldlichtung", A.FREIZEIT, "frei", "z", 2, 2),
    ("Familienzentrum Sandkorn", A.FREIZEIT, "frei", "z", 1, 1),
    ("Pfadfinderstamm Graureiher", A.FREIZEIT, "verein", "o", 0, 0),
    ("Kinderkunstwerkstatt Farbtopf", A.KULTUR, "verein", "z", 2, 2),
    ("Theatergruppe Bühnenreif", A.KULTUR, "verein", "z", 1, 1),
    ("Chorwerkstatt Kleine Stimmen", A.KULTUR, "verein", "o", 0, 0),
    ("CARAT Jugendarbeit Kleinmachnow", A.JUGENDARBEIT, "frei", "z", 3, 3),
    ("Kreisvolkshoch- und \u2011Musikschule Potsdam-Mittelmark", A.VHS_MUSIKSCHULE, "kreis", "z", 2, 2),
    ("Fachbereich Schule, Kultur, Soziales", A.VERWALTUNG, "gemeinde", "z", 3, 3),
)

# titel, beschreibung, index of the Leitfrage, handlungsfeld, institution that brought it
THEMEN = (
    (
        "Netzwerk",
        "Einrichtungsübergreifendes Arbeiten, Austausch – vorhandene Ressourcen nutzen",
        2,
        "netzwerk",
        "Fachbereich Schule, Kultur, Soziales",
    ),
    (
        "Sport & Freizeit",
        "Bessere Sichtbarkeit und niedrigschwellige Sport- und Freizeitangebote für Kinder- und Jugendliche",
        0,
        "freizeit",
        "Sportverein Bäkewiese e. V.",
    ),
    (
        "Kunst und Kultur",
        "Offene und niedrigschwellige kulturelle Freizeit- und Schnupperangebote für alle",
        0,
        "kultur",
        "Kinderkunstwerkstatt Farbtopf",
    ),
    (
        "Beratung",
        "Pandemie, Krieg, Krisen – Beratungs- und Gesprächsangebote für Kinder und Jugendliche",
        1,
        "beratung",
        "Familienberatung Brückenschlag",
    ),
    (
        "Kinderschutz in Kleinmachnow",
        "Prävention und Information",
        2,
        "kinderschutz",
        "Evangelische Kita Senfkorn",
    ),
)
SPEICHER = (
    ("Sichere Schulwege", "Querungen und Radwege rund um die Grundschulen", 1, "sonstiges", "Hort Pfiffikus"),
    (
        "Ferienbetreuung abstimmen",
        "Schließzeiten von Kitas und Horten angleichen",
        0,
        "bildung",
        "Kita Löwenzahn",
    ),
)

# raum, wegweiser, Moderation, Personen in the group, Mitstreiter of the topic, was offen blieb
GRUPPEN = (
    ("Tisch 1", "Bürgersaal", "Fachbereich", 11, 14, "Wer das Verzeichnis auf Dauer pflegt, ist noch nicht geklärt."),
    ("Tisch 4", "Bürgersaal", "Sport", 9, 10, "Öffnung der Turnhallen in den Ferien."),
    ("Raum 1.12", "1. Etage, Aufzug", "Kultur", 7, 8, "Honorare für die Anleitung in Kitas und Horten."),
    ("Tisch 2", "Bürgersaal", "Beratung", 10, 12, "Wie Jugendliche erreicht werden, die keine Einrichtung besuchen."),
    ("Raum 1.14", "1. Etage, Aufzug", "Kita", 8, 9, "Eine feste Ansprechperson für Kinderschutz im Landkreis."),
)

# Per group: Ist texts; Soll as (text, answered Ist numbers); Ideen as (text, served Soll numbers). One Ist stays open.
KARTEN = (
    (
        (
            "Die Einrichtungen kennen sich wenig. Kontakte hängen an einzelnen Personen und reißen bei einem "
            "Stellenwechsel ab.",
            "Angebote stehen auf vielen Websites, Aushängen und Flyern; einen Überblick hat niemand.",
            "Räume und Material stehen zeitweise leer, während andere Einrichtungen danach suchen.",
            "Fortbildungen bucht jeder Träger für sich, oft für zwei oder drei Personen.",
            "Beim Übergang von der Kita in den Hort sprechen die Teams nur miteinander, wenn Eltern es anstoßen.",
        ),
        (
            (
                "Ein fester Kreis aus allen Arten von Einrichtungen trifft sich zweimal im Jahr; Vertretungen sind "
                "benannt.",
                (1, 2),
            ),
            ("Ein gemeinsames Verzeichnis nennt Angebote, Zielgruppen und Ansprechpersonen und wird gepflegt.", (2,)),
            ("Räume und Material werden untereinander einfach und kostenfrei verliehen.", (3,)),
            ("Fortbildungen werden gemeinsam geplant und stehen allen Trägern offen.", (4,)),
        ),
        (
            (
                "Verzeichnis aus den Anmeldungen zu dieser Konferenz aufbauen; jede Einrichtung prüft ihren Eintrag "
                "einmal im Jahr.",
                (2,),
            ),
            ("Leihliste „Was kann ich geben, was suche ich?“ für Räume, Spielgeräte und Technik.", (3,)),
            ("Hospitation: Jede Fachkraft verbringt einen Vormittag im Jahr in einer anderen Einrichtung.", (1, 4)),
            ("Gemeinsamer Fortbildungskalender mit anteiligen Plätzen.", (4,)),
        ),
    ),
    (
        (
            "Viele Familien erfahren nur zufällig von Angeboten. Eine gemeinsame Übersicht fehlt.",
            "Sportvereine haben feste Hallenzeiten. Für offene Angebote am Nachmittag ist kaum Platz.",
            "Probetraining gibt es, aber ohne Ausrüstung trauen sich viele nicht hin.",
            "Für Jugendliche ab 14 endet vieles um 18 Uhr.",
            "Beiträge und Fahrwege schließen manche Kinder aus.",
        ),
        (
            ("Alle Sport- und Freizeitangebote stehen an einer Stelle, aktuell und leicht zu finden.", (1,)),
            ("An zwei Nachmittagen je Woche ist eine Halle für alle offen, ohne Anmeldung.", (2,)),
            ("Jedes Kind kann ein Angebot kostenlos ausprobieren.", (3, 5)),
            ("Vereine und Schulen stimmen ihre Zeiten halbjährlich ab.", (2,)),
        ),
        (
            ("Gemeinsamer Angebotskalender im Netz, gepflegt von allen Einrichtungen.", (1,)),
            ("Offene Halle dienstags und donnerstags, Aufsicht im Wechsel.", (2, 4)),
            ("Schnupperpass: fünf Vereine, fünf Nachmittage, Material wird gestellt.", (3, 1)),
        ),
    ),
    (
        (
            "Kurse in Musik, Kunst und Theater sind meist ganzjährig und kostenpflichtig.",
            "Wer einmal ausprobieren möchte, findet kaum ein Angebot ohne lange Anmeldung.",
            "Kitas und Horte haben Räume, aber selten Fachkräfte für kulturelle Bildung.",
            "Veranstaltungen liegen oft abends und erreichen Familien mit kleinen Kindern nicht.",
            "Jugendliche haben keine Fläche, auf der sie legal sprühen oder auftreten können.",
        ),
        (
            ("Jedes Kind kann Instrumente und Techniken ausprobieren, bevor die Familie sich bindet.", (1, 2)),
            ("Kulturelle Bildung kommt in die Einrichtungen, nicht nur umgekehrt.", (3,)),
            ("Es gibt Vorstellungen und offene Werkstätten am Nachmittag und am Wochenende.", (4,)),
            ("Kosten sind kein Grund, nicht mitzumachen.", (1,)),
        ),
        (
            ("Instrumentenkarussell in den Horten: fünf Instrumente in fünf Wochen.", (1, 2)),
            ("Schnupperkarte für drei Besuche bei verschiedenen Anbietern, frei für Kinder bis 14 Jahre.", (1, 4)),
            ("Familiennachmittag am ersten Samstag im Monat, reihum bei den Kultureinrichtungen.", (3,)),
        ),
    ),
    (
        (
            "Fachkräfte erleben seit der Pandemie mehr Rückzug, Ängste und Konflikte als zuvor.",
            "Auf einen Termin in der Beratung warten Familien mehrere Wochen.",
            "Der Krieg in der Ukraine ist Thema in allen Gruppen; Fachkräfte sind unsicher, wie sie darüber reden.",
            "Beratungsstellen sind vielen Familien unbekannt oder gelten als letzter Ausweg.",
            "Jugendliche, die keine Einrichtung besuchen, erreicht kein Angebot.",
        ),
        (
            ("Ein erstes Gespräch ist innerhalb von zwei Wochen möglich.", (1, 2)),
            ("Jugendliche können ohne Termin und ohne Eltern mit jemandem sprechen.", (2,)),
            ("Jede Einrichtung hat eine Ansprechperson, die weiß, wie man mit Kindern über Krisen spricht.", (3,)),
            ("Beratung ist in Kita, Hort und Jugendtreff sichtbar und selbstverständlich.", (4,)),
        ),
        (
            ("Offene Sprechstunde einmal im Monat im Jugendtreff.", (1, 2)),
            ("Gemeinsame Fortbildung „Mit Kindern über Krieg und Krisen sprechen“.", (3,)),
            ("Beratungskarte im Taschenformat in leichter Sprache und auf Ukrainisch.", (4,)),
        ),
    ),
    (
        (
            "Schutzkonzepte gibt es in vielen Einrichtungen, sie sind aber sehr verschieden und wenig bekannt.",
            "Bei einem Verdacht wissen nicht alle, wen sie wann anrufen.",
            "Ehrenamtliche in Vereinen haben selten eine Schulung zum Kinderschutz.",
            "Eltern und Kinder kennen ihre Rechte und die Wege zur Hilfe zu wenig.",
            "Mit dem Jugendamt des Landkreises gibt es Kontakt im Einzelfall, aber keinen regelmäßigen Austausch.",
        ),
        (
            ("Alle Einrichtungen haben ein Schutzkonzept und stellen es einander vor.", (1,)),
            ("Ein gemeinsamer Ablaufplan zeigt auf einer Seite, was bei einem Verdacht zu tun ist.", (2,)),
            ("Jeder Verein hat mindestens eine geschulte Person.", (3,)),
            ("Kinder und Eltern wissen, an wen sie sich wenden können.", (4,)),
        ),
        (
            ("Ablaufplan mit dem Jugendamt abstimmen und in jeder Einrichtung aushängen.", (2,)),
            ("Zwei Schulungsabende im Jahr für Ehrenamtliche, getragen von Kitas und Vereinen gemeinsam.", (3, 1)),
            ("Projektwoche „Ich sage Nein“ in Kita, Hort und Jugendtreff mit einem Elternabend.", (4,)),
        ),
    ),
)

# Invented: 38 forms of paper, "einhellig sehr positiv". Texts of the first of them; some are quoted in the minutes.
RUECKMELDUNGEN_NOTEN = [1, 1, 2, 1, 1, 2] + [1] * 27 + [2] * 5
RUECKMELDUNGEN_TEXTE = [
    ("Endlich kenne ich die Gesichter zu den Einrichtungen.", ""),
    ("Die kurzen Gespräche am Anfang.", "Gern wieder, und gern jedes Jahr."),
    ("", "Mehr Zeit in den Kleingruppen."),
    ("Alle haben zugehört, auch über die Fächer hinweg.", ""),
    ("Der Kaffee.", ""),
    ("", "Auch Jugendliche selbst einladen."),
]
RUECKMELDUNGEN_ZITATE = {0, 2, 3, 5}
