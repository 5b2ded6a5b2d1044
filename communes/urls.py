from django.urls import path

from .views import custody, downtime, health, machines, offline, roster, signing_in, team

urlpatterns = [
    path("", signing_in.home, name="home"),
    path("dang-nhap/", signing_in.sign_in, name="sign_in"),
    path("dang-xuat/", signing_in.sign_out, name="sign_out"),
    path("tai-khoan/", signing_in.account, name="account"),
    path("doi-mat-khau/", signing_in.change_password, name="change_password"),
    path("ca-truc/", roster.roster, name="roster"),
    path("ca-truc/chep/", roster.copy_roster, name="copy_roster"),
    path("ca-truc/luan-phien/", roster.rotation, name="rotation"),
    path("ca-truc/in/", roster.roster_sheet, name="roster_sheet"),
    path("thanh-vien/", team.team, name="team"),
    path("thanh-vien/them/", team.add_member, name="add_member"),
    path("thanh-vien/<int:pk>/", team.member, name="member"),
    path("thanh-vien/ngay-nghi/<int:pk>/bo/", team.end_day_off, name="end_day_off"),
    path("may-tinh/", machines.machines, name="machines"),
    path("may-tinh/them/", machines.add_machine, name="add_machine"),
    path("may-tinh/<int:pk>/", machines.machine, name="machine"),
    path("gian-doan/", downtime.downtimes, name="downtimes"),
    path("gian-doan/them/", downtime.add_downtime, name="add_downtime"),
    path("gian-doan/luc-nay/", downtime.down_now, name="down_now"),
    path("gian-doan/<int:pk>/", downtime.downtime, name="downtime"),
    path("gian-doan/<int:pk>/co-lai/", downtime.up_again, name="up_again"),
    path("ban-giao/", custody.handovers, name="handovers"),
    path("ban-giao/moi/", custody.new_handover, name="new_handover"),
    path("ban-giao/<int:pk>/", custody.handover, name="handover"),
    path("sw.js", offline.service_worker, name="service_worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("mat-mang/", offline.away, name="away"),
    path("suc-khoe/", health.health, name="health"),
]
