// The requests that the page's own scripts send to the site: what an answer must come from. Installed before any script of the page runs.

const requests = [];
const KEPT = 200;
let requestCount = 0;
let onAnswer = () => {};

const lastLabels = host => /^[\d.]+$|:/.test(host) ? host : host.split('.').slice(-2).join('.');

function isOfSite(url) {
    try {
        const host = new URL(url, document.baseURI).hostname;
        return host === location.hostname || lastLabels(host) === lastLabels(location.hostname);
    } catch {
        return false;
    }
}

// `answered`: the site's first word is there, and no script of the page has seen it yet. `ended`: nothing more will come.
function track(method, url) {
    const request = { number: ++requestCount, method, url: String(url), ofSite: isOfSite(url), status: 0, answered: false, ended: false, retryAfter: '' };
    requests.push(request);
    if (requests.length > KEPT) {
        requests.shift();
    }
    return request;
}

function answer(request, status, retryAfter) {
    if (!request.answered) {
        request.answered = true;
        request.status = status;
        request.retryAfter = retryAfter ?? '';
        onAnswer(request);
    }
}

// An answer that broke off has no status any more.
function end(request, status) {
    answer(request, status, null);
    request.status = status;
    request.ended = true;
    onAnswer(request);
}

const openRequest = XMLHttpRequest.prototype.open;
const sendRequest = XMLHttpRequest.prototype.send;
const asked = new WeakMap();
XMLHttpRequest.prototype.open = function (method, url, ...rest) {
    asked.set(this, { method: String(method).toUpperCase(), url });
    return openRequest.call(this, method, url, ...rest);
};
XMLHttpRequest.prototype.send = function (body) {
    const about = asked.get(this);
    if (about) {
        const request = track(about.method, about.url);
        // Headers come in an event of their own before the body does, so this is seen before the page draws anything from the answer.
        const watchState = () => {
            if (this.readyState >= 2 && this.status !== 0) {
                answer(request, this.status, this.status < 400 ? null : this.getResponseHeader('Retry-After'));
            }
        };
        this.addEventListener('readystatechange', watchState);
        this.addEventListener('loadend', () => {
            this.removeEventListener('readystatechange', watchState);
            end(request, this.status);
        }, { once: true });
    }
    return sendRequest.call(this, body);
};

const fetchOfPage = window.fetch;
const fetched = new WeakMap();
if (fetchOfPage) {
    window.fetch = function (input, init) {
        const request = track((init?.method ?? input?.method ?? 'GET').toUpperCase(), input?.url ?? input);
        const response = fetchOfPage.call(this, input, init);
        response.then(
            r => { answer(request, r.status, r.headers.get('Retry-After')); end(request, r.status); fetched.set(r, request); },
            () => end(request, 0));
        return response;
    };
    for (const way of ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text']) {
        const read = Response.prototype[way];
        if (read) {
            Response.prototype[way] = function () {
                const body = read.call(this);
                const request = fetched.get(this);
                if (request) {
                    request.ended = false;
                    body.then(() => end(request, this.status), error => end(request, error instanceof SyntaxError ? this.status : 0));
                }
                return body;
            };
        }
    }
}

// Statuses with which a site may truthfully say "there is none"; every other failure is no answer.
const isGood = request => request.answered && request.status > 0 && (request.status < 400 || request.status === 404 || request.status === 410);
const isBad = request => request.answered && !isGood(request);
