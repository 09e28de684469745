"""The child process that reads one photo: `python -m konferenz.bilder_kind`, bytes on stdin, clean JPEGs on stdout.

What a stranger sends is decoded nowhere else. No Django in here, no database, no secret. The first line of the answer
is JSON: `{"grund": …}` when the photo is refused, otherwise its measures and the lengths of photo and preview.

With the word "pruefen" it looks at pictures that are said to be ours already, see `check`.
"""

import contextlib
import io
import json
import re
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
PRUEFEN = "pruefen"
# What a JPEG of ours begins with, the markers that may follow (tables, frame, restarts), and where its points end
ANFANG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"
MARKEN = (b"\xff\xdb", b"\xff\xc0", b"\xff\xc4", b"\xff\xdd")
PUNKTE, ENDE = b"\xff\xda", b"\xff\xd9"
NACH_DEN_PUNKTEN = re.compile(rb"\xff[^\x00\xd0-\xd7]")
HEIF = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"heif", b"mif1", b"msf1", b"avif", b"avis")


class Abgelehnt(Exception):
    """Not a photo for us; the argument is a word that konferenz.bilder turns into a sentence."""


def main(auftrag: str = "") -> None:
    resource.setrlimit(resource.RLIMIT_AS, (SPEICHER, SPEICHER))
    resource.setrlimit(resource.RLIMIT_CPU, (SEKUNDEN, SEKUNDEN))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if auftrag == PRUEFEN:
        answer(json.dumps(check(sys.stdin.buffer.read(MAX_BYTES + 1024))))
        return
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


def check(data: bytes) -> list[tuple[int, int] | None]:
    """Of each picture its measures, or None where it is none that `save` would have written.

    The first line is JSON: of each the number of its bytes, and how long its longest side may be.
    """
    kopf, _newline, rest = data.partition(b"\n")
    found, start = [], 0
    for laenge, seite in json.loads(kopf):
        found.append(measure_own(rest[start : start + laenge], seite))
        start += laenge
    return found


def measure_own(data: bytes, seite: int) -> tuple[int, int] | None:
    from PIL import Image

    try:
        if not is_bare(data):
            return None
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as picture:
            if picture.mode != "RGB" or max(picture.size) > seite:
                return None
            picture.load()
            return picture.size
    except Exception:  # a broken picture fails in many ways inside Pillow
        return None


def is_bare(data: bytes) -> bool:
    """Whether this JPEG holds its points and nothing else: no data of a camera, no comment, nothing behind its end."""
    if not data.startswith(ANFANG):
        return False
    here = 2 + 18  # its only head, of the length that stands in ANFANG
    while (marke := data[here : here + 2]) in (*MARKEN, PUNKTE):
        here += 2 + int.from_bytes(data[here + 2 : here + 4], "big")
        if marke == PUNKTE:
            danach = NACH_DEN_PUNKTEN.search(data, here)
            here = danach.start() if danach else len(data)
    return data[here:] == ENDE


if __name__ == "__main__":
    main(*sys.argv[1:])
