"""The directory as it stands now, in three queries, ready to be compared with a file."""

from collections import defaultdict
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from konferenz.models import Veranstalter
from teilnehmer.models import Ansprechperson, Einrichtung, Traeger
from teilnehmer.verzeichnis.datei import clean
from teilnehmer.verzeichnis.werte import mail_domain, name_key, street_key, text_key

AEHNLICH = 0.84
KURZ = 4  # fewer letters say nothing
HAEUFIG = 40  # a word that so many names hold says nothing
MAX_VORSCHLAEGE = 3


class Bestand:
    """Institutions, carriers and contacts of a Veranstalter, by what a file can name."""

    def __init__(self, veranstalter: Veranstalter):
        self.einrichtungen = list(Einrichtung.objects.filter(veranstalter=veranstalter).select_related("traeger"))
        self.traeger = list(Traeger.objects.filter(veranstalter=veranstalter))
        self.personen: dict[int, list[Ansprechperson]] = defaultdict(list)
        for person in Ansprechperson.objects.filter(einrichtung__veranstalter=veranstalter).order_by("pk"):
            self.personen[person.einrichtung_id].append(person)
        self.nach_kennung = {row.kennung: row for row in self.einrichtungen}
        self.vergeben = {(row.name, row.ort): row for row in self.einrichtungen}
        self._nach_name: dict[str, list[Einrichtung]] = defaultdict(list)
        for row in self.einrichtungen:
            self._nach_name[text_key(clean(row.name))].append(row)
        self._traeger_name = {clean(row.name): row for row in self.traeger}
        self._traeger_key: dict[str, list[Traeger]] = defaultdict(list)
        for row in self.traeger:
            self._traeger_key[text_key(clean(row.name))].append(row)
        self._vergleich = None

    def find(self, name: str, ort: str) -> Einrichtung | None:
        """The one of this name in this place; without a place in the file the only one of this name."""
        rows = self._nach_name[text_key(name)]
        if ort:
            rows = [row for row in rows if text_key(clean(row.ort)) == text_key(ort)]
        if len(rows) > 1:
            rows = [row for row in rows if clean(row.name) == name and (not ort or clean(row.ort) == ort)]
        return rows[0] if len(rows) == 1 else None

    def find_traeger(self, name: str) -> Traeger | None:
        rows = self._traeger_key[text_key(name)]
        return self._traeger_name.get(name) or (rows[0] if len(rows) == 1 else None)

    def similar(self, werte: dict[str, str], emails: list[str], ohne: set[int]) -> list[tuple[Einrichtung, list[str]]]:
        """Institutions that a new one may be, with the reasons; those that the file names itself are left out."""
        if self._vergleich is None:
            self._vergleich = _Vergleich(self)
        return self._vergleich.similar(werte, emails, ohne)


class _Vergleich:
    """Indexes for likely duplicates; built only when a file brings somebody new."""

    def __init__(self, bestand: Bestand):
        self.namen = {row.pk: name_key(row.name) for row in bestand.einrichtungen}
        self.orte = {row.pk: text_key(row.ort) for row in bestand.einrichtungen}
        self.nach_pk = {row.pk: row for row in bestand.einrichtungen}
        self.worte, self.strassen, self.mails, self.domains = (defaultdict(set) for _ in range(4))
        for row in bestand.einrichtungen:
            for wort in self.namen[row.pk].split():
                self.worte[wort[:4]].add(row.pk)
            if row.strasse:
                self.strassen[street_key(row.strasse)].add(row.pk)
            for person in bestand.personen[row.pk]:
                if person.email:
                    self.mails[person.email.lower()].add(row.pk)
                    self.domains[mail_domain(person.email)].add(row.pk)

    def similar(self, werte, emails, ohne):
        gruende = defaultdict(list)
        name = name_key(werte.get("name", ""))
        nah = set().union(*(self.worte[w[:4]] for w in name.split() if len(self.worte[w[:4]]) <= HAEUFIG))
        for pk in nah:
            if _is_similar(self.namen[pk], name):
                gruende[pk].append(_("ähnlicher Name"))
        for pk in set().union(*(self.mails[email] for email in emails)):
            gruende[pk].append(_("gleiche E-Mail-Adresse"))
        for domain in {mail_domain(email) for email in emails} - {""}:
            # A domain that several share is the town's or the carrier's and says nothing.
            if len(self.domains[domain]) == 1 and not gruende.keys() & self.domains[domain]:
                gruende[next(iter(self.domains[domain]))].append(_("gleiche Endung der E-Mail-Adresse"))
        if werte.get("strasse"):
            for pk in self.strassen[street_key(werte["strasse"])]:
                if self._same_place(self.nach_pk[pk], werte):
                    gruende[pk].append(_("gleiche Anschrift"))
        found = [(self.nach_pk[pk], grund) for pk, grund in gruende.items() if pk not in ohne]
        return sorted(found, key=lambda pair: (-len(pair[1]), pair[0].pk))[:MAX_VORSCHLAEGE]

    def _same_place(self, row: Einrichtung, werte: dict[str, str]) -> bool:
        ort, plz = text_key(werte.get("ort", "")), werte.get("plz", "")
        if plz and row.plz:
            return plz == row.plz
        return not ort or not row.ort or ort == self.orte[row.pk]


def _is_similar(one: str, other: str) -> bool:
    """Every word of the shorter name has its like in the longer one, which has at most one more.

    Word by word, because "Grundschule Nord" and "Grundschule Süd" are much alike as a string and are two schools.
    """
    kurz, lang = sorted((one.split(), other.split()), key=len)
    if "".join(kurz) == "".join(lang):
        return True
    rest = list(lang)
    for wort in kurz:
        like = next((anderes for anderes in rest if _is_same_word(wort, anderes)), None)
        if like is None:
            return False
        rest.remove(like)
    return len(rest) <= 1 and sum(map(len, kurz)) >= KURZ


def _is_same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    if one.isdigit() or other.isdigit():
        return False
    vergleich = SequenceMatcher(None, one, other)
    # each step is slower and nearer to the truth than the one before
    return all(step() >= AEHNLICH for step in (vergleich.real_quick_ratio, vergleich.quick_ratio, vergleich.ratio))
