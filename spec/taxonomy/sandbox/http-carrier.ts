import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import { type Carrier, halfOf, headersOf, type Pace, pieces } from './carrier.ts';
import type { SandboxClock } from './options.ts';

/** Over a socket of the loopback. */
export function httpCarrier(response: ServerResponse, clock: SandboxClock): Carrier {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const begin = (answer: Answer) => {
    response.writeHead(answer.status, headersOf(answer));
    response.flushHeaders();
  };
  const untilGone = () =>
    new Promise<void>((resolve) => {
      if (gone.signal.aborted) resolve();
      gone.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  return {
    answer(answer) {
      response.writeHead(answer.status, headersOf(answer)).end(answer.body);
    },
    reset() {
      response.socket?.resetAndDestroy();
    },
    async stall(begun) {
      if (begun !== undefined) {
        begin(begun);
        response.write(halfOf(begun));
      }
      await untilGone();
    },
    async trickle(answer: Answer, { bytesPerTick, tickMs }: Pace) {
      begin(answer);
      try {
        for (const piece of pieces(answer, bytesPerTick)) {
          await clock.wait(tickMs, gone.signal);
          response.write(piece);
        }
        response.end();
      } catch {
        // The client is gone.
      }
    },
    truncate(answer) {
      begin(answer);
      response.write(halfOf(answer), () => response.destroy());
    },
    wait: (ms) => clock.wait(ms),
  };
}
