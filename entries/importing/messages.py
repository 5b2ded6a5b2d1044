"""Every reason in words: what is wrong, and what to do about it."""

from communes.formatting import format_count

FILE = {
    "not_a_workbook": "Tệp này không phải bảng tính Excel (.xlsx, .xls) hay CSV đọc được. Mở tệp bằng Excel, chọn Lưu"
    " thành (Save As) dạng Excel Workbook (.xlsx) rồi gửi lại.",
    "too_large": "Tệp quá lớn: chỉ nhận đến 10 MB (200 MB khi giải nén). Bỏ hình ảnh, trang không dùng rồi gửi lại.",
    "too_many_rows": "Trang tính có quá nhiều dòng: chỉ nhận đến 50.000 dòng. Chia tệp theo tháng hoặc xóa hẳn các dòng"
    " trống ở cuối.",
    "too_wide": "Trang tính có ô nằm quá xa bảng. Xóa hẳn các cột và dòng thừa bên ngoài bảng rồi gửi lại.",
    "encrypted_workbook": "Tệp có mật khẩu mở. Mở tệp bằng Excel, bỏ mật khẩu (Tệp > Thông tin > Bảo vệ sổ làm việc)"
    " rồi gửi lại.",
    "macro_workbook": "Tệp có macro nên không nhận. Lưu thành dạng Excel Workbook (.xlsx) không có macro rồi gửi lại.",
    "legacy_encoding": "Chữ trong tệp gõ bằng phông cũ (TCVN3/.VnTime hoặc VNI). Chuyển sang Unicode (ví dụ bằng"
    " UniKey: Ctrl+Shift+F6) rồi gửi lại.",
    "empty_workbook": "Tệp không có ô nào có nội dung (trang ẩn không được đọc). Kiểm tra đã chọn đúng tệp chưa.",
    "no_table": "Không tìm thấy bảng của loại tệp đã chọn trong 30 dòng đầu của trang nào. Kiểm tra loại tệp và dòng"
    " tiêu đề cột.",
    "no_rows": "Bảng chỉ có tiêu đề, không có dòng số liệu nào.",
    "missing_column": "Bảng thiếu cột bắt buộc: {detail}. Thêm cột này rồi gửi lại.",
    "wrong_commune": "Tệp này của {detail}, không phải của xã đang nhập. Chọn đúng tệp của xã.",
    "no_commune": "Không rõ tệp của xã nào. Chọn xã khi gửi, hoặc ghi tên xã trên đầu bảng, ví dụ “UBND xã Phước Sơn”.",
    "future_date": "Ngày số liệu ghi trên đầu bảng ở tương lai. Sửa ngày rồi gửi lại.",
    "no_as_of_date": "Không thấy số liệu tính đến ngày nào. Ghi trên đầu bảng, ví dụ “Tính đến ngày 31/12/2023”.",
    "impossible_as_of_date": "Trên đầu bảng ghi số liệu đến ngày {detail}: không có ngày này. Sửa ngày rồi gửi lại.",
    "other_district": "Tệp không có xã, thị trấn nào của huyện: đây là trích xuất của huyện khác. Kiểm tra đã chọn đúng"
    " tệp chưa.",
    "missing_programme": "Trên đầu bảng phải ghi rõ một chương trình: Dân cư (CSDLQG về dân cư) hoặc Lịch sử (số hóa hộ"
    " tịch lịch sử).",
}

CELL = {
    "missing_count": "Ô số trường hợp để trống. Ghi số; không có thì ghi 0.",
    "not_a_number": "Đây không phải là số. Chỉ ghi chữ số, ví dụ 46.",
    "ambiguous_number": "Không rõ là số lẻ hay dấu ngăn hàng nghìn. Ghi số nguyên không có dấu, ví dụ 1234.",
    "negative_count": "Số trường hợp không thể âm. Muốn bớt thì điều chỉnh phiếu đã ghi.",
    "count_too_large": "Số quá lớn, không thể có trong một dòng. Kiểm tra lại.",
    "formula_no_value": "Công thức không có kết quả lưu trong tệp. Mở bằng Excel, bấm Lưu, hoặc gõ số thay công thức.",
    "missing_date": "Thiếu ngày. Ghi ngày làm việc, ví dụ 03/3/2024.",
    "not_a_date": "Đây không phải là ngày. Ghi dạng ngày/tháng/năm, ví dụ 03/3/2024.",
    "impossible_date": "Không có ngày này. Kiểm tra lại ngày và tháng.",
    "future_date": "Ngày ở tương lai. Sửa thành ngày đã làm.",
    "missing_shift": "Thiếu ca. Ghi 1, 2 hoặc 3.",
    "unknown_shift": "Không có ca này. Ghi 1, 2 hoặc 3 (sáng, chiều, tối).",
    "missing_workstation": "Thiếu máy. Ghi 1 (máy cũ, dùng chung) hoặc 2 (máy mới).",
    "unknown_workstation": "Xã không có máy này. Ghi 1 (máy cũ, dùng chung) hoặc 2 (máy mới).",
    "machine_elsewhere": "Máy không đặt ở xã ngày này: đang cho xã khác mượn hoặc không dùng. Xem trang Máy tính.",
    "missing_person": "Thiếu tên người nhập.",
    "name_too_long": "Tên người nhập quá dài. Mỗi dòng ghi một người.",
    "missing_book_kind": "Thiếu loại sổ. Ghi ví dụ KS hoặc Khai sinh.",
    "unknown_book_kind": "Không có loại sổ này. Dùng KS khai sinh, KH kết hôn, KT khai tử, CN nuôi con nuôi, CMC, GH,"
    " CC, HN, GC.",
    "missing_programme": "Thiếu chương trình. Ghi Dân cư hoặc Lịch sử.",
    "unknown_programme": "Không rõ chương trình nào. Ghi Dân cư (CSDLQGDC) hoặc Lịch sử (số hóa hộ tịch lịch sử).",
    "not_a_year": "Đây không phải là năm mở, khóa sổ. Ghi bốn chữ số, ví dụ 1998; không rõ thì ghi “không rõ”.",
    "not_a_book_number": "Số quyển quá dài. Chỉ ghi số quyển, ví dụ 03; không rõ thì ghi “không rõ”.",
    "closed_before_opened": "Năm khóa sổ trước năm mở sổ. Kiểm tra lại hai năm.",
    "duplicate_book": "Quyển này đã có ở dòng trên: trùng loại sổ, quyển số và năm mở. Xóa một dòng hoặc sửa số quyển.",
    "unknown_book": "Danh mục sổ của xã không có quyển này. Kiểm tra loại, quyển số, năm; sổ chưa có thì thêm vào"
    " danh mục trước.",
    "ambiguous_book": "Có nhiều quyển khớp. Ghi đủ quyển số và năm mở sổ.",
    "zero_without_reason": "Ca không nhập được (số 0) thì ghi rõ lý do ở cột Ghi chú.",
    "duplicate_row": "Dòng này trùng hoàn toàn một dòng trên. Xóa một dòng, hoặc gộp số vào một dòng.",
    "figure_twice": "Xã, loại sổ và chương trình này đã có số ở dòng trên. Mỗi nơi một số lũy kế: xóa dòng sai.",
    "unknown_commune": "Không có xã, thị trấn này trong huyện. Kiểm tra tên, ví dụ “xã Phước Sơn”, “TT. Diêu Trì”.",
    "foreign_commune": "Dòng này của xã khác. Mỗi tệp chỉ chứa số liệu của một xã.",
    "commune_mismatch": "Mã xã không khớp với tên xã. Sửa mã hoặc tên.",
    "on_top_of_entries": "Sổ cái đã có số liệu đến ngày này ({detail}). Không cộng thêm lên trên: bỏ dòng này"
    " khỏi tệp; số chênh thì đối chiếu rồi điều chỉnh các phiếu đã ghi.",
    "duplicate_commune": "Xã này đã có ở dòng trên. Mỗi xã một dòng.",
}

WARNING = {
    "over_book": "Vượt số trường hợp của quyển sổ: trước dòng này sổ chỉ còn {detail}. Kiểm tra số đếm hoặc quyển sổ.",
    "outside_month": "Ngày nằm ngoài tháng ghi trên đầu bảng.",
    "kind_outside_programme": "Loại sổ ngoài chương trình: quyển được đưa vào danh mục, không tính vào số phải nhập.",
    "pages_not_read": "Không đọc được số trang; quyển được ghi mà không có số trang.",
    "book_has_other_count": "Sổ đã có trong danh mục với {detail} trường hợp; số trong tệp không được ghi đè. Muốn sửa"
    " thì điều chỉnh phiếu kiểm kê của sổ.",
    "slot_has_batch": "Đã có phiếu từ tệp trước cho cùng ngày, ca, máy, người nhập nhưng dòng khác. Các dòng mới sẽ"
    " được ghi thêm; nếu đây là số đã sửa thì điều chỉnh phiếu cũ thay vì nhập lại.",
    "slot_typed_by_hand": "Đã có phiếu gõ tay cho cùng ngày, ca, máy, người nhập. Nếu là cùng công việc thì số sẽ bị"
    " tính hai lần: bỏ các dòng này khỏi tệp.",
    "opening_not_allotted": "Số đầu kỳ của xã đã có {detail} trường hợp phải nhập chưa phân theo quyển. Ghi danh mục"
    " này thì số phải nhập tính hai lần cho đến khi phân số đầu kỳ về từng quyển (mở phiếu số đầu kỳ của xã).",
    "entered_exceeds_to_enter": "Số đã nhập lớn hơn số phải nhập.",
    "counted_later": "Sổ của xã đã được kiểm kê sau ngày này; ghi thêm số đầu kỳ thì số phải nhập bị tính hai lần.",
    "missing_commune": "Tệp không có dòng nào của {detail}.",
}

COLUMNS = {
    "date": "Ngày", "shift": "Ca", "machine": "Máy", "person": "Người nhập", "book_kind": "Loại sổ",
    "programme": "Chương trình", "count": "Số trường hợp", "commune": "Đơn vị", "number": "Quyển số",
}  # fmt: skip


def about_file(reason: str, detail: str | None, commune_names: dict[str, str]) -> str:
    """Why the file as a whole is refused; codes of communes and columns are shown by their names."""
    shown = commune_names.get(detail, COLUMNS.get(detail, detail or ""))
    return FILE.get(reason, "Không đọc được tệp.").format(detail=shown)


def about_cell(reason: str, detail: str | None = None) -> str:
    return CELL.get(reason, "Ô này chưa đúng.").format(detail=detail or "")


def about_warning(reason: str, detail: str | None, commune_names: dict[str, str]) -> str:
    shown = format_count(int(detail)) if detail and detail.isdecimal() and detail not in commune_names else detail or ""
    return WARNING.get(reason, "Cần xem lại.").format(detail=commune_names.get(detail, shown))
