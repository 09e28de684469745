"""The real application plus one fragment for test_live.py, which counts how often it was rendered."""

import os
import threading
from pathlib import Path

from konferenz import live
from konferenz.asgi import application  # noqa: F401 - uvicorn takes it from here

_lock = threading.Lock()
_counter = Path(os.environ["NETZWERKSTATT_VAR"]) / "gerendert"


def stand(konferenz_id: int) -> str:
    """The newest value of the test's table; each rendering leaves one byte."""
    from django.db import connection

    with _lock, _counter.open("a") as file:
        file.write("x")
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(wert) FROM live_probe WHERE konferenz = %s", [konferenz_id])
        return f"<p>Stand {cursor.fetchone()[0]}</p>\n<p>zweite Zeile</p>"


def kaputt(konferenz_id: int) -> str:
    raise RuntimeError("this fragment is broken on purpose")


live.register("stand", stand)
live.register("zwei", lambda konferenz_id: "<p>immer gleich</p>")
live.register("kaputt", kaputt)
