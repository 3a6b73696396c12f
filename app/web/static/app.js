// Everything here only makes a page quicker: each one is whole without it.
"use strict";

const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
const typing = (node) => node.closest("input, textarea, select, [contenteditable]") !== null;

// ── colours: the server reads the same cookie, so that a page never flashes ──
document.addEventListener("submit", (event) => {
  const choice = event.submitter;
  if (!event.target.matches("[data-theme-form]") || !choice) return;
  event.preventDefault();
  const root = document.documentElement;
  if (choice.value === "system") root.removeAttribute("data-theme");
  else root.setAttribute("data-theme", choice.value);
  document.cookie = `theme=${choice.value}; path=/; max-age=31536000; samesite=lax`;
  for (const button of $$("[data-theme-form] button")) button.setAttribute("aria-pressed", button.value === choice.value);
});

// ── menus close like menus ──
document.addEventListener("click", (event) => {
  for (const menu of $$("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of $$("details.menu[open]")) {
    menu.open = false;
    $("summary", menu).focus();
  }
});

// ── search as you type, filters on change: fetch this very page and swap its results ──
let pending = null;
async function refresh(form) {
  const fields = [...new FormData(form)].filter(([, value]) => value !== "");
  const query = new URLSearchParams(fields).toString();
  const address = form.getAttribute("action") + (query ? `?${query}` : "");
  pending?.abort();
  pending = new AbortController();
  try {
    const answer = await fetch(address, { signal: pending.signal, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = $("#results", page);
    if (!fresh) return void location.assign(address);
    $("#results").replaceWith(fresh);
    document.title = page.title;
    history.replaceState(null, "", address);
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  }
}
let timer = 0;
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.matches("[data-live]")) return;
  clearTimeout(timer);
  timer = setTimeout(refresh, event.target.matches("select, [type=checkbox]") ? 0 : 180, form);
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-live]")) return;
  event.preventDefault();
  clearTimeout(timer);
  refresh(event.target);
});
for (const button of $$("[data-live] [data-without-script]")) button.hidden = true;

// ── a fact lights its line of the source, and where there is room the lines around it stand beside it ──
const beside = $("#beside");
const BEFORE = 4;
const AFTER = 12;
let lines = null;
let shown = null;
function light(event, on) {
  const fact = event.target.closest?.("[data-at]");
  const block = fact && document.getElementById(fact.dataset.at);
  block?.classList.toggle("lit", on);
  if (on && fact?.dataset.from && beside?.offsetParent) stand(fact);
}
async function stand(fact) {
  if (shown === fact) return;
  shown = fact;
  lines ??= fetch(beside.dataset.lines).then((answer) => (answer.ok ? answer.text() : "")).then((text) => text.split(/\r\n|\n|\r/));
  const all = await lines.catch(() => []);
  const here = fact.dataset.from - beside.dataset.first;
  if (shown !== fact || here >= all.length) return;
  const from = Math.max(0, here - BEFORE);
  $("h2", beside).textContent = `Line ${fact.dataset.from} of the document`;
  $("p", beside).textContent = fact.dataset.how ? `Read by ${fact.dataset.how}` : "";
  const list = $("ol", beside);
  list.start = from + Number(beside.dataset.first);
  list.replaceChildren(...all.slice(from, here + AFTER).map((line, i) => {
    const item = document.createElement("li");
    item.textContent = line.slice(0, 600);
    item.classList.toggle("lit", from + i === here);
    return item;
  }));
}
if (beside) beside.hidden = false;
for (const name of ["mouseover", "focusin"]) document.addEventListener(name, (event) => light(event, true));
for (const name of ["mouseout", "focusout"]) document.addEventListener(name, (event) => light(event, false));

// ── what takes long says so, and is not sent twice ──
document.addEventListener("submit", (event) => {
  const says = event.target.matches("[data-waits]") && $("[data-waiting]", event.target);
  if (!says) return;
  if (says.textContent) return void event.preventDefault();
  says.textContent = says.dataset.waiting;
  event.target.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  for (const says of $$("[data-waiting]")) {
    says.textContent = "";
    says.closest("form").removeAttribute("aria-busy");
  }
});

// ── actions ticked on the board: how many they are, with the form that changes them ──
function picked() {
  const box = $("#bulk-box");
  if (!box) return;
  const count = $$("[data-pick]:checked").length;
  $("[data-picked]", box).textContent = count ? `${count} ticked` : "";
  if (count) box.open = true;
}
document.addEventListener("change", (event) => event.target.matches("[data-pick]") && picked());

// ── keys ──
const rows = () => $$("[data-row]").filter((row) => row.offsetParent !== null);
function step(by) {
  const all = rows();
  if (!all.length) return;
  const now = all.findIndex((row) => row.classList.contains("here"));
  const next = all[Math.max(0, Math.min(all.length - 1, now + by))];
  all[now]?.classList.remove("here");
  next.classList.add("here");
  $("a.title", next)?.focus();
  next.scrollIntoView({ block: "nearest" });
}
const keys = {
  "/": () => { const box = $("main [data-find]") ?? $("[data-find]"); box.focus(); box.select(); },
  j: () => step(1),
  k: () => step(-1),
  x: () => { const box = $(".here [data-pick]"); if (box) { box.checked = !box.checked; picked(); } },
  e: () => $("[data-edit]")?.click(),
  "?": () => $("#keys").showModal(),
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || $("dialog[open]")) return;
  if (!Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
});
for (const button of $$("[data-keys]")) {
  button.hidden = false;
  button.addEventListener("click", keys["?"]);
}

// ── passwords can be looked at, what is shown once can be copied ──
for (const button of $$("[data-reveal]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const field = document.getElementById(button.dataset.reveal);
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", shown);
  });
}
for (const button of $$("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  field.addEventListener("focus", () => field.select());
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.firstChild.data = "Copied";
  });
}
