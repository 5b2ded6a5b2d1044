"""What the database itself sees to: a report that went out, and its files, never change, whoever writes and however."""

MESSAGE = "Báo cáo đã phát hành không sửa, không xóa. Hãy lập bản thay thế."
REPORT, FILE = "reports_report", "reports_reportfile"
ACTS = ("UPDATE", "DELETE")


def _conditions() -> tuple[tuple[str, str], ...]:
    """A report is held from its issue on, a file from the start."""
    return ((REPORT, "WHEN OLD.state = 'issued'"), (FILE, ""))


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_stays_{act.lower()} BEFORE {act} ON {table} "
        f"{when} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for table, when in _conditions()
        for act in ACTS
    ]


def _postgresql() -> list[str]:
    return [
        "CREATE OR REPLACE FUNCTION issued_report_stays() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$",
        *(
            f"CREATE OR REPLACE TRIGGER {table}_stays_{act.lower()} BEFORE {act} ON {table} FOR EACH ROW "
            f"{when and f'WHEN (OLD.state = {chr(39)}issued{chr(39)})'} EXECUTE FUNCTION issued_report_stays()"
            for table, when in _conditions()
            for act in ACTS
        ),
    ]


def raise_fences(connection) -> None:
    """Runs after every `migrate`, because SQLite drops a table's triggers when a migration rebuilds the table."""
    with connection.cursor() as cursor:
        for statement in {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]():
            cursor.execute(statement)


def lower_fences(connection) -> None:
    """Takes the triggers away; only for a test database that is about to be emptied."""
    on = "" if connection.vendor == "sqlite" else " ON {table}"
    with connection.cursor() as cursor:
        for table, _ in _conditions():
            for act in ACTS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_stays_{act.lower()}" + on.format(table=table))
