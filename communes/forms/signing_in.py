"""Forms of accounts."""

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from ..calendar import today
from ..formatting import format_date
from ..models import User


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "Tên đăng nhập hoặc mật khẩu không đúng. Kiểm tra Caps Lock và bộ gõ tiếng Việt rồi thử lại.",
        "expired": "Tài khoản này hết hạn sau ngày %(day)s. Liên hệ Phòng Tư pháp huyện để gia hạn.",
        "inactive": "Tài khoản này đã khóa. Liên hệ Phòng Tư pháp huyện để mở lại.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Tên đăng nhập"
        self.fields["password"].label = "Mật khẩu"

    def confirm_login_allowed(self, user):
        super().confirm_login_allowed(user)
        if user.has_expired(today()):
            raise ValidationError(
                self.error_messages["expired"], code="expired", params={"day": format_date(user.valid_until)}
            )

    def get_invalid_login_error(self):
        """A closed account is told so, but only to who knows its password."""
        user = User.objects.filter(username=self.cleaned_data["username"], is_active=False).first()
        if user and user.check_password(self.cleaned_data["password"]):
            return ValidationError(self.error_messages["inactive"], code="inactive")
        return super().get_invalid_login_error()
