import { scaleLinear, scaleUtc } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';
import { WORTH_TELLING_MS } from '../batch-course.ts';
import type { RunFacts, Step } from '../facts.ts';
import { lasting, number, unitsOf } from '../words.ts';
import { clockIn } from './time.ts';

const [WIDTH, RIGHT, HEIGHT, LEFT, TOP, BOTTOM] = [682, 680, 134, 52, 16, 112];
/** Roughly, at the size that the chart's text has. */
const CHARACTER = 6.2;

/** What has a result over time, in steps; waits and lost answers are gaps (U-13). */
export function Chart({ facts }: { facts: RunFacts }) {
  const { steps, about, endedAt } = facts;
  const started = Date.parse(about.startedAt);
  const last = steps.at(-1) ?? [0, 0];
  const span = Math.max(last[0], endedAt === undefined ? 0 : Date.parse(endedAt) - started, 1);
  const x = scaleUtc([started, started + span], [LEFT, RIGHT]).clamp(true);
  const y = scaleLinear([0, Math.max(last[1], 1)], [BOTTOM, TOP]);
  const points: Step[] = [[0, 0], ...steps, [span, last[1]]];
  const at = ([ms]: Step) => x(started + ms);
  const high = ([, rows]: Step) => y(rows);
  const gaps = gapsOf(facts, x);
  const clock = clockIn(about.timeZone);
  // A run of seconds has more ticks than its clock has readings.
  const reading = (time: Date | undefined) => (time === undefined ? '' : clock.time(time.toISOString()));
  const tellsMore = (time: Date, at: number, all: Date[]) => reading(time) !== reading(all[at - 1]);
  const words = gaps.map((gap) => gap.words).join(', ');
  return (
    <section>
      <h2>{about.toSettle === undefined ? 'Rows settled over time' : 'Settled over time'}</h2>
      <svg
        className="chart"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`${unitsOf(last[1], about)} in ${lasting(span)}, in steps. ${words}`}
      >
        <defs>
          <pattern id="wait" width="6" height="6" patternTransform="rotate(45)" patternUnits="userSpaceOnUse">
            <rect width="2" height="6" fill="#e3c25a" />
          </pattern>
          <pattern id="lost" width="6" height="6" patternUnits="userSpaceOnUse">
            <circle cx="2" cy="2" r="1" fill="#92929c" />
          </pattern>
        </defs>
        {y
          .ticks(3)
          .filter(Number.isInteger)
          .map((rows) => (
            <g key={rows}>
              <line x1={LEFT} x2={WIDTH} y1={y(rows)} y2={y(rows)} stroke={rows === 0 ? '#d4d4d9' : '#ededf0'} />
              <text x={LEFT - 8} y={y(rows) + 4} textAnchor="end">
                {number(rows)}
              </text>
            </g>
          ))}
        {gaps.map(({ kind, from, to, label }) => (
          <g key={`${kind} ${from}`}>
            <rect x={from} y={TOP - 4} width={to - from} height={BOTTOM - TOP + 4} fill={`url(#${kind})`} />
            {label !== undefined && (
              <text x={label.x} y={TOP - 7}>
                {label.text}
              </text>
            )}
          </g>
        ))}
        <path d={area<Step>(at, BOTTOM, high).curve(curveStepAfter)(points) ?? ''} fill="#18181b" fillOpacity="0.06" />
        <path
          className="settled"
          d={line<Step>(at, high).curve(curveStepAfter)(points) ?? ''}
          fill="none"
          stroke="#18181b"
          strokeWidth="1.6"
        />
        {x
          .ticks(5)
          .filter(tellsMore)
          .map((time) => (
            <text
              key={time.getTime()}
              x={x(time)}
              y={HEIGHT - 4}
              textAnchor={x(time) < LEFT + 24 ? 'start' : x(time) > RIGHT - 24 ? 'end' : 'middle'}
            >
              {reading(time)}
            </text>
          ))}
      </svg>
    </section>
  );
}

interface Gap {
  readonly kind: 'wait' | 'lost';
  readonly words: string;
  readonly from: number;
  readonly to: number;
  /** Where there is room for it. */
  readonly label?: { readonly text: string; readonly x: number };
}

/** Waits as they were, and from a lost answer to the end of its batch; where they lie on the axis. */
function gapsOf({ troubles, requests }: RunFacts, x: (time: number) => number): Gap[] {
  const waits = requests.events.flatMap((event) =>
    event.kind === 'wait' && event.ms >= WORTH_TELLING_MS
      ? [{ kind: event.kind, text: `wait ${lasting(event.ms)}`, end: Date.parse(event.until), ms: event.ms }]
      : [],
  );
  const lost = troubles.flatMap(({ kind, at, ms }) =>
    kind === 'lost' ? [{ kind, text: 'answer lost', end: Date.parse(at) + ms, ms }] : [],
  );
  const gaps: Gap[] = [];
  let free = LEFT;
  for (const { kind, text, end, ms } of [...waits, ...lost].sort((one, other) => one.end - other.end)) {
    const from = x(end - ms);
    const width = text.length * CHARACTER;
    const start = Math.min(from, RIGHT - width);
    const fits = start >= free;
    if (fits) free = start + width + 8;
    gaps.push({ kind, words: text, from, to: Math.max(from + 2, x(end)), ...(fits && { label: { text, x: start } }) });
  }
  return gaps;
}
