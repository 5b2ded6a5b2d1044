"""What is typed for a report: a part of its text, its letterhead, its issue. The rules are in drafting and issuing."""

from django import forms

from communes.models import District
from communes.reading import DayField, WholeNumberField

from .content.parts import SECTIONS
from .models import Report, ReportKind, Signer

APPENDIX_CHOICES = (
    ("progress", "Tiến độ theo xã, thị trấn"),
    ("books", "Sổ hộ tịch"),
    ("losses", "Thời gian gián đoạn và lỗi dữ liệu"),
)
LINES = "Mỗi dòng một nơi."


class StartForm(forms.Form):
    """A new draft: of which kind, with figures up to which day."""

    kind = forms.ChoiceField(label="Loại báo cáo", choices=ReportKind.choices, required=False)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["den-ngay"] = DayField(
            label="Số liệu tính đến hết ngày",
            initial=today,
            error_messages={"required": "Ghi ngày chốt số liệu.", "invalid": "Ghi ngày, ví dụ 03/3/2024."},
        )


class PartForm(forms.Form):
    """The words of one part."""

    text = forms.CharField(
        label="Câu chữ", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"})
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label="Tên đoạn dùng lại", required=False)


class AddForm(PartForm):
    section = forms.ChoiceField(
        label="Thêm vào mục", choices=[(one.key, one.title) for one in SECTIONS if one.key != "restated"],
        error_messages={"invalid_choice": "Chọn một mục của báo cáo."},
    )  # fmt: skip
    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order = ["section", "text"]


class IssueForm(forms.Form):
    """Number, date, and the word for going out all the same."""

    number = WholeNumberField(label="Số", min_value=1, max_value=9_999, required=False)
    signed_on = DayField(label="Ngày ký", required=False)
    despite = forms.CharField(
        label="Vẫn phát hành vì", required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Chỉ cần khi còn chỗ chưa khớp; lý do được lưu cùng báo cáo.",
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput)


class ChoicesForm(forms.Form):
    """Letterhead, receivers, signer and appendices of one report; what is left empty is as the district has it."""

    subject = forms.CharField(
        label="Trích yếu", required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Mỗi dòng một dòng trên giấy. Bỏ trống: như thường lệ.",
    )  # fmt: skip
    addressee = forms.BooleanField(label="Có dòng Kính gửi", required=False)
    addressees = forms.CharField(
        label="Kính gửi", required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text=LINES
    )
    recipients = forms.CharField(
        label="Nơi nhận", required=False, widget=forms.Textarea(attrs={"rows": 6}), help_text=LINES
    )
    signer = forms.ChoiceField(label="Người ký", required=False)
    appendices = forms.MultipleChoiceField(
        label="Phụ lục", choices=APPENDIX_CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )
    with_books = forms.BooleanField(label="Phụ lục tiến độ có cột Số sổ", required=False)
    with_chart = forms.BooleanField(label="Có biểu đồ tiến độ", required=False)
    on_paper = forms.BooleanField(label="Bản giấy: dòng kèm theo của phụ lục ghi đủ số, ngày", required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    LISTS = ("subject", "addressees", "recipients")
    TICKS = ("addressee", "with_books", "with_chart", "on_paper")
    USUAL = {"addressee": True, "on_paper": True, "with_books": False, "with_chart": False}

    def __init__(self, data=None, *, report: Report, signers: list[Signer], district: District):
        kept = report.options
        initial = {name: "\n".join(kept.get(name, ())) for name in self.LISTS}
        initial["addressees"] = initial["addressees"] or "\n".join(district.addressee.split("|"))
        initial["recipients"] = initial["recipients"] or district.recipients
        initial |= {name: kept.get(name, self.USUAL[name]) for name in self.TICKS}
        initial |= {"appendices": kept.get("appendices", ["progress"]), "seen": kept.get("revision", 0)}
        self.signers = {str(signer.pk): signer for signer in signers}
        initial["signer"] = self._signer_kept(kept)
        super().__init__(data, initial=initial)
        usual = " / ".join(filter(None, (district.signer_authority, district.signer_title, district.signer_name)))
        self.fields["signer"].choices = [("", usual), *((pk, str(one)) for pk, one in self.signers.items())]
        self.district = district

    def _signer_kept(self, kept: dict) -> str:
        wanted = ("|".join(kept.get("signer_lines", ())), kept.get("signer_name"))
        return next((pk for pk, one in self.signers.items() if (one.lines, one.name) == wanted), "")

    @property
    def options(self) -> dict:
        """As `drafting.keep_options` takes it: only what differs from the usual."""
        data = self.cleaned_data
        found = {name: _lines(data[name]) for name in self.LISTS if _lines(data[name])}
        if found.get("recipients") == _lines(self.district.recipients):
            del found["recipients"]
        if found.get("addressees") == self.district.addressee.split("|"):
            del found["addressees"]
        found |= {name: data[name] for name in self.TICKS if data[name] != self.USUAL[name]}
        if data["appendices"] != ["progress"]:
            found["appendices"] = data["appendices"]
        if signer := self.signers.get(data["signer"]):
            found |= {"signer_lines": signer.lines.split("|"), "signer_name": signer.name}
        return found


class SignerForm(forms.ModelForm):
    """A signer for the list: "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH" on lines of their own."""

    lines = forms.CharField(
        label="Quyền hạn, chức vụ", widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mỗi dòng một dòng trên giấy, ví dụ: TM. ỦY BAN NHÂN DÂN, xuống dòng KT. CHỦ TỊCH, xuống dòng PHÓ CHỦ"
        " TỊCH.",
        error_messages={"required": "Ghi quyền hạn, chức vụ của người ký."},
    )  # fmt: skip

    class Meta:
        model = Signer
        fields = ("lines", "name")

    def clean_lines(self) -> str:
        return "|".join(line.upper() if "." in line or line.isupper() else line for line in _lines_of(self))


def _lines_of(form: SignerForm) -> list[str]:
    return _lines(form.cleaned_data["lines"].replace("|", "\n"))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
