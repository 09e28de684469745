"""Photos from strangers: real ones come out clean and upright, everything else gets a sentence."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from PIL import Image, ImageCms, ImageDraw

from konferenz import bilder
from konferenz.bilder import GRUENDE, clean_foto, shrink_own

RED, BLUE = (200, 30, 30), (30, 30, 200)


def picture(size=(400, 300), mode="RGB", colour=RED) -> Image.Image:
    """Red, and blue in the upper left quarter."""
    made = Image.new("RGB", size, colour)
    ImageDraw.Draw(made).rectangle((0, 0, size[0] // 2 - 1, size[1] // 2 - 1), fill=BLUE)
    return made.convert(mode)


def encode(made: Image.Image, kind="JPEG", **options) -> bytes:
    out = io.BytesIO()
    made.save(out, kind, **options)
    return out.getvalue()


def upload(inhalt: bytes, name="foto.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, inhalt)


def clean(inhalt: bytes, name="foto.jpg") -> bilder.FertigesFoto:
    return clean_foto(upload(inhalt, name))


def refusal(inhalt: bytes, name="foto.jpg") -> str:
    with pytest.raises(ValidationError) as error:
        clean(inhalt, name)
    return error.value.messages[0]


def opened(inhalt: bytes) -> Image.Image:
    return Image.open(io.BytesIO(inhalt))


def near(one, other, by=12) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


def exif(orientation: int) -> Image.Exif:
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010E] = "Geheimnis im Bild"
    data[0x8825] = {1: "N", 2: (52.0, 24.0, 1.0), 3: "E", 4: (13.0, 13.0, 2.0)}
    return data


def png_of(width: int, height: int, *, idat: bytes, depth=8, colour=2, extra=()) -> bytes:
    """A PNG by hand, so that its head may say what its body does not hold."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = [chunk(b"IHDR", head), *(chunk(*one) for one in extra), chunk(b"IDAT", idat), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_comes_out_as_a_jpeg_with_its_preview(kind):
    foto = clean(encode(picture(), kind), "egal.txt")
    assert (foto.breite, foto.hoehe) == (400, 300)
    gross, klein = opened(foto.inhalt), opened(foto.vorschau)
    assert (gross.format, gross.mode, gross.size) == ("JPEG", "RGB", (400, 300))
    assert (klein.format, klein.size) == ("JPEG", (400, 300))
    assert near(gross.getpixel((10, 10)), BLUE)
    assert near(gross.getpixel((390, 290)), RED)


def test_a_large_photo_is_scaled_to_2000_points_and_under_a_megabyte_and_a_half():
    noise = Image.effect_noise((4000, 3000), 90).convert("RGB")
    foto = clean(encode(noise, quality=60))
    assert (foto.breite, foto.hoehe) == (2000, 1500)
    assert len(foto.inhalt) <= 1_500_000
    assert opened(foto.vorschau).size == (480, 360)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_exif_turns_the_photo_and_is_gone_with_place_comment_and_thumbnail(kind):
    options = {"comment": b"Geheimnis"} if kind == "JPEG" else {}
    inhalt = encode(picture((400, 300)), kind, exif=exif(6), xmp=b"<x>Geheimnis</x>", **options)
    assert b"Geheimnis" in inhalt
    foto = clean(inhalt)
    # 6: turned by a quarter to the right; the upper left corner is now the upper right one
    assert (foto.breite, foto.hoehe) == (300, 400)
    assert near(opened(foto.inhalt).getpixel((290, 10)), BLUE)
    for one in (foto.inhalt, foto.vorschau):
        assert b"Geheimnis" not in one
        assert b"Exif" not in one
        assert b"http" not in one
        assert dict(opened(one).getexif()) == {}
        assert set(opened(one).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_broken_exif_does_not_cost_the_photo():
    inhalt = encode(picture(), exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff" + b"\x00" * 20)
    assert clean(inhalt).breite == 400


def test_what_is_transparent_becomes_white():
    made = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    made.paste(RED, (0, 0, 20, 40))
    for kind in ("PNG", "WEBP"):
        foto = opened(clean(encode(made, kind)).inhalt)
        assert near(foto.getpixel((35, 20)), (255, 255, 255))
        assert near(foto.getpixel((5, 20)), RED, by=30)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA"])
def test_few_colours_become_rgb(mode):
    foto = clean(encode(picture(mode=mode), "PNG"))
    assert opened(foto.inhalt).mode == "RGB"


def test_sixteen_bits_of_grey_keep_their_brightness():
    rows = b"".join(b"\x00" + struct.pack(">H", 0x8000) * 64 for _row in range(64))
    foto = opened(clean(png_of(64, 64, idat=zlib.compress(rows), depth=16, colour=0)).inhalt)
    assert near(foto.getpixel((30, 30)), (128, 128, 128), by=2)
    rows = b"".join(b"\x00" + struct.pack(">HHH", 0xC800, 0x1E00, 0x1E00) * 64 for _row in range(64))
    foto = opened(clean(png_of(64, 64, idat=zlib.compress(rows), depth=16, colour=2)).inhalt)
    assert near(foto.getpixel((30, 30)), RED)


def test_a_cmyk_jpeg_becomes_rgb():
    foto = opened(clean(encode(picture(mode="CMYK"))).inhalt)
    assert foto.mode == "RGB"
    assert near(foto.getpixel((390, 290)), RED, by=30)


def test_colours_of_another_profile_are_changed_and_the_profile_is_left_out():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    foto = clean(encode(picture(), icc_profile=lab))
    assert "icc_profile" not in opened(foto.inhalt).info
    assert near(opened(foto.inhalt).getpixel((390, 290)), RED)
    assert clean(encode(picture(), icc_profile=b"kein Profil" * 20)).breite == 400


def test_a_jpeg_with_a_second_picture_for_the_screen_is_a_photo():
    zwei = encode(picture(), "MPO", save_all=True, append_images=[picture((40, 30))])
    assert opened(zwei).n_frames == 2
    assert clean(zwei).breite == 400


def test_moving_pictures_are_refused():
    frames = [picture(colour=(n * 60, 0, 0)) for n in range(3)]
    for kind in ("PNG", "WEBP"):
        moving = encode(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
        assert opened(moving).is_animated
        assert refusal(moving) == GRUENDE["bewegt"]


def test_foreign_formats_are_refused_whatever_they_are_called():
    gif = encode(picture(), "GIF")
    svg = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    for inhalt in (gif, svg, b"%PDF-1.7\n1 0 obj", b"<html><script>", b"%!PS-Adobe EPSF", encode(picture(), "TIFF"),
                   encode(picture(), "BMP"), b"MZ\x90", b"PK\x03\x04", b"x"):  # fmt: skip
        assert refusal(inhalt, "foto.jpg") == GRUENDE["format"]


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif"])
def test_heic_is_refused_with_what_to_do(brand):
    satz = refusal(b"\x00\x00\x00\x18ftyp" + brand + b"\x00" * 40)
    assert satz == (
        "Fotos im Format HEIC zeigen viele Geräte nicht. "
        "Bitte stellen Sie die Kamera auf „Maximale Kompatibilität“ oder speichern Sie das Foto als JPEG."
    )


def test_a_bomb_is_refused_by_its_head_before_anything_is_decoded():
    row = zlib.compressobj(9)
    idat = b"".join(row.compress(b"\x00" * 150_001) for _n in range(400)) + row.flush()
    bomb = png_of(50_000, 50_000, idat=idat)
    assert len(bomb) < 100_000
    assert refusal(bomb) == GRUENDE["punkte"]
    assert refusal(encode(Image.new("1", (7100, 7100)), "PNG")) == GRUENDE["punkte"]


def test_just_under_the_limit_of_points_is_a_photo():
    foto = clean(encode(Image.new("P", (7000, 7100)), "PNG"))
    assert (foto.breite, foto.hoehe) == (1972, 2000)


def test_text_that_unpacks_to_gigabytes_is_refused():
    bomb = zlib.compress(b"a" * 80_000_000, 9)
    inhalt = png_of(8, 8, idat=zlib.compress(b"\x00" * 200), extra=[(b"zTXt", b"Comment\x00\x00" + bomb)])
    assert refusal(inhalt) == GRUENDE["kaputt"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_half_a_photo_is_refused(kind):
    inhalt = encode(Image.effect_noise((600, 400), 60).convert("RGB"), kind)
    assert refusal(inhalt[: len(inhalt) // 2]) == GRUENDE["kaputt"]
    assert refusal(inhalt[:20]) == GRUENDE["kaputt"]


def test_what_hangs_on_a_photo_is_left_behind():
    inhalt = encode(picture()) + b"<script>alert(1)</script>" + b"%PDF-1.7" + b"PK\x03\x04"
    foto = clean(inhalt, "foto.php")
    for fremd in (b"script", b"%PDF", b"PK\x03\x04"):
        assert fremd not in foto.inhalt + foto.vorschau


def test_more_than_twelve_megabytes_are_refused():
    assert refusal(encode(picture()) + b"\x00" * (12 * 1024 * 1024)) == GRUENDE["bytes"]


def test_a_large_upload_is_read_from_its_file():
    inhalt = encode(Image.effect_noise((2600, 2000), 90).convert("RGB"), quality=95)
    with TemporaryUploadedFile("foto.jpg", "image/jpeg", len(inhalt), None) as datei:
        datei.write(inhalt)
        datei.flush()
        datei.size = len(inhalt)
        assert clean_foto(datei).breite == 2000


def test_a_child_that_dies_gives_a_sentence_and_frees_its_place(monkeypatch, caplog):
    monkeypatch.setattr(bilder, "FOTO_SEKUNDEN", 0.001)
    for _attempt in range(6):  # more than there are places
        assert refusal(encode(picture())) == GRUENDE["kaputt"]
    monkeypatch.undo()
    assert clean(encode(picture())).breite == 400


def test_when_too_many_come_at_once_the_next_is_asked_to_wait():
    taken = [bilder._schlange.acquire(blocking=False) for _n in range(4)]
    try:
        assert taken == [True] * 4
        assert refusal(encode(picture())) == GRUENDE["viele"]
    finally:
        for _one in taken:
            bilder._schlange.release()


def test_own_photos_are_scaled_for_a_print_and_small_ones_stay_as_they_are():
    inhalt = encode(picture((2000, 1500)))
    assert opened(shrink_own(inhalt, 1200)).size == (1200, 900)
    klein = encode(picture())
    assert shrink_own(klein, 1200) is klein
