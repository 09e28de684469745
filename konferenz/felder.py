"""Field helpers that every app's models share."""

import secrets

from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Lower, Replace

KENNUNG_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
# Without 0 O 1 I L U: it is read aloud over the phone and typed from paper.
KURZCODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

UMLAUTE = "ÄÖÜäöüÉÈÊéèêÁÀÂáàâÓÒÔóòôÇçÑñŁłŞşŠšŽž„“"
GRUNDBUCHSTABEN = "AOUaouEEEeeeAAAaaaOOOoooCcNnLlSsSsZz"

_GRUND = str.maketrans(UMLAUTE[: len(GRUNDBUCHSTABEN)], GRUNDBUCHSTABEN, UMLAUTE[len(GRUNDBUCHSTABEN) :])


def new_kennung() -> str:
    """Ten random base32 characters (50 bits): the address of a row, never its primary key."""
    return "".join(secrets.choice(KENNUNG_ALPHABET) for _ in range(10))


def new_kurzcode() -> str:
    """Eight characters to type from a letter, stored without the hyphen that is printed in the middle."""
    return "".join(secrets.choice(KURZCODE_ALPHABET) for _ in range(8))


def sort_key(text: str) -> str:
    """The same order key as SortierschluesselField, for what somebody searches."""
    return text.replace("ß", "ss").translate(_GRUND).lower()


class Translate(Func):
    """PostgreSQL's translate(): immutable, so it may stand in a generated column."""

    function = "translate"


class SortierschluesselField(models.GeneratedField):
    """German dictionary order (DIN 5007-1) over the given columns, without ICU: ä = a, ß = ss, case ignored."""

    def __init__(self, *columns: str, **kwargs):
        self.columns = columns
        kwargs.pop("expression", None)
        kwargs.pop("output_field", None)
        kwargs.pop("db_persist", None)
        expression = F(columns[0])
        for column in columns[1:]:
            expression = ConcatOperator(ConcatOperator(expression, Value(" ")), F(column))
        text = models.TextField()
        expression = Replace(expression, Value("ß"), Value("ss"), output_field=text)
        expression = Translate(expression, Value(UMLAUTE), Value(GRUNDBUCHSTABEN), output_field=text)
        super().__init__(expression=Lower(expression, output_field=text), output_field=text, db_persist=True, **kwargs)

    def deconstruct(self):
        name, path, _args, kwargs = super().deconstruct()
        for key in ("expression", "output_field", "db_persist"):
            kwargs.pop(key, None)
        return name, path, self.columns, kwargs


class ConcatOperator(Func):
    """a || b: immutable, unlike concat(), which a generated column refuses."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    arity = 2
    output_field = models.TextField()
