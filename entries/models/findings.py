"""What was found when figures were compared, and what is said of it."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Abs

from communes.models import BookKind, Commune, Programme

from ..append_only import AppendOnlyModel
from ..finding_kinds import FINDING_KINDS, STATED, Cause, method_of, without_method
from .ledger import Measure

USER = settings.AUTH_USER_MODEL
GAP = "gap/"  # begins the key of a gap: gap/<commune>/<first cut-off that differed>
MOST_WORDS = 500  # characters of a remark, a reason, a note


class FindingState(models.TextChoices):
    NEW = "new", "mới"
    ASKED = "asked", "đang hỏi xã"
    EXPLAINED = "explained", "đã giải trình"
    FIXED = "fixed", "đã sửa"
    NOT_ERROR = "not_error", "không phải lỗi"
    REQUESTED = "requested", "đề nghị điều chỉnh"

    @property
    def mark(self) -> str:
        """The sign beside the word."""
        return {"new": "▲", "asked": "?", "explained": "◐", "fixed": "✓", "not_error": "✓", "requested": "→"}[
            self.value
        ]


# What somebody still has to look into; a request waits for others.
OPEN_FINDINGS = (FindingState.NEW, FindingState.ASKED, FindingState.EXPLAINED)


class FindingQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=OPEN_FINDINGS)

    def most_urgent_first(self):
        """What is still seen, then figures that others count differently, then the largest."""
        others_count = models.Case(models.When(Q(extract__isnull=False) | Q(kind=STATED), then=0), default=1)
        return self.order_by(
            F("gone_on").asc(nulls_first=True), others_count, Abs("gap").desc(), "commune__position", "pk"
        )

    def waiting_for(self, commune: Commune):
        """What the commune has been asked and has not answered."""
        return self.filter(commune=commune, state=FindingState.ASKED)


class Finding(models.Model):
    """One fact that somebody should look at. `key` is the same for the same fact, so that nothing is found twice.

    `gap` is ours less theirs where figures were compared, else the measure of a clue (trường hợp). `figures` keeps
    the cells that differed as they were found: [{"programme", "book_kind", "ours", "theirs"}], with the "source" of
    theirs where no extract holds them; `mends` the lines of batches that would read otherwise, were the cause right:
    [{"batch", "day", "kind", "held", "wanted"}]. `proposal` is what the commune proposes and nobody decided yet.
    `revision` counts the acts on it: a form carries it, so that two people never settle the same finding.
    """

    district = models.ForeignKey("communes.District", models.PROTECT, related_name="findings", verbose_name="huyện")
    commune = models.ForeignKey(
        "communes.Commune", models.PROTECT, related_name="findings", verbose_name="xã, thị trấn"
    )
    key = models.CharField(max_length=200, editable=False)
    kind = models.CharField("nguyên nhân", max_length=20)  # of FINDING_KINDS, which may grow without a migration
    is_certain = models.BooleanField("nguyên nhân đã rõ", default=True)
    extract = models.ForeignKey(
        "entries.Extract", models.PROTECT, null=True, blank=True, related_name="findings", verbose_name="trích xuất"
    )
    book = models.ForeignKey(
        "communes.Book", models.PROTECT, null=True, blank=True, related_name="findings", verbose_name="sổ"
    )
    programme = models.CharField("chương trình", max_length=13, choices=Programme.choices, blank=True)
    book_kind = models.CharField("loại sổ", max_length=3, choices=BookKind.choices, blank=True)
    measure = models.CharField("chỉ tiêu", max_length=8, choices=Measure.choices, default=Measure.ENTERED)
    gap = models.IntegerField("chênh lệch")
    words = models.JSONField("diễn giải", default=list)
    figures = models.JSONField("số liệu lúc phát hiện", default=list)
    mends = models.JSONField("dòng cần xem", default=list)
    filters = models.JSONField("lọc sổ cái", default=dict)
    found_on = models.DateField("phát hiện ngày")
    as_of = models.DateField("số liệu đến ngày")
    gone_on = models.DateField("không còn thấy từ ngày", null=True, blank=True)
    state = models.CharField("tình trạng", max_length=9, choices=FindingState.choices, default=FindingState.NEW)
    owner = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="phụ trách")
    settled_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người kết luận"
    )
    settled_at = models.DateTimeField("kết luận lúc", null=True, blank=True)
    proposal = models.ForeignKey(
        "entries.FindingRemark", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đề xuất của xã"
    )
    corrections = models.ManyToManyField("entries.Batch", related_name="findings", verbose_name="phiếu điều chỉnh")
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "phát hiện"
        verbose_name_plural = "phát hiện"
        ordering = ["-found_on", "-id"]
        indexes = [
            models.Index("district", "state", "kind", name="finding_list"),
            models.Index("commune", "state", name="finding_of_commune"),
        ]
        constraints = [
            models.UniqueConstraint("district", "key", name="finding_once_for_a_fact"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, state__in=OPEN_FINDINGS)
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(state__in=OPEN_FINDINGS)),
                name="settled_finding_says_who_and_when",
            ),
        ]

    def __str__(self):
        return f"{self.kind_label}, {self.commune}"

    @property
    def kind_label(self) -> str:
        return FINDING_KINDS.get(self.kind, self.kind)

    @property
    def heading(self) -> str:
        """The cause in words, with "Có thể" before one that the figures only make likely."""
        is_likely = self.is_gap and not self.is_certain and self.kind != Cause.UNKNOWN
        return f"Có thể: {self.kind_label}" if is_likely else self.kind_label

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_FINDINGS

    @property
    def state_in_words(self) -> str:
        """Sign and word: "▲ mới"."""
        return f"{FindingState(self.state).mark} {self.get_state_display()}"

    @property
    def is_gap(self) -> bool:
        """Whether it stands on somebody else's figures, and not on our own data alone."""
        return bool(self.figures)

    @property
    def told(self) -> list[str]:
        return without_method(self.words)

    @property
    def method(self) -> str:
        return method_of(self.words)

    @property
    def gap_size(self) -> int:
        return abs(self.gap)

    @property
    def is_stated(self) -> bool:
        """Whether a person said it, so that looking again neither finds it nor misses it."""
        return self.kind == STATED

    @property
    def since(self) -> dt.date:
        """Of a gap the first cut-off at which the figures differed, else the day of the figures."""
        return since_of(self.key, self.as_of)

    @property
    def of_programme(self) -> Programme | None:
        """With its mark and short name, for a page."""
        return Programme(self.programme) if self.programme else None

    @property
    def is_of_other_programme(self) -> bool:
        """A gap of the programme that is never added to what was entered from the books."""
        return self.is_gap and self.programme == Programme.HISTORICAL

    @property
    def day(self) -> dt.date:
        """The day of our figures that were compared; theirs may lag behind."""
        compared = self.filters.get("den-ngay")
        return dt.date.fromisoformat(compared) if compared else self.as_of


def since_of(key: str, as_of: dt.date) -> dt.date:
    """`Finding.since`, of its key and its day."""
    return dt.date.fromisoformat(key.rsplit("/", 1)[1]) if key.startswith(GAP) else as_of


class FindingAct(models.TextChoices):
    RAISED = "raised", "Nêu ra"
    ASKED = "asked", "Hỏi xã"
    ANSWERED = "answered", "Giải trình"
    PROPOSED = "proposed", "Đề xuất điều chỉnh"
    RETURNED = "returned", "Trả lại đề xuất"
    WITHDRAWN = "withdrawn", "Rút đề xuất"
    FIXED = "fixed", "Ghi điều chỉnh"
    NOT_ERROR = "not_error", "Không phải lỗi"
    REQUESTED = "requested", "Đề nghị điều chỉnh"
    OUTCOME = "outcome", "Kết quả đề nghị"
    REOPENED = "reopened", "Mở lại"
    OWNED = "owned", "Nhận phụ trách"
    SEEN_AGAIN = "seen_again", "Đối chiếu lại"


class FindingRemark(AppendOnlyModel):
    """One step in the story of a finding: what was said or done, and the state it led to.

    A proposal carries its `lines`: those of batches as in Finding.mends, or [{"book", "programme", "held", "wanted"}]
    where no batch is named; and the number of the paper it rests on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="remarks", verbose_name="phát hiện")
    act = models.CharField("việc", max_length=10, choices=FindingAct.choices)
    state = models.CharField("tình trạng sau đó", max_length=9, choices=FindingState.choices)
    text = models.CharField("nội dung", max_length=MOST_WORDS, blank=True)
    document_number = models.CharField("số văn bản", max_length=60, blank=True)
    lines = models.JSONField("dòng đề xuất", default=list)
    made_by = models.ForeignKey("communes.User", models.PROTECT, related_name="+", verbose_name="người ghi")
    made_at = models.DateTimeField("ghi lúc")

    class Meta(AppendOnlyModel.Meta):
        abstract = False
        verbose_name = "ý kiến về phát hiện"
        verbose_name_plural = "ý kiến về phát hiện"
        indexes = [models.Index("finding", "made_at", name="finding_thread")]

    def __str__(self):
        return f"{self.get_act_display()}: {self.text}".removesuffix(": ")
