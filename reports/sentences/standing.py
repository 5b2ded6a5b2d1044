"""The words that do not depend on a figure, in one place. They are the house's own; people may rewrite them."""

import datetime as dt
from dataclasses import dataclass

WORK = "nhập dữ liệu hộ tịch từ Sổ hộ tịch trên nền Cơ sở dữ liệu quốc gia về dân cư"
SUBJECT = ("Tiến độ nhập dữ liệu hộ tịch từ Sổ hộ tịch", "trên nền Cơ sở dữ liệu quốc gia về dân cư")
APPENDIX_NAME = ("TỔNG HỢP TIẾN ĐỘ NHẬP DỮ LIỆU HỘ TỊCH TỪ SỔ HỘ TỊCH", "TRÊN NỀN CƠ SỞ DỮ LIỆU QUỐC GIA VỀ DÂN CƯ")
SAMPLE_MARK = "DỮ LIỆU MẪU – số liệu giả định, không dùng làm văn bản chính thức"

HEADING_RESULTS = "I. KẾT QUẢ TRIỂN KHAI THỰC HIỆN"
HEADING_DIRECTION = "1. Công tác chỉ đạo"
HEADING_DEADLINES = "2. Thời gian hoàn thành"
HEADING_OUTCOME = "3. Kết quả thực hiện"
HEADING_MACHINES = "a) Trang bị máy vi tính"
HEADING_PROGRESS = "b) Kết quả nhập dữ liệu"
HEADING_SHORTCOMINGS = "4. Tồn tại, hạn chế"
HEADING_DIFFICULTIES = "5. Khó khăn, vướng mắc và nguyên nhân"
HEADING_OBJECTIVE = "a) Khách quan"
HEADING_SUBJECTIVE = "b) Chủ quan"
HEADING_MEASURES = "6. Giải pháp thực hiện"


@dataclass(frozen=True, slots=True)
class Campaign:
    """Other work that took the same people, and in reports of which days it is worth a word."""

    begins: dt.date
    forgotten: dt.date
    words: str


CAMPAIGNS = (
    Campaign(
        dt.date(2023, 12, 20),
        dt.date(2024, 7, 1),
        "chỉ tiêu kích hoạt 60% tài khoản định danh điện tử mức độ 2, hạn đến ngày 20/12/2023",
    ),
    Campaign(
        dt.date(2024, 1, 15),
        dt.date(2024, 7, 1),
        "đợt cao điểm tấn công, trấn áp tội phạm, giữ gìn an ninh trật tự dịp Tết Nguyên đán Giáp Thìn năm 2024",
    ),
)

MACHINES_SHARED = (
    "Máy dùng chung vẫn phải ưu tiên giải quyết thủ tục hằng ngày cho người dân và các nhiệm vụ nhập liệu khác của"
    " ngành Công an (như số hóa dữ liệu người lao động), nên thời lượng dành cho hộ tịch bị thu hẹp."
)
FUNDING_WAITS = (
    "song nguồn chi chưa bố trí được do còn đợi kết quả thẩm định của Sở Tài chính, trong khi hướng dẫn của Sở đến muộn"
)
BUSY_SEASONS = (
    "Công an cấp xã, lực lượng nhập liệu chính, và công chức Tư pháp - Hộ tịch có nhiều việc tập trung vào đầu năm và"
    " cuối năm"
)
OLD_BOOKS = "Sổ cũ lập qua nhiều thời kỳ, không đồng nhất; đã ghi nhận lỗi phải xử lý trước khi nhập ở "

MEASURE_LEAD = (
    "Cấp ủy, chính quyền các xã, thị trấn trực tiếp chỉ đạo, coi {work} là nhiệm vụ trọng tâm, tập trung nguồn lực để"
    " hoàn thành đúng hạn {label}."
)
MEASURE_LEAD_WITHOUT_DEADLINE = (
    "Cấp ủy, chính quyền các xã, thị trấn trực tiếp chỉ đạo, coi {work} là nhiệm vụ trọng tâm và tập trung nguồn lực để"
    " sớm hoàn thành."
)
MEASURE_RECHECK = (
    "UBND các xã, thị trấn đối chiếu lại số phải nhập và số đã nhập theo từng quyển sổ, từng chương trình rồi gửi"
    " Phòng Tư pháp; trên cơ sở đó UBND huyện kiến nghị Tổ công tác thực hiện Đề án 06 Công an tỉnh và Sở Tư pháp"
    " chỉnh lại số liệu gốc."
)
MEASURE_SUPERVISE = (
    "Thường trực Tổ Đề án 06 huyện chủ trì cùng Phòng Tư pháp theo dõi tiến độ theo ngày, đôn đốc từng đơn vị và báo"
    " cáo ngay vướng mắc vượt thẩm quyền để UBND huyện, Tổ công tác thực hiện Đề án 06 tỉnh, huyện xử lý."
)
MEASURE_TOGETHER = (
    "Phòng Tư pháp, Công an huyện và Phòng Tài chính - Kế hoạch huyện cùng hướng dẫn nghiệp vụ cho cơ sở, tham mưu"
    " UBND huyện bảo đảm kinh phí và các điều kiện thực hiện Đề án 06."
)
MEASURE_DUTIES = (
    "Từng đơn vị giao việc đến từng thành viên Tổ nhập dữ liệu Đề án 06 cấp xã, gắn trách nhiệm của Công an cấp xã và"
    " công chức Tư pháp - Hộ tịch; lập chỉ tiêu nhập theo ngày, tuần, tháng, quý"
)
MEASURE_HEAVY = (
    " chủ động mượn máy của đơn vị bạn hoặc Công an huyện, huy động đoàn thể và lực lượng tại chỗ, bố trí 03 ca/ngày;"
    " khi chuyển sổ giữa các nơi phải giao nhận, bảo quản và giữ bí mật thông tin đúng quy định."
)
HEAVY_UNNAMED = "Đơn vị còn nhiều dữ liệu"
MEASURE_REWARD = (
    "Đề xuất khen thưởng đơn vị hoàn thành trước thời hạn; đơn vị để chậm tiến độ phải kiểm điểm, làm rõ trách nhiệm."
)
