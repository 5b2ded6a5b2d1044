from django.urls import path

from .views import allotting, books, correcting, import_forms, imports, ledger, recording, syncing

urlpatterns = [
    path("nhap-lieu/", recording.entry, name="entry"),
    path("nhap-lieu/dong-bo/", syncing.sync, name="sync"),
    path("nhap-lieu/ban.json", syncing.desk, name="desk"),
    path("nhap-lieu/so/", recording.entry_books, name="entry_books"),
    path("so-cai/", ledger.ledger, name="ledger"),
    path("so-cai/so-cai.<str:form>", ledger.ledger_file, name="ledger_file"),
    path("so-cai/phieu/<uuid:pk>/", correcting.batch, name="batch"),
    path("so-cai/phieu/<uuid:pk>/dieu-chinh/", correcting.correct, name="correct"),
    path("so-cai/phieu/<uuid:pk>/phan-ve-quyen/", allotting.allot_opening, name="allot_opening"),
    path("so-ho-tich/", books.books, name="books"),
    path("so-ho-tich/them/", books.add_book, name="add_book"),
    path("nhap-tep/", imports.imports, name="imports"),
    path("nhap-tep/mau/<str:kind>.xlsx", import_forms.import_form, name="import_form"),
    path("nhap-tep/xuat/<str:kind>.xlsx", import_forms.import_export, name="import_export"),
    path("nhap-tep/<uuid:pk>/", imports.import_run, name="import_run"),
    path("nhap-tep/<uuid:pk>/ghi/", imports.confirm_import, name="confirm_import"),
    path("nhap-tep/<uuid:pk>/bo/", imports.discard_import, name="discard_import"),
    path("nhap-tep/<uuid:pk>/rut-lai/", imports.take_back_import, name="take_back_import"),
    path("nhap-tep/<uuid:pk>/danh-dau.xlsx", imports.import_marked, name="import_marked"),
    path("nhap-tep/<uuid:pk>/tep/", imports.import_file, name="import_file"),
]
