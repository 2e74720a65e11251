/** Lives the histories that its one argument asks for, as JSON, and prints what they came to. In plain Node, because a test runner's realm makes it several times as slow. */
import { type Lives, lived } from './lived.ts';

const lives: Lives = JSON.parse(process.argv[2] ?? ''); // Made by the test.
process.stdout.write(JSON.stringify(await lived(lives)));
