import { access } from 'node:fs/promises';
import { fileSnapshot, memorySnapshot, type Owner } from '../../../reconcile/index.ts';
import type { Connection } from '../connection.ts';
import { printable } from '../printable.ts';

/** Whose segments, and where that is kept. */
export interface OwnerOptions {
  readonly state: string;
  readonly owner?: string;
}

/** A snapshot that is not there yet is told: its name may be mistyped, and of an empty one nothing is owned. */
export async function newSnapshotLine(state: string): Promise<string | undefined> {
  // A first run that broke off has left a journal, and nothing else.
  const found = await Promise.allSettled([state, `${state}.journal`, `${state}.previous`].map((path) => access(path)));
  return found.some(({ status }) => status === 'fulfilled')
    ? undefined
    : `${printable(state)} is new: nothing is yours yet. To own what is there already: state adopt.`;
}

/** Without a snapshot nothing is owned: that is enough to take back a run that had none. */
export function ownerOf({ state, owner }: Partial<OwnerOptions>, { config, baseUrl }: Connection): Owner {
  return {
    config,
    snapshot: state === undefined ? memorySnapshot() : fileSnapshot(state),
    ...(owner !== undefined && { owner }),
    ...(baseUrl !== undefined && { delivery: { baseUrl } }),
  };
}
