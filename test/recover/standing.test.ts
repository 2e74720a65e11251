import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '../../connector/imported/fingerprint.ts';
import { doubtOf, type Event, knownOf, type Standing, standingAfter } from '../../connector/recover/standing.ts';
import { errorDetail } from '../../spec/host/errors.ts';
import { endOf } from '../support/step-play.ts';
import { refusal, STANDINGS } from './standings.ts';

const { known } = STANDINGS.read;

const EVENTS: { [Is in Event['is']]: Extract<Event, { is: Is }> } = {
  accepted: { is: 'accepted', sent: 'Update', outcome: 'updated' },
  unanswered: { is: 'unanswered', sent: 'Update', why: 'still_running', error: errorDetail('timeout') },
  refused_alone: { is: 'refused_alone', sent: 'Update', why: undefined, refusal },
  refused_together: { is: 'refused_together', sent: 'Update', why: undefined, refusal },
  held: { is: 'held', error: errorDetail('rate_limited') },
  seen: { is: 'seen', known: 'absent' },
  not_readable: { is: 'not_readable', error: errorDetail('outcome_unknown') },
  given_up: { is: 'given_up', error: errorDetail('not_isolated') },
  resolved: { is: 'resolved', resolution: { is: 'failed', error: errorDetail('duplicate_segment_code') } },
};

/** What each event makes of each standing: its name, and what it succeeded or failed with where that is a fact. */
const TABLE: { [S in Standing['is']]: { [E in Event['is']]: string } } = {
  unsent: {
    accepted: 'updated',
    unanswered: 'doubtful: still_running',
    refused_alone: 'refused',
    refused_together: 'doubtful: refused_in_company',
    held: 'rate_limited',
    seen: 'read: absent',
    not_readable: 'unsent',
    given_up: 'not_isolated',
    resolved: 'duplicate_segment_code',
  },
  doubtful: {
    accepted: 'updated',
    unanswered: 'doubtful: still_running',
    refused_alone: 'refused',
    refused_together: 'doubtful: answer_lost',
    held: 'doubtful: answer_lost',
    seen: 'read: absent',
    not_readable: 'outcome_unknown',
    given_up: 'doubtful: answer_lost',
    resolved: 'duplicate_segment_code',
  },
  refused: {
    accepted: 'updated',
    unanswered: 'doubtful: still_running',
    refused_alone: 'refused',
    refused_together: 'doubtful: refused_in_company',
    held: 'refused',
    seen: 'read: absent',
    not_readable: 'outcome_unknown',
    given_up: 'refused',
    resolved: 'duplicate_segment_code',
  },
  read: {
    accepted: 'updated',
    unanswered: 'doubtful: still_running',
    refused_alone: 'refused',
    refused_together: 'doubtful: answer_lost',
    held: 'read: Seen',
    seen: 'read: absent',
    not_readable: 'read: Seen',
    given_up: 'read: Seen',
    resolved: 'duplicate_segment_code',
  },
  fact: {
    accepted: 'created',
    unanswered: 'created',
    refused_alone: 'created',
    refused_together: 'created',
    held: 'created',
    seen: 'created',
    not_readable: 'created',
    given_up: 'created',
    resolved: 'created',
  },
};

function named(standing: Standing): string {
  switch (standing.is) {
    case 'doubtful':
      return `doubtful: ${standing.why}`;
    case 'read':
      return `read: ${typeof standing.known === 'object' ? 'Seen' : standing.known}`;
    case 'fact':
      return endOf(standing.resolution);
    case 'unsent':
    case 'refused':
      return standing.is;
  }
}

describe('where a change stands', () => {
  it.each(Object.values(STANDINGS).flatMap((was) => Object.values(EVENTS).map((event) => [was, event] as const)))(
    'T-2: $is comes to what the table says',
    (was, event) => {
      expect(named(standingAfter(was, event))).toBe(TABLE[was.is][event.is]);
    },
  );

  it('T-2: what was known before a sending is kept through it, and what was said before is not', () => {
    const sentAgain = standingAfter({ ...STANDINGS.read, refusal }, EVENTS.unanswered);
    expect(sentAgain).toMatchObject({ before: known, error: { code: 'timeout' } });
    expect(standingAfter(sentAgain, EVENTS.seen)).toMatchObject({
      is: 'read',
      refusal: undefined,
      why: 'still_running',
    });
  });

  it('T-2: what a later sending is answered with proves nothing of an earlier one: the graver doubt stays', () => {
    const lost = standingAfter(STANDINGS.unsent, { ...EVENTS.unanswered, why: 'answer_lost' });
    const refusedAlone = standingAfter(standingAfter(lost, EVENTS.refused_together), EVENTS.refused_alone);
    expect(refusedAlone).toMatchObject({ is: 'refused', why: 'answer_lost' });
    expect(standingAfter(refusedAlone, { ...EVENTS.unanswered, why: 'server_failed' })).toMatchObject({
      why: 'answer_lost',
    });
  });

  it('T-2: of two doubts the graver stays, whichever came first', () => {
    const order = ['refused_in_company', 'server_failed', 'not_shown', 'answer_lost', 'still_running'] as const;
    order.forEach((one, at) => {
      order.forEach((other, beside) => {
        const first = standingAfter(STANDINGS.unsent, { ...EVENTS.unanswered, why: one });
        expect(standingAfter(first, { ...EVENTS.unanswered, why: other })).toMatchObject({
          is: 'doubtful',
          why: order[Math.max(at, beside)],
        });
      });
    });
  });

  it('T-2: what is known of a segment is what was read last, or was known before a sending', () => {
    const { unsent, doubtful, refused, read, fact } = STANDINGS;
    const before = fingerprintOf({ name: 'Before' });
    expect([
      knownOf({ ...unsent, known: 'absent' }),
      knownOf({ ...doubtful, before }),
      knownOf({ ...refused, before }),
      knownOf({ ...read, before }),
      knownOf(fact),
    ]).toEqual(['absent', before, before, known, undefined]);
  });

  it('T-2: what an answer that never came leaves behind is told by its trail', () => {
    expect((['none', 'maybe', 'lost', 'running'] as const).map(doubtOf)).toEqual([
      undefined,
      'server_failed',
      'answer_lost',
      'still_running',
    ]);
  });

  it('T-2: what was read, and is held back by a 429 then, fails with that unless an earlier sending is in doubt', () => {
    expect(named(standingAfter({ ...STANDINGS.read, why: undefined }, EVENTS.held))).toBe('rate_limited');
    // A batch refused as a conflict and read since: reads may lag, so what that batch did is not known yet.
    expect(standingAfter({ ...STANDINGS.read, why: 'refused_in_company' }, EVENTS.held)).toMatchObject({
      is: 'read',
      error: { code: 'rate_limited' },
    });
    expect(standingAfter({ ...STANDINGS.read, refusal }, EVENTS.held)).toMatchObject({
      is: 'read',
      refusal: undefined,
      error: { code: 'rate_limited' },
    });
  });
});
