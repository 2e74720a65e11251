import type { Census } from './census.ts';

/** Under which spellings codes of a run came to own segments: one segment has one code's entry, the first one's (T-3). */
export class Claims {
  readonly #census: Pick<Census, 'observed' | 'make' | 'isMade'>;
  readonly #isUnderWay: (code: string) => boolean;
  /** Codes by other spellings of them. */
  readonly #claimedAs = new Map<string, string>();

  constructor(census: Pick<Census, 'observed' | 'make' | 'isMade'>, isUnderWay: (code: string) => boolean) {
    this.#census = census;
    this.#isUnderWay = isUnderWay;
  }

  /** Takes a code whose Create made its segment, and the spelling under which Permutive keeps it. */
  make(code: string, spelling: string): void {
    this.#census.make(code);
    if (spelling !== code) this.#claimedAs.set(spelling, code);
  }

  /** Whether a spelling is of a segment that was there before, or that another code of this run has, or is about to. */
  isElsewhere(code: string, spelling: string, id: string | undefined): boolean {
    const otherHasIt = spelling !== code && (this.#isUnderWay(spelling) || this.#census.isMade(spelling));
    const claimed = this.#claimedAs.get(spelling) ?? (otherHasIt ? spelling : code);
    return claimed !== code || this.#wasThere(spelling, id);
  }

  #wasThere(code: string, id: string | undefined): boolean {
    const before = this.#census.observed(code);
    return before !== 'absent' && before.id === id;
  }
}
