import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../spec/conformance/conformance.ts';
import { exitCode, report } from '../../spec/conformance/report.ts';

const FINDINGS: readonly Finding[] = [
  { id: 'T-1a', group: 'truth', sentence: 'Rows & results are as many.', ms: 12, verdict: 'pass' },
  {
    id: 'T-1b',
    group: 'truth',
    sentence: 'None is lost.',
    ms: 1_500,
    verdict: 'fail',
    why: '<3> "lost"\u001b[2J\u202e',
  },
  { id: 'P-1', group: 'modes', sentence: 'Mirror deletes.', ms: 0, verdict: 'not applicable', why: 'No such mode.' },
];

describe('the report of a conformance run', () => {
  it('as text, tells a line a requirement, why, and the totals', () => {
    expect(report(FINDINGS, 'text').split('\n')).toEqual([
      'truth',
      '  pass            T-1a                Rows & results are as many.',
      '  fail            T-1b                None is lost.',
      `${' '.repeat(38)}<3> "lost" [2J `,
      '',
      'modes',
      '  not applicable  P-1                 Mirror deletes.',
      `${' '.repeat(38)}No such mode.`,
      '',
      '1 passed, 1 failed, 1 not applicable',
      '',
    ]);
  });

  it('as JSON, holds the findings and the totals', () => {
    expect(JSON.parse(report(FINDINGS, 'json'))).toEqual({
      passed: 1,
      failed: 1,
      notApplicable: 1,
      findings: FINDINGS,
    });
  });

  it('as JUnit XML, escapes what a connector says', () => {
    expect(report(FINDINGS, 'junit').split('\n')).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuite name="conformance" tests="3" failures="1" skipped="1">',
      '  <testcase classname="truth" name="T-1a: Rows &amp; results are as many." time="0.012"/>',
      '  <testcase classname="truth" name="T-1b: None is lost." time="1.5"><failure message="&lt;3&gt; &quot;lost&quot; [2J "/></testcase>',
      '  <testcase classname="modes" name="P-1: Mirror deletes." time="0"><skipped message="No such mode."/></testcase>',
      '</testsuite>',
      '',
    ]);
  });

  it('ends with 0 when nothing failed, else with 1', () => {
    expect(exitCode(FINDINGS)).toBe(1);
    expect(exitCode(FINDINGS.filter(({ verdict }) => verdict !== 'fail'))).toBe(0);
  });
});
