// Makes the plain pages quick. Without this module every page still works as links and forms.

const lost = document.getElementById("lost");
const RETRY_MS = 2000;
// A scanner types a whole code and Enter faster than a hand can: that Enter is not for a button.
const SCANNER_GAP_MS = 40;
// No hand types so many keys at that pace, so a PIN of six digits is never taken for a scan.
const SCANNED_KEYS = 9;

function showLost(isLost) {
  if (lost) lost.hidden = !isLost;
}

function ask(url, how, options = {}) {
  return fetch(url, { ...options, headers: { "X-Live": how } });
}

// ---- fragments: <div data-fragment="/part" data-on="reader outbox"> ----

const shown = new WeakMap();

async function refresh(fragment) {
  const answer = await ask(fragment.dataset.fragment, "refresh");
  if (answer.status === 401) return location.reload();
  if (!answer.ok) throw new Error(String(answer.status));
  const text = await answer.text();
  // An unchanged part is left alone: it keeps its focus and is not read out again.
  if (shown.get(fragment) === text) return;
  shown.set(fragment, text);
  put(fragment, text);
}

function put(target, text) {
  const focused = target.contains(document.activeElement) ? document.activeElement.id : "";
  target.innerHTML = text;
  const go = target.querySelector("[data-goto]");
  if (go && new URL(go.dataset.goto, location).origin === location.origin) {
    location.assign(go.dataset.goto);
    return;
  }
  const next = (focused && document.getElementById(focused)) || target.querySelector("[autofocus]");
  if (next) next.focus();
}

async function refreshAll(event) {
  const all = [...document.querySelectorAll("[data-fragment]")];
  const wanted = all.filter((one) => !event || one.dataset.on.split(" ").includes(event));
  const results = await Promise.allSettled(wanted.map(refresh));
  if (results.some((one) => one.status === "rejected")) showLost(true);
}

// ---- events: <body data-events="/events"> ----

let source = null;

function listen() {
  const names = new Set();
  for (const one of document.querySelectorAll("[data-on]")) {
    for (const name of one.dataset.on.split(" ")) names.add(name);
  }
  source = new EventSource(document.body.dataset.events);
  source.onopen = () => {
    showLost(false);
    // What happened while nobody listened is fetched anew.
    refreshAll();
  };
  source.onerror = () => {
    showLost(true);
    // After an answer such as 503 the browser gives up for good; we do not.
    if (source && source.readyState === EventSource.CLOSED) {
      hush();
      refreshAll();
      setTimeout(() => source || document.hidden || listen(), RETRY_MS);
    }
  };
  for (const name of names) source.addEventListener(name, () => refreshAll(name));
}

function hush() {
  if (source) source.close();
  source = null;
}

if (document.body.dataset.events) {
  // A browser opens six connections to a server: pages that nobody sees give theirs back.
  const settle = () => (document.hidden ? hush() : source || listen());
  document.addEventListener("visibilitychange", settle);
  addEventListener("pagehide", hush);
  addEventListener("pageshow", settle);
}

// ---- keys: <button data-key="F2"> ----

let lastTyped = -Infinity;
let fastKeys = 0;

// A second Enter of an eager hand must not wave away the answer to the first: a button with
// data-settle="600" takes no key until its page has been there for so many milliseconds.
const shownAt = performance.now();

function hasSettled(button, event) {
  return event.timeStamp - shownAt >= Number(button.dataset.settle ?? 0);
}

document.addEventListener("keydown", (event) => {
  const { key, target, timeStamp } = event;
  const scanned = key === "Enter" && timeStamp - lastTyped < SCANNER_GAP_MS;
  if (key.length === 1) {
    fastKeys = timeStamp - lastTyped < SCANNER_GAP_MS ? fastKeys + 1 : 1;
    lastTyped = timeStamp;
  }
  // A code scanned into a field with data-by-hand would be tried as a PIN: it costs a try.
  if (scanned && fastKeys >= SCANNED_KEYS && target.dataset?.byHand !== undefined) {
    target.value = "";
    return event.preventDefault();
  }
  if (event.repeat || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.defaultPrevented) return;
  // Letters and Enter keep their meaning in a field; Enter also on a link or button.
  const typing = target.closest("input, textarea, select");
  if (scanned && !typing) return event.preventDefault();
  if (typing && (key.length === 1 || key === "Enter")) return;
  const chosen = key === "Enter" && target.closest("a, button, summary");
  if (chosen) return hasSettled(chosen, event) || event.preventDefault();
  const all = [...document.querySelectorAll("[data-key]")];
  const found = all.find((one) => one.dataset.key === key && !one.disabled && one.checkVisibility());
  if (!found) return;
  event.preventDefault();
  if (hasSettled(found, event)) found.click();
});

// ---- forms: sent once; with data-swap="#id" the answer replaces that element's content ----

function setBusy(form, busy) {
  form.toggleAttribute("data-busy", busy);
  for (const one of form.elements) {
    if (one.type === "submit") one.disabled = busy;
  }
}

async function send(form, submitter, target) {
  try {
    const body = new FormData(form, submitter);
    const answer = await ask(form.action, "submit", { method: "POST", body });
    if (answer.redirected) return location.assign(answer.url);
    if (answer.status === 401) return location.reload();
    put(target, await answer.text());
  } catch {
    // Whether the server did it is unknown: the page is not sent again by itself.
    showLost(true);
  }
  setBusy(form, false);
  if (form.dataset.changed !== undefined) sendChanged(form);
}

// A form with data-send-on-change sends itself when a field of it changes; what changes while it
// is being sent, once more after that.
function sendChanged(form) {
  delete form.dataset.changed;
  form.requestSubmit();
}

document.addEventListener("change", (event) => {
  const { form } = event.target;
  if (form?.dataset.sendOnChange === undefined) return;
  if (form.hasAttribute("data-busy")) form.dataset.changed = "";
  else sendChanged(form);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.hasAttribute("data-busy")) return event.preventDefault();
  if (event.defaultPrevented || form.method !== "post" || form.target === "_blank") return;
  const target = form.dataset.swap && document.querySelector(form.dataset.swap);
  // A disabled button's value is not sent, so the browser takes the fields first.
  if (!target) return setTimeout(() => setBusy(form, true));
  event.preventDefault();
  send(form, event.submitter, target);
  setBusy(form, true);
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-busy]")) setBusy(form, false);
});

// Keys work from here on; a test waits for this.
document.documentElement.dataset.live = "";
