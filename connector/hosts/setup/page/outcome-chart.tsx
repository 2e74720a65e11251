import type { Sample } from '../../report/run-report.ts';
import { duration, things } from './format.ts';

const KINDS = ['created', 'updated', 'deleted', 'unchanged', 'failed', 'skipped'] as const;
const [WIDTH, HEIGHT] = [600, 120];

/** How the outcomes piled up over the run. */
export function OutcomeChart({ timeline }: { readonly timeline: readonly Sample[] }) {
  const last = timeline.at(-1);
  const total = last === undefined ? 0 : KINDS.reduce((sum, kind) => sum + last[kind], 0);
  if (last === undefined || total === 0) return null;
  const x = (at: number) => (last.at === 0 ? WIDTH : (at / last.at) * WIDTH);
  const y = (rows: number) => HEIGHT - (rows / total) * HEIGHT;
  const upTo = (sample: Sample, kinds: number) => KINDS.slice(0, kinds).reduce((sum, kind) => sum + sample[kind], 0);
  const title = `${things(total, 'row')} in ${duration(last.at)}: ${KINDS.filter((kind) => last[kind] > 0)
    .map((kind) => `${last[kind]} ${kind}`)
    .join(', ')}`;
  return (
    <figure>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title} preserveAspectRatio="none">
        {KINDS.map((kind, at) => {
          const top = timeline.map((sample) => `${x(sample.at).toFixed(1)},${y(upTo(sample, at + 1)).toFixed(1)}`);
          const bottom = timeline
            .map((sample) => `${x(sample.at).toFixed(1)},${y(upTo(sample, at)).toFixed(1)}`)
            .reverse();
          return <polygon key={kind} className={kind} points={[...top, ...bottom].join(' ')} />;
        })}
      </svg>
      <figcaption>{title}</figcaption>
    </figure>
  );
}
