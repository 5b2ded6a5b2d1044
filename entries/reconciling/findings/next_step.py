"""What to do about a finding now, in words, and what a proposal would leave of it. Runs no query."""

from communes.models import Programme

from ...finding_kinds import ON_OUR_SIDE
from ...models import Finding, FindingState

ANSWER = "Giải trình vì sao, hoặc đề xuất số đúng của từng quyển. Sổ cái chỉ đổi khi Phòng Tư pháp chấp nhận."
DECIDE = "Xã đã đề xuất. Chấp nhận thì ghi đúng như bảng trên; chưa ổn thì trả lại kèm lời hỏi."
OURS_IS_WRONG = (
    " Nguyên nhân nằm ở số đã ghi trong Sổ cái: chỉ đề nghị nơi gửi điều chỉnh khi đã kiểm tra và số của ta đúng."
)
AGAIN = "Đã có trao đổi và kết luận trước đó: xem phần Trao đổi rồi hỏi xã, điều chỉnh hoặc kết luận lại."
GONE = "Không còn thấy nữa. Đã sửa ở phiếu khác thì ghi nhận Đã sửa; vốn không sai thì Không phải lỗi."
BY_STATE = {
    FindingState.NEW: "Hỏi xã trước; để trống ô dưới thì gửi câu hỏi mẫu.",
    FindingState.ASKED: "Đang chờ xã trả lời.",
    FindingState.EXPLAINED: "Xã đã giải trình.",
}


def next_step(finding: Finding, *, settles: bool, again: bool = False) -> str:
    """`settles`: for the district, which asks and settles; else for the commune. `again`: it was concluded before.
    Nothing once it is settled."""
    if not finding.is_open:
        return ""
    if not settles:
        return ANSWER
    if finding.gone_on:
        return GONE
    if finding.proposal_id:
        return DECIDE
    if finding.state == FindingState.NEW and again:
        return AGAIN
    is_ours = finding.is_gap and finding.is_certain and finding.kind in ON_OUR_SIDE
    return BY_STATE[finding.state] + (OURS_IS_WRONG if is_ours else "")


def left_after(finding: Finding) -> int | None:
    """The gap (trường hợp) that would be left if the proposal were accepted; None where nothing is proposed, or where
    no figures of others were compared."""
    if finding.proposal is None or not finding.is_gap:
        return None
    programme = finding.programme or Programme.POPULATION_DB
    lines = [line for line in finding.proposal.lines if line.get("programme", programme) == programme]
    return finding.gap + sum(line["wanted"] - line["held"] for line in lines)
