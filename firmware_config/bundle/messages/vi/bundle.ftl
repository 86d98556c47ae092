# Cấu hình của quầy: lỗi khi soát, điều thay đổi, điều cản trở, tình hình phát hành.
# dynamic: finding-
# dynamic: change-
# dynamic: objection-
# dynamic: where-
# dynamic: told-

where-everywhere = Mọi quầy

finding-source-too-large = Tệp quá lớn.
finding-source-too-large-do = Mỗi tệp nhiều nhất { $limit } byte; bỏ bớt nội dung.
finding-source-not-utf8 = Tệp không phải UTF-8.
finding-source-not-utf8-do = Lưu lại tệp với bảng mã UTF-8.
finding-source-not-toml = Sai cú pháp TOML ({ $cause }).
finding-source-not-toml-do = Sửa đúng dòng này; thường là thiếu dấu ngoặc kép, dấu = hoặc ngoặc vuông.
finding-source-multiline-string = Chuỗi viết trên nhiều dòng.
finding-source-multiline-string-do = Viết chuỗi trên một dòng, giữa hai dấu ngoặc kép.
finding-file-missing = Thiếu tệp này.
finding-file-missing-do = Tạo tệp { $key } trong thư mục cấu hình.
finding-no-province = Không có tỉnh nào.
finding-no-province-do = Thêm ít nhất một tệp, ví dụ provinces/30.toml.
finding-missing = Thiếu { $key }.
finding-missing-do = Thêm một dòng { $key } = … vào bảng này.
finding-unknown-key = Không có mục nào tên { $key }.
finding-unknown-key-do = { $near ->
    [none] Bỏ dòng này hoặc sửa lại tên.
   *[other] Có phải ý là { $near }?
}
finding-not-in-range = { $key } không phải số nguyên từ { $least } đến { $most }.
finding-not-in-range-do = Viết một số nguyên trong khoảng đó, không có dấu ngoặc kép.
finding-not-a-text = { $key } không phải chữ, để trống, hoặc dài quá 200 ký tự.
finding-not-a-text-do = Viết chữ giữa hai dấu ngoặc kép.
finding-not-a-list = { $key } không phải danh sách.
finding-not-a-list-do = Viết ["{ $example }"].
finding-not-tables = { $key } không phải các bảng.
finding-not-tables-do = Bắt đầu mỗi mục bằng dòng [[{ $key }]].
finding-not-a-choice = { $key } không thuộc các giá trị cho phép.
finding-not-a-choice-do = Chọn một trong: { $choices }.
finding-not-a-date = { $key } không phải ngày.
finding-not-a-date-do = Viết như 2027-01-31, không có dấu ngoặc kép.
finding-not-readable = { $key } có giá trị không đọc được: { $value }.
finding-not-readable-do = Viết như { $example }.
finding-twice = { $value } có hai lần.
finding-twice-do = Bỏ bớt một.
finding-pilot-without-offices = { $programme } thí điểm mà không nêu bưu cục.
finding-pilot-without-offices-do = Thêm offices = ["301040"] với mã các bưu cục thí điểm.
finding-offices-without-pilot = Có danh sách bưu cục trong khi mức là { $stage }.
finding-offices-without-pilot-do = Bỏ dòng offices, hoặc đổi mức thành pilot.
finding-window-backwards = Ngày cuối { $last } trước ngày đầu { $first }.
finding-window-backwards-do = Đổi lại hai ngày.
finding-hours-backwards = Giờ đóng { $closes } không sau giờ mở { $opens }.
finding-hours-backwards-do = Sửa opens hoặc closes, viết như 07:30; hết ngày là 24:00.
finding-programme-not-here = Tỉnh này không có chương trình { $programme }.
finding-programme-not-here-do = Thêm mục [[programme]] cho chương trình đó, hoặc bỏ khung ngày này.
finding-programme-without-name = Chương trình { $programme } không có trong rates.toml.
finding-programme-without-name-do = Sửa mã, hoặc thêm chương trình vào rates.toml.
finding-file-of-another-province = Tên tệp không khớp với tỉnh ghi trong tệp.
finding-file-of-another-province-do = Đổi tên tệp thành { $expected }, hoặc sửa mục province.
finding-province-unknown = Không có tỉnh nào mang mã này.
finding-province-unknown-do = Dùng mã tỉnh hai chữ số hiện hành (từ 01/7/2025).
finding-not-an-atr = Không phải ATR.
finding-not-an-atr-do = Viết các byte hệ mười sáu bắt đầu bằng 3B hoặc 3F; dùng .. cho byte bất kỳ.
finding-dates-backwards = Ngày hết hạn không sau ngày bắt đầu.
finding-dates-backwards-do = Sửa not_before hoặc not_after.
finding-policy-order = { $key } nhỏ hơn { $other }.
finding-policy-order-do = Tuổi dữ liệu phải tăng dần, hạn mức phải giảm dần, và hạn mức của phiếu QR không hơn của thẻ.

change-policy = { $limit ->
    [chip_elsewhere_limit_vnd] hạn mức chi bằng thẻ ở bưu cục khác khi mất mạng
    [status_age_limit_h] tuổi tối đa của danh sách trạng thái thẻ (giờ)
    [trust_age_limit_h] tuổi tối đa của danh sách khoá tin cậy (giờ)
    [clock_back_limit_s] mức đồng hồ được chậm (giây)
    [clock_ahead_limit_h] mức đồng hồ được vượt trước (giờ)
    [fresh_up_to_h] dữ liệu còn mới đến (giờ)
    [ageing_up_to_h] dữ liệu bắt đầu cũ đến (giờ)
    [stale_up_to_h] dữ liệu đã cũ đến (giờ)
    [ageing_chip_limit_vnd] hạn mức mỗi lần chi bằng thẻ khi dữ liệu bắt đầu cũ
    [ageing_qr_limit_vnd] hạn mức mỗi lần chi bằng phiếu QR khi dữ liệu bắt đầu cũ
    [stale_chip_limit_vnd] hạn mức mỗi lần chi bằng thẻ khi dữ liệu đã cũ
    [stale_qr_limit_vnd] hạn mức mỗi lần chi bằng phiếu QR khi dữ liệu đã cũ
    [too_old_chip_limit_vnd] hạn mức mỗi lần chi bằng thẻ khi dữ liệu quá cũ
    [too_old_qr_limit_vnd] hạn mức mỗi lần chi bằng phiếu QR khi dữ liệu quá cũ
    [drawer_difference_limit_vnd] mức chênh lệch ngăn kéo không cần kiểm soát viên duyệt
    [lock_after_s] thời gian không thao tác thì khoá màn hình (giây)
   *[other] { $limit }
} từ { $before } thành { $after }
change-device = { $kind ->
    [readers] đầu đọc
    [cards] loại thẻ
    [scanners] máy quét
   *[printers] máy in
} { $name } { $what ->
    [added] được thêm
    [removed] không dùng nữa
   *[set] đổi thiết lập
}
change-rate = mức chuẩn { $programme } từ kỳ { $since }: trước { $before_vnd }, nay { $after_vnd }
change-categories = số nhóm đối tượng của { $programme } từ { $before } thành { $after }
change-key = khoá { $kid } ({ $role }) { $what ->
    [added] được tin cậy
    [removed] bị bỏ khỏi danh sách
    [revoked] bị thu hồi: mọi thứ khoá này đã ký không còn giá trị
    [unrevoked] được khôi phục sau khi thu hồi
   *[set] đổi thời hạn hoặc phạm vi
}
change-province-added = tỉnh mới có cấu hình
change-province-removed = tỉnh không còn cấu hình; quầy ở đây giữ cấu hình đang có
change-stage = { $programme } từ { $before ->
    [off] không chi qua bưu điện
    [pilot] thí điểm { $before_count } bưu cục
   *[full] toàn tỉnh
} sang { $after ->
    [off] không chi qua bưu điện: mọi quầy trong tỉnh ngừng chi
    [pilot] thí điểm { $after_count } bưu cục: chỉ các bưu cục đó chi
   *[full] toàn tỉnh: mọi bưu cục đều chi
}
change-office-joins = { $programme }: bưu cục { $office } bắt đầu thí điểm
change-office-leaves = { $programme }: bưu cục { $office } thôi thí điểm và ngừng chi
change-office-place = điểm { $office } được coi là { $place ->
    [commune] điểm chi xã
   *[office] bưu cục
}
change-window-added = { $programme } chi { $place ->
    [commune] tại điểm chi xã
    [home] tại nhà
   *[office] tại bưu cục
} từ ngày { $first } đến ngày { $last }{ $hours ->
    [none] {""}
   *[other] , { $hours }
}{ $outside ->
    [supervisor] ; ngoài ra chỉ khi có kiểm soát viên
   *[refused] {""}
}
change-window-removed = { $programme } không còn chi { $place ->
    [commune] tại điểm chi xã
    [home] tại nhà
   *[office] tại bưu cục
} từ ngày { $first } đến ngày { $last }{ $hours ->
    [none] {""}
   *[other] , { $hours }
}{ $outside ->
    [supervisor] ; ngoài ra chỉ khi có kiểm soát viên
   *[refused] {""}
}

objection-not-tried = chưa thử trên báo cáo của các quầy (--fleet)
objection-report-old = báo cáo của các quầy đã cũ quá hai ngày
objection-number-not-higher = số cấu hình { $number } không lớn hơn số { $before } đang dùng
objection-revocation-undone = khoá { $kid } đã thu hồi mà nay được dùng lại
objection-limits-stop-all = các hạn mức này làm mọi quầy ngừng chi
objection-no-entitlement-key = không còn khoá nào ký được quyền hưởng của tỉnh
objection-payouts-stop = cả { $counters } quầy sẽ ngừng mọi khoản chi
objection-off-with-open-vouchers = { $programme } bị tắt trong khi còn { $count } khoản chưa chi
objection-keys-in-use-revoked = { $counters } quầy chỉ có dữ liệu do khoá bị thu hồi ký

told-sound = Cấu hình { $number }: không có lỗi; { $provinces } tỉnh.
told-faulty = Có { $count } lỗi.
told-no-change = Không có gì thay đổi.
told-published = Đã phát hành cấu hình { $number } cho { $ring ->
    [office] một bưu cục
    [pilot] các bưu cục thí điểm
    [province] toàn tỉnh
   *[country] cả nước
}: { $provinces } tỉnh.
told-halted = Đã dừng cấu hình { $number } ở { $provinces } tỉnh. Quầy đã nhận giữ nguyên; hãy phát hành số mới để sửa.
told-status-role = { $role } phiên bản { $version }, hết hạn { $expires }
told-status-stable = cấu hình { $number } cho toàn tỉnh
told-status-next = cấu hình { $stable } cho toàn tỉnh, { $next } cho { $count } bưu cục
told-status-halted = cấu hình { $stable } cho toàn tỉnh; { $next } đã dừng sau { $count } bưu cục
told-approved = Đã ký chấp thuận cấu hình { $number } cùng { $count } điều cản trở.
told-refused = Không phát hành. Cần hai người chấp thuận khác nhau ký (firmware-config approve).
told-objections = { $count } điều phản đối.
told-root-draft = Đã soạn root { $version } vào { $file }. Cần chữ ký của { $threshold } khoá thuộc root trước và { $threshold } khoá của chính nó.
told-root-key-stays = Khoá root { $key } giữ nguyên.
told-root-key-comes = Khoá root { $key } được thêm vào.
told-root-key-goes = Khoá root { $key } bị bỏ ra.
told-root-service = Các khoá đang dùng { $what ->
    [same] giữ nguyên
   *[new] là khoá MỚI: mọi thứ được ký lại bằng chúng
}.
told-root-signed = Đã ký root { $version } bằng khoá { $key }.
told-root-published = Root { $version } đã phát hành. Các quầy tự theo.
