"""What a cell means: kinds, salutations, yes and no, a whole name in one cell. Tolerant, never guessing silently."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from konferenz.felder import sort_key
from teilnehmer.models import Ansprechperson, Einrichtung, Traeger
from teilnehmer.verzeichnis.spalten import word_key

Art = Einrichtung.Art
TArt = Traeger.Art

# Words by kind. A cell that holds several kinds is decided by the person.
_ARTEN = {
    Art.KITA: "kita kindertagesstatte kindertageseinrichtung kindergarten krippe kinderkrippe kinderhaus "
    "kindertagespflege",
    Art.HORT: "hort schulhort",
    Art.SCHULE: "schule grundschule gymnasium oberschule gesamtschule realschule hauptschule forderschule "
    "sekundarschule gemeinschaftsschule schulzentrum oberstufenzentrum osz berufsschule mittelschule stadtteilschule",
    Art.JUGENDARBEIT: "jugendarbeit jugendclub jugendzentrum jugendtreff jugendhaus jugendfreizeiteinrichtung "
    "jugendeinrichtung schulsozialarbeit streetwork jugendsozialarbeit jugendverband",
    Art.VHS_MUSIKSCHULE: "volkshochschule vhs musikschule kreismusikschule kreisvolkshochschule",
    Art.BERATUNGSSTELLE: "beratungsstelle beratung erziehungsberatung familienberatung fruhe hilfen familienzentrum "
    "erziehungsberatungsstelle familienberatungsstelle",
    Art.SPORT: "sport sportverein turnverein fussballverein sg sv tsv",
    Art.FREIZEIT: "freizeit freizeiteinrichtung freizeitstatte ferienlager",
    Art.KULTUR: "kultur kulturverein bibliothek bucherei museum theater mediathek kunstschule",
    Art.KIRCHE: "kirche kirchengemeinde pfarramt pfarrei gemeindezentrum religionsgemeinschaft "
    "kirchenkreis moschee synagoge",
    Art.VERWALTUNG: "verwaltung amt jugendamt schulamt sozialamt rathaus behorde polizei gesundheitsamt",
    Art.SONSTIGE: "sonstige sonstiges andere anderes",
}
_TRAEGERARTEN = {
    TArt.KOMMUNAL: "kommunal gemeinde stadt offentlich kommune kommunaler stadtisch eigenbetrieb gemeindlich",
    TArt.FREI: "frei freier gemeinnutzig verein ev e v wohlfahrt freie ggmbh jugendhilfe",
    TArt.KONFESSIONELL: "konfessionell kirche kirchlich kirchengemeinde evangelisch katholisch diakonie caritas "
    "diakonisches evangelische evangelischer katholische katholischer kirchenkreis malteser johanniter",
    TArt.KREIS: "kreis landkreis kreisverwaltung",
    TArt.LAND: "land staatlich landes bundesland freistaat",
    TArt.PRIVAT: "privat gmbh gewerblich privater ug",
}
_ANREDEN = {
    "frau": "frau fr f w weiblich mrs",
    "herr": "herr hr hrn herrn m mannlich mr",
    "": "keine keine_angabe divers d",
}
_JA = set("ja j x wahr true 1 yes aktiv".split())  # noqa: SIM905
_NEIN = set("nein n falsch false 0 no inaktiv".split())  # noqa: SIM905
TITEL = (
    "Prof.",
    "Dr.",
    "Dipl.-Päd.",
    "Dipl.-Soz.",
    "Dipl.-Psych.",
    "Dipl.-Ing.",
    "med.",
    "phil.",
    "rer.",
    "nat.",
    "h.c.",
)
_TITEL = {word_key(titel) for titel in (*TITEL, "Professor", "Doktor", "Dipl", "Päd", "Soz", "Psych", "MdL", "MdB")}


def _by_word(table: dict) -> dict[str, str]:
    found = {}
    for value, words in table.items():
        for word in words.split():
            found.setdefault(word.replace("_", " "), value)
    return found


_ART_WORT, _TRAEGERART_WORT, _ANREDE_WORT = _by_word(_ARTEN), _by_word(_TRAEGERARTEN), _by_word(_ANREDEN)


def _exact(choices, text: str):
    """By its own name or by the text that we ourselves show."""
    key = word_key(text)
    return next((value for value, label in choices if key and key in (word_key(value), word_key(str(label)))), None)


def _only(found: set[str]) -> str | None:
    return found.pop() if len(found) == 1 else None


def map_art(text: str) -> str | None:
    if (value := _exact(Art.choices, text)) is not None:
        return value
    key = word_key(text)
    return _ART_WORT.get(key) or _only({_ART_WORT[word] for word in key.split() if word in _ART_WORT})


def map_traeger_art(text: str) -> str | None:
    if (value := _exact(TArt.choices, text)) is not None:
        return value
    key = word_key(text)
    return _TRAEGERART_WORT.get(key) or _only({_TRAEGERART_WORT[w] for w in key.split() if w in _TRAEGERART_WORT})


def guess_traeger_art(name: str) -> str | None:
    """What a carrier's name says about its kind: "Landkreis …", "Ev. Kirchengemeinde …", "… e. V."."""
    words = word_key(name).split()
    if any(word in ("ev", "evang", "kath") for word in words[:1]):
        return TArt.KONFESSIONELL
    for art in (TArt.KONFESSIONELL, TArt.KREIS, TArt.KOMMUNAL, TArt.LAND, TArt.PRIVAT, TArt.FREI):
        if any(_TRAEGERART_WORT.get(word) == art for word in words if word not in ("e", "v")):
            return art
    return TArt.FREI if words[-2:] == ["e", "v"] else None


def map_anrede(text: str) -> str | None:
    value = _exact(Ansprechperson.Anrede.choices, text)
    return value if value is not None else _ANREDE_WORT.get(word_key(text))


def map_ja_nein(text: str) -> bool | None:
    key = word_key(text)
    return True if key in _JA else False if key in _NEIN else None


def split_person(text: str) -> dict[str, str]:
    """A whole name in one cell: "Frau Dr. Miriam Albers" or "Albers, Miriam"."""
    found = {"anrede": "", "titel": "", "vorname": "", "nachname": ""}
    nach, komma, vor = text.partition(",")
    words = f"{vor} {nach}".split() if komma else text.split()
    if words and (anrede := _ANREDE_WORT.get(word_key(words[0]))) and len(word_key(words[0])) > 1:
        found["anrede"], words = anrede, words[1:]
    titel = []
    while len(words) > 1 and all(part in _TITEL for part in word_key(words[0]).split() or ["-"]):
        titel.append(words.pop(0))
    found["titel"] = " ".join(titel)
    if komma:
        nachname = " ".join(word for word in nach.split() if word in words)
        found["nachname"], found["vorname"] = nachname, " ".join(words[: len(words) - len(nachname.split())])
    elif words:
        found["vorname"], found["nachname"] = _split_surname(words)
    return found


def _split_surname(words: list[str]) -> tuple[str, str]:
    """The surname is the last word, with "von", "van der", "de" before it."""
    start = len(words) - 1
    while start > 0 and words[start - 1].lower() in ("von", "van", "der", "den", "de", "zu", "zur", "vom", "el", "al"):
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def split_tags(text: str) -> list[str]:
    tags = (" ".join(tag.split()) for tag in re.split(r"[,;|]", text))
    return list(dict.fromkeys(tag for tag in tags if tag))


def is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254


def clean_webseite(text: str) -> str | None:
    """With https:// where it was left out; None when it is no address."""
    address = text if re.match(r"(?i)https?://", text) else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        return None
    return address


def mail_domain(email: str) -> str:
    """The domain that says something about the institution; nothing for the big mail providers."""
    domain = email.rpartition("@")[2].lower()
    return "" if domain in FREEMAILER else domain


FREEMAILER = frozenset(
    """gmail.com googlemail.com gmx.de gmx.net gmx.com web.de t-online.de freenet.de yahoo.de yahoo.com outlook.com
    outlook.de hotmail.com hotmail.de live.de icloud.com me.com aol.com aol.de posteo.de mailbox.org arcor.de online.de
    mail.de 1und1.de vodafone.de kabelmail.de protonmail.com proton.me email.de""".split()  # noqa: SIM905
)
# Words that say what an institution is, not which one
_ALLERWELT = frozenset(
    """kita kindertagesstatte kindertageseinrichtung kindergarten die der das in am im an und
    e v ev""".split()  # noqa: SIM905
)


def name_key(name: str) -> str:
    """A name for comparing: no kind of institution, no small words; all words when nothing else is left."""
    words = word_key(name).split()
    return " ".join(word for word in words if word not in _ALLERWELT) or " ".join(words)


def street_key(strasse: str) -> str:
    return re.sub(r"strasse\b|str\b", "str", word_key(strasse)).replace(" ", "")


def text_key(text: str) -> str:
    return " ".join(sort_key(text).split())
