"""What a write of this app refuses, in words, and the way of those words to the fields of a form."""

from collections.abc import Iterable
from dataclasses import dataclass

from .privacy import NO_PERSONAL_NUMBERS, personal_number_in

OTHERS_FORM = "Biểu mẫu này do tài khoản khác mở. Kiểm tra lại rồi gửi lần nữa."


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something cannot be stored, and the field it belongs to; without one it belongs to the whole form."""

    message: str
    where: str = ""


class Refused(Exception):
    """Nothing was stored. Carries every problem at once."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__(" ".join(problem.message for problem in self.problems))


def problems_of_words(text: str, *, where: str, most: int, empty: str = "") -> list[Problem]:
    """Why a sentence cannot be stored: nothing in it (`empty` says so), too long, a citizen's number in it."""
    found = []
    if not text and empty:
        found.append(Problem(empty, where))
    if len(text) > most:
        found.append(Problem(f"Viết gọn trong {most} ký tự; đang có {len(text)}.", where))
    if number := personal_number_in(text):
        found.append(Problem(NO_PERSONAL_NUMBERS.format(number), where))
    return found


def place_refusal(refused: Refused, form) -> None:
    """Puts what was refused at its fields."""
    for problem in refused.problems:
        form.add_error(problem.where if problem.where in form.fields else None, problem.message)


def faults_of(*forms) -> list[dict]:
    """Every error once, for the summary at the top of the page: {target: id of the field, message}."""
    return [
        {"target": form[name].auto_id if name in form.fields else "main", "message": message}
        for form in forms
        if form.is_bound
        for name, errors in form.errors.items()
        for message in errors
    ]
