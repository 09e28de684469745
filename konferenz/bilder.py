"""Pictures from outside: known formats only, limits before decoding, always written anew (no metadata stays).

A photo is read in a child process with limits (konferenz/bilder_kind.py); the web process never decodes it.
"""

import io
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageOps

from konferenz import bilder_kind

logger = logging.getLogger(__name__)

FORMATE = ("PNG", "JPEG", "WEBP", "GIF")
WAPPEN_MAX_BYTES = 2 * 1024 * 1024
WAPPEN_MAX_PIXELS = 20_000_000
WAPPEN_GROESSE = (400, 480)


def clean_wappen(upload) -> bytes:
    """PNG bytes of an uploaded coat of arms; raises ValidationError when it is no small picture."""
    if upload.size > WAPPEN_MAX_BYTES:
        raise ValidationError(_("Das Bild ist größer als 2 MB. Bitte nehmen Sie ein kleineres."))
    try:
        with Image.open(upload, formats=FORMATE) as picture:
            if picture.width * picture.height > WAPPEN_MAX_PIXELS:
                raise ValidationError(_("Das Bild hat zu viele Bildpunkte. Bitte nehmen Sie ein kleineres."))
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
            upright.thumbnail(WAPPEN_GROESSE)
    except ValidationError:
        raise
    except Exception as error:  # a broken picture fails in many ways inside Pillow
        raise ValidationError(_("Das Bild lässt sich nicht lesen. Möglich sind PNG, JPEG, WebP und GIF.")) from error
    result = io.BytesIO()
    Image.frombytes("RGBA", upright.size, upright.tobytes()).save(result, "PNG", optimize=True)
    return result.getvalue()


# Photos
FOTO_TYP = "image/jpeg"
FOTO_MAX_BYTES = bilder_kind.MAX_BYTES
FOTO_MAX_MB = FOTO_MAX_BYTES // 1024**2
FOTO_SEKUNDEN = 30
JE_PRUEFUNG = 20  # pictures that one child looks at
FOTO_MOEGLICH = gettext_lazy("Möglich sind Fotos als JPEG, PNG oder WebP.")
GRUENDE = {
    "bytes": format_lazy(
        gettext_lazy("Das Foto ist größer als {mb} MB. Bitte nehmen Sie ein kleineres."), mb=FOTO_MAX_MB
    ),
    "punkte": gettext_lazy("Das Foto hat zu viele Bildpunkte. Möglich sind 50 Millionen."),
    "bewegt": gettext_lazy("Das ist ein bewegtes Bild. Bitte nehmen Sie ein Foto, das stillsteht."),
    "heif": gettext_lazy(
        "Fotos im Format HEIC zeigen viele Geräte nicht. "
        "Bitte stellen Sie die Kamera auf „Maximale Kompatibilität“ oder speichern Sie das Foto als JPEG."
    ),
    "format": gettext_lazy("Diese Datei ist kein Foto, das wir lesen können. Möglich sind JPEG, PNG und WebP."),
    "kaputt": gettext_lazy("Das Foto lässt sich nicht lesen, vielleicht kam es nicht ganz an. Bitte noch einmal."),
    "viele": gettext_lazy("Gerade kommen viele Fotos auf einmal an. Bitte senden Sie Ihres gleich noch einmal."),
}
# Whoever decodes takes a core. More may not wait either: each of them holds a thread of the web process.
_arbeit = threading.BoundedSemaphore(2)
_schlange = threading.BoundedSemaphore(4)


@dataclass(frozen=True)
class FertigesFoto:
    """What we keep of a photo: a JPEG of our own making, and a small one for lists."""

    inhalt: bytes
    vorschau: bytes
    breite: int
    hoehe: int


def clean_foto(upload) -> FertigesFoto:
    """The photo as we keep it; raises ValidationError with a sentence when it is none."""
    if upload.size > FOTO_MAX_BYTES:
        raise ValidationError(GRUENDE["bytes"])
    upload.seek(0)
    try:
        bilder_kind.find_format(upload.read(16))
    except bilder_kind.Abgelehnt as grund:
        raise ValidationError(GRUENDE[str(grund)]) from None
    if not _schlange.acquire(blocking=False):
        raise ValidationError(GRUENDE["viele"])
    try:
        with _arbeit:
            answer = _run_child(upload)
    finally:
        _schlange.release()
    head, _newline, rest = answer.partition(b"\n")
    kopf = json.loads(head) if head else {"grund": "kaputt"}
    if "grund" in kopf:
        raise ValidationError(GRUENDE[kopf["grund"]])
    end = kopf["laengen"][0]
    return FertigesFoto(rest[:end], rest[end:], kopf["breite"], kopf["hoehe"])


def check_own(bilder: Iterable[tuple[bytes, int]]) -> Iterator[tuple[int, int] | None]:
    """Of each picture (its bytes, how long its longest side may be) the measures; None when it is not of our making.

    For pictures that come back from outside, in a package. The children take turns with those of `clean_foto`, and
    whoever stops asking starts no more of them.
    """
    for teil in _portions(bilder):
        kopf = json.dumps([(len(inhalt), seite) for inhalt, seite in teil]).encode()
        with _arbeit:
            answer = _child_answer(
                bilder_kind.PRUEFEN, input=b"\n".join([kopf, b"".join(inhalt for inhalt, _seite in teil)])
            )
        masse = json.loads(answer) if answer else [None] * len(teil)
        yield from (tuple(mass) if mass else None for mass in masse)


def _portions(bilder: Iterable[tuple[bytes, int]]) -> Iterator[list[tuple[bytes, int]]]:
    """As many as one child takes, by number and by bytes."""
    teil, platz = [], FOTO_MAX_BYTES
    for bild in bilder:
        if teil and (len(teil) == JE_PRUEFUNG or len(bild[0]) > platz):
            yield teil
            teil, platz = [], FOTO_MAX_BYTES
        teil.append(bild)
        platz -= len(bild[0])
    if teil:
        yield teil


def _run_child(upload) -> bytes:
    """What the child answers, nothing when it broke. A large upload lies in a file: the child reads it from there."""
    if not hasattr(upload, "temporary_file_path"):
        upload.seek(0)
        return _child_answer(input=upload.read())
    with open(upload.temporary_file_path(), "rb") as file:
        return _child_answer(stdin=file)


def _child_answer(*auftrag: str, **source) -> bytes:
    try:
        child = subprocess.run(  # noqa: S603 - our own module, and a fixed word
            [sys.executable, "-m", "konferenz.bilder_kind", *auftrag],
            capture_output=True,
            timeout=FOTO_SEKUNDEN,
            cwd=settings.BASE_DIR,
            env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
            **source,
        )
    except subprocess.TimeoutExpired:
        logger.warning("photo: the child took too long")
        return b""
    if child.returncode != 0:
        logger.warning("photo: the child ended with %s", child.returncode)
        return b""
    return child.stdout


def shrink_own(inhalt: bytes, seite: int) -> bytes:
    """A photo that we made ourselves, with its longest side no longer than this."""
    with Image.open(io.BytesIO(inhalt), formats=("JPEG", "PNG")) as picture:
        if max(picture.size) <= seite:
            return inhalt
        picture.draft("RGB", (seite, seite))
        small = picture.convert("RGB")
    small.thumbnail((seite, seite), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()
