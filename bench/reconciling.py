"""How often the cause of a gap is named right: python -m bench.reconciling [--districts 500]"""

import argparse
import os
import random
from collections import Counter
from time import perf_counter

import django

UNTOLD = "–"


def confusion(districts: int, weeks: int, *, with_rows: bool, seed: int = 2024) -> Counter:
    """{(true cause, what was said)}: what was said is a cause only when it was named with certainty."""
    from entries.reconciling.explaining.causes import explain_all  # needs Django's settings

    from .generated_communes import TOLERANCE, a_district

    chance, found = random.Random(f"{seed}-{weeks}"), Counter()
    for _ in range(districts):
        told = a_district(chance, weeks, with_rows=with_rows)
        explanations = explain_all([story for _, story in told], TOLERANCE)
        for (cause, _), said in zip(told, explanations, strict=True):
            found[cause.value, said.best.value if said.is_certain else UNTOLD] += 1
    return found


def named(found: Counter) -> tuple[int, int, int]:
    """Communes with a gap; of these, those whose cause was named right, and those for which another was named."""
    gaps = {key: n for key, n in found.items() if key[0] != "agree"}
    right = sum(n for (true, said), n in gaps.items() if true == said)
    wrong = sum(n for (true, said), n in gaps.items() if said not in (true, UNTOLD))
    return sum(gaps.values()), right, wrong


def shown(found: Counter) -> str:
    """Rows: what happened. Columns: what was named; the last one: said that it cannot be told."""
    causes = list(dict.fromkeys(true for true, _ in sorted(found)))
    columns = [*causes, UNTOLD]
    lines = [f"{'':>13} " + " ".join(f"{name[:8]:>8}" for name in columns) + f" {'right':>7}"]
    for true in causes:
        total = sum(n for (each, _), n in found.items() if each == true)
        cells = " ".join(f"{found[true, said] or '.':>8}" for said in columns)
        lines.append(f"{true:>13} {cells} {found[true, true] / total:7.1%}")
    total, right, wrong = named(found)
    lines.append(f"named right {right / total:.1%}, named wrong {wrong / total:.1%}, of {total}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--districts", type=int, default=500)
    parser.add_argument("--weeks", type=int, nargs="*", default=[12, 8, 4])
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--figures-only", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuyphuoc.settings")
    django.setup()
    for with_rows in (False,) if options.figures_only else (True, False):
        for weeks in options.weeks:
            began = perf_counter()
            found = confusion(options.districts, weeks, with_rows=with_rows, seed=options.seed)
            rows = "with daily rows" if with_rows else "figures only"
            print(f"\n{weeks} weekly cut-offs, {rows} ({perf_counter() - began:.0f} s)\n{shown(found)}", flush=True)


if __name__ == "__main__":
    main()
