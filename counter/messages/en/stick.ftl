# A USB stick in place of the network.
# dynamic: fault-stick-
# dynamic: stick-why-
# dynamic: stick-part-

nav-stick = USB stick
stick-title = Send and receive by USB stick

stick-put-in = There is no stick at { $place }. Put one in.
stick-look-again = Look again
stick-out-title = Send
stick-out-what = { $count ->
    [0] Nothing waits for confirmation. Write it all the same: the centre answers with new lists.
   [one] { $count } entry waits for the centre's confirmation.
   *[other] { $count } entries wait for the centre's confirmation.
}
stick-out = Write to the stick
stick-out-hint = Written is not confirmed: the centre's answer has to come back. A stick that is lost is written anew; no data is lost with it.
stick-in-title = Receive
stick-in-what = Take in the centre's answer: confirmations, payout list, blocked cards, configuration.
stick-in = Take from the stick
stick-in-hint = The answer is sealed for this counter; no other machine can read it.
stick-written = { $count ->
    [0] Written. Nothing was waiting for confirmation.
   [one] Written: { $count } entry that waits for confirmation.
   *[other] Written: { $count } entries that wait for confirmation.
}
stick-written-next = Eject the stick and send it to the centre.
stick-taken = { $count ->
    [0] Taken in. Nothing more was confirmed.
   [one] Taken in. The centre confirmed { $count } more journal entry.
   *[other] Taken in. The centre confirmed { $count } more journal entries.
}
stick-answer-of = The answer was written on { $at }.
stick-but = Some of it was not taken; the rest was:
stick-not-done = Nothing was done.

stick-part-batch = What was sent
stick-part-outbox = Confirmations
stick-part-lists = Lists
stick-part-configuration = Configuration

stick-why-batch-gap = the centre lacks the entries from { $expected } on. Run “counter stick out --from { $expected }” and send it again.
stick-why-terminal-revoked = this terminal was revoked. Call the centre.
stick-why-terminal-quarantined = this terminal is set aside to be looked into. Call the centre.
stick-why-ack-of-another-terminal = the confirmation is another terminal's. Ask the centre again.
stick-why-ack-does-not-match = the confirmation does not match this counter's journal. Call the centre.
stick-why-stick-without = the answer lacks it. Write to the stick and send it again.
stick-why-stick-without-trust = this counter has no list of trusted keys yet. Write to the stick and send it again.
stick-why-published-in-the-future = dated later than this machine's clock. Look at the clock.
stick-why-trust-rollback = older than what this counter has. Nothing to do if this is an old stick.
stick-why-payout-list-rollback = older than what this counter has. Nothing to do if this is an old stick.
stick-why-status-rollback = older than what this counter has. Nothing to do if this is an old stick.
stick-why-configuration-rollback = older than what this counter has. Nothing to do if this is an old stick.
stick-why-configuration-expired = the answer ran out on its way. Write to the stick and send it again.
stick-why-configuration-number-lower = a lower number than the configuration in use.
stick-why-configuration-unreachable = the answer lacks it. Write to the stick and send it again.
stick-why-other = not taken ({ $code }). Write to the stick and send it again; if that does not help, call the centre.

fault-stick-absent = The stick at { $path } cannot be read or written. Put it in again, or use another one.
fault-stick-empty = There is no answer from the centre on the stick. Is it the right one?
fault-stick-half-written = What is on the stick is incomplete ({ $file }): it was pulled out too soon, or is damaged. Ask for it again.
fault-stick-of-another = What is on the stick is for terminal { $terminal }, not for this counter.
fault-stick-not-unpacked = { $file } is still packed. Unpack it at the top of the stick and try again.
fault-stick-sealed = This answer is not sealed for this counter, or was changed. Write to the stick and ask for a new answer.
fault-stick-malformed = What is on the stick has not the right form. The centre may run another version of the program.
fault-stick-too-large = There is more on the stick than a counter can have.
fault-stick-other = The stick could not be used. Try again; if that does not help, call the centre.
