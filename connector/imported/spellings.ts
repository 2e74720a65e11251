import { type Folding, foldCode, foldingShown } from '../plan/segment-code.ts';

type Spell = (code: string) => string;

/** How servers that fold codes keep them; an index of hashes can only be asked. */
const FORMS: readonly Spell[] = [(code) => code.normalize('NFC'), (code) => code.normalize('NFD')];
const CASES: readonly Spell[] = [
  (code) => foldCode(code),
  (code) => code.toUpperCase(),
  ...FORMS,
  (code) => foldCode(code).normalize('NFD'),
];
export const spellingsOf = (code: string, folding: Folding): string[] =>
  (folding === 'form' ? FORMS : CASES).map((spell) => spell(code));

/** What a run has learned of how Permutive spells the codes it is given (T-3). */
export class Spellings {
  readonly #kept = new Map<string, string>();
  /** The ways of spelling that agree with all that was seen. */
  #ways = CASES;
  /** What was seen to be passed over; nothing until something was, or was seen not to be. */
  folds: Folding | false | undefined;
  /** Whether a read has found a segment under another spelling than it is kept in. */
  readsFold = false;

  /** How a code is spelled, where that is known to be another way. */
  of(code: string): string | undefined {
    return this.#kept.get(code);
  }

  set(code: string, spelling: string): void {
    this.#kept.set(code, spelling);
  }

  /** Takes over in which spelling a code was seen to be kept. */
  learn(code: string, spelling: string): void {
    this.learnFolding(foldingShown(code, spelling));
    this.#ways = this.#ways.filter((spell) => spell(code) === spelling);
    this.#kept.set(code, spelling);
  }

  /** Whoever passes over case passes over form: what was shown of the one is not taken back for the other. */
  learnFolding(shown: Folding): void {
    if (this.folds !== 'case') this.folds = shown;
  }

  /**
   * Under which other spelling a code may be kept that a read did not find: writes may fold codes where reads are exact (T-4). Nothing where
   * reads were seen to fold too, or nothing is folded.
   */
  mayBeKeptAs(code: string): string | undefined {
    if (!this.folds || this.readsFold) return undefined;
    const spelling = this.#kept.get(code) ?? this.#ways[0]?.(code);
    return spelling === code ? undefined : spelling;
  }
}
