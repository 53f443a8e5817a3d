// Keys, and the pane that follows the list. Every page works without this file, slower.
"use strict";
(() => {
  const one = (what, where = document) => where.querySelector(what);
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const typing = (at) => at && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName));

  function go(step) {
    const cards = all("#cards .card");
    const here = cards.findIndex((card) => card.getAttribute("aria-current"));
    const next = cards[Math.min(cards.length - 1, Math.max(0, here + step))];
    if (next && next !== cards[here]) open(next);
  }

  async function open(card) {
    const answer = await fetch(card.href + "?part=pane", { headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) { location.href = card.href; return; }
    all("#cards .card").forEach((c) => c.removeAttribute("aria-current"));
    card.setAttribute("aria-current", "true");
    card.scrollIntoView({ block: "nearest" });
    one("#pane").innerHTML = await answer.text();
    one("#pane").scrollTop = 0;
    document.body.classList.add("open");
    history.pushState(null, "", card.href);
  }

  addEventListener("click", (event) => {
    const card = event.target.closest && event.target.closest("#cards .card");
    if (!card || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open(card);
  });
  addEventListener("popstate", () => location.reload());

  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.metaKey) return;
    const at = document.activeElement;
    if (typing(at)) {
      if (event.key === "Escape") { const leave = one(".editor .acts a"); leave ? leave.click() : at.blur(); }
      if (event.key === "Enter" && event.ctrlKey) { event.preventDefault(); at.form && at.form.requestSubmit(); }
      return;
    }
    if (event.ctrlKey) return;
    const menu = one(".menu[open]");
    if (menu && /^[1-9]$/.test(event.key)) { const b = one(`[data-digit="${event.key}"]`, menu); if (b) b.click(); return; }
    if (event.key === "Escape" && menu) { menu.open = false; return; }
    if (event.key === "j" || event.key === "ArrowDown") { event.preventDefault(); go(1); return; }
    if (event.key === "k" || event.key === "ArrowUp") { event.preventDefault(); go(-1); return; }
    if (event.key === "?") { location.href = "/keys"; return; }
    if (event.key === "/") { const box = one("[data-search]"); if (box) { event.preventDefault(); box.focus(); box.select(); } return; }
    const target = /^[a-z]$/.test(event.key) && one(`[data-key="${event.key}"]`);
    if (target) { event.preventDefault(); target.click(); if (target.tagName === "SUMMARY") target.focus(); }
  });

  // One press, one answer: a second click on a form that is on its way does nothing.
  addEventListener("submit", (event) => {
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

  setInterval(() => all(".undo[data-seconds]").forEach((bar) => {
    const left = Number(bar.dataset.seconds) - 1;
    bar.dataset.seconds = left;
    if (left <= 0) { bar.remove(); return; }
    one(".seconds", bar).textContent = left;
  }), 1000);

  const first = one("[data-first]");
  if (first) { first.focus(); first.setSelectionRange(0, 0); }
})();
