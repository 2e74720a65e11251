import { ERROR_CATALOGUE } from '../../spec/host/errors.ts';
import type { RunFacts } from './facts.ts';
import { clockIn } from './sheet/time.ts';
import { isOfSegments, lasting, number, outcomesOf, rowsOf, segmentsOf, titleOf } from './words.ts';

const NAMED = 20;

/** For a ticket or a pull request: title, counts, troubles, deletions and causes. */
export function receiptMarkdown(facts: RunFacts): string {
  const { about, summary, troubles, deletions, causes, rows, waitedMs } = facts;
  const sandbox = about.environment.kind === 'sandbox' ? ' · **Sandbox**' : '';
  const clock = clockIn(about.timeZone);
  const took =
    summary === undefined
      ? ''
      : ` · ${lasting(summary.durationMs)}${waitedMs > 0 ? `, of which ${lasting(waitedMs)} waiting` : ''}`;
  const lines = [
    `### ${plain(titleOf(facts))}`,
    '',
    `${about.dryRun ? '**Dry run** · ' : ''}${plain(about.input?.name ?? 'rows of a host')} → ${plain(about.import.name ?? '')} ${code(about.import.id)}${sandbox} · ${clock.date(about.startedAt)}, ${clock.time(about.startedAt)} ${clock.zone}`,
    '',
    '```diff',
    ...outcomesOf(facts).map(({ glyph, word, rows: many }) => `${glyph} ${number(many)} ${word}`),
    '```',
    '',
    `${number(facts.requests.sent)} requests${took} · run ${code(about.runId)}${about.plan === undefined ? '' : ` · plan ${code(about.plan.fingerprint)}`}`,
  ];
  const section = (heading: string, body: readonly string[]) =>
    body.length > 0 && lines.push('', `**${heading}**`, '', ...body);
  section(
    'What was not plain sailing',
    troubles.map(({ batch, what, detail }) => `- Batch ${batch}: ${plain(what)}; ${plain(detail)}`),
  );
  section(`${about.dryRun ? 'Would be deleted' : 'Deleted'}: ${rowsOf(rows.deleted)}`, [
    ...deletions.slice(0, NAMED).map(({ name, segmentCode }) => `- ${plain(name ?? '')} ${code(segmentCode)}`),
    ...more(deletions.length),
  ]);
  section(
    `${about.dryRun ? 'Would fail' : 'Failed'}: ${rowsOf(rows.failed)}`,
    causes
      .filter(({ status }) => status === 'failed')
      .flatMap((cause) => [
        `- ${rowsOf(cause.rows)}: ${plain(ERROR_CATALOGUE[cause.code].message)} ${code(cause.code)}`,
        ...cause.instances
          .slice(0, 3)
          .map(
            ({ where, segmentCode, message }) =>
              `  - ${plain(where)} ${segmentCode === null ? '' : code(segmentCode)} ${plain(message)}`,
          ),
      ]),
  );
  if (isOfSegments(about))
    section(
      `Kept back, and why: ${segmentsOf(rows.skipped)}`,
      causes
        .filter(({ status }) => status === 'skipped')
        .map(
          ({ rows: kept, code: why, remedy }) =>
            `- ${segmentsOf(kept)}: ${plain(ERROR_CATALOGUE[why].message)} ${plain(remedy)}`,
        ),
    );
  return `${lines.join('\n')}\n`;
}

const more = (many: number) => (many > NAMED ? [`- and ${number(many - NAMED)} more`] : []);

/** Text of a row becomes text in Markdown, and nothing else: no link, no mention, no heading, no HTML (X-2). */
const plain = (text: string) =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[<&@[\]]|^>/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(/[\\`*_|#!~]/g, (sign) => `\\${sign}`);
const code = (text: string) => (/[`\n\r]/.test(text) ? plain(text) : `\`${text}\``);
