"""Invented people of the examples. Nobody is meant; everybody is marked."""

VORNAMEN = (
    "Miriam", "Jonas", "Katrin", "Emre", "Sabine", "Lukas", "Birgit", "Tarek", "Anja", "Philipp", "Dörte", "Mehmet",
    "Ulrike", "Sven", "Olena", "Matthias", "Claudia", "Ruben", "Heike", "Florian", "Nadia", "Thomas", "Petra", "Jakub",
    "Silke", "Andreas", "Fatima", "Henrik", "Monika", "Clemens", "Yasemin", "Rolf", "Judith", "Pavel", "Gesine",
    "Torsten", "Amira", "Bernd", "Franziska", "Leonard", "Marlene", "Uwe", "Ines", "Hauke", "Svetlana", "Konrad",
    "Elif", "Martin", "Regina", "Oskar",
)  # fmt: skip
NACHNAMEN = (
    "Albers", "Reuter", "Öztürk", "Brandis", "Cordes", "Dreyling", "Eckhoff", "Färber", "Gärtling", "Haberland",
    "Ihlow", "Jeschke", "Kallweit", "Lüdecke", "Mühlberg", "Neuendorf", "Oelmann", "Pätzold", "Quandt", "Rößling",
    "Schönwald", "Tietjen", "Uhlenbrock", "Vossberg", "Wiegand", "Zabel", "Ahrendt", "Böhmer", "Cziesla", "Diekhoff",
    "Evers", "Fröhling", "Grothe", "Hülsmann", "Imhoff", "Jürgens", "Kettler", "Löwe", "Marquardt", "Nölting",
    "Overbeck", "Plötz", "Rademann", "Stüber", "Thormann", "Urbaniak", "Völker", "Wendland", "Yildirim", "Ziemann",
)  # fmt: skip
FUNKTIONEN = ("Leitung", "Stellvertretende Leitung", "Pädagogische Fachkraft", "Koordination", "")


def person(number: int) -> dict:
    """The name fields of the n-th invented person; after fifty the first names go with other surnames."""
    return {
        "vorname": VORNAMEN[number % len(VORNAMEN)],
        "nachname": f"{NACHNAMEN[(number * 7 + number // len(NACHNAMEN)) % len(NACHNAMEN)]} (Beispiel)",
        "funktion": FUNKTIONEN[number % len(FUNKTIONEN)],
    }
