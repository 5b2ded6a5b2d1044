"""Rows that are posted once and never changed: fenced in Python for a clear message, and in the database for good."""

from django.db import models

LEDGER_TABLES = (
    "entries_batch", "entries_entry", "entries_remark", "entries_confirmation", "entries_extract",
    "entries_extractline", "entries_findingremark", "entries_roundanswer",
)  # fmt: skip
POSTING_LOCK = 1500_2023  # key of the advisory lock; any number nobody else uses
MESSAGE = "Sổ cái chỉ ghi thêm: không sửa, không xóa. Hãy ghi một phiếu điều chỉnh."


class AppendOnlyError(Exception):
    """Somebody tried to change or delete a ledger row."""

    def __init__(self):
        super().__init__(MESSAGE)


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise AppendOnlyError

    def delete(self):
        raise AppendOnlyError

    def bulk_update(self, objs, fields, batch_size=None):
        raise AppendOnlyError

    def bulk_create(self, objs, *args, update_conflicts=False, **kwargs):
        if update_conflicts:
            raise AppendOnlyError
        return super().bulk_create(objs, *args, **kwargs)

    update.alters_data = delete.alters_data = bulk_update.alters_data = bulk_create.alters_data = True


class AppendOnlyModel(models.Model):
    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnlyError
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnlyError

    save.alters_data = delete.alters_data = True


# ------------------------------------------------------------------ triggers
def _sqlite_fence(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{act.lower()} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for act in ("UPDATE", "DELETE")
    ]


def _postgresql_fence(table: str) -> list[str]:
    return [
        "CREATE OR REPLACE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$",
        f"CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()",
        f"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()",
        # One posting at a time: ids become visible in the order they are given, which running.py builds on.
        "CREATE OR REPLACE FUNCTION ledger_one_at_a_time() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN PERFORM pg_advisory_xact_lock({POSTING_LOCK}); RETURN NULL; END $$",
        f"CREATE OR REPLACE TRIGGER {table}_in_order BEFORE INSERT ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_one_at_a_time()",
    ]


def raise_fence(connection) -> None:
    """Puts the triggers on the ledger's tables; safe to repeat.

    Runs after every `migrate`, because SQLite drops a table's triggers when a migration rebuilds the table.
    """
    fence = {"sqlite": _sqlite_fence, "postgresql": _postgresql_fence}[connection.vendor]
    with connection.cursor() as cursor:
        for table in LEDGER_TABLES:
            for statement in fence(table):
                cursor.execute(statement)


def wait_for_turn(connection) -> None:
    """Holds back every other posting until this transaction ends, so that what is read now is all there is.

    SQLite's transactions begin IMMEDIATE and do that by themselves.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [POSTING_LOCK])


def missing_fences(connection) -> list[str]:
    """Names of the ledger triggers that are not in force; empty when all is well."""
    acts = {"sqlite": ("no_update", "no_delete"), "postgresql": ("no_change", "no_truncate", "in_order")}[
        connection.vendor
    ]
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    return sorted({f"{table}_{act}" for table in LEDGER_TABLES for act in acts} - present)


def lower_fence(connection) -> None:
    """Takes the triggers away; only for a test database that is about to be emptied."""
    drop = {
        "sqlite": ("DROP TRIGGER IF EXISTS {0}_no_update", "DROP TRIGGER IF EXISTS {0}_no_delete"),
        "postgresql": (
            "DROP TRIGGER IF EXISTS {0}_no_change ON {0}",
            "DROP TRIGGER IF EXISTS {0}_no_truncate ON {0}",
        ),
    }[connection.vendor]
    with connection.cursor() as cursor:
        for table in LEDGER_TABLES:
            for statement in drop:
                cursor.execute(statement.format(table))
