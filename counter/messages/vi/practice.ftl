# Chế độ tập dượt: trang bài tập.
# dynamic: fault-practice-
# dynamic: practice-

banner-practice = TẬP DƯỢT – người, thẻ và tiền ở đây đều không có thật; không gì được gửi về trung tâm
nav-practice = Bài tập
fault-practice-place-taken = Thư mục { $path } đang chứa thứ khác, không phải một buổi tập dượt. Hãy chọn thư mục khác với --state; chưa sửa gì trong đó.
fault-settings-practice = { $path } là quầy tập dượt: chỉ mở được bằng “counter practice”. Quầy thật không dùng khoá và người tập dượt.
practice-title = Bài tập
practice-intro = Làm lần lượt như một buổi sáng chi trả. Máy chấm theo nhật ký của quầy tập dượt; mỗi bài chỉ chấm một lần. Muốn làm lại từ đầu: tắt chương trình rồi chạy lại với --fresh.
practice-first = Trước hết mở ca ở mục Ca làm việc, với tiền đầu ca tuỳ ý (gợi ý: 20 tờ 500.000 ₫). Thẻ và phiếu nằm trong khay mô phỏng ở trang Quầy.
practice-count = Đúng { $done } trên { $all } bài.
practice-open = chưa làm
practice-done = đúng
practice-wrong = chưa đúng
practice-shown = theo mục { $seq } của nhật ký
practice-answer = Xem lời giải
practice-answer-title = Lời giải

practice-chip-title = Chi bằng thẻ
practice-chip-task = { $name } đưa thẻ đến lĩnh tháng này. Hãy chi đủ.
practice-chip-answer = Đưa thẻ vào đầu đọc, đợi hiện tên và số tiền, để người nhận tự nhập mã PIN (khay có ghi), bấm Chi trả. Chỉ đưa tiền khi màn hình xanh, rồi in biên nhận và bấm Người tiếp theo.
practice-sheet-title = Chi bằng phiếu QR
practice-sheet-task = { $name } không có thẻ, mang phiếu QR và căn cước { $citizen }. Hãy chi.
practice-sheet-answer = Quét phiếu, rồi quét mã trên thẻ căn cước hoặc nhập đủ 12 số. Máy so số căn cước với phiếu: phiếu nhặt được thì không lĩnh được.
practice-stolen-title = Thẻ đã báo mất
practice-stolen-task = Có người cầm thẻ của { $name }, mã PIN đọc vanh vách. Hãy tiếp người này.
practice-stolen-answer = Đưa thẻ vào, máy từ chối vì thẻ đã bị thu hồi trong danh sách trạng thái. Không chi, không giữ thẻ bằng lời to tiếng; nói điều màn hình ghi và mời kiểm soát viên. Đúng mã PIN không làm thẻ mất thành thẻ tốt.
practice-pin-title = Sai mã PIN hai lần
practice-pin-task = { $name } không nhớ rõ mã PIN: nhập sai hai lần (nhập thử số khác), lần thứ ba mới đúng. Hãy chi.
practice-pin-answer = Sau mỗi lần sai, màn hình nói còn mấy lần. Còn một lần thì dừng lại hỏi kỹ: sai lần thứ ba là thẻ khoá, phải nhờ trung tâm mở. Ở đây lần thứ ba nhập đúng số ghi trong khay.
practice-part-title = Ba tháng, ngăn kéo chỉ đủ một
practice-part-task = { $name } có ba tháng đến hạn nhưng tiền trong ngăn kéo chỉ đủ một tháng. Hãy chi một tháng, hai tháng để lại.
practice-part-answer = Ở trang chi trả bấm Chọn số tháng (F4), chọn một tháng rồi chi. Tháng cũ nhất luôn đi trước; phần còn lại vẫn đến hạn ở lần sau.
practice-forgotten-title = Quên thẻ ở nhà
practice-forgotten-task = { $name } quên thẻ, có mang căn cước { $citizen }. Kiểm soát viên có mặt. Hãy chi theo danh sách.
practice-forgotten-answer = Ở trang Quầy mở “Quên thẻ, thẻ hỏng: chi theo danh sách” (F7): nhập số căn cước, đối chiếu ảnh và giấy tờ, rồi kiểm soát viên nhập tên và mật khẩu trên cùng màn hình. Cả người chi và người duyệt đều đứng tên trong nhật ký.
practice-reversal-title = Chi nhầm, huỷ ngay
practice-reversal-task = Chi cho { $name } rồi phát hiện nhầm: hãy huỷ khi thẻ còn trong đầu đọc.
practice-reversal-answer = Sau màn hình xanh, đừng rút thẻ: mở “Chi nhầm? Huỷ khoản vừa chi”, người nhận nhập mã PIN, kiểm soát viên nhập tên và mật khẩu. Thu lại tiền vào ngăn kéo. Thẻ đã rút thì chỉ còn cách đề nghị trung tâm.
practice-close-title = Đóng ca có chênh lệch
practice-close-task = Cuối buổi, ngăn kéo thiếu một tờ 10.000 ₫. Hãy đếm, giải trình và đóng ca.
practice-close-answer = Ở Ca làm việc bấm Đếm tiền, đóng ca và ghi đúng số tờ đếm được, không cố cho khớp: số phải có chỉ hiện sau khi gửi. Chọn lý do chênh lệch; vượt mức cho phép thì kiểm soát viên duyệt. Khoản lệch vào tài khoản treo để xem xét.
