import type { WireSegment } from '../../../../spec/taxonomy/sandbox/index.ts';
import type { FileRowResult } from '../../report/file-run.ts';

/** A row's result, with what the row asked for. */
export interface Told {
  readonly result: FileRowResult;
  readonly asked: Readonly<Record<string, string>>;
}

export interface Proof {
  /** Rows whose result agrees with the sandbox's own state, by what they were told. */
  readonly agree: Readonly<Record<'created' | 'updated' | 'deleted' | 'unchanged' | 'notInEffect', number>>;
  readonly falseResults: number;
}

/** Compares every result with the state of the sandbox itself, which the connector never sees: no result is taken on trust. */
export function prove(told: readonly Told[], segments: readonly WireSegment[]): Proof {
  const state = new Map(segments.map((segment) => [segment.code, segment]));
  const agree = { created: 0, updated: 0, deleted: 0, unchanged: 0, notInEffect: 0 };
  let falseResults = 0;
  for (const one of told) {
    const { status, outcome } = one.result;
    const inEffect = isInEffect(one, state);
    const claimed = status === 'succeeded';
    if (claimed !== inEffect) falseResults += 1;
    else agree[claimed ? (outcome ?? 'unchanged') : 'notInEffect'] += 1;
  }
  return { agree, falseResults };
}

/** Whether the sandbox's state is what the row asks for. A row that names no segment asks for nothing that could be. */
function isInEffect({ asked }: Told, state: ReadonlyMap<string, WireSegment>): boolean {
  const { segment_code: code, segment_name: name, cpm, description, categories, change } = asked;
  const segment = code ? state.get(code) : [...state.values()].find((one) => name !== '' && one.name === name);
  if (change === 'removed') return Boolean(code) && segment === undefined;
  if (segment === undefined) return false;
  return (
    (!name || segment.name === name.trim()) &&
    (!cpm || segment.cpm === Number(cpm)) &&
    (!description || segment.description === description.trim()) &&
    (!categories || sameSet(segment.categories ?? [], categories.split(',')))
  );
}

const sameSet = (one: readonly string[], other: readonly string[]) => {
  const trimmed = other.map((text) => text.trim()).sort();
  return JSON.stringify([...one].sort()) === JSON.stringify(trimmed);
};
