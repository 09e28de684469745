"""The product's application as it is, and a note in a file of each fragment that the live channel draws."""

import os
import time
from pathlib import Path

from konferenz import live
from konferenz.asgi import application  # noqa: F401 - uvicorn takes it from here

_file = (Path(os.environ["NETZWERKSTATT_VAR"]) / f"gezeichnet-{os.getpid()}").open("a", buffering=1)
_draw = live._render


def _counted(kanal: str, was: str) -> str | None:
    began = time.time()
    html = _draw(kanal, was)
    _file.write(f"{was} {began} {time.time()}\n")
    return html


live._render = _counted
