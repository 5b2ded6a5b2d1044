"""The words of workbooks, as data. Compared after folding to bare letters and digits: see names.bare."""

from communes.models import Programme

# ------------------------------------------------------------------ headings of columns
_STT = ("STT", "TT", "Số TT", "Số thứ tự")
_COMMUNE = ("Đơn vị", "Tên đơn vị", "Địa phương", "Xã, thị trấn")
_BOOK_KIND = ("Loại sổ", "Loại sổ hộ tịch", "Tên sổ", "Tên loại sổ")
_NUMBER = ("Quyển số", "Số quyển", "Quyển", "Số hiệu quyển")
_OPENED = ("Năm mở sổ", "Năm mở", "Năm", "Năm đăng ký")

BOOKS_COLUMNS = {
    "stt": _STT,
    "commune": _COMMUNE,
    "book_kind": _BOOK_KIND,
    "number": _NUMBER,
    "opened": _OPENED,
    "closed": ("Năm khóa sổ", "Năm khóa", "Năm kết thúc"),
    "pages": ("Số trang", "Tổng số trang"),
    "count": (
        "Số trường hợp", "Số TH", "Số lượng trường hợp", "Tổng số trường hợp", "Số sự kiện", "Số việc",
    ),
    "held": ("Nơi lưu", "Nơi lưu giữ", "Nơi lưu trữ"),
    "condition": ("Tình trạng", "Tình trạng sổ", "Hiện trạng"),
    "note": ("Ghi chú", "Chú thích"),
}  # fmt: skip
BOOKS_NEEDED = ("book_kind", "count")

LOG_COLUMNS = {
    "stt": _STT,
    "commune": _COMMUNE,
    "date": ("Ngày", "Ngày nhập", "Ngày làm việc", "Ngày tháng", "Ngày/tháng"),
    "shift": ("Ca", "Ca làm việc", "Ca trực", "Ca số"),
    "machine": ("Máy", "Máy số", "Máy vi tính", "Máy tính", "Số máy"),
    "person": ("Người nhập", "Cán bộ nhập", "Người thực hiện", "Thành viên Tổ"),
    "book_kind": _BOOK_KIND,
    "number": _NUMBER,
    "year": (*_OPENED, "Năm sổ"),
    "programme": ("Chương trình", "Thuộc chương trình", "Chương trình nhập"),
    "count": (
        "Số trường hợp", "Số TH", "Số lượng", "Số đã nhập", "Số TH đã nhập", "Số lượng nhập",
    ),
    "note": ("Ghi chú", "Lý do", "Nguyên nhân", "Chú thích"),
}  # fmt: skip
LOG_NEEDED = ("date", "shift", "machine", "person", "book_kind", "programme", "count")

TOTALS_COLUMNS = {
    "stt": _STT,
    "commune": _COMMUNE,
    "code": ("Mã xã", "Mã đơn vị"),
    "rate": ("Tỷ lệ", "Tỉ lệ", "Tỷ lệ % đạt", "Tỷ lệ đạt"),
    "left": ("Còn lại", "Còn phải nhập", "Chưa nhập"),
    "note": ("Ghi chú", "Chú thích"),
}
TO_ENTER_BANDS = ("Tổng số phải nhập", "Số phải nhập", "Tổng số dữ liệu phải nhập", "Tổng số TH phải nhập")
ENTERED_BANDS = ("Đã nhập", "Số đã nhập", "Đã nhập lũy kế", "Lũy kế đã nhập")
SUM_COLUMNS = ("Cộng", "Tổng", "Tổng cộng")

EXTRACT_COLUMNS = {
    "stt": _STT,
    "commune": ("Đơn vị", "Tên đơn vị", "Xã/thị trấn", "Địa phương"),
    "code": ("Mã xã", "Mã đơn vị"),
    "programme": ("Chương trình",),
    "book_kind": ("Loại sổ", "Loại sổ hộ tịch"),
    "count": ("Số đã nhập", "Lũy kế đã nhập"),
    "cut_off": ("Ngày chốt",),
    "note": ("Ghi chú", "Chú thích"),
}

# ------------------------------------------------------------------ what stands in the cells
BOOK_KINDS = {
    "KS": ("KS", "Khai sinh"),
    "KH": ("KH", "Kết hôn"),
    "KT": ("KT", "Khai tử"),
    "CN": ("CN", "Nuôi con nuôi", "Con nuôi"),
    "CMC": ("CMC", "Nhận cha, mẹ, con"),
    "GH": ("GH", "Giám hộ"),
    "CC": ("CC",),
    "HN": ("HN", "Tình trạng hôn nhân", "Xác nhận tình trạng hôn nhân", "Cấp giấy xác nhận tình trạng hôn nhân"),
    "GC": ("GC",),
}
BOOK_KIND_BEGINNINGS = {"Thay đổi, cải chính": "CC", "Ghi chú": "GC"}  # their names go on in many ways
BEFORE_BOOK_KIND = ("", "Sổ", "Sổ đăng ký", "Đăng ký", "ĐK", "Sổ ĐK", "Sổ đăng kí", "Đăng kí")

PROGRAMMES = {
    Programme.POPULATION_DB: (
        "CSDLQGDC", "CSDL QGDC", "QGDC", "Dân cư", "CSDLQG về dân cư", "CSDLQG dân cư", "CSDL quốc gia về dân cư",
        "Cơ sở dữ liệu quốc gia về dân cư",
    ),
    Programme.HISTORICAL: (
        "SHLS", "HTLS", "Lịch sử", "Hộ tịch lịch sử", "Số hóa hộ tịch lịch sử", "Số hóa lịch sử", "Số hóa HTLS",
    ),
}  # fmt: skip

SHIFTS = {
    1: ("1", "Ca 1", "I", "Ca I", "Sáng", "Ca sáng"),
    2: ("2", "Ca 2", "II", "Ca II", "Chiều", "Ca chiều"),
    3: ("3", "Ca 3", "III", "Ca III", "Tối", "Ca tối", "Đêm", "Ca đêm"),
}
# 1 is the shared machine, 2 the dedicated one.
MACHINES = {1: ("1", "Máy 1", "M1", "Máy số 1", "cũ", "Máy cũ"), 2: ("2", "Máy 2", "M2", "Máy số 2", "mới", "Máy mới")}

UNKNOWN = ("không rõ", "không ghi", "không có", "không", "chưa rõ", "?", "-", "–", "—")
BEFORE_COMMUNE = ("", "UBND", "Ủy ban nhân dân", "Công an", "CA")
COMMUNE_KINDS = {"xã": ("", "Xã", "X"), "thị trấn": ("", "Thị trấn", "TT")}
