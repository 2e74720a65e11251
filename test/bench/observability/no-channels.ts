/** What stands in for connector/channels.ts where the channel calls are taken out: the work alone. */
export const channels = { request: { hasSubscribers: false }, wait: undefined };

export const traced = <T>(_channel: unknown, _event: object, work: () => Promise<T>): Promise<T> => work();

export const tracedRun = <T>(_run: object, work: () => Promise<T>): Promise<T> => work();

export const tracedBatch = (_batch: number, _operations: number, work: () => Promise<void>): Promise<void> => work();
