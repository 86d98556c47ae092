# Home visits: preparing a route, the road, the return.
# dynamic: fault-
# dynamic: said-

nav-visits = Home visits
visits-prepare = Prepare a route
visits-list-age = The office’s payout list was updated { $ago }.
visits-search = Name
visits-search-do = Search, keep those chosen
visits-found = { $count ->
    [0] Nobody else found with anything to pay.
    [one] One found – tick to add to the route
   *[other] { $count } found – tick to add to the route
}
visits-picked = { $count ->
    [one] One chosen – untick to take off the route
   *[other] { $count } chosen – untick to take off the route
}
visits-cash = Cash to take along if all is paid: { $amount }
visits-keep = Keep the route
visits-routes = Routes
visits-none = No route yet.
visit-title = Route { $number }
visit-number = Route
visit-people = Payments
visit-order = No.
visit-months = Months
visit-state = State
visit-is-prepared = prepared
visit-is-under-way = on the road
visit-is-settled = back
visit-no-name = (name wiped)
visit-print = Print the list
visit-paid = paid
visit-unpaid = not paid
visit-partly = { $months } left
visit-before = Check cash and papers, then set out. The counter pays without a network; what it has to tell is sent when there is one again.
visit-set-out = Set out
visit-on-the-road = On the road. Each payout is made as at the counter, on the counter page.
visit-return = Back, count the cash
visit-settled-at = Back at { $at }.
said-visit-prepared = The route is kept. Print the list before you go.
said-visit-set-out = On the road.
said-visit-no-shift = Open a shift and count the float before setting out.
said-visit-under-way = This route is on the road already.
said-visit-settled = This route is back.
fault-visit-empty = Nobody was chosen. Search by name and tick.
fault-visit-too-long = More than { $limit } payments on one route. Make two of it.
fault-visit-no-list = The counter has no payout list yet. Connect to the network, update, then prepare the route.
fault-visit-not-listed = Somebody is not on the payout list any more, or is held there. The list has just been updated; look at those chosen again.
