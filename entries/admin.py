"""The ledger in the administrator's desk: to be read, never changed."""

from django.contrib import admin

from communes.admin import DeskAdmin

from . import models


class ReadOnlyAdmin(DeskAdmin):
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(models.Batch)
class BatchAdmin(ReadOnlyAdmin):
    list_display = ("receipt", "commune", "kind", "work_date", "shift", "recorded_by", "recorded_at")
    list_filter = ("kind", "source")
    list_select_related = ("commune", "recorded_by")


@admin.register(models.Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ("work_date", "commune", "book", "programme", "measure", "count", "recorded_at")
    list_filter = ("programme", "measure")
    list_select_related = ("commune", "book")


@admin.register(models.ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    list_display = ("file_name", "kind", "commune", "state", "uploaded_by", "uploaded_at")
    list_select_related = ("commune", "uploaded_by")
    exclude = ("content",)


@admin.register(models.DefectKind)
class DefectKindAdmin(DeskAdmin):
    list_display = ("label", "in_group", "position")

    @admin.display(description="nhóm", ordering="group")
    def in_group(self, kind) -> str:
        return kind.group_in_words
