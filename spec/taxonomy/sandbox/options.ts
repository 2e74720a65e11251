import type { WireOperation } from '../batch.ts';
import type { WireImport } from '../import.ts';
import { MAX_BATCH_OPERATIONS } from '../limits.ts';
import { type SandboxClock, systemClock } from './clock.ts';
import type { Acceptance } from './switches/acceptance.ts';
import type { CODES } from './switches/codes.ts';
import type { Encoding } from './switches/encoding.ts';
import type { Passing } from './switches/gateway.ts';
import type { Listing } from './switches/listings.ts';
import type { PATHS } from './switches/paths.ts';
import type { RateLimit } from './switches/rate-limit.ts';
import type { Spelling } from './switches/spelling.ts';
import type { TOKENS } from './switches/tokens.ts';
import type { VALUES } from './switches/values.ts';

/** What a batch does. */
interface BatchSwitches {
  /** Whether a refused batch changes anything. `partial`: its good operations are carried out all the same. Default `atomic`. */
  atomicity: 'atomic' | 'partial';
  /** A Create on an existing code: 409, 422, a 400 that does not say so, the given fields overwritten, or a 200 and nothing done. Default `409`. */
  conflicts: '409' | '422' | '400' | 'overwrite' | 'ignore';
  /** An Update or Delete of an absent code: 404, 422, a 400 that does not say so, or a 200 and nothing done. Default `404`. */
  absent: '404' | '422' | '400' | 'ignore';
  /** Operations to refuse as invalid, besides those that the published schema refuses. Default none. */
  rejects: (operation: WireOperation) => boolean;
  /** Operations that are accepted and never carried out. Default none. */
  drops: (operation: WireOperation) => boolean;
  /** Operations that make the server fail with 500, with all that are carried out after them. Default none. */
  crashes: (operation: WireOperation) => boolean;
  /** Operations in a batch beyond which it is refused. Default 5,000. */
  maxOperations: number;
  /** How it is refused then: a 400 without a word, 413 or 504. Default `400`. */
  beyondMaximum: '400' | '413' | '504';
  /** Segments that an import has room for. Default any number. */
  quota: number;
  /** The status of the Create that finds no room. Default 422. */
  full: 400 | 409 | 422;
}

/** What a batch is answered. */
interface AnswerSwitches {
  /** How success is told: see `acceptance.ts`. Default `items`. */
  answers: Acceptance;
  /** How long after a 202 the batch is carried out. Default 2,000 ms. */
  applyAfterMs: number;
  /** What a success lists: see `items.ts`. Default `without_deleted`. */
  items: 'full' | 'without_deleted' | 'short' | 'shuffled' | 'duplicated' | 'extra' | 'empty' | 'missing';
  /** What a 400 tells of the operation it is about: see `hints.ts`. Default `none`. */
  hints: 'none' | 'path' | 'code' | 'lying' | 'random';
}

/** How segments are kept. */
interface KeepingSwitches {
  /** What becomes of codes: see `codes.ts`; to be set while an import is empty. Default `as_given`. */
  codes: keyof typeof CODES;
  /** What becomes of values: see `values.ts`. Default `as_given`. */
  values: keyof typeof VALUES;
  /** When `updated_at` moves: with every write that is carried out, or only when a value changes. Default `every_write`. */
  touches: 'every_write' | 'changes';
}

/** What reads see. */
interface ReadSwitches {
  /** How far reads lag behind writes; what the sandbox's owner puts and takes is seen at once. Default 0. */
  readsLagMs: number;
  /** The share of reads that lag, 0 to 1: the others meet a replica that is up to date. Default 1. */
  laggingShare: number;
  /** How the code in a path is read: see `paths.ts`. Default `decoded`. */
  paths: keyof typeof PATHS;
  /** What the listing shows: see `listings.ts`. Default `whole`. */
  listing: Listing;
  /** Where a `capped` listing ends. Default 1,000. */
  cappedAt: number;
  /** Segments on a page of the listing. Default 1,000. */
  pageSize: number;
  /** The form of tokens and counts: see `tokens.ts`. Default `text`. */
  tokens: keyof typeof TOKENS;
  /** Whether pages tell `total_count`; `wavering`: another one after the first page. Default `true`. */
  counts: 'true' | 'absent' | 'wavering';
}

/** How answers are written and what lies in between. */
interface WireSwitches extends Spelling {
  /** How bodies are compressed, asked for or not. In process nothing is: fetch hands over what it has decompressed. Default `identity`. */
  encoding: Encoding;
  /** A byte order mark before the JSON. Default false. */
  byteOrderMark: boolean;
  /** Whether answers carry a `Date`. Default `told`. */
  dates: 'told' | 'left_out';
  /** How far the server's clock is ahead of the sandbox's; negative: behind. Default 0. */
  clockAheadMs: number;
  /** What a firewall blocks with its own 403 page. Default nothing. */
  firewall: (request: Passing) => boolean;
  /** Requests a key may send in a time. Default as many as it likes. */
  rateLimit: RateLimit | undefined;
}

/** What the published API leaves open (Y-1): every switch with its default. */
export interface Switches extends BatchSwitches, AnswerSwitches, KeepingSwitches, ReadSwitches, WireSwitches {
  /** Seeds every shuffle and every share. Default 1. */
  seed: number;
  clock: SandboxClock;
  /** Imports besides the two that are always there; each may be written to. */
  imports: readonly WireImport[];
}

/** How a sandbox reads what the published API leaves open; can be changed while it runs. */
export type SandboxOptions = Partial<Switches>;

const none = (): boolean => false;

const DEFAULTS: Switches = {
  atomicity: 'atomic',
  conflicts: '409',
  absent: '404',
  rejects: none,
  drops: none,
  crashes: none,
  maxOperations: MAX_BATCH_OPERATIONS,
  beyondMaximum: '400',
  quota: Number.POSITIVE_INFINITY,
  full: 422,
  answers: 'items',
  applyAfterMs: 2_000,
  items: 'without_deleted',
  hints: 'none',
  codes: 'as_given',
  values: 'as_given',
  touches: 'every_write',
  readsLagMs: 0,
  laggingShare: 1,
  paths: 'decoded',
  listing: 'whole',
  cappedAt: 1_000,
  pageSize: 1_000,
  tokens: 'text',
  counts: 'true',
  spelling: 'snake',
  lists: 'arrays',
  prices: 'number',
  stamps: 'told',
  encoding: 'identity',
  byteOrderMark: false,
  dates: 'told',
  clockAheadMs: 0,
  firewall: none,
  rateLimit: undefined,
  seed: 1,
  clock: systemClock,
  imports: [],
};

export const withDefaults = (options: SandboxOptions): Switches => ({ ...DEFAULTS, ...options });
