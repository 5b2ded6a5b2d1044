from django.urls import path

from .views import recording

urlpatterns = [
    path("nhap-lieu/", recording.entry, name="entry"),
    path("nhap-lieu/so/", recording.entry_books, name="entry_books"),
]
