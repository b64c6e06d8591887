// The page's behaviour, written anew from what was observed of a real one: no library stands behind it.
'use strict';
(() => {
  const settings = document.body.dataset;
  const ms = name => Number(settings[name]);
  const role = name => document.querySelector(`[data-role=${name}]`);
  const [loading, notice, number, court, results, dialog, title, content] =
    ['loading', 'notice', 'number', 'court', 'results', 'dialog', 'title', 'body'].map(role);
  const rows = results.tBodies[0];
  document.body.style.setProperty('--fade', `${ms('fade')}ms`);

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const ask = path => new Promise((answered, failed) => {
    const request = new XMLHttpRequest();
    request.open('GET', location.pathname.replace(/\/$/, '') + path);
    request.setRequestHeader('X-Requested-With', 'XMLHttpRequest');
    request.onerror = () => failed(new Error('no answer'));
    request.onload = () => {
      if (request.status !== 200) {
        failed(new Error(`status ${request.status}`));
        return;
      }
      try {
        answered(JSON.parse(request.responseText));
      } catch (error) {
        failed(error);
      }
    };
    request.send();
  });

  // The busy screen comes a moment after the click: until then, and again afterwards, it is hidden.
  let running = 0;
  let soon = 0;
  const busy = () => {
    running++;
    clearTimeout(soon);
    soon = setTimeout(() => { loading.style.display = 'block'; }, ms('busyAfter'));
  };
  const idle = () => {
    if (--running > 0) return;
    clearTimeout(soon);
    loading.style.display = 'none';
  };

  const closing = new Map();
  let backdrop = null;
  const open = modal => {
    clearTimeout(closing.get(modal));
    backdrop ??= document.body.appendChild(make('div', { className: 'modal-backdrop' }));
    modal.style.display = 'block';
    modal.getBoundingClientRect(); // Lays it out once without "show", so that it fades in.
    modal.classList.add('show');
    modal.setAttribute('aria-hidden', 'false');
  };
  const close = modal => {
    if (!modal.classList.contains('show')) return;
    modal.classList.remove('show');
    closing.set(modal, setTimeout(() => {
      modal.style.display = 'none';
      modal.setAttribute('aria-hidden', 'true');
      if (!document.querySelector('.modal.show')) {
        backdrop?.remove();
        backdrop = null;
      }
      // The search starts afresh: what was typed while the dialog faded is lost.
      if (modal === dialog) number.value = '';
    }, ms('fade')));
  };

  const fill = (heading, body) => {
    content.innerHTML = body;
    title.innerHTML = heading;
  };
  const show = async answer => {
    open(dialog);
    const stale = new Promise(over => setTimeout(over, ms('updateAfter')));
    try {
      const { title: heading, body } = await answer;
      await stale;
      fill(heading, body);
    } catch (error) {
      console.error('The recorded entries could not be loaded.', error); // The dialog goes on showing what it showed.
    }
  };

  const button = (id, text, click) => make('button', { type: 'button', id, className: 'btn', textContent: text, onclick: click });
  const draw = answer => {
    const drawn = answer.data.map(row => make('tr', {},
      ...[row.number, row.style, row.nature].map(text => make('td', { textContent: text ?? '' })),
      make('td', {}, button('more', 'Parties', () => show(Promise.resolve({ title: `<h5>Parties :&nbsp;&nbsp; ${row.number}</h5>`, body: row.parties })))),
      make('td', {}, button('re', 'Recorded Entries', () => show(ask(`/entries?number=${encodeURIComponent(row.number)}`))))));
    if (answer.message) drawn.push(make('tr', {}, make('td', { className: 'dataTables_empty', colSpan: 5, textContent: answer.message })));
    rows.replaceChildren(...drawn);
    fit();
  };
  const search = async () => {
    busy();
    try {
      draw(await ask(`/search?court=${court.value}&number=${encodeURIComponent(number.value)}`));
    } catch (error) {
      console.error('The search failed.', error); // The rows of the search before stay.
    } finally {
      idle();
    }
  };

  // Narrow windows have no room for the last three columns.
  const fit = () => {
    for (const cell of results.querySelectorAll('th, td:not([colspan])'))
      cell.style.display = cell.cellIndex >= 2 && innerWidth < 1400 ? 'none' : '';
  };

  for (const tab of document.querySelectorAll('[role=tab]')) {
    tab.onclick = event => {
      event.preventDefault();
      for (const other of document.querySelectorAll('[role=tab]')) other.classList.toggle('active', other === tab);
      for (const panel of document.querySelectorAll('.tabContent')) panel.style.display = `#${panel.id}` === tab.hash ? '' : 'none';
    };
  }
  for (const modal of [notice, dialog]) {
    for (const dismiss of modal.querySelectorAll('[data-dismiss=modal]')) dismiss.onclick = () => close(modal);
  }
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape') close(document.querySelector('.modal.show') ?? dialog);
  });
  role('submit').onclick = search;
  addEventListener('resize', fit);
  fit();
  if (settings.noticeAfter) setTimeout(() => open(notice), ms('noticeAfter'));
})();
