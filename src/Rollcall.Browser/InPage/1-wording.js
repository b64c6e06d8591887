// Texts as a person reads and compares them. The same rules as Rollcall.Reading (Wording); a test holds the two together.

const SPACE = /[\t-\r\u0085\p{Z}]+/gu;
const UNSEEN = /[\u00AD\u200B\u2060\uFEFF]/g;
const WORD = /[\p{L}\p{Nd}\p{Nl}\p{Mn}\p{Mc}\p{Me}\p{Pc}]/u;
const UNSPACED = /[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\u{20000}-\u{3FFFF}]/u;
const HYPHEN = /[-\u2010\u2011\u2012\u2013\u2212/]/;

const normal = text => text.replace(SPACE, ' ').replace(/^ | $/g, '');

// Letter by letter, so that no letter becomes two and places in both texts stay the same.
function fold(text) {
    if (/^[\0-\x7F]*$/.test(text)) {
        return text.toUpperCase();
    }
    let folded = '';
    for (const letter of text) {
        const upper = letter.toUpperCase();
        folded += upper.length === letter.length ? upper : letter;
    }
    return folded;
}

const lastLetter = text => text === '' ? '' : String.fromCodePoint(
    text.length > 1 && text.codePointAt(text.length - 2) > 0xFFFF ? text.codePointAt(text.length - 2) : text.charCodeAt(text.length - 1));
const firstLetter = text => text === '' ? '' : String.fromCodePoint(text.codePointAt(0));
const ofWord = letter => letter !== '' && WORD.test(letter);

function goesOn(left, right) {
    const last = lastLetter(left);
    const first = firstLetter(right);
    return ofWord(last) && ofWord(first) && !UNSPACED.test(last) && !UNSPACED.test(first);
}

function isJoined(beside, backwards) {
    if (beside.length < 2) {
        return false;
    }
    const joint = backwards ? beside[beside.length - 1] : beside[0];
    const rest = backwards ? beside.slice(0, -1) : beside.slice(1);
    const beyond = backwards ? lastLetter(rest) : firstLetter(rest);
    return joint === '.' || joint === ',' ? /\p{Nd}/u.test(beyond) : HYPHEN.test(joint) && ofWord(beyond);
}

const saysExactly = (text, wanted) => fold(text.replace(UNSEEN, '')) === fold(wanted);

function saysAmongOthers(text, wanted, isId) {
    const seen = fold(text.replace(UNSEEN, ''));
    const sought = fold(wanted);
    if (sought === '') {
        return false;
    }
    for (let at = seen.indexOf(sought); at >= 0; at = seen.indexOf(sought, at + 1)) {
        const before = seen.slice(0, at);
        const after = seen.slice(at + sought.length);
        if (!goesOn(before, sought) && !goesOn(sought, after) && !(isId && (isJoined(before, true) || isJoined(after, false)))) {
            return true;
        }
    }
    return false;
}

// `texts` is { is: [{ text, isId }], contains: [{ text, isId }] }: one of each list that is not empty.
const satisfies = (text, texts) =>
    (texts.is.length === 0 || texts.is.some(t => saysExactly(text, normal(t.text))))
    && (texts.contains.length === 0 || texts.contains.some(t => saysAmongOthers(text, normal(t.text), t.isId)));

const quoted = texts => [
    ...(texts.is.length === 0 ? [] : ['is ' + texts.is.map(t => `"${t.text}"`).join(' or ')]),
    ...(texts.contains.length === 0 ? [] : ['contains ' + texts.contains.map(t => `"${t.text}"`).join(' or ')]),
].join(', ');

const excerpt = text => text.length > 80 ? text.slice(0, 79) + '…' : text;
