import type { CatalogueEntry } from './entry.ts';

/** What kept an operation from being sent, or its answer from being known. */
export const DELIVERY_ERRORS = {
  rate_limited: {
    message: 'Permutive is limiting requests.',
    remedy: 'Run again after the time given. If it happens often, reduce the sync frequency or the batch size.',
    retryable: true,
    reporter: 'permutive',
    scope: 'run',
  },
  service_unavailable: {
    message: 'Permutive could not process the request.',
    remedy: 'Run again later; what is already in place will be recognised.',
    retryable: true,
    reporter: 'permutive',
    scope: 'run',
  },
  network_error: {
    message: 'Permutive could not be reached.',
    remedy: 'Check the network, proxy and firewall between this host and Permutive, then run again.',
    retryable: true,
    reporter: 'connector',
    scope: 'run',
  },
  timeout: {
    message: 'Permutive did not answer in time.',
    remedy: 'Run again later; raise timeoutMs or reduce batchSize if it happens often.',
    retryable: true,
    reporter: 'connector',
    scope: 'run',
  },
  unexpected_response: {
    message: 'Permutive gave an answer that cannot be understood.',
    remedy: 'Run again later. If it persists, check the base URL and give the request id to Permutive support.',
    retryable: true,
    reporter: 'connector',
    scope: 'run',
  },
  outcome_unknown: {
    message: 'It could not be learned whether the operation took effect.',
    remedy: 'Run the same rows again: what is already in place will be recognised.',
    retryable: true,
    reporter: 'connector',
    scope: 'run',
  },
  cancelled: {
    message: 'The run was cancelled before the row was sent.',
    remedy: 'Run again to send the remaining rows.',
    retryable: true,
    reporter: 'connector',
    scope: 'run',
  },
} as const satisfies Record<string, CatalogueEntry>;
