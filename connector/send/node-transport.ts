import http from 'node:http'; // As a whole: tracing and test tools of a host replace its functions.
import https from 'node:https';
import { collect, lost, type Transport } from './answer.ts';

/**
 * Sends by Node's own HTTP client and its global agents, whose connections are kept and whose proxy is the process's. The same
 * batches take less than half the CPU time that the platform's fetch spends on them (docs/decisions/013).
 */
export const overNode: Transport = ({ url, method, headers, body }, signal) =>
  new Promise((resolve) => {
    const fail = (error?: unknown) => resolve(lost(error));
    try {
      const { request } = url.startsWith('https:') ? https : http;
      const length = body && { 'content-length': body.byteLength };
      const sent = request(url, { method, headers: { ...headers, ...length }, signal });
      // Closed without an error or an answer: the server switched protocols, for one.
      sent.on('error', fail).on('close', fail);
      sent.on('response', (response) => {
        // The status is known from here on; a connection that breaks only cuts the body off.
        sent.off('error', fail).off('close', fail);
        sent.on('error', () => undefined);
        const { statusCode: status = 0, headers: told } = response;
        const retryAfter = told['retry-after'] ?? null;
        void collect(response).then((rest) => resolve({ kind: 'answer', status, retryAfter, ...rest }));
      });
      sent.end(body);
    } catch (error) {
      fail(error);
    }
  });
