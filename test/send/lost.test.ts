import { describe, expect, it } from '@jest/globals';
import { lost } from '../../connector/send/lost.ts';

const failed = (cause: unknown, message = 'fetch failed') => lost(new TypeError(message, { cause }));

describe('a request that came to no answer', () => {
  it.each(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])(
    'D-2: with %s never reached anybody',
    (code) => {
      expect(failed({ code }).reason).toBe('not_connected');
    },
  );

  it.each([
    'CERT_HAS_EXPIRED',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'HOSTNAME_MISMATCH',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ])('D-2: with %s met a certificate that is not accepted', (code) => {
    expect(failed({ code }).reason).toBe('certificate');
  });

  it.each([[{ code: 'ECONNRESET' }], [{ code: 7 }], [{}], [null], ['ENOTFOUND'], [undefined]])(
    'T-2: with %j may have reached Permutive',
    (cause) => {
      expect(failed(cause).reason).toBe('network');
    },
  );

  it.each(['read', 'write'])(
    'T-2: may have reached Permutive where a connection that was made loses its way in a %s',
    (syscall) => {
      expect(failed({ code: 'EHOSTUNREACH', syscall }).reason).toBe('network');
      expect(failed({ code: 'EHOSTUNREACH', syscall: 'connect' }).reason).toBe('not_connected');
    },
  );

  it('T-12: that cannot even be read may have reached Permutive', () => {
    const unreadable = new Proxy(new Error('x'), {
      get() {
        throw new Error('a trap');
      },
      has() {
        throw new Error('a trap');
      },
    });
    for (const thrown of [unreadable, new TypeError('the request failed', { cause: unreadable })])
      expect(lost(thrown)).toEqual({ kind: 'no_answer', reason: 'network', message: 'the request failed' });
  });

  it('D-2: tells of itself what its cause does not', () => {
    expect(lost({ message: 'connect', code: 'ECONNREFUSED' })).toEqual({
      kind: 'no_answer',
      reason: 'not_connected',
      message: 'connect (ECONNREFUSED)',
    });
  });

  it('D-2: is told in its own words and its cause’s, none of them twice', () => {
    expect(failed({ message: 'why', code: 'ECONNRESET' }).message).toBe('fetch failed (why, ECONNRESET)');
    expect(failed({ message: 'read ECONNRESET', code: 'ECONNRESET' }).message).toBe('fetch failed (read ECONNRESET)');
    expect(failed({ message: 'why', code: 'E' }, 'fetch failed: why').message).toBe('fetch failed: why (E)');
    expect(failed({ message: 'why' }).message).toBe('fetch failed (why)');
    expect(failed({}).message).toBe('fetch failed');
  });

  it.each([[undefined], [null], ['a text'], [{}], [{ message: '' }], [{ message: 7 }]])(
    'T-12: %j, thrown by a host’s fetch, is told too',
    (thrown) => {
      expect(lost(thrown)).toEqual({ kind: 'no_answer', reason: 'network', message: 'the request failed' });
    },
  );
});
