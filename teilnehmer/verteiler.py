"""The Verteiler of the minutes: lines of a text, some with a mail address, the others get paper."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

_MIT_NAME = re.compile(r"(?P<name>[^<>]*)<\s*(?P<adresse>[^<>\s]+)\s*>")


@dataclass(frozen=True)
class Verteilerstelle:
    """One line: "Landkreis, Jugendamt <jugendamt@…>", only a name, or only an address."""

    name: str
    adresse: str = ""


def parse_verteiler(text: str) -> tuple[Verteilerstelle, ...]:
    """Every line that says something, an address only once. What looks like an address and is none stays a name."""
    stellen, schon = [], set()
    for line in (line.strip() for line in text.splitlines()):
        match = _MIT_NAME.fullmatch(line)
        name, adresse = (match["name"].strip(" ,;"), match["adresse"]) if match else ("", line)
        if not _is_address(adresse):
            name, adresse = line, ""
        if (name or adresse) and adresse.lower() not in schon - {""}:
            stellen.append(Verteilerstelle(name, adresse))
            schon.add(adresse.lower())
    return tuple(stellen)


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
