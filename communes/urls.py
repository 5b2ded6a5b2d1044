from django.urls import path

from .views import health, signing_in

urlpatterns = [
    path("", signing_in.home, name="home"),
    path("dang-nhap/", signing_in.sign_in, name="sign_in"),
    path("dang-xuat/", signing_in.sign_out, name="sign_out"),
    path("tai-khoan/", signing_in.account, name="account"),
    path("doi-mat-khau/", signing_in.change_password, name="change_password"),
    path("suc-khoe/", health.health, name="health"),
]
