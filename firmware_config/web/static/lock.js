// Tells the server that somebody is there, and leaves the page once its session is locked.
// The server decides: another tab may be in use. Without this module the page reloads by itself.

const { awake, lockAfter } = document.body.dataset;
const BEATS = 6; // a lock shows at most this part of its time late
let isTouched = false;

function touch() {
  isTouched = true;
}

async function beat() {
  const how = isTouched ? "submit" : "refresh";
  isTouched = false;
  try {
    const answer = await fetch(awake, { headers: { "X-Live": how } });
    if (answer.status === 401) location.reload();
  } catch {
    // No server: live.js tells, and nothing on the page can be done anyway.
  }
}

if (awake) {
  for (const name of ["keydown", "pointerdown", "wheel"]) {
    addEventListener(name, touch, { capture: true, passive: true });
  }
  setInterval(beat, (Number(lockAfter) * 1000) / BEATS);
}
