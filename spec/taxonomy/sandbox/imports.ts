import type { WireImport } from '../import.ts';

/** The import everything is written to by default: active, third-party. */
export const ACTIVE_IMPORT: WireImport = {
  id: '32f8e031-c532-41bb-b25e-65bdb677a96f',
  name: 'Sandbox audiences',
  code: 'sandbox_audiences',
  relation: '3rd',
  identifiers: ['appnexus'],
  source: { id: 'f93e5c65-7b2e-4c38-b721-3beb93e4f877', state: { type: 'active' }, type: 'live_ramp_3p' },
};

/** An import whose source is still being set up, inherited from a parent workspace. */
export const INACTIVE_IMPORT: WireImport = {
  id: 'ef832310-b808-44f4-86bc-947be1cd37c7',
  name: 'Sandbox audiences in the making',
  code: 'sandbox_in_the_making',
  relation: '3rd',
  identifiers: ['appnexus'],
  inheritance: { workspace_id: '5de2731c-8dcf-4e12-a815-e58b481bd8ac', relation: 'ancestor' },
  source: { id: '0b7d6c1e-92f4-4a35-8e70-5cd1f2b3a694', state: { type: 'creating' }, type: 'live_ramp_3p' },
};
