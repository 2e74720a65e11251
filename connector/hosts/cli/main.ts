#!/usr/bin/env node
import { faces } from '../faces.ts';
import { growHeapSparingly } from './heap.ts';
import { run } from './run.ts';

growHeapSparingly();

const cancel = new AbortController();
// Once: a second Ctrl-C ends the process at once, as it does everywhere else.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => cancel.abort());

const { stdin, stdout, stderr, env } = process;
const argv = process.argv.slice(2);
process.exitCode = await run(argv, { stdin, stdout, stderr, env, signal: cancel.signal, faces });
// What a connector or a world on trial leaves open does not keep the process (H-3).
if (argv[0] === 'conformance') process.exit();
