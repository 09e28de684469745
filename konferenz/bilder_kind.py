"""The child process that reads one photo: `python -m konferenz.bilder_kind`, bytes on stdin, clean JPEGs on stdout.

What a stranger sends is decoded nowhere else. No Django in here, no database, no secret. The first line of the answer
is JSON: `{"grund": …}` when the photo is refused, otherwise its measures and the lengths of photo and preview.
"""

import contextlib
import io
import json
import resource
import sys

SPEICHER = 1024**3
SEKUNDEN = 20
MAX_BYTES = 12 * 1024 * 1024
MAX_PUNKTE = 50_000_000
SEITE, VORSCHAU = 2000, 480
GUETEN = (82, 74, 66, 58, 50)
# of the kept JPEG: minutes with many photos must stay a file one can mail
ZIEL_BYTES = 1_500_000
HEIF = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"heif", b"mif1", b"msf1", b"avif", b"avis")


class Abgelehnt(Exception):
    """Not a photo for us; the argument is a word that konferenz.bilder turns into a sentence."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (SPEICHER, SPEICHER))
    resource.setrlimit(resource.RLIMIT_CPU, (SEKUNDEN, SEKUNDEN))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        photo, preview, size = convert(sys.stdin.buffer.read(MAX_BYTES + 1))
    except Abgelehnt as grund:
        answer(json.dumps({"grund": str(grund)}))
    else:
        kopf = {"breite": size[0], "hoehe": size[1], "laengen": [len(photo), len(preview)]}
        answer(json.dumps(kopf), photo, preview)


def answer(kopf: str, *parts: bytes) -> None:
    sys.stdout.buffer.write(b"\n".join([kopf.encode(), b"".join(parts)]))


def find_format(head: bytes) -> str:
    """By what the file says it is, never by its name."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp" and head[8:12] in HEIF:
        raise Abgelehnt("heif")
    raise Abgelehnt("format")


def convert(data: bytes) -> tuple[bytes, bytes, tuple[int, int]]:
    """Photo, preview, measures of the photo: upright, sRGB, without a byte of what came in."""
    from PIL import Image

    if len(data) > MAX_BYTES:
        raise Abgelehnt("bytes")
    kind = find_format(data[:16])
    Image.MAX_IMAGE_PIXELS = None  # our own limit, which holds without a factor of two
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as picture:
            if picture.width * picture.height > MAX_PUNKTE:
                raise Abgelehnt("punkte")
            # A JPEG may carry a second picture for the screen (MPO); the first one is the photo.
            if kind != "JPEG" and getattr(picture, "is_animated", False):
                raise Abgelehnt("bewegt")
            clean = make_clean(picture)
    except Abgelehnt:
        raise
    except Exception as error:  # a broken picture fails in many ways inside Pillow
        raise Abgelehnt("kaputt") from error
    preview = clean.copy()
    preview.thumbnail((VORSCHAU, VORSCHAU))
    return save(clean, ZIEL_BYTES), save(preview, ZIEL_BYTES), clean.size


def make_clean(picture):
    """Small first, because turning and changing colours costs memory; then a new picture of bare points."""
    from PIL import Image, ImageOps

    profile = picture.info.get("icc_profile")
    if picture.format in ("JPEG", "MPO"):
        picture.draft(None, (SEITE, SEITE))  # the decoder leaves out what is not needed
    if picture.mode.startswith("I;16"):
        picture = to_8_bits(picture)
    elif picture.mode in ("1", "P", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    picture.thumbnail((SEITE, SEITE), Image.Resampling.LANCZOS)
    with contextlib.suppress(Exception):  # EXIF that cannot be read says nothing
        picture = ImageOps.exif_transpose(picture)
    if picture.mode in ("RGBA", "LA", "PA", "RGBa", "La"):
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    picture = to_srgb(picture, profile)
    return Image.frombytes("RGB", picture.size, picture.tobytes())


def to_8_bits(picture):
    """Of sixteen bits of grey the upper eight."""
    from PIL import Image

    upper = 0 if picture.mode.endswith("B") else 1
    return Image.frombytes("L", picture.size, picture.tobytes()[upper::2])


def to_srgb(picture, profile: bytes | None):
    """Colours as everybody's screen expects them; a profile that cannot be read is left out."""
    from PIL import ImageCms

    if profile and picture.mode in ("RGB", "L", "CMYK"):
        with contextlib.suppress(Exception):
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    return picture.convert("RGB")


def save(picture, most: int) -> bytes:
    """The best quality that keeps the size."""
    for quality in GUETEN:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality, optimize=True, progressive=False)
        if out.tell() <= most:
            break
    return out.getvalue()


if __name__ == "__main__":
    main()
