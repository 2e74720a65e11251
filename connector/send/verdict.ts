import type { ErrorDetail } from '../../spec/host/errors.ts';

/**
 * The worst that some attempt may have left behind although no answer says so (T-2, T-4). `none`: it cannot be in effect.
 * `maybe`: a server failed, or somebody else answered. `lost`: the answer was lost. `running`: it may still be carried out.
 */
const TRAILS = ['none', 'maybe', 'lost', 'running'] as const;
export type Trail = (typeof TRAILS)[number];

export const worse = (one: Trail, other: Trail): Trail => (TRAILS.indexOf(one) < TRAILS.indexOf(other) ? other : one);

/** What an answer, or the want of one, comes to. Nothing that a repetition would change is in here. */
export type Finding<T> =
  | { readonly kind: 'success'; readonly answer: T }
  /** Permutive's own words against the request. A 404: the import is there, so it is a conflict (D-6). */
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly error: ErrorDetail;
      /** Its words, whole: they may hold a hint (T-6). */
      readonly body: string;
      /** The kind of refusal: its words without codes, positions and quoted values (T-6). */
      readonly signature: string;
    }
  /** Permutive's own 404 to a GET of one segment. */
  | { readonly kind: 'not_found'; readonly error: ErrorDetail }
  /** Key, permission or import are not accepted, and a GET of the import agreed: nothing more may be sent (D-6). */
  | { readonly kind: 'denied'; readonly error: ErrorDetail }
  /** A 4xx that is not Permutive's, after all attempts: it says nothing of key, import or segment (D-9). */
  | { readonly kind: 'foreign'; readonly status: number; readonly error: ErrorDetail }
  | { readonly kind: 'too_large'; readonly error: ErrorDetail }
  /** Two deadlines, 504s or 524s in a row on more than one operation: fewer may pass (D-5). */
  | { readonly kind: 'too_slow'; readonly error: ErrorDetail }
  /** A 5xx after all attempts: one row may be the reason (T-6). */
  | { readonly kind: 'failing'; readonly status: number; readonly error: ErrorDetail }
  /** Attempts or budget are spent, or Permutive asks to wait longer than the run may. */
  | { readonly kind: 'exhausted'; readonly error: ErrorDetail }
  /** An answer that nobody should give, and that trying again would not change: a redirect, 501, 505. */
  | { readonly kind: 'unexpected'; readonly error: ErrorDetail }
  | { readonly kind: 'cancelled' };

/** What a request came to, after all its attempts. */
export type Verdict<T> = Finding<T> & {
  /** The exchanges it took, as numbered in the run (`RequestEvent.number`); none when nothing went out. */
  readonly requests: readonly number[];
  readonly trail: Trail;
  /**
   * When its first attempt went out, in milliseconds since the epoch: by Permutive's clock where the answer carries a `Date`,
   * else by this machine's (T-3). The first, for any attempt may be the one that was carried out.
   */
  readonly sentAt: number;
};
