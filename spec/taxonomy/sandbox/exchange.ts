import type { Answer } from './answer.ts';
import type { Carrier } from './carrier.ts';
import type { Mishap } from './fault.ts';
import type { LoggedRequest } from './journal.ts';
import { gatewayPage } from './switches/gateway.ts';
import type { World } from './world.ts';

/** Carries out a request; `loop` is the fault of a listing that leads nowhere. */
export type Work = (loop?: 'loop') => Answer;

/** Carries out one request and answers it, or lets the mishap befall it: the same for every carrier. */
export async function exchange(
  mishap: Mishap | undefined,
  work: Work,
  carrier: Carrier,
  entry: LoggedRequest,
  world: World,
): Promise<void> {
  if (mishap !== undefined) entry.fault = mishap.kind;
  const end = () => {
    entry.endedAt = world.switches.clock.now();
  };
  const tell = (answer: Answer): Answer => {
    entry.status = answer.status;
    if (world.switches.dates === 'left_out') return answer;
    return { ...answer, headers: { date: new Date(world.now()).toUTCString(), ...answer.headers } };
  };
  const answer = (told: Answer) => {
    const dated = tell(told);
    end();
    carrier.answer(dated);
  };
  const reset = () => {
    end();
    carrier.reset();
  };
  // A request that only reads has nothing to apply, so its answer is always the true one.
  const truth = (apply: boolean) => (apply || entry.method === 'GET' ? work() : NOT_APPLIED);
  if (mishap === undefined) return answer(work());
  switch (mishap.kind) {
    case 'answer': {
      if (mishap.apply) work();
      if (mishap.latencyMs) await carrier.wait(mishap.latencyMs);
      return answer({ status: mishap.status, headers: mishap.headers ?? {}, body: mishap.body ?? '' });
    }
    case 'gateway': {
      if (mishap.apply) work();
      return answer(gatewayPage(mishap.status));
    }
    case 'late': {
      world.later(mishap.ms, () => void work());
      await carrier.stall();
      return end();
    }
    case 'reset': {
      if (mishap.when === 'after') work();
      return reset();
    }
    case 'stall': {
      const begun = truth(mishap.apply ?? false);
      await carrier.stall(mishap.when === 'body' ? tell(begun) : undefined);
      return end();
    }
    case 'trickle': {
      const { bytesPerTick = 16, tickMs = 100 } = mishap;
      await carrier.trickle(tell(truth(mishap.apply ?? true)), { bytesPerTick, tickMs });
      return end();
    }
    case 'truncate': {
      const cut = tell(truth(mishap.apply ?? true));
      end();
      return carrier.truncate(cut);
    }
    case 'latency': {
      const late = work();
      await carrier.wait(mishap.ms);
      return answer(late);
    }
    case 'loop_listing':
      return answer(work('loop'));
    case 'call': {
      mishap.run();
      return answer(work());
    }
  }
}

/** Stands in for the true answer of a request that was not carried out, where only a part of it is sent. */
const NOT_APPLIED: Answer = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"items":[ ]}' };
