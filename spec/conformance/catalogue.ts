import type { Requirement } from './requirement.ts';
import { BATCHING } from './requirements/batching.ts';
import { CANCELLATION } from './requirements/cancellation.ts';
import { CHECK } from './requirements/check.ts';
import { DELIVERY } from './requirements/delivery.ts';
import { HOST_FAULTS } from './requirements/host-faults.ts';
import { MANIFEST } from './requirements/manifest.ts';
import { MODES } from './requirements/modes.ts';
import { REPEATABILITY } from './requirements/repeatability.ts';
import { SECURITY } from './requirements/security.ts';
import { TRUTH } from './requirements/truth.ts';

/** Everything a destination connector is held to, in the order in which it is told. */
export const REQUIREMENTS: readonly Requirement[] = [
  ...MANIFEST,
  ...CHECK,
  ...MODES,
  ...BATCHING,
  ...DELIVERY,
  ...TRUTH,
  ...CANCELLATION,
  ...HOST_FAULTS,
  ...SECURITY,
  ...REPEATABILITY,
];
