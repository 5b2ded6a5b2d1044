"""A fault in a book, what came of it, and how the list of faults is narrowed. The rules are in defects.py."""

from django import forms
from django.core.exceptions import ValidationError

from communes.finding import books_named
from communes.models import Book, Commune
from communes.reading import DayField, WholeNumberField

from ..defects import MOST_NOTE, MOST_PAGE, MOST_REASON, MOVES
from ..models import MAX_COUNT, DefectKind, DefectState

# The reference file names the groups in English; the administrator's own groups are shown as they were typed.
OPEN, EVERY = "", "tat-ca"
UNREADABLE = {"null_characters_not_allowed": "Có ký tự không đọc được. Gõ lại ô này."}


def kinds_by_group(kinds: list[DefectKind]) -> list[tuple]:
    """Choices of a list: the kinds under the words of their group."""
    groups = {}
    for kind in kinds:
        groups.setdefault(kind.group_in_words, []).append((kind.pk, kind.label))
    return list(groups.items())


class DefectForm(forms.Form):
    """What was found. Where the page is about one book already, `book` is not asked for."""

    book = forms.CharField(
        label="Quyển sổ",
        max_length=120,
        help_text="Ví dụ: KS 3/1998.",
        error_messages={"required": "Ghi quyển sổ, ví dụ KS 3/1998.", **UNREADABLE},
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-book": "", "spellcheck": "false"}),
    )
    kind = forms.TypedChoiceField(
        label="Loại lỗi",
        coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Chọn loại lỗi trong danh sách."),
    )
    count = WholeNumberField(
        label="Số trường hợp bị lỗi", max_value=MAX_COUNT, error_messages={"required": "Ghi số trường hợp bị lỗi."}
    )
    page = forms.CharField(label="Trang (không bắt buộc)", required=False, error_messages=UNREADABLE)
    first_number = WholeNumberField(label="Từ số (không bắt buộc)", max_value=MAX_COUNT, required=False)
    last_number = WholeNumberField(label="Đến số", max_value=MAX_COUNT, required=False)
    note = forms.CharField(
        label="Ghi chú (không bắt buộc)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=f"Nhiều nhất {MOST_NOTE} ký tự. Không ghi thông tin cá nhân của công dân.",
        error_messages=UNREADABLE,
    )
    found_on = DayField(label="Ngày phát hiện", error_messages={"required": "Ghi ngày phát hiện."})

    def __init__(self, *args, commune: Commune, book: Book | None, kinds: list[DefectKind], **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.commune, self.book = commune, book
        self.kinds = {kind.pk: kind for kind in kinds}
        self.fields["kind"].choices = [("", "Chọn loại lỗi"), *kinds_by_group(kinds)]
        for name in ("count", "first_number", "last_number", "found_on"):
            self.fields[name].widget.attrs |= {"inputmode": "numeric", "class": "short", "autocomplete": "off"}
        self.fields["page"].widget.attrs |= {"class": "short", "autocomplete": "off", "maxlength": MOST_PAGE}
        if book:
            del self.fields["book"]

    def clean_book(self) -> Book:
        name = self.cleaned_data["book"]
        books = books_named(self.commune, name)
        if len(books) == 1:
            return books[0]
        if not books:
            raise ValidationError(f"Xã không có quyển “{name}”. Gõ loại sổ, quyển số và năm, ví dụ KS 3/1998.")
        labels = ", ".join(book.label for book in books[:3])
        raise ValidationError(f"Có nhiều quyển như vậy: {labels}. Chọn đúng một quyển trong danh sách.")

    def clean_kind(self) -> DefectKind:
        return self.kinds[self.cleaned_data["kind"]]


class MoveForm(forms.Form):
    """What state a defect goes to, and what came of it."""

    state = forms.ChoiceField(
        label="Chuyển sang",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Chọn tình trạng mới."),
    )
    state_note = forms.CharField(
        label="Kết quả",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Bắt buộc khi đã xử lý hoặc không xử lý được. Không ghi thông tin cá nhân của công dân.",
        error_messages=UNREADABLE,
    )

    def __init__(self, *args, state: str, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        # Every state can be sent: one that somebody else's move has made impossible is refused in words.
        allowed = MOVES[DefectState(state)]
        self.fields["state"].choices = [(each.value, each.label[:1].upper() + each.label[1:]) for each in allowed]


class HoldForm(forms.Form):
    reason = forms.CharField(
        label="Lý do tạm giữ",
        required=False,
        max_length=MOST_REASON,
        error_messages={"max_length": "Lý do dài quá %(limit_value)d ký tự. Viết ngắn lại.", **UNREADABLE},
    )


class DefectFilterForm(forms.Form):
    """`xa`, `loai` (kind), `tinh-trang` and `quyen` of the list; left out they mean all, all, not closed yet, all."""

    def __init__(self, query, *, communes: list[Commune], kinds: list[DefectKind]):
        super().__init__(query)
        self.communes = {commune.code: commune for commune in communes}
        every = [("", "Tất cả")]
        choices = every + [(commune.code, commune.title) for commune in communes]
        self.fields["xa"] = forms.ChoiceField(label="Xã, thị trấn", required=False, choices=choices)
        if len(communes) == 1:
            self.fields["xa"].widget = forms.HiddenInput()
        self.fields["loai"] = forms.ChoiceField(
            label="Loại lỗi", required=False, choices=[("", "Tất cả"), *kinds_by_group(kinds)]
        )
        self.fields["tinh-trang"] = forms.ChoiceField(
            label="Tình trạng",
            required=False,
            choices=[(OPEN, "Chưa xử lý xong"), *DefectState.choices, (EVERY, "Tất cả")],
        )
        self.fields["quyen"] = forms.IntegerField(
            required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput
        )
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = "Chọn một mục trong danh sách."

    @property
    def chosen_communes(self) -> list[Commune]:
        code = self.cleaned_data.get("xa")
        return [self.communes[code]] if code else list(self.communes.values())
