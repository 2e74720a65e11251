/** The segments of the benchmarks, by number: contenders ask for them, and the server may hold them already. */
export const codeAt = (at: number): string => `segment_code_${at}`;
export const nameAt = (at: number): string => `Interest > In market > Segment ${at}`;
export const FIELDS = { description: 'Read three or more articles in the last 30 days', cpm: 1.5 } as const;
export const idAt = (at: number): string => `32f8e031-5e60-4000-8000-${at.toString(16).padStart(12, '0')}`;
