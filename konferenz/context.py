from django.conf import settings

DARSTELLUNGEN = {"light", "dark"}


def page(request) -> dict:
    """What every page needs: the chosen theme (empty: as the system says), and whether this is an example."""
    darstellung = request.COOKIES.get("darstellung", "")
    return {
        "darstellung": darstellung if darstellung in DARSTELLUNGEN else "",
        "is_beispiel": settings.BEISPIEL,
    }
