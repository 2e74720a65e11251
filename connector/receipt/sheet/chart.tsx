import type { RunFacts, Step } from '../facts.ts';
import { lasting, number } from '../words.ts';
import { clockIn } from './time.ts';

const [WIDTH, LEFT, TOP, BOTTOM] = [682, 48, 14, 112];

/** Rows with a result over time, in steps; waits and lost answers are gaps (U-13). */
export function Chart({ facts }: { facts: RunFacts }) {
  const { steps, troubles, about, endedAt } = facts;
  const started = Date.parse(about.startedAt);
  const last = steps.at(-1) ?? [0, 0];
  const span = Math.max(last[0], endedAt === undefined ? 0 : Date.parse(endedAt) - started, 1);
  const most = Math.max(last[1], 1);
  const x = (ms: number) => LEFT + ((WIDTH - LEFT) * Math.min(Math.max(ms, 0), span)) / span;
  const y = (rows: number) => BOTTOM - ((BOTTOM - TOP) * rows) / most;
  const clock = clockIn(about.timeZone);
  const gaps = troubles.filter(({ kind }) => kind === 'wait' || kind === 'lost');
  const path = `M${LEFT} ${BOTTOM}${steps.map(([ms, rows]: Step) => `H${x(ms).toFixed(1)}V${y(rows).toFixed(1)}`).join('')}H${WIDTH}`;
  const words = gaps.map(({ what, batch }) => `batch ${batch}: ${what}`).join('; ');
  return (
    <section>
      <h2>Rows settled over time</h2>
      <svg
        className="chart"
        viewBox={`0 0 ${WIDTH} 132`}
        role="img"
        aria-label={`${number(most)} rows in ${lasting(span)}, in steps. ${words}`}
      >
        <defs>
          <pattern id="wait" width="6" height="6" patternTransform="rotate(45)" patternUnits="userSpaceOnUse">
            <rect width="2" height="6" fill="#e3c25a" />
          </pattern>
          <pattern id="lost" width="6" height="6" patternUnits="userSpaceOnUse">
            <circle cx="2" cy="2" r="1" fill="#92929c" />
          </pattern>
        </defs>
        <line x1={LEFT} x2={WIDTH} y1={BOTTOM} y2={BOTTOM} stroke="#d4d4d9" />
        {gaps.map(({ kind, at, ms, batch }) => {
          const from = Date.parse(at) - started;
          return (
            <rect
              key={`${batch} ${kind}`}
              x={x(from)}
              y={TOP - 2}
              width={Math.max(2, x(from + ms) - x(from))}
              height={BOTTOM - TOP + 2}
              fill={`url(#${kind})`}
            />
          );
        })}
        <path d={`${path}V${BOTTOM}Z`} fill="#18181b" fillOpacity="0.06" />
        <path d={path} fill="none" stroke="#18181b" strokeWidth="1.8" />
        <text x={LEFT - 6} y={y(most) + 4} textAnchor="end">
          {number(most)}
        </text>
        <text x={LEFT - 6} y={BOTTOM} textAnchor="end">
          0
        </text>
        <text x={LEFT} y="128">
          {clock.time(about.startedAt)}
        </text>
        <text x={WIDTH} y="128" textAnchor="end">
          {clock.time(new Date(started + span).toISOString())}
        </text>
      </svg>
    </section>
  );
}
