# Mỗi lý do từ chối: việc gì, vì sao, làm gì bây giờ. Một nhóm ba câu cho mỗi `Rule`.
# dynamic: refusal-

refusal-clock-behind-what = Đồng hồ máy chạy chậm
refusal-clock-behind-why = Giờ của máy sớm hơn mốc { $latest } mà quầy đã ghi nhận, nên không xác định đúng kỳ chi trả.
refusal-clock-behind-do = Chỉnh lại ngày giờ của máy rồi đưa thẻ hoặc quét phiếu lại. Nếu giờ của máy đúng, nhờ kiểm soát viên xác nhận giờ.

refusal-no-trust-what = Chưa kiểm tra được thẻ và phiếu
refusal-no-trust-why = Quầy chưa có danh sách khoá tin cậy, hoặc danh sách đã quá cũ, nên không biết thẻ hay phiếu là thật hay giả.
refusal-no-trust-do = Kết nối mạng để tải danh sách mới rồi thử lại. Nếu không được, báo kiểm soát viên và hẹn người nhận quay lại.

refusal-card-unknown-what = Không phải thẻ chi trả
refusal-card-unknown-why = Thẻ trong đầu đọc không có ứng dụng chi trả trợ cấp, hoặc thuộc loại khác.
refusal-card-unknown-do = Đề nghị người nhận đưa đúng thẻ an sinh xã hội dùng để nhận trợ cấp.

refusal-card-not-active-what = Thẻ không dùng được
refusal-card-not-active-why = { $life ->
    [blocked] Thẻ đang bị khoá.
    [terminated] Thẻ đã bị huỷ.
   *[other] Thẻ chưa được kích hoạt.
}
refusal-card-not-active-do = Hướng dẫn người nhận đến nơi cấp thẻ. Quyền nhận trợ cấp không mất.

refusal-card-not-genuine-what = Không xác minh được thẻ
refusal-card-not-genuine-why = Chứng thư hoặc chữ ký của thẻ không đúng. Thẻ có thể là giả hoặc đã hỏng.
refusal-card-not-genuine-do = Không chi. Ghi lại số in trên mặt thẻ và báo kiểm soát viên.

refusal-card-expired-what = Thẻ đã hết hạn
refusal-card-expired-why = Thẻ hết hạn ngày { $expired_at }.
refusal-card-expired-do = Hướng dẫn người nhận làm thủ tục đổi thẻ. Quyền nhận trợ cấp không mất.

refusal-card-disagrees-what = Dữ liệu trong thẻ không khớp nhau
refusal-card-disagrees-why = Khoản được chi ghi trong chip khác với nội dung đã ký trên cùng thẻ.
refusal-card-disagrees-do = Không chi. Báo kiểm soát viên; thẻ cần được nơi cấp ghi lại.

refusal-card-refused-what = Thẻ từ chối chi
refusal-card-refused-why = Thẻ trả lời không thực hiện lệnh chi và không ghi khoản nào.
refusal-card-refused-do = Không trả tiền. Rút thẻ, đưa vào lại và thử một lần nữa. Nếu vẫn bị từ chối, báo kiểm soát viên.

refusal-record-unreadable-what = Không đọc được nội dung
refusal-record-unreadable-why = Dữ liệu vừa đọc bị hỏng, hoặc không phải của thẻ hay phiếu chi trả.
refusal-record-unreadable-do = Vuốt phẳng phiếu và quét lại, hoặc đưa thẻ vào lại. Nếu vẫn không đọc được, người nhận cần được cấp bản mới.

refusal-record-forged-what = Chữ ký không đúng
refusal-record-forged-why = Nội dung trên thẻ hoặc phiếu đã bị thay đổi sau khi cơ quan chi trả ký.
refusal-record-forged-do = Không chi. Báo kiểm soát viên ngay và giữ lại bản chụp phiếu hoặc số thẻ.

refusal-key-not-trusted-what = Nơi ký không được công nhận
refusal-key-not-trusted-why = Khoá đã ký thẻ hoặc phiếu này không có trong danh sách khoá tin cậy của quầy, đã hết hạn hoặc đã bị thu hồi.
refusal-key-not-trusted-do = Nếu danh sách đã cũ, kết nối mạng để cập nhật rồi thử lại. Nếu vẫn vậy, không chi và báo kiểm soát viên.

refusal-key-not-for-programme-what = Nơi ký không phụ trách chương trình này
refusal-key-not-for-programme-why = Khoá đã ký chỉ được dùng cho chương trình trợ cấp khác.
refusal-key-not-for-programme-do = Không chi. Báo kiểm soát viên để hỏi cơ quan đã cấp thẻ hoặc phiếu.

refusal-key-not-for-province-what = Nơi ký không thuộc tỉnh này
refusal-key-not-for-province-why = Khoá đã ký không được dùng cho tỉnh, thành phố ghi trên thẻ hoặc phiếu.
refusal-key-not-for-province-do = Không chi. Báo kiểm soát viên để hỏi cơ quan đã cấp thẻ hoặc phiếu.

refusal-record-of-another-card-what = Nội dung của một thẻ khác
refusal-record-of-another-card-why = Nội dung đã ký trong thẻ được cấp cho một thẻ khác, không phải thẻ này.
refusal-record-of-another-card-do = Không chi. Giữ số thẻ và báo kiểm soát viên.

refusal-needs-chip-what = Phải dùng thẻ chip
refusal-needs-chip-why = Mã QR này chép từ một thẻ chip. Khoản này chỉ được chi khi có thẻ và mã PIN.
refusal-needs-chip-do = Đề nghị người nhận đưa thẻ chip.

refusal-not-yet-valid-what = Chưa đến ngày có hiệu lực
refusal-not-yet-valid-why = Thẻ hoặc phiếu có hiệu lực từ ngày { $valid_from }.
refusal-not-yet-valid-do = Hẹn người nhận quay lại từ ngày { $valid_from }.

refusal-expired-what = Đã hết hiệu lực
refusal-expired-why = Nội dung trên thẻ hoặc phiếu hết hiệu lực ngày { $expired_at }.
refusal-expired-do = Nếu người nhận có bản mới thì dùng bản mới. Nếu không, hướng dẫn liên hệ nơi cấp để được cấp lại.

refusal-revoked-what = Thẻ hoặc phiếu đã bị huỷ
refusal-revoked-why = Danh sách trạng thái ghi thẻ hoặc phiếu này đã bị huỷ.
refusal-revoked-do = Không chi. Nếu người nhận đã được cấp bản mới thì dùng bản mới. Nếu không, hướng dẫn liên hệ nơi cấp.

refusal-suspended-what = Đang tạm dừng chi
refusal-suspended-why = Danh sách trạng thái ghi thẻ hoặc phiếu này đang tạm dừng.
refusal-suspended-do = Không chi. Hướng dẫn người nhận hỏi Uỷ ban nhân dân xã, phường về lý do tạm dừng; khi được hưởng lại sẽ truy lĩnh.

refusal-status-unknown-what = Chưa biết còn hiệu lực hay không
refusal-status-unknown-why = Quầy không có danh sách trạng thái đủ mới để biết thẻ hoặc phiếu này còn dùng được hay đã bị huỷ.
refusal-status-unknown-do = Kết nối mạng để cập nhật rồi thử lại. Người có thẻ chip có thể nhận tại bưu cục ghi trong danh sách của mình.

refusal-paper-of-another-office-what = Phiếu của bưu cục khác
refusal-paper-of-another-office-why = Phiếu giấy có thể bị sao chép. Ngoài bưu cục { $office } ghi trên phiếu, quầy chỉ được chi khi trung tâm giữ khoản này cho quầy, mà lúc này không hỏi được trung tâm.
refusal-paper-of-another-office-do = Khi có mạng, quét lại phiếu. Nếu không đợi được, mời người nhận đến bưu cục { $office }.

refusal-hold-refused-what = Trung tâm không giữ khoản này cho quầy
refusal-hold-refused-why = { $reason ->
    [hold-paid] Theo sổ của trung tâm, các kỳ trên phiếu đã được chi.
    [hold-elsewhere] Một quầy khác đang chi, hoặc vừa chi, các kỳ trên phiếu này.
    [hold-not-due] Theo sổ của trung tâm, không có khoản nào đến hạn trên phiếu này.
    [hold-record] Phiếu này đã bị huỷ hoặc không phải do trung tâm cấp.
    [hold-passed] Đã quá giờ trung tâm giữ khoản này cho quầy.
   *[other] Trung tâm không nhận yêu cầu của quầy này ({ $reason }).
}
refusal-hold-refused-do = { $reason ->
    [hold-passed] Quét lại phiếu để hỏi trung tâm lần nữa.
    [hold-elsewhere] Không chi. Hỏi người nhận đã đến quầy nào khác chưa; có thể thử lại sau một giờ.
   *[other] Không chi. Mời người nhận đến bưu cục của mình để được giải thích.
}

refusal-over-limit-elsewhere-what = Vượt mức chi ngoài bưu cục của mình
refusal-over-limit-elsewhere-why = Số tiền { $amount_vnd } vượt mức { $limit_vnd } được chi một lần tại bưu cục khác.
refusal-over-limit-elsewhere-do = Mời người nhận đến bưu cục { $office }.

refusal-not-on-list-what = Không có trong danh sách chi trả
refusal-not-on-list-why = Danh sách chi trả của bưu cục không có khoản nào phải chi cho người này.
refusal-not-on-list-do = Hướng dẫn người nhận hỏi Uỷ ban nhân dân xã, phường. Nếu danh sách tại quầy đã cũ, kết nối mạng để cập nhật rồi thử lại.

refusal-held-what = Khoản này đang được giữ lại
refusal-held-why = { $reason ->
    [stopped-card] Thẻ trước của người này đã bị khoá. Có quầy chưa gửi sổ về trung tâm, nên chưa biết thẻ đó đã nhận khoản này hay chưa.
    [reported-dead] Theo danh sách chi trả, người hưởng đã qua đời.
    [stopped] Theo danh sách chi trả, khoản này đang tạm dừng hoặc đã thôi chi.
    [suspense] Trung tâm đã nhận một khoản chi cho kỳ này mà chưa đối chiếu xong.
    [paid-elsewhere] Trung tâm vừa giữ khoản này cho một quầy khác đang chi.
   *[other] Danh sách chi trả ghi tạm giữ khoản này. Quầy không có lời giải thích cho lý do đó.
}
refusal-held-do = { $reason ->
    [stopped-card] Không chi. Tiền không mất: chậm nhất 7 ngày sau ngày khoá thẻ, khoản chưa nhận sẽ chi được bằng thẻ mới. Hẹn người nhận quay lại sau đó.
    [reported-dead] Không chi. Nếu chính người hưởng đang có mặt, xem căn cước, mời kiểm soát viên và hướng dẫn đến Uỷ ban nhân dân xã, phường để đính chính. Người thân cũng hỏi mai táng phí ở đó.
    [stopped] Không chi. Hướng dẫn người nhận đến Uỷ ban nhân dân xã, phường để hỏi lý do và thủ tục hưởng lại.
    [suspense] Không chi. Hỏi người nhận kỳ này đã nhận tiền ở đâu chưa rồi mời kiểm soát viên báo trung tâm. Nếu chưa nhận, khoản này sẽ được chi sau khi đối chiếu xong.
    [paid-elsewhere] Không chi. Hỏi người nhận hoặc người nhận thay có đang nhận ở quầy khác không. Nếu không, thử lại sau một giờ.
   *[other] Không chi. Hướng dẫn người nhận liên hệ cơ quan quản lý trợ cấp; báo kiểm soát viên nếu cần giải thích.
}

refusal-unsettled-what = Có lần chi chưa rõ kết quả
refusal-unsettled-why = Quầy này đã bắt đầu chi cho người này bằng thẻ nhưng thẻ rời đầu đọc, chưa biết thẻ đã ghi hay chưa.
refusal-unsettled-do = Chưa trả tiền. Đưa đúng thẻ khi ấy vào đầu đọc: máy sẽ hỏi thẻ và cho biết kết quả. Không có thẻ thì mời kiểm soát viên.
refusal-already-paid-what = Đã chi rồi
refusal-already-paid-why = { $period ->
    [none] Kỳ này đã được chi tại bưu cục.
   *[other] Các kỳ đến hạn đều đã chi. Kỳ mới nhất: { $period }.
}
refusal-already-paid-do = Không chi lần nữa. Nếu người nhận nói chưa nhận được tiền, mời kiểm soát viên đối chiếu biên nhận.

refusal-nothing-due-what = Chưa có khoản nào đến kỳ
refusal-nothing-due-why = Các kỳ được hưởng ghi trên thẻ hoặc phiếu chưa đến.
refusal-nothing-due-do = Hẹn người nhận quay lại khi đến kỳ chi trả.

refusal-pin-wrong-what = Mã PIN không đúng
refusal-pin-wrong-why = { $tries_left ->
    [none] Mã PIN phải đủ 6 chữ số. Lần này chưa bị tính là nhập sai.
    [0] Không còn lần thử nào, thẻ đã khoá mã PIN.
   *[other] Còn { $tries_left } lần thử, sau đó thẻ tự khoá mã PIN.
}
refusal-pin-wrong-do = Để người nhận tự nhập lại, không vội. Nếu không nhớ mã, dừng lại và hướng dẫn đến nơi cấp thẻ.

refusal-pin-blocked-what = Mã PIN đã bị khoá
refusal-pin-blocked-why = Mã PIN đã bị nhập sai quá số lần cho phép.
refusal-pin-blocked-do = Hướng dẫn người nhận mang thẻ và giấy tờ đến nơi cấp thẻ để mở khoá. Tiền không mất, được nhận sau.

refusal-identity-mismatch-what = Số căn cước không khớp
refusal-identity-mismatch-why = Số vừa nhập không phải số căn cước của người ghi trên phiếu.
refusal-identity-mismatch-do = Kiểm tra lại thẻ căn cước rồi quét lại. Người khác nhận thay phải có giấy uỷ quyền: mời kiểm soát viên.

refusal-terminal-not-trusted-by-card-what = Thẻ không tin quầy này
refusal-terminal-not-trusted-by-card-why = { $fault ->
    [terminal-certificate-missing] Quầy chưa có chứng thư để trình cho thẻ. Chưa hỏi mã PIN, chưa chi gì.
    [terminal-certificate-expired] Chứng thư của quầy đã hết hạn. Chưa hỏi mã PIN, chưa chi gì.
    [terminal-old-generation] Thẻ chỉ nhận chứng thư mới hơn chứng thư của quầy. Chưa chi gì.
    [token-gone] Quầy không liên lạc được với thiết bị giữ khoá của mình: hãy cắm lại thiết bị. Chưa chi gì.
   *[other] Thẻ không nhận chứng thư hoặc khoá của quầy. Chưa chi gì.
}
refusal-terminal-not-trusted-by-card-do = Kết nối mạng để tải chứng thư mới, rút thẻ rồi đưa vào lại. Nếu vẫn vậy, mời người nhận sang quầy khác và báo kiểm soát viên.

refusal-reversal-refused-what = Thẻ không huỷ được khoản này
refusal-reversal-refused-why = Thẻ trả lời không huỷ: đã có việc khác ghi vào thẻ sau khoản chi này, hoặc khoản này do quầy khác chi. Khoản chi vẫn giữ nguyên.
refusal-reversal-refused-do = Giữ tiền và biên nhận như đã chi. Kiểm soát viên lập biên bản gửi trung tâm; trung tâm duyệt thì quầy nào cũng ghi được vào thẻ.

refusal-clock-ahead-what = Đồng hồ máy chạy quá nhanh
refusal-clock-ahead-why = Lần cuối quầy ghi nhận giờ là { $latest }; giờ của máy vượt quá xa mốc đó, nên không tin được.
refusal-clock-ahead-do = Xem lại ngày giờ của máy. Nếu sai, chỉnh lại; nếu đúng, kết nối mạng để quầy nhận giờ của trung tâm, hoặc nhờ kiểm soát viên xác nhận giờ.

refusal-data-too-old-what = Dữ liệu của quầy đã quá cũ
refusal-data-too-old-why = Với dữ liệu cũ như vậy, quy định không cho chi { $amount_vnd } bằng cách này.
refusal-data-too-old-do = Kết nối mạng để cập nhật rồi thử lại. Nếu người nhận có thẻ chip, hãy dùng thẻ: thẻ được chi lâu hơn phiếu.

refusal-over-limit-for-age-what = Vượt mức chi khi dữ liệu cũ
refusal-over-limit-for-age-why = Dữ liệu của quầy đã cũ nên mỗi lần chỉ được chi nhiều nhất { $limit_vnd }; khoản này là { $amount_vnd }.
refusal-over-limit-for-age-do = Kết nối mạng để cập nhật rồi thử lại.

refusal-outside-window-what = Chưa đến ngày giờ chi chương trình này
refusal-outside-window-why = Chương trình { $programme } chi tại đây từ ngày { $first } đến ngày { $last } hằng tháng{ $hours ->
    [none] {""}
   *[other] , từ { $hours }
}.
refusal-outside-window-do = { $way ->
    [supervisor] Hẹn người nhận đến trong kỳ chi. Nếu cần chi ngay, kiểm soát viên có thể cho chi hôm nay ở trang dành cho kiểm soát viên, rồi đưa lại thẻ hoặc giấy.
   *[none] Hẹn người nhận đến trong kỳ chi. Cấu hình không cho chi ngoài kỳ.
}
refusal-programme-not-here-what = Chương trình chưa chi tại bưu cục này
refusal-programme-not-here-why = Theo cấu hình đang dùng, chương trình { $programme } không chi tại bưu cục này.
refusal-programme-not-here-do = Hướng dẫn người nhận hỏi Uỷ ban nhân dân xã, phường về nơi nhận tiền. Nếu cấu hình tại quầy đã cũ, kết nối mạng để cập nhật rồi thử lại.
