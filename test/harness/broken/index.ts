import type { BrokenConnectors } from './breakage.ts';
import { BROKEN_CHECKS } from './checks.ts';
import { BROKEN_TOWARDS_HOSTS } from './hosts.ts';
import { BROKEN_MANIFESTS } from './manifests.ts';
import { BROKEN_REQUESTS } from './requests.ts';
import { BROKEN_RESULTS } from './results.ts';
import { BROKEN_RUNS } from './runs.ts';
import { BROKEN_TRANSPORTS } from './transports.ts';

/** Connectors that each break one promise, and the requirements that must catch them: those, and no others. */
export const BROKEN: BrokenConnectors = {
  ...BROKEN_MANIFESTS,
  ...BROKEN_CHECKS,
  ...BROKEN_REQUESTS,
  ...BROKEN_TRANSPORTS,
  ...BROKEN_RESULTS,
  ...BROKEN_RUNS,
  ...BROKEN_TOWARDS_HOSTS,
};
