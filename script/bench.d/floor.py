"""The floor: what the bare framework does on the same server. A Django of one file, its own tables, no product code.

`python floor.py` makes the tables; uvicorn serves `floor:application` through a2wsgi, as it serves the product.
"""

import os

import dj_database_url
import django
from a2wsgi import WSGIMiddleware
from django.conf import settings

ROWS = """<!DOCTYPE html><html lang="de"><head><title>{{ titel }}</title></head><body><h1>{{ titel }}</h1>
<ul>{% for thema in themen %}<li><a href="/thema/{{ thema.pk }}/">{{ thema.titel }}</a>
<p>{{ thema.beschreibung }}</p><p>{{ thema.anzahl }} machen mit</p></li>{% endfor %}</ul></body></html>"""

settings.configure(
    SECRET_KEY="only-for-the-floor-" + "0123456789abcdef" * 2,
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=None)},
    INSTALLED_APPS=["django.contrib.sessions"],
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware"],
    ROOT_URLCONF=__name__,
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", {"liste.html": ROWS})],
                    )
                ]
            },
        }
    ],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.shortcuts import redirect, render  # noqa: E402
from django.urls import path  # noqa: E402


class Thema(models.Model):
    titel = models.CharField(max_length=120)
    beschreibung = models.TextField()
    anzahl = models.IntegerField(default=0)

    class Meta:
        app_label = "boden"

    def __str__(self):
        return self.titel


class Gruppe(models.Model):
    plaetze = models.IntegerField()

    class Meta:
        app_label = "boden"

    def __str__(self):
        return str(self.pk)


class Platz(models.Model):
    gruppe = models.ForeignKey(Gruppe, models.CASCADE)
    person = models.IntegerField(db_index=True)

    class Meta:
        app_label = "boden"

    def __str__(self):
        return str(self.person)


def liste(request):
    return render(request, "liste.html", {"titel": "Themen", "themen": Thema.objects.order_by("pk")[:50]})


def eines(request, pk):
    return render(request, "liste.html", {"titel": "Thema", "themen": [Thema.objects.get(pk=pk)]})


def intern(request):
    titel = f"Themen für {request.session.get('wer')}"
    return render(request, "liste.html", {"titel": titel, "themen": Thema.objects.order_by("pk")[:50]})


def neu(request):
    Thema.objects.create(titel=request.POST["titel"], beschreibung=request.session.get("wer") or "")
    return redirect("/")


def waehlen(request, person):
    """Lock, leave the former seat, count, take a seat: as a careful beginner would write it."""
    with transaction.atomic():
        gruppe = Gruppe.objects.select_for_update().get(pk=request.POST["gruppe"])
        Platz.objects.filter(person=person).delete()
        if Platz.objects.filter(gruppe=gruppe).count() >= gruppe.plaetze:
            return HttpResponse("voll", status=409)
        Platz.objects.create(gruppe=gruppe, person=person)
    return redirect("/")


urlpatterns = [
    path("", liste),
    path("thema/<int:pk>/", eines),
    path("intern/", intern),
    path("neu/", neu),
    path("waehlen/<int:person>/", waehlen),
]


def make_tables() -> str:
    """Tables, 200 rows, five groups; the key of a session."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        for model in (Thema, Gruppe, Platz):
            editor.create_model(model)
    text = "Wir möchten gemeinsam überlegen, wie das in unserem Ort besser gelingt. "
    Thema.objects.bulk_create(
        Thema(titel=f"Thema {n} für Kinder und Familien", beschreibung=text * 2, anzahl=n % 7) for n in range(200)
    )
    Gruppe.objects.bulk_create(Gruppe(plaetze=20) for _ in range(5))
    Gruppe.objects.bulk_create(Gruppe(plaetze=1_000) for _ in range(2))
    session = SessionStore()
    session["wer"] = "Kim"
    session.save()
    return session.session_key


if __name__ == "__main__":
    print(make_tables())  # noqa: T201
else:
    application = WSGIMiddleware(get_wsgi_application(), workers=8)
