"""The file in which master data comes back."""

from django import forms
from django.core.exceptions import ValidationError

MOST_BYTES = 500 * 1024  # it waits, signed, inside the preview's form until somebody confirms


class MasterDataForm(forms.Form):
    file = forms.FileField(
        label="Tệp Excel đã sửa",
        help_text="Tệp .xlsx, tối đa 500 KB. Gửi chưa phải là ghi: hệ thống kiểm tra và cho xem trước.",
        error_messages={
            "required": "Chọn tệp cần nhập.",
            "empty": "Tệp rỗng. Kiểm tra đã chọn đúng tệp chưa.",
            "missing": "Chọn tệp cần nhập.",
            "invalid": "Chọn tệp cần nhập.",
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError("Tệp quá 500 KB. Xóa hình ảnh và trang không dùng, hoặc chia thành nhiều tệp.")
        return file
