"""What an official types: a shift, its lines, a correction, a new book. Rules live in the write functions."""

import uuid

from django import forms
from django.core.exceptions import ValidationError

from communes.calendar import today
from communes.finding import books_named
from communes.formatting import format_date
from communes.models import Book, BookKind, Commune, Programme, Shift
from communes.reading import DayField, WholeNumberField
from communes.text import normalise

from ..models import MAX_COUNT, Measure
from ..posting import Line
from .slots import machines_of_late

PROGRAMME_CHOICES = [(p.value, f"{p.mark} {p.short}") for p in Programme]
REASONS = (
    "Mất mạng",
    "Mất điện",
    "Máy hỏng",
    "Phần mềm lỗi",
    "Làm nhiệm vụ chuyên môn khác",
    "Tập huấn",
    "Thiếu người",
)
OTHER = "khac"
SHORTEST_NAME = 2  # letters
STATED = ("first_number", "last_number", "stated_total")  # what an official may go by instead of counting


class ShiftForm(forms.Form):
    """Who, when, on which machine."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    work_date = DayField(label="Ngày làm việc", help_text="Ca đêm ghi vào ngày bắt đầu ca.")
    shift = forms.TypedChoiceField(label="Ca", coerce=int, choices=Shift.choices, widget=forms.RadioSelect)
    workstation = forms.ModelChoiceField(label="Máy", queryset=None, widget=forms.RadioSelect, empty_label=None)
    worked_by = forms.CharField(label="Người nhập", max_length=80)
    note = forms.CharField(label="Ghi chú (không bắt buộc)", max_length=500, required=False)

    def __init__(self, *args, commune: Commune, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["workstation"].queryset = machines_of_late(commune)
        self.fields["workstation"].label_from_instance = lambda machine: machine.label_in(commune)
        self.fields["work_date"].error_messages["required"] = "Ghi ngày làm việc."
        self.fields["shift"].error_messages |= {"required": "Chọn ca.", "invalid_choice": "Chọn ca 1, 2 hoặc 3."}
        self.fields["workstation"].error_messages |= {
            "required": "Chọn máy.",
            "invalid_choice": "Máy này không thuộc xã. Chọn một máy của xã.",
        }
        self.fields["worked_by"].error_messages["required"] = "Ghi tên người nhập."
        self.fields["worked_by"].widget.attrs |= {"list": "staff", "autocomplete": "off"}
        self.fields["work_date"].widget.attrs |= {"inputmode": "numeric", "class": "short", "autocomplete": "off"}

    def clean_work_date(self):
        day = self.cleaned_data["work_date"]
        if day > today():
            raise ValidationError(f"Ngày ở tương lai. Hôm nay là {format_date(today())}.")
        return day

    def clean_worked_by(self):
        name = normalise(self.cleaned_data["worked_by"])
        if len(name) < SHORTEST_NAME:  # a slip of one key would enrol a new member of the team
            raise ValidationError("Ghi cả họ tên người nhập, ví dụ N.V.A.")
        return name


class NothingEnteredForm(forms.Form):
    """Why a shift entered nothing."""

    reason = forms.ChoiceField(
        label="Lý do",
        choices=[(reason, reason) for reason in REASONS] + [(OTHER, "Lý do khác")],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn lý do ca này không nhập được."},
    )
    other_reason = forms.CharField(label="Ghi rõ (bắt buộc khi chọn lý do khác)", max_length=250, required=False)

    def clean(self):
        data = super().clean()
        detail = normalise(data.get("other_reason", ""))
        if data.get("reason") == OTHER and not detail:
            self.add_error("other_reason", "Ghi rõ lý do.")
        data["words"] = detail if data.get("reason") == OTHER else ": ".join(filter(None, (data.get("reason"), detail)))
        return data


class LineForm(forms.Form):
    """One book, one programme, one count. A line with nothing in it is no line."""

    book = forms.CharField(label="Quyển sổ", max_length=120)
    programme = forms.ChoiceField(
        label="Chương trình",
        choices=PROGRAMME_CHOICES,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Chọn chương trình: Dân cư hoặc Lịch sử.",
            "invalid_choice": "Chọn chương trình: Dân cư hoặc Lịch sử.",
        },
    )
    count = WholeNumberField(
        label="Số trường hợp", max_value=MAX_COUNT, error_messages={"required": "Ghi số trường hợp đã nhập."},
        to_take_away="Muốn bớt đi thì điều chỉnh phiếu đã ghi.",
    )  # fmt: skip
    first_number = WholeNumberField(label="Từ số", max_value=MAX_COUNT, required=False)
    last_number = WholeNumberField(label="Đến số", max_value=MAX_COUNT, required=False)
    stated_total = WholeNumberField(label="Lũy kế", max_value=MAX_COUNT, min_value=0, required=False)

    def __init__(self, *args, commune: Commune, **kwargs):
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)
        self.commune = commune
        self.fields["book"].error_messages["required"] = "Ghi quyển sổ, ví dụ KS 3/1998."
        self.fields["book"].widget.attrs |= {"autocomplete": "off", "data-book": "", "spellcheck": "false"}
        for name in ("count", *STATED):
            self.fields[name].widget.attrs |= {"inputmode": "numeric", "class": "number", "autocomplete": "off"}
        self.fields["count"].widget.attrs["data-count"] = ""

    def clean_book(self) -> Book:
        name = self.cleaned_data["book"]
        books = books_named(self.commune, name)
        if len(books) == 1:
            return books[0]
        if not books:
            raise ValidationError(f"Xã không có quyển “{name}”. Gõ loại sổ, quyển số và năm, ví dụ KS 3/1998.")
        labels = ", ".join(book.label for book in books[:3])
        raise ValidationError(f"Có nhiều quyển như vậy: {labels}. Chọn đúng một quyển trong danh sách.")

    def line(self) -> Line:
        data = self.cleaned_data
        stated = {name: data[name] for name in STATED}
        return Line(data["book"], data["programme"], data["count"], **stated)


class CorrectedLineForm(LineForm):
    """As LineForm; here 0 says that the line should not be there at all. Where a batch posts both measures, as
    opening figures do, each line says which of them it counts."""

    count = WholeNumberField(
        label="Số đúng",
        max_value=MAX_COUNT,
        min_value=0,
        error_messages={"required": "Ghi số đúng, 0 nếu bỏ dòng này."},
    )

    def __init__(self, *args, measures: tuple[str, ...], **kwargs):
        super().__init__(*args, **kwargs)
        for name in STATED:
            del self.fields[name]
        self.measures = measures
        if len(measures) > 1:
            self.fields["measure"] = forms.ChoiceField(
                label="Chỉ tiêu",
                choices=[("", "Chọn chỉ tiêu"), *((measure, Measure(measure).label) for measure in measures)],
                error_messages=dict.fromkeys(("required", "invalid_choice"), "Chọn chỉ tiêu: phải nhập hay đã nhập."),
            )

    def line(self) -> Line:
        data = self.cleaned_data
        return Line(data["book"], data["programme"], data["count"], data.get("measure", self.measures[0]))


class BaseLineFormSet(forms.BaseFormSet):
    """Lines of a batch; the ones left blank are passed over."""

    def lines(self) -> tuple[Line, ...]:
        return tuple(form.line() for form in self.forms if form.has_changed() and form.is_valid())

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.empty_permitted = True
        return form


def line_formset(form=LineForm, blank: int = 1):
    return forms.formset_factory(form, formset=BaseLineFormSet, extra=blank, max_num=100, absolute_max=200)


class ReasonForm(forms.Form):
    """Why a batch is corrected."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = forms.CharField(
        label="Lý do điều chỉnh",
        max_length=300,
        help_text="Ví dụ: gõ nhầm 64 thành 46; ghi nhầm chương trình.",
        error_messages={"required": "Nêu lý do điều chỉnh."},
    )
    document_number = forms.CharField(label="Số văn bản, nếu có", max_length=60, required=False)


class BookForm(forms.Form):
    """A new book of the register, with the records it holds."""

    kind = forms.ChoiceField(
        label="Loại sổ",
        choices=BookKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn loại sổ."},
    )
    number = forms.CharField(label="Quyển số", max_length=20, required=False, help_text="Bỏ trống nếu sổ không ghi.")
    opened = forms.IntegerField(
        label="Năm mở sổ",
        required=False,
        min_value=1900,
        help_text="Bỏ trống nếu sổ không ghi.",
        error_messages={"invalid": "Ghi năm bằng bốn chữ số, ví dụ 1998.", "min_value": "Năm phải từ 1900."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )
    count = WholeNumberField(
        label="Số trường hợp trong sổ",
        max_value=MAX_COUNT,
        min_value=0,
        error_messages={"required": "Đếm và ghi số trường hợp trong sổ."},
    )
    counted_on = DayField(label="Ngày kiểm đếm", error_messages={"required": "Ghi ngày kiểm đếm."})
    held = forms.CharField(label="Nơi lưu", max_length=120, required=False)
    condition = forms.CharField(label="Tình trạng sổ", max_length=120, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("count", "counted_on"):
            self.fields[name].widget.attrs |= {"inputmode": "numeric", "class": "short", "autocomplete": "off"}

    def clean_number(self):
        number = normalise(self.cleaned_data["number"])
        return (number.lstrip("0") or "0") if number.isdecimal() else number

    def clean_opened(self):
        year = self.cleaned_data["opened"]
        if year and year > today().year:
            raise ValidationError(f"Năm mở sổ ở tương lai. Năm nay là {today().year}.")
        return year

    def clean_counted_on(self):
        day = self.cleaned_data["counted_on"]
        if day > today():
            raise ValidationError(f"Ngày ở tương lai. Hôm nay là {format_date(today())}.")
        return day
