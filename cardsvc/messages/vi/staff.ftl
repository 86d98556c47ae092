# Tài khoản, vai trò, đăng nhập hai bước, việc chờ duyệt.
# dynamic: staff-fault-
# dynamic: role-
# dynamic: account-state-
# dynamic: proposal-kind-

nav-accounts = Tài khoản
nav-proposals = Chờ duyệt
nav-own-account = Tài khoản của tôi
go-on = Tiếp tục
reason = Lý do
approve = Duyệt
refuse = Không duyệt
withdraw = Rút lại
banner-no-second-factor = Bản mô phỏng này cho đăng nhập chỉ bằng mật khẩu, không hỏi mã xác thực

role-preparer = Người lập danh sách
role-approver = Người duyệt
role-issuer = Người cấp thẻ
role-inspector = Thanh tra
role-finance = Tài chính
role-administrator = Quản trị

code-title = Nhập mã xác thực
code-from-app = Mã trong ứng dụng xác thực
code-hint = Mã gồm 6 chữ số, mỗi mã dùng được một lần. Mất điện thoại: nhập một mã khôi phục.
code-wrong = Mã không đúng hoặc đã dùng rồi. Hãy đợi mã tiếp theo rồi nhập lại.

set-up-password-title = Đặt mật khẩu mới
set-up-password-why = Người khác biết mật khẩu tạm. Hãy đặt mật khẩu của riêng bạn trước khi làm việc.
password-now = Mật khẩu hiện tại
password-new = Mật khẩu mới
password-again = Nhập lại mật khẩu mới
password-hint = Ít nhất 12 ký tự. Một câu ngắn dễ nhớ là tốt nhất; không cần ký tự đặc biệt.

set-up-app-title = Cài ứng dụng xác thực
set-up-app-install = Mở một ứng dụng xác thực trên điện thoại (Google Authenticator, Microsoft Authenticator hoặc tương tự).
set-up-app-scan = Quét mã này bằng ứng dụng.
set-up-app-picture = Mã QR để cài ứng dụng xác thực
set-up-app-by-hand = Không quét được? Nhập khoá này bằng tay
set-up-app-code = Nhập mã 6 chữ số mà ứng dụng đang hiện

recovery-title = Mã khôi phục
recovery-what = Hãy in hoặc chép lại và cất nơi kín. Khi mất điện thoại, mỗi mã cho đăng nhập một lần. Các mã này chỉ hiện lần này; mã cũ không còn dùng được.
recovery-kept = Tôi đã cất mã khôi phục

own-title = Tài khoản của tôi
own-password = Đổi mật khẩu
own-password-change = Đổi mật khẩu
own-said-password = Đã đổi mật khẩu. Mọi nơi khác đang đăng nhập bằng tài khoản này đã bị đăng xuất.
own-app-set-up = Cài ứng dụng xác thực
own-app-change = Chuyển sang ứng dụng khác
own-codes-renew = Tạo mã khôi phục mới
own-leave-everywhere = Đăng xuất ở mọi nơi
app-set-up = Đã cài
app-none = Chưa cài
codes-left = còn { $count } mã khôi phục

accounts-title = Tài khoản của cán bộ
account-role = Vai trò
account-scope = Phạm vi
account-app = Ứng dụng xác thực
account-created = Lập lúc
account-state-active = Đang dùng
account-state-proposed = Chờ duyệt
account-state-disabled = Đã khoá
account-new = Tài khoản mới
account-user-hint = Chữ thường không dấu, chữ số, dấu chấm hoặc gạch; ví dụ: nguyen.lan
account-provinces = Tỉnh, thành phố (mã)
account-offices = Bưu cục (mã)
scope-everywhere = Toàn quốc
scope-provinces = tỉnh, thành phố { $codes }
scope-offices = bưu cục { $codes }
scope-hint = Nhiều mã thì cách nhau bằng dấu phẩy. Để trống: mọi tỉnh, mọi bưu cục.
account-propose = Đề nghị
account-four-eyes = Một người quản trị khác phải duyệt thì đề nghị mới có hiệu lực.
account-change = Đổi vai trò hoặc phạm vi
account-sign-in = Đăng nhập
account-reset = Cấp mật khẩu tạm
account-reset-what = Người này quên mật khẩu nhưng còn điện thoại: cấp mật khẩu tạm, mã xác thực vẫn được hỏi.
account-unblock = Đề nghị cho đăng nhập lại
account-unblock-what = Mất cả điện thoại lẫn mã khôi phục, hoặc tài khoản đã khoá: khi người thứ hai duyệt, mật khẩu và ứng dụng xác thực được đặt lại.
account-disable = Khoá tài khoản
account-disable-what = Khoá có hiệu lực ngay và đăng xuất người này ở mọi nơi.
account-password-once = Mật khẩu tạm của { $user }, chỉ hiện lần này. Người này phải đổi ngay khi đăng nhập.
account-trail = Xem nhật ký của tài khoản này
account-will-be = Vai trò mới: { $role }
account-will-be-let-in = Đặt lại mật khẩu và ứng dụng xác thực, cho đăng nhập lại
account-said-proposed = Đã ghi đề nghị. Một người quản trị khác cần duyệt.
account-said-approved = Đã duyệt.
account-said-refused = Đề nghị đã được đóng lại.
account-said-disabled = Đã khoá tài khoản.
proposed-by = { $user } đề nghị lúc { $at }
another-must-approve = Bạn là người đề nghị; một người quản trị khác phải duyệt.

proposals-title = Việc chờ duyệt
proposals-what = Mỗi việc cần hai người: người đề nghị không được tự duyệt.
proposals-none = Không có việc nào chờ duyệt.
proposal-kind = Loại việc
proposal-subject = Đối tượng
proposal-by = Người đề nghị
proposal-at = Đề nghị lúc
proposal-own = của bạn
proposal-kind-list = Danh sách chi trả
proposal-kind-rate-run = Điều chỉnh mức chuẩn
proposal-kind-key = Thay đổi khoá ký
proposal-kind-unblock = Mở lại
proposal-kind-role = Vai trò và phạm vi
proposal-kind-case = Thay đổi hồ sơ
proposal-kind-mode = Phạm vi triển khai chương trình

staff-fault-account-exists = Tên đăng nhập này đã có. Hãy chọn tên khác.
staff-fault-account-user = Tên đăng nhập chỉ gồm chữ thường không dấu, chữ số, dấu chấm, gạch; dài nhất 32 ký tự.
staff-fault-account-role = Không có vai trò này.
staff-fault-account-unknown = Không có tài khoản này.
staff-fault-scope-beyond-own = Phạm vi này rộng hơn phạm vi của chính bạn.
staff-fault-already-proposed = Đang có một đề nghị cùng loại cho tài khoản này. Hãy chờ duyệt hoặc rút lại đề nghị đó.
staff-fault-two-administrators-needed = Phải luôn còn ít nhất hai người quản trị. Hãy thêm người khác trước.
staff-fault-same-person = Người đề nghị không được tự duyệt. Hãy nhờ một người quản trị khác.
staff-fault-own-account = Không thể tự làm việc này với tài khoản của chính mình.
staff-fault-proposal-unknown = Không có đề nghị này.
staff-fault-proposal-not-open = Đề nghị này đã được duyệt hoặc đã đóng.
staff-fault-not-of-an-account = Đề nghị này không phải về tài khoản.
staff-fault-needs-second-factor = Tài khoản chưa có ứng dụng xác thực, nên phải làm theo cách hai người: đề nghị cho đăng nhập lại.
staff-fault-password-wrong = Mật khẩu hiện tại không đúng.
staff-fault-password-too-short = Mật khẩu ngắn quá: cần ít nhất 12 ký tự.
staff-fault-password-too-long = Mật khẩu dài quá: nhiều nhất 128 ký tự.
staff-fault-password-too-simple = Mật khẩu lặp lại quá ít ký tự khác nhau. Hãy chọn mật khẩu khác.
staff-fault-password-is-the-name = Mật khẩu không được chứa tên đăng nhập.
staff-fault-password-unchanged = Mật khẩu mới trùng với mật khẩu cũ.
staff-fault-password-not-the-same = Hai lần nhập mật khẩu mới không giống nhau.
staff-fault-totp-code-wrong = Mã xác thực không đúng hoặc đã dùng rồi. Hãy kiểm tra đồng hồ điện thoại và nhập mã đang hiện.
staff-fault-totp-set-up-already = Ứng dụng xác thực đã được cài từ trước.
staff-fault-form-province = “{ $value }” không phải mã tỉnh, thành phố. Mã gồm hai chữ số, ví dụ 01.
staff-fault-form-office = “{ $value }” không phải mã bưu cục. Mã gồm sáu chữ số.
