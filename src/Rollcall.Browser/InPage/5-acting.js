// Clicks and texts, with the events that a person's hand would cause.

function press(element) {
    const box = element.getBoundingClientRect();
    const at = {
        bubbles: true, cancelable: true, composed: true, view: window, detail: 1,
        clientX: box.x + box.width / 2, clientY: box.y + box.height / 2, button: 0,
    };
    const pointer = { ...at, pointerId: 1, pointerType: 'mouse', isPrimary: true };
    const fire = (Kind, name, more) => element.dispatchEvent(new Kind(name, more));
    fire(PointerEvent, 'pointerover', pointer);
    fire(MouseEvent, 'mouseover', at);
    fire(PointerEvent, 'pointermove', pointer);
    fire(MouseEvent, 'mousemove', at);
    fire(PointerEvent, 'pointerdown', { ...pointer, buttons: 1 });
    if (fire(MouseEvent, 'mousedown', { ...at, buttons: 1 })) {
        focusable(element)?.focus({ preventScroll: true });
    }
    fire(PointerEvent, 'pointerup', pointer);
    fire(MouseEvent, 'mouseup', at);
    if (typeof element.click === 'function') {
        element.click();
    } else {
        fire(MouseEvent, 'click', at);
    }
}

const focusable = element => element.closest('a[href],button,input,select,textarea,summary,[tabindex],[contenteditable]');

function firstRendered(selector, root) {
    for (const element of all(selector, root)) {
        if (isRendered(element)) {
            return element;
        }
    }
    return null;
}

const isDisabled = element => element.matches(':disabled') || element.closest('[aria-disabled=true]') !== null;

// What keeps a person from clicking the element; null when nothing does.
function obstacle(element, what) {
    if (isDisabled(element)) {
        return `${what} disabled`;
    }
    let box = element.getBoundingClientRect();
    if (box.top < 0 || box.left < 0 || box.bottom > innerHeight || box.right > innerWidth) {
        element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
        box = element.getBoundingClientRect();
    }
    const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    // What is hit may be a part of the element, or hold it (when the middle falls between two lines of a link): neither covers it.
    const isFree = hit === null || element.contains(hit) || hit.contains(element) || isLabelOf(hit, element);
    return isFree ? null : `${what} covered by ${describe(hit)}`;
}

const isLabelOf = (label, element) => label.tagName === 'LABEL' && label.control === element;

// The row that a click is meant for; a text says why there is none.
function rowFor(row) {
    let rows = 0;
    for (const element of all(row.selector)) {
        if (!isSeen(element)) {
            continue;
        }
        rows++;
        const cell = element.cells ? element.cells[row.column - 1] : element.children[row.column - 1];
        if (cell && satisfies(textOf(cell), row)) {
            return element;
        }
    }
    return `none of ${rows} rows of ${row.selector} has a column ${row.column} that ${quoted(row)}`;
}

// Takes away what covers the page, at most every so often, in ms, so that a slow fade is not clicked a second time for nothing.
const AGAIN = 250;
const dismissed = new Map();

function dismiss(step) {
    const cover = firstSeen(step.when);
    if (cover === null) {
        dismissed.delete(step.line);
        return null;
    }
    const button = firstRendered(step.on);
    if (button === null) {
        return `${step.when} visible, ${step.on} not`;
    }
    if (!(now() - dismissed.get(step.line) < AGAIN)) {
        dismissed.set(step.line, now());
        press(button);
    }
    return firstSeen(step.when) === null ? null : `${step.when} still visible after a click on ${step.on}`;
}

const setterOf = element => Object.getOwnPropertyDescriptor(
    element.tagName === 'TEXTAREA' ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype, 'value').set;

// Fields filled so far by these steps, so that a page that makes its form anew is not sent an empty one.
let filled = [];

function fill(step) {
    const field = firstRendered(step.at);
    if (field === null) {
        return `${step.at} not ${all(step.at).length === 0 ? 'there' : 'visible'}`;
    }
    if (isDisabled(field) || field.readOnly) {
        return `${step.at} not open for a text`;
    }
    const problem = put(field, step);
    if (problem === null) {
        filled = filled.filter(f => f.step !== step);
        filled.push({ step, field, value: field.value });
    }
    return problem;
}

// With a real keyboard (`byHand`) the field is only made ready: the text comes from outside.
function put(field, step) {
    field.focus({ preventScroll: true });
    if (field.tagName === 'SELECT') {
        for (const option of field.options) {
            if (option.value === step.text || saysExactly(normal(option.text), normal(step.text))) {
                option.selected = true;
                announce(field, Event);
                return null;
            }
        }
        return `${step.at} without an option "${step.text}"`;
    }
    if (step.byHand) {
        field.select?.();
        hand = 'type';
        return null;
    }
    if (field.isContentEditable) {
        field.textContent = step.text;
    } else if (field.tagName === 'INPUT' || field.tagName === 'TEXTAREA') {
        // The element's own property, not one that a framework laid over it: it compares the two to see that something was typed.
        setterOf(field).call(field, step.text);
    } else {
        return `${step.at} is no field but ${describe(field)}`;
    }
    announce(field, InputEvent, { inputType: 'insertText', data: step.text });
    return null;
}

function announce(field, Input, more) {
    const last = { bubbles: true, composed: true, cancelable: true, key: 'Unidentified' };
    field.dispatchEvent(new KeyboardEvent('keydown', last));
    field.dispatchEvent(new Input('input', { bubbles: true, composed: true, ...more }));
    field.dispatchEvent(new KeyboardEvent('keyup', last));
    field.dispatchEvent(new Event('change', { bubbles: true }));
}

// Fills again what the page has emptied or replaced since; what it merely writes otherwise (a mask) is left.
function refill() {
    for (const { step, field, value } of filled.slice()) {
        const current = firstRendered(step.at);
        if (current !== null && !step.byHand && (current !== field || (value !== '' && current.value === ''))) {
            const problem = fill(step);
            if (problem !== null) {
                return problem;
            }
        }
    }
    return null;
}

function click(step) {
    const root = step.row ? rowFor(step.row) : document;
    if (typeof root === 'string') {
        return { missing: root };
    }
    const element = firstRendered(step.on, root);
    if (element === null) {
        return { missing: `${step.on} not ${all(step.on, root).length === 0 ? 'there' : 'visible'}` };
    }
    const missing = obstacle(element, step.on) ?? refill();
    return missing === null ? { element } : { missing };
}
