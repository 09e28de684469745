"""Photos that claim to be ours: only a JPEG as we write it passes, and none of them is decoded in the web process."""

import io
import struct
import subprocess
import sys

import pytest
from PIL import Image

from konferenz import bilder, bilder_kind
from konferenz.bilder import check_own
from tests.konferenz.test_bilder_foto import clean, encode, exif, picture

GROSS, KLEIN = bilder_kind.SEITE, bilder_kind.VORSCHAU


def own(size=(400, 300)) -> bytes:
    return bilder_kind.save(picture(size), bilder_kind.ZIEL_BYTES)


def sizes(*inhalte: bytes, seite=GROSS) -> list:
    return list(check_own((inhalt, seite) for inhalt in inhalte))


def test_what_we_made_ourselves_passes_with_its_measures():
    noise = Image.effect_noise((2000, 1500), 90).convert("RGB")
    gross = bilder_kind.save(noise, bilder_kind.ZIEL_BYTES)
    assert list(check_own([(gross, GROSS), (own((480, 360)), KLEIN), (own(), GROSS)])) == [
        (2000, 1500),
        (480, 360),
        (400, 300),
    ]
    assert list(check_own([])) == []


def test_a_photo_taken_in_by_us_passes():
    fertig = clean(encode(picture((4000, 3000)), exif=exif(6)))
    assert list(check_own([(fertig.inhalt, GROSS), (fertig.vorschau, KLEIN)])) == [(1500, 2000), (360, 480)]


def test_too_large_is_refused_before_it_is_decoded():
    assert sizes(own((2001, 10)), own((10, 2001))) == [None, None]
    assert sizes(own((481, 10)), seite=KLEIN) == [None]
    head = own().index(b"\xff\xc0") + 5
    huge = own()[:head] + struct.pack(">HH", 9000, 9000) + own()[head + 4 :]
    with Image.open(io.BytesIO(huge)) as bild:
        assert bild.size == (9000, 9000)
    assert sizes(huge, own()) == [None, (400, 300)]


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_only_jpeg_passes(kind):
    assert sizes(encode(picture(), kind)) == [None]


def test_a_bomb_is_refused():
    bomb = encode(Image.new("1", (13_000, 13_000)), "PNG")
    assert len(bomb) < 100_000
    assert sizes(bomb, own()) == [None, (400, 300)]


@pytest.mark.parametrize(
    "options",
    [
        {"exif": exif(1)},
        {"xmp": b"<x>52.4, 13.2</x>"},
        {"comment": b"Geheimnis"},
        {"icc_profile": b"x" * 200},
    ],
    ids=["exif", "xmp", "comment", "profile"],
)
def test_data_of_the_camera_are_refused(options):
    assert sizes(encode(picture(), **options)) == [None]


def test_what_is_cut_off_or_has_something_behind_it_is_refused():
    inhalt = own()
    assert sizes(inhalt[:-2], inhalt[: len(inhalt) // 2], inhalt[:20], b"") == [None] * 4
    assert sizes(inhalt + b"PK\x03\x04", inhalt + inhalt, inhalt + b"\xff\xd9") == [None] * 3
    zwei = encode(picture(), "MPO", save_all=True, append_images=[picture((40, 30))])
    assert sizes(zwei) == [None]


def test_many_pass_in_few_processes(monkeypatch):
    laeufe = []
    echt = bilder._child_answer

    def counted(*args, **source):
        laeufe.append(args)
        return echt(*args, **source)

    monkeypatch.setattr(bilder, "_child_answer", counted)
    assert sizes(*[own((40, 30))] * 45) == [(40, 30)] * 45
    assert len(laeufe) == 3


def test_a_child_that_dies_lets_nothing_pass(monkeypatch, caplog):
    monkeypatch.setattr(bilder, "FOTO_SEKUNDEN", 0.001)
    assert sizes(own(), own()) == [None, None]
    monkeypatch.undo()
    assert sizes(own()) == [(400, 300)]


def test_limits_of_memory_and_time_hold(caplog):
    """The same child with the same limits as for a photo that somebody takes in."""
    code = "import resource; from konferenz import bilder_kind as k; k.check = lambda data: bytearray(2 * 1024**3)"
    run = subprocess.run(
        [sys.executable, "-c", f"{code}; k.main('pruefen')"], input=b"[]\n", capture_output=True, check=False
    )
    assert run.returncode != 0
    assert b"MemoryError" in run.stderr


def test_each_picture_is_cut_at_the_length_that_is_said():
    assert bilder_kind.check(b"[[10, 2000]]\n" + own()) == [None]
    assert bilder_kind.check(f"[[{len(own())}, 2000], [5, 2000]]\n".encode() + own()) == [(400, 300), None]
