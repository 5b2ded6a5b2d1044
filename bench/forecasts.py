"""How long the forecasts of one database take inside the process: cold, and again with what is remembered."""

import json
import os
import time


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuyphuoc.settings")
    import django

    django.setup()
    from communes.calendar import today
    from communes.models import Commune, Deadline, District, Programme
    from entries.pace import shifts_seen
    from entries.running import running_sums
    from entries.totals import totals
    from reports.forecast import resampling
    from reports.forecast.forecasting import outlooks, workdays_around
    from reports.forecast.verdicts import SHIFTS_A_DAY, verdict

    communes, district = list(Commune.objects.in_official_order()), District.objects.get()
    asked = {"communes": communes, "programme": Programme.POPULATION_DB, "as_of": today()}
    with running_sums.held():
        figures, seen = totals(**asked), shifts_seen(**asked)
    workdays, deadlines = workdays_around(district, today()), list(Deadline.objects.all())

    def forecast() -> float:
        started = time.perf_counter()
        made = outlooks(communes=communes, figures=figures, seen=seen, workdays=workdays, as_of=today())
        for one in made.values():
            for deadline in deadlines:
                verdict(one, deadline, 1.5 * SHIFTS_A_DAY)
        return time.perf_counter() - started

    forecast()  # the tables of draws are made once in the life of a worker
    cold = []
    for _ in range(5):
        for remembered in (resampling.days_needed, resampling.weeks_from_shifts, resampling.entered_by_days):
            remembered.cache_clear()
        cold.append(forecast())
    print(json.dumps({"communes": len(communes), "cold": sorted(cold)[2], "again": forecast()}))


if __name__ == "__main__":
    main()
