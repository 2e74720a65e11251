#!/usr/bin/env node
import { faces } from '../faces.ts';
import { run } from './run.ts';

const cancel = new AbortController();
// Once: a second Ctrl-C ends the process at once, as it does everywhere else.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => cancel.abort());

const { stdin, stdout, stderr, env } = process;
process.exitCode = await run(process.argv.slice(2), { stdin, stdout, stderr, env, signal: cancel.signal, faces });
