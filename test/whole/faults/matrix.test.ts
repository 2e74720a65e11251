import { describe, expect, it } from '@jest/globals';
import { complaintsIn } from './cell.ts';
import { FAULTS } from './faults.ts';
import { SCHEDULES } from './schedules.ts';
import { WORLDS } from './worlds.ts';

/** `npm run test:matrix` tries every fault at every place in every world (`whole.ts`); the suite takes a part of them in turn. */
const worlds = Object.keys(WORLDS);
const places = Object.keys(SCHEDULES);
const at = (names: readonly string[], turn: number): string => names[turn % names.length] ?? '';
const entry = <T>(table: Readonly<Record<string, T>>, name: string): T => {
  const found = table[name];
  if (found === undefined) throw new Error(`${name} is not in the table.`);
  return found;
};

/** The places at which the suite tries the fault with this number: each fault at four, each place for a third of the faults. */
const placesOf = (fault: number): string[] => [0, 3, 6, 9].map((step) => at(places, fault + step));
/** The world it then meets: the next one each time, so that all are met beside something. */
const worldOf = (fault: number, place: number): string => at(worlds, fault * 4 + place);

describe.each(Object.keys(FAULTS))('%s', (name) => {
  const fault = Object.keys(FAULTS).indexOf(name);
  it.each(placesOf(fault))(
    'T-1, T-2, T-8: %s: every row is told the truth, and a run without it heals all',
    async (when) => {
      const where = worldOf(fault, places.indexOf(when));
      const found = await complaintsIn(entry(FAULTS, name), entry(SCHEDULES, when), entry(WORLDS, where));
      expect(found.map((complaint) => `${where}: ${complaint}`)).toEqual([]);
    },
  );
});

describe.each(worlds)('nothing goes wrong: %s', (where) => {
  it('T-2, T-8: every row succeeds that nothing speaks against, and again', async () => {
    const nothing = { do: { kind: 'latency', ms: 0 }, codes: [] } as const;
    expect(await complaintsIn(nothing, { where: { nth: 1 }, once: true }, entry(WORLDS, where))).toEqual([]);
  });
});
