// The sub-tabs of a match: what was shown stays until the answer comes, and a failed answer leaves a complaint in its place.
"use strict";
(() => {
  const panel = document.getElementById("panel");
  let asked = 0;

  const add = (to, name, text) => {
    const element = to.appendChild(document.createElement(name));
    if (text !== undefined) element.textContent = text;
    return element;
  };

  const draw = (section) => {
    panel.replaceChildren();
    add(panel, "h2", section.heading);
    if (section.values.length > 0) {
      const list = add(panel, "dl");
      for (const [label, value] of section.values) {
        add(list, "dt", label);
        add(list, "dd", value);
      }
    }
    const table = add(panel, "table");
    table.className = section.name;
    add(table, "caption", section.heading);
    const head = add(add(table, "thead"), "tr");
    for (const column of section.columns) add(head, "th", column);
    const body = add(table, "tbody");
    for (const row of section.rows) {
      const line = add(body, "tr");
      for (const cell of row) add(line, "td", cell);
    }
  };

  for (const link of document.querySelectorAll("nav.sections a")) {
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      const turn = ++asked;
      try {
        const answer = await fetch(`${link.getAttribute("href")}?data=1`);
        if (!answer.ok) throw new Error(`status ${answer.status}`);
        const section = await answer.json();
        if (turn === asked) draw(section);
      } catch (error) {
        if (turn !== asked) return;
        panel.replaceChildren();
        add(panel, "p", `This could not be loaded: ${error.message}`).className = "trouble";
      }
    });
  }
})();
