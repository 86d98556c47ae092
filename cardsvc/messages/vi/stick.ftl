# USB của các quầy không có mạng.
# dynamic: stick-refused-

nav-sticks = USB
sticks-title = Nhận USB của các quầy

sticks-what = Các quầy không có mạng gửi xác nhận về bằng USB. Một USB có thể chứa dữ liệu của nhiều quầy.
sticks-folder = Thư mục chitra-out trên USB
sticks-take = Nhận vào sổ
sticks-hint = Nhận lại cùng một USB không ghi sổ hai lần.
sticks-empty = Trong thư mục này không có dữ liệu của quầy nào. Chọn thư mục chitra-out trên USB.
sticks-column-terminal = Máy quầy
sticks-column-batches = Số lô đã nhận
sticks-column-state = Kết quả
sticks-taken = Đã nhận
sticks-refused = Chưa nhận hết
sticks-no-answer = Không có trả lời cho máy này.
sticks-back-title = Gửi trả lời về quầy
sticks-back-how = Tải tệp về và giải nén ngay ở thư mục gốc của USB. Mỗi trả lời được khoá riêng cho một quầy. Cấu hình trong đó chỉ dùng được trong hai ngày.
sticks-download = Tải trả lời (ZIP)
sticks-another = USB khác

stick-visit = { $terminal }: nhận { $batches } lô
stick-refused-stick-half-written = Dữ liệu bị dở dang: USB bị rút ra quá sớm. Quầy cần chép lại.
stick-refused-stick-of-another = Thư mục mang tên máy khác với máy đã ghi nó.
stick-refused-stick-malformed = Dữ liệu không đúng dạng.
stick-refused-stick-too-large = Dữ liệu lớn quá mức một quầy có thể có.
stick-refused-bad-signature = Chữ ký không phải của máy quầy này.
stick-refused-terminal-unknown = Chưa đăng ký máy quầy này.
stick-refused-terminal-revoked = Máy quầy này đã bị thu hồi.
stick-refused-terminal-quarantined = Máy quầy này đang bị tạm dừng để kiểm tra.
stick-refused-batch-gap = Sổ thiếu các mục từ số { $expected }. Quầy cần chép lại từ mục ấy.
stick-refused-other = Không nhận được ({ $code }).
