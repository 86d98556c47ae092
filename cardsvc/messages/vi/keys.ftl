# Trang khoá ký và lời của các lệnh về khoá.
# dynamic: key-role-
# dynamic: key-state-
# dynamic: key-deed-
# dynamic: key-done-
# dynamic: key-fault-

nav-keys = Khoá ký
keys-title = Khoá ký
keys-what = Mỗi khoá chỉ ký một loại dữ liệu, của một tỉnh, một chương trình, trong một năm
keys-waiting = Chờ người thứ hai duyệt
key-title = Khoá { $kid }
key-role = Dùng để ký
key-role-entitlement = Chế độ hưởng trên thẻ và phiếu
key-role-card-ca = Chứng thư của thẻ
key-role-card-script = Lệnh gửi tới thẻ
key-role-terminal-ca = Chứng thư của máy quầy
key-role-status-list = Danh sách tình trạng thẻ
key-role-payout-list = Danh sách chi trả của bưu cục
key-role-ledger-ack = Xác nhận của sổ cái
key-any-province = Cả nước
key-any-programme = Mọi chương trình
key-year = Năm
key-validity = Thời hạn
key-kept = Nơi giữ
key-in-file = Tệp trên máy chủ
key-in-token = Thiết bị { $token }
key-kid = Mã khoá
key-public = Khoá công khai
key-retired-at = Thôi ký từ
key-revoked-at = Huỷ bỏ lúc
key-state-ahead = Đã công bố, chưa ký
key-state-signing = Đang ký
key-state-retired = Đã thôi ký
key-state-expired = Hết hạn
key-state-revoked = Đã huỷ bỏ
key-deed-create = Tạo khoá mới
key-deed-rotate = Thay khoá
key-deed-retire = Cho khoá thôi ký
key-deed-revoke = Huỷ bỏ khoá
key-signs-until = khoá cũ còn ký đến { $day }
key-proposed-by = { $user } đề nghị lúc { $at }
key-approve = Duyệt và thực hiện
key-withdraw = Bỏ đề nghị
key-other-approves = Người khác phải duyệt đề nghị này.
key-new-title = Đề nghị tạo khoá mới
key-new-what = Khoá được công bố ngay và bắt đầu ký khi khoá đang dùng hết hạn, hoặc từ ngày 1 tháng 1 nếu là khoá của năm sau. Chỉ khoá ký chế độ hưởng và khoá ký danh sách chi trả là của riêng từng tỉnh; chỉ khoá ký chế độ hưởng là của riêng từng chương trình.
key-four-eyes = Một người quản trị đề nghị, một người quản trị khác duyệt.
key-propose-create = Đề nghị tạo khoá
key-propose-rotate = Đề nghị thay khoá
key-propose-retire = Đề nghị thôi ký
key-propose-revoke = Đề nghị huỷ bỏ
key-lead-days = Khoá cũ còn ký thêm (ngày)
key-rotate-what = Tạo một khoá mới và công bố ngay. Khoá cũ còn ký cho đến hết số ngày này, để mọi quầy kịp biết khoá mới. Những gì khoá cũ đã ký vẫn có giá trị.
key-retire-what = Khoá không ký gì nữa. Những gì đã ký vẫn có giá trị. Khi cần ký, trung tâm tự tạo khoá khác.
key-revoke-what = Chỉ dùng khi khoá bị lộ hoặc bị mất. Mọi thẻ, phiếu và danh sách do khoá này ký sẽ bị mọi quầy từ chối, và không bao giờ khôi phục được.
key-proposed = Đã ghi đề nghị. Một người quản trị khác phải duyệt.
key-withdrawn = Đã bỏ đề nghị.
key-done-create = Đã tạo khoá và công bố danh sách tin cậy mới.
key-done-rotate = Đã tạo khoá mới và công bố danh sách tin cậy mới. Khoá cũ sẽ thôi ký vào ngày đã định.
key-done-retire = Khoá đã thôi ký. Danh sách tin cậy mới đã được công bố.
key-done-revoke = Đã huỷ bỏ khoá. Danh sách tin cậy mới đã được công bố; mọi quầy sẽ từ chối những gì khoá này ký.
key-fault-same-person = Người đề nghị không được tự duyệt. Hãy nhờ một người quản trị khác.
key-fault-already-proposed = Đã có một đề nghị về khoá này đang chờ duyệt.
key-fault-proposal-not-open = Đề nghị này đã được xử lý.
key-fault-proposal-unknown = Không có đề nghị này.
key-fault-key-exists = Đã có khoá như vậy.
key-fault-key-unknown = Không có khoá này.
key-fault-key-revoked = Khoá đã bị huỷ bỏ, không thể thay đổi gì nữa.
key-fault-key-retired = Khoá đã thôi ký.
key-fault-key-expired = Thời hạn này đã qua.
key-fault-key-life = Chỉ tạo được khoá cho năm nay và năm sau.
key-fault-key-lead = Số ngày phải từ 0 đến 365.
key-fault-key-role = Hãy chọn khoá dùng để ký gì.
key-fault-key-use = Khoá ký chế độ hưởng và khoá ký danh sách chi trả phải có tỉnh; các khoá khác dùng cho cả nước. Chỉ khoá ký chế độ hưởng mới có chương trình.
key-fault-token-gone = Không liên lạc được với thiết bị giữ khoá. Chưa có gì thay đổi; hãy kiểm tra thiết bị rồi duyệt lại.
key-fault-token-pin-wrong = Thiết bị giữ khoá không nhận mã PIN. Hãy sửa nơi cất mã PIN rồi duyệt lại; mã sai sẽ không được thử lần nữa.
key-fault-token-pin-locked = Thiết bị giữ khoá đã khoá mã PIN. Người giữ thiết bị phải mở lại.
key-fault-other = Không thực hiện được. Chưa có gì thay đổi; hãy xem nhật ký của máy chủ.

command-key-line = { $kid }  { $state }  { $role } · { $province } · { $programme } · { $year } · { $since } – { $until } · { $place }
command-key-proposed = Đã ghi đề nghị số { $number }. Một người quản trị khác duyệt bằng lệnh: cardsvc keys approve { $number } --by TÀI-KHOẢN
command-key-waiting = Đề nghị số { $number } của { $user }: { $deed } { $subject }
command-key-none-waiting = Không có đề nghị nào đang chờ.
command-password = Mật khẩu của { $user }
command-code = Mã xác thực của { $user }
command-not-administrator = Tài khoản, mật khẩu hoặc mã không đúng, hoặc tài khoản không phải của người quản trị.
command-sign-in-first = Hãy đăng nhập trang của trung tâm một lần để đổi mật khẩu và cài ứng dụng xác thực.
