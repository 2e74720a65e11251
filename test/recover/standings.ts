import { fingerprintOf } from '../../connector/imported/fingerprint.ts';
import type { Refusal, Standing } from '../../connector/recover/standing.ts';
import { errorDetail } from '../../spec/host/errors.ts';

export const refusal: Refusal = { error: errorDetail('rejected_by_permutive'), body: '', signature: '', about: 'row' };

/** One standing of each kind. */
export const STANDINGS: { [Is in Standing['is']]: Extract<Standing, { is: Is }> } = {
  unsent: { is: 'unsent', known: undefined },
  doubtful: { is: 'doubtful', sent: 'Create', before: undefined, why: 'answer_lost', error: undefined },
  refused: { is: 'refused', sent: 'Create', before: undefined, why: undefined, refusal },
  read: {
    is: 'read',
    sent: 'Create',
    before: undefined,
    why: 'answer_lost',
    known: fingerprintOf({ name: 'Seen' }),
    refusal: undefined,
    error: undefined,
  },
  fact: { is: 'fact', sent: 'Create', resolution: { is: 'succeeded', outcome: 'created' } },
};
