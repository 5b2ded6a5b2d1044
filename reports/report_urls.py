"""Reports: the live preview, drafts, what went out, and the way from a figure to its entries."""

from django.urls import path

from .views import documents, drafts, issuing, paper_check, papers, parts, templates, tracing

urlpatterns = [
    path("", documents.report, name="report"),
    path("bao-cao.docx", documents.report_docx, name="report_docx"),
    path("bao-cao.xlsx", documents.report_xlsx, name="report_xlsx"),
    path("phu-luc/", documents.appendix, name="appendix"),
    path("phu-luc.xlsx", documents.appendix_xlsx, name="appendix_xlsx"),
    path("phu-luc/.xlsx", documents.appendix_xlsx, name="appendix_page_xlsx"),
    path("moi/", drafts.new_report, name="new_report"),
    path("nguoi-ky/", issuing.signers, name="signers"),
    path("so-sanh/", tracing.compare_reports, name="compare_reports"),
    path("van-ban-khac/", papers.other_papers, name="other_papers"),
    path("van-ban-khac/tat-ca.zip", papers.all_papers, name="all_papers"),
    path("van-ban-khac/<slug:key>.docx", papers.other_paper, name="other_paper"),
    path("ky-han/", papers.schedule, name="schedule"),
    path("bieu-mau/", templates.templates, name="templates"),
    path("bieu-mau/<int:pk>/", templates.workbook_template, name="workbook_template"),
    path("bieu-mau/<int:pk>/da-dien.xlsx", templates.filled_template, name="filled_template"),
    path("bieu-mau/<int:pk>/bo/", templates.drop_template, name="drop_template"),
    path("ma/", tracing.find_report, name="find_report"),
    path("<int:pk>/", drafts.report_draft, name="report_draft"),
    path("<int:pk>/bao-cao.<slug:suffix>", drafts.report_file, name="report_file"),
    path("<int:pk>/doan/", parts.report_part, name="report_part"),
    path("<int:pk>/them/", parts.report_add_part, name="report_add_part"),
    path("<int:pk>/lua-chon/", issuing.report_choices, name="report_choices"),
    path("<int:pk>/dang-mo/", drafts.report_presence, name="report_presence"),
    path("<int:pk>/phat-hanh/", issuing.issue_page, name="issue_report"),
    path("<int:pk>/thay-the/", drafts.replace_report, name="replace_report"),
    path("<int:pk>/bo/", drafts.drop_report, name="drop_report"),
    path("<int:pk>/kiem-tra-word/", paper_check.check_paper, name="check_paper"),
    path("<int:pk>/so-lieu/", tracing.report_facts, name="report_facts"),
]
