import { describe, expect, it } from '@jest/globals';
import connector from '../../connector/index.ts';
import { REQUIREMENTS } from './catalogue.ts';
import { describeConformance } from './describe-conformance.ts';

describeConformance('destination-permutive', connector, { describe, it });

describe('the catalogue', () => {
  it('holds at least 60 requirements, each with an id of its own', () => {
    expect(REQUIREMENTS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(REQUIREMENTS.map(({ id }) => id)).size).toBe(REQUIREMENTS.length);
  });
});
