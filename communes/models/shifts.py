"""When the work is done: three shifts a day. A night shift belongs to the day it began."""

from django.db import models


class Shift(models.IntegerChoices):
    MORNING = 1, "Ca 1 (6–14 giờ)"
    AFTERNOON = 2, "Ca 2 (14–22 giờ)"
    NIGHT = 3, "Ca 3 (22–6 giờ)"
