"""Pictures of the examples, drawn here: flip charts, a filled-in form, and the coat of arms of an invented town."""

import io
import random

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from konferenz import bilder_kind
from konferenz.akteur import Rolle
from konferenz.bilder import FOTO_TYP, clean_wappen
from konferenz.models import Datei, Konferenz, Veranstalter
from themen.models import Foto, Kleingruppe

BREITE, HOEHE = 1600, 1200
ZETTEL = ("#fff3b0", "#d7ecff", "#ffdcd2", "#dcf3d8")
STIFT = "#1d2433"


def create_foto(
    konferenz: Konferenz, gruppe: Kleingruppe | None, art: str, alternativtext: str, titel: str, zeilen, am, position=1
) -> Foto:
    """A photo as if a phone had sent it: through the same new encoding, described, and nobody in it.

    Without the child process: these bytes come from no stranger.
    """
    draw = _bogen if art == Foto.Art.BOGEN else _flipchart
    inhalt, vorschau, (breite, hoehe) = bilder_kind.convert(draw(titel, zeilen))
    datei, klein = (
        Datei.objects.store(veranstalter=konferenz.veranstalter, name=name, typ=FOTO_TYP, inhalt=data)
        for name, data in (("foto.jpg", inhalt), ("foto-klein.jpg", vorschau))
    )
    return Foto.objects.create(
        konferenz=konferenz,
        kleingruppe=gruppe,
        art=art,
        datei=datei,
        vorschau=klein,
        breite=breite,
        hoehe=hoehe,
        alternativtext=alternativtext,
        personen=Foto.Personen.KEINE,
        position=position,
        erfasst_am=am,
        erfasst_durch=Rolle.HILFE,
    )


def create_wappen(veranstalter: Veranstalter) -> None:
    """A shield with a round foot and nothing around it: the picture has transparent corners."""
    bild = Image.new("RGBA", (400, 480), (0, 0, 0, 0))
    stift = ImageDraw.Draw(bild)
    for rand, farbe in ((8, "#1d2433"), (22, "#f4c542")):
        stift.rectangle((rand, rand, 400 - rand, 250), fill=farbe)
        stift.ellipse((rand, 40, 400 - rand, 480 - rand), fill=farbe)
    stift.polygon([(60, 300), (200, 110), (340, 300)], fill="#1f7a4d")
    stift.rectangle((150, 300, 250, 400), fill="#1f7a4d")
    stift.line([(70, 350), (330, 350)], fill="#f4f1e8", width=22)
    out = io.BytesIO()
    bild.save(out, "PNG")
    inhalt = clean_wappen(SimpleUploadedFile("wappen.png", out.getvalue(), "image/png"))
    veranstalter.wappen = Datei.objects.store(
        veranstalter=veranstalter, name="wappen.png", typ="image/png", inhalt=inhalt
    )
    veranstalter.save(update_fields=["wappen"])


def _flipchart(titel: str, zeilen) -> bytes:
    """A white sheet on a grey wall with notes on it, a little askew, and light from the left."""
    zufall = random.Random(titel)  # noqa: S311 the same picture every time
    bild = Image.new("RGB", (BREITE, HOEHE), "#b9b3a8")
    stift = ImageDraw.Draw(bild)
    stift.rectangle((110, 60, BREITE - 110, HOEHE - 40), fill="#f7f5ef", outline="#8d877b", width=6)
    stift.text((170, 100), titel, font=_schrift(72), fill=STIFT)
    stift.line([(170, 200), (170 + 36 * len(titel), 194 + zufall.randint(0, 12))], fill="#c0392b", width=8)
    for number, zeile in enumerate(zeilen):
        zettel = Image.new("RGBA", (620, 270), ZETTEL[number % len(ZETTEL)])
        feder = ImageDraw.Draw(zettel)
        for row, text in enumerate(_wrapped(zeile, 27)[:4]):
            feder.text((32, 24 + row * 58), text, font=_schrift(44), fill=STIFT)
        askew = zettel.rotate(zufall.uniform(-2.5, 2.5), expand=True, resample=Image.Resampling.BICUBIC)
        bild.paste(askew, (165 + number % 2 * 660, 240 + number // 2 * 300), askew)
    licht = Image.linear_gradient("L").rotate(90).resize((BREITE, HOEHE)).point(lambda value: value // 7)
    return _jpeg(Image.composite(Image.new("RGB", (BREITE, HOEHE), "black"), bild, licht))


def _bogen(titel: str, zeilen) -> bytes:
    """A form of three columns, filled in by hand, upright on a table."""
    bild = Image.new("RGB", (HOEHE, BREITE), "#8a6f52")
    stift = ImageDraw.Draw(bild)
    stift.rectangle((60, 60, HOEHE - 60, BREITE - 60), fill="#fdfdfb")
    stift.text((110, 100), f"Gruppenbogen: {titel}", font=_schrift(52), fill="#333333")
    for number, kopf in enumerate(("Ist", "Soll", "Ideen")):
        oben = 210 + number * 430
        stift.rectangle((110, oben, HOEHE - 110, oben + 400), outline="#777777", width=3)
        stift.text((130, oben + 12), kopf, font=_schrift(40), fill="#777777")
        for row, text in enumerate(_wrapped(zeilen[number], 40)[:5]):
            stift.text((150, oben + 80 + row * 60), text, font=_schrift(44), fill="#1b3fa0")
    return _jpeg(bild.rotate(0.8, fillcolor="#8a6f52", resample=Image.Resampling.BICUBIC))


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _schrift(size: int):
    """Our own typeface, as script/assets put it there; without it Pillow's, which lacks umlauts."""
    try:
        return ImageFont.truetype(settings.BASE_DIR / "static/gebaut/schrift/fira-500.woff2", size)
    except OSError:
        return ImageFont.load_default(size)


def _jpeg(bild) -> bytes:
    out = io.BytesIO()
    bild.save(out, "JPEG", quality=85)
    return out.getvalue()
