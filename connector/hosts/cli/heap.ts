import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Both halves together; a larger young generation saves a sync no time that can be measured. */
const YOUNG_BYTES = 16 * 1024 * 1024;
const LOOK_EVERY_MS = 10;

/**
 * V8 lets a heap grow to four times what lives in it before it collects. A sync keeps little alive and makes much, so
 * that is most of its memory: somewhat less costs no time that can be measured, and keeps F-23's 250 MB. The young generation doubles until it has room for
 * what a batch makes, and no further: Node 24 would let it take 45 MB more. Its limit can be set only before a process begins, so it is looked at while
 * it grows. For a process of our own only: the heap of a host is the host's.
 */
export function growHeapSparingly(): void {
  setFlagsFromString('--heap-growing-percent=175');
  setFlagsFromString('--semi-space-growth-factor=2');
  const looking = setInterval(() => {
    if (youngBytes() < YOUNG_BYTES) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    clearInterval(looking);
  }, LOOK_EVERY_MS).unref();
}

const youngBytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? YOUNG_BYTES;
