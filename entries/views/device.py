"""What this device recorded last, so that nobody states machine and shift twice."""

import json

from django.core import signing

DEVICE = "last_shift"  # cookie: shift, machine and person of the last batch on this device


def last_on_device(request) -> dict:
    """`shift`, `workstation` and `worked_by` of the commune's last batch from here; empty when there was none."""
    try:
        last = json.loads(request.get_signed_cookie(DEVICE, default="{}"))
    except (signing.BadSignature, ValueError):
        last = {}
    return last.get(str(request.user.commune_id), {})
