import { fileSnapshot, type Owner } from '../../../reconcile/index.ts';
import { UsageError } from '../../usage-error.ts';
import type { Connection } from '../connection.ts';

/** Whose segments, and where that is kept. */
export interface OwnerOptions {
  readonly state: string;
  readonly owner?: string;
}

export function ownerOf({ state, owner }: OwnerOptions, { config, baseUrl, sandbox }: Connection): Owner {
  if (sandbox !== undefined && state === undefined) throw new UsageError('--state FILE is missing.');
  return {
    config,
    snapshot: fileSnapshot(state),
    ...(owner !== undefined && { owner }),
    ...(baseUrl !== undefined && { delivery: { baseUrl } }),
  };
}
