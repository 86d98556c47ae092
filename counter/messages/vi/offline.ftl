# Ngoài mạng: các khoản trung tâm chưa ghi sổ, lối ra của chúng; những điều quầy không kiểm soát được khi mất mạng.
# dynamic: letter-
# dynamic: offline-
# dynamic: said-

letters-ask = Hỏi lại trung tâm
letters-ask-what = Sau khi trung tâm sửa sổ (bổ sung danh sách, đăng ký thẻ…), quầy hỏi lại tất cả các khoản dưới đây.
letters-evidence = In chứng cứ
letters-on-paper = Đã nộp giấy
letters-carried = Biên nhận của quầy khác do thẻ { $card } mang về
letters-closed-title = Đã xử lý
letter-way-mended = trung tâm đã ghi nhận
letter-way-on-paper = đã nộp chứng cứ giấy cho trung tâm
said-letters-asked = { $count ->
    [0] Đã hỏi lại: trung tâm vẫn chưa ghi sổ khoản nào.
   *[other] Đã hỏi lại: trung tâm không còn vướng mắc ở { $count } khoản.
}
said-letters-not-asked = Không hỏi được trung tâm. Thử lại khi có mạng.
said-letter-on-paper = Đã ghi: chứng cứ đã nộp cho trung tâm bằng giấy.
said-letter-closed = Khoản này đã được xử lý trước đó.

strip-more = Tuổi của từng dữ liệu
strip-stale = đã quá hạn quy định
strip-none = chưa có
offline-more = Mất liên hệ trung tâm: những điều quầy chưa biết
offline-blocks = Thẻ, phiếu bị huỷ hoặc tạm dừng { $since ->
    [none] – quầy chưa có danh sách
   *[other] sau { $since }
}: quầy chưa biết, nên chưa từ chối được.
offline-paid-elsewhere = Khoản đã chi tại quầy khác { $since ->
    [none] – quầy chưa có danh sách
   *[other] sau { $since }
}: thẻ chip tự từ chối, phiếu giấy thì không. Với phiếu, hỏi người nhận và đối chiếu căn cước.
offline-held = Khoản bị tạm giữ hoặc được bổ sung { $since ->
    [none] – quầy chưa có danh sách
   *[other] sau { $since }
}: quầy chưa biết.
offline-other-sheets = Phiếu của bưu cục khác: không chi được cho đến khi có mạng, vì trung tâm phải giữ khoản ấy cho quầy. Thẻ chip vẫn chi được.
offline-scripts = Lệnh ghi thẻ mới (đổi mức hưởng, mở mã PIN, khoá thẻ) { $since ->
    [none] chưa lấy được
   *[other] sau { $since } chưa lấy được
}.
