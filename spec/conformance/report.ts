import { type Finding, worldAtFault } from './finding.ts';

export const REPORT_FORMATS = ['text', 'json', 'junit'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** The findings in the form asked for. */
export function report(findings: readonly Finding[], format: ReportFormat = 'text'): string {
  switch (format) {
    case 'text':
      return textReport(findings);
    case 'json':
      return `${JSON.stringify({ ...counts(findings), findings }, null, 2)}\n`;
    case 'junit':
      return junitReport(findings);
  }
}

/** 0 when no requirement failed, 1 when one did, 2 when the world is at fault and nothing is said of the connector (H-3). */
export function exitCode(findings: readonly Finding[]): 0 | 1 | 2 {
  if (worldAtFault(findings)) return 2;
  return counts(findings).failed > 0 ? 1 : 0;
}

function counts(findings: readonly Finding[]) {
  const count = (verdict: Finding['verdict']) => findings.filter((finding) => finding.verdict === verdict).length;
  return {
    passed: count('pass'),
    failed: count('fail'),
    notApplicable: count('not applicable'),
    worldAtFault: count('world at fault'),
  };
}

/** Requests shown with a failure; the JSON report has them all. */
const SHOWN = 8;

/** What was wanted and seen, and where: the last of the trial's requests. */
function detailsOf(finding: Finding): string[] {
  switch (finding.verdict) {
    case 'pass':
      return [];
    case 'not applicable':
      return [finding.why];
    case 'fail':
    case 'world at fault': {
      const { why, requests } = finding;
      const earlier = requests.length - SHOWN;
      return [why, ...(earlier > 0 ? [`… ${earlier} requests earlier`] : []), ...requests.slice(-SHOWN)];
    }
  }
}

function textReport(findings: readonly Finding[]): string {
  const lines: string[] = [];
  let group = '';
  for (const finding of findings) {
    if (finding.group !== group) lines.push(...(group === '' ? [] : ['']), finding.group);
    group = finding.group;
    lines.push(`  ${finding.verdict.padEnd(14)}  ${finding.id.padEnd(18)}  ${finding.sentence}`);
    for (const detail of detailsOf(finding)) lines.push(`  ${' '.repeat(36)}${singleLine(detail)}`);
  }
  const { passed, failed, notApplicable, worldAtFault: faults } = counts(findings);
  const verdict =
    faults > 0
      ? `The world is at fault in ${faults} of ${findings.length} checks: nothing is said of the connector.`
      : `${passed} passed, ${failed} failed, ${notApplicable} not applicable`;
  return [...lines, '', verdict, ''].join('\n');
}

/** What a connector says must not drive the terminal, nor the XML parser (X-2). */
const singleLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');

const escaped = (text: string): string =>
  singleLine(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function testCase(finding: Finding): string {
  const name = `name="${escaped(`${finding.id}: ${finding.sentence}`)}"`;
  const open = `  <testcase classname="${escaped(finding.group)}" ${name} time="${finding.ms / 1_000}"`;
  switch (finding.verdict) {
    case 'pass':
      return `${open}/>`;
    case 'not applicable':
      return `${open}><skipped message="${escaped(finding.why)}"/></testcase>`;
    case 'fail':
    case 'world at fault': {
      const element = finding.verdict === 'fail' ? 'failure' : 'error';
      const where = finding.requests.map(escaped).join('\n');
      return `${open}><${element} message="${escaped(finding.why)}">${where}</${element}></testcase>`;
    }
  }
}

function junitReport(findings: readonly Finding[]): string {
  const { failed, notApplicable, worldAtFault: faults } = counts(findings);
  const cases = findings.map(testCase);
  const totals = `tests="${findings.length}" failures="${failed}" errors="${faults}" skipped="${notApplicable}"`;
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuite name="conformance" ${totals}>`,
    ...cases,
    '</testsuite>',
    '',
  ].join('\n');
}
