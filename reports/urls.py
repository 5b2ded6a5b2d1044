from django.urls import include, path

from .views import adjustment_letter, dashboard, forecast, handover_paper, plan, plan_paper, plans

urlpatterns = [
    path("tong-quan/", dashboard.dashboard, name="dashboard"),
    path("tong-quan.xlsx", dashboard.dashboard_xlsx, name="dashboard_xlsx"),
    path("tong-quan/du-bao/", forecast.forecast, name="forecast"),
    path("tong-quan/du-bao.xlsx", forecast.forecast_xlsx, name="forecast_xlsx"),
    path("tong-quan/", include("reports.telling_urls")),
    path("bao-cao/", include("reports.report_urls")),
    path("doi-chieu/de-nghi/cong-van.<str:form>", adjustment_letter.adjustment_letter, name="adjustment_letter"),
    path("ban-giao/<int:pk>/bien-ban.docx", handover_paper.handover_paper, name="handover_paper"),
    path("ke-hoach/", plans.plans, name="plans"),
    path("ke-hoach/moi/", plans.new_plan, name="new_plan"),
    path("ke-hoach/<int:pk>/", plan.plan, name="plan"),
    path("ke-hoach/<int:pk>/gui/", plan.hand_in_plan, name="hand_in_plan"),
    path("ke-hoach/<int:pk>/xoa/", plan.remove_plan, name="remove_plan"),
    path("ke-hoach/<int:pk>/chap-nhan/", plan.approve_plan, name="approve_plan"),
    path("ke-hoach/<int:pk>/tra-lai/", plan.give_plan_back, name="give_plan_back"),
    path("ke-hoach/<int:pk>/ly-do/", plan.explain_plan, name="explain_plan"),
    path("ke-hoach/<int:pk>/ke-hoach.docx", plan_paper.plan_docx, name="plan_docx"),
    path("ke-hoach/<int:pk>/ke-hoach.xlsx", plan_paper.plan_xlsx, name="plan_xlsx"),
]
