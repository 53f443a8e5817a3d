// Keys, and the pane that follows the list. Every page works without this file, slower.
"use strict";
(() => {
  document.documentElement.classList.add("live");      // what only those without scripts need is not shown

  const one = (what, where = document) => where.querySelector(what);
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const typing = (at) => at && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName));

  let leaving = false;    // another page was asked for: what is typed until it comes is not for this one
  let coming = 0;         // drafts on their way into the pane: a key would act on the one that goes

  let left = -1;      // where the shown draft stood in the list before somebody else took it

  function go(step) {
    const cards = all("#cards .card");
    let here = cards.findIndex((card) => card.getAttribute("aria-current"));
    if (here < 0 && left >= 0) here = step > 0 ? left - 1 : left;
    const next = cards[Math.min(cards.length - 1, Math.max(0, here + step))];
    if (next && next !== cards[here]) open(next);
  }

  async function open(card) {
    coming += 1;
    try { await show(card); } finally { coming -= 1; }
  }

  async function show(card) {
    const words = await (ahead.get(card.href) || pane(card.href));
    ahead.delete(card.href);
    if (words === null) { location.href = card.href; return; }
    all("#cards .card").forEach((c) => c.removeAttribute("aria-current"));
    card.setAttribute("aria-current", "true");
    left = -1;
    card.scrollIntoView({ block: "nearest" });
    one("#pane").innerHTML = words;
    all(".undo").forEach((bar) => { if (!one("button", bar)) bar.remove(); });      // its time is over, and it was read
    one("#pane").scrollTop = 0;
    document.body.classList.add("open");
    history.pushState(null, "", card.href);
    fetchAhead();
  }

  // The drafts beside the one that is shown are there before their key is pressed; what the desk has changed since is
  // fetched anew (the look below), and what is approved is approved by its digest whatever is shown.
  const ahead = new Map();

  async function pane(href) {
    try {
      const answer = await fetch(href + "?part=pane", { headers: { "HX-Request": "true" } });
      return answer.ok && !answer.redirected ? await answer.text() : null;
    } catch { return null; }
  }

  function fetchAhead() {
    const cards = all("#cards .card");
    const here = cards.findIndex((card) => card.getAttribute("aria-current"));
    [cards[here + 1], cards[here - 1]].forEach((card) => {
      if (card && !ahead.has(card.href)) ahead.set(card.href, pane(card.href));
    });
  }

  // A list of buttons below a box: arrows move in it, Enter in the box takes the first.
  function chooseIn(event, buttons, here) {
    const step = { ArrowDown: 1, ArrowUp: -1, Enter: 0 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    if (step === 0) { if (buttons[0]) buttons[0].click(); return; }
    const next = buttons[here + step];
    if (next) next.focus(); else if (here + step < 0) { const box = one("[data-filter]"); if (box) box.focus(); }
  }
  addEventListener("input", (event) => {
    const box = event.target;
    if (box.dataset.filter) {
      const words = box.value.toLowerCase().split(/\s+/);
      all(`${box.dataset.filter} li`).forEach((li) => {
        const text = li.textContent.toLowerCase();
        li.hidden = !words.every((word) => text.includes(word));
      });
      const none = one("[data-none]");
      if (none) none.hidden = !!one(`${box.dataset.filter} li:not([hidden])`);
    }
    if (box.form && one("[data-kept]", box.form)) kept(box.form);
    if ("preview" in box.dataset) { clearTimeout(preview.timer); preview.timer = setTimeout(preview, 250, box); }
  });

  // What the text had that should stay, and is not in the words any more.
  function kept(form) {
    const words = form.elements.body.value, tokens = all("[data-kept] code", form);
    tokens.forEach((token) => token.classList.toggle("gone", !words.includes(token.textContent)));
    const out = tokens.filter((token) => token.classList.contains("gone")).length;
    const said = out ? `${out} taken out: approving will want it twice` : "";
    if (one("[data-kept] [role=status]", form).textContent !== said) one("[data-kept] [role=status]", form).textContent = said;
  }

  // What is typed, as the server would write it.
  async function preview(box) {
    const form = new URLSearchParams(new FormData(box.form));
    form.set("preview", "part");
    const answer = await fetch(box.form.action, { method: "POST", body: form });
    if (!answer.ok || answer.redirected) return;
    const seen = one("[data-seen]", box.form);
    seen.innerHTML = await answer.text();
    seen.parentElement.hidden = !box.value.trim();
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
    const menu = one(".menu[open]");
    if (menu) { inMenu(event, menu, at); return; }
    if (typing(at)) {
      if (event.key === "Escape") { const leave = one(".editor .acts a, [data-leave]"); leave ? leave.click() : at.blur(); }
      if (at.dataset.filter) chooseIn(event, all(`${at.dataset.filter} li:not([hidden]) button`), -1);
      if (event.key === "Enter" && event.ctrlKey) { event.preventDefault(); at.form && at.form.requestSubmit(); }
      return;
    }
    if (event.ctrlKey) return;
    const within = at && at.closest("#texts");
    if (within && /^Arrow(Up|Down)$/.test(event.key)) {
      const shown = all("li:not([hidden]) button", within);
      chooseIn(event, shown, shown.indexOf(at));
      return;
    }
    if (event.key === "Escape") leaving = false;
    if (one("#pane .editor, #pane .texts") && !one("#pane .taken")) {       // a form is open, though nothing in it has the focus
      const leave = event.key === "Escape" && one(".editor .acts a, [data-leave]");
      if (leave) leave.click();
      return;
    }
    const step = one("#cards") && { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); go(step); return; }
    if (event.key === "?") { location.href = "/keys"; return; }
    if (event.key === "/") { const box = one("[data-search]"); if (box) { event.preventDefault(); box.focus(); box.select(); } return; }
    const box = { r: one("[data-focus=reply]"), n: one("[data-focus=note]") }[event.key];      // a case
    if (box) { event.preventDefault(); box.form.hidden = false; box.focus(); box.scrollIntoView({ block: "center" }); return; }
    const target = /^[a-z]$/.test(event.key) && !leaving && !coming && one(`[data-key="${event.key}"]`);
    if (!target) return;
    event.preventDefault();
    if (target.tagName === "A") leaving = true;
    target.click();
    if (target.tagName === "SUMMARY") (one(CONTROL, target.parentElement) || target).focus();
  });
  const CONTROL = "select:not(:disabled), input:not([type=hidden], :disabled), textarea, button:not(:disabled, .off), a[href]";

  // While a menu is open the keys are its own: its digits, arrows among its buttons, Escape. No key of the page acts.
  function inMenu(event, menu, at) {
    if (event.key === "Escape") { event.preventDefault(); menu.open = false; one("summary", menu).focus(); return; }
    if (event.key === "Enter" && at && at.tagName === "SELECT") {       // of a list that stands open, or is closed again
      event.preventDefault();
      at.form.requestSubmit();
      return;
    }
    if (event.ctrlKey || typing(at)) return;
    const chosen = /^[1-9]$/.test(event.key) && one(`[data-digit="${event.key}"]`, menu);
    if (chosen) { event.preventDefault(); chosen.click(); return; }
    const words = event.key === "w" && one("[data-words]", menu);
    if (words) { event.preventDefault(); words.focus(); return; }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const found = all(CONTROL, menu), next = found[found.indexOf(at) + step];
    if (next) { next.focus(); withWords(menu, next); }
  }

  // The reason one moved to goes with the words; without any move the words go alone.
  function withWords(menu, reason) {
    const sent = one("button.off[name=why]", menu);
    if (!sent || !("digit" in reason.dataset)) return;
    sent.value = reason.value;
    all("[data-digit]", menu).forEach((button) => button.setAttribute("aria-pressed", button === reason));
    one("[data-with]", menu).textContent = `Enter rejects with “${reason.value}” and these words`;
  }

  addEventListener("toggle", (event) => {    // and stands where there is room
    const menu = event.target;
    if (menu.open) all("[data-digit]", menu).forEach((button, n) => { button.tabIndex = n ? -1 : 0; });      // Tab leads on
    if (menu.open) all("select[size]", menu).forEach((list) => { const now = list.selectedOptions[0]; if (now) now.scrollIntoView({ block: "nearest" }); });
    if (menu.open && menu.closest(".acts")) menu.classList.toggle("down", menu.getBoundingClientRect().top < innerHeight / 2);
  }, true);
  addEventListener("click", (event) => {     // a menu closes when something else is clicked
    all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  // One press, one answer: a second click on a form that is on its way does nothing.
  addEventListener("submit", (event) => {
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = "yes";
    leaving = true;
  });
  addEventListener("pageshow", () => { leaving = false; all("form[data-sent]").forEach((form) => delete form.dataset.sent); });

  setInterval(() => all(".undo[data-seconds]").forEach((bar) => {
    const left = Number(bar.dataset.seconds) - 1;
    bar.dataset.seconds = left;
    if (left <= 0) {        // what became of a rejected one stays to be read
      if (one("a", bar)) one("button", bar)?.remove(); else bar.remove();
      return;
    }
    one(".seconds", bar).textContent = left;
  }), 1000);

  // The list is looked at every few seconds; what is shown, typed, focused or scrolled to stays.
  const list = one("[data-live]");
  if (list) {
    let seen = "";
    const look = async () => {
      if (document.hidden) return;
      const shown = one("#cards .card[aria-current]") || one("#pane [name=digest]");
      const at = (location.pathname.match(/^\/drafts\/(\d+)/) || [])[1] || (shown && shown.dataset && shown.dataset.id) || "";
      const words = one("#pane [name=digest]");
      const asked = new URLSearchParams({ at, seen });
      if (words) asked.set("digest", words.value);
      let answer;
      try { answer = await fetch(`${list.dataset.live}?${asked}`); } catch { return; }      // the desk restarts
      if (answer.redirected) { clearInterval(ticking); return; }
      if (answer.status !== 200) return;
      seen = answer.headers.get("x-seen") || "";
      ahead.clear();
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      swap(fresh);
      taken(fresh.querySelector(".taken"));
      fetchAhead();
    };
    const swap = (fresh) => {
      const cards = all("#cards .card");
      const here = cards.findIndex((card) => card.getAttribute("aria-current"));
      const focused = document.activeElement && document.activeElement.dataset.id;
      const stays = (id) => id && fresh.querySelector(`.card[data-id="${id}"]`);
      const anchor = cards.find((card) => card.offsetTop + card.offsetHeight > list.scrollTop && stays(card.dataset.id));
      const before = anchor && anchor.offsetTop - list.scrollTop;
      if (here >= 0) left = stays(cards[here].dataset.id) ? -1 : here;
      list.replaceChildren(...[...fresh.body.children].filter((part) => !part.classList.contains("taken")));
      const find = (id) => id && one(`#cards .card[data-id="${id}"]`);
      if (anchor && list.scrollTop > 0) list.scrollTop = find(anchor.dataset.id).offsetTop - before;
      if (focused && find(focused)) find(focused).focus({ preventScroll: true });
      document.title = `${one("h1", list).firstChild.textContent.trim()} · mailtriage`;
    };
    const taken = (said) => {
      const old = one("#pane .taken");
      if (old && (!said || old.textContent !== said.textContent)) old.remove();
      if (!said || one("#pane .taken")) return;
      one("#pane").prepend(said);
      all("#pane .acts button, #pane .acts a.button").forEach((act) => { act.disabled = true; act.classList.add("off-now"); delete act.dataset.key; });
    };
    const ticking = setInterval(look, 4000);
    document.addEventListener("visibilitychange", () => { ahead.clear(); look(); });
    setTimeout(fetchAhead, 250);        // not for who goes on at once
  }

  const first = one("[data-first]");
  if (first) {
    first.focus();
    first.setSelectionRange(0, 0);
    if (innerWidth <= 760 && first.tagName === "TEXTAREA") first.scrollIntoView();     // a keyboard takes half of a phone
  }
})();
