"""Filters of the ledger and of the book list. They live in the URL: it is what every number links to."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError

from communes.models import BookKind, Programme, Shift, Workstation
from communes.reading import DayField, MomentField
from communes.text import fold

from .models import BatchKind, Entry, Measure


class DayFilter(django_filters.Filter):
    field_class = DayField


class MomentFilter(django_filters.Filter):
    field_class = MomentField


class WholeFilter(django_filters.NumberFilter):
    """A row's key in the address; nonsense is told, never an error 500."""

    field_class = forms.IntegerField

    def __init__(self, *args, **kwargs):
        super().__init__(*args, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput, **kwargs)


EVERY = {"empty_label": "Tất cả"}


class EntryFilter(django_filters.FilterSet):
    """What an official narrows the ledger by."""

    def __init__(self, *args, communes, **kwargs):
        super().__init__(*args, **kwargs)
        commune = self.form.fields["xa"]
        commune.choices = [("", "Tất cả"), *((c.code, c.title) for c in communes)]
        numbers = Workstation.objects.filter(commune__in=communes).order_by("number").values_list("number", flat=True)
        numbers = numbers.distinct()
        self.form.fields["may"].choices = [("", "Tất cả"), *((n, f"Máy {n}") for n in numbers)]
        self.codes = {c.code: c for c in communes}
        if len(communes) == 1:
            commune.widget = forms.HiddenInput()
        for name in ("tu-ngay", "den-ngay"):
            self.form.fields[name].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def of_commune(self, queryset, name, code):
        return queryset.filter(commune=self.codes[code]) if code in self.codes else queryset.none()

    def of_person(self, queryset, name, typed):
        return queryset.filter(batch__worked_by__folded_name__contains=fold(typed))

    def of_flag(self, queryset, name, wanted):
        return queryset.exclude(batch__flags=[]) if wanted else queryset

    class Meta:
        model = Entry
        fields: list = []


class _EntryForm(forms.Form):
    def clean(self):
        data = super().clean()
        first, last = data.get("tu-ngay"), data.get("den-ngay")
        if first and last and first > last:
            raise ValidationError({"tu-ngay": "Ngày đầu phải trước hoặc bằng ngày cuối."})
        return data


# The names in the URL are the interface (hyphens are not Python names, so they are declared here).
EntryFilter.base_filters.update(
    {
        "tu-ngay": DayFilter(field_name="work_date", lookup_expr="gte", label="Từ ngày"),
        "den-ngay": DayFilter(field_name="work_date", lookup_expr="lte", label="Đến ngày"),
        "xa": django_filters.ChoiceFilter(method="of_commune", label="Xã, thị trấn", **EVERY),
        "chuong-trinh": django_filters.ChoiceFilter(
            field_name="programme",
            label="Chương trình",
            choices=[(p.value, f"{p.mark} {p.short}") for p in Programme],
            **EVERY,
        ),
        "chi-tieu": django_filters.ChoiceFilter(
            field_name="measure", label="Chỉ tiêu", choices=Measure.choices, **EVERY
        ),
        "loai-so": django_filters.ChoiceFilter(
            field_name="book_kind", label="Loại sổ", choices=BookKind.choices, **EVERY
        ),
        "loai-phieu": django_filters.ChoiceFilter(
            field_name="batch__kind", label="Loại phiếu", choices=BatchKind.choices, **EVERY
        ),
        "ca": django_filters.ChoiceFilter(field_name="batch__shift", label="Ca", choices=Shift.choices, **EVERY),
        "may": django_filters.ChoiceFilter(
            field_name="batch__workstation__number",
            label="Máy",
            choices=[],  # the machines there are
            **EVERY,
        ),
        "nguoi": django_filters.CharFilter(method="of_person", label="Người nhập"),
        "xem-lai": django_filters.BooleanFilter(
            method="of_flag",
            label="Cần xem lại",
            widget=forms.Select(choices=[("", "Tất cả"), ("true", "▲ Cần xem lại")]),
        ),
        "quyen": WholeFilter(field_name="book"),
        "biet-luc": MomentFilter(field_name="recorded_at", lookup_expr="lte", widget=forms.HiddenInput),
        "tep": django_filters.UUIDFilter(field_name="batch__import_run", widget=forms.HiddenInput),
    }
)
EntryFilter._meta.form = _EntryForm
