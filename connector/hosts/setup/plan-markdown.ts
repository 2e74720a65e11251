import type { SegmentFields } from '../../../spec/host/segment.ts';
import type { Plan } from './plan.ts';
import type { ConnectionState, PlanLine } from './protocol.ts';

const LINES = 200;
const SIGNS = { deleted: '−', updated: '~', created: '+', failed: '!', unchanged: '=', skipped: '‖' } as const;

/** A plan for a ticket or a pull request: deletions first, then what changes in each segment. */
export function planMarkdown({ lines, state, order }: Plan, { import: found, environment }: ConnectionState): string {
  const { counts } = state;
  const changes = counts.deleted.segments + counts.updated.segments + counts.created.segments;
  const body = [...lines.all()].filter(({ kind }) => kind !== 'unchanged');
  const shown = body.slice(0, LINES).flatMap(lineOf);
  return [
    `### ${changes} ${changes === 1 ? 'change' : 'changes'} to ${code(found?.name ?? order.proposal.importId)} (${environment.kind})`,
    '',
    `Planned from ${code(order.proposal.input.name)}, ${state.rows} rows. Nothing has been sent. Plan ${code(state.fingerprint ?? '')}.`,
    '',
    '```diff',
    ...shown,
    ...(body.length > LINES ? [`  … ${body.length - LINES} more`] : []),
    '```',
    '',
  ].join('\n');
}

function lineOf({ kind, name, code: segment, before, after, error }: PlanLine): string[] {
  const first = `${SIGNS[kind]} ${plain(name)}${segment === null || segment === name ? '' : ` (${plain(segment)})`}`;
  if (error !== undefined) return [`${first}: ${plain(error.message)}`];
  return kind === 'updated' ? [first, ...changesOf(before, after)] : [first];
}

function changesOf(before: SegmentFields | null | undefined, after: SegmentFields | null | undefined): string[] {
  return (['name', 'cpm', 'description', 'categories'] as const).flatMap((field) => {
    const [was, is] = [textOf(before?.[field]), textOf(after?.[field])];
    return was === is ? [] : [`      ${field}: ${was} → ${is}`];
  });
}

const textOf = (value: unknown): string =>
  value === undefined || value === null ? 'none' : plain(Array.isArray(value) ? value.join(', ') : String(value));

/** One line, and nothing that ends the block it stands in (X-2). */
const plain = (text: string) => text.replace(/\s+/g, ' ').replaceAll('`', 'ˋ');
const code = (text: string) => `\`${plain(text)}\``;
