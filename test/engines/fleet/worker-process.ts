/** A worker in a process of its own, which may be killed; says which job it is at, one JSON line each. */
import { startWorker } from '../../../docs/examples/fleet/worker.ts';

const settings: Parameters<typeof startWorker>[0] = JSON.parse(process.argv[2] ?? ''); // Made by the test.
const worker = startWorker(settings);
const say = (event: string, job: string | undefined) => process.stdout.write(`${JSON.stringify({ event, job })}\n`);
worker.on('active', ({ id }) => say('active', id));
worker.on('completed', ({ id }) => say('completed', id));
worker.on('failed', (job, error) => say(`failed ${error.message}`, job?.id));
