import { describe, expect, it } from '@jest/globals';
import { courteously } from '../connector/courtesy.ts';

describe('a courtesy', () => {
  it('T-12: that throws is over', () => {
    expect(() =>
      courteously(() => {
        throw new Error('broken');
      }),
    ).not.toThrow();
  });

  it('T-12: whose promise rejects has somebody who hears it, or the process would end', () => {
    let heard: unknown;
    courteously(() => ({
      // biome-ignore lint/suspicious/noThenProperty: a promise of the host's own making.
      then(_taken: unknown, rejected: unknown) {
        heard = rejected;
      },
    }));
    expect(heard).toBeInstanceOf(Function);
  });

  it('T-12: that looks like a promise and throws is over too', () => {
    expect(() =>
      courteously(() => ({
        // biome-ignore lint/suspicious/noThenProperty: what a host may hand back.
        get then() {
          throw new Error('keep out');
        },
      })),
    ).not.toThrow();
  });
});
