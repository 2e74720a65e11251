import type { CatalogueEntry } from './entry.ts';

/** What Permutive says of key, permission and import. */
export const ACCESS_ERRORS = {
  authentication_failed: {
    message: 'Permutive does not accept the API key.',
    remedy:
      'Make sure you use a private API key, not a public key: public keys cannot access the Taxonomy API. Generate a new private key under Settings > Keys in the Permutive dashboard.',
    retryable: false,
    reporter: 'permutive',
    scope: 'run',
  },
  insufficient_permissions: {
    message: 'The API key is not allowed to do this.',
    remedy:
      'The API key may have read-only access. Contact Permutive Technical Services to request write access to the Taxonomy API for your key.',
    retryable: false,
    reporter: 'permutive',
    scope: 'run',
  },
  import_not_found: {
    message: 'Permutive knows no import with this Import ID.',
    remedy:
      'Verify the Import ID: it is a UUID found in the Permutive dashboard under Audience Platform > Imports. Copy the full UUID including dashes.',
    retryable: false,
    reporter: 'permutive',
    scope: 'run',
  },
  import_not_ready: {
    message: 'The import exists, but its data source is not active.',
    remedy:
      'Segments can be synced, but memberships may not arrive until the source is active. Check the import under Audience Platform > Imports, or ask Permutive.',
    retryable: true,
    reporter: 'permutive',
    scope: 'run',
  },
} as const satisfies Record<string, CatalogueEntry>;
