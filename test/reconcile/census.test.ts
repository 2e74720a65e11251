import { describe, expect, it } from '@jest/globals';
import { Census } from '../../connector/reconcile/census.ts';
import { TextHeap } from '../../connector/reconcile/text-heap.ts';

describe('the census of codes', () => {
  it('N-7: forgets no entry while it grows', () => {
    const census = new Census();
    const codes = Array.from({ length: 20_000 }, (_, at) => `c${at}`);
    for (const code of codes)
      census.remember({ code, owned: { origin: 'created', id: `id ${code}`, base: { name: code } } });
    for (const code of codes) census.hold({ code, id: `id ${code}`, name: code });
    for (const code of codes.filter((_, at) => at % 2 === 0)) census.list(code, 'values');
    expect(codes.filter((code) => census.entry(code)?.owned?.id !== `id ${code}`)).toEqual([]);
    expect(codes.filter((code) => census.observed(code) === 'absent')).toEqual([]);
    expect([...census.unlisted()]).toHaveLength(10_000);
    expect([census.held, census.listed, census.foreign()]).toEqual([20_000, 10_000, 0]);
  });

  it('tells what is held apart from what was asked for, and keeps both', () => {
    const census = new Census();
    census.remember({ code: 'a', owned: { origin: 'created', id: '1', base: { name: 'A' }, kept: { name: 'a' } } });
    census.hold({ code: 'a', id: '1', name: 'a', description: 'by hand' });
    census.hold({ code: 'b', id: '2', name: 'B' });
    expect(census.observed('a')).toEqual({ id: '1', fields: { name: 'a', description: 'by hand' } });
    expect(census.observed('b')).toEqual({ id: '2', fields: { name: 'B' } });
    expect(census.observed('c')).toBe('absent');
    expect(census.foreign()).toBe(1);
  });

  it('R-19: texts of any length come back as they were', () => {
    const heap = new TextHeap();
    const texts = Array.from({ length: 3_000 }, (_, at) => 'é☃𝄞'.repeat(at % 97)).concat('x'.repeat(20_000_000), '');
    const positions = texts.map((text) => heap.add(text));
    expect(positions.every((position, at) => heap.get(position) === texts[at])).toBe(true);
  });
});
