from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _raise_fences(sender, using, **kwargs):
    from django.db import connections  # after the apps are loaded

    from .fences import FILE, raise_fences

    connection = connections[using]
    if FILE in connection.introspection.table_names():
        raise_fences(connection)


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Báo cáo"

    def ready(self):
        post_migrate.connect(_raise_fences, sender=self)
