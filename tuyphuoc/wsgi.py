"""WSGI entry point; `gunicorn tuyphuoc.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuyphuoc.settings")

application = get_wsgi_application()
