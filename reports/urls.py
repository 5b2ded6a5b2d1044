from django.urls import path

from .views import dashboard

urlpatterns = [
    path("tong-quan/", dashboard.dashboard, name="dashboard"),
]
