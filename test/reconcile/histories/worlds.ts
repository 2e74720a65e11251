import type { SandboxOptions } from '../../../spec/taxonomy/sandbox/index.ts';
import { CODES as KEEPING } from '../../../spec/taxonomy/sandbox/switches/codes.ts';
import type { Chance } from './chance.ts';

type Switch = Exclude<keyof SandboxOptions, 'clock' | 'seed' | 'imports'>;

/** Rows whose name ends so are what a world takes ill, if it does. */
export const ILL = 'ill';

const isIll = (operation: object): boolean => 'data' in operation && JSON.stringify(operation.data).includes(`${ILL}"`);

/** Readings of every switch that the sandbox has; the compiler tells when one is missing. */
const READINGS: { readonly [S in Switch]-?: (chance: Chance) => SandboxOptions } = {
  atomicity: (chance) => ({ atomicity: chance.of('atomic', 'partial') }),
  conflicts: (chance) => ({ conflicts: chance.of('409', '409', '422', '400', 'overwrite', 'ignore') }),
  absent: (chance) => ({ absent: chance.of('404', '422', '400', 'ignore') }),
  items: (chance) => ({
    items: chance.of('full', 'without_deleted', 'short', 'shuffled', 'duplicated', 'extra', 'empty', 'missing'),
  }),
  hints: (chance) => ({ hints: chance.of('none', 'path', 'code', 'lying', 'random') }),
  pageSize: (chance) => ({ pageSize: chance.of(2, 5, 100) }),
  rejects: () => ({ rejects: isIll }),
  drops: () => ({ drops: isIll }),
  crashes: () => ({ crashes: isIll }),
  firewall: () => ({ firewall: ({ body }) => body?.includes(`${ILL}"`) ?? false }),
  maxOperations: (chance) => ({ maxOperations: 2, beyondMaximum: chance.of('400', '413', '504') }),
  beyondMaximum: (chance) => ({ maxOperations: 3, beyondMaximum: chance.of('400', '413', '504') }),
  quota: (chance) => ({ quota: 4 + chance.below(6), full: chance.of(400, 409, 422) }),
  full: (chance) => ({ quota: 6, full: chance.of(400, 409, 422) }),
  answers: (chance) => ({
    answers: chance.of('created', 'no_content', 'accepted', 'multi_status', 'errors_inside', 'error_inside'),
  }),
  applyAfterMs: (chance) => ({ answers: 'accepted', applyAfterMs: chance.below(8_000) }),
  codes: (chance) => ({ codes: chance.of('lower_cased', 'lower_cased_strictly', 'decomposed', 'first_spelling') }),
  values: (chance) => ({ values: chance.of('rounded', 'escaped', 'decomposed', 'cut', 'sorted') }),
  touches: () => ({ touches: 'changes' }),
  readsLagMs: (chance) => ({ readsLagMs: 500 + chance.below(5_000) }),
  laggingShare: (chance) => ({ readsLagMs: 3_000, laggingShare: chance.number() }),
  paths: (chance) => ({ paths: chance.of('decoded_twice', 'left_encoded') }),
  listing: (chance) => ({ listing: chance.of('capped', 'short', 'reordered', 'by_position', 'endless'), cappedAt: 4 }),
  cappedAt: (chance) => ({ listing: 'capped', cappedAt: 1 + chance.below(8) }),
  tokens: (chance) => ({ tokens: chance.of('number', 'wrapped', 'wrapped_number') }),
  counts: (chance) => ({ counts: chance.of('absent', 'wavering') }),
  spelling: () => ({ spelling: 'camel' }),
  lists: () => ({ lists: 'head_tail' }),
  prices: () => ({ prices: 'text' }),
  stamps: () => ({ stamps: 'left_out' }),
  encoding: (chance) => ({ encoding: chance.of('gzip', 'deflate', 'br') }),
  byteOrderMark: () => ({ byteOrderMark: true }),
  dates: () => ({ dates: 'left_out' }),
  clockAheadMs: (chance) => ({ clockAheadMs: (chance.below(5) - 2) * 60_000 }),
  rateLimit: (chance) => ({
    rateLimit: { requests: 3 + chance.below(5), perMs: 10_000, retryAfter: chance.of('seconds', 'date', 'none') },
  }),
};

/** These a real server has in some reading, so each world draws them. */
const ALWAYS = ['atomicity', 'conflicts', 'absent', 'items', 'hints', 'pageSize'] as const satisfies readonly Switch[];
export const SOMETIMES = (Object.keys(READINGS) as Switch[]).filter((name) => !ALWAYS.some((one) => one === name)); // Its own keys.

/** A reading of all that the API leaves open: mostly as published, with up to three switches otherwise. */
export function worldBy(chance: Chance): { readonly switches: SandboxOptions; readonly flipped: readonly Switch[] } {
  const flipped = chance.is(0.25)
    ? []
    : Array.from({ length: chance.of(1, 1, 2, 3) }, () => chance.of(...asList(SOMETIMES)));
  const names = [...ALWAYS, ...flipped];
  return { switches: Object.assign({}, ...names.map((name) => READINGS[name](chance))), flipped };
}

/** What a switch that works against rows turns back to when nothing is wrong any more. */
export const NOTHING_WRONG: SandboxOptions = {
  rejects: () => false,
  drops: () => false,
  crashes: () => false,
  firewall: () => false,
  quota: Number.POSITIVE_INFINITY,
};

/** What the spellings of a code have in common in a world. */
export const keyOf = ({ codes = 'as_given' }: SandboxOptions): ((code: string) => string) => KEEPING[codes].key;

const asList = <T>(all: readonly T[]): [T, ...T[]] => all as [T, ...T[]]; // Not empty: it is written above.
