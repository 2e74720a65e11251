const QUOTE = '"';

/**
 * Follows the quotation marks of one CSV record over as many pieces of text as it takes. A mark where none may stand
 * breaks the record and is taken for a letter: the record still ends where its quoted value ends, so that nothing
 * inside a value is ever taken for a row (F-3).
 */
export class QuoteScan {
  readonly #separator: string;
  #state: 'start' | 'plain' | 'quoted' | 'quote' = 'start';
  broken = false;

  constructor(separator: string) {
    this.#separator = separator;
  }

  /** Takes the next piece of a line. */
  take(text: string): void {
    if (!text.includes(QUOTE) && this.#state === 'quoted') return;
    for (let at = 0; at < text.length; at += 1) this.#step(text.charAt(at));
  }

  /** The line has ended: whether the record has, too. */
  lineEnd(): 'complete' | 'open' {
    if (this.#state === 'quoted') return 'open';
    this.#state = 'start';
    return 'complete';
  }

  #step(character: string): void {
    switch (this.#state) {
      case 'start':
        if (character === QUOTE) this.#state = 'quoted';
        else if (character !== this.#separator && character !== ' ') this.#state = 'plain';
        return;
      case 'plain':
        if (character === this.#separator) this.#state = 'start';
        else if (character === QUOTE) this.broken = true;
        return;
      case 'quoted':
        if (character === QUOTE) this.#state = 'quote';
        return;
      case 'quote':
        if (character === QUOTE) this.#state = 'quoted';
        else if (character === this.#separator) this.#state = 'start';
        else if (character !== ' ') {
          this.broken = true;
          this.#state = 'quoted';
        }
    }
  }
}
