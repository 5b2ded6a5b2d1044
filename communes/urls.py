from django.urls import path

from .views import health, offline, signing_in

urlpatterns = [
    path("", signing_in.home, name="home"),
    path("dang-nhap/", signing_in.sign_in, name="sign_in"),
    path("dang-xuat/", signing_in.sign_out, name="sign_out"),
    path("tai-khoan/", signing_in.account, name="account"),
    path("doi-mat-khau/", signing_in.change_password, name="change_password"),
    path("sw.js", offline.service_worker, name="service_worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("mat-mang/", offline.away, name="away"),
    path("suc-khoe/", health.health, name="health"),
]
