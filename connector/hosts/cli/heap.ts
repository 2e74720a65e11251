import { setFlagsFromString } from 'node:v8';

/**
 * V8 lets a heap grow to four times what lives in it before it collects. A sync keeps little alive and makes much, so
 * that is most of its memory: three times costs no time that can be measured, and keeps F-23's 250 MB. For a process of
 * our own only: the heap of a host is the host's.
 */
export const growHeapSparingly = (): void => setFlagsFromString('--heap-growing-percent=200');
