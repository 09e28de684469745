"""Called by script/assets: subsets Fira Sans to the letters that German pages and the names of people need."""

import logging
from pathlib import Path

from fontTools import subset

SOURCE = Path("node_modules/@kern-ux/native/dist/fonts/fira-sans")
TARGET = Path("static/gebaut")
# Latin-1, German quotes, dashes, euro, arrows; the other Latin letters come in a second file, on demand.
LATIN = (
    "20-7E,A0-AC,AE-FF,2013,2014,2018-201A,201C-201E,2020,2022,2026,2030,2032,2033,2039,203A,20AC,2122,2190-2193,2212"
)
MEHR = "100-24F,259,1E00-1EFF"
WEB_FEATURES = ["kern", "liga", "tnum", "lnum", "zero", "locl", "mark", "mkmk", "ccmp", "calt"]
WEB = {"400": "Regular", "500": "Medium", "600": "SemiBold"}
# Print takes what the font has of other scripts, signs and arrows: nobody downloads it.
DRUCK_LETTERS = f"{LATIN},{MEHR},370-52F,2000-22FF,25A0-25FF"
DRUCK = {"300": "Light", "400": "Regular", "400i": "Italic", "500": "Medium", "600": "SemiBold", "700": "Bold"}


def build(face: str, letters: str, target: Path, *, flavor: str | None, features: list[str]) -> None:
    if target.exists():
        return
    options = subset.Options(layout_features=features, hinting=False, notdef_outline=True)
    font = subset.load_font(SOURCE / f"FiraSans-{face}.woff2", options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(letters))
    subsetter.subset(font)
    font.flavor = flavor
    font.save(target)


logging.getLogger("fontTools").setLevel(logging.ERROR)
(TARGET / "schrift").mkdir(parents=True, exist_ok=True)
(TARGET / "druck").mkdir(parents=True, exist_ok=True)
for name, face in WEB.items():
    build(face, LATIN, TARGET / f"schrift/fira-{name}.woff2", flavor="woff2", features=WEB_FEATURES)
    build(face, MEHR, TARGET / f"schrift/fira-{name}-mehr.woff2", flavor="woff2", features=WEB_FEATURES)
for name, face in DRUCK.items():
    # unpacked, so that WeasyPrint need not decompress them for every print
    build(face, DRUCK_LETTERS, TARGET / f"druck/fira-{name}.ttf", flavor=None, features=["*"])
