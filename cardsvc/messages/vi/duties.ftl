# Việc cần làm theo lịch; dừng, thôi và tiếp tục chi trả.
# dynamic: stop-reason-

nav-duties = Việc cần làm
duties-title = Việc cần làm, ngày { $day }
duties-lists = Danh sách kỳ tới
duties-no-lists = Tháng này chưa có chương trình nào chi trả hằng tháng.
duties-tet = Tết Nguyên đán ngày { $day }: { $first } và { $second } chi cùng một lần.
duties-no-tet = Bảng ngày Tết chưa có năm tới: cần bổ sung bảng lịch.
duties-reports = Báo cáo chi trả tháng này
duties-no-reports = Chưa có khoản nào phải chi.
duties-uncollected = Không nhận tiền { $months } kỳ liền trở lên: đề nghị tạm dừng
duties-uncollected-hint = Mở từng người để gửi đề nghị; lãnh đạo duyệt thì mới dừng.
duties-dead = Đã báo chết: đề nghị thôi hưởng
duties-dead-hint = Thôi chi từ tháng sau tháng chết; tiền của các kỳ đến hết tháng chết vẫn được nhận.
duties-suspended = Đang tạm dừng
duties-suspended-hint = Khi không còn lý do dừng thì tiếp tục, kèm truy lĩnh.
duties-several = Hưởng hai chế độ không được đồng thời
duties-several-hint = Chỉ được hưởng mức cao nhất.
duties-ending = Sắp hết số tháng được hưởng
duties-ending-hint = Chế độ có thời hạn, như bảo hiểm thất nghiệp.
duty-done = Đã đủ
duty-late = Quá hạn
duty-days = { $days ->
    [0] Hạn hôm nay
   *[other] Còn { $days } ngày
}
duty-by = Hạn cuối
duty-offices = Bưu cục đã có danh sách
duty-carried = Kỳ trước chuyển sang
duty-nobody = Không có ai.
duty-shown = Hiện { $shown } trong { $total } khoản
duty-uncollected-since = Không nhận từ
duty-stop-from = Dừng từ
duty-stopped-since = Dừng từ kỳ
duty-last-month = Kỳ cuối

payments-title = Dừng và tiếp tục chi trả
payments-stopped = Đang dừng
payments-stop = Đề nghị dừng chi
payments-resume = Đề nghị tiếp tục chi
payments-stop-proposed = Đề nghị dừng chi, chờ duyệt
payments-resume-proposed = Đề nghị tiếp tục chi, chờ duyệt
payments-which = Khoản hưởng
payments-carried = chưa nhận:
payments-reason = Lý do
payments-first-month = Không chi từ kỳ
payments-from = không chi từ { $month }
payments-happened-on = Ngày xảy ra (nếu biết)
payments-death-hint = Người chết: không chi từ tháng sau tháng chết.
payments-through = bổ sung đến hết { $month }
payments-through-month = Bổ sung các kỳ chưa lập danh sách, đến hết kỳ
payments-with-arrears = Kèm truy lĩnh các kỳ đã dừng
payments-without-arrears = không truy lĩnh
payments-nothing = Người này không có khoản hưởng hằng tháng nào.
stop-for-now = tạm dừng
stop-final = thôi hưởng
stop-reason-uncollected = Không nhận tiền nhiều kỳ liền
stop-reason-detained = Bị tạm giam
stop-reason-review-refused = Không chấp hành rà soát, xác minh lại
stop-reason-death = Chết
stop-reason-missing = Mất tích
stop-reason-prison = Chấp hành án phạt tù
stop-reason-refused = Từ chối nhận trợ cấp
