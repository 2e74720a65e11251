import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { withDefaults } from '../../../spec/host/delivery.ts';
import { fileSnapshot, type Owner } from '../../reconcile/index.ts';
import type { Destination } from './changes-proposal.ts';

/** Whose segments, and where that is remembered: one snapshot an import and address, in the folder that runs are kept in. */
export function ownerIn(
  keep: string,
  { config, importId, delivery }: Pick<Destination, 'config' | 'importId' | 'delivery'>,
): Owner {
  const folder = join(keep, 'snapshots');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const address = createHash('sha256').update(withDefaults(delivery).baseUrl).digest('hex').slice(0, 8);
  return { config, delivery, snapshot: fileSnapshot(join(folder, `${importId.toLowerCase()}-${address}.state`)) };
}
