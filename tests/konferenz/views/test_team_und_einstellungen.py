import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pytest_django.asserts import assertContains, assertNotContains

from konferenz.akteur import Rolle
from konferenz.models import Datei, Veranstalter
from tests.factories import make_mitglied

pytestmark = pytest.mark.django_db
PERSON = {"vorname": "Ada", "nachname": "Neu", "email": "ada@example.org", "rolle": "planung"}


@pytest.fixture
def leitung(client):
    leitung = make_mitglied(rolle=Rolle.LEITUNG)
    client.force_login(leitung.konto)
    return leitung


def url(name, leitung, *more):
    return reverse(f"konferenz:{name}", args=[leitung.veranstalter.slug, *more])


def test_inviting_a_colleague_on_the_example_shows_the_first_link(client, leitung):
    client.post(url("mitglied_neu", leitung), PERSON)
    assertContains(client.get(url("team", leitung)), "Link für Ada Neu")
    reader = make_mitglied(leitung.veranstalter, rolle=Rolle.PLANUNG)
    client.force_login(reader.konto)
    assertNotContains(client.get(url("team", leitung)), "/konto/passwort/neu/")


def test_with_a_mail_server_nobody_sees_the_first_link(client, leitung, settings):
    client.post(url("mitglied_neu", leitung), PERSON)
    settings.BEISPIEL = False
    settings.EMAIL_HOST = "mail.example.org"
    assertNotContains(client.get(url("team", leitung)), "/konto/passwort/neu/")


def test_the_first_link_lets_the_colleague_choose_a_password_and_sign_in(client, leitung):
    client.post(url("mitglied_neu", leitung), PERSON)
    row = leitung.veranstalter.mitgliedschaften.get(konto__email="ada@example.org")
    body = client.get(url("team", leitung)).content.decode()
    link = body.split('data-kopieren="http://127.0.0.1:8000')[1].split('"')[0]
    client.logout()
    form = client.get(link, follow=True)
    new = {"password1": "Kranich-Ufer-2026", "password2": "Kranich-Ufer-2026"}
    client.post(form.redirect_chain[-1][0], new)
    row.konto.refresh_from_db()
    assert row.konto.check_password("Kranich-Ufer-2026")
    answer = client.post("/konto/anmelden/", {"login": "ada@example.org", "password": "Kranich-Ufer-2026"})
    assert answer.url == "/verwaltung/"


def test_a_bad_invitation_is_a_sentence_at_the_field(client, leitung):
    answer = client.post(url("mitglied_neu", leitung), PERSON | {"email": "ada"})
    assertContains(answer, "Das ist keine E-Mail-Adresse.")
    answer = client.post(url("mitglied_neu", leitung), PERSON | {"email": leitung.konto.email})
    assert answer.context["form"].errors["email"] == ["Diese Person gehört schon zum Team."]
    assert client.post(url("mitglied_neu", leitung), PERSON | {"rolle": "koenigin"}).status_code == 200
    assert leitung.veranstalter.mitgliedschaften.count() == 1


def test_the_last_leitung_cannot_leave(client, leitung):
    answer = client.post(url("mitglied_rolle", leitung, leitung.pk), {"rolle": "lesend"})
    assertContains(answer, "Eine Leitung muss bleiben.")
    answer = client.post(url("mitglied_entfernen", leitung, leitung.pk), follow=True)
    assertContains(answer, "Eine Leitung muss bleiben.")


def test_roles_change_and_people_leave(client, leitung):
    row = make_mitglied(leitung.veranstalter, rolle=Rolle.LESEND)
    client.post(url("mitglied_rolle", leitung, row.pk), {"rolle": "planung"})
    row.refresh_from_db()
    assert row.rolle == "planung"
    client.post(url("mitglied_entfernen", leitung, row.pk))
    assert leitung.veranstalter.mitgliedschaften.count() == 1


@pytest.mark.parametrize("anzahl", [1, 3])
def test_the_team_asks_five_times(client, leitung, django_assert_num_queries, anzahl):
    for _ in range(anzahl):
        make_mitglied(leitung.veranstalter, password=None)
    with django_assert_num_queries(5):
        client.get(url("team", leitung))


def felder(**overrides):
    return {
        "name": "Gemeinde Muster",
        "kurzname": "Muster",
        "pluralform": "Teilnehmende",
        "fassung": "1",
    } | overrides


def picture(fmt="PNG", size=(80, 96), name="wappen.png") -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", size, "navy").save(data, fmt)
    return SimpleUploadedFile(name, data.getvalue(), "image/png")


@pytest.mark.parametrize("fmt", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_coat_of_arms_is_written_anew_and_served(client, leitung, fmt):
    client.post(url("einstellungen", leitung), felder(wappen_neu=picture(fmt)))
    answer = client.get(url("wappen", leitung))
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert Image.open(io.BytesIO(answer.content)).format == "PNG"
    again = client.get(url("wappen", leitung), headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_metadata_of_an_uploaded_picture_is_gone(client, leitung):
    data = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Geheimer Ort"
    Image.new("RGB", (50, 50)).save(data, "JPEG", exif=exif)
    client.post(
        url("einstellungen", leitung),
        felder(wappen_neu=SimpleUploadedFile("a.jpg", data.getvalue(), "image/jpeg")),
    )
    assert b"Geheimer Ort" not in bytes(Datei.objects.get().inhalt)


@pytest.mark.parametrize(
    ("inhalt", "satz"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "Das Bild lässt sich nicht lesen."),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "Das Bild lässt sich nicht lesen."),
        (b"\x89PNG\r\n\x1a\n kaputt", "Das Bild lässt sich nicht lesen."),
        (b"x" * (2 * 1024 * 1024 + 1), "Das Bild ist größer als 2 MB."),
    ],
)
def test_other_files_are_refused_and_what_was_typed_stays(client, leitung, inhalt, satz):
    upload = SimpleUploadedFile("wappen.png", inhalt, "image/png")
    answer = client.post(url("einstellungen", leitung), felder(name="Getippt", wappen_neu=upload))
    assertContains(answer, satz)
    assertContains(answer, 'value="Getippt"')
    assert Datei.objects.count() == 0


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(client, leitung):
    answer = client.post(url("einstellungen", leitung), felder(wappen_neu=picture(size=(6000, 4000))))
    assertContains(answer, "Das Bild hat zu viele Bildpunkte.")


def test_a_new_coat_of_arms_replaces_the_old_and_can_be_removed(client, leitung):
    client.post(url("einstellungen", leitung), felder(wappen_neu=picture()))
    client.post(url("einstellungen", leitung), felder(fassung="2", wappen_neu=picture("JPEG", (40, 40))))
    assert Datei.objects.count() == 1
    client.post(url("einstellungen", leitung), felder(fassung="3", ohne_wappen="on"))
    assert Datei.objects.count() == 0
    assert client.get(url("wappen", leitung)).status_code == 404


def test_two_people_edit_the_settings_and_the_second_sees_both(client, leitung):
    client.post(url("einstellungen", leitung), felder(name="Von Ada"))
    answer = client.post(url("einstellungen", leitung), felder(name="Von Ben"))
    assertContains(answer, "<blockquote>Von Ada</blockquote>", html=True)
    assert Veranstalter.objects.get().name == "Von Ada"


def test_legal_texts_start_from_the_template_and_say_what_is_open(client, leitung):
    answer = client.get(url("rechtliches", leitung))
    assertContains(answer, "[bitte ergänzen: Bürgermeisterin oder Bürgermeister]")
    assertContains(answer, "Noch unvollständig:")
    texte = {"impressum": "Muster", "datenschutz": "Muster", "barrierefreiheit": "Muster", "fassung": "1"}
    client.post(url("rechtliches", leitung), texte)
    assertNotContains(client.get(url("rechtliches", leitung)), "Noch unvollständig:")
