// Comfort for those who have script: nothing here is needed to use a page.
"use strict";

const bytesToText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const textToBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

async function send(url, fields) {
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams(fields) });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.message || answer.statusText);
  return body;
}

// Files may be dropped anywhere on a form that takes them.
for (const form of document.querySelectorAll("[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
}

// A QR code before the camera: what it says goes into the text field, and the form is sent.
for (const button of document.querySelectorAll("[data-scan]")) {
  if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const form = button.form;
    const area = form.querySelector("[data-camera]");
    const status = area.querySelector("[role=status]");
    area.hidden = false;
    try {
      if (!window.jsQR) {
        await new Promise((resolve, reject) => {
          const script = document.createElement("script");
          script.src = "/static/jsqr.js";
          script.onload = resolve;
          script.onerror = reject;
          document.head.append(script);
        });
      }
      const video = area.querySelector("video");
      const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      await video.play();
      const canvas = document.createElement("canvas");
      const look = () => {
        if (video.videoWidth) {
          canvas.width = video.videoWidth;
          canvas.height = video.videoHeight;
          const context = canvas.getContext("2d", { willReadFrequently: true });
          context.drawImage(video, 0, 0);
          const picture = context.getImageData(0, 0, canvas.width, canvas.height);
          const code = window.jsQR(picture.data, picture.width, picture.height);
          if (code && code.data) {
            for (const track of stream.getTracks()) track.stop();
            form.querySelector("textarea").value = code.data;
            form.requestSubmit();
            return;
          }
        }
        requestAnimationFrame(look);
      };
      look();
    } catch (problem) {
      status.textContent = String(problem.message || problem);
    }
  });
}

// Passkeys.
const adding = document.querySelector("[data-passkey-add]");
if (adding && window.PublicKeyCredential) {
  adding.hidden = false;
  adding.querySelector("button").addEventListener("click", async () => {
    const status = adding.querySelector("[role=status]");
    try {
      const csrf = adding.dataset.csrf;
      const ask = await send("/me/passkeys/ask", { csrf });
      const made = await navigator.credentials.create({ publicKey: {
        challenge: textToBytes(ask.challenge), rp: { id: ask.rpId, name: "CREDEX" },
        user: { id: textToBytes(ask.user), name: ask.userName, displayName: ask.userName },
        pubKeyCredParams: [{ type: "public-key", alg: -8 }, { type: "public-key", alg: -7 }],
        authenticatorSelection: { residentKey: "required", userVerification: "preferred" }, attestation: "none" } });
      await send("/me/passkeys/add", { csrf, clientData: bytesToText(made.response.clientDataJSON),
        attestation: bytesToText(made.response.attestationObject), label: navigator.platform || "Passkey" });
      location.reload();
    } catch (problem) { status.textContent = String(problem.message || problem); }
  });
}
const entering = document.querySelector("[data-passkey-sign-in]");
if (entering && window.PublicKeyCredential) {
  entering.hidden = false;
  entering.querySelector("button").addEventListener("click", async () => {
    const status = entering.querySelector("[role=status]");
    try {
      const ask = await send("/sign-in/passkey/ask", {});
      const got = await navigator.credentials.get({ publicKey: { challenge: textToBytes(ask.challenge), rpId: ask.rpId,
        userVerification: "preferred" } });
      const answer = await send("/sign-in/passkey", { id: got.id,
        clientData: bytesToText(got.response.clientDataJSON),
        authenticatorData: bytesToText(got.response.authenticatorData),
        signature: bytesToText(got.response.signature),
        forward: document.querySelector("input[name=forward]").value });
      location.assign(answer.to);
    } catch (problem) { status.textContent = String(problem.message || problem); }
  });
}

// What only passes through here goes on by itself.
document.querySelector("form[data-goes-on]")?.requestSubmit();
// A learning system that has registered us closes its window when it is told so (LTI Dynamic Registration 1.0, section 3.6).
if (document.querySelector("[data-close-lti]")) (window.opener || window.parent).postMessage({ subject: "org.imsglobal.lti.close" }, "*");
