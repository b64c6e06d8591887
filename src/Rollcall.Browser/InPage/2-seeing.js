// What a person could see of the page.

const SEEN = { visibilityProperty: true, opacityProperty: true };
const RENDERED = { visibilityProperty: true };
const SILENT = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT']);
const INLINE = new Set((
    'A ABBR ACRONYM B BDI BDO BIG CITE CODE DATA DEL DFN EM FONT I INS KBD LABEL MARK Q S SAMP SMALL SPAN STRIKE STRONG SUB SUP TIME TT U VAR WBR').split(' '));

// An element without a box of its own (display: contents) is seen where its parent is, and of a closed list the option that is chosen.
function isSeen(element) {
    if (element.checkVisibility(SEEN)) {
        return true;
    }
    if (element.tagName === 'OPTION' || element.tagName === 'OPTGROUP') {
        const list = element.closest('select');
        return list !== null && (element.selected || element.querySelector('option:checked') !== null) && isSeen(list);
    }
    return element.parentElement !== null && getComputedStyle(element).display === 'contents' && isSeen(element.parentElement);
}

// To be acted upon, an element may be transparent: sites lay a real field over a painted one.
const isRendered = element => element.checkVisibility(RENDERED);

const all = (selector, root = document) => root.querySelectorAll(selector);

function firstSeen(selector) {
    for (const element of all(selector)) {
        if (isSeen(element)) {
            return element;
        }
    }
    return null;
}

// The same rules as Rollcall.Reading (PageText): invisible parts left out, blocks parted by a space.
function textOf(element) {
    return normal(gather(element));
}

function gather(element) {
    if (SILENT.has(element.tagName) || !isSeen(element)) {
        return '';
    }
    let text = '';
    for (const child of element.childNodes) {
        if (child.nodeType === 3) {
            text += child.data;
        } else if (child.nodeType === 1) {
            text += gather(child);
        }
    }
    return INLINE.has(element.tagName) ? text : ` ${text} `;
}

function describe(element) {
    const id = element.id ? '#' + element.id : '';
    const classes = typeof element.className === 'string' && element.className.trim() !== '' ? '.' + element.className.trim().split(/\s+/).join('.') : '';
    return element.localName + id + classes;
}
