/** What is wrong with a line: Permutive would read it otherwise than it was meant, or not at all (B-4). */
export const LINE_ERRORS = [
  'no_tab',
  'header_line',
  'empty_user_id',
  'no_codes',
  'space_in_code',
  'empty_code',
  'extra_column',
  'carriage_return',
  'bom',
  'not_utf8',
  'quoted',
  'line_too_long',
] as const;
export type LineError = (typeof LINE_ERRORS)[number];

/** Why a code is most likely unknown. */
export type LikelyCause =
  | 'case_differs'
  | 'zero_stripped'
  | 'code_is_name'
  | 'code_is_segment_id'
  | 'space'
  | 'not_there';

/** Lines of one kind: how many, and the first five. A line is its file and number, never what stands on it (B-2). */
export interface LinesFound {
  readonly count: number;
  readonly first: readonly LinePlace[];
}

export interface LinePlace {
  readonly file: string;
  readonly line: number;
}

export interface LineErrorFound extends LinesFound {
  readonly error: LineError;
  /** `no_tab`: what stands there instead, as often as it is the same. */
  readonly instead?: string;
}

export interface UnknownCode {
  readonly code: string;
  readonly lines: number;
  readonly cause: LikelyCause;
  /** The code that was meant, where the cause tells. */
  readonly meant?: string;
}

/** A fault of a file as a whole (B-3). */
export type FileFault =
  | { readonly fault: 'wrong_extension'; readonly file: string; readonly is: 'gzip' | 'plain' }
  | { readonly fault: 'damaged_archive'; readonly file: string; readonly afterLine: number };

/** What a check of membership files found. Holds no user id (B-2). */
export interface MembershipReport {
  readonly files: number;
  readonly lines: number;
  /** Codes on all lines, each as often as it stands there. */
  readonly codes: { readonly total: number; readonly unknown: number; readonly unknownShare: number };
  /** By frequency. `unknownLeftOut`: different ones beyond those that are kept. */
  readonly unknownCodes: readonly UnknownCode[];
  readonly unknownLeftOut: number;
  /** What stands in the place of codes is user ids, most likely. None is told. */
  readonly codesLookLikeIds: boolean;
  /** Lines that lose all their codes: these users join nothing. */
  readonly losingAll: LinesFound;
  readonly losingSome: LinesFound;
  readonly duplicateCodes: LinesFound;
  readonly lineErrors: readonly LineErrorFound[];
  readonly fileFaults: readonly FileFault[];
  /** Segments that no line has, when all segments are known. */
  readonly segmentsWithoutLines?: readonly string[];
}
