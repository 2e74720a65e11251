import type { ConnectorContext } from '../../spec/host/connector.ts';
import type { RequestEnded, WaitBegun } from '../../spec/host/request-event.ts';
import { channels, traced } from '../channels.ts';
import { courteously } from '../courtesy.ts';

/** What is known of a request before it goes out, and what its answer adds. */
type Begun = Pick<RequestEnded, 'number' | 'method' | 'purpose' | 'attempt'> & Partial<RequestEnded>;
type Told = Pick<RequestEnded, 'at' | 'verdict' | 'ms'> & Partial<RequestEnded>;

/** Tells who watches of each exchange and each wait. Nobody watching costs one look (O-1). */
export class Watch {
  readonly #host: Pick<ConnectorContext, 'onRequest'>;

  constructor(host: Pick<ConnectorContext, 'onRequest'>) {
    this.#host = host;
  }

  /** Carries out a request; `begun` and `told` are asked for only when somebody watches. */
  async request<T>(begun: () => Begun, work: () => Promise<T>, told: (value: T) => Told): Promise<T> {
    if (this.#host.onRequest === undefined && !channels.request.hasSubscribers) return work();
    const event = { kind: 'request', ...begun() } as RequestEnded; // Whole at its end; a channel's start knows what `begun` told.
    const value = await traced(channels.request, event, async () => {
      const answered = await work();
      Object.assign(event, told(answered));
      return answered;
    });
    courteously(() => this.#host.onRequest?.(event));
    return value;
  }

  /** Carries out a wait, which is told as it begins. */
  wait(event: WaitBegun, work: () => Promise<void>): Promise<void> {
    courteously(() => this.#host.onRequest?.(event));
    return traced(channels.wait, event, work);
  }
}
