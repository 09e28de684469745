from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class KontoManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """Create and save an account; without a password it can only be opened by a reset link."""
        konto = self.model(email=self.normalize_email(email).lower(), **fields)
        konto.set_password(password)
        konto.full_clean(exclude=["password"])
        konto.save()
        return konto

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email=email.lower())


class Konto(AbstractBaseUser, PermissionsMixin):
    """A person of the administration (or a moderator with an account). Everybody else comes by a link."""

    email = models.EmailField(_("E-Mail"), unique=True)
    vorname = models.CharField(_("Vorname"), max_length=80, blank=True)
    nachname = models.CharField(_("Nachname"), max_length=80, blank=True)
    is_active = models.BooleanField(_("aktiv"), default=True)
    angelegt_am = models.DateTimeField(_("angelegt am"), default=timezone.now, editable=False)

    objects = KontoManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("Konto")
        verbose_name_plural = _("Konten")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="konto_email_unique",
                violation_error_message=_("Mit dieser E-Mail-Adresse gibt es schon ein Konto."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return f"{self.vorname} {self.nachname}".strip() or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
