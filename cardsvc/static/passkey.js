// Passkeys: a form that bears `data-passkey` (what is asked, as JSON) sends the key's answer along in
// its field `passkey`. Without this script, or in a browser without keys, the form stays hidden.

const octets = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));

const text = (octets) =>
  btoa(String.fromCharCode(...new Uint8Array(octets)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const known = (one) => ({ ...one, id: octets(one.id) });

async function made(asked) {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...asked,
      challenge: octets(asked.challenge),
      user: { ...asked.user, id: octets(asked.user.id) },
      excludeCredentials: (asked.excludeCredentials ?? []).map(known),
    },
  });
  const { clientDataJSON, attestationObject } = credential.response;
  return told(credential, {
    clientDataJSON: text(clientDataJSON),
    attestationObject: text(attestationObject),
  });
}

async function given(asked) {
  const credential = await navigator.credentials.get({
    publicKey: {
      ...asked,
      challenge: octets(asked.challenge),
      allowCredentials: asked.allowCredentials.map(known),
    },
  });
  const { clientDataJSON, authenticatorData, signature } = credential.response;
  return told(credential, {
    clientDataJSON: text(clientDataJSON),
    authenticatorData: text(authenticatorData),
    signature: text(signature),
  });
}

const told = (credential, response) => ({
  id: credential.id,
  rawId: text(credential.rawId),
  type: credential.type,
  response,
  clientExtensionResults: {},
});

function begin(form) {
  const asked = JSON.parse(form.dataset.passkey).publicKey;
  const failed = form.querySelector("[data-passkey-failed]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      const answer = await (asked.user ? made(asked) : given(asked));
      form.elements.passkey.value = JSON.stringify(answer);
      form.submit();
    } catch {
      // Not touched in time, no key there, or one that is known already: it may be tried again.
      failed.hidden = false;
    }
  });
}

if (window.PublicKeyCredential) document.querySelectorAll("form[data-passkey]").forEach(begin);
