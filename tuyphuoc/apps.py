from django.apps import AppConfig


class TuyphuocConfig(AppConfig):
    name = "tuyphuoc"
    verbose_name = "Tuy Phước"
