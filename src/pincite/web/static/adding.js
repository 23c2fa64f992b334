// Sends files piece by piece; without this the form sends them at once.
"use strict";

(() => {
  const form = document.querySelector("form.add");
  if (!form || !window.fetch || !window.File) return;

  const PIECE = 4 * 1024 * 1024;
  const TRIES = 6;
  const token = form.elements.form_token.value;
  const drop = document.getElementById("drop");
  const chosen = document.getElementById("chosen");
  const picked = document.getElementById("picked");
  const known = document.getElementById("known");
  const none = document.getElementById("none");
  const button = document.getElementById("add");
  const sending = document.getElementById("sending");
  const bar = document.getElementById("sent");
  const said = document.getElementById("sending-said");
  const refusals = document.getElementById("sending-refused");
  const files = new Map();  // by name with folders
  let stopped = false;

  const plural = (count, thing) => `${count.toLocaleString("en")} ${thing}${count === 1 ? "" : "s"}`;
  const size = (bytes) => bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toLocaleString("en", { maximumFractionDigits: 1 })} MB`;

  form.classList.add("ready");  // the fields look like buttons from now on, since the page shows what was chosen

  const add = (file, name) => files.set(name || file.webkitRelativePath || file.name, file);

  const LISTED = 6;
  const ASKED = 900;  // as many names as the server takes at once
  let asked = 0;

  // What was chosen, and what of it would be a new version.
  async function show() {
    const names = [...files.keys()];
    const total = [...files.values()].reduce((sum, one) => sum + one.size, 0);
    const matter = form.elements.matter.value;
    picked.hidden = !names.length;
    none.textContent = "";
    chosen.textContent = `${plural(names.length, "file")} chosen, ${size(total)}`;
    button.textContent = names.length ? `Add ${plural(names.length, "file")}${matter ? ` to ${matter}` : ""}` : "Add them";
    const list = document.getElementById("picked-files");
    list.replaceChildren(...names.slice(0, LISTED).map((name) => {
      const item = document.createElement("li");
      const bytes = document.createElement("span");
      bytes.className = "quiet";
      bytes.textContent = size(files.get(name).size);
      item.append(name, " ", bytes);
      return item;
    }));
    if (names.length > LISTED) {
      const item = document.createElement("li");
      item.className = "quiet";
      item.textContent = `and ${(names.length - LISTED).toLocaleString("en")} more`;
      list.append(item);
    }
    known.replaceChildren();
    const turn = ++asked;
    if (!matter || !names.length || names.length > ASKED) return;  // of more, the page of the delivery says what they became
    const body = fields({ matter });
    for (const name of names) body.append("names", name);
    try {
      const answer = await fetch("/library/add/known", { method: "POST", headers: { "hx-request": "true" }, body });
      const words = await answer.text();
      if (answer.ok && turn === asked) {
        known.innerHTML = words;
        document.dispatchEvent(new Event("pincite:times"));
      }
    } catch {
      // what they become is said once they are read
    }
  }

  for (const input of form.querySelectorAll("input[type=file]")) {
    const take = () => { for (const file of input.files) add(file); };
    input.addEventListener("change", () => { take(); show(); });
    take();  // what was chosen before this came
  }
  form.elements.matter.addEventListener("change", show);
  document.getElementById("clear").addEventListener("click", () => {
    files.clear();
    for (const input of form.querySelectorAll("input[type=file]")) input.value = "";
    show();
    document.getElementById("files").focus();
  });

  if (files.size) show();

  // What is dropped: files, and folders with all that is in them.
  async function walk(entry, folder) {
    if (entry.isFile) {
      add(await new Promise((done, failed) => entry.file(done, failed)), folder + entry.name);
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const part = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (!part.length) return;
      for (const inner of part) await walk(inner, `${folder}${entry.name}/`);
    }
  }
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", async (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (!entries.length) for (const file of event.dataTransfer.files) add(file);
    for (const entry of entries) await walk(entry, "");
    await show();
  });

  class Refused extends Error {}

  // One request; what the network breaks off is tried again, what the server refuses is not.
  async function sent(address, options) {
    for (let tried = 1; ; tried += 1) {
      let failed = "the server cannot be reached";
      try {
        const response = await fetch(address, { ...options, headers: { "hx-request": "true", ...options.headers }, redirect: "manual" });
        if (response.type === "opaqueredirect" || response.ok || response.status === 409) return response;
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        failed = page.body.textContent.trim() || `the server answered ${response.status}`;
        if (response.status < 500 && response.status !== 429) throw new Refused(failed);
      } catch (error) {
        if (error instanceof Refused) throw error;
      }
      if (tried === TRIES) throw new Refused(failed);
      said.textContent = `Sending is held up (${failed}). Trying again …`;
      await new Promise((done) => setTimeout(done, 500 * 2 ** tried));
    }
  }

  const fields = (values) => new URLSearchParams({ form_token: token, ...values });

  async function send(file, name, delivery, progress) {
    const announced = await sent(`${delivery.address}/files`, {
      method: "POST",
      headers: { "form-token": token, "upload-name": encodeURIComponent(name), "upload-length": String(file.size) },
    });
    if (announced.status === 204) return;  // a file that only the computer made
    const place = announced.headers.get("location");
    let at = Number(announced.headers.get("upload-offset"));
    while (at < file.size && !stopped) {
      progress(at);
      const answer = await sent(place, {
        method: "PATCH",
        headers: { "form-token": token, "upload-offset": String(at), "content-type": "application/offset+octet-stream" },
        body: file.slice(at, at + PIECE),
      });
      at = Number(answer.headers.get("upload-offset"));
    }
  }

  const refuse = (name, why) => {
    const item = document.createElement("li");
    for (const [kind, text] of [["path", name], ["why", why]]) {
      const part = document.createElement("span");
      part.className = kind;
      part.textContent = text;
      item.append(part, " ");
    }
    refusals.append(item);
  };

  // A delivery that was broken off is gone on with, as long as the same files are sent to the same matter.
  const key = (matter) => `delivery ${matter}`;

  async function begun(matter, labels) {
    const before = localStorage.getItem(key(matter));
    if (before) {
      const found = await fetch(`/deliveries/${before}`, { headers: { "hx-request": "true" } });
      if (found.ok && (await found.text()).includes(`/deliveries/${before}/close`)) return { address: `/deliveries/${before}` };
    }
    const response = await sent("/deliveries", { method: "POST", body: fields({ matter, labels }) });
    const delivery = await response.json();
    localStorage.setItem(key(matter), delivery.id);
    return delivery;
  }

  // Files that their sender calls new versions of documents in folders: each goes to that one's place.
  const places = () => new Map(
    [...known.querySelectorAll("select[data-name]")].filter((one) => one.value).map((one) => [one.dataset.name, one.value]),
  );

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!files.size) {
      none.textContent = "Choose files or a folder first.";
      document.getElementById("files").focus();
      return;
    }
    const matter = form.elements.matter.value;
    const placed = places();
    form.hidden = true;
    sending.hidden = false;
    document.getElementById("sending-title").focus();
    const total = [...files.values()].reduce((sum, file) => sum + file.size, 0);
    const began = performance.now();
    let before = 0;
    let count = 0;
    const progress = (at) => {
      const done = before + at;
      const seconds = (performance.now() - began) / 1000;
      bar.value = total ? done / total : 1;
      const left = seconds > 3 && done ? `, about ${Math.ceil(seconds / done * (total - done))} s left` : "";
      said.textContent = `${count.toLocaleString("en")} of ${plural(files.size, "file")}, ${size(done)} of ${size(total)}${left}`;
    };
    try {
      const delivery = await begun(matter, form.elements.labels.value);
      for (const [name, file] of files) {
        if (stopped) break;
        progress(0);
        try {
          await send(file, placed.get(name) || name, delivery, progress);
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          refuse(name, error.message);
          await sent(`${delivery.address}/refused`, { method: "POST", body: fields({ name: name.slice(-490), why: error.message.slice(0, 490) }) });
        }
        before += file.size;
        count += 1;
      }
      progress(0);
      if (!stopped) {
        await sent(`${delivery.address}/close`, { method: "POST", body: fields({}) });
        localStorage.removeItem(key(matter));
      }
      location.assign(delivery.address);
    } catch (error) {
      sending.hidden = true;
      form.hidden = false;
      none.textContent = `Not all was sent: ${error.message.replace(/\.$/, "")}. Add them again: what has come is not sent twice.`;
      button.focus();
    }
  });

  document.getElementById("pause").addEventListener("click", () => { stopped = true; });
  document.getElementById("sending-title").tabIndex = -1;
})();
