import pytest
from django.core.management import CommandError, call_command

from konferenz.management.commands.einrichten import check_password
from konferenz.models import Konto, Veranstalter

pytestmark = pytest.mark.django_db


def run(capsys, **overrides) -> str:
    options = {"name": "Gemeinde Muster", "slug": "muster", "email": "Leitung@Muster.de", "link": True}
    call_command("einrichten", **options | overrides)
    return capsys.readouterr().out


def test_a_town_starts_with_its_first_leitung(capsys, client):
    out = run(capsys)
    veranstalter = Veranstalter.objects.get()
    assert (veranstalter.slug, veranstalter.kurzname) == ("muster", "Muster")
    row = veranstalter.mitgliedschaften.get()
    assert (row.konto.email, row.rolle, row.konto.has_usable_password()) == ("leitung@muster.de", "leitung", False)
    link = next(line for line in out.splitlines() if "/konto/passwort/neu/" in line)
    assert client.get(link.removeprefix("http://127.0.0.1:8000"), follow=True).status_code == 200


@pytest.mark.parametrize("slug", ["verwaltung", "Kein Wort", "x" * 60])
def test_a_bad_word_for_the_address_creates_nothing(capsys, slug):
    with pytest.raises(CommandError):
        run(capsys, slug=slug)
    assert Veranstalter.objects.count() == 0
    assert Konto.objects.count() == 0


def test_a_bad_mail_address_creates_nothing(capsys):
    with pytest.raises(CommandError):
        run(capsys, email="keine")
    assert Veranstalter.objects.count() == 0


def test_an_existing_account_gets_the_new_town_and_keeps_its_password(capsys):
    Konto.objects.create_user("leitung@muster.de", "Kranich-Ufer-2026")
    assert "/konto/passwort/neu/" not in run(capsys, link=False)
    assert Konto.objects.get().check_password("Kranich-Ufer-2026")


def test_what_is_missing_is_named_without_a_terminal():
    with pytest.raises(CommandError, match="Es fehlt: Name der Gemeinde"):
        call_command("einrichten")


@pytest.mark.parametrize(
    "passwort", ["kurz", "netzwerkstatt", "Netzwerkstatt2026", "ein-langes-passwort", "passwort1234"]
)
def test_weak_and_example_passwords_are_refused(passwort):
    with pytest.raises(CommandError):
        check_password(passwort, "leitung@muster.de", {"slug": "muster", "name": "Gemeinde Muster"})


def test_a_good_password_passes():
    check_password("Kranich-Ufer-2026", "leitung@muster.de", {"slug": "muster", "name": "Gemeinde Muster"})
