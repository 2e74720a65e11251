/** So many characters tell of a key: a group of its UUID. Of what is cut at both ends twice as many make sure that one group is whole. */
const TELLING = 8;

/**
 * A character as it may be written in JSON (also in JSON in JSON), in a URL (also twice) and in HTML. A run of backslashes is read
 * from its beginning alone: a body of nothing else would take hours.
 */
const WRITTEN = /(?<!\\)\\+(?:u00|x)([\da-f]{2})|%(?:25)*([\da-f]{2})|&#0*(\d{2,3});|&#x0*([\da-f]{2});/gi;

/** How a text is read: what of it is another number of letters than of characters, and what its letters are. */
interface Reading {
  readonly unlike: RegExp;
  readonly plain: (text: string) => string;
}

/** As it is: a dash is no letter, and a capital dotted I is two in small. */
const AS_IT_IS: Reading = { unlike: /[-\u0130]/g, plain: (text) => text.replaceAll('-', '').toLowerCase() };

/** With every character as itself. Not the only reading: behind a percent sign the first two signs of a key are none of its own. */
const DECODED: Reading = {
  unlike: new RegExp(`${WRITTEN.source}|${AS_IT_IS.unlike.source}`, 'gi'),
  plain: (text) => AS_IT_IS.plain(text.replace(WRITTEN, decoded)),
};

/** A piece of a text: from its first character to before its last. */
type Span = readonly [from: number, to: number];

/** A part of a word that is looked for, and where it stands in it. */
interface Telling {
  readonly word: string;
  readonly at: number;
  readonly part: string;
}

/** The texts by which a secret is known: itself, and in base64 behind any prefix (`user:`, say). */
export class Traces {
  readonly #telling: readonly Telling[];

  constructor(secret: string) {
    this.#telling = [secret, ...[0, 1, 2].map((shift) => inBase64(secret, shift))]
      .map(AS_IT_IS.plain)
      .filter((word) => word !== '')
      .flatMap(tellingOf);
  }

  /** `text` with `mask` for each trace of the secret: in any case and writing, with or without its dashes, cut at either end. */
  mask(text: string, mask: string): string {
    const readings = text.search(WRITTEN) === -1 ? [AS_IT_IS] : [AS_IT_IS, DECODED];
    const traces = readings.flatMap((reading) =>
      this.#mayBeIn(reading.plain(text)) ? this.#tracesIn(new Spelled(text, reading)) : [],
    );
    if (traces.length === 0) return text;
    let masked = '';
    let end = 0;
    for (const [from, to] of apart(traces)) {
      masked += text.slice(end, from) + mask;
      end = to;
    }
    return masked + text.slice(end);
  }

  #mayBeIn(letters: string): boolean {
    return this.#telling.some(({ part }) => letters.includes(part));
  }

  #tracesIn(spelled: Spelled): Span[] {
    const { letters } = spelled;
    const found: Span[] = [];
    for (const { word, at, part } of this.#telling) {
      for (const place of placesOf(letters, part)) {
        let before = 0;
        while (before < at && letters[place - before - 1] === word[at - before - 1]) before += 1;
        let length = part.length;
        while (at + length < word.length && letters[place + length] === word[at + length]) length += 1;
        found.push([spelled.spanOf(place - before)[0], spelled.spanOf(place + length - 1)[1]]);
      }
    }
    return found;
  }
}

/** The groups of a word, one after the other, and its end. */
function tellingOf(word: string): Telling[] {
  const last = Math.max(0, word.length - TELLING);
  const places = Array.from({ length: Math.ceil(last / TELLING) }, (_, group) => group * TELLING);
  return [...places, last].map((at) => ({ word, at, part: word.slice(at, at + TELLING) }));
}

/** What base64 makes of a secret behind `shift` bytes more than a multiple of three; without the characters that its neighbours share. */
function inBase64(secret: string, shift: number): string {
  const behind = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]);
  const whole = behind.toString('base64url');
  return whole.slice(shift === 0 ? 0 : shift + 1, behind.length % 3 === 0 ? undefined : -1);
}

function decoded(_match: string, json?: string, url?: string, decimal?: string, hex?: string): string {
  return String.fromCharCode(decimal === undefined ? Number.parseInt(json ?? url ?? hex ?? '', 16) : Number(decimal));
}

/** A stretch of a text: as many plain letters as characters, or one character, however it is written. */
interface Piece {
  /** Where its letters begin among all. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly asItIs: boolean;
}

/** A plain text, and where each of its letters stands in the text it was made of. */
class Spelled {
  readonly letters: string;
  readonly #pieces: Piece[] = [];

  constructor(text: string, { unlike, plain }: Reading) {
    let letters = '';
    const spell = (from: number, to: number, asItIs: boolean) => {
      this.#pieces.push({ at: letters.length, from, to, asItIs });
      letters += plain(text.slice(from, to));
    };
    let end = 0;
    for (const { 0: written, index } of text.matchAll(unlike)) {
      if (end < index) spell(end, index, true);
      end = index + written.length;
      spell(index, end, false);
    }
    if (end < text.length) spell(end, text.length, true);
    this.letters = letters;
  }

  spanOf(letter: number): Span {
    let low = 0;
    for (let high = this.#pieces.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if ((this.#pieces[middle]?.at ?? 0) <= letter) low = middle;
      else high = middle;
    }
    const { at, from, to, asItIs } = this.#pieces[low] ?? { at: 0, from: 0, to: 0, asItIs: false };
    return asItIs ? [from + letter - at, from + letter - at + 1] : [from, to];
  }
}

function* placesOf(text: string, part: string): Generator<number> {
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) yield at;
}

/** Spans that overlap as one, in their order. */
function apart(spans: Span[]): Span[] {
  const merged: Span[] = [];
  for (const [from, to] of spans.sort(([a], [b]) => a - b)) {
    const last = merged.at(-1);
    if (last !== undefined && from < last[1]) merged[merged.length - 1] = [last[0], Math.max(last[1], to)];
    else merged.push([from, to]);
  }
  return merged;
}
