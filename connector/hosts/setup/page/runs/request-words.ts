import type { BatchCourse } from '../../../../receipt/index.ts';
import type { ExchangeLine } from '../../protocol.ts';
import { number } from '../words.ts';
import type { Stretch } from './stretches.ts';

/** What an exchange, or a stretch of them, was for. */
export function whatFor({ first: { batch, purpose, attempt, operations, positions } }: Stretch): string {
  const again = attempt > 1 ? ', again' : '';
  const of = batch === undefined ? 'operations' : `batch ${batch}`;
  switch (purpose) {
    case 'batch':
      return `${of}${again}`;
    case 'narrow':
      return `${of}, ${partOf(positions) ?? (operations === 1 ? 'one operation alone' : 'a part')}${again}`;
    case 'confirm':
      return batch === undefined ? 'the import, looked at' : `batch ${batch}, looked up`;
    case 'listing':
      return batch === undefined ? 'the import’s listing' : `batch ${batch}, the import’s listing`;
    case 'check':
      return 'the import is there';
  }
}

/** Which operations of its batch an exchange carried, where they lie side by side. */
function partOf(positions: ExchangeLine['positions']): string | undefined {
  const [part, other] = positions ?? [];
  if (part === undefined || other !== undefined) return undefined;
  const [from, to] = part;
  return to === from + 1 ? `operation ${number(to)} alone` : `operations ${number(from + 1)} to ${number(to)}`;
}

const MET = {
  split: 'split',
  looked_up: 'looked up',
  waited: 'made to wait',
  sent_again: 'sent again',
  denied: 'not allowed',
} as const;
const NAMED = 3;

/** What the batches met that were no plain sailing: "batch 4 split; batches 3 and 7 made to wait". */
export function whatWasMet(batches: readonly BatchCourse[]): string {
  const marks = Object.keys(MET) as (keyof typeof MET)[]; // The literal's own keys.
  return marks
    .map(
      (mark) => [MET[mark], batches.filter((course) => course.marks.includes(mark)).map(({ batch }) => batch)] as const,
    )
    .filter(([, met]) => met.length > 0)
    .map(([words, met]) =>
      met.length > NAMED
        ? `${number(met.length)} batches ${words}`
        : `${met.length === 1 ? 'batch' : 'batches'} ${new Intl.ListFormat('en').format(met.map(String))} ${words}`,
    )
    .join('; ');
}
