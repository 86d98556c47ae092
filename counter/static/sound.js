// Answers are heard as well as seen. A browser may refuse to play before somebody has touched the
// page; then the answer is silent and the button says so. Each answer is heard once.

const OFF = "sound-off"; // kept in this browser
const HEARD = "sound-heard"; // kept in this tab: a reloaded answer is not heard again

// Tones after one another: [hertz, seconds]. They differ in rhythm too, not in pitch alone.
const TONES = {
  paid: [[660, 0.12], [880, 0.25]],
  refused: [[220, 0.6]],
  attention: [[440, 0.12], [0, 0.08], [440, 0.12], [0, 0.08], [440, 0.12]],
};
const LOUDNESS = 0.3;

const button = document.getElementById("sound");

function isOn() {
  return localStorage.getItem(OFF) === null;
}

function show(state) {
  if (!button) return;
  button.hidden = false;
  for (const one of button.querySelectorAll("[data-when]")) {
    one.hidden = one.dataset.when !== state;
  }
}

async function play(kind) {
  const context = new AudioContext();
  try {
    // Never answers where the browser waits for a touch.
    const refused = new Promise((_, fail) => setTimeout(() => fail(new Error("silent")), 300));
    await Promise.race([context.resume(), refused]);
    let at = context.currentTime;
    for (const [hertz, seconds] of TONES[kind]) {
      if (hertz) tone(context, hertz, at, seconds);
      at += seconds;
    }
    document.documentElement.dataset.sounded = kind;
    setTimeout(() => context.close(), 1000 * (at - context.currentTime) + 200);
    return true;
  } catch {
    context.close();
    return false;
  }
}

function tone(context, hertz, at, seconds) {
  const source = new OscillatorNode(context, { type: "triangle", frequency: hertz });
  const gain = new GainNode(context, { gain: 0 });
  // In and out without a click.
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02);
  gain.gain.setValueAtTime(LOUDNESS, at + seconds - 0.03);
  gain.gain.linearRampToValueAtTime(0, at + seconds);
  source.connect(gain).connect(context.destination);
  source.start(at);
  source.stop(at + seconds);
}

const answer = document.querySelector("[data-sound]");
show(isOn() ? "on" : "off");
if (answer && isOn() && sessionStorage.getItem(HEARD) !== answer.dataset.soundKey) {
  sessionStorage.setItem(HEARD, answer.dataset.soundKey);
  play(answer.dataset.sound).then((heard) => heard || show("silent"));
}

button?.addEventListener("click", async () => {
  const turnOn = !isOn() || !button.querySelector('[data-when="silent"]').hidden;
  if (turnOn) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "");
  show(turnOn ? "on" : "off");
  if (turnOn) await play("paid");
});
