from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _raise_fence(sender, using, **kwargs):
    from django.db import connections  # after the apps are loaded

    from .append_only import LEDGER_TABLES, raise_fence

    connection = connections[using]
    if set(LEDGER_TABLES) <= set(connection.introspection.table_names()):
        raise_fence(connection)


class EntriesConfig(AppConfig):
    name = "entries"
    verbose_name = "Sổ cái"

    def ready(self):
        post_migrate.connect(_raise_fence, sender=self)
