import type { Finding } from './conformance.ts';

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

/** 0 when no requirement failed, else 1. */
export const exitCode = (findings: readonly Finding[]): 0 | 1 => (counts(findings).failed > 0 ? 1 : 0);

function counts(findings: readonly Finding[]) {
  const count = (verdict: Finding['verdict']) => findings.filter((finding) => finding.verdict === verdict).length;
  return { passed: count('pass'), failed: count('fail'), notApplicable: count('not applicable') };
}

const whyOf = (finding: Finding): string => ('why' in finding ? finding.why : '');

function textReport(findings: readonly Finding[]): string {
  const lines: string[] = [];
  let group = '';
  for (const finding of findings) {
    if (finding.group !== group) lines.push(...(group === '' ? [] : ['']), finding.group);
    group = finding.group;
    lines.push(`  ${finding.verdict.padEnd(14)}  ${finding.id.padEnd(18)}  ${finding.sentence}`);
    if ('why' in finding) lines.push(`  ${' '.repeat(36)}${singleLine(finding.why)}`);
  }
  const { passed, failed, notApplicable } = counts(findings);
  lines.push('', `${passed} passed, ${failed} failed, ${notApplicable} not applicable`, '');
  return lines.join('\n');
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
    case 'fail':
      return `${open}><failure message="${escaped(whyOf(finding))}"/></testcase>`;
    case 'not applicable':
      return `${open}><skipped message="${escaped(whyOf(finding))}"/></testcase>`;
  }
}

function junitReport(findings: readonly Finding[]): string {
  const { failed, notApplicable } = counts(findings);
  const cases = findings.map(testCase);
  const totals = `tests="${findings.length}" failures="${failed}" skipped="${notApplicable}"`;
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuite name="conformance" ${totals}>`,
    ...cases,
    '</testsuite>',
    '',
  ].join('\n');
}
