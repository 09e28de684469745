"""Pictures from outside: known formats only, limits before decoding, always written anew (no metadata stays)."""

import io

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

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
