from django.contrib import admin
from django.urls import include, path

admin.site.site_header = "Quản trị – Hộ tịch Tuy Phước"
admin.site.site_title = "Quản trị"
admin.site.index_title = "Tài khoản và dữ liệu nền"
admin.site.site_url = "/tong-quan/"  # "/" would lead the administrator back here

urlpatterns = [
    path("", include("communes.urls")),
    path("", include("entries.urls")),
    path("", include("reports.urls")),
    path("quan-tri/", admin.site.urls),
]

handler400 = "communes.views.faults.bad_request"
handler403 = "communes.views.faults.forbidden"
handler404 = "communes.views.faults.not_found"
handler500 = "communes.views.faults.server_error"
