"""What is known of a book, and the result of checking it by sample."""

from django import forms
from django.core.exceptions import ValidationError

from communes.calendar import today
from communes.formatting import format_date
from communes.models import Book, StaffMember
from communes.reading import DayField, WholeNumberField
from communes.text import normalise, vietnamese_order

TEXTS = {"max_length": "Viết gọn trong %(limit_value)d ký tự."}


class BookDataForm(forms.ModelForm):
    """The number of records is no data of the book: it is corrected in the ledger."""

    opened = WholeNumberField(label="Năm mở sổ", max_value=2100, min_value=1900, required=False)
    closed = WholeNumberField(label="Năm khóa sổ", max_value=2100, min_value=1900, required=False)
    pages = WholeNumberField(label="Số trang", max_value=5000, required=False)
    received_on = DayField(label="Tổ nhận sổ ngày", required=False)
    reason = forms.CharField(label="Lý do thay đổi", required=False, max_length=100, error_messages=TEXTS)

    class Meta:
        model = Book
        fields = ["number", "opened", "closed", "pages", "held", "condition", "received_on", "held_reason", "note"]
        labels = {"held_reason": "Tạm giữ vì (bỏ trống: không giữ)", "held": "Nơi lưu", "condition": "Tình trạng giấy"}
        help_texts = {"number": "Bỏ trống nếu sổ không ghi."}
        error_messages = dict.fromkeys(("number", "held", "condition", "held_reason", "note"), TEXTS)

    def __init__(self, *args, may_hold: bool, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        if not may_hold:
            del self.fields["held_reason"]  # holding a book and letting it go are the district's
        for name, field in self.fields.items():
            field.widget.attrs["autocomplete"] = "off"
            if name in ("number", "opened", "closed", "pages", "received_on"):
                field.widget.attrs |= {"class": "short"}

    def _post_clean(self):
        """The rules are keep_book's; here the values are only put into the book."""
        for name in self._meta.fields:
            if name in self.cleaned_data and name in self.data:  # what was not sent stays as it is
                value = self.cleaned_data[name]
                setattr(self.instance, name, normalise(value) if isinstance(value, str) else value)

    def clean(self):
        if not any(name in self.data for name in self._meta.fields):
            raise ValidationError("Không nhận được gì. Tải lại trang rồi sửa lại.")
        return super().clean()

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        if day and day > today():
            raise ValidationError(f"Ngày ở tương lai. Hôm nay là {format_date(today())}.")
        return day


class BookCheckForm(forms.Form):
    checked_by = forms.TypedChoiceField(
        label="Người kiểm tra",
        coerce=int,
        help_text="Người khác với người đã nhập quyển này.",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Chọn người kiểm tra."),
    )
    checked_on = DayField(label="Ngày kiểm tra", error_messages={"required": "Ghi ngày kiểm tra."})
    sample = WholeNumberField(
        label="Số trường hợp kiểm tra", max_value=100_000, error_messages={"required": "Ghi số trường hợp kiểm tra."}
    )
    errors_found = WholeNumberField(
        label="Trong đó sai",
        max_value=100_000,
        min_value=0,
        error_messages={"required": "Ghi số trường hợp sai, 0 nếu không."},
    )
    check_note = forms.CharField(label="Ghi chú (không bắt buộc)", required=False, max_length=200, error_messages=TEXTS)

    def __init__(self, *args, staff: list[StaffMember], **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.staff = {member.pk: member for member in sorted(staff, key=lambda one: vietnamese_order(one.name))}
        self.fields["checked_by"].choices = [("", "")] + [(pk, member.name) for pk, member in self.staff.items()]
        for name in ("checked_on", "sample", "errors_found"):
            self.fields[name].widget.attrs |= {"class": "short", "autocomplete": "off"}

    def clean_checked_on(self):
        day = self.cleaned_data["checked_on"]
        if day > today():
            raise ValidationError(f"Ngày ở tương lai. Hôm nay là {format_date(today())}.")
        return day
