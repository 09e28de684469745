"""Many at once, on real connections: for race tests with transaction=True."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def at_once(works) -> list:
    """Run all works in threads of their own that start together; results in order, exceptions as values."""
    start = threading.Barrier(len(works))

    def run(work):
        connection.ensure_connection()
        start.wait(30)
        try:
            return work()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result(60) for future in [pool.submit(run, work) for work in works]]


def all_succeed_at_once(works) -> list:
    """The same where nobody may be refused: the first exception is raised."""
    results = at_once(works)
    for result in results:
        if isinstance(result, Exception):
            raise result
    return results
