/** How a run is delivered; all optional, and a destination may add its own. Times in milliseconds. Its manifest has the schema. */
export interface DestinationDelivery {
  baseUrl?: string | undefined;
  /** Operations in a batch. */
  batchSize?: number | undefined;
  /** Deadline of one request, body included. */
  timeoutMs?: number | undefined;
  /** Attempts of one batch. */
  maxAttempts?: number | undefined;
  /** Base of the exponential backoff. */
  backoffMs?: number | undefined;
  /** Longest wait taken from Retry-After. */
  maxRetryAfterMs?: number | undefined;
  /** Longest time a row waits for company. */
  maxBatchWaitMs?: number | undefined;
  /** Guard on deletions: all or none (P-8). */
  maxDeletes?: number | undefined;
}
