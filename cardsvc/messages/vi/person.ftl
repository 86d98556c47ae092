# Người hưởng: hồ sơ, người nhận thay, ghi chú, báo tử, lịch sử.
# dynamic: home-
# dynamic: history-
# dynamic: look-
# dynamic: person-fault-

people-filter = Lọc theo
people-at-home = Chi trả tại nhà
people-with-proxy = Có người nhận thay
people-proxy-ending = Giấy uỷ quyền hết hạn trong 30 ngày
people-proxy-over = Giấy uỷ quyền đã hết hạn
people-proxy-busy = Người nhận thay nhận cho nhiều người
people-no-photo = Chưa có ảnh
people-dead = Đã báo tử

office-code = Mã bưu cục
person-age = { $age } tuổi
person-home = Chi trả tại nhà
person-note = Ghi chú cho quầy
person-proxy = Người nhận thay
person-photo = Ảnh (JPEG hoặc PNG)
person-photo-of = Ảnh của { $name }
person-photo-keep = Tải ảnh lên
person-no-photo = Chưa có ảnh
person-reason = Lý do
person-day-hint = ngày/tháng/năm
person-keep = Lưu
person-back = Không lưu, quay lại
person-said-kept = Đã lưu.

person-edit-details = Sửa thông tin
person-edit-details-hint = Nội dung cũ được giữ trong lịch sử. Chỉ biết năm sinh thì ghi bốn chữ số. Thẻ và phiếu đã cấp vẫn ghi như cũ: nếu sửa họ tên hoặc ngày sinh thì cấp lại.
person-edit-proxy = Đặt người nhận thay
person-edit-proxy-hint = Theo giấy uỷ quyền đã được chứng thực, có hiệu lực không quá 12 tháng. Người nhận thay trước đó, nếu có, không còn hiệu lực.
person-edit-proxy-end = Bỏ người nhận thay
person-edit-proxy-end-hint = Quầy sẽ không còn thấy người nhận thay này từ lần cập nhật danh sách tới.
person-edit-care = Ghi chú, chi tại nhà
person-edit-care-hint = Giao dịch viên nhìn thấy ghi chú khi chi trả. Viết ngắn, không ghi số giấy tờ hay tình trạng bệnh.
person-edit-death = Báo tử
person-edit-death-hint = Mọi khoản của người này được giữ lại ngay, thẻ và phiếu ngừng chi. Việc thôi hưởng được duyệt riêng.
person-edit-death-back = Rút lại báo tử
person-edit-death-back-hint = Dùng khi báo nhầm người. Các khoản được chi lại từ lần cập nhật danh sách tới.

home-no = Không
home-age = Có: từ đủ 80 tuổi, đã đề nghị
home-illness = Có: khuyết tật hoặc ốm đau, không đi lại được
home-tag = Tại nhà
proxy-tag = Có người nhận thay
proxy-tag-over = Uỷ quyền hết hạn
proxy-name = Họ và tên người nhận thay
proxy-number = Số CCCD người nhận thay
proxy-document = Số giấy uỷ quyền
proxy-certifier = Nơi chứng thực
proxy-certified-on = Ngày chứng thực
proxy-until = Có hiệu lực đến hết ngày
proxy-good = Có hiệu lực đến hết ngày { $day }
proxy-over = Đã hết hạn ngày { $day }
proxy-paper = Giấy số { $document }, { $certifier } chứng thực ngày { $day }
proxy-serves-many = Người nhận thay này đang nhận cho { $count } người. Hãy kiểm tra.

death-stands = Đã báo tử: mất ngày { $day } (theo { $source }).
death-holds = Mọi khoản của người này đang được giữ lại; thẻ và phiếu không chi được.
death-on = Ngày mất
death-source = Căn cứ (giấy chứng tử số, ai báo)

history-title = Lịch sử thay đổi
history-none = Chưa có thay đổi nào.
history-at = Lúc
history-what = Nội dung
history-before = Trước
history-after = Sau
history-why = Lý do
history-by = Người thực hiện
history-list = Theo danh sách số { $number }
history-name = Họ và tên
history-birth = Ngày sinh
history-address = Địa chỉ
history-office = Bưu cục
history-home = Chi trả tại nhà
history-note = Ghi chú
history-photo = Ảnh
history-proxy = Người nhận thay
history-death = Báo tử

looks-title = Ai đã xem và làm gì
looks-what = Việc
look-person-viewed = Xem hồ sơ
look-person-corrected = Sửa thông tin
look-proxy-set = Đặt người nhận thay
look-proxy-ended = Bỏ người nhận thay
look-care-changed = Sửa ghi chú, chi tại nhà
look-photo-kept = Thay ảnh
look-death-reported = Báo tử
look-death-taken-back = Rút lại báo tử

person-fault-typed-missing = Chưa nhập: { $field }.
person-fault-typed-too-long = { $field }: dài quá { $most } ký tự.
person-fault-typed-not-a-name = { $field }: không phải là họ tên. Chỉ dùng chữ cái và dấu cách.
person-fault-typed-not-a-day = { $field }: không phải là ngày. Ghi ngày/tháng/năm, ví dụ 05/11/2026.
person-fault-typed-not-12-digits = { $field }: phải có đủ 12 chữ số.
person-fault-birth-not-of-number = Số CCCD là của người sinh năm { $year }. Hãy kiểm tra lại ngày sinh.
person-fault-birth-in-the-future = Ngày sinh ở tương lai. Hãy kiểm tra lại.
person-fault-home-reason = Hãy chọn lý do chi trả tại nhà trong danh sách.
person-fault-home-too-young = Người này chưa đủ { $age } tuổi. Nếu không đi lại được, hãy chọn lý do khuyết tật hoặc ốm đau.
person-fault-proxy-is-the-person = Đây là số CCCD của chính người hưởng. Hãy nhập số của người nhận thay.
person-fault-proxy-certified-later = Ngày chứng thực ở tương lai. Hãy xem lại trên giấy uỷ quyền.
person-fault-proxy-expired = Giấy uỷ quyền này đã hết hạn. Cần giấy mới.
person-fault-proxy-ends-before = Ngày hết hiệu lực trước ngày chứng thực. Hãy xem lại trên giấy uỷ quyền.
person-fault-proxy-too-long = Uỷ quyền không được quá { $months } tháng kể từ ngày chứng thực. Hãy xem lại ngày hết hiệu lực.
person-fault-proxy-unknown = Người này không có người nhận thay.
person-fault-photo-missing = Chưa chọn ảnh. Hãy chọn tệp rồi tải lên.
person-fault-photo-too-large = Ảnh quá lớn. Hãy chụp hoặc lưu lại nhỏ hơn rồi tải lên.
person-fault-photo-unreadable = Tệp này không phải ảnh JPEG hay PNG đọc được. Hãy chọn ảnh khác.
person-fault-photo-too-small = Ảnh quá nhỏ: cần ít nhất { $width } × { $height } điểm ảnh.
person-fault-death-in-the-future = Ngày mất ở tương lai. Hãy kiểm tra lại.
person-fault-death-before-birth = Ngày mất trước ngày sinh. Hãy kiểm tra lại.
person-fault-death-reported-already = Người này đã được báo tử rồi.
person-fault-death-not-reported = Người này chưa được báo tử.
