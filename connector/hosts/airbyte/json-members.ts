/** A member of a JSON object, and where its value stands in the text: `end` is behind it. */
export interface Member {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

const SPACE = 0x20; // What JSON allows between its tokens is this and below.
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/**
 * The members of the object that stands at `from`, and the offset of its closing brace. `json` must be valid JSON: what a
 * parse and a new serialisation would change (long integers, `1.0`, escapes, the order of keys) stays in place here.
 */
export function membersOf(json: string, from = 0): { members: readonly Member[]; close: number } {
  const members: Member[] = [];
  let at = skipSpace(json, from) + 1;
  for (;;) {
    at = skipSpace(json, at);
    if (json.charCodeAt(at) === COMMA) at = skipSpace(json, at + 1);
    if (json.charCodeAt(at) !== QUOTE) return { members, close: at };
    const keyEnd = skipString(json, at);
    const key: string = JSON.parse(json.slice(at, keyEnd)); // A JSON string.
    const start = skipSpace(json, skipSpace(json, keyEnd) + 1);
    const end = skipValue(json, start);
    members.push({ key, start, end });
    at = end;
  }
}

/** The value at a path of keys. Of equal keys the last counts, as for `JSON.parse`. */
export function valueAt(json: string, ...path: readonly string[]): Member | undefined {
  let found: Member | undefined;
  let from = 0;
  for (const key of path) {
    found = membersOf(json, from).members.findLast((member) => member.key === key);
    if (found === undefined) return undefined;
    from = found.start;
  }
  return found;
}

function skipSpace(json: string, from: number): number {
  let at = from;
  while (at < json.length && json.charCodeAt(at) <= SPACE) at += 1;
  return at;
}

function skipString(json: string, quote: number): number {
  for (let at = quote + 1; at < json.length; at += 1) {
    const unit = json.charCodeAt(at);
    if (unit === BACKSLASH) at += 1;
    else if (unit === QUOTE) return at + 1;
  }
  return json.length;
}

function skipValue(json: string, from: number): number {
  const first = json.charCodeAt(from);
  if (first === QUOTE) return skipString(json, from);
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return skipWord(json, from);
  let depth = 0;
  let at = from;
  while (at < json.length) {
    const unit = json.charCodeAt(at);
    if (unit === QUOTE) {
      at = skipString(json, at);
      continue;
    }
    at += 1;
    if (unit === OPEN_BRACE || unit === OPEN_BRACKET) depth += 1;
    else if ((unit === CLOSE_BRACE || unit === CLOSE_BRACKET) && --depth === 0) return at;
  }
  return at;
}

/** A number, `true`, `false` or `null`. */
function skipWord(json: string, from: number): number {
  let at = from;
  for (; at < json.length; at += 1) {
    const unit = json.charCodeAt(at);
    if (unit === COMMA || unit === CLOSE_BRACE || unit === CLOSE_BRACKET || unit <= SPACE) break;
  }
  return at;
}
