import { describe, expect, it } from '@jest/globals';
import { conformance } from '../../spec/conformance/conformance.ts';
import type { DestinationConnector } from '../../spec/destination/connector.ts';
import { CONTENT, IDLE } from './idle.ts';

const passedBy = async (connector: DestinationConnector) =>
  (await conformance(connector))
    .filter(({ verdict, group }) => verdict === 'pass' && group !== 'world')
    .map(({ id }) => id);

/** What is so of a manifest is so whatever its connector does. M-2h asks for codes that were reported: none were. */
const OF_THE_MANIFEST = [
  'M-1a',
  'M-1b',
  'M-2a',
  'M-2b',
  'M-2c',
  'M-2d',
  'M-2e',
  'M-2f',
  'M-2g',
  'M-2i',
  'M-3a',
  'M-3b',
  'M-3c',
  'M-3d',
];

/** What is really so of a connector that reads every row, sends nothing, and calls everything a success. */
const SO_OF_THE_CONTENT: Readonly<Record<string, string>> = {
  'C-1c': 'right settings do succeed',
  'C-2h': 'its one step is told once, as in the result',
  'C-4a': 'it changes nothing',
  'C-5a': 'it sends nothing',
  'T-12e': 'it tells its step in a way that an observer cannot break',
};

describe('H-6: no requirement passes empty-handed', () => {
  it('a connector that does nothing passes what is said of its manifest, and no more', async () => {
    expect(await passedBy(IDLE)).toEqual(OF_THE_MANIFEST);
  });

  it('a connector that calls everything a success passes what is really so of it, and no more', async () => {
    expect(await passedBy(CONTENT)).toEqual([...OF_THE_MANIFEST, ...Object.keys(SO_OF_THE_CONTENT)]);
  });
});
