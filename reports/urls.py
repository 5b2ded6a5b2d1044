from django.urls import path

from .views import dashboard, documents, handover_paper

urlpatterns = [
    path("tong-quan/", dashboard.dashboard, name="dashboard"),
    path("bao-cao/", documents.report, name="report"),
    path("bao-cao/bao-cao.docx", documents.report_docx, name="report_docx"),
    path("bao-cao/bao-cao.xlsx", documents.report_xlsx, name="report_xlsx"),
    path("ban-giao/<int:pk>/bien-ban.docx", handover_paper.handover_paper, name="handover_paper"),
    path("bao-cao/phu-luc/", documents.appendix, name="appendix"),
    path("bao-cao/phu-luc.xlsx", documents.appendix_xlsx, name="appendix_xlsx"),
    path("bao-cao/phu-luc/.xlsx", documents.appendix_xlsx, name="appendix_page_xlsx"),
]
