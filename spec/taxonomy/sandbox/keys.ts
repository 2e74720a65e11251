import { type Answer, refuse } from './answer.ts';

/** The sandbox's API keys (Y-3). They open nothing but a sandbox. */
export const KEYS = {
  /** Private, may read and write. */
  write: '7a0f3b52-4c1d-4e8a-9b6f-2d5c81e04f37',
  /** Another private key that may read and write. */
  secondWrite: '3b9d27e4-81f6-4a5c-9e02-7c46d1a8f530',
  /** Private, read-only: what a key is by default. */
  readOnly: 'c4d91e68-0b37-4f25-8a1c-96e3f7b2d045',
  /** A public key, which the Taxonomy API does not take. */
  public: '1e6b8d04-f2a9-4c73-b5d0-3a87c96f412e',
  /** Known to nobody. */
  unknown: '95c2a7f1-6d3e-4b08-a94f-e01b5d7c8236',
} as const;

/** Why the key may not do this, or nothing when it may. */
export function refusalOf(key: string | undefined, method: string): Answer | undefined {
  switch (key) {
    case KEYS.write:
    case KEYS.secondWrite:
      return undefined;
    case KEYS.readOnly:
      return method === 'GET' ? undefined : refuse('InsufficientAPIKey', 'This key is read-only.');
    case KEYS.public:
      return refuse('InvalidAPIKey', 'This key is public; a private key is needed.');
    case undefined:
      return refuse('InvalidAPIKey', 'No key was given.');
    default:
      return refuse('InvalidAPIKey', 'This key does not exist.');
  }
}
