// The page as HTML that says by itself what could be seen. Nothing is changed in the live document: its own scripts would notice.

const HIDDEN_MARK = 'data-rollcall-hidden';
const TEXT_MARK = 'data-rollcall-text';
const UNMARKED = new Set('BR WBR HR COL COLGROUP SCRIPT STYLE TEMPLATE NOSCRIPT SOURCE TRACK PARAM LINK META BASE'.split(' '));

const BLOCKS = ':is(address,article,aside,blockquote,center,details,dialog,dir,div,dl,dd,dt,fieldset,figcaption,figure,footer,form,h1,h2,h3,h4,h5,h6,'
    + 'header,hgroup,hr,li,main,menu,nav,ol,p,pre,section,summary,table,ul)';
const HEADINGS = ':is(h1,h2,h3,h4,h5,h6)';
// Nestings that scripts can make and HTML cannot say: read in again, the inner element falls out of the outer one.
const NESTINGS = [
    [`${HEADINGS}>${HEADINGS}`, HEADINGS], [`p ${BLOCKS}`, 'p'], ['a a', 'a'], ['button button', 'button'], ['li>li', 'li'],
    [':is(dd,dt)>:is(dd,dt)', ':is(dd,dt)'], ['tr>:not(td,th,script,style,template)', 'tr'],
    [':is(table,tbody,thead,tfoot)>:not(caption,colgroup,col,thead,tbody,tfoot,tr,script,style,template,form)', ':is(table,tbody,thead,tfoot)'],
];

// As much as is read of a page over HTTP: what is larger is no record, and would fill the memory on its way.
const LARGEST = 16 * 1024 * 1024;
const TOO_LARGE = 'the page is larger than 16 MiB';

// At least how long the page's HTML is, without putting it together.
function leastLength() {
    let length = 0;
    const texts = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
    while (length <= LARGEST && texts.nextNode() !== null) {
        length += texts.currentNode.length;
    }
    return length;
}

// A browser wraps JSON in a page of its own; what the site sent is the text in it.
const IS_JSON = /[/+]json$/;

// The page; null when it is too large.
function readPage() {
    if (leastLength() > LARGEST) {
        return null;
    }
    const html = IS_JSON.test(document.contentType) ? document.querySelector('pre')?.textContent ?? '' : writePage();
    return html.length > LARGEST ? null : html;
}

function writePage() {
    const live = document.documentElement;
    // A document without a window: in it, the copy loads no image and starts no custom element.
    const copy = document.implementation.createHTMLDocument('').importNode(live, true);
    const lost = nestings();
    if (document.body) {
        mark(document.body, copy.querySelector('body'), lost);
    }
    const type = document.doctype;
    return (type ? `<!DOCTYPE ${type.name}${type.publicId ? ` PUBLIC "${type.publicId}"` : ''}>` : '') + copy.outerHTML;
}

function nestings() {
    const outer = new Set();
    for (const [selector, around] of NESTINGS) {
        for (const inner of all(selector)) {
            const element = inner.parentElement.closest(around);
            if (element !== null) {
                outer.add(element);
            }
        }
    }
    return outer;
}

function mark(live, copy, lost) {
    let twin = copy.firstElementChild;
    for (let child = live.firstElementChild; child !== null && twin !== null; child = child.nextElementSibling, twin = twin.nextElementSibling) {
        if (UNMARKED.has(child.tagName)) {
            continue;
        }
        if (!isSeen(child) && !showsSomeOf(child)) {
            twin.setAttribute(HIDDEN_MARK, '');
            continue;
        }
        if (lost.has(child)) {
            twin.setAttribute(TEXT_MARK, textOf(child));
        }
        keepValue(child, twin);
        if (child.firstElementChild !== null) {
            mark(child, twin, lost);
        }
    }
}

// visibility: hidden can be taken back further down; nothing else that hides an element can.
function showsSomeOf(element) {
    if (getComputedStyle(element).visibility === 'visible') {
        return false;
    }
    for (const inner of all('*', element)) {
        if (isSeen(inner)) {
            return true;
        }
    }
    return false;
}

// What stands in a field is no part of HTML until it is written there. What the steps filled in is left out: it is the question, not the answer.
function keepValue(live, copy) {
    if (live.tagName === 'INPUT' && live.type !== 'password' && live.type !== 'file' && live.type !== 'hidden' && !filled.some(f => f.field === live)) {
        if (live.type === 'checkbox' || live.type === 'radio') {
            copy.toggleAttribute('checked', live.checked);
        } else if (live.value !== (live.getAttribute('value') ?? '')) {
            copy.setAttribute('value', live.value);
        }
    } else if (live.tagName === 'TEXTAREA' && !filled.some(f => f.field === live)) {
        copy.textContent = live.value;
    } else if (live.tagName === 'OPTION') {
        copy.toggleAttribute('selected', live.selected);
    }
}
