import type { DestinationRequestEvent } from '../../destination/request-event.ts';
import { demand, demandEqual } from '../demand.ts';
import { can, looksUp } from '../needs.ts';
import { inGroup } from '../requirement.ts';
import { told } from '../told.ts';

/** An observer of requests, and what it was told. */
function recorded() {
  const events: DestinationRequestEvent[] = [];
  return { events, onRequest: (event: DestinationRequestEvent) => void events.push(event) };
}

export const OBSERVING = inGroup('observing', [
  [
    'O-1a',
    'Each request is told as it ends, numbered from 1, with its status.',
    async (trial) => {
      const { events, onRequest } = recorded();
      trial.world.inject({ on: { kind: 'batch' }, nth: 1, do: { kind: 'answer', status: 503 } });
      const record = await trial.write({ onRequest });
      demandEqual(told(record.results), { succeeded: 6 }, 'The results');
      const ended = events.flatMap((event) => (event.kind === 'request' ? [event] : []));
      demandEqual(
        ended.map(({ number, status }) => [number, status]),
        record.exchanges.map(({ status }, at) => [at + 1, status]),
        'Number and status of the requests told',
      );
    },
  ],
  [
    'O-1b',
    'A wait that the service asks for is told as it begins, and stands in the progress until it is over.',
    async (trial) => {
      const { events, onRequest } = recorded();
      const waits: (string | undefined)[] = [];
      const headers = { 'retry-after': '1' };
      trial.world.inject({ on: { kind: 'batch' }, nth: 1, do: { kind: 'answer', status: 429, headers } });
      await trial.write({ onRequest, onProgress: ({ waitingFor }) => void waits.push(waitingFor) });
      const reasons = events.flatMap((event) => (event.kind === 'wait' ? [event.reason] : []));
      demand(
        reasons.includes('rate_limited'),
        `The waits told: wanted one for rate_limited, saw ${reasons.join(', ') || 'none'}.`,
      );
      demand(waits.includes('rate_limited'), 'The progress: wanted waitingFor rate_limited, saw none.');
      demandEqual(waits.at(-1), undefined, 'waitingFor at the end');
    },
  ],
  [
    'O-1c',
    'What is told of requests holds no value of a row.',
    async (trial) => {
      const { events, onRequest } = recorded();
      const rows = trial.rows(6);
      trial.batches(await trial.write({ rows, onRequest }));
      demand(events.length > 0, 'The requests told: wanted some, saw none.');
      const said = JSON.stringify(events);
      const values = rows.map((row) => trial.world.thing(row)).flatMap(({ key, name }) => [key, String(name)]);
      demandEqual(
        values.filter((value) => said.includes(`"${value}"`)),
        [],
        'Values of rows in what is told',
      );
    },
  ],
  [
    'H-14a',
    'segments() shows what is there, and on its last page whether that is all.',
    async (trial) => {
      const { connector, world } = trial;
      const rows = trial.rows(5);
      trial.seedRows(rows);
      const delivery = { baseUrl: world.baseUrl };
      const pages = connector.segments?.({ config: world.config, delivery }, world.fetch && { fetch: world.fetch });
      const codes: string[] = [];
      let complete: boolean | undefined;
      for await (const page of pages ?? []) {
        codes.push(...page.segments.map(({ code }) => code));
        complete = page.complete;
      }
      demandEqual([codes.sort(), complete], [trial.keysOf(rows).sort(), true], 'What the pages show, complete');
    },
    can('segments'),
  ],
  [
    'H-14b',
    'options() offers values for each field it is declared for, the right one among them.',
    async (trial) => {
      const { connector, world } = trial;
      for (const field of connector.manifest.capabilities.options) {
        const { [field]: right, ...config } = world.config;
        const request = { config, field, delivery: { baseUrl: world.baseUrl } };
        const offered = await connector.options?.(request, world.fetch && { fetch: world.fetch });
        demand(
          offered?.some(({ value, label }) => value === right && label !== '') ?? false,
          `The values for ${field}: wanted ${String(right)} among them, saw ${JSON.stringify(offered)}.`,
        );
      }
    },
    looksUp,
  ],
]);
