"""The other views of the figures, below the dashboard."""

from django.urls import path

from .views import day_heat

urlpatterns = [
    path("theo-ngay/", day_heat.day_heat, name="day_heat"),
    path("theo-ngay.xlsx", day_heat.day_heat_xlsx, name="day_heat_xlsx"),
]
