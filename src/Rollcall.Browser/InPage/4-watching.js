// What changed since a moment: kept from before the first step, so that an answer is proven to be the answer to these steps.

const later = window.setTimeout.bind(window);
const forget = window.clearTimeout.bind(window);
const now = performance.now.bind(performance);
const Observer = window.MutationObserver;

let wake = () => {};
let settles = [];
let beganAt = 0;
let beganAfter = 0;
let before = new Map();
let changeCount = 0;
let lastChange = 0;
let lastAnswer = 0;
let changesBeforeAnswer = -1;
let otherAnswers = [];

const changes = new Observer(() => {
    changeCount++;
    lastChange = now();
    wake();
});

// Begins anew. What the settle steps to come name is remembered as it stands now.
function beginWatch(settlesToCome) {
    settles = settlesToCome;
    beganAt = now();
    beganAfter = requestCount;
    changesBeforeAnswer = -1;
    otherAnswers = [];
    remember();
}

function remember() {
    before = new Map();
    for (const settle of settles) {
        if (settle.replaced) {
            before.set(settle.replaced, new Set(all(settle.replaced)));
        }
    }
}

const sent = () => requests.filter(r => r.number > beganAfter && r.ofSite);
const address = request => new URL(request.url, document.baseURI).href;

// The first answer to a request of these steps draws the line anew: what an earlier search still brings before it does not count.
onAnswer = request => {
    lastAnswer = now();
    if (request.number > beganAfter && request.ofSite && isGood(request) && !request.ended) {
        const named = settles.length > 0 ? settles[0].response : null;
        if (named ? address(request).includes(named) : changesBeforeAnswer < 0) {
            changesBeforeAnswer = changeCount;
            remember();
        }
    }
    wake();
};

// Answers that came by other ways than XMLHttpRequest and fetch (a script, a frame) stand in the browser's own list.
new PerformanceObserver(list => {
    for (const entry of list.getEntries()) {
        if (entry.initiatorType !== 'xmlhttprequest' && entry.initiatorType !== 'fetch' && entry.startTime >= beganAt && otherAnswers.length < KEPT) {
            otherAnswers.push({ url: entry.name, good: !entry.responseStatus || entry.responseStatus < 400 });
            wake();
        }
    }
}).observe({ type: 'resource' });

// Whether other elements stand where these stood: at least one, to be seen, and none of the old ones.
function isReplaced(selector) {
    const old = before.get(selector);
    let seen = false;
    for (const element of all(selector)) {
        if (old !== undefined && old.has(element)) {
            return false;
        }
        seen = seen || isSeen(element);
    }
    return seen;
}

// With a response alone nothing tells when the page has drawn it: the page is read once it has been still for so long, in ms.
const STILL = 100;
// After a failure of the site, so long without a request or a change means that nothing more will come.
const QUIET = 400;

const stillFor = () => now() - Math.max(lastChange, lastAnswer, beganAt);
const isWorking = () => sent().some(r => !r.ended);

// What has to be true for the answer to be there: null when it is, else what is missing.
function missingTo(settle) {
    const missing = [];
    const own = sent();
    const named = settle.response ? own.filter(r => address(r).includes(settle.response)) : own;
    const open = named.find(r => !r.ended);
    if (open) {
        missing.push(`${open.method} ${address(open)} not answered`);
    } else if (named.length > 0 && !named.some(isGood)) {
        missing.push(failureOf(named[0]));
    } else if (settle.response && named.length === 0 && !otherAnswers.some(r => r.good && r.url.includes(settle.response))) {
        missing.push(`no response from an address with "${settle.response}"`);
    }
    if (settle.replaced && !isReplaced(settle.replaced)) {
        missing.push(`${settle.replaced} not replaced`);
    }
    if (settle.hidden && firstSeen(settle.hidden)) {
        missing.push(`${settle.hidden} visible`);
    }
    if (missing.length === 0 && settle.response && !settle.replaced && stillFor() < (hasDrawn() ? STILL : QUIET)) {
        missing.push('the page still changing');
    }
    return missing.length === 0 ? null : missing.join('; ');
}

const hasDrawn = () => changesBeforeAnswer < 0 || changeCount > changesBeforeAnswer;
const proofOf = settle => settle.response ? (settle.replaced || hasDrawn() ? 'response' : '') : settle.replaced ? 'replaced' : '';
const failureOf = request => `${request.method} ${address(request)} ${request.status === 0 ? 'failed' : `answered ${request.status}`}`;

// The failure of the site that the steps met: of a request of theirs (of those the next settle step names), when none was answered well.
function failedRequest() {
    const named = settles.length > 0 ? settles[0].response : null;
    const own = named ? sent().filter(r => address(r).includes(named)) : sent();
    return own.some(isGood) ? null : own.find(isBad) ?? null;
}
