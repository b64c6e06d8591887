// Does a list of steps and reads the page, in one go: every way between Rollcall and the page costs more than most steps.

const SEPARATOR = '\u001F';
// How often a condition is looked at again although nothing was heard to change (a style sheet's animation tells nobody), in ms.
const LOOK_AGAIN = 50;

// Each tries its step and says what is missing; null when it is done.
const attempts = {
    dismiss,
    fill,
    click: step => {
        const { missing, element } = click(step);
        if (element && step.byHand) {
            const box = element.getBoundingClientRect();
            hand = `${box.x + box.width / 2} ${box.y + box.height / 2}`;
        } else if (element) {
            step.worksByAddress = element.closest('a[href^="javascript:" i]') !== null;
            isPressed = true;
            press(element);
        }
        return missing ?? null;
    },
    wait: step => {
        if (step.visible && !firstSeen(step.visible)) {
            return `${step.visible} not visible`;
        }
        if (step.hidden && firstSeen(step.hidden)) {
            return `${step.hidden} visible`;
        }
        return step.at ? missingText(step.at) : null;
    },
    settle: missingTo,
};

// Whether the present step has pressed something. Known before it does: a link makes the page say that it is left while it is being pressed, and who did not
// know would press it once more in the next document.
let isPressed = false;

// A script in a link's address runs in a turn of its own, and only then sends what it sends, in ms.
const SCRIPT_TURN = 100;

// Where the mouse has to click, when it is not a script that does.
let hand = '';

function missingText(place) {
    let seen = null;
    for (const element of place.selector ? all(place.selector) : [document.body]) {
        if (isSeen(element)) {
            const text = textOf(element);
            if (satisfies(text, place)) {
                return null;
            }
            seen = seen ?? text;
        }
    }
    const where = place.selector ?? 'the page';
    return seen === null ? `${where} not visible` : `${where} reads "${excerpt(seen)}", wanted: ${quoted(place)}`;
}

const acts = step => step.kind === 'click' || step.kind === 'fill';
const documentStatus = () => performance.getEntriesByType('navigation')[0]?.responseStatus ?? 0;

// One step. It ends 'done', 'leaving' (a new document is on its way), 'failed' (the site failed, and nothing more comes) or 'late'.
function perform(step, plan) {
    return new Promise(resolve => {
        const began = now();
        isPressed = false;
        let next = 0;
        let isSecondLook = false;
        let isActed = false;
        const finish = (end, missing) => {
            wake = () => {};
            forget(next);
            window.removeEventListener('beforeunload', leave);
            resolve({ end, missing, isActed: isActed || isPressed });
        };
        const leave = () => finish('leaving', '');
        const look = () => {
            const missing = tryStep(step, plan);
            if (missing === null && step.kind === 'click') {
                // A form is sent, and a link followed, only after this turn: the listener has to hear of it.
                isActed = true;
                next = later(finish, step.worksByAddress ? SCRIPT_TURN : 0, 'done', '');
            } else if (missing === null && step.kind === 'settle' && !isSecondLook) {
                // Once more after the page's own handlers had their turn: what they are in the middle of drawing is not read.
                isSecondLook = true;
                next = later(look, 0);
            } else if (missing === null) {
                finish('done', '');
            } else if (plan.ended.some(place => missingText(place) === null)) {
                // Nothing more comes of a session that has ended.
                finish('failed', missing);
            } else if (hasFailed(plan, began)) {
                finish('failed', missing);
            } else if (now() - began >= plan.bound) {
                finish('late', missing);
            } else {
                isSecondLook = false;
                next = later(look, LOOK_AGAIN);
                isAwake = false;
            }
        };
        let isAwake = true;
        wake = () => {
            if (!isAwake) {
                isAwake = true;
                forget(next);
                next = later(look, 0);
            }
        };
        window.addEventListener('beforeunload', leave);
        look();
    });
}

function tryStep(step, plan) {
    try {
        if (plan.lenient && step.kind === 'click' && firstSeen(step.on) === null) {
            return null;
        }
        return standing(step, plan) ?? attempts[step.kind](step);
    } catch (error) {
        return `${step.kind} stumbled: ${error.message}`;
    }
}

const hasFailed = (plan, began) => (failedRequest() !== null || (plan.isNew && documentStatus() >= 400))
    && !isWorking() && stillFor() >= QUIET && now() - began >= QUIET && document.readyState === 'complete';

// What covers the page may come at any time, so a dismiss step of the session stays in force.
function standing(step, plan) {
    for (const order of plan.dismiss) {
        const missing = order.line === step.line ? null : dismiss(order);
        if (missing !== null && acts(step)) {
            return missing;
        }
    }
    return null;
}

let requestsAtBegin = 0;
let changesAtBegin = 0;

async function run(plan) {
    if (!plan.goesOn) {
        filled = [];
        requestsAtBegin = requestCount;
        changesAtBegin = changeCount;
        beginWatch(settlesFrom(plan, plan.from));
    }
    changes.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    let proof = plan.proof;
    try {
        for (let at = plan.from; at < plan.to; at++) {
            const step = plan.steps[at];
            hand = '';
            const { end, missing, isActed } = await perform(step, plan);
            if (end === 'leaving') {
                return report(end, isActed ? at + 1 : at, '', '', '');
            }
            if (end !== 'done') {
                return report(end, at, missing, '', readPage());
            }
            if (acts(step)) {
                proof = '';
            } else if (step.kind === 'settle') {
                proof = proofOf(step) || proof;
                beginWatch(settlesFrom(plan, at + 1));
            }
            if (hand !== '') {
                return report('hand', at, hand, proof, '');
            }
        }
        return report('done', plan.to, '', proof, plan.read ? readPage() : '');
    } finally {
        changes.disconnect();
    }
}

const settlesFrom = (plan, from) => plan.steps.slice(from).filter(s => s.kind === 'settle');

// A text, not an object: pages meddle with the ways in which objects become texts.
function report(end, at, missing, proof, html) {
    if (html === null) {
        return report('large', at, TOO_LARGE, '', '');
    }
    const failed = failedRequest();
    return [
        end, at, missing, proof, location.href, documentStatus(), document.contentType,
        requests.filter(r => r.number > requestsAtBegin && r.ofSite).length,
        changeCount > changesAtBegin || requestCount > requestsAtBegin ? 1 : 0,
        failed ? failed.status : '', failed ? failureOf(failed) : '', failed ? failed.retryAfter : '', html,
    ].join(SEPARATOR);
}
