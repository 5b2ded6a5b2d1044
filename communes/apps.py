from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _raise_fences(sender, using, **kwargs):
    from django.db import connections  # after the apps are loaded

    from .fences import LOAN, raise_fences

    connection = connections[using]
    if LOAN in connection.introspection.table_names():
        raise_fences(connection)


class CommunesConfig(AppConfig):
    name = "communes"
    verbose_name = "Phân công"

    def ready(self):
        post_migrate.connect(_raise_fences, sender=self)
