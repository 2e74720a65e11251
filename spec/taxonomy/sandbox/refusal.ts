import type { Mishap } from './fault.ts';

/** A refusal in Permutive's own envelope: a bare status is somebody else's answer (D-9). */
export const refusal = (status: number, message = 'No.', headers: Record<string, string> = {}): Mishap => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify({
    request_id: '6d3c5f0e-1f6b-4a55-9d8e-0f6f0b6a7c11',
    error: { status: 'Refused', code: 4000, message, docs: 'https://developer.permutive.com' },
  }),
});
