import { isChosen, type Requirement } from './requirement.ts';
import { BATCHING } from './requirements/batching.ts';
import { CANCELLATION } from './requirements/cancellation.ts';
import { CHECK } from './requirements/check.ts';
import { DELIVERY } from './requirements/delivery.ts';
import { HOST_FAULTS } from './requirements/host-faults.ts';
import { MANIFEST } from './requirements/manifest.ts';
import { MODES_OF_ROWS } from './requirements/modes.ts';
import { OBSERVING } from './requirements/observing.ts';
import { REFUSALS } from './requirements/refusals.ts';
import { REPEATABILITY } from './requirements/repeatability.ts';
import { SECURITY } from './requirements/security.ts';
import { SEGMENT_OUTCOMES } from './requirements/taxonomy/outcomes.ts';
import { SEGMENTS } from './requirements/taxonomy/segments.ts';
import { TRUTH } from './requirements/truth.ts';
import { WAITING } from './requirements/waiting.ts';
import type { Vocabulary } from './world/vocabulary.ts';

/** What any destination connector is held to, in the order in which it is told. */
export const ANY_DESTINATION: readonly Requirement[] = [
  ...MANIFEST,
  ...CHECK,
  ...MODES_OF_ROWS,
  ...BATCHING,
  ...DELIVERY,
  ...WAITING,
  ...TRUTH,
  ...REFUSALS,
  ...CANCELLATION,
  ...HOST_FAULTS,
  ...SECURITY,
  ...REPEATABILITY,
  ...OBSERVING,
];

/** What a connector to a taxonomy of segments is held to besides. */
export const TAXONOMY_OF_SEGMENTS: readonly Requirement[] = [...SEGMENTS, ...SEGMENT_OUTCOMES];

/** The requirements that hold in worlds of a catalogue; `only` chooses among them by id, rule or section. */
export function requirementsOf(catalogue: Vocabulary['catalogue'], only?: string): Requirement[] {
  const taxonomy = catalogue === 'taxonomy of segments' ? TAXONOMY_OF_SEGMENTS : [];
  return [...ANY_DESTINATION, ...taxonomy].filter((requirement) => isChosen(requirement, only));
}
