import { type Clock, systemClock } from '../../../../connector/clock.ts';
import connector from '../../../../connector/index.ts';
import { write } from '../../../../connector/write.ts';
import type { PermutiveConnector } from '../../../../spec/host/connector.ts';
import { refusal, type Sandbox } from '../../../../spec/taxonomy/sandbox/index.ts';

/** For pictures it is a short one, and waited out: a run in a picture took as long as it says. */
const forPictures = process.env['SCREENSHOTS'] !== undefined;
/** What Permutive asks for: longer than any backoff, shorter than the deadline of a request. */
const PAUSE_S = forPictures ? 9 : 50;
const isPause = (ms: number): boolean => !forPictures && ms > 30_000 && ms < 55_000;

/**
 * A connector whose first batch is told to wait, and waits until `pass` lets the pause pass, however long it takes to see all of it. The clock on
 * the page is the page's own.
 */
export function heldPause(): { connector: PermutiveConnector; askedOf: (sandbox: Sandbox) => void; pass: () => void } {
  let pass: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    pass = resolve;
  });
  let passed = 0;
  const clock: Clock = {
    ...systemClock,
    now: () => systemClock.now() + passed,
    wait: async (ms, signal) => {
      if (!isPause(ms)) return systemClock.wait(ms, signal);
      const cut = new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
      await Promise.race([released, cut]);
      passed += ms;
    },
  };
  return {
    connector: { ...connector, write: (request, context) => write(request, context, { clock }) },
    askedOf: (sandbox) =>
      sandbox.inject({
        on: { kind: 'batch' },
        nth: 1,
        do: refusal(429, 'Slow down.', { 'retry-after': String(PAUSE_S) }),
      }),
    pass: () => pass(),
  };
}
