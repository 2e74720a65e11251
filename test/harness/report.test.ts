import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../spec/conformance/finding.ts';
import { exitCode, report } from '../../spec/conformance/report.ts';

const FAILURE: Finding = {
  id: 'T-1b',
  group: 'truth',
  sentence: 'None is lost.',
  ms: 1_500,
  verdict: 'fail',
  why: '<3> "lost"\u001b[2J\u202e',
  requests: ['PATCH /a&b  batch of 5 -> 200, 3 ms'],
};
const FINDINGS: readonly Finding[] = [
  { id: 'T-1a', group: 'truth', sentence: 'Rows & results are as many.', ms: 12, verdict: 'pass' },
  FAILURE,
  { id: 'P-1', group: 'modes', sentence: 'Mirror deletes.', ms: 0, verdict: 'not applicable', why: 'No such mode.' },
];
const FAULT: Finding = { ...FAILURE, id: 'H-3c', group: 'world', sentence: 'It is there.', verdict: 'world at fault' };

describe('the report of a conformance run', () => {
  it('H-9: as text, tells a line a requirement, what was wanted and seen, where, and the totals', () => {
    expect(report(FINDINGS, 'text').split('\n')).toEqual([
      'truth',
      '  pass            T-1a                Rows & results are as many.',
      '  fail            T-1b                None is lost.',
      `${' '.repeat(38)}<3> "lost" [2J `,
      `${' '.repeat(38)}PATCH /a&b  batch of 5 -> 200, 3 ms`,
      '',
      'modes',
      '  not applicable  P-1                 Mirror deletes.',
      `${' '.repeat(38)}No such mode.`,
      '',
      '1 passed, 1 failed, 1 not applicable',
      '',
    ]);
  });

  it('H-9: as text, shows the last requests of a long trial and says how many there were before', () => {
    const requests = Array.from({ length: 20 }, (_, at) => `request ${at}`);
    const lines = report([{ ...FAILURE, requests }], 'text').split('\n');
    expect(lines.slice(2, 13).map((line) => line.trim())).toEqual([
      '<3> "lost" [2J',
      '… 12 requests earlier',
      ...requests.slice(-8),
      '',
    ]);
  });

  it('as JSON, holds the findings and the totals', () => {
    expect(JSON.parse(report(FINDINGS, 'json'))).toEqual({
      passed: 1,
      failed: 1,
      notApplicable: 1,
      worldAtFault: 0,
      findings: FINDINGS,
    });
  });

  it('as JUnit XML, escapes what a connector says', () => {
    expect(report([...FINDINGS, FAULT], 'junit').split('\n')).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuite name="conformance" tests="4" failures="1" errors="1" skipped="1">',
      '  <testcase classname="truth" name="T-1a: Rows &amp; results are as many." time="0.012"/>',
      '  <testcase classname="truth" name="T-1b: None is lost." time="1.5"><failure message="&lt;3&gt; &quot;lost&quot; [2J ">PATCH /a&amp;b  batch of 5 -&gt; 200, 3 ms</failure></testcase>',
      '  <testcase classname="modes" name="P-1: Mirror deletes." time="0"><skipped message="No such mode."/></testcase>',
      '  <testcase classname="world" name="H-3c: It is there." time="1.5"><error message="&lt;3&gt; &quot;lost&quot; [2J ">PATCH /a&amp;b  batch of 5 -&gt; 200, 3 ms</error></testcase>',
      '</testsuite>',
      '',
    ]);
  });

  it('ends with 0 when nothing failed, with 1 when something did', () => {
    expect(exitCode(FINDINGS)).toBe(1);
    expect(exitCode(FINDINGS.filter(({ verdict }) => verdict !== 'fail'))).toBe(0);
  });

  it('H-3: ends with 2 when the world is at fault, and says nothing of the connector', () => {
    expect(exitCode([FAULT])).toBe(2);
    expect(report([FAULT], 'text')).toContain(
      'The world is at fault in 1 of 1 checks: nothing is said of the connector.',
    );
  });
});
