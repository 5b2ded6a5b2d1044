"""What the database itself sees to: a machine is in one place at a time, whoever writes and however."""

LOAN = "communes_loan"
OVERLAPS = "loan_overlaps"
FAR = "'9999-12-31'"


def _sqlite() -> list[str]:
    overlap = (
        f"EXISTS (SELECT 1 FROM {LOAN} WHERE workstation_id = NEW.workstation_id AND id <> COALESCE(NEW.id, -1)"
        f" AND from_on <= COALESCE(NEW.to_on, {FAR}) AND COALESCE(to_on, {FAR}) >= NEW.from_on)"
    )
    return [
        f"CREATE TRIGGER IF NOT EXISTS {LOAN}_one_place_{act.lower()} BEFORE {act} ON {LOAN} "
        f"WHEN {overlap} BEGIN SELECT RAISE(ABORT, '{OVERLAPS}'); END"
        for act in ("INSERT", "UPDATE")
    ]


def _postgresql() -> list[str]:
    return [
        # Two lenders of one machine wait for each other: neither sees the other's row before it is committed.
        f"""CREATE OR REPLACE FUNCTION machine_in_one_place() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            PERFORM pg_advisory_xact_lock(7230, NEW.workstation_id::int);
            IF EXISTS (SELECT 1 FROM {LOAN} WHERE workstation_id = NEW.workstation_id AND id <> NEW.id
                AND from_on <= COALESCE(NEW.to_on, {FAR}::date) AND COALESCE(to_on, {FAR}::date) >= NEW.from_on)
            THEN RAISE EXCEPTION '{OVERLAPS}' USING ERRCODE = 'exclusion_violation'; END IF;
            RETURN NEW; END $$""",
        f"CREATE OR REPLACE TRIGGER {LOAN}_one_place BEFORE INSERT OR UPDATE ON {LOAN} "
        "FOR EACH ROW EXECUTE FUNCTION machine_in_one_place()",
    ]


def raise_fences(connection) -> None:
    """Runs after every `migrate`, because SQLite drops a table's triggers when a migration rebuilds the table."""
    with connection.cursor() as cursor:
        for statement in {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]():
            cursor.execute(statement)
