import type { LineError, LinesFound, MembershipReport, UnknownCode } from '../../memberships/index.ts';
import { counted } from './counted.ts';
import { printable } from './printable.ts';

const ERRORS: Readonly<Record<LineError, string>> = {
  no_tab: 'no tab between user id and codes',
  header_line: 'a heading, which Permutive takes for a user',
  empty_user_id: 'no user id',
  no_codes: 'no codes',
  space_in_code: 'a space in a code, which makes it another code',
  empty_code: 'two commas in a row, or one at the end',
  extra_column: 'a second tab: what stands after it is lost',
  carriage_return: 'a carriage return, as in CR LF: it becomes part of a code',
  bom: 'a byte order mark, which becomes part of a user id',
  not_utf8: 'not UTF-8',
  quoted: 'quotation marks, which Permutive takes for letters',
  line_too_long: 'longer than 1 MiB',
};

const UNKNOWN_SHOWN = 20;

const placesOf = ({ first }: LinesFound): string =>
  first.map(({ file, line }) => `${printable(file)}:${line}`).join(', ');

const linesText = (found: LinesFound, what: string): string =>
  `  ${counted(found.count)} ${found.count === 1 ? 'line' : 'lines'}: ${what} (${placesOf(found)}${found.count > found.first.length ? ', …' : ''})`;

function causeText({ cause, meant = '' }: UnknownCode): string {
  switch (cause) {
    case 'case_differs':
      return `known as ${printable(meant)}: upper and lower case differ`;
    case 'zero_stripped':
      return `known as ${printable(meant)}: zeros were lost`;
    case 'code_is_name':
      return `the name of ${printable(meant)}, not its code`;
    case 'code_is_segment_id':
      return `Permutive's id of ${printable(meant)}, not its code`;
    case 'space':
      return `known as ${printable(meant)}: a space is too much`;
    case 'not_there':
      return 'the taxonomy has none like it';
  }
}

/** What a check found, for a marketer. Holds no user id: lines are named by file and number (B-2). */
export function membershipsText(report: MembershipReport, verdict: string): string {
  const { codes, unknownCodes, unknownLeftOut, losingAll, losingSome, duplicateCodes } = report;
  const share = (codes.unknownShare * 100).toFixed(codes.unknownShare < 0.01 ? 2 : 1);
  const lines = [
    verdict,
    `  ${counted(report.files)} ${report.files === 1 ? 'file' : 'files'} · ${counted(report.lines)} lines · ${counted(codes.total)} codes, ${counted(codes.unknown)} of them unknown (${share} %)`,
  ];
  for (const fault of report.fileFaults) {
    const file = printable(fault.file);
    lines.push(
      fault.fault === 'damaged_archive'
        ? `! ${file} is damaged: it could be unpacked up to line ${counted(fault.afterLine)}`
        : `! ${file} is ${fault.is === 'gzip' ? 'gzip, and its name does not end in .gz' : 'not gzip, and its name ends in .gz'}: wrong_extension`,
    );
  }
  if (losingAll.count > 0) lines.push(linesText(losingAll, 'all codes are lost, these users join nothing'));
  if (losingSome.count > 0) lines.push(linesText(losingSome, 'some codes are lost'));
  if (report.lineErrors.length > 0) lines.push('', 'Lines that are not as they should be');
  for (const found of report.lineErrors) {
    const instead = found.instead === undefined ? '' : `; instead: ${found.instead}`;
    lines.push(`${linesText(found, ERRORS[found.error] + instead)}  ${found.error}`);
  }
  if (duplicateCodes.count > 0) lines.push(`${linesText(duplicateCodes, 'a code stands there twice')}  duplicate_code`);
  if (report.codesLookLikeIds) {
    lines.push(
      '',
      'What stands in the place of codes looks like user ids. Is the order of the columns right (user id, tab,',
      'codes)? None of it is shown here.',
    );
  } else if (unknownCodes.length > 0) {
    lines.push('', 'Codes that the taxonomy does not know');
    for (const code of unknownCodes.slice(0, UNKNOWN_SHOWN))
      lines.push(
        `  ${printable(code.code)}  on ${counted(code.lines)} ${code.lines === 1 ? 'line' : 'lines'}; ${causeText(code)}`,
      );
    const more = unknownCodes.length - UNKNOWN_SHOWN + unknownLeftOut;
    if (more > 0) lines.push(`  and ${counted(more)} more: --missing FILE writes them all`);
  }
  const without = report.segmentsWithoutLines ?? [];
  if (without.length > 0) {
    const shown = without.slice(0, 5).map(printable).join(', ');
    lines.push('', `${counted(without.length)} segments have no line: ${shown}${without.length > 5 ? ', …' : ''}`);
  }
  lines.push('', 'Whether the user ids are ids that Permutive knows, no check of files can say.');
  return `${lines.join('\n')}\n`;
}
