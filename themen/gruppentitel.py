"""A group's title in two parts, as head, poster and minutes set it. Pure.

"Netzwerk: Einrichtungsübergreifendes Arbeiten" is headed by "Netzwerk"; without a colon a short description stands
below.
"""

KURZ = 160


def kurztitel(titel: str) -> str:
    """The part before the colon."""
    return titel.partition(": ")[0]


def untertitel(titel: str, beschreibung: str) -> str:
    """What comes behind the colon, or a description short enough to stand in its place."""
    rest = titel.partition(": ")[2]
    return rest or (beschreibung if len(beschreibung) <= KURZ and "\n" not in beschreibung else "")
