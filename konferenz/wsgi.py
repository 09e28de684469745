"""The pages as a plain WSGI application; konferenz.asgi serves them together with the live channel."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "konferenz.settings")

application = get_wsgi_application()
