/** How an answer is written: the published examples and the published schemas disagree. */
export interface Spelling {
  /** `import_id` as in the examples, or `importId` as in the schemas. */
  readonly spelling: 'snake' | 'camel';
  /** Plain arrays as in the examples, or `{ head, tail }`, which cannot say that it is empty: then the list is left out. */
  readonly lists: 'arrays' | 'head_tail';
  /** Prices as numbers, or as text. */
  readonly prices: 'number' | 'text';
  /** Whether a segment says when it was last changed. */
  readonly stamps: 'told' | 'left_out';
}

const camel = (name: string): string => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** A body in the form of the examples, rewritten. */
export function spelled(body: string, { spelling, lists, prices, stamps }: Spelling): string {
  if (spelling === 'snake' && lists === 'arrays' && prices === 'number' && stamps === 'told') return body;
  return JSON.stringify(rewritten(JSON.parse(body)));

  function rewritten(value: unknown): unknown {
    if (Array.isArray(value)) return list(value.map(rewritten));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).flatMap(([name, field]) => told(name, field)));
  }

  function told(name: string, field: unknown): [string, unknown][] {
    if (Array.isArray(field) && field.length === 0 && lists === 'head_tail') return [];
    if (name === 'updated_at' && stamps === 'left_out') return [];
    const value = name === 'cpm' && prices === 'text' ? String(field) : rewritten(field);
    return [[spelling === 'camel' ? camel(name) : name, value]];
  }

  function list(entries: readonly unknown[]): unknown {
    if (lists === 'arrays') return entries;
    const [head, ...tail] = entries;
    return { head, tail };
  }
}
