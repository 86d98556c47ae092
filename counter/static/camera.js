// Reads a QR with the computer's camera: a frame at a time goes to the server until one has a QR.

const button = document.getElementById("camera");
const view = document.getElementById("view");
const refused = document.getElementById("camera-refused");
const EVERY_MS = 600;
// Enough for a QR of version 17 that fills half the frame, at 4 dots a module.
const WIDTH = 1280;

async function read() {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { width: { ideal: WIDTH }, facingMode: "environment" },
  });
  view.srcObject = stream;
  view.hidden = false;
  await view.play();
  addEventListener("pagehide", () => stream.getTracks().forEach((track) => track.stop()));
  while (view.isConnected) {
    const answer = await send(await frame());
    if (answer.redirected) return location.assign(answer.url);
    if (answer.status !== 204) return location.reload();
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}

function frame() {
  const canvas = new OffscreenCanvas(view.videoWidth, view.videoHeight);
  canvas.getContext("2d").drawImage(view, 0, 0);
  return canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 });
}

function send(picture) {
  const body = new FormData();
  body.append("file", picture, "frame.jpg");
  body.append("csrf_token", document.querySelector("meta[name=csrf-token]").content);
  return fetch(button.dataset.post, { method: "POST", body, headers: { "X-Live": "submit" } });
}

if (navigator.mediaDevices) {
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    read().catch(() => {
      // No camera, no permission, or the server is gone: the file and the scanner remain.
      refused.hidden = false;
      view.hidden = true;
      button.disabled = false;
    });
  });
}
