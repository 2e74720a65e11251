/** How an import keeps the codes it is given (T-3). */
export interface CodeKeeping {
  /** The code as it is kept and told. */
  readonly keep: (code: string) => string;
  /** What two codes of one segment have in common. */
  readonly key: (code: string) => string;
  /** Whether a read asking for `code` finds the segment kept as `kept`. */
  readonly finds: (code: string, kept: string) => boolean;
}

const same = (code: string): string => code;
const lower = (code: string): string => code.toLowerCase();
const decomposed = (code: string): string => code.normalize('NFD');
const always = (): boolean => true;

export const CODES = {
  as_given: { keep: same, key: same, finds: always },
  /** In lower case; a read finds it under any case. */
  lower_cased: { keep: lower, key: lower, finds: always },
  /** In lower case, and a read finds it in that spelling alone. */
  lower_cased_strictly: { keep: lower, key: lower, finds: (code, kept) => code === kept },
  /** In NFD. */
  decomposed: { keep: decomposed, key: decomposed, finds: always },
  /** As first given; another case names the same segment. */
  first_spelling: { keep: same, key: lower, finds: always },
} as const satisfies Record<string, CodeKeeping>;
