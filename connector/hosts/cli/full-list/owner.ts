import { fileSnapshot, memorySnapshot, type Owner } from '../../../reconcile/index.ts';
import type { Connection } from '../connection.ts';

/** Whose segments, and where that is kept. */
export interface OwnerOptions {
  readonly state: string;
  readonly owner?: string;
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
