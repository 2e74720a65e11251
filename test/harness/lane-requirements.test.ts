import { describe, expect, it } from '@jest/globals';
import { LANE_REQUIREMENTS, type LaneTrial } from '../../spec/conformance/index.ts';
import type { Lane } from '../../spec/destination/lane.ts';

/** Ways to get a lane wrong. */
type Flaw =
  | 'none'
  | 'no turns'
  | 'one turn for all'
  | 'windows of its own'
  | 'last window counts'
  | 'deaf'
  | 'wedged by a throw';

/** Lanes that share turns and windows as processes do, in memory. */
function trialOf(flaw: Flaw): LaneTrial {
  const tails = new Map<string, Promise<void>>();
  const shared = new Map<string, number>();
  return {
    process() {
      const windows = flaw === 'windows of its own' ? new Map<string, number>() : shared;
      const lane: Lane = {
        async withTurn(at, turn, signal) {
          const name = flaw === 'one turn for all' ? 'all' : at.turn;
          const before = tails.get(name);
          let end: () => void = () => undefined;
          const mine = new Promise<void>((resolve) => {
            end = resolve;
          });
          tails.set(
            name,
            Promise.all([before, mine]).then(() => undefined),
          );
          if (flaw !== 'no turns') await untilTurn(before, flaw === 'deaf' ? undefined : signal, end);
          const left = at.windows.map((window) => (windows.get(window) ?? 0) - performance.now());
          try {
            const { value, close = {} } = await turn({ closedForMs: Math.max(0, ...left) });
            for (const [window, ms] of Object.entries(close)) {
              const former = flaw === 'last window counts' ? 0 : (windows.get(window) ?? 0);
              windows.set(window, Math.max(former, performance.now() + ms));
            }
            end();
            return value;
          } catch (error) {
            if (flaw !== 'wedged by a throw') end();
            throw error;
          }
        },
      };
      return { lane };
    },
  };
}

async function untilTurn(before: Promise<void> | undefined, signal: AbortSignal | undefined, leave: () => void) {
  const gone = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  await Promise.race([before, gone]).catch((reason: unknown) => {
    leave();
    throw reason;
  });
}

/** The requirements that a lane does not keep; one that never ends does not keep it either. */
async function broken(flaw: Flaw): Promise<string[]> {
  const kept = await Promise.all(
    LANE_REQUIREMENTS.map(async ({ check }) => {
      const patience = new Promise<boolean>((resolve) => setTimeout(resolve, 3_000, false).unref());
      return Promise.race([
        check(trialOf(flaw)).then(
          () => true,
          () => false,
        ),
        patience,
      ]);
    }),
  );
  return LANE_REQUIREMENTS.flatMap(({ title }, at) => (kept[at] ? [] : [title]));
}

const CAUGHT: readonly (readonly [Flaw, RegExp])[] = [
  ['no turns', /never overlap/],
  ['one turn for all', /different names/],
  ['windows of its own', /seen by another/],
  ['last window counts', /none is shortened/],
  ['deaf', /goes when its signal aborts/],
  ['wedged by a throw', /hands its value back, and what it throws/],
];

describe('the lane conformance kit', () => {
  it('L-3: lets a lane pass that keeps every requirement, and catches each flaw', async () => {
    const flaws: readonly Flaw[] = ['none', ...CAUGHT.map(([flaw]) => flaw)];
    const found = await Promise.all(flaws.map(broken));
    expect(found).toEqual([[], ...CAUGHT.map(([, title]) => expect.arrayContaining([expect.stringMatching(title)]))]);
  });
});
