import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import connector from '../../connector/index.ts';
import { REQUIREMENTS } from '../../spec/conformance/catalogue.ts';
import { describeConformance } from '../../spec/conformance/describe-conformance.ts';
import { conformanceMarkdown } from '../../spec/conformance/document.ts';
import { isChosen } from '../../spec/conformance/requirement.ts';

describeConformance('destination-permutive', connector, { describe, it });

describe('the catalogue', () => {
  it('holds at least 60 requirements, each with an id of its own', () => {
    expect(REQUIREMENTS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(REQUIREMENTS.map(({ id }) => id)).size).toBe(REQUIREMENTS.length);
  });

  it('is told apart by id, rule and section', () => {
    const chosen = (only: string) =>
      REQUIREMENTS.filter((requirement) => isChosen(requirement, only)).map(({ id }) => id);
    expect(chosen('T-1a')).toEqual(['T-1a']);
    expect(chosen('T-1')).toEqual(['T-1a', 'T-1b', 'T-1c', 'T-1d', 'T-1e', 'T-1f', 'T-1g']);
    expect(chosen('T').length).toBeGreaterThan(chosen('T-').length - 1);
    expect(chosen('')).toHaveLength(REQUIREMENTS.length);
    expect(chosen('Z')).toEqual([]);
  });

  it('docs/conformance.md is not stale (npm run generate)', () => {
    const written = readFileSync(new URL('../../docs/conformance.md', import.meta.url), 'utf8');
    expect(written).toBe(conformanceMarkdown());
  });
});
