# dynamic: error-

skip-to-content = Skip to content
navigation = Sections
connection-lost = The connection to the server is lost. What you see may be old; the page is reconnecting by itself.
back-to-start = Back to the start

sign-in = Sign in
sign-in-user = User name
sign-in-password = Password
sign-in-wrong = The user name or the password is wrong.
sign-in-wait = Too many wrong tries. Please try again in { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
}.
sign-in-forgotten = Forgotten your password? Ask your supervisor or administrator for a new one.
sign-out = Sign out

locked = The page is locked
locked-why = The session of { $user } is locked because nobody touched the page. All is as it was, and a card in the reader is still there.
locked-wrong = The password is wrong.
locked-unlock = Unlock
locked-other = Not { $user }? Sign out, and sign in with your own account.

ago-ahead = a moment in the future – check this computer's clock
ago-now = just now
ago-minutes = { $count ->
    [one] { $count } minute ago
   *[other] { $count } minutes ago
}
ago-hours = { $count ->
    [one] { $count } hour ago
   *[other] { $count } hours ago
}
ago-days = { $count ->
    [one] { $count } day ago
   *[other] { $count } days ago
}

incident = Incident number: { $number }

error-400-what = The request is not valid
error-400-why = The server could not understand what the browser sent.
error-400-do = Go back to the page before and enter it again.

error-stale-what = This page is out of date
error-stale-why = It was opened before you signed in or before the program restarted, so what you just did was not carried out.
error-stale-do = Open the page again, then repeat the step.

error-foreign-what = The request was refused
error-foreign-why = It came from another website, not from this program.
error-foreign-do = Close that website. If this message returns, tell your administrator.

error-401-what = You are not signed in
error-401-why = Your session ended, or nothing was done for too long.
error-401-do = Please sign in again.

error-token-what = This program may not call the counter
error-token-why = The access token is missing, or it no longer counts.
error-token-do = Make a new one on the counter's machine with `counter till add`.

error-403-what = You may not use this page
error-403-why = It is for another role than that of the account signed in.
error-403-do = Sign in with the right account, or ask a supervisor.

error-404-what = Page not found
error-404-why = The address is mistyped, or what was here is gone.
error-404-do = Go back to the start and choose again.

error-405-what = This page cannot be opened that way
error-405-why = The address only takes forms sent from this program.
error-405-do = Go back to the start and use the form again.

error-413-what = The file or text is too large
error-413-why = What was sent is over this page's limit.
error-413-do = Check that you chose the right file, or split it into smaller ones.

error-429-what = Too fast
error-429-why = There were too many requests in a short time.
error-429-do = Wait a minute, then try again.

error-500-what = Something went wrong in the program
error-500-why = The server could not finish the request. The fault has been recorded.
error-500-do = If you were paying, check the journal before handing over cash or trying again. If it happens again, give the incident number to support.

error-503-what = The server is busy
error-503-why = The service is not ready for the moment.
error-503-do = Wait a few minutes, then try again.
