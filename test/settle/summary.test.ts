import { describe, expect, it } from '@jest/globals';
import { statusOf } from '../../connector/settle/summary.ts';
import { errorDetail } from '../../spec/host/errors.ts';

const none = { created: 0, updated: 0, deleted: 0, unchanged: 0 };
const rows = { received: 2, succeeded: 2, failed: 0, skipped: 0 };
const failing = { ...rows, succeeded: 1, failed: 1 };
const fatal = errorDetail('authentication_failed');

describe('the status of a run', () => {
  it.each([
    ['completed', rows, none, {}],
    ['completed_with_errors', failing, none, {}],
    ['failed', failing, none, { fatal }],
    ['failed', failing, { ...none, unchanged: 1 }, { fatal }],
    ['completed_with_errors', failing, { ...none, created: 1 }, { fatal }],
    ['completed_with_errors', failing, { ...none, updated: 1 }, { fatal }],
    ['completed_with_errors', failing, { ...none, deleted: 1 }, { fatal }],
    ['completed_with_errors', failing, { ...none, created: 1, updated: 1, deleted: 2 }, { fatal }],
    ['completed_with_errors', failing, { ...none, created: 1, updated: 1 }, { fatal }],
    ['completed_with_errors', failing, { ...none, updated: 1, deleted: 1 }, { fatal }],
    ['completed_with_errors', failing, { ...none, created: 1, deleted: 1 }, { fatal }],
    ['cancelled', failing, none, { fatal, cancelled: true }],
    ['cancelled', rows, none, { cancelled: true }],
  ])('T-11: %s', (status, counts, outcomes, end) => {
    expect(statusOf({ rows: counts, outcomes }, { fatal: undefined, cancelled: false, ...end })).toBe(status);
  });
});
