"""The lasting directory of a Veranstalter: institutions, carriers, contacts."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Veranstalter
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import lock, record
from teilnehmer.models import Ansprechperson, Einrichtung, Traeger

PLANENDE = frozenset({Rolle.LEITUNG, Rolle.PLANUNG})


@transaction.atomic
def create_einrichtung(
    *, veranstalter: Veranstalter, daten: dict, traeger_neu: dict | None = None, by: Akteur
) -> Einrichtung:
    """A new entry; with `traeger_neu` (name, art) its carrier is entered along with it."""
    veranstalter = _lock_verzeichnis(veranstalter.pk, by)
    einrichtung = Einrichtung(veranstalter=veranstalter, **daten)
    if traeger_neu:
        einrichtung.traeger = _traeger(veranstalter, traeger_neu, by)
    _require_own(einrichtung)
    einrichtung.full_clean()
    einrichtung.save(force_insert=True)
    record("Einrichtung eingetragen.", by=by, veranstalter=veranstalter, objekt=f"Einrichtung {einrichtung.kennung}")
    return einrichtung


@transaction.atomic
def update_einrichtung(
    *, einrichtung: Einrichtung, daten: dict, fassung: int | None, traeger_neu: dict | None = None, by: Akteur
) -> Einrichtung:
    """Change an entry; raises Veraltet when somebody saved since `fassung` was read."""
    veranstalter = _lock_verzeichnis(einrichtung.veranstalter_id, by)
    row = lock(Einrichtung.objects, einrichtung.pk, fassung)
    if traeger_neu:
        daten = daten | {"traeger": _traeger(veranstalter, traeger_neu, by)}
    if _apply(row, daten, _require_own):
        record("Einrichtung geändert.", by=by, veranstalter=veranstalter, objekt=f"Einrichtung {row.kennung}")
    return row


@transaction.atomic
def create_traeger(*, veranstalter: Veranstalter, daten: dict, by: Akteur) -> Traeger:
    return _create_traeger(_lock_verzeichnis(veranstalter.pk, by), daten, by)


@transaction.atomic
def update_traeger(*, traeger: Traeger, daten: dict, fassung: int | None, by: Akteur) -> Traeger:
    veranstalter = _lock_verzeichnis(traeger.veranstalter_id, by)
    row = lock(Traeger.objects, traeger.pk, fassung)
    if _apply(row, daten):
        record("Träger geändert.", by=by, veranstalter=veranstalter, objekt=f"Traeger {row.pk}")
    return row


@transaction.atomic
def delete_traeger(*, traeger: Traeger, by: Akteur) -> None:
    """Its institutions stay, without a carrier."""
    veranstalter = _lock_verzeichnis(traeger.veranstalter_id, by)
    deleted, _rows = veranstalter.traeger.filter(pk=traeger.pk).delete()
    if deleted:
        record("Träger gelöscht.", by=by, veranstalter=veranstalter, objekt=f"Traeger {traeger.pk}")


@transaction.atomic
def create_ansprechperson(*, einrichtung: Einrichtung, daten: dict, by: Akteur) -> Ansprechperson:
    veranstalter = _lock_verzeichnis(einrichtung.veranstalter_id, by)
    row = Ansprechperson(einrichtung=lock(Einrichtung.objects, einrichtung.pk), **daten)
    row.full_clean()
    row.save(force_insert=True)
    _record_ansprechperson("Ansprechperson eingetragen.", row, veranstalter, by)
    return row


@transaction.atomic
def update_ansprechperson(
    *, ansprechperson: Ansprechperson, daten: dict, fassung: int | None, by: Akteur
) -> Ansprechperson:
    veranstalter = _lock_verzeichnis(ansprechperson.einrichtung.veranstalter_id, by)
    row = lock(Ansprechperson.objects.select_related("einrichtung"), ansprechperson.pk, fassung)
    if _apply(row, daten):
        _record_ansprechperson("Ansprechperson geändert.", row, veranstalter, by)
    return row


@transaction.atomic
def delete_ansprechperson(*, ansprechperson: Ansprechperson, by: Akteur) -> None:
    """What was sent to this person stays in the Postausgang."""
    veranstalter = _lock_verzeichnis(ansprechperson.einrichtung.veranstalter_id, by)
    deleted, _rows = Ansprechperson.objects.filter(pk=ansprechperson.pk).delete()
    if deleted:
        _record_ansprechperson("Ansprechperson gelöscht.", ansprechperson, veranstalter, by)


def _lock_verzeichnis(veranstalter_id: int, by: Akteur) -> Veranstalter:
    """The organiser is locked, so that two cannot enter the same name at once."""
    if by.rolle not in PLANENDE:
        raise NichtErlaubt(_("Das Verzeichnis ändert, wer plant. Es wurde nichts geändert."))
    return lock(Veranstalter.objects, veranstalter_id)


def _apply(row: models.Model, daten: dict, check=None) -> bool:
    """Write what differs, checked by the model, one version further; False when nothing differs."""
    changed = [name for name, value in daten.items() if getattr(row, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(row, name, daten[name])
    if check:
        check(row)
    row.fassung += 1
    row.full_clean()
    row.save(update_fields=[*changed, "fassung"])
    return True


def _require_own(einrichtung: Einrichtung) -> None:
    traeger = einrichtung.traeger
    if traeger is not None and traeger.veranstalter_id != einrichtung.veranstalter_id:
        raise ValidationError({"traeger": _("Diesen Träger gibt es hier nicht. Bitte wählen Sie einen anderen.")})


def _traeger(veranstalter: Veranstalter, daten: dict, by: Akteur) -> Traeger:
    """The carrier of this name, entered now if nobody has entered it before."""
    return veranstalter.traeger.filter(name=daten["name"]).first() or _create_traeger(veranstalter, daten, by)


def _create_traeger(veranstalter: Veranstalter, daten: dict, by: Akteur) -> Traeger:
    traeger = Traeger(veranstalter=veranstalter, **daten)
    traeger.full_clean()
    traeger.save(force_insert=True)
    record("Träger eingetragen.", by=by, veranstalter=veranstalter, objekt=f"Traeger {traeger.pk}")
    return traeger


def _record_ansprechperson(satz: str, row: Ansprechperson, veranstalter: Veranstalter, by: Akteur) -> None:
    record(satz, by=by, veranstalter=veranstalter, objekt=f"Einrichtung {row.einrichtung.kennung}")
