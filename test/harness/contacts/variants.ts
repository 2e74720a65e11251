/** The example connector with one thing done wrong: what stands in a file, what stands there instead, and the requirements that must tell. */
export interface Variant {
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
  /** Its own first; then whatever else cannot be kept so. */
  readonly caughtBy: readonly [string, ...string[]];
}

export const VARIANTS: Readonly<Record<string, Variant>> = {
  'settles by position': {
    file: 'contacts/deliver.ts',
    right: 'for (const { email, status, message } of results ?? []) {',
    wrong:
      "for (const [at, { status, message }] of (results ?? []).entries()) {\n    const email = batch[at]?.key ?? '';",
    caughtBy: ['T-3g'],
  },
  'sends more than the service takes': {
    file: 'any-destination/write.ts',
    right: 'batch.size >= delivery.batchSize',
    wrong: 'batch.size >= 600',
    caughtBy: ['P-5e', 'P-5a', 'P-6a', 'D-4a', 'D-6a', 'D-6b', 'D-6d', 'L-1a', 'T-9a', 'T-9b', 'T-9e', 'T-9f'],
  },
  'retries without a budget': {
    file: 'any-destination/requests.ts',
    right: ' || this.#budget < costs',
    wrong: '',
    caughtBy: ['D-4b'],
  },
  'remembers from run to run what is there': {
    file: 'contacts/deliver.ts',
    right: '  const told = new Map<string, Told>();',
    wrong: `  const told = new Map<string, Told>();
    const memory: Set<string> = (Object(globalThis).memory ??= new Set());
    batch = batch.filter(({ key, put }) => {
      const about = JSON.stringify([delivery.baseUrl, key, put]);
      const known = memory.has(about);
      if (known) told.set(key, { outcome: 'unchanged' });
      memory.add(about);
      return !known;
    });
    if (batch.length === 0) return told;`,
    caughtBy: ['T-8d', 'D-3d', 'P-3b', 'S-8a', 'T-8a', 'T-8b', 'T-8e'],
  },
  'sends on after a refusal of the token': {
    file: 'any-destination/requests.ts',
    right: 'if (this.fatal) return ended(this.fatal);',
    wrong: '',
    caughtBy: ['D-6a', 'D-6b'],
  },
  'takes a 202 for done': {
    file: 'contacts/deliver.ts',
    right: 'const open = batch.filter(({ key }) => !told.has(key));',
    wrong: `if (!sent.error) return new Map(batch.map(({ key }) => [key, { outcome: 'created' as const }]));
    const open = batch.filter(({ key }) => !told.has(key));`,
    caughtBy: ['T-3f', 'M-2h', 'T-1g', 'T-3e', 'T-3g', 'T-11b', 'T-6a'],
  },
  'takes errors inside a success for success': {
    file: 'contacts/deliver.ts',
    right: "status === 'refused' ? { error } : { outcome: status }",
    wrong: "{ outcome: 'created' }",
    caughtBy: ['T-6a', 'M-2h', 'T-1g', 'T-3e', 'T-11b'],
  },
  'takes no turn in the lane of its host': {
    file: 'any-destination/requests.ts',
    right: '(this.#line.context.lane ?? processLane)',
    wrong: 'processLane',
    caughtBy: ['L-1a', 'L-1b'],
  },
  'sends inside a window': {
    file: 'any-destination/requests.ts',
    right: 'if (closedForMs > 0) return { value: { closedForMs } };',
    wrong: '',
    caughtBy: ['D-3a', 'D-3b', 'D-3d'],
  },
  'leaves the source open': {
    file: 'any-destination/host.ts',
    right: 'courteously(() => iterator.return?.());',
    wrong: '',
    caughtBy: ['T-9e', 'D-6d', 'T-10f'],
  },
  'lets a logger that throws end the run': {
    file: 'any-destination/write.ts',
    right: "courteously(() => context.logger?.info(summary, 'The run has ended.'))",
    wrong: "context.logger?.info(summary, 'The run has ended.')",
    caughtBy: ['T-12a'],
  },
  'tells doubt as failure at a stop': {
    file: 'contacts/deliver.ts',
    right: 'const settled = sent.doubt ? undefined : sent.error;',
    wrong: "const settled = sent.doubt && sent.error?.code !== 'cancelled' ? undefined : sent.error;",
    caughtBy: ['T-9g'],
  },
  'tells doubt as failure when nothing can be read': {
    file: 'contacts/deliver.ts',
    right: "settled ?? errorOf('outcome_unknown')",
    wrong: "settled ?? sent.error ?? errorOf('outcome_unknown')",
    caughtBy: ['T-2e', 'T-1d', 'T-2f', 'T-9g'],
  },
  'tells the token when the service repeats it': {
    file: 'any-destination/requests.ts',
    right: ".replaceAll(new RegExp(token, 'gi'), '[redacted]')",
    wrong: '',
    caughtBy: ['X-1b'],
  },
};
