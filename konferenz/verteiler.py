"""The Verteiler of the minutes: lines of a text, some with a mail address, the others get paper."""

import hashlib
import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

_MIT_NAME = re.compile(r"(?P<name>[^<>]*)<\s*(?P<adresse>[^<>\s]+)\s*>")


@dataclass(frozen=True)
class Verteilerstelle:
    """One line: "Landkreis, Jugendamt <jugendamt@…>", only a name, or only an address."""

    name: str
    adresse: str = ""


def parse_verteiler(text: str) -> tuple[Verteilerstelle, ...]:
    """Every line that says something, an address only once. What looks like an address and is none stays a name."""
    stellen, schon = [], set()
    for stelle in map(_read, text.splitlines()):
        if (stelle.name or stelle.adresse) and stelle.adresse.lower() not in schon - {""}:
            stellen.append(stelle)
            schon.add(stelle.adresse.lower())
    return tuple(stellen)


def printed_names(text: str) -> tuple[str, ...]:
    """The names for the head of the minutes. No address is printed, not even one that cannot be read as one."""
    names = (_without_addresses(stelle.name) for stelle in parse_verteiler(text))
    return tuple(name for name in names if name)


def why_not_verteiler(text: str) -> str:
    """The sentence about the first line with an address that cannot be read, or ""."""
    line = next((line.strip() for line in text.splitlines() if "@" in _read(line).name), "")
    if not line:
        return ""
    return _(
        "Diese Zeile verstehen wir nicht: „%(zeile)s“. Bitte schreiben Sie je Zeile eine Stelle, "
        "zum Beispiel „Landkreis, Jugendamt <jugendamt@kreis.example>“."
    ) % {"zeile": line}


def verteiler_stand(text: str) -> str:
    """What a form carries, so that nobody else's lines are overwritten unseen."""
    return hashlib.sha256("\n".join(text.splitlines()).encode()).hexdigest()


def _read(line: str) -> Verteilerstelle:
    line = line.strip()
    match = _MIT_NAME.fullmatch(line)
    name, adresse = (match["name"].strip(" ,;"), match["adresse"]) if match else ("", line)
    return Verteilerstelle(name, adresse) if _is_address(adresse) else Verteilerstelle(line)


def _without_addresses(name: str) -> str:
    if "@" not in name:
        return name
    return " ".join(word for word in name.split() if "@" not in word).strip(" ,;<>")


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
