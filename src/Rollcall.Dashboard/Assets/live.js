// Keeps a page fresh: the server sends a part's HTML when it has changed. Everything works without this script, but by reloading.
(() => {
  "use strict";
  const main = document.querySelector("[data-live]");
  const banner = document.getElementById("connection");
  const clock = document.getElementById("clock");
  const silence = 8000;
  let source = null, instance = null, heard = Date.now(), retry = null;

  // Said once: not again when the page is loaded anew, and not for ever.
  const said = document.getElementById("said");
  if (said) {
    const here = new URL(location.href);
    here.searchParams.delete("did");
    history.replaceState(null, "", here);
    setTimeout(() => said.remove(), 15000);
  }

  function say(lost) {
    if (!banner) return;
    banner.hidden = !lost;
    document.body.classList.toggle("stale", lost);
  }

  // Replaced as a whole, but what the viewer has opened, focused or scrolled stays as it was.
  function replace(name, html) {
    const part = document.getElementById(name);
    if (!part) return;
    const open = new Map([...part.querySelectorAll("details[id]")].map(d => [d.id, d.open]));
    const fields = new Map([...part.querySelectorAll("select[id],input[id]:not([type=hidden])")].map(f => [f.id, f.value]));
    const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
    const scrolled = new Map([...part.querySelectorAll("[data-scroll]")].map(s => [s.id, [s.scrollLeft, s.scrollTop]]));
    part.innerHTML = html;
    for (const d of part.querySelectorAll("details[id]")) if (open.has(d.id)) d.open = open.get(d.id);
    for (const f of part.querySelectorAll("select[id],input[id]:not([type=hidden])")) if (fields.has(f.id)) f.value = fields.get(f.id);
    for (const s of part.querySelectorAll("[data-scroll]")) if (scrolled.has(s.id)) [s.scrollLeft, s.scrollTop] = scrolled.get(s.id);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  function connect() {
    clearTimeout(retry);
    source?.close();
    heard = Date.now();
    source = new EventSource("/events?page=" + encodeURIComponent(location.pathname + location.search));
    source.addEventListener("hello", e => {
      // Another process serves by now: its pages may be others.
      if (instance !== null && instance !== e.data) location.reload();
      instance = e.data;
    });
    source.addEventListener("part", e => { const p = JSON.parse(e.data); replace(p.name, p.html); });
    source.addEventListener("tick", e => { heard = Date.now(); if (clock) clock.textContent = e.data; say(false); });
    source.onerror = () => {
      say(true);
      if (source.readyState === EventSource.CLOSED) { clearTimeout(retry); retry = setTimeout(connect, 2000); }
    };
  }

  if (!main) return;
  connect();
  // A browser keeps few connections to one server: a page that nobody sees gives its own back.
  document.addEventListener("visibilitychange", () => { if (document.hidden) { source?.close(); clearTimeout(retry); } else connect(); });
  setInterval(() => { if (!document.hidden && Date.now() - heard > silence) { say(true); connect(); } }, 2000);
})();
