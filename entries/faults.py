"""From refusals and form errors to the summary at the top of a page, each linked to its field."""

from collections.abc import Iterable

from django.forms.utils import ErrorDict

from .posting import Problem


def place_problems(problems: Iterable[Problem], form, formset) -> None:
    """Puts what the ledger refused at the field where it happened."""
    filled = [line for line in formset.forms if line.has_changed()]
    for problem in problems:
        is_line = problem.line is not None and problem.line < len(filled)
        target = filled[problem.line] if is_line else form
        target.add_error(problem.where if problem.where in target.fields else None, problem.message)


def not_judged_yet(*forms) -> None:
    """Bound forms that were given back in the middle of typing show what was typed, and no errors."""
    for form in forms:
        form._errors, form.cleaned_data = ErrorDict(), {}


def faults_of(*forms_and_formsets) -> list[dict]:
    """Every error once: {target: id of the field, message}."""
    faults = []
    for item in forms_and_formsets:
        forms = list(getattr(item, "forms", [item]))
        for form in forms:
            if not form.is_bound:
                continue
            for name, errors in form.errors.items():
                target = form[name].auto_id if name in form.fields else "main"
                faults += [{"target": target, "message": message} for message in errors]
        if hasattr(item, "forms") and item.is_bound:
            faults += [
                {"target": "main", "message": "Có quá nhiều dòng trong một phiếu."} for _ in item.non_form_errors()
            ]
    return faults
