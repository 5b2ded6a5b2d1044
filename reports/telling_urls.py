"""The other views of the figures, below the dashboard."""

from django.urls import path

from .views import benchmarks, compare_dates, day_heat, lending_plan, multiples, ranking, wall, what_if

urlpatterns = [
    path("theo-ngay/", day_heat.day_heat, name="day_heat"),
    path("theo-ngay.xlsx", day_heat.day_heat_xlsx, name="day_heat_xlsx"),
    path("tung-xa/", multiples.multiples, name="multiples"),
    path("tung-xa.xlsx", multiples.multiples_xlsx, name="multiples_xlsx"),
    path("so-sanh/", compare_dates.compare_dates, name="compare_dates"),
    path("so-sanh.xlsx", compare_dates.compare_dates_xlsx, name="compare_dates_xlsx"),
    path("toan-tinh/", benchmarks.benchmarks, name="benchmarks"),
    path("toan-tinh/<int:pk>/", benchmarks.benchmark, name="benchmark"),
    path("toan-tinh.xlsx", benchmarks.benchmarks_xlsx, name="benchmarks_xlsx"),
    path("xep-hang/", ranking.ranking, name="ranking"),
    path("xep-hang.xlsx", ranking.ranking_xlsx, name="ranking_xlsx"),
    path("dieu-may/", lending_plan.lending_plan, name="lending_plan"),
    path("dieu-may/<int:pk>/", lending_plan.kept_lending, name="kept_lending"),
    path("dieu-may/<int:pk>/to-trinh.docx", lending_plan.lending_paper, name="lending_paper"),
    path("thu-phuong-an/", what_if.what_if, name="what_if"),
    path("thu-phuong-an.xlsx", what_if.what_if_xlsx, name="what_if_xlsx"),
    path("thu-phuong-an/<int:pk>/", what_if.kept_scenario, name="kept_scenario"),
    path("man-hinh/", wall.wall, name="wall"),
]
